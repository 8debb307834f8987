"""Tables of numbers: CSV files with a header line, read so that a mistake is named with its line."""

import csv
import io
import math
import re
from pathlib import Path

import torch
from torch import Tensor

from pytorch_study.data.locations import PACKAGE, read_bytes
from pytorch_study.errors import DataError, UsageError
from pytorch_study.files import sha256

CARS = PACKAGE / "cars.csv"
"""Auto MPG: 392 cars of 1970 to 1982 with nothing missing; origin and licence are in NOTICE.md."""
LARGEST = torch.finfo(torch.float32).max
CARS_DIGEST = "0bd76cc3669bba63a74742493b2d02cc496165ae8c1ab6bbd0bb282787dbd85d"
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


def verify_cars(path: Path) -> None:
    """Make sure that the table of cars is the one that ships.

    Raises:
        DataError: it cannot be read, or was changed.
    """
    # Line ends are not counted: git may change them on Windows.
    if (found := sha256(read_bytes(path).replace(b"\r\n", b"\n"))) != CARS_DIGEST:
        raise DataError("wrong_digest", path=path, name="Auto MPG", expected=CARS_DIGEST, found=found)


def cars_at(place: Path) -> dict[str, Path]:
    """The table of cars in a folder, or this file itself; {} where it is not there."""
    path = place / CARS.name if place.is_dir() else place
    return {"cars": path} if path.is_file() else {}


def read_table(path: Path, columns: tuple[str, ...]) -> Tensor:
    """The named columns of a CSV file, in this order whatever the file's: (rows, len(columns)) float32.

    Args:
        path: a CSV file in UTF-8 (Excel's mark is fine) or GB 18030; its first line names the columns.
        columns: the wanted names; upper or lower case does not matter, other columns are passed over.

    Raises:
        UsageError: no such file.
        DataError: a column is missing, a line has more or fewer cells than the first, a value is no finite float32, a
            quotation mark is not closed (the line is named), or there are no rows.
    """
    if not path.exists():
        raise UsageError("no_file", path=path)
    lines = _lines(path)
    if not lines:
        raise DataError("empty_file", path=path)
    header = [name.strip() for name in lines[0][1]]
    found = [_column(name, header) for name in columns]
    if missing := [name for name, place in zip(columns, found, strict=True) if place is None]:
        raise DataError("missing_columns", path=path, missing=", ".join(missing), columns=",".join(columns))
    if len(lines) < 2:
        raise DataError("no_rows", path=path)
    places = [(place, name) for place, name in zip(found, columns, strict=True) if place is not None]
    for number, cells in lines[1:]:
        # A comma too many or too few: numbers would stand under other names. Empty cells at the end are harmless.
        if len(cells) < len(header) or any(cells[len(header) :]):
            raise DataError("row_length", path=path, line=number, found=len(cells), expected=len(header))
    rows = [[_number(cells[i], path, number, name) for i, name in places] for number, cells in lines[1:]]
    return torch.tensor(rows, dtype=torch.float32)


def _column(name: str, header: list[str]) -> int | None:
    """Where a column is: the one of this very name, else of this name in other letters, upper or lower."""
    if name in header:
        return header.index(name)
    lower = [one.lower() for one in header]
    return lower.index(name.lower()) if name.lower() in lower else None


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """The lines that are not empty: the number by which an editor shows it, and the cells."""
    # strict: a quotation mark that nobody closes would swallow the rows that follow it
    rows = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    lines, number = [], 1
    try:
        for cells in rows:
            if cells:
                lines.append((number, cells))
            number = rows.line_num + 1
    except csv.Error as error:
        raise DataError("broken_table", path=path, line=number, why=error) from error
    return lines


def _text(path: Path) -> str:
    content = read_bytes(path)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise DataError("not_text", path=path)


def _number(cell: str, path: Path, line: int, column: str) -> float:
    # float() alone would take `1_0` for ten; and what float32 cannot hold would become infinite
    value = float(cell) if NUMBER.fullmatch(cell.strip()) else math.nan
    if not abs(value) <= LARGEST:
        raise DataError("not_a_number", path=path, line=line, column=column, value=cell[:40])
    return value
