"""冻结主干：参数要冻，统计量也要冻
`requires_grad_(False)` 之后，优化器碰不到参数了，可是主干还在变：批归一化的滑动平均不是参数，
训练模式下每次前向都会更新它，dropout 也还在丢东西。
而平常的训练循环，每一轮开头都会写 `model.train()`，把整个网络都切过去。
请写完 FineTuned：`__init__(backbone, width, classes)` 把 backbone 存成 self.backbone 并冻结它的参数，
self.head 是 nn.Linear(width, classes)；`train(mode)` 照常切换，但 self.backbone 永远留在评估模式，最后返回 self；
`forward(x)` 返回 head(backbone(x))。

Freeze the backbone: its parameters and its statistics
After `requires_grad_(False)` no optimizer reaches the parameters, and still the backbone changes: batch normalisation's
running averages are no parameters; in training mode every forward pass moves them, and dropout goes on dropping. And a
usual training loop says `model.train()` at the beginning of each epoch, which switches all of the network.
Complete FineTuned: `__init__(backbone, width, classes)` keeps backbone as self.backbone and freezes its parameters;
self.head is an nn.Linear(width, classes). `train(mode)` switches as always, but self.backbone stays in evaluation mode
for ever; it returns self. `forward(x)` returns head(backbone(x)).
"""

import torch
from torch import nn


class FineTuned(nn.Module):
    def __init__(self, backbone, width, classes):
        super().__init__()
        raise NotImplementedError

    def train(self, mode=True):
        raise NotImplementedError

    def forward(self, x):
        raise NotImplementedError


if __name__ == "__main__":
    backbone = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU())
    model = FineTuned(backbone, 8, 3).train()
    model(torch.randn(50, 4) + 5)
    print("moved:", backbone[1].running_mean.abs().max().item())  # 应当是 0 · should be 0
