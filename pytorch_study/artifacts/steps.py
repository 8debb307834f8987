"""`steps.csv`: the loss of a training's steps, thinned to some thousand rows.

Which steps are kept is a function of their number and of how many there will be. So a training that was interrupted and
resumed leaves the same file as one that was not.
"""

import contextlib
import csv
import math
from pathlib import Path

from pytorch_study.engine.records import Step
from pytorch_study.errors import CheckpointError, reason
from pytorch_study.files import write

NAME = "steps.csv"
COLUMNS = ("step", "lr", "loss")
ROWS = 2000
"""At most so many steps are kept, besides the first and the last."""

Row = dict[str, float]


def is_kept(step: int, total: int) -> bool:
    """Whether step number `step` of `total` has a row: the first, the last, and between them every so-many-th."""
    return step in (1, total) or step % math.ceil(total / ROWS) == 0


class StepLog:
    """The rows of a training that goes on, and the file that they are written to."""

    def __init__(self, folder: Path, done: int, total: int) -> None:
        """Begin, or go on.

        Args:
            folder: the run's.
            done: the steps that the training has behind it; rows of later ones, which it will do again, are dropped.
            total: the steps it will have at its end.
        """
        self.path = folder / NAME
        self.total = total
        self.rows: list[tuple[int, float, float]] = []
        self.written = 0
        if done:
            with contextlib.suppress(CheckpointError):  # somebody has edited it: then it begins here
                found = [(int(row["step"]), row["lr"], row["loss"]) for row in read(folder)]
                self.rows = [row for row in found if row[0] <= done and is_kept(row[0], total)]

    def add(self, record: Step) -> None:
        """Keep a step, if it is one of those that are kept."""
        if is_kept(record.step, self.total):
            self.rows.append((record.step, record.lr, record.loss))

    def write(self) -> None:
        """Replace the file, if there are new rows.

        Raises:
            DiskError: it cannot be written.
        """
        if len(self.rows) == self.written:
            return
        lines = [",".join(COLUMNS), *(f"{step},{lr!r},{loss!r}" for step, lr, loss in self.rows)]
        write(self.path, "\n".join(lines) + "\n")
        self.written = len(self.rows)


def read(folder: Path) -> list[Row]:
    """The rows of a run's `steps.csv`; [] where it has none, as runs of older versions.

    Raises:
        CheckpointError: there is something else in it.
    """
    path = folder / NAME
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = [*csv.reader(file, strict=True)] or [[]]
        if tuple(header) != COLUMNS:
            raise ValueError("CSV")
        return [{name: float(value) for name, value in zip(COLUMNS, row, strict=True)} for row in rows]
    except (OSError, ValueError, csv.Error) as error:
        raise CheckpointError("cannot_read", path=path, why=reason(error)) from error
