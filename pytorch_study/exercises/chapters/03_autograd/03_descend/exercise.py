"""沿着梯度下山
`descend` 收到一个函数 f（收形状 (2,) 的张量，返回一个数）、起点 start（(2,)）、学习率 lr 和步数 steps。
每一步：算 f，反向传播，x 减去 lr 乘以梯度，梯度清零。更新要写在 `torch.no_grad()` 里。
返回走过的点，形状 (steps + 1, 2)，第一个是起点。返回的张量不带计算图（`requires_grad` 是 False）；start 不能被改动。

Walk downhill along the gradient
`descend` gets a function f, which takes a tensor of shape (2,) and returns one number, a start of shape (2,), the
learning rate lr and the number of steps. In each step: compute f, go backward, subtract lr times the gradient from x,
clear the gradient. The update belongs inside `torch.no_grad()`. Return the points of the walk, (steps + 1, 2), the
start being the first. The result carries no graph (`requires_grad` is False), and start is left as it was.
"""

import torch


def descend(f, start, lr, steps):
    x = start.clone().requires_grad_()
    points = [start]
    raise NotImplementedError


if __name__ == "__main__":
    print(descend(lambda p: p[0] ** 2 + 5 * p[1] ** 2, torch.tensor([2.0, 1.0]), lr=0.1, steps=5))
