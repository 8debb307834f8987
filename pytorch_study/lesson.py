"""What a lesson is: a value. Anybody's file that makes one can be trained, resumed, reported and drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from pytorch_study.errors import UsageError, nearest
from pytorch_study.recipe import Recipe
from pytorch_study.renamed import AcceptsOldNames, OldAttributes, note, old_symbol
from pytorch_study.text import Text, language

if TYPE_CHECKING:  # `lessons` and `--help` know lessons without importing torch
    from torch import Tensor, nn

    from pytorch_study.task import Task

Input = Literal["image", "row", "tokens"]


class Split(NamedTuple):
    """Examples and their answers.

    Attributes:
        x: images as bytes, (N, C, H, W) uint8, or rows of numbers, (N, F) float32, or tokens, (N, T) int64.
        y: classes, (N,) int64, or values, (N, 1) float32; or what another task learns.
    """

    x: Tensor
    y: Tensor


@dataclass(frozen=True)
class DataInfo:
    """What the numbers mean; kept beside the weights, so that an answer can be given in words.

    Attributes:
        labels: the classes in order; (): the answers are no classes.
        zh: the same in Chinese, where they are words; (): the labels serve both languages.
        columns: the inputs in order, of rows.
        target: the name of the value that is predicted.
        shape: of one input, without the batch: (C, H, W), (F,) or (T,).
        input: what one input is: `image`, `row` or `tokens`; filled in when data are loaded.
    """

    labels: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    target: str = "y"
    shape: tuple[int, ...] = ()
    input: Input | None = None

    def display_name(self, label: str) -> str:
        """A class as the reader reads it: `cat · 猫` in Chinese, where the lesson says it; else the label alone."""
        chinese = dict(zip(self.labels, self.zh, strict=False)).get(label)
        return f"{label} · {chinese}" if chinese and language() == "zh" else label


@dataclass(frozen=True)
class Splits(OldAttributes, metaclass=AcceptsOldNames):
    """The data of one training. The test set is a function: nobody touches it before the end.

    `train` still holds the examples that the recipe's `validation` sets aside; `data/splits.py` takes them out.

    Attributes:
        train: what is learned from.
        test: returns what is scored at the end.
        validation: what the validation curve is measured on; None: nothing, or what the recipe sets aside.
        info: what the numbers mean.
        test_notes: what a reader should know of single test examples: index in the test set, from 0, to a sentence.
    """

    OLD_NAMES: ClassVar = {"names": "info"}

    train: Split
    test: Callable[[], Split]
    validation: Split | None = None
    info: DataInfo = DataInfo()
    test_notes: Mapping[int, Text | str] = field(default_factory=dict)

    @classmethod
    def convert_old(cls, kwargs: dict[str, Any]) -> dict[str, Any]:
        """`disputed`, a set of indices, and `doubt`, who doubts them, are notes of which the second is the text."""
        disputed, doubt = kwargs.pop("disputed", None), kwargs.pop("doubt", "")
        if disputed is not None:
            note("disputed=", "test_notes=")
            kwargs["test_notes"] = dict.fromkeys(disputed, doubt)
        return kwargs


Tell = Callable[[str, bool], None]
"""Says a sentence; whether it is one that passes, such as progress, which the next one may replace."""


@dataclass(frozen=True)
class DataOptions:
    """What the user said about where data are.

    Attributes:
        folder: `--data`: a folder in torchvision's layout; None: look in the usual places.
        images: `--images`: one's own pictures, a sub-folder per class; None: the lesson's own data.
        tell: what is told while data that are missing are downloaded; None: they are not downloaded.
    """

    folder: Path | None = None
    images: Path | None = None
    tell: Tell | None = None


@dataclass(frozen=True, kw_only=True)
class Lesson(OldAttributes, metaclass=AcceptsOldNames):
    """One lesson: what the data are, the model, the recipes.

    Attributes:
        name: its name on the command line.
        task: what is learned: `classify` (a class for each input), `regress` (a number), or a `Task` of one's own.
        recipes: by name.
        load: (recipe, options, seed) -> the data.
        model: recipe -> a fresh model. Its initial weights may use torch's generator, which the engine has seeded.
        input: what one input is: `image`, `row` or `tokens`; None: told by the data's type.
        init_from_data: (model, training split): looks at the training data once, before the first step, e.g. to store
            their mean.
        mean: of the pixels, a number per channel, on a scale of 0..1; used where `scaling` is `standard`.
        std: their standard deviation.
        read_image: a picture's path -> (the input, (C, H, W) uint8, and the named steps that led to it).
        default: the recipe that is taken where none is asked for.
        shape: of one input, (C, H, W) or (F,): what `summary` needs to know where there are no data; (): the data tell.
        file: the learner's own file that this lesson came from; None for those on the shelf.
    """

    OLD_NAMES: ClassVar = {"adapt": "init_from_data", "read": "read_image"}

    name: str
    task: Task | Literal["classify", "regress"]
    recipes: Mapping[str, Recipe]
    load: Callable[[Any, DataOptions, int], Splits]
    model: Callable[[Any], nn.Module]
    input: Input | None = None
    init_from_data: Callable[[nn.Module, Split], None] | None = None
    mean: tuple[float, ...] = (0.5,)
    std: tuple[float, ...] = (0.5,)
    read_image: Callable[[Path], tuple[Tensor, dict[str, Any]]] | None = None
    default: str = "default"
    shape: tuple[int, ...] = ()
    file: Path | None = None


def input_of(lesson: Lesson, x: Tensor) -> Input:
    """What a lesson's inputs are; where it does not say, the type of its data does: only here."""
    if lesson.input is not None:
        return lesson.input
    if str(x.dtype) == "torch.uint8":
        return "image"
    return "row" if x.is_floating_point() else "tokens"


def input_of_shape(shape: Sequence[int]) -> Input:
    """What the inputs are of which files of before tell nothing but the shape."""
    return "row" if len(shape) == 1 else "image"


def pick_recipe(lesson: Lesson, name: str | None) -> tuple[str, Recipe]:
    """The recipe of that name, or the lesson's default, with its name.

    Raises:
        UsageError: the lesson has no such recipe; the nearest is named.
    """
    name = lesson.default if name in (None, "default") else name
    if name not in lesson.recipes:
        raise UsageError("unknown_recipe", lesson=lesson.name, name=name, nearest=nearest(str(name), lesson.recipes))
    return str(name), lesson.recipes[str(name)]


def __getattr__(name: str) -> Any:
    return old_symbol(__name__, name)
