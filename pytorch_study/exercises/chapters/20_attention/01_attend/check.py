from random import randint

import torch
import torch.nn.functional as F

from pytorch_study.exercises.by_hand import by_hand
from pytorch_study.exercises.kit import agree, picture


def draw():
    b, n, s, d, e = randint(2, 3), randint(4, 5), randint(6, 7), randint(8, 9), randint(10, 11)
    return torch.randn(b, n, d), torch.randn(b, s, d), torch.randn(b, s, e)


def scores(q, k, power=-0.5):
    return q @ k.mT * q.shape[-1] ** power


def check(learner):
    agree(
        learner.attention,
        draw,
        F.scaled_dot_product_attention,
        not_scaled=lambda q, k, v: scores(q, k, 0).softmax(-1) @ v,
        scaled_by_d=lambda q, k, v: scores(q, k, -1).softmax(-1) @ v,
        over_queries=lambda q, k, v: scores(q, k).softmax(1) @ v,
        no_softmax=lambda q, k, v: scores(q, k) @ v,
        weights_only=lambda q, k, v: scores(q, k).softmax(-1),
        mean=lambda q, k, v: v.mean(1, keepdim=True).expand(-1, q.shape[1], -1),
    )
    place = torch.arange(14.0)
    q = torch.stack([(place / 2).cos(), (place / 2).sin()], 1)[None] * 4
    with by_hand("scaled_dot_product_attention", "multi_head_attention_forward"):
        weights = learner.attention(q, q, torch.eye(14)[None])[0]  # values that are the unit vectors show the weights
    return {"picture": picture(weights.repeat_interleave(2, 0).repeat_interleave(2, 1))}
