from random import choice, randint

import torch

from pytorch_study.exercises.kit import agree, shown, wrong


def check(learner):
    def draw():
        shape = choice([(randint(4, 9),), (randint(4, 9), 1)])
        return torch.randn(shape), torch.randn(shape)

    agree(
        learner.mse,
        draw,
        lambda p, y: ((p - y) ** 2).mean(),
        summed=lambda p, y: ((p - y) ** 2).sum(),
        absolute=lambda p, y: (p - y).abs().mean(),
        root=lambda p, y: ((p - y) ** 2).mean().sqrt(),
        halved=lambda p, y: ((p - y) ** 2).mean() / 2,
        not_averaged=lambda p, y: (p - y) ** 2,
        not_squared=lambda p, y: (p - y).mean(),
    )
    n = randint(4, 9)
    for one, other in (((n, 1), (n,)), ((n,), (n, 1)), ((n,), (1,)), ((n, 1), (1, 1))):
        p, y = torch.randn(one), torch.randn(other)
        try:
            got = learner.mse(p, y)
        except ValueError:
            continue
        wrong("broadcast", function="mse", got=shown(got), first=tuple(p.shape), second=tuple(y.shape))
    p = torch.randn(5, requires_grad=True)
    loss = learner.mse(p, torch.zeros(5))
    if not isinstance(loss, torch.Tensor) or not loss.requires_grad:
        wrong("no_graph", function="mse")
    y = torch.arange(100.0)
    return {"right": float(learner.mse(y, y)), "silent": float(((y[:, None] - y) ** 2).mean())}
