"""跟着模型走、却不训练的数 · Numbers that travel with the model and are not trained."""

import torch
from torch import nn


class Standard(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("std", torch.ones(features))

    def fit(self, x):
        std = x.std(0)
        self.mean = x.mean(0)
        self.std = torch.where(std == 0, torch.ones_like(std), std)
        return self

    def forward(self, x):
        return (x - self.mean) / self.std


if __name__ == "__main__":
    x = torch.randn(100, 2) * 5 + 3
    layer = Standard(2).fit(x)
    print(layer.state_dict(), layer(x).mean(0), sep="\n")
