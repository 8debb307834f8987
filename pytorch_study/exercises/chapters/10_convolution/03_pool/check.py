from random import randint

import torch
import torch.nn.functional as F

from pytorch_study.exercises.by_hand import by_hand
from pytorch_study.exercises.kit import agree, digits, picture


def mixed(x, k):
    n, c, h, w = x.shape
    return x[:, :, : h // k * k, : w // k * k].reshape(n, c, h // k, w // k, k, k)


def check(learner):
    def draw():
        k = randint(2, 3)
        return torch.randn(2, 3, k * 3 + randint(0, k - 1), k * 4 + randint(1, k - 1)) - 2, k

    def shared(pool):
        return {
            "overlapping": lambda x, k: pool(x, k, 1),
            "leftover_kept": lambda x, k: pool(x, k, ceil_mode=True),
            "mixed_blocks": lambda x, k: mixed(x, k).amax((4, 5)) if pool is F.max_pool2d else mixed(x, k).mean((4, 5)),
            "picked": lambda x, k: x[:, :, ::k, ::k][:, :, : x.shape[2] // k, : x.shape[3] // k],
            "whole_picture": lambda x, k: x.amax((2, 3)) if pool is F.max_pool2d else x.mean((2, 3)),
            "rows_only": lambda x, k: pool(x, (k, 1)),
        }

    agree(
        learner.max_pool,
        draw,
        F.max_pool2d,
        mean_for_max=F.avg_pool2d,
        zero_wins=lambda x, k: F.max_pool2d(x, k).clamp(min=0),
        smallest=lambda x, k: -F.max_pool2d(-x, k),
        **shared(F.max_pool2d),
    )
    agree(
        learner.mean_pool,
        draw,
        F.avg_pool2d,
        max_for_mean=F.max_pool2d,
        summed=lambda x, k: F.avg_pool2d(x, k) * k * k,
        **shared(F.avg_pool2d),
    )
    x = digits(1)[0][:1, None].float()
    with by_hand("max_pool2d", "avg_pool2d", "adaptive_max_pool2d", "adaptive_avg_pool2d", "max_pool3d", "avg_pool3d"):
        largest, mean = learner.max_pool(x, 2), learner.mean_pool(x, 2)
    return {"max": picture(largest[0, 0]), "mean": picture(mean[0, 0])}
