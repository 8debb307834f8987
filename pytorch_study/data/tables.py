"""Tables of numbers: CSV files with a header line, read so that a mistake is named with its line."""

import csv
import io
import math
from pathlib import Path

import torch
from torch import Tensor

from pytorch_study.data.sources import PACKAGE, read_bytes
from pytorch_study.errors import DataError, UsageError

CARS = PACKAGE / "cars.csv"
"""Auto MPG: 392 cars of 1970 to 1982 with nothing missing; origin and licence are in NOTICE.md."""


def read_table(path: Path, columns: tuple[str, ...]) -> Tensor:
    """The named columns of a CSV file, in this order whatever the file's: (rows, len(columns)) float32.

    Args:
        path: a CSV file in UTF-8 (Excel's mark is fine) or GB 18030; its first line names the columns.
        columns: the wanted names; upper or lower case does not matter, other columns are passed over.

    Raises:
        UsageError: no such file.
        DataError: a column is missing, a value is not a finite number (its line is named), or there are no rows.
    """
    if not path.exists():
        raise UsageError("no_file", path=path)
    lines = [line for line in csv.reader(io.StringIO(_text(path), newline="")) if line]
    header = [name.strip().lower() for name in lines[0]] if lines else []
    missing = [name for name in columns if name.lower() not in header]
    if missing:
        raise DataError("missing_columns", path=path, missing=", ".join(missing), columns=",".join(columns))
    if len(lines) < 2:
        raise DataError("no_rows", path=path)
    places = [header.index(name.lower()) for name in columns]
    rows = [
        [
            _number(line[i] if i < len(line) else "", path, number, column)
            for i, column in zip(places, columns, strict=True)
        ]
        for number, line in enumerate(lines[1:], start=2)
    ]
    return torch.tensor(rows, dtype=torch.float32)


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
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError("not_a_number", path=path, line=line, column=column, value=cell)
    return value
