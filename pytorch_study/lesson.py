"""The types of a lesson and its data. A lesson is a value: any file that defines one can be trained and resumed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from pytorch_study.errors import UsageError, nearest
from pytorch_study.recipe import Recipe
from pytorch_study.renamed import AcceptsOldNames, OldAttributes, note, old_symbol
from pytorch_study.text import Text, language

if TYPE_CHECKING:  # so that `lessons` and `--help` need not import torch
    from torch import Tensor, nn

    from pytorch_study.data.table_form import TableForm
    from pytorch_study.generative import GenerateOption, Made, Request
    from pytorch_study.task import Task

Input = Literal["image", "row", "tokens"]


class Split(NamedTuple):
    """Examples with their targets.

    Attributes:
        x: images, (N, C, H, W) uint8; rows of numbers, (N, F) float32; or tokens, (N, T) int64.
        y: class indices, (N,) int64; values, (N, 1) float32; or the targets of another task.
    """

    x: Tensor
    y: Tensor


Box = tuple[int, int, int, int]
"""Left, top, right and bottom of a rectangle in a picture, in pixels; right and bottom are just outside."""


class Part(NamedTuple):
    """A part of a picture that is an input of its own, e.g. one of several digits.

    Attributes:
        x: the input, (C, H, W) uint8.
        box: where it is, in the pixels of the upright picture; None: all of it.
        steps: how the picture became the input: images by name, in order.
    """

    x: Tensor
    box: Box | None
    steps: Mapping[str, Tensor]


def largest(parts: Sequence[Part]) -> Part:
    """The part with the largest box."""
    return max(parts, key=lambda part: (part.box[2] - part.box[0]) * (part.box[3] - part.box[1]) if part.box else 0)


@dataclass(frozen=True)
class DataInfo:
    """The meaning of inputs and targets; saved with the weights, so that predictions can be shown with their names.

    Attributes:
        labels: class names, in order of their indices; (): not a classification.
        zh: the class names in Chinese; (): `labels` is used in both languages.
        columns: names of the input columns, for rows.
        target: name of the predicted value.
        shape: shape of one input, without the batch dimension: (C, H, W), (F,) or (T,).
        input: kind of input: `image`, `row` or `tokens`; filled in when the data are loaded.
        form: how the cells of the user's own table become inputs; None: the data are no such table.
        dataset: name of the data set, if it is not the lesson's own.
    """

    labels: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    target: str = "y"
    shape: tuple[int, ...] = ()
    input: Input | None = None
    form: TableForm | None = None
    dataset: str = ""

    def display_name(self, label: str) -> str:
        """The label as shown to the user: `cat · 猫` in Chinese, if the lesson has a Chinese name; else the label."""
        chinese = dict(zip(self.labels, self.zh, strict=False)).get(label)
        return f"{label} · {chinese}" if chinese and language() == "zh" else label


Notes = Mapping[int, Text | str]
"""A sentence by the index of an example."""


@dataclass(frozen=True)
class Splits(OldAttributes, metaclass=AcceptsOldNames):
    """The data of one training. The test set is a function, so that it is not loaded before the end.

    As returned by `Lesson.load`, `train` includes the examples that the recipe's `validation` holds out;
    `data/splits.py` separates them.

    Attributes:
        train: the training set.
        test: returns the test set, which is evaluated once, after the training.
        validation: the validation set; None: none, or the one that the recipe holds out.
        info: the meaning of inputs and targets.
        test_notes: notes on single test examples, e.g. on a disputed label: index in the test set, from 0, to a
            sentence; or a function that finds them in the test set.
        folds: the number of folds of the cross-validation that scores the training, see
            `artifacts/cross_validation.py`; `test` then returns the training set. 0: the test set scores it.
    """

    OLD_NAMES: ClassVar = {"names": "info"}

    train: Split
    test: Callable[[], Split]
    validation: Split | None = None
    info: DataInfo = DataInfo()
    test_notes: Notes | Callable[[Split], Notes] = field(default_factory=dict)
    folds: int = 0

    def notes_of(self, test: Split) -> Notes:
        """The notes on the examples of the test set."""
        return self.test_notes(test) if callable(self.test_notes) else self.test_notes

    @classmethod
    def convert_old(cls, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Convert `disputed`, a set of indices, and `doubt`, the text about them, to `test_notes`."""
        disputed, doubt = kwargs.pop("disputed", None), kwargs.pop("doubt", "")
        if disputed is not None:
            note("disputed=", "test_notes=")
            kwargs["test_notes"] = dict.fromkeys(disputed, doubt)
        return kwargs


Tell = Callable[[str, bool], None]
"""(message, transient): shows a message; a transient one, such as progress, may be replaced by the next."""


class SharedFolder(type(Path())):  # type: ignore[misc]
    """A data folder that is not meant for one lesson, as `play --data`: it is searched first, and then other places."""


@dataclass(frozen=True)
class DataOptions:
    """The user's options for finding the data.

    Attributes:
        folder: `--data`, a folder or file, the only one to be used; None: search the usual places.
        images: `--images`, a folder of the user's own images, one sub-folder per class; None: the lesson's data.
        tell: receives messages while missing data are downloaded; None: nothing is downloaded.
        table: `--table`, a table of the user's own; None: the lesson's data.
        target: `--target`, its column to predict.
        drop: `--drop`, its columns that are not used.
    """

    folder: Path | None = None
    images: Path | None = None
    tell: Tell | None = None
    table: Path | None = None
    target: str | None = None
    drop: tuple[str, ...] = ()


@dataclass(frozen=True)
class PackagedWeights:
    """Trained weights in a Python package, which an extra of ours installs.

    Attributes:
        extra: the extra.
        package: the package's name for `import`; it is not imported.
        file: path of the file in the package, written by `torch.save`: names of tensors to tensors.
        sha256: SHA-256 of the file, checked before it is read.
        licence: the weights' licence, as an SPDX identifier.
    """

    extra: str
    package: str
    file: str
    sha256: str
    licence: str


@dataclass(frozen=True, kw_only=True)
class Lesson(OldAttributes, metaclass=AcceptsOldNames):
    """A lesson: the data, the model and the recipes.

    Attributes:
        name: name on the command line.
        task: what is learned: `classify` (a class for each input), `regress` (a number), or a `Task`.
        recipes: the recipes, by name.
        load: (recipe, options, seed) -> the data.
        model: recipe -> a new model. Its initialisation may use torch's global generator, which the engine has seeded.
        input: kind of input: `image`, `row` or `tokens`; None: inferred from the data's dtype.
        init_from_data: (model, training split): called once before the first step, to initialise the model from the
            training data, e.g. to store their mean.
        weights: weights that a recipe's `init` may name, besides those that every lesson can start from.
        init_from_weights: (model, tensors by name, training split): called once, before `init_from_data`, to put the
            weights of `init` into the model; None: tensors are copied where name and shape agree.
        param_groups: (model, recipe) -> the optimizer's parameter groups, as torch's optimizers take them, each with
            its own `lr`, for example; None: one group of all parameters.
        frozen: (recipe, epoch) -> names of the model's modules that are not trained in this epoch, counted from 0:
            their weights and their running statistics stay as they are; None: all are always trained.
        on_epoch_start: (model, recipe, epoch) -> whether it has changed the model: called when an epoch begins, or goes
            on after an interruption, for what changes in training and is no weight; None: nothing does.
        mean: mean of the pixels, one number per channel, on a scale of 0..1; used if `scaling` is `standard`.
        std: standard deviation of the pixels, likewise.
        read_image: path of an image -> (the input, (C, H, W) uint8, and the preprocessing steps by name).
        own_side: side of the user's own pictures as they are stored, in pixels; `read_image` then takes a side as its
            second argument. None: they are stored as `read_image` reads them.
        own_recipe: name of the recipe that `--images` trains with where the user names none; None: the default recipe.
        read_parts: path of an image -> everything in it that is an input, in reading order; None: `read_image` alone.
        tells_unsure: whether pictures unlike the training images are told, see `engine/unsure.py`.
        generate: (model, recipe, request) -> what it makes; None: the lesson makes nothing.
        generate_options: the options that `generate` has for this lesson only, by name, as in Python: `top_p`.
        default: name of the default recipe.
        shape: shape of one input, (C, H, W), (F,) or (T,), for `summary` without data; (): taken from the data.
        file: the learner's file that defines the lesson; None for built-in lessons.
    """

    OLD_NAMES: ClassVar = {"adapt": "init_from_data", "read": "read_image"}

    name: str
    task: Task | Literal["classify", "regress"]
    recipes: Mapping[str, Recipe]
    load: Callable[[Any, DataOptions, int], Splits]
    model: Callable[[Any], nn.Module]
    input: Input | None = None
    init_from_data: Callable[[nn.Module, Split], None] | None = None
    weights: Mapping[str, PackagedWeights] = field(default_factory=dict)
    init_from_weights: Callable[[nn.Module, Mapping[str, Tensor], Split], None] | None = None
    param_groups: Callable[[nn.Module, Any], list[dict[str, Any]]] | None = None
    frozen: Callable[[Any, int], Sequence[str]] | None = None
    on_epoch_start: Callable[[nn.Module, Any, int], bool] | None = None
    mean: tuple[float, ...] = (0.5,)
    std: tuple[float, ...] = (0.5,)
    read_image: Callable[..., tuple[Tensor, dict[str, Any]]] | None = None
    own_side: int | None = None
    own_recipe: str | None = None
    read_parts: Callable[[Path], list[Part]] | None = None
    tells_unsure: bool = False
    generate: Callable[[Any, Any, Request], Made] | None = None
    generate_options: Mapping[str, GenerateOption] = field(default_factory=dict)
    default: str = "default"
    shape: tuple[int, ...] = ()
    file: Path | None = None


def named_folder(data: Path | str | None) -> Path | None:
    """The folder that an option names; a `SharedFolder` stays one."""
    return Path(data) if isinstance(data, str) and data else data or None


def input_of(lesson: Lesson, x: Tensor) -> Input:
    """The kind of a lesson's inputs. This is the only place where it is inferred from a dtype."""
    if lesson.input is not None:
        return lesson.input
    if str(x.dtype) == "torch.uint8":
        return "image"
    return "row" if x.is_floating_point() else "tokens"


def input_of_shape(shape: Sequence[int]) -> Input:
    """The kind of inputs with this shape, for files of older versions, which do not record it."""
    return "row" if len(shape) == 1 else "image"


def build_model(lesson: Lesson, recipe: Recipe) -> nn.Module:
    """The lesson's network, untrained.

    Raises:
        UsageError: what the lesson's `model` gives is no network.
    """
    from torch import nn

    model = lesson.model(recipe)
    if not isinstance(model, nn.Module):
        found = f"{model.__name__}" if isinstance(model, type) else type(model).__name__
        raise UsageError("model_is_no_module", lesson=lesson.name, found=found)
    return model


def pick_recipe(lesson: Lesson, name: str | None) -> tuple[str, Recipe]:
    """Look up a recipe by name; None or `default`: the lesson's default recipe.

    Returns:
        The recipe's name, and the recipe.

    Raises:
        UsageError: the lesson has no such recipe; the error names the closest match.
    """
    name = lesson.default if name in (None, "default") else name
    if name not in lesson.recipes:
        raise UsageError("unknown_recipe", lesson=lesson.name, name=name, nearest=nearest(str(name), lesson.recipes))
    return str(name), lesson.recipes[str(name)]


def __getattr__(name: str) -> Any:
    return old_symbol(__name__, name)
