"""What can go wrong, by exit code. An error's text is one or two sentences: what, where, what to do next."""

from collections.abc import Iterable
from difflib import get_close_matches

from pytorch_study.text import say


class StudyError(Exception):
    """A failure that a person can act on. `StudyError("key", name=value)` says `text/sentences.py`'s `error.key`."""

    exit_code = 1

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return say(f"error.{self.key}", **self.values)


class UsageError(StudyError):
    """Wrong usage: an unknown lesson, field, run or file."""

    exit_code = 2


class DataError(StudyError):
    """Data, or an input, that cannot be read."""

    exit_code = 3


class CheckpointError(StudyError):
    """A checkpoint or weights that cannot be trusted."""

    exit_code = 4


class DiskError(StudyError):
    """A full disk or a missing permission."""

    exit_code = 5


class DivergedError(StudyError):
    """The loss is no longer a finite number."""

    exit_code = 6


class Stopped(StudyError):
    """Somebody asked to stop (Ctrl-C: 130, SIGTERM: 143); everything is saved."""

    def __init__(self, key: str, exit_code: int, **values: object) -> None:
        super().__init__(key, **values)
        self.exit_code = exit_code


def out_of_memory(error: BaseException) -> bool:
    """Whether this says, in Python's words or torch's, that memory is lacking."""
    return isinstance(error, MemoryError) or ("memory" in str(error) and "alloc" in str(error))


def nearest(name: str, known: Iterable[str]) -> str:
    """The tail of an error sentence: the nearest right name where one is near, then all of them."""
    known = sorted(known)
    close = get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    hint = say("error.nearest", near=close[0]) if close else ""
    return hint + say("error.known", names=", ".join(known))
