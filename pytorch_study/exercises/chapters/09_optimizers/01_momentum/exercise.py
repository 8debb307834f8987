"""自己写 SGD 和动量
优化器只做两件事：`zero_grad()` 清掉梯度，`step()` 按梯度修改参数。
请写 `SGD(parameters, lr, momentum)`。每个参数 p 记一个和它同形状的速度 v，从 0 开始；每一步：
v = momentum * v + p.grad，然后 p 就地减去 lr * v。没有梯度（p.grad 是 None）的参数跳过。
`parameters` 可能是只能走一遍的生成器（`net.parameters()` 就是）。检查会和 torch.optim.SGD 对每一步。

Write SGD with momentum
An optimizer does two things: `zero_grad()` clears the gradients, `step()` changes the parameters by them. Write
`SGD(parameters, lr, momentum)`. Each parameter p has a velocity v of its shape, 0 at first; in each step v = momentum
* v + p.grad, then p is lowered in place by lr * v. Parameters without a gradient (p.grad is None) are skipped.
`parameters` may be a generator that can be walked once, such as `net.parameters()`. The check compares every step
with torch.optim.SGD.
"""

import torch


class SGD:
    def __init__(self, parameters, lr, momentum):
        raise NotImplementedError

    def zero_grad(self):
        raise NotImplementedError

    @torch.no_grad()
    def step(self):
        raise NotImplementedError


if __name__ == "__main__":
    for momentum in (0.0, 0.9):  # 一条狭长的山谷 · a long narrow valley
        place = torch.tensor([10.0, 1.0], requires_grad=True)
        optimizer = SGD([place], lr=0.03, momentum=momentum)
        for _ in range(60):
            optimizer.zero_grad()
            (place**2 * torch.tensor([0.1, 20.0])).sum().backward()
            optimizer.step()
        print(momentum, place.tolist())
