"""一层用好几次：共享权重 · One layer used several times: shared weights."""

import torch
from torch import nn


class Shared(nn.Module):
    def __init__(self, channels, times):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.times = times

    def forward(self, x):
        for _ in range(self.times):
            x = self.conv(x).relu()
        return x


if __name__ == "__main__":
    for times in (1, 4):
        net = Shared(8, times)
        print(times, net(torch.rand(1, 8, 6, 6)).shape, sum(p.numel() for p in net.parameters()))
