"""训练循环 · The training loop."""

import torch


def fit(x, y, lr=0.1, steps=100):
    w = torch.zeros((), requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    losses = []
    for _ in range(steps):
        loss = ((w * x + b - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():  # 更新本身不进计算图 · the update itself is not part of the graph
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = None
        b.grad = None
    return w, b, losses


if __name__ == "__main__":
    x = torch.rand(100) * 2 - 1
    w, b, losses = fit(x, 3 * x + 2)
    print(f"y = {w:.3f} x + {b:.3f}, loss {losses[0]:.3f} -> {losses[-1]:.6f}")
