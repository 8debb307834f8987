"""Lessons in files of the learner's own: how one is loaded, and how a mistake in it is told with its line."""

import contextlib
import dataclasses
import importlib.util
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pytorch_study.errors import StudyError, UsageError, out_of_memory
from pytorch_study.signals import Interrupted
from pytorch_study.text import say

if TYPE_CHECKING:
    from pytorch_study.lesson import Lesson


def from_file(path: Path) -> "Lesson":
    """The `LESSON` in a learner's own file.

    Raises:
        UsageError: no such file, no `LESSON` in it, or a mistake in it, named with its line.
    """
    from pytorch_study.lesson import Lesson

    path = path.resolve()
    if not path.is_file():
        raise UsageError("no_file", path=path)
    spec = importlib.util.spec_from_file_location(f"own_lesson_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their own module up
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))  # the file may import another that lies beside it
    with attribute_error(path):
        spec.loader.exec_module(module)
    lesson = getattr(module, "LESSON", None)
    if not isinstance(lesson, Lesson):
        raise UsageError("no_lesson_in_file", path=path)
    return dataclasses.replace(lesson, file=path)


SIZES = re.compile(r"mat1 and mat2 shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)")
"""torch's words where a linear layer takes another number of inputs than it is given."""


def user_error(error: BaseException, path: Path) -> UsageError:
    """The error with the line of the learner's file that it came through."""
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == str(path) else None
    for frame in traceback.extract_tb(error.__traceback__):
        line = frame.lineno if Path(frame.filename) == path else line
    layer = "".join(f" ({note})" for note in getattr(error, "__notes__", []))  # see engine/preflight.py
    if sizes := SIZES.search(words(error)):
        place = say("shapes.line", line=line) if line else ""
        return UsageError("shapes", path=path, place=place, given=sizes[2], wanted=sizes[3], layer=layer)
    if line is None:  # raised inside torch, by a model that torch calls: sizes that do not fit, mostly
        of_dtype = re.search(r"same dtype|scalar type|dtype.*(Long|Int|Double|Byte)", words(error))
        of_shape = re.search(r"shape|size|dimension|channels|broadcast|expected .*input", words(error), re.IGNORECASE)
        key = "mistake_of_dtype" if of_dtype else "mistake_of_shape" if of_shape else "mistake_near_file"
        return UsageError(key, path=path, kind=type(error).__name__, what=f"{words(error)}{layer}")
    what = error.msg if isinstance(error, SyntaxError) else words(error)
    return UsageError("mistake_in_file", path=path, line=line, kind=type(error).__name__, what=what)


def words(error: BaseException) -> str:
    """What an error says of itself; a learner's own class may fail at that, too."""
    with contextlib.suppress(Exception):
        return str(error) or repr(error)
    return type(error).__name__


@contextlib.contextmanager
def attribute_error(path: Path | None) -> Iterator[None]:
    """Turn a mistake in the learner's file into a sentence with its line; anything else passes through."""
    try:
        yield
    except StudyError:
        raise
    except BaseException as error:  # `sys.exit`, a cancelled task, a test library's skip: none of them may end us
        if path is None or _is_ctrl_c(error) or out_of_memory(error):
            raise
        if isinstance(error, RuntimeError) and _peer_lost(error):
            raise
        raise user_error(error, path) from error


def _is_ctrl_c(error: BaseException) -> bool:
    """Whether somebody wants to stop. In any thread but the main one, Python itself raises no KeyboardInterrupt."""
    if isinstance(error, Interrupted):
        return True
    return isinstance(error, KeyboardInterrupt) and threading.current_thread() is threading.main_thread()


def _peer_lost(error: RuntimeError) -> bool:
    """Whether another process of this training has gone, which is no mistake in anybody's file."""
    from pytorch_study.engine.process_group import peer_lost

    return peer_lost(error)
