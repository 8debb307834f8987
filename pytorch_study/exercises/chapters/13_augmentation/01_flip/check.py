from random import randint

import torch

from pytorch_study.exercises.kit import agree, digits, picture


def right(x, chosen, dims=(3,)):
    return torch.where(chosen[:, None, None, None], x.flip(dims), x)


def check(learner):
    def draw():
        n = randint(4, 6)
        chosen = torch.arange(n) % 3 == 0
        return torch.randn(n, randint(2, 3), randint(7, 8), randint(9, 10)), chosen[torch.randperm(n)]

    agree(
        learner.flip,
        draw,
        right,
        upside_down=lambda x, k: right(x, k, (2,)),
        turned=lambda x, k: right(x, k, (2, 3)),
        channels=lambda x, k: right(x, k, (1,)),
        all_flipped=lambda x, k: x.flip(3),
        none_flipped=lambda x, k: x,
        others_flipped=lambda x, k: right(x, ~k),
        only_chosen=lambda x, k: x[k].flip(3),
        regrouped=lambda x, k: torch.cat([x[k].flip(3), x[~k]]),
    )
    x = digits(1)[0][:, None].float()
    return {"before": picture(x[0, 0]), "after": picture(learner.flip(x, torch.tensor([True]))[0, 0])}
