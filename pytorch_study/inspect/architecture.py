"""The architecture table, made by torchinfo, in the format of the project's first README."""

import torch
import torchinfo
from torch import nn


def architecture_table(model: nn.Module, shape: tuple[int, ...], dtype: torch.dtype = torch.float32) -> str:
    """A table of layers, output shapes, parameters, mult-adds and sizes for an input of `shape`, batch first."""
    info = torchinfo.summary(model, input_data=torch.zeros(shape, dtype=dtype), verbose=0, device="cpu")
    text = str(info)
    # torchinfo 1.8 formats an enum, which since Python 3.11 prints the name instead of the value
    for unit in torchinfo.enums.Units:
        text = text.replace(f"({unit})", f"({unit.value})")
    return text
