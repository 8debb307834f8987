"""Every layer's inputs and outputs, and the filters of the convolutions."""

import contextlib
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn

from pytorch_study.engine.score import evaluating


class Call(NamedTuple):
    """One call of a layer; input and output are copies on the CPU without the batch dimension.

    Attributes:
        name: the layer's name in `named_modules`.
        layer: the layer.
        given: its first input, (C, H, W) or (F,); None if it is not a tensor.
        output: (C, H, W) for a convolution, (F,) for a linear layer.
    """

    name: str
    layer: nn.Module
    given: Tensor | None
    output: Tensor


def calls(model: nn.Module, x: Tensor) -> list[tuple[str, nn.Module, Tensor]]:
    """Run one example through the model and record each layer's output: (name, layer, output), see `watched`."""
    return [(call.name, call.layer, call.output) for call in watched(model, x)]


def watched(model: nn.Module, x: Tensor) -> list[Call]:
    """Run one example through the model and record each layer's input and output.

    The model is left unchanged: its hooks are removed and its training flags restored, even after an error.

    Args:
        model: any module. Only leaf layers are recorded; one that is called twice appears twice.
        x: a batch of one model input, (1, ...).

    Returns:
        The calls, in order.
    """
    recorded: list[Call] = []

    def copy(value: object) -> Tensor | None:
        first = value[0] if isinstance(value, tuple) and value else value  # an LSTM returns a tuple
        # A copy, because a ReLU(inplace=True) after this layer would overwrite the recorded tensor.
        return first.detach()[0].to("cpu", copy=True) if isinstance(first, Tensor) and first.ndim else None

    def recorder(name: str) -> Callable[[nn.Module, object, object], None]:
        given: list[Tensor | None] = []

        def before(_module: nn.Module, inputs: object) -> None:
            given.append(copy(inputs))

        def record(module: nn.Module, _inputs: object, output: object) -> None:
            source, result = given.pop(), copy(output)
            if result is not None:
                recorded.append(Call(name, module, source, result))

        hooks.enter_context(modules[name].register_forward_pre_hook(before))
        return record

    modules = dict(model.named_modules())
    with evaluating(model), torch.no_grad(), contextlib.ExitStack() as hooks:
        for name, module in modules.items():
            if next(module.children(), None) is None:
                hooks.enter_context(module.register_forward_hook(recorder(name)))
        model(x)
    return recorded


def outputs(model: nn.Module, x: Tensor) -> list[tuple[str, Tensor]]:
    """Every layer's output, as `calls` records it, by a readable name such as `conv1 · Conv2d`."""
    named = []
    for name, module, output in calls(model, x):
        kind = type(module).__name__
        named.append((f"{name} · {kind}" if name else kind, output))
    return named


def filters(model: nn.Module) -> list[tuple[str, Tensor]]:
    """Each convolution's name and a copy of its weight, (O, C, h, w) on the CPU; a shared one appears once."""
    return [
        (name, module.weight.detach().to("cpu", copy=True))
        for name, module in model.named_modules()
        if isinstance(module, nn.Conv2d)
    ]
