"""What a lesson is: a value. Anybody's file that makes one can be trained, resumed, reported and drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pytorch_study.errors import UsageError, nearest
from pytorch_study.recipe import Recipe
from pytorch_study.text import Text, language

if TYPE_CHECKING:  # `lessons` and `--help` know lessons without importing torch
    from torch import Tensor, nn


class Split(NamedTuple):
    """Examples and their answers.

    Attributes:
        x: images as bytes, (N, C, H, W) uint8, or rows of numbers, (N, F) float32.
        y: classes, (N,) int64, or values, (N, 1) float32.
    """

    x: Tensor
    y: Tensor


@dataclass(frozen=True)
class DataInfo:
    """What the numbers mean; kept beside the weights, so that an answer can be given in words.

    Attributes:
        labels: the classes in order (classify).
        zh: the same in Chinese, where they are words; (): the labels serve both languages.
        columns: the inputs in order (regress).
        target: the name of the value that is predicted (regress).
        shape: of one input, without the batch: (C, H, W) or (F,).
    """

    labels: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    target: str = "y"
    shape: tuple[int, ...] = ()

    def display_name(self, label: str) -> str:
        """A class as the reader reads it: `cat · 猫` in Chinese, where the lesson says it; else the label alone."""
        chinese = dict(zip(self.labels, self.zh, strict=False)).get(label)
        return f"{label} · {chinese}" if chinese and language() == "zh" else label


@dataclass(frozen=True)
class Splits:
    """The data of one training. The test set is a function: nobody touches it before the end.

    `train` still holds the examples that the recipe's `validation` sets aside; `data/splits.py` takes them out.

    Attributes:
        train: what is learned from.
        test: gives what is scored at the end.
        validation: what the curve is drawn of; None: nothing, or what the recipe sets aside.
        info: what the numbers mean.
        disputed: the places in the test set, from 0, of examples whose labels people doubt.
        doubt: who doubts them, and how that was found out.
    """

    train: Split
    test: Callable[[], Split]
    validation: Split | None = None
    info: DataInfo = DataInfo()
    disputed: frozenset[int] = frozenset()
    doubt: Text | str = ""


Tell = Callable[[str, bool], None]
"""Says a sentence; whether it is one that passes, such as progress, which the next one may replace."""


@dataclass(frozen=True)
class DataOptions:
    """Where the user says that data lie.

    Attributes:
        folder: `--data`: a folder in torchvision's layout; None: look in the usual places.
        images: `--images`: one's own pictures, a sub-folder per class; None: the lesson's own data.
        tell: what is told while data that are missing are downloaded; None: they are not downloaded.
    """

    folder: Path | None = None
    images: Path | None = None
    tell: Tell | None = None


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One lesson: what the data are, the model, the recipes.

    Attributes:
        name: its name on the command line.
        task: what is learned: a class for each input, or a number.
        recipes: by name.
        load: (recipe, options, seed) -> the data.
        model: recipe -> a fresh model. Its initial weights may use torch's generator, which the engine has seeded.
        init_from_data: (model, training split): looks at the training data once, before the first step, e.g. to store
            their mean.
        mean: of the pixels, a number per channel, on a scale of 0..1; used where `scaling` is `standard`.
        std: their standard deviation.
        read_image: a picture's path -> (the input, (C, H, W) uint8, and the named steps that led to it).
        default: the recipe that is taken where none is asked for.
        shape: of one input, (C, H, W) or (F,): what `summary` needs to know where there are no data; (): the data tell.
        file: the learner's own file that this lesson came from; None for those on the shelf.
    """

    name: str
    task: Literal["classify", "regress"]
    recipes: Mapping[str, Recipe]
    load: Callable[[Any, DataOptions, int], Splits]
    model: Callable[[Any], nn.Module]
    init_from_data: Callable[[nn.Module, Split], None] | None = None
    mean: tuple[float, ...] = (0.5,)
    std: tuple[float, ...] = (0.5,)
    read_image: Callable[[Path], tuple[Tensor, dict[str, Any]]] | None = None
    default: str = "default"
    shape: tuple[int, ...] = ()
    file: Path | None = None


def pick_recipe(lesson: Lesson, name: str | None) -> tuple[str, Recipe]:
    """The recipe of that name, or the lesson's default, with its name.

    Raises:
        UsageError: the lesson has no such recipe; the nearest is named.
    """
    name = lesson.default if name in (None, "default") else name
    if name not in lesson.recipes:
        raise UsageError("unknown_recipe", lesson=lesson.name, name=name, nearest=nearest(str(name), lesson.recipes))
    return str(name), lesson.recipes[str(name)]
