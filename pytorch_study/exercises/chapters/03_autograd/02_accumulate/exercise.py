"""梯度会累加：大批量拆成小份
显存放不下 64 张图，就拆成几份，一份一份地反向传播：`.grad` 会把它们加起来，最后和一次算完一样。
`gradient` 收到参数 w（形状 (D,)，需要梯度）、x（(N, D)）、y（(N,)）和份数 parts（能整除 N）。
损失是整批的均方误差，预测是 x @ w。请按先后把 x、y 平分成 parts 份，每份单独 backward，返回累加出的 w.grad，
形状 (D,)。
开始之前 w.grad 里可能有上一步留下的旧梯度，先清掉。

Gradients add up: a large batch in small parts
Where 64 pictures do not fit into memory, go backward part by part: `.grad` adds up, to what one pass would have
given. `gradient` gets parameters w, (D,), which require a gradient, x of shape (N, D), y of shape (N,), and `parts`,
which divides N. The loss is the mean squared error of the whole batch, the prediction x @ w. Split x and y into
`parts` equal parts in their order, call backward for each part alone, and return the accumulated w.grad, (D,). w.grad
may hold an old gradient from the step before: clear it first.
"""

import torch


def gradient(w, x, y, parts):
    raise NotImplementedError


if __name__ == "__main__":
    w = torch.zeros(3, requires_grad=True)
    x, y = torch.randn(8, 3), torch.randn(8)
    print(gradient(w, x, y, parts=1), gradient(w, x, y, parts=4), sep="\n")
