"""自己写批归一化
不想靠运气，就在每一层之后把信号拉回来。请写函数 `batch_norm(x, weight, bias, mean, var, training)`：
x 形状 (N, C, H, W)，其余四个是 (C,)。训练时：每个通道在 N、H、W 上求平均和方差（除以个数，不减 1），
y = (x - 平均) / √(方差 + 1e-5) × weight + bias，并返回新的运行统计量：
新 mean = 0.9 × mean + 0.1 × 平均；新 var = 0.9 × var + 0.1 × 方差，但这里的方差除以个数减 1。
评估时：用给的 mean 和 var 归一化，统计量原样返回。返回 (y, 新 mean, 新 var)，不要改动传进来的张量。

Write batch normalisation
Rather than rely on luck, pull the signal back after each layer. Write `batch_norm(x, weight, bias, mean, var,
training)`: x is (N, C, H, W), the other four are (C,). In training: each channel's mean and variance over N, H and W
(divided by the count, not count minus 1), y = (x - mean) / √(variance + 1e-5) × weight + bias, and new running
statistics: new mean = 0.9 × mean + 0.1 × the batch's mean; new var = 0.9 × var + 0.1 × the batch's variance, here
divided by count minus 1. In evaluation: normalise by the given mean and var, which are returned as they are. Return
(y, new mean, new var) and leave the tensors passed in unchanged.
"""

import torch


def batch_norm(x, weight, bias, mean, var, training):
    raise NotImplementedError


if __name__ == "__main__":
    x = torch.randn(8, 3, 4, 4) * 50 + 7
    y, mean, var = batch_norm(x, torch.ones(3), torch.zeros(3), torch.zeros(3), torch.ones(3), True)
    print(y.mean(), y.std(), mean, var)
