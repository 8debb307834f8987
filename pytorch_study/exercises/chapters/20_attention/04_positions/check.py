import math
from random import randint

import torch

from pytorch_study.exercises.kit import agree, picture


def right(length, d, base=10000.0, first=0, join="pairs", power=2, functions=(torch.sin, torch.cos)):
    angle = (torch.arange(length, dtype=torch.float64)[:, None] + first) / base ** (
        power * torch.arange(d // 2, dtype=torch.float64) / d
    )
    one, two = (function(angle).float() for function in functions)
    if join == "halves":
        return torch.cat([one, two], 1)
    return torch.stack([one, two], 2).flatten(1)


def by_column(length, d):
    """Each column with its own rate, 10000^(column / d)."""
    angle = torch.arange(length)[:, None] / 10000 ** (torch.arange(d) / d)
    return torch.where(torch.arange(d) % 2 == 0, angle.sin(), angle.cos())


def check(learner):
    mistakes = {
        "halves": lambda n, d: right(n, d, join="halves"),
        "swapped": lambda n, d: right(n, d, functions=(torch.cos, torch.sin)),
        "sines_only": lambda n, d: right(n, d, functions=(torch.sin, torch.sin)),
        "from_one": lambda n, d: right(n, d, first=1),
        "another_base": lambda n, d: right(n, d, base=1000.0),
        "half_power": lambda n, d: right(n, d, power=1),
        "twice_power": lambda n, d: right(n, d, power=4),
        "by_column": by_column,
        "growing": lambda n, d: right(n, d, base=1e-4),
        "degrees": lambda n, d: right(n, d, functions=(_degrees(torch.sin), _degrees(torch.cos))),
        "transposed": lambda n, d: right(n, d).T,
        "one_rate": lambda n, d: right(n, d, base=1.0),
        "angles": lambda n, d: right(n, d, functions=(lambda a: a, lambda a: a)),
    }
    agree(learner.positions, lambda: (randint(3, 5), 4), right, times=2, **mistakes)
    agree(learner.positions, lambda: (randint(11, 15), 2 * randint(4, 7)), right, **mistakes)
    code = learner.positions(64, 64)
    near = (code @ code.T)[20].div(32)  # how alike two positions are depends on their distance only
    return {"picture": picture(code[:, :28]), "same": near[20].item(), "one": near[21].item(), "ten": near[30].item()}


def _degrees(function):
    return lambda angle: function(angle * math.pi / 180)
