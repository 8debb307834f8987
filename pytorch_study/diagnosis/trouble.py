"""What a script stopped with: its exit code, and its exception in a sentence."""

import sys
import traceback
from pathlib import Path

from pytorch_study.diagnosis.records import Site
from pytorch_study.diagnosis.user_source import UserSource
from pytorch_study.text import say

PACKAGES = {
    "cv2": "opencv-python",
    "PIL": "pillow",
    "sklearn": "scikit-learn",
    "skimage": "scikit-image",
    "yaml": "pyyaml",
    "tensorboardX": "tensorboardx",
    "bs4": "beautifulsoup4",
}
"""Modules whose package has another name."""


def exit_code(error: SystemExit) -> int:
    """The code that Python would end with; what else was given is printed, as Python does."""
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code
    print(error.code, file=sys.stderr)
    return 1


def last_line(error: BaseException, sources: UserSource) -> Site | None:
    """The innermost line of the user's own code that an exception came through."""
    if isinstance(error, SyntaxError) and error.filename and sources.is_own(error.filename):
        return Site(error.filename, error.lineno or 1)
    frames = [
        Site(one.filename, one.lineno or 1)
        for one in traceback.extract_tb(error.__traceback__)
        if sources.is_own(one.filename)
    ]
    return frames[-1] if frames else None


def explain(error: BaseException, sources: UserSource) -> str:
    """What a script's own exception means, in a sentence."""
    site = last_line(error, sources)
    where = sources.place(*site) if site else "-"
    if isinstance(error, ModuleNotFoundError):
        name = (error.name or "").split(".")[0]
        meaning = say("diagnose.failed_import", name=name, package=PACKAGES.get(name, name))
    elif isinstance(error, SyntaxError):
        meaning = say("diagnose.failed_syntax")
    elif isinstance(error, EOFError):
        meaning = say("diagnose.failed_stdin")
    elif isinstance(error, FileNotFoundError):
        meaning = say("diagnose.failed_file")
    else:
        meaning = say("diagnose.failed_other")
    what = error.msg if isinstance(error, SyntaxError) else str(error).splitlines()[0] if str(error) else "-"
    return say("diagnose.failed", where=where, kind=type(error).__name__, what=what.rstrip("."), meaning=meaning)


def show(error: BaseException) -> None:
    """The script's traceback, without our own frames."""
    own = str(Path(__file__).parent)
    frames = [one for one in traceback.extract_tb(error.__traceback__) if not one.filename.startswith(own)]
    lines = ["Traceback (most recent call last):\n", *traceback.format_list(frames)] if frames else []
    sys.stdout.flush()
    print("".join([*lines, *traceback.format_exception_only(error)]), file=sys.stderr, end="")
