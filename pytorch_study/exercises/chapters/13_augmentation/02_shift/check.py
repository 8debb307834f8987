from random import randint

import torch
import torch.nn.functional as F

from pytorch_study.exercises.kit import agree, digits, picture


def right(x, top, left, pad, mode="constant"):
    h, w = x.shape[2:]
    padded = F.pad(x, (pad, pad, pad, pad), mode=mode)
    return torch.stack([one[:, a : a + h, b : b + w] for one, a, b in zip(padded, top.tolist(), left.tolist())])


def check(learner):
    def draw():
        n, pad = randint(4, 5), randint(2, 3)
        top, left = (torch.randint(0, 2 * pad + 1, (n,)) for _ in range(2))
        top[0], left[0], top[1], left[1] = 0, 2 * pad, 2 * pad, pad  # the first two differ, whatever is drawn
        return torch.rand(n, randint(2, 3), randint(6, 7), randint(8, 9)) + 1, top, left, pad

    agree(
        learner.shift,
        draw,
        right,
        exchanged=lambda x, a, b, k: right(x, b, a, k),
        opposite=lambda x, a, b, k: right(x, 2 * k - a, 2 * k - b, k),
        all_alike=lambda x, a, b, k: right(x, a[:1].expand(len(x)), b[:1].expand(len(x)), k),
        rows_only=lambda x, a, b, k: right(x, a, torch.full_like(b, k), k),
        columns_only=lambda x, a, b, k: right(x, torch.full_like(a, k), b, k),
        rolled=lambda x, a, b, k: torch.stack(
            [one.roll((k - int(i), k - int(j)), (1, 2)) for one, i, j in zip(x, a, b)]
        ),
        edge_repeated=lambda x, a, b, k: right(x, a, b, k, "replicate"),
        mirrored=lambda x, a, b, k: right(x, a, b, k, "reflect"),
        channels_last=lambda x, a, b, k: right(x, a, b, k).permute(0, 2, 3, 1),
        not_cropped=lambda x, a, b, k: F.pad(x, (k, k, k, k)),
        unmoved=lambda x, a, b, k: x,
    )
    x = digits(1)[0][:, None].float()
    moved = learner.shift(x, torch.tensor([0]), torch.tensor([8]), 4)
    return {"before": picture(x[0, 0]), "after": picture(moved[0, 0])}
