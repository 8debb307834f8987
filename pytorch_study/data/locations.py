"""Where to look for data: in `--data` alone; or in PYTORCH_STUDY_DATA, the user's cache folder and the package."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

from platformdirs import user_cache_path

from pytorch_study.errors import DataError, UsageError, reason
from pytorch_study.lesson import DataOptions, SharedFolder
from pytorch_study.text import say

PACKAGE = Path(__file__).parent / "files"
"""The data that ship with the package, also in torchvision's layout, so that one search covers all folders."""


def cache_folder() -> Path:
    """The user's cache folder for downloaded or copied data."""
    return user_cache_path("pytorch_study", appauthor=False)


def data_folders(options: DataOptions) -> list[Path]:
    """The folders (or files) to search: the one that the user names now, or the variable's, the cache and the package.

    Raises:
        UsageError: a named folder does not exist.
        DataError: a named folder cannot be read.
    """
    variable = os.environ.get("PYTORCH_STUDY_DATA")
    only = options.folder is not None and not isinstance(options.folder, SharedFolder)
    named = [folder for folder in (options.folder, Path(variable) if variable and not only else None) if folder]
    for folder in named:
        if not folder.exists():
            raise UsageError("no_data_folder", path=folder)
        check_readable(folder if folder.is_dir() else folder.parent)
    if only:
        return named  # what the user has named now is used, or refused
    # A cache owned by another user (sudo leaves such ones behind) must not hide the data that ship.
    return [*named, *filter(_open, [cache_folder()]), PACKAGE]


def is_named(options: DataOptions) -> bool:
    """Whether the user has named a folder now, with `--data`."""
    return options.folder is not None and not isinstance(options.folder, SharedFolder)


def first_found(options: DataOptions, at: Callable[[Path], dict[str, Path]], names: str) -> dict[str, Path]:
    """The files of a data set from the first data folder that has them; {} if none has.

    If PYTORCH_STUDY_DATA names a folder that has none of them, that is told and the search goes on.

    Args:
        options: where to look.
        at: locates the files from one folder; {} if there are none.
        names: what is looked for, for messages.

    Raises:
        DataError: `--data` names a folder that has none of them.
    """
    for folder in data_folders(options):
        if found := at(folder):
            return found
        there = {"path": folder, "names": names, "there": contents(folder) if folder.is_dir() else "-"}
        if is_named(options):
            raise DataError("not_in_data", **there)
        variable = os.environ.get("PYTORCH_STUDY_DATA")
        if options.tell and variable and folder == Path(variable):
            options.tell(say("data.not_in_variable", **there), False)
    return {}


def contents(folder: Path, most: int = 6) -> str:
    """What lies in a folder, for a message: the first names, folders with a slash; `-` if it is empty."""
    names = sorted(f"{path.name}/" if path.is_dir() else path.name for path in folder.iterdir())
    return ", ".join([*names[:most], *(["..."] if len(names) > most else [])]) or "-"


def check_readable(folder: Path) -> None:
    """Check that a folder can be listed and read.

    Raises:
        DataError: it cannot.
    """
    if not _open(folder):
        raise DataError("cannot_read", path=folder, why=reason(OSError(errno.EACCES, "")))


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
        raise DataError("cannot_read", path=path, why=reason(error)) from error
