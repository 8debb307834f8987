"""How good a model is on examples: never in bf16, and without augmentation, whatever it was trained with.

That is fp32; on NVIDIA's newer cards torch lets convolutions round to TF32.
"""

import contextlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from pytorch_study.engine.batches import prepare
from pytorch_study.lesson import Lesson, Split
from pytorch_study.recipe import Recipe
from pytorch_study.renamed import old_keywords
from pytorch_study.rng import make_generator
from pytorch_study.task import Metrics, Task, find_task, without_regularisation

BATCH_SIZE = 500
"""Examples that a model is asked about at once."""


@dataclass(frozen=True)
class Score:
    """A model's result on a split.

    Attributes:
        count: predictions that were scored: examples, or tokens.
        loss: the task's mean loss, without regularisation such as label smoothing.
        metrics: the task's, by name; the first is its headline, unless the loss itself is. None: undefined here.
        output: what the model answered to each example, on the CPU, (N, classes) logits or (N, 1) values; None where
            the task scores batch by batch and keeps nothing.
    """

    count: int
    loss: float
    metrics: Metrics
    output: Tensor | None = None

    def value(self, name: str) -> float | None:
        """A metric, or the loss, by name."""
        return self.loss if name == "loss" else self.metrics.get(name)


@dataclass(frozen=True)
class ClassScore:
    """How much of one class was recognised.

    Attributes:
        label: the class.
        accuracy: the fraction of its examples whose class was named; None where there are none.
        low: the 95 % confidence interval begins here.
        high: and ends here.
        count: its examples.
    """

    label: str
    accuracy: float | None
    low: float
    high: float
    count: int


def confusion_matrix(output: Tensor, y: Tensor) -> Tensor:
    """(N, classes) logits and (N,) true classes -> (classes, classes) counts: true class by row, answer by column."""
    classes = output.shape[1]
    return torch.bincount(y * classes + output.argmax(1), minlength=classes * classes).reshape(classes, classes)


def per_class(confusion: Tensor, labels: Sequence[str]) -> list[ClassScore]:
    """The score of each class, from (classes, classes) counts with the true class by row."""
    rows = zip(labels, confusion.diagonal().tolist(), confusion.sum(1).tolist(), strict=True)
    return [ClassScore(label, right / of if of else None, *wilson(right, of), of) for label, right, of in rows]


def wilson(right: int, count: int, z: float = 1.959964) -> tuple[float, float]:
    """Where the true rate lies if `right` of `count` were seen, by Wilson's score interval.

    Unlike "rate ± 2 standard errors" it stays within 0..1, and is honest about 10 of 10 (Wilson 1927, J. Am. Stat.
    Assoc. 22(158), pp. 209-212; recommended by Brown, Cai & DasGupta 2001, Statistical Science 16(2)).

    Args:
        right: successes.
        count: attempts; 0: nothing is known, so 0..1.
        z: how many standard errors; 1.96 makes 95 %.

    Returns:
        The interval's two ends, fractions of 1.
    """
    if not count:
        return 0.0, 1.0
    rate, spread = right / count, z * z / count
    middle = (rate + spread / 2) / (1 + spread)
    half = (spread * rate * (1 - rate) + spread**2 / 4) ** 0.5 / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


@contextlib.contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """The model as it answers (no dropout, say); afterwards each layer's training flag is what it was."""
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
    """The model's outputs for examples as they lie in memory: (N, ...) -> (N, classes) or (N, 1), on the CPU.

    With `tta_flip`, each is the mean of what the model says of an image and of its mirror image.
    """
    device = next(model.parameters()).device
    parts = []
    with evaluating(model), torch.no_grad():
        for part in x.split(batch_size):
            seen = prepare(part.to(device), lesson, recipe)
            output = (model(seen) + model(seen.flip(-1))) / 2 if tta_flip else model(seen)
            parts.append(output.float().cpu())
    return torch.cat(parts)


@old_keywords(flip="tta_flip")
def evaluate(model: nn.Module, split: Split, lesson: Lesson, recipe: Recipe, *, tta_flip: bool = False) -> Score:
    """Score a model on a split; with `tta_flip`, images together with their mirror images, see `predict`."""
    task = find_task(lesson.task)
    if task.streams:
        return _evaluate_batches(model, split, lesson, recipe)
    return compute_metrics(predict(model, split.x, lesson, recipe, tta_flip=tta_flip), split.y.cpu(), task)


def compute_metrics(output: Tensor, y: Tensor, task: Task | str) -> Score:
    """How good these outputs, (N, classes) or (N, 1), are, of which `y` would have been right; both on the CPU."""
    task = find_task(task)
    loss, _ = task.loss(nn.Identity(), output, y, Recipe(), make_generator("evaluate"))
    return Score(len(y), loss.item(), task.metrics(output, y), output)


def _evaluate_batches(
    model: nn.Module, split: Split, lesson: Lesson, recipe: Recipe, batch_size: int = BATCH_SIZE
) -> Score:
    """The same for a task whose outputs are too many to keep: sums and counts, batch by batch.

    What the loss draws at random comes from a generator that is the same in every evaluation.
    """
    task, device = find_task(lesson.task), next(model.parameters()).device
    recipe, rng = without_regularisation(recipe), make_generator("evaluate")
    count, loss_sum, sums = 0, 0.0, dict[str, float]()
    with evaluating(model), torch.no_grad():
        for x, y in zip(split.x.split(batch_size), split.y.split(batch_size), strict=True):
            batch, y = prepare(x.to(device), lesson, recipe), y.to(device)
            loss, output = task.loss(model, batch, y, recipe, rng)
            n = task.count(y)
            count, loss_sum = count + n, loss_sum + loss.item() * n
            for name, value in task.metrics(output, y).items():
                sums[name] = sums.get(name, 0.0) + (math.nan if value is None else value) * n
    return Score(count, loss_sum / max(count, 1), {name: value / max(count, 1) for name, value in sums.items()})


def snapshot_buffers(model: nn.Module) -> Callable[[], None]:
    """A function that makes the model's buffers again what they are now."""
    before = [(buffer, buffer.clone()) for buffer in model.buffers()]

    def put_back() -> None:
        for buffer, old in before:
            buffer.copy_(old)

    return put_back
