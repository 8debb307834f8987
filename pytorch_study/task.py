"""Tasks: what is learned, as a value. A task defines the loss, the metrics, and the requirements on the data.

`classify` and `regress` are defined here, and no other module compares their names. A lesson may define a `Task` of its
own: the engine calls it for the loss of a batch and the metrics of a split; files, figures and tables use its headline
metric.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn

from pytorch_study.errors import DataError, UsageError, nearest
from pytorch_study.lesson import DataInfo, Split
from pytorch_study.recipe import Recipe

Metrics = dict[str, float | None]


def _nothing(*_: object) -> None:
    """A check that always passes."""


@dataclass(frozen=True)
class Task:
    """What is learned.

    Attributes:
        name: name of the task in files.
        check: (split, data info): raises `UsageError` or `DataError` if this task cannot learn from the data.
        loss: (model, x, y, recipe, rng) -> (mean loss of the batch, model output; None if there is none to keep).
            `x` was prepared by `engine/batches.py`. Random numbers must come from `rng` alone, so that a resumed
            training draws the same ones.
        metrics: (output, y) -> metrics by name, for outputs on the CPU; None: undefined for this split.
        headline: name of the headline metric, by which models are compared; `loss` to use the loss itself.
        higher_is_better: whether a higher headline metric is better.
        check_output: (output, y, data info): raises `UsageError` if a model's outputs have the wrong shape.
        complete: (data info, training split) -> data info with defaults filled in, such as the classes 0, 1, 2.
        correct: (output, y) -> number of correct predictions in a batch, for the training curve; None: no such count.
        count: y -> number of predictions in a batch, by which its mean loss is weighted in the mean over a split.
        streams: evaluate a split batch by batch, without keeping outputs; False: compute metrics from all outputs.
        lightweight: so small that bf16 or several threads cost more time than they save.
        has_classes: the answers are classes, named by the labels of the data.
    """

    name: str
    check: Callable[[Split, DataInfo], None]
    loss: Callable[[nn.Module, Tensor, Tensor, Recipe, Generator], tuple[Tensor, Tensor | None]]
    metrics: Callable[[Tensor | None, Tensor], Metrics]
    headline: str
    higher_is_better: bool
    check_output: Callable[[object, Tensor, DataInfo], None] = _nothing
    complete: Callable[[DataInfo, Split], DataInfo] = lambda info, _: info
    correct: Callable[[Tensor, Tensor], int] | None = None
    count: Callable[[Tensor], int] = len
    streams: bool = True
    lightweight: bool = False
    has_classes: bool = False


def without_regularisation(recipe: Recipe) -> Recipe:
    """The recipe as used for evaluation: no label smoothing."""
    return replace(recipe, label_smoothing=0.0)


# -------------------------------------------------------------------------------------------------------- classify


def cross_entropy(
    model: nn.Module, x: Tensor, y: Tensor, recipe: Recipe, rng: Generator
) -> tuple[Tensor, Tensor | None]:
    """Cross-entropy of the logits, (N, classes): the raw outputs, without a softmax, which it applies itself."""
    output = model(x)
    return F.cross_entropy(output.float(), y, label_smoothing=recipe.label_smoothing), output


def _accuracy(output: Tensor | None, y: Tensor) -> Metrics:
    assert output is not None
    return {"accuracy": (output.argmax(1) == y).float().mean().item()}


def _count_correct(output: Tensor, y: Tensor) -> int:
    return int((output.argmax(1) == y).sum())


def _check_classes(split: Split, info: DataInfo) -> None:
    y, most = split.y, len(info.labels) - 1
    if y.ndim != 1 or y.dtype != torch.int64:
        cure = "y.argmax(1)" if y.ndim == 2 and y.shape[1] > 1 else "y[:, 0].long()" if y.ndim == 2 else "y.long()"
        raise UsageError("answers_form", wanted=f"({len(y)},) int64", found=describe(y), cure=cure)
    lowest, highest = int(y.min()), int(y.max())
    most = most if info.labels else max(0, highest)
    if not 0 <= lowest <= highest <= most:
        wrong = lowest if lowest < 0 else highest
        raise DataError("label_of_no_class", label=wrong, most=most)


def _check_logits(output: object, y: Tensor, info: DataInfo) -> None:
    wanted = (len(y), len(info.labels))
    if isinstance(output, Tensor) and output.ndim == 2 and len(output) == len(y) and output.shape[1] != wanted[1]:
        raise UsageError("outputs_not_classes", outputs=output.shape[1], labels=wanted[1])
    _check_shape(output, wanted)


def _number_classes(info: DataInfo, train: Split) -> DataInfo:
    return info if info.labels else replace(info, labels=tuple(str(k) for k in range(int(train.y.max()) + 1)))


CLASSIFY = Task(
    name="classify",
    check=_check_classes,
    loss=cross_entropy,
    metrics=_accuracy,
    headline="accuracy",
    higher_is_better=True,
    check_output=_check_logits,
    complete=_number_classes,
    has_classes=True,
    correct=_count_correct,
    streams=False,
)


# --------------------------------------------------------------------------------------------------------- regress


def mean_squared_error(
    model: nn.Module, x: Tensor, y: Tensor, recipe: Recipe, rng: Generator
) -> tuple[Tensor, Tensor | None]:
    """Mean squared error of the outputs, (N, 1)."""
    output = model(x)
    return F.mse_loss(output, y), output


def _errors(output: Tensor | None, y: Tensor) -> Metrics:
    """RMSE and MAE, in the target's unit, and R², which is None if all targets are equal."""
    assert output is not None
    error = output - y
    mse = error.square().mean().item()
    variance = (y - y.mean()).square().mean().item()
    return {"rmse": mse**0.5, "mae": error.abs().mean().item(), "r2": 1 - mse / variance if variance else None}


def _check_values(split: Split, info: DataInfo) -> None:
    y = split.y
    if y.ndim != 2 or y.shape[1] != 1 or y.dtype != torch.float32:
        cure = "y[:, None].float()" if y.ndim == 1 else "y.float()"
        raise UsageError("answers_form", wanted=f"({len(y)}, 1) float32", found=describe(y), cure=cure)


def _check_shape(output: object, wanted: tuple[int, ...]) -> None:
    found = tuple(output.shape) if isinstance(output, Tensor) else type(output).__name__
    if found != wanted:
        raise UsageError("outputs_form", wanted=wanted, found=found)


def _no_classes(info: DataInfo, train: Split) -> DataInfo:
    """A lesson may name labels although its answers are numbers: whoever reads `labels` would take them for classes."""
    return replace(info, labels=(), zh=())


REGRESS = Task(
    name="regress",
    check=_check_values,
    loss=mean_squared_error,
    metrics=_errors,
    headline="rmse",
    higher_is_better=False,
    check_output=lambda output, y, _: _check_shape(output, tuple(y.shape)),
    complete=_no_classes,
    streams=False,
    lightweight=True,
)

TASKS: Mapping[str, Task] = {task.name: task for task in (CLASSIFY, REGRESS)}
"""The built-in tasks, by name."""


def find_task(task: Task | str) -> Task:
    """The task with this name; a `Task` is returned unchanged.

    Raises:
        UsageError: there is no task with this name.
    """
    if isinstance(task, Task):
        return task
    if task not in TASKS:
        raise UsageError("bad_choice", name="task", value=task, nearest=nearest(str(task), TASKS))
    return TASKS[task]


def describe(tensor: Tensor) -> str:
    """A tensor's shape and dtype: `(100, 3) float32`."""
    return f"{tuple(tensor.shape)} {tensor.dtype}".replace("torch.", "")
