"""Errors, by exit code. An error message is one or two sentences: what happened, where, and what to do next."""

import contextlib
import errno
import socket
from collections.abc import Iterable
from difflib import get_close_matches

from pytorch_study.text import pick, say
from pytorch_study.text.system import ADVICE, REASONS


class StudyError(Exception):
    """An error that the user can act on. The message of `StudyError("key", name=value)` is the sentence `error.key`."""

    exit_code = 1

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return say(f"error.{self.key}", **self.values)


class UsageError(StudyError):
    """Wrong usage, e.g. an unknown lesson, field, run or file."""

    exit_code = 2


class DataError(StudyError):
    """Data or an input that cannot be read."""

    exit_code = 3


class CheckpointError(StudyError):
    """A checkpoint or weights that are damaged or do not match."""

    exit_code = 4


class DiskError(StudyError):
    """A full disk or a missing permission."""

    exit_code = 5


class DivergedError(StudyError):
    """The loss is no longer finite."""

    exit_code = 6


class Stopped(StudyError):
    """The training was stopped by Ctrl-C (exit code 130) or SIGTERM (143), after saving."""

    def __init__(self, key: str, exit_code: int, **values: object) -> None:
        super().__init__(key, **values)
        self.exit_code = exit_code


def out_of_memory(error: BaseException) -> bool:
    """Whether this is an out-of-memory error of Python or PyTorch."""
    if not isinstance(error, Exception) or isinstance(error, MemoryError):
        return isinstance(error, MemoryError)
    with contextlib.suppress(Exception):  # a learner's own class may fail to say what it is
        return "memory" in str(error) and "alloc" in str(error)
    return False


def reason(error: BaseException) -> str:
    """Why the system refused, in the reader's language; of a rare or another error, its own words."""
    symbol = _symbol(error)
    return pick(REASONS[symbol]) if symbol in REASONS else str(getattr(error, "strerror", None) or error)


def advice(error: OSError) -> str:
    """What to do where a file cannot be written for this reason."""
    return pick(ADVICE.get(_symbol(error), ADVICE["other"]))


def _symbol(error: BaseException) -> str:
    """`ENOSPC`, `EACCES`, ...; empty if it has none."""
    number = getattr(error, "errno", None)
    if type(error).__module__ == "ssl":  # OpenSSL's numbers; `ssl` itself takes a while to import
        return ""
    if isinstance(error, socket.gaierror):  # its numbers are of another table, of this system's own
        return next((name for name in REASONS if name[:3] == "EAI" and getattr(socket, name, None) == number), "")
    return errno.errorcode.get(number, "") if isinstance(number, int) else ""


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of an error message: the closest known name, if there is one, and a list of all known names."""
    known = sorted(known)
    close = get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    hint = say("error.nearest", near=close[0]) if close else ""
    return hint + say("error.known", names=", ".join(known))
