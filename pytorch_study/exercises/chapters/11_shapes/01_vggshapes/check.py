from random import choice, randint

import torch
from torch import nn

from pytorch_study.exercises.kit import agree


def right(shape, plan):
    x, found = torch.empty(1, *shape), []
    for layer in plan:
        x = nn.MaxPool2d(2)(x) if layer == "M" else nn.Conv2d(x.shape[1], layer, 3, padding=1)(x)
        found.append(tuple(x.shape[1:]))
    return found


def mistaken(shape, plan, shrink=0, round_up=0, pool_channels=False, pooled=True):
    c, h, w = shape
    found = []
    for layer in plan:
        if layer == "M":
            h, w = ((h + round_up) // 2, (w + round_up) // 2) if pooled else (h, w)
            c = c * 2 if pool_channels else c
        else:
            c, h, w = layer, h - shrink, w - shrink
        found.append((c, h, w))
    return found


def check(learner):
    def draw():
        plan = [part for _ in range(randint(2, 3)) for part in (*(randint(3, 9) for _ in range(randint(1, 2))), "M")]
        return (choice([1, 3]), randint(14, 16) * 2 + 1, randint(20, 25) * 2 + 1), plan

    agree(
        learner.shapes,
        draw,
        right,
        no_padding=lambda s, p: mistaken(s, p, shrink=2),
        rounded_up=lambda s, p: mistaken(s, p, round_up=1),
        pool_doubles=lambda s, p: mistaken(s, p, pool_channels=True),
        no_pooling=lambda s, p: mistaken(s, p, pooled=False),
        channels_last=lambda s, p: [(h, w, c) for c, h, w in right(s, p)],
        only_last=lambda s, p: right(s, p)[-1],
        with_input=lambda s, p: [s, *right(s, p)],
        with_batch=lambda s, p: [(1, *one) for one in right(s, p)],
        height_only=lambda s, p: [(c, h, s[2]) for c, h, _ in right(s, p)],
    )
    plan = [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]
    found = learner.shapes((3, 32, 32), plan)
    return {"lines": "\n".join(f"  {layer!s:>4} -> {tuple(one)}" for layer, one in zip(plan, found, strict=True))}
