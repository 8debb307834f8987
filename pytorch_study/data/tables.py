"""Read tables of numbers from CSV files with a header line; errors name the line."""

from pathlib import Path

import torch
from torch import Tensor

from pytorch_study.data.locations import PACKAGE, read_bytes
from pytorch_study.data.table_file import open_table
from pytorch_study.data.table_form import Column, TableForm, read_rows
from pytorch_study.errors import DataError
from pytorch_study.files import sha256

CARS = PACKAGE / "cars.csv"
"""Auto MPG: 392 cars from 1970 to 1982 without missing values; origin and licence are in NOTICE.md."""
CARS_DIGEST = "0bd76cc3669bba63a74742493b2d02cc496165ae8c1ab6bbd0bb282787dbd85d"


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
        path: a table as text, see `open_table`. Cells are separated by a comma, semicolon, tab, Chinese comma or bar;
            where that is no comma, numbers may have a decimal comma.
        columns: names to read, case-insensitive; other columns are ignored.

    Raises:
        UsageError: the file does not exist.
        DataError: a column is missing or named twice, a line has more or fewer cells than the first, a value is not a
            finite float32 or could mean two numbers, a quotation mark is not closed (the message names the line), or
            there are no rows.
    """
    form = TableForm(tuple(map(Column, columns)))
    return torch.cat([rows.x for rows in read_rows(open_table(path, columns), form)])
