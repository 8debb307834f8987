"""Numbers as spreadsheets of any country write them: decimal comma or point, and what separates thousands."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from pytorch_study.errors import DataError

LARGEST = torch.finfo(torch.float32).max
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),(\d+)")
"""A number with a decimal comma, and perhaps dots between its thousands: 12,5 or 1.234,5."""
DOTTED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
"""A number that may have dots between its thousands: 1.234 or 12.345.678."""
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
"""A number with commas between its thousands: 1,234 or 1,234.5."""
PLAIN = re.compile(r"[0-9.eE+\-\n ]*")
"""Cells that `float` reads as `NUMBER` does; it also takes `1_0`, `nan` and digits of other scripts."""
MISSING = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "none", "?", "-", "--", ".", "缺失", "无"))
"""Cells, in lower case, that hold no number."""
NO_WORD = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "?"))


def number(cell: str, decimal_comma: bool, dots: bool = False) -> float:
    """A cell's number; NaN if it is none, or not a finite float32. `dots`: whether dots separate thousands."""
    text = cell.strip()
    if decimal_comma and COMMA.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif dots and DOTTED.fullmatch(text):
        text = text.replace(".", "")
    elif GROUPED.fullmatch(text):
        text = text.replace(",", "")
    # float() alone accepts `1_0` as ten, and a value too large for float32 would become infinite
    value = float(text) if NUMBER.fullmatch(text) else math.nan
    return value if abs(value) <= LARGEST else math.nan


def plain_numbers(cells: Sequence[str]) -> list[float] | None:
    """The numbers of cells that are all plainly written, many times faster than `number`; None if any is not."""
    if PLAIN.fullmatch("\n".join(cells)) is None:
        return None
    try:
        values = list(map(float, cells))
    except ValueError:
        return None
    return values if not values or (max(values) <= LARGEST and min(values) >= -LARGEST) else None


def is_missing(cell: str) -> bool:
    """Whether a cell in a column of numbers holds none."""
    return cell.strip().lower() in MISSING


@dataclass
class Commas:
    """What the commas and dots in the numbers of a table, or a column of it, mean; gathered cell by cell.

    Attributes:
        first: the first such cell: line, column and text.
        all_decimal: whether all of them may be decimal.
        some_only_decimal: whether one of them cannot separate thousands.
        dotted: the first cell without a comma whose dots may separate thousands.
        points: whether a dot cannot separate thousands.
    """

    first: tuple[int, str, str] | None = None
    all_decimal: bool = True
    some_only_decimal: bool = False
    dotted: tuple[int, str, str] | None = None
    points: bool = False

    def look(self, lines: Sequence[int], column: str, cells: Sequence[str]) -> None:
        """Take the dots of a part's cells into account."""
        for line, cell in zip(lines, cells, strict=True):
            if self.points:
                return
            if "." in cell and "," not in cell:
                text = cell.strip()
                if DOTTED.fullmatch(text):
                    self.dotted = self.dotted or (line, column, text)
                else:
                    self.points = NUMBER.fullmatch(text) is not None

    def add(self, line: int, column: str, cell: str) -> None:
        """Take a cell with a comma into account."""
        text = cell.strip()
        self.first = min(self.first or (line, column, text), (line, column, text))
        self.all_decimal &= COMMA.fullmatch(text) is not None
        self.some_only_decimal |= GROUPED.fullmatch(text) is None

    def join(self, other: "Commas") -> None:
        """Take those of another column into account."""
        self.points |= other.points
        if other.first is not None:
            self.first = min(self.first or other.first, other.first)
            self.all_decimal &= other.all_decimal
            self.some_only_decimal |= other.some_only_decimal

    def decimal(self, path: Path, known: bool | None = None) -> bool:
        """Whether commas are decimal; `known`: how it was in the training table, which decides if nothing else does.

        Raises:
            DataError: they may be decimal or separate thousands, and nothing tells.
        """
        if self.first is None or not self.all_decimal or (self.points and not self.some_only_decimal):
            return False
        if self.some_only_decimal or known is not None:
            return self.some_only_decimal or bool(known)
        line, column, cell = self.first
        raise DataError("decimal_or_thousands", path=path, line=line, column=column, value=cell)


@dataclass(frozen=True)
class Marks:
    """How the numbers of a table are written.

    Attributes:
        decimal_comma: whether commas are decimal.
        dots: the columns in which dots separate thousands.
    """

    decimal_comma: bool
    dots: frozenset[str]


def find_marks(path: Path, columns: Mapping[str, Commas], known: bool | None = None) -> Marks:
    """What commas and dots mean in a table whose columns of numbers have been looked through.

    Args:
        path: the table, for messages.
        columns: what was found in each column, by its name.
        known: whether commas were decimal in the training table.

    Raises:
        DataError: a comma, or a dot beside commas that are decimal, may mean two things, and nothing tells.
    """
    whole = Commas()
    for one in columns.values():
        whole.join(one)
    trained_so = bool(known) and whole.first is None  # no comma here, but in the table that was trained on
    if not whole.decimal(path, known) and not trained_so:
        return Marks(False, frozenset())
    dotted = {name: one for name, one in columns.items() if one.dotted and not one.points}
    for one in dotted.values():
        if one.first is None and one.dotted:
            line, column, cell = one.dotted
            raise DataError("point_or_thousands", path=path, line=line, column=column, value=cell)
    return Marks(True, frozenset(dotted))
