"""Entry point of `python -m pytorch_study` and `pytorch-study`: set up signals and language, and run the command."""

import sys
from itertools import pairwise
from typing import TYPE_CHECKING

from pytorch_study import signals

if TYPE_CHECKING:
    from pytorch_study import text


def main(arguments: list[str] | None = None) -> int:
    """Run a command line and return its exit code (see `errors.py`).

    Args:
        arguments: the arguments; None: those of the process, whose signals are then handled, too.
    """
    if arguments is not None:
        return _run(arguments)
    signals.listen()  # before any slow import
    try:
        from pytorch_study import streams

        streams.prepare()
        code = _run(sys.argv[1:])
        signals.ignore()
        return code
    except KeyboardInterrupt as late:  # during the last output
        signals.ignore()
        return int(getattr(late, "exit_code", 130))


def _run(arguments: list[str]) -> int:
    from pytorch_study import text

    text.use(_requested_language(arguments))
    from pytorch_study.cli import run

    return run(arguments)


def _requested_language(arguments: list[str]) -> "text.Language | None":
    """The value of `--lang`. It is read before click runs, because help and option errors depend on it."""
    for word, following in pairwise([*arguments, ""]):
        value = following if word == "--lang" else word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if value in ("zh", "en"):
            return value  # type: ignore[return-value]
    return None


if __name__ == "__main__":
    sys.exit(main())
