"""What is learned, as a value: the loss, the metrics, and what must hold of the data.

`classify` and `regress` are here, and nothing else knows them by name. A lesson may bring a `Task` of its own: the
engine asks it for the loss of a batch and for the metrics of outputs; files, pictures and tables follow its `headline`.
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
    """A check that is always passed."""


@dataclass(frozen=True)
class Task:
    """What is learned.

    Attributes:
        name: what files record.
        check: (split, data info): raises `UsageError` or `DataError` where this task cannot learn from such data.
        loss: (model, x, y, recipe, rng) -> (the mean loss of the batch, the model's output, or None where there is none
            to keep). `x` is what `engine/batches.py` prepared; what is random is drawn from `rng` alone, so that a
            resumed training draws the same.
        metrics: (output, y) -> values by name, of outputs on the CPU; None: nothing could be measured.
        headline: the metric that says how good a model is; `loss` where the loss itself does.
        higher_is_better: of the headline.
        check_output: (output, y, data info): raises `UsageError` where a model's outputs have the wrong form.
        complete: (data info, training split) -> the same with what a lesson need not say, such as classes 0, 1, 2.
        correct: (output, y) -> how many of a batch are right, for the training curve; None: nothing to count.
        count: y -> how many predictions a batch makes; its mean loss counts so often in the mean over a split.
        streams: a split is scored batch by batch, and no outputs are kept; False: all outputs are scored at once.
        lightweight: so small that fewer bits and more threads cost more than they bring.
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


def without_regularisation(recipe: Recipe) -> Recipe:
    """The recipe as a score sees it: no label smoothing."""
    return replace(recipe, label_smoothing=0.0)


# -------------------------------------------------------------------------------------------------------- classify


def cross_entropy(
    model: nn.Module, x: Tensor, y: Tensor, recipe: Recipe, rng: Generator
) -> tuple[Tensor, Tensor | None]:
    """Cross-entropy of the raw outputs (logits, no softmax before it!), (N, classes)."""
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
        raise UsageError("answers_form", wanted=f"({len(y)},) int64", found=describe(y))
    if info.labels and not 0 <= int(y.min()) <= int(y.max()) <= most:
        wrong = next(label for label in (int(y.min()), int(y.max())) if not 0 <= label <= most)
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
    correct=_count_correct,
    streams=False,
)


# --------------------------------------------------------------------------------------------------------- regress


def mean_squared_error(
    model: nn.Module, x: Tensor, y: Tensor, recipe: Recipe, rng: Generator
) -> tuple[Tensor, Tensor | None]:
    """The mean squared error of values, (N, 1)."""
    output = model(x)
    return F.mse_loss(output, y), output


def _errors(output: Tensor | None, y: Tensor) -> Metrics:
    """Root mean squared error and mean absolute error, in the target's unit; R², None where all values are the same."""
    assert output is not None
    error = output - y
    mse = error.square().mean().item()
    variance = (y - y.mean()).square().mean().item()
    return {"rmse": mse**0.5, "mae": error.abs().mean().item(), "r2": 1 - mse / variance if variance else None}


def _check_values(split: Split, info: DataInfo) -> None:
    y = split.y
    if y.ndim != 2 or y.shape[1] != 1 or y.dtype != torch.float32:
        raise UsageError("answers_form", wanted=f"({len(y)}, 1) float32", found=describe(y))


def _check_shape(output: object, wanted: tuple[int, ...]) -> None:
    found = tuple(output.shape) if isinstance(output, Tensor) else type(output).__name__
    if found != wanted:
        raise UsageError("outputs_form", wanted=wanted, found=found)


REGRESS = Task(
    name="regress",
    check=_check_values,
    loss=mean_squared_error,
    metrics=_errors,
    headline="rmse",
    higher_is_better=False,
    check_output=lambda output, y, _: _check_shape(output, tuple(y.shape)),
    streams=False,
    lightweight=True,
)

TASKS: Mapping[str, Task] = {task.name: task for task in (CLASSIFY, REGRESS)}
"""The tasks that a lesson may call by name."""


def find_task(task: Task | str) -> Task:
    """A task itself, or the one of that name.

    Raises:
        UsageError: there is no task of that name.
    """
    if isinstance(task, Task):
        return task
    if task not in TASKS:
        raise UsageError("bad_choice", name="task", value=task, nearest=nearest(str(task), TASKS))
    return TASKS[task]


def describe(tensor: Tensor) -> str:
    """A tensor's form: `(100, 3) float32`."""
    return f"{tuple(tensor.shape)} {tensor.dtype}".replace("torch.", "")
