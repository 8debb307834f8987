"""层套层：一个能拐弯的网络 · Layers in layers: a network that can bend."""

import torch
from torch import nn


class Mlp(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        widths = [inputs, *hidden, outputs]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(widths[:-1], widths[1:])])

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = layer(x).relu()
        return self.layers[-1](x)


if __name__ == "__main__":
    print(Mlp(2, [8, 8], 1))
