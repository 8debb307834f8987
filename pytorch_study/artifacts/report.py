"""A run's figures, and the HTML report that contains them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from pytorch_study.artifacts.folder import Run
from pytorch_study.artifacts.samples import samples
from pytorch_study.engine.batches import prepare
from pytorch_study.engine.score import Score, confusion_matrix, predict
from pytorch_study.files import write
from pytorch_study.inspect import layers
from pytorch_study.inspect.mistakes import answers_of, surest_mistakes
from pytorch_study.lesson import Lesson, Split, Splits
from pytorch_study.metrics import metric_name, metric_value, test_metrics
from pytorch_study.plots import canvas, classes, explain, galleries, inside, learning, page, regression
from pytorch_study.plots.fonts import class_names, picked, undrawn
from pytorch_study.recipe import Recipe, fields
from pytorch_study.screen import note
from pytorch_study.task import find_task
from pytorch_study.text import language, say

if TYPE_CHECKING:  # matplotlib is first imported by `plots`, whatever MPLBACKEND says
    from matplotlib.figure import Figure

FEW_HELD_OUT = 50
"""A validation set of fewer examples is called small."""
LEAST_HELD_OUT, MOST_HELD_OUT = 10, 5000
"""A tenth of the training set is advised for validation, within these bounds; below them, nothing."""
Section = tuple[str, str, bytes | None, list[tuple[str, ...]] | None]


def draw(
    run: Run, lesson: Lesson, recipe: Recipe, model: nn.Module, splits: Splits, score: Score, result: dict[str, Any]
) -> None:
    """Write the run's figures as PNG files, and `report.html`.

    Args:
        run: the run; its metrics are read from its folder.
        lesson: its lesson.
        recipe: its recipe.
        model: the final model.
        splits: the data.
        score: the model's score on the test set.
        result: the content of `result.json`.
    """
    rows = run.history
    pictures = {"curves": learning.curves(rows, find_task(lesson.task).headline, run.steps)} if rows else {}
    pictures |= _pictures(lesson, recipe, model, splits, score)
    texts, ways = samples(lesson, recipe, model)
    if ways is not None:
        pictures["way"] = ways
    sections: list[Section] = []
    if texts:
        sections.append((say("look.heading.samples"), say("look.explain.samples"), None, texts))
    if key := undrawn(class_names(splits.info)):
        table: list[tuple[str, ...]] = [(say("look.key_shown"), say("look.key_label")), *key]
        sections.append((say("look.heading.key"), say("look.explain.key"), None, table))
        entries = [say("look.key_one", shown=shown, label=label) for shown, label in key]
        note(say("look.key", names=say("done.comma").join(entries)))
    for name, figure in pictures.items():
        content = canvas.png(figure)
        write(run.folder / f"{name}.png", content)
        advice = _hold_out(splits) if name == "curves" else _crossed(name, splits)
        sections.append((say(f"look.heading.{name}"), say(f"look.explain.{name}") + advice, content, None))
    settings: list[tuple[str, ...]] = [(say("table.field"), say("table.value"))]
    settings += [(name, str(value)) for name, value in fields(recipe).items()]
    sections.append((say("report.heading.recipe"), say("report.recipe"), None, settings))
    write(run.folder / "report.html", page.page(run.name, facts(result), sections, language()))


def _pictures(lesson: Lesson, recipe: Recipe, model: nn.Module, splits: Splits, score: Score) -> dict[str, Figure]:
    """The figures of the data and the model, by name; which ones there are depends on the data."""
    test, info, output = splits.test(), splits.info, score.output
    pictures: dict[str, Figure] = {}
    device = next(model.parameters()).device
    images = info.input == "image"
    if info.labels and output is not None:
        labels, confusion = class_names(info), confusion_matrix(output, test.y)
        pictures["confusion"] = classes.confusion(confusion, labels)
        pictures["per_class"] = classes.per_class(confusion, labels)
        if images:
            worst = surest_mistakes(output, test.y)
            pictures["mistakes"] = _mistakes(splits, test, output, worst, labels)
            worst_images = test.x[worst[: explain.WRONG]]
            batch = prepare(worst_images.to(device), lesson, recipe)
            heat = explain.wrong(model, worst_images, batch, test.y[worst], output[worst], labels)
            if heat is not None:
                pictures["heat"] = heat
        convolutions = layers.filters(model)
        if convolutions:
            pictures["filters"] = inside.filters(convolutions[0][1])
        if len(convolutions) > 2:
            pictures["blocks"] = inside.blocks(convolutions[1:])
        if images:
            outputs = layers.outputs(model, prepare(test.x[:1].to(device), lesson, recipe))
            pictures["maps"] = inside.maps(test.x[0], outputs, labels)
    elif output is not None and output.shape == test.y.shape:
        pictures["fit"] = regression.fit(test.y[:, 0], output[:, 0], info.target)
        if info.input == "row" and info.shape == (1,):
            column = splits.train.x[:, 0]
            grid = torch.linspace(float(column.min()), float(column.max()), 300)[:, None]
            line = predict(model, grid, lesson, recipe)[:, 0]
            pictures["line"] = regression.line(
                test.x[:, 0], test.y[:, 0], grid[:, 0], line, info.columns[0], info.target
            )
    return pictures


def facts(result: dict[str, Any]) -> list[tuple[str, str]]:
    """A run's result as (name, value) in words, most important first."""
    scores = [(say("metric.test", name=metric_name(k)), metric_value(k, v)) for k, v in test_metrics(result).items()]
    if "cv_folds" in result:
        interval = f"{result['cv_low']:.1%} – {result['cv_high']:.1%}"
        scores = [
            (say("report.fact.cross"), metric_value("accuracy", result["cv_accuracy"])),
            (say("report.fact.interval"), interval),
            (say("report.fact.folds"), f"{result['cv_folds']}"),
        ]
    return [
        *scores,
        (say("report.fact.seconds"), f"{result['seconds']:.1f} s"),
        (say("report.fact.epochs"), str(result["epochs"])),
        (say("report.fact.speed"), f"{result['images_per_second']:,.0f}"),
        (say("report.fact.lesson"), f"{result['lesson']} · {result['recipe']} · seed {result['seed']}"),
    ]


def _hold_out(splits: Splits) -> str:
    """What to say of the validation set: how many examples to hold out, or that they are too few to tell much."""
    gap = " " if language() == "en" else ""
    if splits.validation is not None:
        held = len(splits.validation.y)
        return gap + say("look.advice.few_held_out", count=held) if held < FEW_HELD_OUT else ""
    count = min(MOST_HELD_OUT, len(splits.train.y) // 10)
    return gap + say("look.advice.hold_out", count=count) if count >= LEAST_HELD_OUT else ""


def _crossed(name: str, splits: Splits) -> str:
    """What to say of answers that a cross-validation has given."""
    if not splits.folds or name not in ("confusion", "per_class", "mistakes", "heat"):
        return ""
    gap = " " if language() == "en" else ""
    return gap + say("report.cross_answers") + (gap + say("report.cross_heat") if name == "heat" else "")


def _mistakes(splits: Splits, test: Split, output: Tensor, worst: Tensor, labels: list[str]) -> Any:
    seen, sure = answers_of(output[worst])
    known = splits.notes_of(test)
    noted = [index in known for index in worst.tolist()]
    notes = dict.fromkeys(picked(note) for note in known.values())  # each once
    shown = (test.x[worst], test.y[worst].tolist(), seen.tolist(), sure.tolist())
    return galleries.mistakes(*shown, labels, noted, "; ".join(notes))
