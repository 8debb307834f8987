"""把每一列放到同一个尺度上
一辆车重 1500 公斤、有 4 个气缸：数的大小差几百倍，网络很难一起学。`standardise` 收到 (N, F) 的表，
每一行是一个样本。请把每一列变成均值 0、标准差 1：减去这一列的均值，除以这一列的标准差（`x.std(0)`）。
返回 (z, mean, std)：z 是 (N, F)，mean 和 std 是 (F,)，以后新的样本也要用它们。

Bring all columns to one scale
A car weighs 1500 kg and has 4 cylinders: numbers hundreds of times apart are hard to learn together. `standardise`
gets a table (N, F), a row an example. Give each column mean 0 and standard deviation 1: subtract the column's mean,
divide by the column's standard deviation (`x.std(0)`). Return (z, mean, std): z is (N, F), mean and std are (F,); new
examples will need them, too.
"""

import torch


def standardise(x):
    raise NotImplementedError


if __name__ == "__main__":
    cars = torch.tensor([[4.0, 1500.0], [8.0, 2100.0], [6.0, 1800.0]])
    print(standardise(cars))
