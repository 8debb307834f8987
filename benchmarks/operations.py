"""How many operations a training takes: what does not depend on the machine, and what a slow one has too few of.

Counted are the multiplications and additions of matrix products and convolutions, forward and backward, each as one
operation, as papers do; the optimizer, normalisation and augmentation are left out.
"""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

from pytorch_study.data.augment import AugmentContext, augment, mirror_mask
from pytorch_study.engine.batches import prepare
from pytorch_study.engine.initial import frozen_modules, set_frozen, training_mode
from pytorch_study.lesson import Lesson, Split
from pytorch_study.recipe import Recipe
from pytorch_study.rng import make_generator
from pytorch_study.task import find_task

PARTS = 10
"""An epoch is counted in so many parts: some augmentations change the size of pictures within it."""
FEW = 2
"""Pictures that are really computed; batch normalisation needs two."""


def count(work: Callable[[], Any]) -> int:
    """Operations of whatever `work` computes."""
    with FlopCounterMode(display=False, custom_mapping={torch.ops.aten.convolution_backward: _backward}) as counter:
        work()
    return int(counter.get_total_flops())


def _backward(
    gradient: torch.Size,
    x: torch.Size,
    weight: torch.Size,
    bias: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    transposed: bool,
    output_padding: Any,
    groups: int,
    wanted: list[bool],
    **_: Any,
) -> int:
    """Each of a convolution's two gradients takes as many operations as its forward pass.

    torch 2.13 counts the gradient of the weights of a grouped convolution `groups` times too often
    (`findings/flop_counter_groups.sh`).
    """
    places = math.prod((x if transposed else gradient)[2:])
    return 2 * gradient[0] * places * math.prod(weight) * sum(wanted[:2])


def of_training(lesson: Lesson, recipe: Recipe, train: Split) -> int | None:
    """Operations of a whole training on pictures.

    Args:
        lesson: the lesson.
        recipe: the recipe.
        train: the training examples, without those held out.

    Returns:
        None if these are no pictures to classify, or if features of frozen layers may be kept: how often they are
        computed then depends on their size.
    """
    if train.x.ndim != 4 or find_task(lesson.task).headline != "accuracy":
        return None
    model = lesson.model(recipe)
    trainable = frozenset(name for name, parameter in model.named_parameters() if parameter.requires_grad)
    kept = not recipe.augment or mirror_mask(recipe.augment) is not None
    change, total, known, before = augment(recipe.augment), 0.0, dict[torch.Size, int](), tuple[str, ...]()
    for epoch in range(recipe.epochs):
        frozen = frozen_modules(model, lesson, recipe, epoch)
        if frozen and kept:
            return None
        changed = lesson.on_epoch_start is not None and lesson.on_epoch_start(model, recipe, epoch)
        if changed or frozen != before:
            known, before = {}, frozen
        set_frozen(model, trainable, frozen)
        training_mode(model, frozen)
        for part in range(PARTS):
            progress = (epoch + part / PARTS) / recipe.epochs
            context = AugmentContext(make_generator(0), 0, torch.arange(FEW), epoch, progress)
            x = prepare(train.x[:FEW], lesson, recipe, change, context)
            if x.shape not in known:
                known[x.shape] = count(lambda x=x: model(x).sum().backward())  # type: ignore[misc]
            total += known[x.shape] / FEW * len(train.x) / PARTS
    return round(total)
