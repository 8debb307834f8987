"""Features of frozen layers: while a model's first layers are frozen, their outputs are computed once and kept.

Every epoch would compute the same numbers again. They are kept in memory, never on disk; a resumed training computes
them again, from the same weights, and so exactly.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from pytorch_study.data.augment import AugmentContext, mirror_mask
from pytorch_study.engine.batches import autocast, prepare
from pytorch_study.engine.compute import Compute
from pytorch_study.engine.score import evaluating
from pytorch_study.lesson import Lesson
from pytorch_study.recipe import Recipe

MOST_BYTES = 2**30
"""Memory for the features; a training that needs more computes them in every step."""
BATCH_SIZE = 100
"""Examples per forward pass."""


@dataclass(frozen=True)
class Features:
    """The outputs of the frozen first layers for each training example.

    Attributes:
        rest: the layers after them.
        plain: the outputs, (N, ...) float32.
        mirrored: those for the mirror images; None: the recipe mirrors none.
        mask: context -> which examples of the batch are mirrored, (n,) bool.
    """

    rest: nn.Module
    plain: Tensor
    mirrored: Tensor | None
    mask: Callable[[AugmentContext], Tensor] | None

    def batch(self, context: AugmentContext) -> Tensor:
        """The input of `rest` for a step."""
        if self.mirrored is None or self.mask is None:
            return self.plain[context.rows]
        chosen = self.mask(context).to(self.plain.device).reshape(-1, *[1] * (self.plain.ndim - 1))
        return torch.where(chosen, self.mirrored[context.rows], self.plain[context.rows])


def split_model(model: nn.Module, frozen: Sequence[str]) -> tuple[nn.Module, nn.Module] | None:
    """A sequential model's frozen first layers, and the rest; None if there are none, or it is not sequential."""
    if not isinstance(model, nn.Sequential) or type(model).forward is not nn.Sequential.forward:
        return None
    # `named_children` would leave out the second use of a layer that is used twice
    modules = model.named_modules(remove_duplicate=False)
    children = [(name, module) for name, module in modules if name and "." not in name]
    count = next((k for k, (name, _) in enumerate(children) if name not in frozen), 0)
    if not count:
        return None
    first, rest = (nn.Sequential(OrderedDict(part)) for part in (children[:count], children[count:]))
    return first, rest


def keep_features(
    model: nn.Module, frozen: Sequence[str], x: Tensor, lesson: Lesson, recipe: Recipe, compute: Compute
) -> Features | None:
    """Compute the outputs of a model's frozen first layers for all training examples.

    Args:
        model: the model.
        frozen: names of its frozen modules.
        x: the training examples as stored, on the model's device.
        lesson: the lesson.
        recipe: the recipe.
        compute: the precision.

    Returns:
        None if no first layer is frozen, if examples change from epoch to epoch by more than mirroring, or if the
        outputs would take more than `MOST_BYTES`.
    """
    parts = split_model(model, frozen)
    mask = mirror_mask(recipe.augment)
    if parts is None or (recipe.augment and mask is None):
        return None
    first, rest = parts

    def outputs(mirror: bool) -> Tensor | None:
        kept: Tensor | None = None
        for start in range(0, len(x), BATCH_SIZE):
            batch = prepare(x[start : start + BATCH_SIZE], lesson, recipe)
            batch = first(batch.flip(-1) if mirror else batch).float()
            if kept is None:
                size = batch[0].numel() * batch.element_size() * len(x) * (1 if mask is None else 2)
                if size > MOST_BYTES:
                    return None
                kept = batch.new_empty((len(x), *batch.shape[1:]))
            kept[start : start + BATCH_SIZE] = batch
        return kept

    with torch.no_grad(), evaluating(first), autocast(compute):
        plain = outputs(mirror=False)
        mirrored = outputs(mirror=True) if plain is not None and mask is not None else None
    return None if plain is None else Features(rest, plain, mirrored, mask)
