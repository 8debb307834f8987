"""沿着梯度下山 · Walk downhill along the gradient."""

import torch


def descend(f, start, lr, steps):
    x = start.clone().requires_grad_()
    points = [start]
    for _ in range(steps):
        f(x).backward()
        with torch.no_grad():
            x -= lr * x.grad
        x.grad = None
        points.append(x.detach().clone())  # a copy: x itself goes on moving
    return torch.stack(points)  # (steps + 1, 2)


if __name__ == "__main__":
    print(descend(lambda p: p[0] ** 2 + 5 * p[1] ** 2, torch.tensor([2.0, 1.0]), lr=0.1, steps=5))
