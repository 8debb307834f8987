"""Entry point of `python -m pytorch_study` and `pytorch-study`: set up signals and language, and run the command."""

import glob
import os
import sys

from pytorch_study import signals


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
        code = _run(expand(sys.argv[1:]) if os.name == "nt" else sys.argv[1:])
        signals.ignore()
        return code
    except KeyboardInterrupt as late:  # during the last output
        signals.ignore()
        return int(getattr(late, "exit_code", 130))


def expand(arguments: list[str]) -> list[str]:
    """`~`, `%NAME%` and `*.png` as a shell expands them, which the shells of Windows leave to each program.

    What names no file is left as it is.
    """
    found = []
    for argument in arguments:
        pattern = os.path.expandvars(os.path.expanduser(argument))  # noqa: PTH111 - what is no path stays as it is
        matching = sorted(glob.glob(pattern)) if glob.has_magic(pattern) else []  # noqa: PTH207 - in any folder
        found += matching or [pattern]
    return found


def _run(arguments: list[str]) -> int:
    from pytorch_study import text

    with text.speaking(None):  # as the environment says, whatever a program around this call speaks
        from pytorch_study.cli import run

        return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
