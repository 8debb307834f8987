from random import randint

import torch

from pytorch_study.exercises.kit import agree, digits, picture


def holes(x, row, column, size, join=torch.logical_and, before=0):
    """(N, 1, H, W): where the squares are; `before` moves them up and left."""
    down = torch.arange(x.shape[2]) - row[:, None] + before
    right = torch.arange(x.shape[3]) - column[:, None] + before
    rows, columns = (down >= 0) & (down < size), (right >= 0) & (right < size)
    return join(rows[:, None, :, None], columns[:, None, None, :])


def right(x, row, column, size, **options):
    return x.masked_fill(holes(x, row, column, size, **options), 0)


def wrapped(x, row, column, size):
    x = x.clone()
    for one, a, b in zip(x, row.tolist(), column.tolist()):
        one[:, a : a + size, b : b + size] = 0
    return x


def first_channel(x, *a):
    hole = holes(x, *a) & (torch.arange(x.shape[1]) == 0)[:, None, None]
    return x.masked_fill(hole, 0)


def check(learner):
    def draw():
        n, size, h, w = randint(5, 6), randint(3, 4), randint(8, 9), randint(11, 12)
        row, column = torch.randint(1, h - size, (n,)), torch.randint(h - size, w - size, (n,))
        row[1], column[1] = -1, 2  # sticks out above
        row[2], column[2] = h - 2, w - 1  # sticks out at the corner
        return torch.rand(n, randint(2, 3), h, w) + 1, row, column, size

    agree(
        learner.cutout,
        draw,
        right,
        cross=lambda *a: right(*a, join=torch.logical_or),
        kept_only=lambda x, *a: x.masked_fill(~holes(x, *a), 0),
        exchanged=lambda x, a, b, k: right(x, b, a, k),
        one_larger=lambda x, a, b, k: right(x, a, b, k + 1),
        one_smaller=lambda x, a, b, k: right(x, a, b, k - 1),
        centred=lambda x, a, b, k: right(x, a, b, k, before=k // 2),
        all_alike=lambda x, a, b, k: right(x, a[:1].expand(len(x)), b[:1].expand(len(x)), k),
        wrapped=wrapped,
        pushed_in=lambda x, a, b, k: right(x, a.clamp(0, x.shape[2] - k), b.clamp(0, x.shape[3] - k), k),
        first_channel=first_channel,
        another_grey=lambda x, *a: torch.where(holes(x, *a), x.mean(), x),
        uncut=lambda x, *a: x,
        mask_only=holes,
    )
    x = digits(1)[0][:, None].float() + 60
    return {"picture": picture(learner.cutout(x, torch.tensor([10]), torch.tensor([12]), 8)[0, 0])}
