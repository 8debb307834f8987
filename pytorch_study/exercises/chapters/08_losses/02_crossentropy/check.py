from random import randint

import torch
import torch.nn.functional as F

from pytorch_study.exercises.by_hand import by_hand
from pytorch_study.exercises.kit import agree


def check(learner):
    def draw():
        n, classes = randint(3, 5), randint(6, 9)
        return torch.randn(n, classes) * 3, torch.randint(0, classes, (n,))

    def taken(x, y):
        return F.log_softmax(x, 1).gather(1, y[:, None])[:, 0]

    agree(
        learner.cross_entropy,
        draw,
        F.cross_entropy,
        negative=lambda x, y: taken(x, y).mean(),
        summed=lambda x, y: -taken(x, y).sum(),
        not_averaged=lambda x, y: -taken(x, y),
        all_columns=lambda x, y: -F.log_softmax(x, 1)[:, y].mean(),
        raw_logits=lambda x, y: -x.gather(1, y[:, None]).mean(),
        no_log=lambda x, y: -taken(x, y).exp().mean(),
        log_of_mean=lambda x, y: -taken(x, y).exp().mean().log(),
        whole_table=lambda x, y: -(F.log_softmax(x, 1) * F.one_hot(y, x.shape[1])).mean(),
        softmax_twice=lambda x, y: F.cross_entropy(x.softmax(1), y),
        wrong_direction=lambda x, y: -F.log_softmax(x, 0).gather(1, y[:, None]).mean(),
    )
    y = torch.tensor([3])
    with by_hand("cross_entropy", "nll_loss", "nll_loss_nd"):
        learner.cross_entropy(torch.zeros(1, 10), y)
    sure = 10 * F.one_hot(torch.tensor([1]), 10).float()
    return {
        "nothing": float(learner.cross_entropy(torch.zeros(1, 10), y)),
        "sure": float(learner.cross_entropy(sure, y)),
    }
