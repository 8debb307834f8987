"""从像素到特征：两个卷积 · From pixels to features: two convolutions."""

import torch
import torch.nn.functional as F
from torch import nn


class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 1, kernel_size=3)

    def forward(self, x):
        x = self.conv1(x)  # (N, 1, 28, 28) -> (N, 10, 24, 24)
        x = F.relu(F.max_pool2d(x, 2))  # -> (N, 10, 12, 12)
        x = F.relu(self.conv2(x))  # -> (N, 1, 10, 10)
        return x.flatten(1)  # -> (N, 100)


if __name__ == "__main__":
    print(Features()(torch.rand(2, 1, 28, 28)).shape)
