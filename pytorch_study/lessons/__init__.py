"""The shelf: the lessons in reading order. It knows their names without importing torch."""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from pytorch_study.errors import UsageError, nearest
from pytorch_study.lessons.learner_files import from_file
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
    "finetune": (
        Text("微调：从看过一百万张照片的权重开始", "Fine-tuning: from weights that have seen a million photos"),
        Text("CIFAR-10（同上），或者你自己的照片", "CIFAR-10 (the same), or your own photos"),
    ),
    "poems": (
        Text("写诗：一个从头练出来的小 GPT", "Poems: a tiny GPT, trained from nothing"),
        Text("唐诗 36,000 首（随包附带）", "36,000 Tang poems (in the package)"),
    ),
    "flow": (
        Text("从噪声到数字：流匹配", "Digits out of noise: flow matching"),
        Text("MNIST（同第二课），或者 Fashion-MNIST", "MNIST (as in lesson 2), or Fashion-MNIST"),
    ),
}
"""Name: what it teaches, and its data."""


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
