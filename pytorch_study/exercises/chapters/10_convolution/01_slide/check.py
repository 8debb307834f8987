from random import randint

import torch
import torch.nn.functional as F

from pytorch_study.exercises.by_hand import by_hand
from pytorch_study.exercises.kit import agree, digits, picture


def conv(x, kernel, **options):
    return F.conv2d(x[None, None], kernel[None, None], **options)[0, 0]


def check(learner):
    def draw():
        return torch.randn(randint(6, 8), randint(9, 11)), torch.randn(randint(2, 3), randint(4, 5))

    agree(
        learner.convolve,
        draw,
        conv,
        flipped=lambda x, k: conv(x, k.flip(0, 1)),
        last_missing=lambda x, k: conv(x, k)[:-1, :-1],
        not_summed=lambda x, k: x.unfold(0, k.shape[0], 1).unfold(1, k.shape[1], 1) * k,
        averaged=lambda x, k: conv(x, k) / k.numel(),
        padded=lambda x, k: F.pad(conv(x, k), (0, k.shape[1] - 1, 0, k.shape[0] - 1)),
        kernel_ignored=lambda x, k: conv(x, torch.ones_like(k)),
        blocks=lambda x, k: torch.stack(
            [
                torch.stack(
                    [
                        (x[i * k.shape[0] : (i + 1) * k.shape[0], j * k.shape[1] : (j + 1) * k.shape[1]] * k).sum()
                        for j in range(x.shape[1] // k.shape[1])
                    ]
                )
                for i in range(x.shape[0] // k.shape[0])
            ]
        ),
    )
    x = digits(1)[0][0].float() / 255
    with by_hand("conv1d", "conv2d", "conv3d", "conv_transpose2d"):
        edges = learner.convolve(x, torch.tensor([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]]))
    return {"before": picture(x), "after": picture(edges.abs())}
