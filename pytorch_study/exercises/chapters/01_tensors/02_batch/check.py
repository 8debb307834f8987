from random import randint

import torch

from pytorch_study.exercises.kit import agree, digits, picture


def check(learner):
    def draw():
        n, h, w = randint(2, 4), randint(5, 7), randint(8, 9)
        return ([torch.rand(h, w) for _ in range(n)],)

    agree(
        learner.batch,
        draw,
        lambda some: torch.stack(some).unsqueeze(1),
        no_channel=lambda some: torch.stack(some),
        channel_first=lambda some: torch.stack(some).unsqueeze(0),
        channel_last=lambda some: torch.stack(some).unsqueeze(-1),
        glued=lambda some: torch.cat(some),
        only_first=lambda some: some[0][None, None],
        reversed_order=lambda some: torch.stack(some[::-1]).unsqueeze(1),
        mixed=lambda some: torch.stack(some, dim=-1).reshape(len(some), 1, *some[0].shape),
    )
    real = learner.batch(list(digits(2)[0]))
    return {"shape": tuple(real.shape), "picture": picture(torch.cat(list(real[:, 0]), dim=1), 56)}
