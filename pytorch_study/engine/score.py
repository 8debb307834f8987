"""Evaluation of a model on a split: always in fp32 and without augmentation, whatever it was trained with.

On recent NVIDIA GPUs, PyTorch lets convolutions round to TF32.
"""

import contextlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from pytorch_study.engine.batches import prepare
from pytorch_study.errors import UsageError
from pytorch_study.lesson import Lesson, Split
from pytorch_study.recipe import Recipe
from pytorch_study.renamed import old_keywords
from pytorch_study.rng import make_generator
from pytorch_study.task import Metrics, Task, find_task, without_regularisation

BATCH_SIZE = 250
"""Examples per forward pass."""


@dataclass(frozen=True)
class Score:
    """The result of a model on a split.

    Attributes:
        count: number of predictions: examples, or tokens.
        loss: the task's mean loss, without regularisation such as label smoothing.
        metrics: the task's metrics by name, headline metric first, unless that is the loss. None: undefined here.
        output: the model's output for each example, on the CPU, (N, classes) logits or (N, 1) values; None if the task
            is evaluated batch by batch.
    """

    count: int
    loss: float
    metrics: Metrics
    output: Tensor | None = None

    def value(self, name: str) -> float | None:
        """The value of a metric, or of the loss, by name."""
        return self.loss if name == "loss" else self.metrics.get(name)


@dataclass(frozen=True)
class ClassScore:
    """The accuracy on one class (its recall).

    Attributes:
        label: the class.
        accuracy: fraction of its examples that were classified correctly; None if it has no examples.
        low: lower end of the 95 % confidence interval.
        high: upper end of the 95 % confidence interval.
        count: number of its examples.
    """

    label: str
    accuracy: float | None
    low: float
    high: float
    count: int


def confusion_matrix(output: Tensor, y: Tensor) -> Tensor:
    """The confusion matrix, (classes, classes) counts: true class by row, predicted class by column.

    Args:
        output: logits, (N, classes).
        y: true classes, (N,) int64.
    """
    classes = output.shape[1]
    return torch.bincount(y * classes + output.argmax(1), minlength=classes * classes).reshape(classes, classes)


def per_class(confusion: Tensor, labels: Sequence[str]) -> list[ClassScore]:
    """The accuracy on each class, from a confusion matrix, (classes, classes) counts with the true class by row."""
    rows = zip(labels, confusion.diagonal().tolist(), confusion.sum(1).tolist(), strict=True)
    return [ClassScore(label, right / n if n else None, *wilson(right, n), n) for label, right, n in rows]


def wilson(right: int, count: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's score interval, a confidence interval for a rate of which `right` of `count` were observed.

    Unlike "rate ± 2 standard errors" it stays within 0..1, and has a width even for 10 of 10 (Wilson 1927, J. Am. Stat.
    Assoc. 22(158), pp. 209-212; recommended by Brown, Cai & DasGupta 2001, Statistical Science 16(2)).

    Args:
        right: number of successes.
        count: number of trials; 0 gives the interval 0..1.
        z: half-width in standard errors; 1.96 for 95 %.

    Returns:
        The lower and the upper end, fractions of 1.
    """
    if not count:
        return 0.0, 1.0
    rate, spread = right / count, z * z / count
    middle = (rate + spread / 2) / (1 + spread)
    half = (spread * rate * (1 - rate) + spread**2 / 4) ** 0.5 / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


@contextlib.contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Put the model in evaluation mode (no dropout, for example); afterwards restore each layer's training flag."""
    training = [(module, module.training) for module in model.modules()]
    try:
        model.eval()
        yield
    finally:
        for module, flag in training:
            module.training = flag


@old_keywords(flip="tta_flip")
def predict(
    model: nn.Module, x: Tensor, lesson: Lesson, recipe: Recipe, batch_size: int = BATCH_SIZE, *, tta_flip: bool = False
) -> Tensor:
    """The model's outputs for unprepared examples, (N, ...) -> (N, classes) or (N, 1), on the CPU.

    `tta_flip` is test-time augmentation: the mean of the outputs for an image and for its horizontal flip.
    """
    device = next(model.parameters()).device
    parts = []
    with evaluating(model), torch.no_grad():
        for part in x.split(batch_size):
            batch = prepare(part.to(device), lesson, recipe)
            output = (model(batch) + model(batch.flip(-1))) / 2 if tta_flip else model(batch)
            parts.append(output.float().cpu())
    return torch.cat(parts)


@old_keywords(flip="tta_flip")
def evaluate(model: nn.Module, split: Split, lesson: Lesson, recipe: Recipe, *, tta_flip: bool = False) -> Score:
    """Evaluate a model on a split; with `tta_flip`, with horizontal-flip test-time augmentation, see `predict`."""
    task = find_task(lesson.task)
    if task.streams:
        return _evaluate_batches(model, split, lesson, recipe)
    return compute_metrics(predict(model, split.x, lesson, recipe, tta_flip=tta_flip), split.y.cpu(), task, recipe)


def compute_metrics(output: Tensor, y: Tensor, task: Task | str, recipe: Recipe) -> Score:
    """Loss and metrics of outputs, (N, classes) or (N, 1), for the targets `y`; both on the CPU."""
    task, recipe = find_task(task), without_regularisation(recipe)
    loss, _ = task.loss(nn.Identity(), output, y, recipe, make_generator("evaluate"))
    return Score(len(y), loss.item(), metrics_of(task, output, y), output)


def metrics_of(task: Task, output: Tensor | None, y: Tensor) -> Metrics:
    """A task's metrics as Python's numbers, which files hold: a learner's may be numpy's, or tensors of one number.

    One that is no finite number, such as an F1 of 0 / 0, is None: JSON has no word for it.

    Raises:
        UsageError: one of them is no number.
    """
    found: Metrics = {}
    for name, value in task.metrics(None if output is None else output.float().cpu(), y.cpu()).items():
        try:
            number = None if value is None else float(value)
            found[name] = number if number is not None and math.isfinite(number) else None
        except (TypeError, ValueError, RuntimeError) as error:
            raise UsageError("no_number", task=task.name, name=name, found=type(value).__name__) from error
    return found


def _evaluate_batches(
    model: nn.Module, split: Split, lesson: Lesson, recipe: Recipe, batch_size: int = BATCH_SIZE
) -> Score:
    """`evaluate` for a task whose outputs are too large to keep: sums and counts, batch by batch.

    The generator for the loss has the same seed in every evaluation.
    """
    task, device = find_task(lesson.task), next(model.parameters()).device
    recipe, rng = without_regularisation(recipe), make_generator("evaluate")
    count, loss_sum, sums, undefined = 0, 0.0, dict[str, float](), set[str]()
    with evaluating(model), torch.no_grad():
        for x, y in zip(split.x.split(batch_size), split.y.split(batch_size), strict=True):
            batch, y = prepare(x.to(device), lesson, recipe), y.to(device)
            loss, output = task.loss(model, batch, y, recipe, rng)
            n = int(task.count(y))
            count, loss_sum = count + n, loss_sum + loss.item() * n
            for name, value in metrics_of(task, output, y).items():
                sums[name] = sums.get(name, 0.0) + (math.nan if value is None else value) * n
                undefined |= {name} if value is None else set()
    means = {name: None if name in undefined else value / max(count, 1) for name, value in sums.items()}
    return Score(count, loss_sum / max(count, 1), means)


def snapshot_buffers(model: nn.Module) -> Callable[[], None]:
    """Save the model's buffers, and return a function that restores them, also where a layer has assigned others."""
    before = [
        (module._buffers, name, buffer, buffer.clone())
        for module in model.modules()
        for name, buffer in module._buffers.items()
        if buffer is not None
    ]

    def restore() -> None:
        for buffers, name, buffer, old in before:
            buffers[name] = buffer
            buffer.copy_(old)

    return restore
