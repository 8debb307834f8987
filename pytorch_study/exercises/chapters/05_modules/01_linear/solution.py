"""自己写一个线性层 · Write a linear layer."""

import torch
from torch import nn


class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) * 0.1)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return x @ self.weight.T + self.bias  # (N, inputs) -> (N, outputs)


if __name__ == "__main__":
    layer = Linear(3, 2)
    print(layer(torch.ones(4, 3)))
    print([name for name, _ in layer.named_parameters()])
