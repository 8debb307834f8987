"""读报错：形状对不上 · Read the error: shapes that do not fit."""

import torch
from torch import nn


def network(classes):
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),  # (N, 1, 28, 28) -> (N, 8, 26, 26)
        nn.ReLU(),
        nn.MaxPool2d(2),  # -> (N, 8, 13, 13)
        nn.Conv2d(8, 16, 3),  # -> (N, 16, 11, 11)
        nn.ReLU(),
        nn.MaxPool2d(2),  # -> (N, 16, 5, 5)
        nn.Flatten(),  # -> (N, 400)
        nn.Linear(16 * 5 * 5, classes),
    )


if __name__ == "__main__":
    print(network(10)(torch.randn(64, 1, 28, 28)).shape)
