"""From examples in memory to a model's input."""

import contextlib
from typing import Any

import torch
from torch import Tensor

from pytorch_study.data.augment import Augmentation, AugmentContext
from pytorch_study.engine.compute import Compute
from pytorch_study.lesson import Lesson, input_of
from pytorch_study.recipe import Recipe
from pytorch_study.renamed import old_symbol


def prepare(
    x: Tensor,
    lesson: Lesson,
    recipe: Recipe,
    change: Augmentation | None = None,
    context: AugmentContext | None = None,
) -> Tensor:
    """What the model is given for these examples.

    Args:
        x: images, (N, C, H, W) uint8, or rows, (N, F) float32, or tokens, (N, T) int64.
        lesson: knows the mean and standard deviation of its pixels.
        recipe: `scaling` says how the pixels are scaled.
        change: augmentation, on the pixel scale; None: none.
        context: what the augmentation may depend on: the step, its random generator.

    Returns:
        float32 of the same shape, unless `change` makes the images smaller; rows and tokens are returned as they are.
    """
    if input_of(lesson, x) != "image":
        return x
    images = x.float()
    if change is not None and context is not None:
        images = change(images, context)
    return scale_pixels(images, lesson, recipe).contiguous(memory_format=torch.channels_last)


def scale_pixels(images: Tensor, lesson: Lesson, recipe: Recipe) -> Tensor:
    """Pixels 0..255, (N, C, H, W) float32, on the scale on which the recipe's model sees them."""
    if recipe.scaling == "standard":
        mean, std = (
            torch.tensor(v, dtype=torch.float32, device=images.device)[:, None, None] * 255
            for v in (lesson.mean, lesson.std)
        )
        return (images - mean) / std
    return images / 255 + 0.1 if recipe.scaling == "shifted" else images


def autocast(compute: Compute) -> contextlib.AbstractContextManager[object]:
    """bf16 matrix products inside this block, where `compute` says so."""
    if compute.precision == "bf16":
        return torch.autocast(compute.device, torch.bfloat16)
    return contextlib.nullcontext()


def __getattr__(name: str) -> Any:
    return old_symbol(__name__, name)
