"""整个网络：606,861 个参数 · The whole network: 606,861 parameters."""

import torch
import torch.nn.functional as F
from torch import nn


class MnistNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 1, kernel_size=3)
        self.linear1 = nn.Linear(100, 1000)
        self.linear2 = nn.Linear(1000, 500)
        self.linear3 = nn.Linear(500, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))  # (N, 1, 28, 28) -> (N, 10, 12, 12)
        x = F.relu(self.conv2(x)).flatten(1)  # -> (N, 1, 10, 10) -> (N, 100)
        x = F.relu(self.linear1(x))  # -> (N, 1000)
        x = F.relu(self.linear2(x))  # -> (N, 500)
        return self.linear3(x)  # -> (N, 10)


if __name__ == "__main__":
    net = MnistNet()
    print(f"{sum(p.numel() for p in net.parameters()):,}", net(torch.rand(2, 1, 28, 28)).shape)
