import copy
import time
from random import randint

import torch
from torch import nn

from pytorch_study.exercises.kit import agree, call, difference, shown, size, wrong


def usual(c, h, w):
    return (c * h * w, h * w, w, 1)


def last(c, h, w):
    return (c * h * w, 1, w * c, c)


def is_last(x):
    return x.is_contiguous(memory_format=torch.channels_last)


NOTED = []
"""How the input and the weights of a `Net` were stored when it ran, or a copy of it."""


class Net(nn.Module):
    """Two convolutions; notes how the input and the weights are stored."""

    def __init__(self, c):
        super().__init__()
        self.one, self.two = nn.Conv2d(c, 8, 3), nn.Conv2d(8, 6, 3)

    def forward(self, x):
        NOTED.append((is_last(x), is_last(self.one.weight) and is_last(self.two.weight)))
        if x.shape[1] != self.one.in_channels:
            wrong("permuted", function="run", shape=size(x))
        return self.two(self.one(x).relu())


def check(learner):
    agree(
        learner.strides,
        lambda: (randint(2, 3), randint(4, 6), randint(7, 9)),
        lambda *a: (usual(*a), last(*a)),
        swapped=lambda *a: (last(*a), usual(*a)),
        in_their_order=lambda c, h, w: (usual(c, h, w), (c * h * w, w * c, c, 1)),
        both_usual=lambda *a: (usual(*a),) * 2,
        sizes=lambda c, h, w: ((c, h, w), (h, w, c)),
        in_bytes=lambda *a: tuple(tuple(4 * one for one in some) for some in (usual(*a), last(*a))),
        height_for_width=lambda c, h, w: ((c * h * w, h * w, h, 1), (c * h * w, 1, h * c, c)),
    )
    c = randint(3, 5)
    net, x = Net(c), torch.randn(3, c, randint(8, 9), randint(11, 12))
    expected = net(x).detach()
    NOTED.clear()
    got = call(learner.run, net, x)
    if not NOTED:
        wrong("not_run", function="run")
    input_last, weights_last = NOTED[-1]
    where = {"call": f"run(net, tensor{size(x)})", "got": shown(got), "expected": shown(expected)}
    if found := difference(got, expected):
        if found.name == "values":
            wrong("scrambled", **where)
        wrong(found.name, **{**where, **found.values})
    if not input_last and not weights_last:
        wrong("neither", function="run")
    if not input_last:
        wrong("input_usual", function="run")
    if not weights_last:
        wrong("net_usual", function="run")
    return _times(learner)


def _times(learner):
    net = nn.Sequential(*[part for _ in range(3) for part in (nn.Conv2d(32, 32, 3, padding=1), nn.ReLU())])
    x = torch.randn(16, 32, 32, 32)
    usual_net = copy.deepcopy(net)

    def seconds(work):
        found = []
        for _ in range(4):
            started = time.perf_counter()
            with torch.no_grad():
                work()
            found.append(time.perf_counter() - started)
        return 1e3 * min(found)

    return {"usual": seconds(lambda: usual_net(x)), "last": seconds(lambda: learner.run(net, x))}
