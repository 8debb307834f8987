from random import randint

import torch

from pytorch_study.exercises.kit import agree


def check(learner):
    def draw():
        n, f = randint(8, 12), randint(3, 5)
        return (torch.randn(n, f) * (10 ** (3 * torch.rand(f))) + 10 * torch.rand(f),)

    def right(x, dim=0):
        mean, std = x.mean(dim, keepdim=True), x.std(dim, keepdim=True)
        return (x - mean) / std, mean.squeeze(dim), std.squeeze(dim)

    agree(
        learner.standardise,
        draw,
        right,
        rows=lambda x: right(x, 1),
        whole_table=lambda x: ((x - x.mean()) / x.std(), x.mean(), x.std()),
        only_shifted=lambda x: (x - x.mean(0), x.mean(0), x.std(0)),
        only_scaled=lambda x: (x / x.std(0), x.mean(0), x.std(0)),
        variance=lambda x: ((x - x.mean(0)) / x.var(0), x.mean(0), x.var(0)),
        only_table=lambda x: right(x)[0],
        min_max=lambda x: ((x - x.amin(0)) / (x.amax(0) - x.amin(0)), x.mean(0), x.std(0)),
    )
    x = draw()[0]
    z = learner.standardise(x)[0]
    return {"before": [round(v, 1) for v in x.std(0).tolist()], "after": [round(v, 3) for v in z.std(0).tolist()]}
