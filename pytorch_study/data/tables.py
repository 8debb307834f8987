"""Read tables of numbers from CSV files with a header line; errors name the line."""

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
"""Auto MPG: 392 cars from 1970 to 1982 without missing values; origin and licence are in NOTICE.md."""
LARGEST = torch.finfo(torch.float32).max
CARS_DIGEST = "0bd76cc3669bba63a74742493b2d02cc496165ae8c1ab6bbd0bb282787dbd85d"
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
SEPARATORS = (",", ";", "\t", "，", "；", "|")
"""What separates the cells, the likeliest first; taken is the one with which the first line names most columns."""
COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),(\d+)")
"""A number with a decimal comma, and perhaps dots between its thousands: 12,5 or 1.234,5."""
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
"""A number with commas between its thousands: 1,234 or 1,234.5."""


def verify_cars(path: Path) -> None:
    """Verify the checksum of the table of cars.

    Raises:
        DataError: it cannot be read, or was changed.
    """
    # Line endings are ignored: git may change them on Windows.
    if (found := sha256(read_bytes(path).replace(b"\r\n", b"\n"))) != CARS_DIGEST:
        raise DataError("wrong_digest", path=path, name="Auto MPG", expected=CARS_DIGEST, found=found)


def cars_at(path: Path) -> dict[str, Path]:
    """The path of the table of cars, given its folder or the file itself; {} if there is none."""
    file = path / CARS.name if path.is_dir() else path
    return {"cars": file} if file.is_file() else {}


def read_table(path: Path, columns: tuple[str, ...]) -> Tensor:
    """Read the named columns of a CSV file, in the order of `columns`: (rows, len(columns)) float32.

    Args:
        path: a table as text in UTF-8 (with or without a BOM) or GB 18030; its first line names the columns. Cells are
            separated by a comma, semicolon, tab, Chinese comma or bar; a line `sep=;` may say by which. Where that is
            no comma, numbers may have a decimal comma.
        columns: names to read, case-insensitive; other columns are ignored.

    Raises:
        UsageError: the file does not exist.
        DataError: a column is missing or named twice, a line has more or fewer cells than the first, a value is not a
            finite float32 or could mean two numbers, a quotation mark is not closed (the message names the line), or
            there are no rows.
    """
    if not path.exists():
        raise UsageError("no_file", path=path)
    lines = _lines(path, columns)
    if not lines:
        raise DataError("empty_file", path=path)
    header = [name.strip() for name in lines[0][1]]
    found = [_column(name, header) for name in columns]
    if missing := [name for name, index in zip(columns, found, strict=True) if index is None]:
        raise DataError("missing_columns", path=path, missing=", ".join(missing), columns=",".join(columns))
    if twice := [name for name in columns if header.count(header[found[columns.index(name)] or 0]) > 1]:
        raise DataError("column_twice", path=path, column=twice[0])
    if len(lines) < 2:
        raise DataError("no_rows", path=path)
    pairs = [(index, name) for index, name in zip(found, columns, strict=True) if index is not None]
    for number, cells in lines[1:]:
        # With a comma too many or too few, numbers would shift to other columns. Empty cells at the end are harmless.
        if len(cells) < len(header) or any(cells[len(header) :]):
            raise DataError("row_length", path=path, line=number, found=len(cells), expected=len(header))
    decimal_comma = _has_decimal_commas(path, [(n, name, cells[i]) for n, cells in lines[1:] for i, name in pairs])
    rows = [[_number(cells[i], path, number, name, decimal_comma) for i, name in pairs] for number, cells in lines[1:]]
    return torch.tensor(rows, dtype=torch.float32)


def _column(name: str, header: list[str]) -> int | None:
    """Index of a column: an exact match, else a case-insensitive one; None if there is none."""
    if name in header:
        return header.index(name)
    lower = [column.lower() for column in header]
    return lower.index(name.lower()) if name.lower() in lower else None


def _lines(path: Path, columns: tuple[str, ...]) -> list[tuple[int, list[str]]]:
    """The non-empty lines: the line number, as an editor shows it, and the cells."""
    text, number = _text(path), 1
    first = text.lstrip("\r\n").partition("\n")[0].strip()
    if said := re.fullmatch(r"sep=(.)", first, re.IGNORECASE):  # as Excel writes and reads it
        text, number, separator = text.partition("\n")[2], 2, said[1]
    else:
        separator = max(SEPARATORS, key=lambda one: _named(first.split(one), columns))  # the first of equals
    # strict: otherwise an unclosed quotation mark would swallow the rows after it
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines, skipped = [], number - 1
    try:
        for cells in rows:
            if cells:
                lines.append((number, cells))
            number = skipped + rows.line_num + 1
    except csv.Error as error:
        raise DataError("broken_table", path=path, line=number, why=error) from error
    return lines


def _named(header: list[str], columns: tuple[str, ...]) -> int:
    """How many of the columns a header names."""
    names = [name.strip().strip('"') for name in header]
    return sum(_column(name, names) is not None for name in columns)


def _has_decimal_commas(path: Path, cells: list[tuple[int, str, str]]) -> bool:
    """Whether commas in numbers are decimal; the cells are given as (line, column, text).

    Raises:
        DataError: they may be decimal or separate thousands, and nothing in the table tells.
    """
    written = [(line, column, cell.strip()) for line, column, cell in cells if "," in cell]
    decimal = [COMMA.fullmatch(cell) for _, _, cell in written]
    if not written or not all(decimal):
        return False
    if any(GROUPED.fullmatch(cell) is None for _, _, cell in written):
        return True
    line, column, cell = written[0]
    raise DataError("decimal_or_thousands", path=path, line=line, column=column, value=cell)


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


def _number(cell: str, path: Path, line: int, column: str, decimal_comma: bool) -> float:
    text = cell.strip()
    if decimal_comma and COMMA.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif GROUPED.fullmatch(text):
        text = text.replace(",", "")
    # float() alone accepts `1_0` as ten, and a value too large for float32 would become infinite
    value = float(text) if NUMBER.fullmatch(text) else math.nan
    if not abs(value) <= LARGEST:
        raise DataError("not_a_number", path=path, line=line, column=column, value=cell[:40])
    return value
