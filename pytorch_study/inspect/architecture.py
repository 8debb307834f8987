"""The architecture table, by torchinfo, in the form of the project's first page."""

import torch
import torchinfo
from torch import nn


def architecture_table(model: nn.Module, shape: tuple[int, ...]) -> str:
    """Layers, output shapes, parameters, mult-adds and sizes for an input of `shape` (with the batch first)."""
    info = torchinfo.summary(model, input_data=torch.zeros(shape), verbose=0, device="cpu")
    text = str(info)
    # torchinfo 1.8 formats an enum, and since Python 3.11 that prints its name instead of its value
    for unit in torchinfo.enums.Units:
        text = text.replace(f"({unit})", f"({unit.value})")
    return text
