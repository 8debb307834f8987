"""Where data lie: in `--data`, PYTORCH_STUDY_DATA, the user's cache folder, or the package itself, in that order."""

import errno
import os
from pathlib import Path

from platformdirs import user_cache_path

from pytorch_study.errors import DataError, UsageError
from pytorch_study.lesson import DataOptions

PACKAGE = Path(__file__).parent / "files"
"""The data that ship, in torchvision's layout too, so that one search finds all."""


def cache_folder() -> Path:
    """The user's own folder for data that are downloaded or copied."""
    return user_cache_path("pytorch_study", appauthor=False)


def data_folders(options: DataOptions) -> list[Path]:
    """The folders to look into, the user's wish first.

    Raises:
        UsageError: a folder that was named does not exist.
        DataError: it may not be read.
    """
    named = [options.folder] if options.folder else []
    if os.environ.get("PYTORCH_STUDY_DATA"):
        named.append(Path(os.environ["PYTORCH_STUDY_DATA"]))
    for folder in named:
        if not folder.is_dir():
            raise UsageError("no_data_folder", path=folder)
        check_readable(folder)
    # a cache that belongs to somebody else (sudo leaves such ones behind) must not stop what ships from being found
    return [*named, *filter(_open, [cache_folder()]), PACKAGE]


def check_readable(folder: Path) -> None:
    """Make sure that one may look into a folder.

    Raises:
        DataError: one may not.
    """
    if not _open(folder):
        raise DataError("cannot_read", path=folder, why=os.strerror(errno.EACCES))


def _open(folder: Path) -> bool:
    return os.access(folder, os.R_OK | os.X_OK)


def read_bytes(path: Path) -> bytes:
    """The file's content.

    Raises:
        DataError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError("cannot_read", path=path, why=error.strerror or error) from error
