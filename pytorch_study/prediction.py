"""What a trained model answers: for files (pictures, or the rows of tables), and for the whole test set."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from pytorch_study import screen
from pytorch_study.artifacts.folder import Run
from pytorch_study.data.kinds import check_kind
from pytorch_study.data.sample_photos import find_sample
from pytorch_study.engine import score
from pytorch_study.engine.batches import prepare
from pytorch_study.errors import DataError, UsageError
from pytorch_study.files import disk
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.plots import canvas
from pytorch_study.plots import explain as explaining
from pytorch_study.row_prediction import predict_tables
from pytorch_study.trained import (
    Trained,
    describe_output,
    evaluate_test,
    join_parts,
    load_splits,
    load_trained,
    read_parts,
    refuse_other_set,
)

Answer = dict[str, Any]
Input = tuple[Answer, Tensor, dict[str, Tensor]]
"""Which file and row it is, the model's input, and the named steps from the one to the other."""


def evaluate(
    target: Trained | Run | Path | str,
    *,
    runs: Path | str = Path("runs"),
    data: Path | str | None = None,
    images: Path | str | None = None,
    table: Path | str | None = None,
) -> dict[str, Any]:
    """Evaluate a finished run, or a lesson's shipped weights, on the test set.

    Of a run that was scored by cross-validation, the answers are those of its folds: its model has seen all examples.

    Args:
        target: a finished run, its folder, its name, or `latest`; or shipped weights (`mnist`, `mnist:original`).
        runs: folder to search for runs.
        data: the folder or file to take the data from, and nothing else; None: search the usual places.
        images: where the folder of your own images that a run was trained on is now, if it has moved.
        table: the same, for your own table.

    Returns:
        `lesson`, `count`, `loss` and the task's metrics. For regression: `rmse`, `mae` and `r2`. For lesson 6: `nats`
        per character. For classification: `accuracy` (a fraction of 1), `confusion` (counts: true class by row,
        predicted class by column), `labels` and `per_class` (`label`, `accuracy`, None for a class without examples,
        its 95 % confidence interval `low` to `high`, `count`). After a cross-validation also `cv_accuracy` with its
        95 % confidence interval `cv_low` to `cv_high` (fractions of 1), and `cv_folds`.

    Raises:
        UsageError: there is no such run, it is not finished, or it was not trained on such data.
        CheckpointError: the weights are missing or damaged, or the data are not the run's.
        DataError: the data are missing or cannot be read.
    """
    trained = load_trained(target, runs=runs, data=data, images=images, table=table)
    test = load_splits(trained).test()
    result = evaluate_test(trained, test)
    common = {"lesson": trained.lesson.name, "count": result.count, "loss": result.loss}
    common |= {k: v for k, v in trained.result.items() if k in ("cv_accuracy", "cv_low", "cv_high", "cv_folds")}
    scores = {**common, **result.metrics}
    labels = trained.info.labels
    if not labels or result.output is None:
        return scores
    confusion = score.confusion_matrix(result.output, test.y)
    per_class = [dataclasses.asdict(one) for one in score.per_class(confusion, labels)]
    return {**scores, "confusion": confusion.tolist(), "labels": list(labels), "per_class": per_class}


def predict(
    target: Trained | Run | Path | str,
    files: Sequence[Path | str] | Path | str,
    *,
    runs: Path | str = Path("runs"),
    explain: Path | str | None = None,
) -> list[Answer]:
    """Predict from image files, or from the rows of CSV files.

    Args:
        target: a finished run, or a lesson's shipped weights.
        files: one or more image files (`example:cat`: a photo that ships), or CSV files with a header that names the
            lesson's columns.
        runs: folder to search for runs.
        explain: folder for figures of each preprocessing step and each layer; created if missing.

    Returns:
        One dictionary per image (`file`, `label`, `probability`, `probabilities`; `unsure`: whether it is unlike the
        training images, where that is known; of several digits `label` is the string, and `digits` has each with its
        `box`: left, top, right, bottom in pixels) or per row (`file`, `row`, `value`; for classes as for an image;
        `outside`: the columns far outside the training set, with value and range; `distance` from the training rows as
        a whole, see `data/distance.py`, and whether it is `unusual`, that is, over `limit`; for a table of one's own
        also `filled`, the columns without a number, and `unknown`, the words that no training row has). Of several
        files, one that cannot be read has `file` and `error` instead. The answers for a long table take much memory;
        `row_prediction.predict_tables` gives them one by one.

    Raises:
        DataError, UsageError: the only file cannot be read.
    """
    trained = load_trained(target, runs=runs)
    paths = [Path(file) for file in ([files] if isinstance(files, Path | str) else files)]
    tabular = trained.info.input == "row"
    if trained.info.input not in ("image", "row"):
        raise UsageError("no_predict", lesson=trained.lesson.name)
    if tabular and explain:
        raise UsageError("explain_pictures_only", lesson=trained.lesson.name)
    if tabular:
        return list(predict_tables(trained, paths))
    found: list[Answer | list[Input]] = []  # of each file: why it cannot be read, or its inputs
    for path in paths:
        try:
            found.append(_read(trained, find_sample(path)))
        except (DataError, UsageError) as error:
            if len(paths) == 1:
                raise
            found.append({"file": str(path), "error": str(error)})
    inputs = [one for each in found if isinstance(each, list) for one in each]
    if not inputs:
        return [each for each in found if isinstance(each, dict)]
    rows = [x for _, x, _ in inputs]
    with attribute_error(trained.lesson.file):
        outputs = score.predict(trained.model, torch.stack(rows), trained.lesson, trained.recipe)
    if explain:
        _explain(trained, inputs, outputs, Path(explain))
    answers = [
        {**where, **describe_output(trained, output)} for (where, _, _), output in zip(inputs, outputs, strict=True)
    ]
    if trained.info.labels:
        screen.knows_only(trained.info, answers)
    if trained.familiar is not None:
        for answer, doubtful in zip(answers, trained.familiar.unsure(torch.stack(rows), outputs), strict=True):
            answer["unsure"] = doubtful
    following = iter(answers)
    return _joined(
        [one for each in found for one in ([each] if isinstance(each, dict) else [next(following) for _ in each])]
    )


def _read(trained: Trained, path: Path) -> list[Input]:
    """The inputs in a file: one picture, or the parts of one."""
    refuse_other_set(trained, path)
    check_kind(path, trained.info, trained.lesson.name)
    with attribute_error(trained.lesson.file):  # it may read pictures in its own way
        parts = read_parts(trained, path)
    if len(parts) == 1:
        return [({"file": str(path)}, parts[0].x, dict(parts[0].steps))]
    return [
        ({"file": str(path), "part": number, "box": list(part.box or ())}, part.x, dict(part.steps))
        for number, part in enumerate(parts)
    ]


def _joined(answers: list[Answer]) -> list[Answer]:
    """The answers to parts of one picture as one answer."""
    groups: list[list[Answer]] = []
    for answer in answers:
        if answer.get("part"):
            groups[-1].append(answer)
        else:
            groups.append([answer])
    return [join_parts(group[0]["file"], group) if "part" in group[0] else group[0] for group in groups]


def _explain(trained: Trained, inputs: list[Input], outputs: Tensor, folder: Path) -> None:
    """Draw every picture's steps and layers. Files in different folders may share a name."""
    taken = set[str]()
    with disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for (where, x, steps), output in zip(inputs, outputs, strict=True):
        stem = Path(where["file"]).stem
        names = [stem, *(f"{stem}-{number}" for number in range(2, len(inputs) + 2))]
        name = next(name for name in names if name.casefold() not in taken)
        taken.add(name.casefold())
        batch = prepare(x[None], trained.lesson, trained.recipe)
        for kind, figure in explaining.answer(trained.model, x, batch, output, trained.info, steps).items():
            canvas.save(figure, folder / f"{name}_{kind}.png")
