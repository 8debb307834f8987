"""自己写一个线性层
所有的层都是 `nn.Module` 的子类：`__init__` 里造参数，`forward` 里算输出。
请写 `Linear`：权重 `weight` 形状 (outputs, inputs)，偏置 `bias` 形状 (outputs,)，都是 `nn.Parameter`，
`forward` 收到 x，形状 (N, inputs)，返回 (N, outputs)：x 乘以权重的转置，再加上偏置。
权重用很小的随机数开始（例如 `torch.randn(...) * 0.1`），偏置从 0 开始。

Write a linear layer
All layers are subclasses of `nn.Module`: parameters are made in `__init__`, the output is computed in `forward`.
Write `Linear`: `weight` of shape (outputs, inputs) and `bias` of shape (outputs,), both `nn.Parameter`;
`forward` gets x of shape (N, inputs) and returns (N, outputs): x times the transposed weight, plus the bias.
Begin with small random weights (e.g. `torch.randn(...) * 0.1`) and a bias of 0.
"""

import torch
from torch import nn


class Linear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        raise NotImplementedError

    def forward(self, x):
        raise NotImplementedError


if __name__ == "__main__":
    layer = Linear(3, 2)
    print(layer(torch.ones(4, 3)))
    print([name for name, _ in layer.named_parameters()])
