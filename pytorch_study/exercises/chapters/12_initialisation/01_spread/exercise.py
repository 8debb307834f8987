"""信号穿过许多层，还剩多少
深的网络学不动，常常是因为信号在半路就没有了。量一量。
`spreads(x, weights)` 收到一批输入 x，形状 (N, d)，和一列权重，每个形状 (d, d)，没有偏置。
每一层：x = relu(x @ weight.T)。请返回每一层之后 x 的标准差（`.std()`，整个张量一个数），一个普通数的列表。

How much signal is left after many layers
A deep network often fails to learn because its signal is lost half-way. Measure it. `spreads(x, weights)` gets a
batch of inputs x of shape (N, d) and a list of weights, each (d, d), without biases. Each layer: x = relu(x @
weight.T). Return the standard deviation of x after every layer (`.std()`, one number for the whole tensor): a list of
plain numbers.
"""

import torch


def spreads(x, weights):
    raise NotImplementedError


if __name__ == "__main__":
    x = torch.randn(200, 100)
    for scale in (0.05, 0.1, 0.1414, 0.2):
        found = spreads(x, [scale * torch.randn(100, 100) for _ in range(20)])
        print(f"{scale:6}  1: {found[0]:.3g}  10: {found[9]:.3g}  20: {found[19]:.3g}")
