"""读报错：反向传播 · Read the error: backward."""

import torch


def fit(x, y, steps, lr):
    w = torch.zeros(x.shape[1], requires_grad=True)
    for _ in range(steps):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = None
    return w.detach()


if __name__ == "__main__":
    x = torch.randn(100, 2)
    print(fit(x, x @ torch.tensor([2.0, -1.0]), 100, 0.1))  # 应当接近 · should be close to [2, -1]
