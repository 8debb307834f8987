"""Preparing batches: from examples in memory to model input."""

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
    """Prepare the model input for a batch: augment and scale images; rows and tokens are returned unchanged.

    Args:
        x: images, (N, C, H, W) uint8; rows, (N, F) float32; or tokens, (N, T) int64.
        lesson: the lesson, with the mean and standard deviation of its pixels.
        recipe: the recipe; its `scaling` selects how pixels are scaled.
        change: augmentation, applied to pixels 0..255; None: no augmentation.
        context: the step's position in the training and its random generator, for the augmentation.

    Returns:
        Images as float32, (N, C, H, W), smaller than `x` if `change` resizes them; rows or tokens as they are.
    """
    if input_of(lesson, x) != "image":
        return x
    images = x.float()
    if change is not None and context is not None:
        images = change(images, context)
    return scale_pixels(images, lesson, recipe).contiguous(memory_format=torch.channels_last)


def scale_pixels(images: Tensor, lesson: Lesson, recipe: Recipe) -> Tensor:
    """Scale pixels 0..255, (N, C, H, W) float32, as the recipe's `scaling` says."""
    if recipe.scaling == "standard":
        mean, std = (
            torch.tensor(v, dtype=torch.float32, device=images.device)[:, None, None] * 255
            for v in (lesson.mean, lesson.std)
        )
        return (images - mean) / std
    return images / 255 + 0.1 if recipe.scaling == "shifted" else images


def autocast(compute: Compute) -> contextlib.AbstractContextManager[object]:
    """A context manager for bf16 autocast, if `compute.precision` is `bf16`."""
    if compute.precision == "bf16":
        return torch.autocast(compute.device, torch.bfloat16)
    return contextlib.nullcontext()


def __getattr__(name: str) -> Any:
    return old_symbol(__name__, name)
