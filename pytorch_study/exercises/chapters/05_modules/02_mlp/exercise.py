"""层套层：一个能拐弯的网络
`Mlp(inputs, hidden, outputs)`：hidden 是一个列表，例如 [64, 32]，是各个隐藏层的宽度，可以有任意多个。
网络依次是：线性层、ReLU、线性层、ReLU……最后一个线性层之后没有 ReLU。层请用 `nn.Linear`。
`forward` 收到 (N, inputs)，返回 (N, outputs)。小心：放在普通列表里的层不会被登记，
要用 `nn.ModuleList` 或 `nn.Sequential`。

Layers in layers: a network that can bend
`Mlp(inputs, hidden, outputs)`: hidden is a list such as [64, 32], the widths of the hidden layers; there may be any
number. The network is: linear layer, ReLU, linear layer, ReLU, ... with no ReLU after the last linear layer. Use
`nn.Linear`. `forward` gets (N, inputs) and returns (N, outputs). Beware: layers in a plain list are not registered;
use `nn.ModuleList` or `nn.Sequential`.
"""

import torch
from torch import nn


class Mlp(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        raise NotImplementedError

    def forward(self, x):
        raise NotImplementedError


if __name__ == "__main__":
    print(Mlp(2, [8, 8], 1))
