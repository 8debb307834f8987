"""真的数据：一辆车一加仑能跑多远 · Real data: how far a car goes on a gallon."""

import torch


def fit(x, y, lr=0.1, steps=300):
    w = torch.zeros(x.shape[1], 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        loss = ((x @ w + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            for one in (w, b):
                one -= lr * one.grad
                one.grad = None
    return w.detach(), b.detach()


if __name__ == "__main__":
    x = torch.randn(100, 2)
    print(fit(x, x @ torch.tensor([[1.0], [2.0]]) + 3))
