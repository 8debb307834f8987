"""How good a model is on examples: never in bf16, and without augmentation, whatever it was trained with.

That is fp32; on NVIDIA's newer cards torch lets convolutions round to TF32.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pytorch_study.engine.batches import prepare
from pytorch_study.lesson import Lesson, Split
from pytorch_study.recipe import Recipe


@dataclass(frozen=True)
class Score:
    """A model's result on a split. What does not belong to the task is None.

    Attributes:
        count: examples.
        loss: cross-entropy without smoothing, or the mean squared error.
        output: what the model said of each, (N, classes) logits or (N, 1) values, on the CPU.
        accuracy: the fraction of examples whose class was named.
        confusion: (classes, classes): true class by row, named class by column.
        rmse: root mean squared error, in the target's own unit.
        mae: mean absolute error, likewise.
        r2: the share of the variance that is explained; 1 is perfect, 0 is the mean's own.
    """

    count: int
    loss: float
    output: Tensor
    accuracy: float | None = None
    confusion: Tensor | None = None
    rmse: float | None = None
    mae: float | None = None
    r2: float | None = None


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


def predict(
    model: nn.Module, x: Tensor, lesson: Lesson, recipe: Recipe, batch: int = 500, *, tta_flip: bool = False
) -> Tensor:
    """The model's outputs for examples as they lie in memory: (N, ...) -> (N, classes) or (N, 1), on the CPU.

    With `tta_flip`, each is the mean of what the model says of an image and of its mirror image.
    """
    device = next(model.parameters()).device
    parts = []
    with evaluating(model), torch.no_grad():
        for part in x.split(batch):
            seen = prepare(part.to(device), lesson, recipe)
            output = (model(seen) + model(seen.flip(-1))) / 2 if tta_flip else model(seen)
            parts.append(output.float().cpu())
    return torch.cat(parts)


def evaluate(model: nn.Module, split: Split, lesson: Lesson, recipe: Recipe, *, tta_flip: bool = False) -> Score:
    """Score a model on a split; with `tta_flip`, images together with their mirror images, see `predict`."""
    return compute_metrics(predict(model, split.x, lesson, recipe, tta_flip=tta_flip), split.y.cpu(), lesson.task)


def compute_metrics(output: Tensor, y: Tensor, task: str) -> Score:
    """How good these outputs, (N, classes) or (N, 1), are, of which `y` would have been right; both on the CPU."""
    if task == "regress":
        error = output - y
        mse = error.square().mean().item()
        spread = (y - y.mean()).square().mean().item()
        r2 = 1 - mse / spread if spread else None
        return Score(len(y), mse, output, rmse=mse**0.5, mae=error.abs().mean().item(), r2=r2)
    seen, classes = output.argmax(1), output.shape[1]
    confusion = torch.bincount(y * classes + seen, minlength=classes * classes).reshape(classes, classes)
    loss = F.cross_entropy(output, y).item()
    return Score(len(y), loss, output, accuracy=(seen == y).float().mean().item(), confusion=confusion)


def snapshot_buffers(model: nn.Module) -> Callable[[], None]:
    """A function that makes the model's buffers again what they are now."""
    before = [(buffer, buffer.clone()) for buffer in model.buffers()]

    def put_back() -> None:
        for buffer, old in before:
            buffer.copy_(old)

    return put_back
