"""自己写 SGD 和动量 · Write SGD with momentum."""

import torch


class SGD:
    def __init__(self, parameters, lr, momentum):
        self.parameters = list(parameters)
        self.lr, self.momentum = lr, momentum
        self.velocities = [torch.zeros_like(p) for p in self.parameters]

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.parameters, self.velocities):
            if p.grad is not None:
                v.mul_(self.momentum).add_(p.grad)
                p.sub_(self.lr * v)


if __name__ == "__main__":
    for momentum in (0.0, 0.9):  # 一条狭长的山谷 · a long narrow valley
        place = torch.tensor([10.0, 1.0], requires_grad=True)
        optimizer = SGD([place], lr=0.03, momentum=momentum)
        for _ in range(60):
            optimizer.zero_grad()
            (place**2 * torch.tensor([0.1, 20.0])).sum().backward()
            optimizer.step()
        print(momentum, place.tolist())
