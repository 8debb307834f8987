"""The form of a table: which columns a model takes, and how their cells become numbers, in later tables as well."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor

from pytorch_study.data.table_file import Part, TableFile, column_index, parts
from pytorch_study.data.table_numbers import NO_WORD, Commas, Marks, find_marks, is_missing, number, plain_numbers
from pytorch_study.errors import DataError
from pytorch_study.lesson import Tell

Values = Tensor | list[str]
"""A column: numbers, (N,) float32, NaN where missing; or words, "" where missing."""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: its name in the header.
        categories: its words, each of which becomes an input that is 1 where a row has this word, else 0; (): numbers.
        mean: mean of the training rows, which stands in for missing numbers; None: missing numbers are refused.
    """

    name: str
    categories: tuple[str, ...] = ()
    mean: float | None = None

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the inputs that it becomes."""
        return tuple(f"{self.name}={word}" for word in self.categories) or (self.name,)


@dataclass(frozen=True)
class TableForm:
    """How a table of the user's own is read; determined by the training rows, saved with the run, used for predictions.

    Attributes:
        columns: the columns that the model takes, in this order.
        separator: the character between cells; told only, since each table's own is recognised.
        decimal_comma: whether commas in numbers are decimal, for tables that do not tell.
        sha256: SHA-256 of the cells that are used, in the order of the table, however they are written.
    """

    columns: tuple[Column, ...]
    separator: str = ","
    decimal_comma: bool | None = None
    sha256: str = ""

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the model's inputs."""
        return tuple(name for column in self.columns for name in column.inputs)


class Rows(NamedTuple):
    """Rows as inputs, and what was not in them.

    Attributes:
        x: the inputs, (N, F) float32.
        filled: by column, which rows, (N,) bool, had no number.
        unknown: row, column and word, where no training row has the word; all its inputs are 0.
    """

    x: Tensor
    filled: dict[str, Tensor]
    unknown: list[tuple[int, str, str]]


def form_from(value: Mapping[str, Any] | None) -> TableForm | None:
    """The form that was stored as JSON; None if there is none."""
    if value is None:
        return None
    columns = (Column(one["name"], tuple(one["categories"]), one["mean"]) for one in value["columns"])
    return TableForm(tuple(columns), value["separator"], value["decimal_comma"], value["sha256"])


def is_form(value: Any) -> bool:
    """Whether JSON is a form; a user may have edited the file."""
    try:
        form = form_from(value)
        return form is not None and all(
            isinstance(one.name, str)
            and all(isinstance(word, str) for word in one.categories)
            and (one.mean is None or math.isfinite(one.mean))
            for one in form.columns
        )
    except (TypeError, LookupError):
        return False


def encode(form: TableForm, raw: Mapping[str, Values]) -> Rows:
    """Turn columns into inputs: words one-hot, missing numbers as the training mean."""
    inputs: list[Tensor] = []
    filled: dict[str, Tensor] = {}
    unknown: list[tuple[int, str, str]] = []
    for column in form.columns:
        values = raw[column.name]
        if isinstance(values, Tensor):
            missing = values.isnan()
            if column.mean is not None and bool(missing.any()):
                filled[column.name] = missing
                values = values.where(~missing, torch.tensor(column.mean))
            inputs.append(values[:, None])
        else:
            numbers = {word: k for k, word in enumerate(column.categories)}
            index = torch.tensor([numbers.get(word, -1) for word in values])
            unknown += [(k, column.name, word) for k, word in enumerate(values) if word and word not in numbers]
            inputs.append((index[:, None] == torch.arange(len(column.categories))).float())  # (N, categories)
    return Rows(torch.cat(inputs, 1), filled, sorted(unknown))


def read_rows(table: TableFile, form: TableForm, tell: Tell | None = None) -> Iterator[Rows]:
    """The rows of a table as inputs, some thousand at a time. The whole table is checked before the first are given.

    Args:
        table: the table; the order of its columns does not matter, and columns that the form lacks are ignored.
        form: how it is read.
        tell: called with the progress.

    Raises:
        DataError: a column is missing or named twice, a row has more or fewer cells than the header, a value is not a
            finite float32 or could mean two numbers, or there are no rows.
    """
    places = places_of(table, [column.name for column in form.columns])
    numeric = {column.name: column.mean is None for column in form.columns if not column.categories}
    marks = _check(table, {name: (places[name], strict) for name, strict in numeric.items()}, form, tell)
    for part in parts(table, tell):
        yield encode(form, {name: values(part, table, name, places, name in numeric, marks) for name in places})


def places_of(table: TableFile, names: list[str]) -> dict[str, int]:
    """Where the named columns stand.

    Raises:
        DataError: one is missing or named twice.
    """
    found = {name: column_index(name, table.header) for name in names}
    if missing := [name for name, index in found.items() if index is None]:
        raise DataError("missing_columns", path=table.path, missing=", ".join(missing), columns=",".join(names))
    places = {name: index for name, index in found.items() if index is not None}
    if twice := [name for name, index in places.items() if table.header.count(table.header[index]) > 1]:
        raise DataError("column_twice", path=table.path, column=twice[0])
    return places


def values(part: Part, table: TableFile, name: str, places: Mapping[str, int], numeric: bool, marks: Marks) -> Values:
    """A column of a part of a table.

    Raises:
        DataError: a cell in a column of numbers is neither missing nor a usable number.
    """
    cells = [row[places[name]] for _, row in part]
    if not numeric:
        words = (cell.strip() for cell in cells)
        return ["" if word.lower() in NO_WORD else word for word in words]
    dots = name in marks.dots
    found = None if dots else plain_numbers(cells)
    if found is None:
        found = [number(cell, marks.decimal_comma, dots) for cell in cells]
        for value, cell, (line, _) in zip(found, cells, part, strict=True):
            if math.isnan(value) and not is_missing(cell):
                raise DataError("not_a_number", path=table.path, line=line, column=name, value=cell[:40])
    return torch.tensor(found, dtype=torch.float32)


def _check(table: TableFile, numeric: Mapping[str, tuple[int, bool]], form: TableForm, tell: Tell | None) -> Marks:
    """Read all of a table once, so that nothing is answered of a table with a fault; how its numbers are written.

    Args:
        table: the table.
        numeric: the columns of numbers: where each stands, and whether a missing number is refused.
        form: decides what commas mean where the table does not.
        tell: called with the progress.
    """
    columns, count = {name: Commas() for name in numeric}, 0
    wrong: dict[bool, tuple[int, str, str]] = {}  # the first unusable cell, if commas are decimal, and if they are not
    for part in parts(table, tell, "table.checking"):
        count += len(part)
        for name, (place, strict) in numeric.items():
            cells = [row[place] for _, row in part]
            columns[name].look([line for line, _ in part], name, cells)
            if plain_numbers(cells) is not None:
                continue
            for (line, _), cell in zip(part, cells, strict=True):
                if "," in cell:
                    columns[name].add(line, name, cell)
                for decimal in (True, False):
                    if math.isnan(number(cell, decimal, dots=decimal)) and (strict or not is_missing(cell)):
                        wrong[decimal] = min(wrong.get(decimal, (line, name, cell)), (line, name, cell))
    if not count:
        raise DataError("no_rows", path=table.path)
    marks = find_marks(table.path, columns, form.decimal_comma)
    if marks.decimal_comma in wrong:
        line, name, cell = wrong[marks.decimal_comma]
        raise DataError("not_a_number", path=table.path, line=line, column=name, value=cell[:40])
    return marks
