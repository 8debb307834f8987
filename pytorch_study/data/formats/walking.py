"""The files in a folder, and their first bytes."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from pytorch_study.data.image_folder import HIDDEN
from pytorch_study.data.kinds import HEAD
from pytorch_study.data.others import is_other_set
from pytorch_study.errors import DataError, reason

MOST_FILES = 200_000
"""How many files are looked at; the folder of pictures has 70,000."""
DEPTH = 4
"""How deep archives may lie in archives, and folders in a folder."""


def files_below(folder: Path) -> Iterator[Path]:
    """The files in a folder, not too deep, without hidden ones and without folders of other data sets."""
    count = 0
    for root, folders, files in os.walk(folder):
        depth = len(Path(root).relative_to(folder).parts)
        folders[:] = sorted(n for n in folders if depth < DEPTH and not n.startswith(HIDDEN) and not is_other_set(n))
        for name in sorted(files):
            if not name.startswith(HIDDEN) and (path := Path(root, name)).is_file():  # no pipes, no broken links
                yield path
            count += 1
        if count > MOST_FILES:
            return


def head_of(path: Path) -> bytes:
    """The first bytes of a file.

    Raises:
        DataError: it cannot be read.
    """
    with reading(path), path.open("rb") as file:
        return file.read(HEAD)


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn a failure to read into an error with the path."""
    try:
        yield
    except OSError as error:
        raise DataError("cannot_read", path=path, why=reason(error)) from error
