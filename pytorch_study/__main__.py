"""Entry point of `python -m pytorch_study` and `pytorch-study`: set up signals and language, and run the command."""

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
        code = _run(sys.argv[1:])
        signals.ignore()
        return code
    except KeyboardInterrupt as late:  # during the last output
        signals.ignore()
        return int(getattr(late, "exit_code", 130))


def _run(arguments: list[str]) -> int:
    from pytorch_study import text

    with text.speaking(None):  # as the environment says, whatever a program around this call speaks
        from pytorch_study.cli import run

        return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
