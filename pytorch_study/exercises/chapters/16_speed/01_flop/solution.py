"""手算 FLOP：一次前向要算多少 · FLOP counted by hand: how much work a forward pass is."""

import torch
from torch import nn


@torch.no_grad()
def flop(net, x):
    total = 0
    for layer in net:
        x = layer(x)
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            total += 2 * x.numel() * layer.weight[0].numel()
    return total


if __name__ == "__main__":
    net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 30 * 30, 10))
    print(f"{flop(net, torch.zeros(1, 3, 32, 32)):,} FLOP")
