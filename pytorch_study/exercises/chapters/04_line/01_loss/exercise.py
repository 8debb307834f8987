"""错得多离谱：一个数说清楚
`mse` 收到预测 predicted 和答案 y，形状都是 (N,) 或 (N, 1)，两者的形状可能不一样。请返回均方误差：
差的平方的平均，一个数。
(N, 1) 减 (N,) 会广播成 (N, N)，不报错，结果却是错的。所以形状不一样时，请抛出 ValueError。

How wrong, in one number
`mse` gets predictions and answers y, each of shape (N,) or (N, 1); their shapes may differ. Return the mean squared
error: the mean of the squared differences, one number. (N, 1) minus (N,) is broadcast to (N, N), without an error and
with a wrong result. So raise a ValueError where the shapes differ.
"""

import torch


def mse(predicted, y):
    raise NotImplementedError


if __name__ == "__main__":
    y = torch.tensor([1.0, 2.0, 3.0])
    print(mse(y + 0.1, y))
