"""A run's pictures, and the page that holds them all."""

from typing import Any

import torch
from torch import Tensor, nn

from pytorch_study.artifacts.folder import Run
from pytorch_study.engine.batches import prepare
from pytorch_study.engine.score import Score, predict
from pytorch_study.files import write
from pytorch_study.inspect import layers
from pytorch_study.lesson import Lesson, Split, Splits
from pytorch_study.plots import canvas, classes, explain, fitting, galleries, inside, learning, page
from pytorch_study.plots.fonts import class_names, picked
from pytorch_study.recipe import Recipe, fields
from pytorch_study.text import language, say

Section = tuple[str, str, bytes | None, list[tuple[str, ...]] | None]


def draw(
    run: Run, lesson: Lesson, recipe: Recipe, model: nn.Module, splits: Splits, score: Score, result: dict[str, Any]
) -> None:
    """Write the run's pictures and `report.html`.

    Args:
        run: its metrics are read from its folder.
        lesson: what was learned.
        recipe: how.
        model: the one that is kept.
        splits: the data; the test set was scored in `score`.
        score: of the model on the test set.
        result: what will stand in `result.json`.
    """
    rows = run.history
    pictures = {"curves": learning.curves(rows, lesson.task)} if rows else {}
    if lesson.task == "classify":
        assert score.confusion is not None
        test, labels = splits.test(), class_names(splits.info)
        pictures["confusion"] = classes.confusion(score.confusion, labels)
        pictures["per_class"] = classes.per_class(score.confusion, labels)
        if test.x.dtype == torch.uint8:
            worst = _worst(test, score.output)
            pictures["mistakes"] = _mistakes(splits, test, score.output, worst, labels)
            images = test.x[worst[: explain.WRONG]]
            batch = prepare(images.to(next(model.parameters()).device), lesson, recipe)
            heat = explain.wrong(model, images, batch, test.y[worst], score.output[worst], labels)
            if heat is not None:
                pictures["heat"] = heat
        convolutions = layers.filters(model)
        if convolutions:
            pictures["filters"] = inside.filters(convolutions[0][1])
        if len(convolutions) > 2:
            pictures["blocks"] = inside.blocks(convolutions[1:])
        if test.x.dtype == torch.uint8:
            device = next(model.parameters()).device
            seen = layers.outputs(model, prepare(test.x[:1].to(device), lesson, recipe))
            pictures["maps"] = inside.maps(test.x[0], seen, labels)
    else:
        test = splits.test()
        pictures["fit"] = fitting.fit(test.y[:, 0], score.output[:, 0], splits.info.target)
        if test.x.ndim == 2 and test.x.shape[1] == 1:
            whole = splits.train.x[:, 0]
            grid = torch.linspace(float(whole.min()), float(whole.max()), 300)[:, None]
            line = predict(model, grid, lesson, recipe)
            pictures["line"] = fitting.line(
                test.x[:, 0], test.y[:, 0], grid[:, 0], line[:, 0], splits.info.columns[0], splits.info.target
            )
    sections: list[Section] = []
    for name, figure in pictures.items():
        content = canvas.png(figure)
        write(run.folder / f"{name}.png", content)
        sections.append((say(f"look.heading.{name}"), say(f"look.explain.{name}"), content, None))
    settings: list[tuple[str, ...]] = [(say("table.field"), say("table.value"))]
    settings += [(name, str(value)) for name, value in fields(recipe).items()]
    sections.append((say("report.heading.recipe"), say("report.recipe"), None, settings))
    write(run.folder / "report.html", page.page(run.name, facts(result), sections, language()))


def facts(result: dict[str, Any]) -> list[tuple[str, str]]:
    """A run's result as a person reads it, the most important first."""
    found = []
    if (accuracy := result.get("test_accuracy")) is not None:
        found.append((say("report.fact.accuracy"), f"{accuracy:.2%}"))
    if (rmse := result.get("test_rmse")) is not None:
        found.append((say("report.fact.rmse"), f"{rmse:.3f}"))
    if (r2 := result.get("test_r2")) is not None:
        found.append((say("report.fact.r2"), f"{r2:.3f}"))
    return [
        *found,
        (say("report.fact.seconds"), f"{result['seconds']:.1f} s"),
        (say("report.fact.epochs"), str(result["epochs"])),
        (say("report.fact.speed"), f"{result['images_per_second']:,.0f}"),
        (say("report.fact.lesson"), f"{result['lesson']} · {result['recipe']} · seed {result['seed']}"),
    ]


def _worst(test: Split, output: Tensor) -> Tensor:
    """The places of the mistakes in the test set, those of which the model was surest first."""
    sure, seen = output.softmax(1).max(1)  # (N,), (N,)
    wrong = (seen != test.y).nonzero()[:, 0]
    return wrong[sure[wrong].argsort(descending=True)]


def _mistakes(splits: Splits, test: Split, output: Tensor, worst: Tensor, labels: list[str]) -> Any:
    sure, seen = output[worst].softmax(1).max(1)  # (n,), (n,)
    disputed = [place in splits.disputed for place in worst.tolist()]
    shown = (test.x[worst], test.y[worst].tolist(), seen.tolist(), sure.tolist())
    return galleries.mistakes(*shown, labels, disputed, picked(splits.doubt))
