"""跟着模型走、却不训练的数
标准化要用训练集的均值和标准差。它们应当和模型一起保存、一起搬到 GPU，却不能被训练：这就是缓冲区（buffer）。
写 `Standard(features)`：用 `register_buffer` 登记 `mean`（全 0）和 `std`（全 1），形状都是 (features,)。
`fit(x)` 收到 (N, features)，存下各列的均值和标准差（`x.std(0)`；标准差是 0 的列存 1），返回 self；
`forward(x)` 返回 (x - mean) / std。

Numbers that travel with the model and are not trained
Standardising needs the training set's mean and deviation. They should be saved with the model and moved to the GPU
with it, and never be trained: that is a buffer. Write `Standard(features)`: register `mean` (zeros) and `std` (ones),
both of shape (features,), with `register_buffer`. `fit(x)` gets (N, features), stores each column's mean and standard
deviation (`x.std(0)`; 1 for a column whose deviation is 0) and returns self; `forward(x)` returns (x - mean) / std.
"""

import torch
from torch import nn


class Standard(nn.Module):
    def __init__(self, features):
        super().__init__()
        raise NotImplementedError

    def fit(self, x):
        raise NotImplementedError

    def forward(self, x):
        raise NotImplementedError


if __name__ == "__main__":
    x = torch.randn(100, 2) * 5 + 3
    layer = Standard(2).fit(x)
    print(layer.state_dict(), layer(x).mean(0), sep="\n")
