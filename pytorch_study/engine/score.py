"""How good a model is on examples: always in fp32, without augmentation, whatever it was trained with."""

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


def predict(model: nn.Module, x: Tensor, lesson: Lesson, recipe: Recipe, batch: int = 500) -> Tensor:
    """The model's outputs for examples as they lie in memory: (N, ...) -> (N, classes) or (N, 1), on the CPU."""
    device = next(model.parameters()).device
    was_training = model.training
    model.eval()
    with torch.no_grad():
        parts = [model(prepare(part.to(device), lesson, recipe)).float().cpu() for part in x.split(batch)]
    model.train(was_training)
    return torch.cat(parts)


def evaluate(model: nn.Module, split: Split, lesson: Lesson, recipe: Recipe) -> Score:
    """Score a model on a split."""
    output, y = predict(model, split.x, lesson, recipe), split.y.cpu()
    if lesson.task == "regress":
        error = output - y
        mse = error.square().mean().item()
        spread = (y - y.mean()).square().mean().item()
        r2 = 1 - mse / spread if spread else None
        return Score(len(y), mse, output, rmse=mse**0.5, mae=error.abs().mean().item(), r2=r2)
    seen, classes = output.argmax(1), output.shape[1]
    confusion = torch.bincount(y * classes + seen, minlength=classes * classes).reshape(classes, classes)
    loss = F.cross_entropy(output, y).item()
    return Score(len(y), loss, output, accuracy=(seen == y).float().mean().item(), confusion=confusion)
