from random import randint

import torch
import torch.nn.functional as F

from pytorch_study.exercises.by_hand import by_hand
from pytorch_study.exercises.kit import agree


def check(learner):
    def draw(stride=None, padding=None):
        c, o, k = randint(2, 3), randint(4, 5), randint(2, 3)
        x = torch.randn(2, c, randint(7, 8), randint(9, 11))
        stride, padding = stride or randint(2, 3), randint(1, 2) if padding is None else padding
        return x, torch.randn(o, c, k, k), torch.randn(o), stride, padding

    def right(x, w, b, s, p):
        return F.conv2d(x, w, b, s, p)

    mistakes = {
        "no_bias": lambda x, w, b, s, p: F.conv2d(x, w, None, s, p),
        "no_stride": lambda x, w, b, s, p: F.conv2d(x, w, b, 1, p),
        "no_padding": lambda x, w, b, s, p: F.conv2d(x, w, b, s, 0),
        "flipped": lambda x, w, b, s, p: F.conv2d(x, w.flip(2, 3), b, s, p),
        "one_sided": lambda x, w, b, s, p: F.conv2d(F.pad(x, (p, 0, p, 0)), w, b, s),
        "edge_copied": lambda x, w, b, s, p: F.conv2d(F.pad(x, (p,) * 4, mode="replicate"), w, b, s),
        "first_channel": lambda x, w, b, s, p: F.conv2d(x[:, :1], w[:, :1], b, s, p),
        "channels_averaged": lambda x, w, b, s, p: F.conv2d(x, w / x.shape[1], b, s, p),
        "same_kernel": lambda x, w, b, s, p: F.conv2d(x, w[:, :1].expand_as(w), b, s, p),
        "transposed": lambda x, w, b, s, p: F.conv2d(x, w.transpose(2, 3), b, s, p),
    }
    agree(learner.conv, draw, right, **mistakes)
    agree(learner.conv, lambda: draw(1, 0), right, **mistakes)
    with by_hand("conv1d", "conv2d", "conv3d", "conv_transpose2d"):
        out = learner.conv(torch.randn(1, 3, 32, 32), torch.randn(16, 3, 3, 3), torch.zeros(16), 2, 1)
    return {"shape": tuple(out.shape)}
