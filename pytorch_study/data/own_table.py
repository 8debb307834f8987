"""A table of one's own as a data set: any CSV of numbers and words, and the name of the column to predict."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from pytorch_study.data.splits import hold_out, split_rows
from pytorch_study.data.table_columns import Profile, check_target, column_profiles, unusable_columns
from pytorch_study.data.table_file import TableFile, column_index, open_table, parts
from pytorch_study.data.table_form import Column, TableForm, Values, encode, values
from pytorch_study.data.table_head import check_headed, explain_header, told_summaries, without_summaries
from pytorch_study.data.table_numbers import Marks, find_marks
from pytorch_study.errors import DataError, UsageError, nearest
from pytorch_study.lesson import DataInfo, DataOptions, Split, Splits, Tell
from pytorch_study.recipe import Recipe
from pytorch_study.text import say

FEWEST = 20
"""Fewest rows with a target: 16 to train on and 4 for the test set."""
LEAST_SPREAD, MOST_SPREAD = 1e-3, 1e10
"""Standard deviations of targets between which training works: gradients grow with it, and Adam squares them."""


def load_table(options: DataOptions, recipe: Recipe, seed: int) -> Splits:
    """Read a table: every column but the target becomes inputs, a fifth of the rows, chosen by the seed, the test set.

    Rows without a target are left out. Words become one input for each category of the training rows; a missing number
    becomes the mean of the training rows, a missing word zeros. Left out are rows at the end that add up or average
    the others, and columns that are constant there, have more than 30 words, hold dates, number the rows, or are named
    in `options.drop`. All of it is told.

    Args:
        options: with `table` and `target`.
        recipe: its `validation` and `limit` decide which rows are trained on: the form is that of these rows alone.
        seed: random seed of the split.

    Raises:
        UsageError: the file, the target or a column of `options.drop` does not exist.
        DataError: the first line does not name the columns, the target holds words or one value only, there are too few
            rows, or no column can be used; or the file cannot be read, see `read_rows`.
    """
    tell: Tell = options.tell or (lambda *_: None)
    assert options.table is not None
    assert options.target is not None
    table = open_table(options.table, (options.target,))
    target = _target(table, options.target)
    check_headed(table)
    table = without_summaries(table)
    if twice := [name for name, count in Counter(filter(None, table.header)).items() if count > 1]:
        raise DataError("column_twice", path=table.path, column=twice[0])
    profiles = column_profiles(table, tell)
    check_target(table, profiles, target)
    left_out = unusable_columns(table, profiles, target, _dropped(table, options.drop))
    kept = [one for one in profiles if one.name not in left_out]  # with the target
    marks = find_marks(table.path, {one.name: one.commas for one in kept if one.is_number})
    raw = _read(table, kept, marks)
    y = raw.pop(target)
    assert isinstance(y, Tensor)
    with_target = (~y.isnan()).nonzero()[:, 0]
    if len(with_target) < FEWEST:
        raise DataError("few_rows", path=table.path, count=len(with_target), target=target, fewest=FEWEST)
    rows, tests = split_rows(with_target, with_target, seed)
    used = hold_out(Splits(train=rows, test=lambda: tests), recipe, seed).train.x
    if float(y[used].min()) == float(y[used].max()):
        raise DataError("constant_target", path=table.path, target=target, value=float(y[used][0]))
    if not LEAST_SPREAD <= (spread := float(y[used].double().std())) <= MOST_SPREAD:
        raise DataError("target_unit", path=table.path, target=target, spread=spread)
    columns = _columns(raw, used, left_out)
    if not columns:
        raise DataError("no_inputs", path=table.path, target=target, why=_listed(left_out))
    digest = _digest({one.name: raw[one.name] for one in columns}, y)
    form = TableForm(columns, table.separator, marks.decimal_comma, digest)
    whole = encode(form, raw)
    _tell(tell, table, target, form, left_out, raw, y)
    y = y[:, None]
    train, test = Split(whole.x[rows.x], y[rows.x]), Split(whole.x[tests.x], y[tests.x])
    info = DataInfo(columns=form.inputs, target=target, form=form)
    return Splits(train=train, test=lambda: test, info=info)


def columns_of(path: Path) -> str:
    """The columns of a table, for a message.

    Raises:
        DataError: the first line does not name them.
    """
    table = open_table(path)
    explain_header(table)
    return ", ".join(filter(None, table.header))


def _target(table: TableFile, name: str) -> str:
    """The target's name as the header writes it."""
    names = [column for column in table.header if column]
    index = column_index(name, table.header)
    if index is None or not table.header[index]:
        explain_header(table, (name,))
        raise UsageError("unknown_target", path=table.path, target=name, nearest=nearest(name, names))
    return table.header[index]


def _dropped(table: TableFile, names: Sequence[str]) -> list[str]:
    found = [(name, column_index(name, table.header)) for name in names]
    for name, index in found:
        if index is None:
            raise UsageError(
                "unknown_drop", path=table.path, name=name, nearest=nearest(name, filter(None, table.header))
            )
    return [table.header[index] for _, index in found if index is not None]


def _read(table: TableFile, kept: Sequence[Profile], marks: Marks) -> dict[str, Values]:
    """The columns that are used, whole."""
    places = {one.name: one.place for one in kept}
    numeric = {one.name: one.is_number for one in kept}
    read: dict[str, list[Values]] = {name: [] for name in places}
    for part in parts(table):
        for name, columns in read.items():
            columns.append(values(part, table, name, places, numeric[name], marks))
    whole: dict[str, Values] = {}
    for name, columns in read.items():
        words = {word: word for column in columns if isinstance(column, list) for word in column}  # each in memory once
        if numeric[name]:
            whole[name] = torch.cat([column for column in columns if isinstance(column, Tensor)])
        else:
            whole[name] = [words[word] for column in columns for word in column]
        columns.clear()
    return whole


def _columns(raw: dict[str, Values], used: Tensor, left_out: dict[str, str]) -> tuple[Column, ...]:
    """The inputs, by the rows that are trained on alone, (n,); columns that are constant there join `left_out`."""
    found = []
    for name, column in raw.items():
        if isinstance(column, Tensor):
            known = column[used][~column[used].isnan()]
            constant = not len(known) or bool(known.min() == known.max())
            mean = float(known.double().mean()) if len(known) else 0.0
            found.append(Column(name, mean=mean))
        else:
            counts = Counter(column[row] for row in used.tolist())
            words = sorted(word for word in counts if word)
            constant = len(counts) < 2
            found.append(Column(name, categories=tuple(words)))
        if constant:
            left_out[name] = say("table.why_constant")
            found.pop()
    return tuple(found)


def _digest(raw: dict[str, Values], y: Tensor) -> str:
    """SHA-256 of columns and target: not of the file, which may be saved again with other separators."""
    found = hashlib.sha256(y.numpy().tobytes())
    for name, column in raw.items():
        cells = column.numpy().tobytes() if isinstance(column, Tensor) else "\n".join(column).encode()
        found.update(b"\0".join((name.encode(), cells)))
    return found.hexdigest()


def _listed(left_out: dict[str, str]) -> str:
    return say("done.comma").join(say("table.why", name=name, why=why) for name, why in left_out.items()) or "-"


def _tell(
    tell: Tell,
    table: TableFile,
    target: str,
    form: TableForm,
    left_out: dict[str, str],
    raw: dict[str, Values],
    y: Tensor,
) -> None:
    """Say what has become of the table: its inputs, what was left out and why, what was missing."""
    names = say("done.comma").join(
        f"{one.name} ({len(one.categories)})" if one.categories else one.name for one in form.columns
    )
    without = int(y.isnan().sum())
    about = {"path": table.path, "rows": f"{len(y) - without:,}", "target": target, "count": len(form.inputs)}
    tell(say("table.understood", **about, names=names), False)
    if any(one.categories for one in form.columns):
        tell(say("table.one_hot"), False)
    if left_out:
        tell(say("table.left_out", columns=_listed(left_out)), False)
    if table.summaries:
        tell(told_summaries(table), False)
    if without:
        tell(say("table.no_target", count=without, target=target), False)
    missing = {
        one.name: int(column.isnan().sum()) if isinstance(column := raw[one.name], Tensor) else column.count("")
        for one in form.columns
    }
    if any(missing.values()):
        counts = say("done.comma").join(f"{name} {count}" for name, count in missing.items() if count)
        tell(say("table.missing", counts=counts), False)
