from random import randint

import torch
import torch.nn.functional as F

from pytorch_study.exercises.by_hand import by_hand
from pytorch_study.exercises.kit import agree


def check(learner):
    def draw():
        logits = torch.randn(randint(4, 6), randint(7, 9)) * 2
        logits[0] += 300
        logits[1] -= 300
        logits[2, 0] -= 250  # a class that is all but impossible
        return (logits,)

    agree(
        learner.log_softmax,
        draw,
        lambda x: F.log_softmax(x, 1),
        no_log=lambda x: F.softmax(x, 1),
        wrong_direction=lambda x: F.log_softmax(x, 0),
        whole_tensor=lambda x: F.log_softmax(x.flatten(), 0).view_as(x),
        overflow=lambda x: (x.exp() / x.exp().sum(1, keepdim=True)).log(),
        overflow_sum=lambda x: x - x.exp().sum(1, keepdim=True).log(),
        one_maximum=lambda x: (x - x.max()) - (x - x.max()).exp().sum(1, keepdim=True).log(),
        log_of_softmax=lambda x: F.softmax(x, 1).log(),
        only_shifted=lambda x: x - x.max(1, keepdim=True).values,
        small_number=lambda x: (F.softmax(x, 1) + 1e-8).log(),
    )
    x = torch.tensor([[300.0, 299.0]])
    with by_hand("log_softmax", "softmax", "logsumexp", "cross_entropy"):
        learner.log_softmax(x)
    naive = x.exp() / x.exp().sum()
    return {"naive": naive[0, 0].item(), "yours": learner.log_softmax(x).exp()[0, 0].item()}
