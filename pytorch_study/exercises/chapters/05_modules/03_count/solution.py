"""数一数参数 · Count the parameters."""

import torch
from torch import nn


def count(net):
    parts = {}
    for name, parameter in net.named_parameters():
        if parameter.requires_grad:
            part = name.split(".")[0]
            parts[part] = parts.get(part, 0) + parameter.numel()
    return parts


if __name__ == "__main__":
    net = nn.Sequential()
    net.conv = nn.Conv2d(1, 10, 5)
    net.head = nn.Linear(100, 10)
    print(count(net))
