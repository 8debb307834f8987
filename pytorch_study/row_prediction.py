"""Predictions for the rows of tables, however long: a part of the table is in memory at a time."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from pytorch_study import lessons, screen
from pytorch_study.data.distance import distances, fit_distance
from pytorch_study.data.kinds import check_kind
from pytorch_study.data.sample_photos import find_sample
from pytorch_study.data.splits import ranges
from pytorch_study.data.table_file import PART, column_index, open_table
from pytorch_study.data.table_form import Column, Rows, TableForm, read_rows
from pytorch_study.data.table_head import explain_header, told_summaries, without_summaries
from pytorch_study.engine import score
from pytorch_study.errors import DataError, UsageError
from pytorch_study.lesson import Tell
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.preparation import load_data
from pytorch_study.text import say
from pytorch_study.trained import Trained, describe_output

Answer = dict[str, Any]
FAR = 0.1
"""How far outside the training range a value must lie to be told, as a share of that range."""


def predict_tables(trained: Trained, paths: Sequence[Path], tell: Tell | None = None) -> Iterator[Answer]:
    """Predict from the rows of CSV files, one dictionary per row, as `predict` describes them.

    Nothing is given of a file before all of it has been checked.

    Args:
        trained: a model whose inputs are rows.
        paths: the files.
        tell: called with the progress through long files.

    Raises:
        DataError, UsageError: the only file cannot be read; of several, its answer has `file` and `error`.
    """
    for path in paths:
        try:
            yield from _predict_table(trained, path, tell)
        except (DataError, UsageError) as error:
            if len(paths) == 1:
                raise
            yield {"file": str(path), "error": str(error)}


def _predict_table(trained: Trained, path: Path, tell: Tell | None) -> Iterator[Answer]:
    info, path = trained.info, find_sample(path)
    check_kind(path, info, trained.lesson.name)
    form = info.form or TableForm(tuple(map(Column, info.columns)))
    names = [column.name for column in form.columns]
    table = open_table(path, names)
    if any(column_index(name, table.header) is None for name in names):
        explain_header(table, names)
    table = without_summaries(table, [word for column in form.columns for word in column.categories])
    used = {name.lower() for name in (*names, info.target)}
    if extra := [name for name in table.header if name and name.lower() not in used]:
        screen.note(say("table.extra", path=path, columns=say("done.comma").join(f"`{name}`" for name in extra)))
    if table.summaries:
        screen.note(told_summaries(table))
    known = _training_rows(trained)
    row = 0
    for rows in read_rows(table, form, tell):
        for answer in _answers(trained, rows, known):
            row += 1
            yield {"file": str(path), "row": row, **answer}
    if tell and row >= PART:  # the progress was told
        tell(say("table.all_rows", path=path, rows=row), False)


def _answers(trained: Trained, rows: Rows, known: dict[str, Any]) -> Iterator[Answer]:
    """The answers for a part of a table, without file and row."""
    with attribute_error(trained.lesson.file):
        outputs = score.predict(trained.model, rows.x, trained.lesson, trained.recipe)
    far = _outside(trained, rows.x, known["ranges"])
    fitted = known["distance"]
    away = distances(rows.x, fitted).tolist() if fitted else [0.0] * len(rows.x)
    filled = {name: missing.tolist() for name, missing in rows.filled.items()}
    unknown: dict[int, list[dict[str, str]]] = {}
    for k, column, word in rows.unknown:
        unknown.setdefault(k, []).append({"column": column, "value": word})
    for k, (output, distance) in enumerate(zip(outputs, away, strict=True)):
        answer = {**describe_output(trained, output), "outside": far.get(k, [])}
        if fitted:
            answer |= {"distance": distance, "unusual": distance > fitted["limit"], "limit": fitted["limit"]}
        if trained.info.form is not None:
            answer["filled"] = [name for name, missing in filled.items() if missing[k]]
            answer["unknown"] = unknown.get(k, [])
        yield answer


def _training_rows(trained: Trained) -> dict[str, Any]:
    """What is known of the training rows: `ranges` and `distance`, None if nothing is.

    For older runs of a built-in lesson, which do not record them, the training set is read again.
    """
    recorded = trained.about["data"]
    if ("ranges" in recorded and "distance" in recorded) or not lessons.on_shelf(trained.lesson):
        width = len(trained.info.columns)
        pairs, distance = recorded.get("ranges"), recorded.get("distance")
        return {  # a user may have edited the file: what is of another width tells nothing
            "ranges": pairs if pairs and len(pairs) == width else None,
            "distance": distance if distance and len(distance["mean"]) == width else None,
        }
    splits, _ = load_data(trained.lesson, trained.recipe, trained.options, int(trained.about["seed"]))
    return {"ranges": ranges(splits.train), "distance": fit_distance(splits.train.x)}


def _outside(trained: Trained, x: Tensor, known: list[list[float]] | None) -> dict[int, list[Answer]]:
    """By row of (N, F): the columns far outside the training set, by more than `FAR` of its range there."""
    if known is None:
        return {}
    low, high = torch.tensor(known, dtype=torch.float64).T  # (F,) each
    margin = FAR * (high - low)
    far = (x.double() < low - margin) | (x.double() > high + margin)  # (N, F)
    found: dict[int, list[Answer]] = {}
    for row, column in far.nonzero().tolist():
        name, value = trained.info.columns[column], float(x[row, column])
        low_high = {"low": known[column][0], "high": known[column][1]}
        found.setdefault(row, []).append({"column": name, "value": value, **low_high})
    return found
