from random import randint

import torch

from pytorch_study.exercises.kit import agree


def check(learner):
    def draw():
        n, c = randint(4, 6), randint(7, 9)
        return torch.randn(n, c).softmax(1), torch.randint(0, c, (n,))

    agree(
        learner.picked,
        draw,
        lambda p, y: p.gather(1, y[:, None])[:, 0],
        all_pairs=lambda p, y: p[:, y],
        rows=lambda p, y: p[y % len(p)],
        largest=lambda p, y: p.amax(1),
        column=lambda p, y: p.gather(1, y[:, None]),
        logarithm=lambda p, y: p.gather(1, y[:, None])[:, 0].log(),
        diagonal=lambda p, y: p.diagonal(),
        averaged=lambda p, y: p.gather(1, y[:, None]).mean(),
    )
    p, y = torch.randn(1000, 10).softmax(1), torch.randint(0, 10, (1000,))
    return {"loss": float(-learner.picked(p, y).log().mean())}
