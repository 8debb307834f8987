"""`python -m pytorch_study`, and the command `pytorch-study`: sets the language, runs a command, says what failed."""

import os
import sys
from itertools import pairwise

from pytorch_study import text


def main(arguments: list[str] | None = None) -> int:
    """Run a command line; returns its exit code (see `errors.py`)."""
    arguments = sys.argv[1:] if arguments is None else arguments
    # Large pages for large tensors: a third fewer page faults in training on Linux. Read by torch when it is imported.
    os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that has no Chinese shows `?` instead of failing
            stream.reconfigure(errors="replace")
    text.use(_asked(arguments))
    from pytorch_study.cli import run

    return run(arguments)


def _asked(arguments: list[str]) -> text.Language | None:
    """`--lang` is looked for before anything else, because even the help and the errors about options depend on it."""
    for here, following in pairwise([*arguments, ""]):
        value = following if here == "--lang" else here.removeprefix("--lang=") if here.startswith("--lang=") else ""
        if value in ("zh", "en"):
            return value  # type: ignore[return-value]
    return None


if __name__ == "__main__":
    sys.exit(main())
