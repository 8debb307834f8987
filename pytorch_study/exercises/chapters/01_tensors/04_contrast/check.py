from random import randint

import torch

from pytorch_study.exercises.kit import agree, digits, picture


def right(x):
    x = x.double()
    low, high = x.amin((1, 2), keepdim=True), x.amax((1, 2), keepdim=True)
    return ((x - low) / (high - low)).float()


def check(learner):
    def draw():
        n, h, w = randint(2, 4), randint(5, 6), randint(7, 8)
        low = torch.randint(10, 90, (n, 1, 1))
        return ((low + (torch.rand(n, h, w) * (30 + 100 * torch.rand(n, 1, 1))).long()).to(torch.uint8),)

    agree(
        learner.stretch,
        draw,
        right,
        over_255=lambda x: x.float() / 255,
        all_together=lambda x: (x.float() - x.min()) / (x.max() - x.min()).float(),
        only_high=lambda x: x.float() / x.amax((1, 2), keepdim=True),
        not_divided=lambda x: x.float() - x.amin((1, 2), keepdim=True),
        whole=lambda x: right(x).to(torch.uint8),
        per_row=lambda x: (
            (x.float() - x.amin(2, keepdim=True)) / (x.float().amax(2, keepdim=True) - x.amin(2, keepdim=True))
        ),
        per_pixel=lambda x: (x.float() - x.amin(0)) / (x.float().amax(0) - x.amin(0)),
    )
    pale = 90 + digits(2)[0] // 10
    return {
        "low": int(pale.min()),
        "high": int(pale.max()),
        "picture": picture(torch.cat(list(learner.stretch(pale)), 1), 56),
    }
