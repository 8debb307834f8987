from random import randint

import torch

from pytorch_study.exercises.kit import agree


def right(x, weights, relu=True, turn=True, chain=True, measure=torch.std, before=False):
    found, y = [], x
    for w in weights:
        z = (y if chain else x) @ (w.T if turn else w)
        y = z.relu() if relu else z
        found.append(measure(z if before else y).item())
    return found


def check(learner):
    layers = randint(3, 5)

    def draw():
        n, d = randint(5, 8), randint(9, 12)
        return torch.randn(n, d), [0.4 * torch.randn(d, d) for _ in range(layers)]

    agree(
        learner.spreads,
        draw,
        right,
        no_relu=lambda x, w: right(x, w, relu=False),
        not_transposed=lambda x, w: right(x, w, turn=False),
        not_chained=lambda x, w: right(x, w, chain=False),
        before_relu=lambda x, w: right(x, w, before=True),
        variance=lambda x, w: right(x, w, measure=torch.var),
        average=lambda x, w: right(x, w, measure=torch.mean),
        weights_only=lambda x, w: [one.std().item() for one in w],
        with_input=lambda x, w: [x.std().item(), *right(x, w)],
        only_last=lambda x, w: right(x, w)[-1],
    )
    x, seen = torch.randn(100, 100), {}
    for name, scale in (("small", 0.05), ("good", 0.02**0.5), ("large", 0.3)):
        seen[name] = float(learner.spreads(x, [scale * torch.randn(100, 100) for _ in range(20)])[-1])
    return seen
