"""What a training starts from besides random weights, and which of the model's modules it trains when."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from pytorch_study.errors import UsageError, nearest
from pytorch_study.lesson import Lesson, Split
from pytorch_study.recipe import Recipe

CHECKED_EPOCHS = 100
"""Epochs for which it is checked in advance what a lesson freezes."""


def initialise(model: nn.Module, lesson: Lesson, tensors: Mapping[str, Tensor], train: Split) -> None:
    """Put trained weights into a new model, as the lesson says.

    Raises:
        UsageError: none of them fits.
    """
    if lesson.init_from_weights is not None:
        lesson.init_from_weights(model, tensors, train)
    else:
        copy_matching(model, tensors)


@torch.no_grad()
def copy_matching(model: nn.Module, tensors: Mapping[str, Tensor], new: str | None = None) -> None:
    """Copy the tensors whose name and shape agree; the others, such as those of an output layer, stay as they are.

    Args:
        model: the model.
        tensors: the weights by name.
        new: name of the only module that may differ; None: as little as one tensor may agree.

    Raises:
        UsageError: none agrees; or one differs that may not.
    """
    own = model.state_dict()
    matching = {n: t for n, t in tensors.items() if n in own and own[n].shape == t.shape}
    if not any(t.ndim > 1 for t in matching.values()):
        raise UsageError("init_fits_nothing", found=", ".join(sorted(tensors)[:3]), wanted=", ".join(list(own)[:3]))
    for name, tensor in own.items():
        if new is not None and name not in matching and not name.startswith(f"{new}."):
            raise UsageError("init_differs", name=name, wanted=_shape(tensor), found=_shape(tensors.get(name)))
    model.load_state_dict(matching, strict=False)


@torch.no_grad()
def copy_in_order(model: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Copy tensors that have other names than the model's, but are the same in the same order.

    Raises:
        UsageError: their number or a shape differs.
    """
    given = iter(tensors.values())
    for name, own in model.state_dict().items():
        if (tensor := next(given, None)) is None or tensor.shape != own.shape:
            raise UsageError("init_differs", name=name, wanted=_shape(own), found=_shape(tensor))
        own.copy_(tensor)
    if (more := next(given, None)) is not None:
        raise UsageError("init_differs", name="-", wanted="-", found=_shape(more))


def _shape(tensor: Tensor | None) -> str:
    return "-" if tensor is None else str(tuple(tensor.shape))


def frozen_modules(model: nn.Module, lesson: Lesson, recipe: Recipe, epoch: int) -> tuple[str, ...]:
    """Names of the modules that the lesson freezes in an epoch.

    Raises:
        UsageError: the model has no such module, or nothing would be left to train.
    """
    names = tuple(lesson.frozen(recipe, epoch)) if lesson.frozen is not None else ()
    modules = dict(model.named_modules(remove_duplicate=False))
    for name in names:
        if name not in modules:
            raise UsageError("frozen_unknown", name=name, nearest=nearest(str(name), filter(None, modules)))
    still = {id(p) for name in names for p in modules[name].parameters()}
    if names and all(id(p) in still for p in model.parameters() if p.requires_grad):
        raise UsageError("frozen_all", epoch=epoch + 1)
    return names


def check_frozen(model: nn.Module, lesson: Lesson, recipe: Recipe) -> None:
    """Check what the lesson freezes in the first epochs, so that a mistake is found before hours have passed.

    Raises:
        UsageError: as for `frozen_modules`.
    """
    for epoch in range(min(recipe.epochs, CHECKED_EPOCHS) if lesson.frozen is not None else 0):
        frozen_modules(model, lesson, recipe, epoch)


def set_frozen(model: nn.Module, trainable: frozenset[str], frozen: Sequence[str]) -> None:
    """Exclude some modules from the gradient: their parameters no longer require it.

    Args:
        model: the model.
        trainable: names of the parameters that are trained where nothing is frozen.
        frozen: names of modules.
    """
    still = {id(p) for name in frozen for p in model.get_submodule(name).parameters()}
    for name, parameter in model.named_parameters():
        if name in trainable:
            parameter.requires_grad_(id(parameter) not in still)


def training_mode(model: nn.Module, frozen: Sequence[str]) -> None:
    """Training mode, except for frozen modules: batch normalisation there uses its running statistics, and keeps them.

    Freezing weights alone does not do that.
    """
    model.train()
    if frozen:
        for name, module in model.named_modules(remove_duplicate=False):
            if name in frozen:
                module.eval()
