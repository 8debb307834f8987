"""Where to look for data: `--data`, PYTORCH_STUDY_DATA, the user's cache folder, and the package, in that order."""

import errno
import os
from pathlib import Path

from platformdirs import user_cache_path

from pytorch_study.errors import DataError, UsageError
from pytorch_study.lesson import DataOptions

PACKAGE = Path(__file__).parent / "files"
"""The data that ship with the package, also in torchvision's layout, so that one search covers all folders."""


def cache_folder() -> Path:
    """The user's cache folder for downloaded or copied data."""
    return user_cache_path("pytorch_study", appauthor=False)


def data_folders(options: DataOptions) -> list[Path]:
    """The folders to search, those that the user named first.

    Raises:
        UsageError: a named folder does not exist.
        DataError: a named folder cannot be read.
    """
    named = [options.folder] if options.folder else []
    if os.environ.get("PYTORCH_STUDY_DATA"):
        named.append(Path(os.environ["PYTORCH_STUDY_DATA"]))
    for folder in named:
        if not folder.is_dir():
            raise UsageError("no_data_folder", path=folder)
        check_readable(folder)
    # A cache owned by another user (sudo leaves such ones behind) must not hide the data that ship.
    return [*named, *filter(_open, [cache_folder()]), PACKAGE]


def check_readable(folder: Path) -> None:
    """Check that a folder can be listed and read.

    Raises:
        DataError: it cannot.
    """
    if not _open(folder):
        raise DataError("cannot_read", path=folder, why=os.strerror(errno.EACCES))


def _open(folder: Path) -> bool:
    return os.access(folder, os.R_OK | os.X_OK)


def read_bytes(path: Path) -> bytes:
    """Read a file.

    Raises:
        DataError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError("cannot_read", path=path, why=error.strerror or error) from error
