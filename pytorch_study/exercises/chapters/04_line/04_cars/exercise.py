"""真的数据：一辆车一加仑能跑多远
第一课的数据：392 辆车，7 列，答案是每加仑里程（mpg）。`fit` 收到已经标准化的 x（(N, 7)）和 y（(N, 1)）。
请从全 0 的 w（(7, 1)）和 b（(1,)）开始，用上一题的循环走 steps 步，损失是均方误差，预测是 x @ w + b，每步用全部样本。
返回 (w, b)，都不带计算图（`.detach()`）。检查会在没见过的车上量你的误差。

Real data: how far a car goes on a gallon
Lesson 1's data: 392 cars, 7 columns, the answer in miles per gallon. `fit` gets x, (N, 7), already standardised, and
y, (N, 1). Start with zeros, w of shape (7, 1) and b of shape (1,), and take `steps` steps of the last exercise's
loop: the loss is the mean squared error, the prediction x @ w + b, each step uses all examples. Return (w, b) without
a graph (`.detach()`). The check measures your error on cars that were not seen.
"""

import torch


def fit(x, y, lr=0.1, steps=300):
    w = torch.zeros(x.shape[1], 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    raise NotImplementedError


if __name__ == "__main__":
    x = torch.randn(100, 2)
    print(fit(x, x @ torch.tensor([[1.0], [2.0]]) + 3))
