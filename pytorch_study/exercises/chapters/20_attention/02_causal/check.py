from random import randint

import torch
import torch.nn.functional as F

from pytorch_study.exercises.kit import agree, picture


def draw():
    b, n, d = randint(3, 4), randint(6, 7), randint(8, 9)
    q, k, v = (torch.randn(b, n, d) for _ in range(3))
    lengths = torch.randint(2, n, (b,))
    lengths[0], lengths[1] = n - 2, n
    return 2 * q, k, v, lengths


def mask(q, lengths, past=True, real=True, strict=0, longer=0):
    """(B, L, L): where one may look."""
    place = torch.arange(q.shape[1])
    allowed = torch.ones(len(q), len(place), len(place), dtype=torch.bool)
    if past:
        allowed &= place <= place[:, None] - strict
    if real:
        allowed &= (place < lengths[:, None] + longer)[:, None]
    return allowed


def right(q, k, v, lengths):
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask(q, lengths))


def scores(q, k):
    return q @ k.mT / q.shape[-1] ** 0.5


def filled(q, k, v, allowed, value=float("-inf")):
    return scores(q, k).masked_fill(~allowed, value).softmax(-1) @ v


def check(learner):
    agree(
        learner.attention,
        draw,
        right,
        no_mask=lambda q, k, v, n: filled(q, k, v, mask(q, n, False, False)),
        no_padding=lambda q, k, v, n: filled(q, k, v, mask(q, n, real=False)),
        no_past=lambda q, k, v, n: filled(q, k, v, mask(q, n, past=False)),
        future_seen=lambda q, k, v, n: filled(q, k, v, mask(q, n, real=False).mT & mask(q, n, past=False)),
        queries_hidden=lambda q, k, v, n: filled(q, k, v, mask(q, n, real=False) & mask(q, n, past=False).mT),
        not_itself=lambda q, k, v, n: filled(q, k, v, mask(q, n, strict=1)),
        one_more=lambda q, k, v, n: filled(q, k, v, mask(q, n, longer=1)),
        inverted=lambda q, k, v, n: filled(q, k, v, ~mask(q, n)),
        filled_with_zero=lambda q, k, v, n: filled(q, k, v, mask(q, n), 0.0),
        after_softmax=lambda q, k, v, n: (scores(q, k).softmax(-1) * mask(q, n)) @ v,
        minus_one=lambda q, k, v, n: filled(q, k, v, mask(q, n), -1.0),
        either=lambda q, k, v, n: filled(q, k, v, mask(q, n, past=False) | mask(q, n, real=False)),
        not_scaled=lambda q, k, v, n: filled(q * q.shape[-1] ** 0.5, k, v, mask(q, n)),
        same_length=lambda q, k, v, n: filled(q, k, v, mask(q, n[:1].expand(len(q)))),
    )
    x = torch.randn(1, 14, 4)
    weights = learner.attention(x, x, torch.eye(14)[None], torch.tensor([11]))[0]
    return {"picture": picture(weights.sqrt().repeat_interleave(2, 0).repeat_interleave(2, 1))}
