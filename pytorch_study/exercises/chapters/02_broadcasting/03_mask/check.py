from random import randint, sample

import torch

from pytorch_study.exercises.kit import agree, digits, picture


def check(learner):
    def draw():
        n = randint(30, 40)
        y = torch.randint(0, 6, (n,))
        y[:12] = torch.arange(6).repeat(2)  # each is there, and not sorted
        y = y[torch.randperm(n)]
        return torch.rand(n, 3, 4), y, tuple(sample(range(6), randint(2, 3)))

    def right(x, y, wanted):
        keep = torch.isin(y, torch.tensor(wanted))
        return x[keep], y[keep]

    def sorted_by_label(x, y, wanted):
        where = torch.cat([(y == one).nonzero().flatten() for one in wanted])
        return x[where], y[where]

    def mask(x, y, wanted):
        keep = torch.isin(y, torch.tensor(wanted))
        return x * keep[:, None, None], y * keep

    agree(
        learner.only,
        draw,
        right,
        times=6,
        first_only=lambda x, y, wanted: right(x, y, wanted[:1]),
        others=lambda x, y, wanted: (x[~torch.isin(y, torch.tensor(wanted))], y[~torch.isin(y, torch.tensor(wanted))]),
        order=sorted_by_label,
        y_left=lambda x, y, wanted: (right(x, y, wanted)[0], y),
        as_numbers=lambda x, y, wanted: (x[list(wanted)], y[list(wanted)]),
        zeroed=mask,
    )
    x, y = learner.only(*digits(60), (3, 8))
    return {"count": len(y), "labels": y[:2].tolist(), "picture": picture(torch.cat(list(x[:2]), 1), 56)}
