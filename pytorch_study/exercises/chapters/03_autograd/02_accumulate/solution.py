"""梯度会累加：大批量拆成小份 · Gradients add up: a large batch in small parts."""

import torch


def gradient(w, x, y, parts):
    w.grad = None
    for some, target in zip(x.chunk(parts), y.chunk(parts)):
        loss = ((some @ w - target) ** 2).mean() / parts  # the mean of means is the mean of all
        loss.backward()
    return w.grad


if __name__ == "__main__":
    w = torch.zeros(3, requires_grad=True)
    x, y = torch.randn(8, 3), torch.randn(8)
    print(gradient(w, x, y, parts=1), gradient(w, x, y, parts=4), sep="\n")
