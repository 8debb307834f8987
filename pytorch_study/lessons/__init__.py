"""The shelf: the lessons in reading order. It knows their names without importing torch."""

import contextlib
import importlib
import importlib.util
import json
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytorch_study.errors import StudyError, UsageError, nearest, out_of_memory
from pytorch_study.text import Text

if TYPE_CHECKING:
    from pytorch_study.lesson import Lesson

SHELF: dict[str, tuple[Text, Text]] = {
    "regression": (
        Text("回归：手写训练循环", "Regression: the training loop, by hand"),
        Text("Auto MPG，392 辆车（随包附带）", "Auto MPG, 392 cars (in the package)"),
    ),
    "mnist": (
        Text("手写数字：一个小 CNN", "Handwritten digits: a small CNN"),
        Text("MNIST，60,000 + 10,000 张（随包附带）", "MNIST, 60,000 + 10,000 images (in the package)"),
    ),
    "cifar10": (
        Text("彩色小图：没有归一化层的 VGG", "Small colour pictures: a VGG without normalisation"),
        Text("CIFAR-10，50,000 + 10,000 张（下载 170 MB）", "CIFAR-10, 50,000 + 10,000 images (a download of 170 MB)"),
    ),
    "cifar10_fast": (
        Text("同样的彩色小图：快得多", "The same small pictures, much faster"),
        Text("CIFAR-10（同上）", "CIFAR-10 (the same)"),
    ),
}
"""Name: what it teaches, and its data."""

RESULTS = Path(__file__).parents[1] / "results"
"""Measured figures, written by `python -m benchmarks`."""

SCATTERED = 0.05
"""A standard deviation of the accuracy above which some seeds learn and others do not."""


def get(name: str) -> "Lesson":
    """The lesson of that name, or the `LESSON` in a learner's own file.

    Raises:
        UsageError: no such lesson or file, or a mistake in the file, named with its line.
    """
    if name in SHELF:
        lesson: Lesson = importlib.import_module(f"{__name__}.{name}").LESSON
        return lesson
    if name.endswith(".py"):
        return from_file(Path(name))
    raise UsageError("unknown_lesson", name=name, nearest=nearest(name, SHELF))


def on_shelf(lesson: "Lesson") -> bool:
    """Whether it is one of ours, and nothing about it was changed."""
    return lesson.name in SHELF and get(lesson.name) == lesson


def from_file(path: Path) -> "Lesson":
    """The `LESSON` in a learner's own file.

    Raises:
        UsageError: no such file, no `LESSON` in it, or a mistake in it, named with its line.
    """
    import dataclasses

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
    with blame(path):
        spec.loader.exec_module(module)
    lesson = getattr(module, "LESSON", None)
    if not isinstance(lesson, Lesson):
        raise UsageError("no_lesson_in_file", path=path)
    return dataclasses.replace(lesson, file=path)


def mistake(error: BaseException, path: Path) -> UsageError:
    """The error with the line of the learner's file that it came through."""
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == str(path) else None
    for frame in traceback.extract_tb(error.__traceback__):
        line = frame.lineno if Path(frame.filename) == path else line
    if line is None:  # raised inside torch, by a model that torch calls: sizes that do not fit, mostly
        layer = "".join(f" ({note})" for note in getattr(error, "__notes__", []))  # see engine/fits.py
        return UsageError("mistake_near_file", path=path, kind=type(error).__name__, what=f"{error}{layer}")
    what = error.msg if isinstance(error, SyntaxError) else str(error) or repr(error)
    return UsageError("mistake_in_file", path=path, line=line, kind=type(error).__name__, what=what)


@contextlib.contextmanager
def blame(path: Path | None) -> Iterator[None]:
    """Turn a mistake in the learner's file into a sentence with its line; anything else passes through."""
    try:
        yield
    except StudyError:
        raise
    except (Exception, SystemExit) as error:  # a script's own command line, or `sys.exit`, would end ours
        if path is None or out_of_memory(error) or (isinstance(error, RuntimeError) and _lost(error)):
            raise
        raise mistake(error, path) from error


def _lost(error: RuntimeError) -> bool:
    """Whether another process of this training has gone, which is no mistake in anybody's file."""
    from pytorch_study.engine.team import lost

    return lost(error)


def measured(lesson: str) -> dict[str, dict[str, Any]] | None:
    """The measured figures of a lesson's recipes, from `results/<lesson>.json`; None where nothing was measured.

    Where some seeds learn and others do not, their mean says nothing of either: `each` holds them one by one.
    """
    path = RESULTS / f"{lesson}.json"
    if not path.is_file():
        return None
    content = json.loads(path.read_text("utf-8"))
    found: dict[str, dict[str, Any]] = content["summary"]
    for label, one in found.items():
        if (one.get("test_accuracy", [0, 0])[1] or 0) > SCATTERED:  # no deviation where one diverged
            one["each"] = [run["test_accuracy"] for run in content["runs"] if run["label"] == label]
    return dict(sorted(found.items(), key=lambda item: item[0] != "default"))  # the usual one first
