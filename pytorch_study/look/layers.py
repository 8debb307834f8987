"""What happens inside a model: every layer's output, and the filters of the first one."""

import torch
from torch import Tensor, nn


def outputs(model: nn.Module, x: Tensor) -> list[tuple[str, Tensor]]:
    """Run one example through the model and keep what each layer gives.

    The model is left as it was: its hooks are gone and its layers' training flags restored, even after an error.

    Args:
        model: any module. Layers without layers inside are watched; one that is used twice appears twice.
        x: a batch of one, (1, ...), as the model takes it.

    Returns:
        (name, output) in the order of the calls, such as `conv1 · Conv2d`. The outputs are copies on the CPU without
        the batch dimension: (C, H, W) of a convolution, (F,) of a linear layer.
    """
    kept: list[tuple[str, Tensor]] = []

    def keeper(name: str) -> object:
        def keep(_module: nn.Module, _inputs: object, output: object) -> None:
            first = output[0] if isinstance(output, tuple) and output else output  # an LSTM gives a tuple
            if isinstance(first, Tensor):
                # A copy: a ReLU(inplace=True) behind this layer would overwrite what we keep.
                kept.append((name, first.detach()[0].to("cpu", copy=True)))

        return keep

    training = [(module, module.training) for module in model.modules()]
    hooks = []
    try:
        for name, module in model.named_modules():
            if next(module.children(), None) is None:
                kind = type(module).__name__
                hooks.append(module.register_forward_hook(keeper(f"{name} · {kind}" if name else kind)))
        model.eval()
        with torch.no_grad():
            model(x)
    finally:
        for hook in hooks:
            hook.remove()
        for module, flag in training:
            module.training = flag
    return kept


def first_filters(model: nn.Module) -> Tensor | None:
    """A copy of the first convolution's weight, (O, C, h, w) on the CPU; None where the model has none."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            return module.weight.detach().to("cpu", copy=True)
    return None
