"""What happens inside a model: every layer's output, and the filters of its convolutions."""

import contextlib
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn

from pytorch_study.engine.score import evaluating


class Call(NamedTuple):
    """One layer at work; inputs and outputs are copies on the CPU without the batch dimension.

    Attributes:
        name: the layer's, as `named_modules` says it.
        layer: itself.
        given: its first input, (C, H, W) or (F,); None where that is no tensor.
        output: (C, H, W) of a convolution, (F,) of a linear layer.
    """

    name: str
    layer: nn.Module
    given: Tensor | None
    output: Tensor


def calls(model: nn.Module, x: Tensor) -> list[tuple[str, nn.Module, Tensor]]:
    """Run one example through the model and keep what each layer gives: (name, layer, output), see `watched`."""
    return [(call.name, call.layer, call.output) for call in watched(model, x)]


def watched(model: nn.Module, x: Tensor) -> list[Call]:
    """Run one example through the model and keep what each layer is given and gives.

    The model is left as it was: its hooks are gone and its layers' training flags restored, even after an error.

    Args:
        model: any module. Layers without layers inside are watched; one that is used twice appears twice.
        x: a batch of one, (1, ...), as the model takes it.

    Returns:
        In the order of the calls.
    """
    kept: list[Call] = []

    def copy(value: object) -> Tensor | None:
        first = value[0] if isinstance(value, tuple) and value else value  # an LSTM gives a tuple
        # A copy: a ReLU(inplace=True) behind this layer would overwrite what we keep.
        return first.detach()[0].to("cpu", copy=True) if isinstance(first, Tensor) and first.ndim else None

    def keeper(name: str) -> Callable[[nn.Module, object, object], None]:
        given: list[Tensor | None] = []

        def before(_module: nn.Module, inputs: object) -> None:
            given.append(copy(inputs))

        def keep(module: nn.Module, _inputs: object, output: object) -> None:
            source, result = given.pop(), copy(output)
            if result is not None:
                kept.append(Call(name, module, source, result))

        hooks.enter_context(modules[name].register_forward_pre_hook(before))
        return keep

    modules = dict(model.named_modules())
    with evaluating(model), torch.no_grad(), contextlib.ExitStack() as hooks:
        for name, module in modules.items():
            if next(module.children(), None) is None:
                hooks.enter_context(module.register_forward_hook(keeper(name)))
        model(x)
    return kept


def outputs(model: nn.Module, x: Tensor) -> list[tuple[str, Tensor]]:
    """Every layer's output as `calls` keeps it, by a name for people such as `conv1 · Conv2d`."""
    named = []
    for name, module, output in calls(model, x):
        kind = type(module).__name__
        named.append((f"{name} · {kind}" if name else kind, output))
    return named


def filters(model: nn.Module) -> list[tuple[str, Tensor]]:
    """Each convolution's name and a copy of its weight, (O, C, h, w) on the CPU; one that is used twice comes once."""
    return [
        (name, module.weight.detach().to("cpu", copy=True))
        for name, module in model.named_modules()
        if isinstance(module, nn.Conv2d)
    ]
