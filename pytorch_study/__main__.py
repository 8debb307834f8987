"""`python -m pytorch_study`, and the command `pytorch-study`: sets the language, runs a command, says what failed."""

import sys
from itertools import pairwise
from typing import TYPE_CHECKING

from pytorch_study import signals

if TYPE_CHECKING:
    from pytorch_study import text


def main(arguments: list[str] | None = None) -> int:
    """Run a command line; returns its exit code (see `errors.py`).

    Args:
        arguments: None: the process's own, and then its signals are this command's too.
    """
    if arguments is not None:
        return _run(arguments)
    signals.listen()  # before anything that takes long to import
    try:
        code = _run(sys.argv[1:])
        signals.ignore()
        return code
    except KeyboardInterrupt as late:  # while the last words were said
        signals.ignore()
        return int(getattr(late, "exit_code", 130))


def _run(arguments: list[str]) -> int:
    from pytorch_study import text

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that has no Chinese shows `?` instead of failing
            stream.reconfigure(errors="replace")
    text.use(_asked(arguments))
    from pytorch_study.cli import run

    return run(arguments)


def _asked(arguments: list[str]) -> "text.Language | None":
    """`--lang` is looked for before anything else, because even the help and the errors about options depend on it."""
    for here, following in pairwise([*arguments, ""]):
        value = following if here == "--lang" else here.removeprefix("--lang=") if here.startswith("--lang=") else ""
        if value in ("zh", "en"):
            return value  # type: ignore[return-value]
    return None


if __name__ == "__main__":
    sys.exit(main())
