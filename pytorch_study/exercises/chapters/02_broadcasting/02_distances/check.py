from random import randint

import torch

from pytorch_study.exercises.by_hand import by_hand
from pytorch_study.exercises.kit import agree, digits


def check(learner):
    def draw():
        d = randint(6, 7)
        return torch.randn(randint(2, 3), d), torch.randn(randint(4, 5), d)

    def gaps(a, b):
        return a[:, None] - b[None]

    agree(
        learner.distances,
        draw,
        lambda a, b: (gaps(a, b) ** 2).sum(-1).sqrt(),
        squared=lambda a, b: (gaps(a, b) ** 2).sum(-1),
        absolute=lambda a, b: gaps(a, b).abs().sum(-1),
        averaged=lambda a, b: (gaps(a, b) ** 2).mean(-1).sqrt(),
        transposed=lambda a, b: (gaps(b, a) ** 2).sum(-1).sqrt(),
        not_summed=lambda a, b: gaps(a, b).abs(),
        summed_first=lambda a, b: gaps(a, b).sum(-1).abs(),
        product=lambda a, b: a @ b.T,
    )
    x, y = digits(400)
    new, label = digits(50, "test")
    with by_hand("cdist"):
        near = learner.distances(new.flatten(1).float(), x.flatten(1).float()).argmin(1)
    return {"right": int((y[near] == label).sum())}
