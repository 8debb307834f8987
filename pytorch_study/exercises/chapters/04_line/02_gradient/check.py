from random import randint

import torch

from pytorch_study.exercises.by_hand import by_hand
from pytorch_study.exercises.kit import agree


def check(learner):
    def draw():
        n = randint(5, 9)
        return torch.randn(()), torch.randn(()), torch.randn(n) + 1, torch.randn(n) * 3

    def right(w, b, x, y, scale=2.0):
        error = w * x + b - y
        return scale * (error * x).mean(), scale * error.mean()

    agree(
        learner.gradients,
        draw,
        lambda w, b, x, y: torch.autograd.grad(
            (((w := w.requires_grad_()) * x + (b := b.requires_grad_()) - y) ** 2).mean(), (w, b)
        ),
        no_two=lambda *a: right(*a, scale=1.0),
        negative=lambda *a: right(*a, scale=-2.0),
        swapped=lambda *a: right(*a)[::-1],
        summed=lambda *a: right(*a, scale=2.0 * len(a[2])),
        no_inner=lambda *a: (right(*a)[1], right(*a)[1]),
        no_b=lambda w, b, x, y: (2 * ((w * x - y) * x).mean(), 2 * (w * x - y).mean()),
    )
    x = torch.rand(50) * 2 - 1
    w = b = torch.zeros(())
    for _ in range(100):
        with by_hand("grad", "backward"):
            gw, gb = learner.gradients(w, b, x, 3 * x + 2)
        w, b = w - 0.3 * gw, b - 0.3 * gb
    return {"w": float(w), "b": float(b)}
