from random import randint

import torch
import torch.nn.functional as F

from pytorch_study.exercises.by_hand import by_hand
from pytorch_study.exercises.kit import agree


def right(x, w, b, mean, var, training, momentum=0.1, running=1, now=0, dims=(0, 2, 3), eps=1e-5, root=True):
    view = (1, -1, 1, 1) if dims != (1,) else (-1, 1, 1)
    used_mean, used_var = mean.view(1, -1, 1, 1), var.view(1, -1, 1, 1)
    if training:
        used_mean = x.mean(dims, keepdim=True)
        used_var = x.var(dims, correction=now, keepdim=True)
        mean = (1 - momentum) * mean + momentum * x.mean((0, 2, 3))
        var = (1 - momentum) * var + momentum * x.var((0, 2, 3), correction=running)
    below = (used_var + eps).sqrt() if root else used_var + eps
    return (x - used_mean) / below * w.view(view) + b.view(view), mean, var


def torchs(x, w, b, mean, var, training):
    mean, var = mean.clone(), var.clone()
    return F.batch_norm(x, mean, var, w, b, training, 0.1, 1e-5), mean, var


def check(learner):
    for training in (True, False):

        def draw(training=training):
            c = randint(3, 5)
            scale = torch.tensor([0.003, *(torch.rand(c - 1) * 4 + 1)])  # the first so small that eps counts
            offset = torch.randn(c)
            offset[0] *= 0.01  # near 0, too, or float32 would round it away
            x = torch.randn(2, c, 2, randint(3, 4)) * scale[:, None, None] + offset[:, None, None]
            var = torch.cat([torch.tensor([1e-5]), torch.rand(c - 1) + 0.5])
            return x, torch.randn(c), torch.randn(c), torch.randn(c), var, training

        agree(
            learner.batch_norm,
            draw,
            torchs,
            no_affine=lambda x, w, b, *a: right(x, torch.ones_like(w), torch.zeros_like(b), *a),
            momentum_swapped=lambda *a: right(*a, momentum=0.9),
            running_biased=lambda *a: right(*a, running=0),
            batch_unbiased=lambda *a: right(*a, now=1),
            each_example=lambda *a: right(*a, dims=(2, 3)),
            all_channels=lambda *a: right(*a, dims=(0, 1, 2, 3)),
            over_batch_only=lambda *a: right(*a, dims=(0,)),
            eps_missing=lambda *a: right(*a, eps=0.0),
            no_root=lambda *a: right(*a, root=False),
            never_batch=lambda x, w, b, m, v, t: (right(x, w, b, m, v, False)[0], *right(x, w, b, m, v, t)[1:]),
            no_running=lambda x, w, b, m, v, t: (right(x, w, b, m, v, t)[0], m, v),
            always_batch=lambda x, w, b, m, v, t: right(x, w, b, m, v, True),
        )
    x, seen = torch.randn(100, 100, 1, 1), {}
    one, zero = torch.ones(100), torch.zeros(100)
    with by_hand("batch_norm"):
        learner.batch_norm(x, one, zero, zero, one, True)
    for name in ("plain", "yours"):
        y = x
        for _ in range(20):
            y = F.linear(y.flatten(1), 0.05 * torch.randn(100, 100))[:, :, None, None]
            y = (learner.batch_norm(y, one, zero, zero, one, True)[0] if name == "yours" else y).relu()
        seen[name] = y.std().item()
    return seen
