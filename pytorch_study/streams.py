"""stdout and stderr of a command, whatever they are: a closed one, a full one, a pipe that nobody reads any more.

What a command does must not depend on who reads its output. So a reader that has gone (`| head -1`) is written to no
more, and the command goes on to its own end and exit code; only a result that could not be written is an error.
"""

import contextlib
import errno
import io
import os
import sys
from typing import Any, TextIO

from pytorch_study.errors import DiskError, reason

GONE = (errno.EPIPE, errno.ECONNRESET, errno.EBADF) + ((errno.EINVAL,) if os.name == "nt" else ())
"""The reader has closed its end. Windows says that an argument is invalid."""


def prepare() -> None:
    """Replace stdout and stderr of this process; what a terminal cannot show (Chinese, perhaps) becomes `?`.

    A file or a pipe shows nothing: where its encoding has no Chinese, as that of a Western Windows, it gets UTF-8,
    unless PYTHONIOENCODING asks for something else.
    """
    for number in (0, 1, 2):
        _occupy(number)
    sys.stdout = _stream(sys.stdout, 1, results=True)
    sys.stderr = _stream(sys.stderr, 2, results=False)


def for_a_result_alone() -> TextIO:
    """What was stdout: all else that is printed there from now on, by other processes or at the end, goes to stderr.

    A stdout that somebody has put in the place of this process's own, as tests do, is left as it is.
    """
    before = sys.stdout
    try:
        before.flush()
        if before.fileno() != 1:
            return before
        kept = os.dup(1)
        os.dup2(2, 1)
    except (AttributeError, OSError, ValueError):  # there is none, or it is no file
        return before
    raw = _Output(kept, "w", closefd=False)
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding=before.encoding, errors="replace", line_buffering=True)


def _occupy(number: int) -> None:
    """Open nothing under a standard number that is closed, or the next file would get it, and what is printed."""
    try:
        os.fstat(number)
    except OSError:
        with contextlib.suppress(OSError):  # the lowest free number is this one
            os.open(os.devnull, os.O_RDWR)


class _Output(io.FileIO):
    """Writes until nobody reads any more, and then nowhere.

    Results that find no room are a `DiskError`, once; of progress and notes, nobody needs to know.
    """

    results = True
    replaced: TextIO | None = None  # kept, because it closes the file when it goes

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError as error:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            if self.results and error.errno not in GONE:
                raise DiskError("output_full", why=reason(error)) from error
            return memoryview(data).nbytes


def _encoding(before: TextIO | None) -> str:
    if before is None:
        return "utf-8"
    try:
        "中".encode(before.encoding)
    except UnicodeEncodeError:
        return before.encoding if os.environ.get("PYTHONIOENCODING") else "utf-8"
    return before.encoding


def _stream(before: TextIO | None, number: int, results: bool) -> TextIO:
    if before is not None and (before.isatty() or not isinstance(before, io.TextIOWrapper)):
        if isinstance(before, io.TextIOWrapper):
            before.reconfigure(errors="replace")
        return before
    raw = _Output(number, "w", closefd=False)
    raw.results, raw.replaced = results, before
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=_encoding(before),
        errors="replace",
        line_buffering=not results,
        write_through=bool(before and before.write_through),
    )
