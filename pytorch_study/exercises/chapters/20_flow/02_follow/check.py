import math
from random import randint, uniform

import torch

from pytorch_study.exercises.kit import agree, digits, picture, wrong


def draw():
    bend, turn, pull = uniform(1, 2), uniform(2, 3), uniform(-1, 1)

    def velocity(x, time):
        if getattr(time, "shape", None) != (len(x),):
            wrong("time_shape")
        return 2 * (bend * x + turn * time.view(-1, 1, 1, 1)).cos() + pull

    return velocity, torch.randn(randint(2, 3), 1, randint(4, 5), randint(6, 7)), randint(3, 5)


def walk(velocity, x, steps, half=0.0, at=None, by=None, size=None, first=0, last=0, jump=0.0):
    """In each step, a velocity `half` a step away, at the time `at` of a step; `jump`: the step starts further on."""
    by = 1 / steps if by is None else by
    size = by if size is None else size
    for k in range(first, steps + last):
        times = (torch.full((len(x),), (k + part) * by) for part in (0, half if at is None else at))
        trial = velocity(x, next(times)) * by
        x = x + jump * trial + velocity(x + half * trial, next(times)) * size
    return x


def turned(velocity, x, steps):
    return walk(lambda x, time: velocity(x, 1 - time), x, steps)


def stands(velocity, x, steps, half=0.0):
    return walk(lambda x, time: velocity(x, 0 * time), x, steps, half)


def mean_of_both_ends(velocity, x, steps):
    for k in range(steps):
        one = velocity(x, torch.full((len(x),), k / steps))
        x = x + (one + velocity(x + one / steps, torch.full((len(x),), (k + 1) / steps))) / (2 * steps)
    return x


def check(learner):
    agree(
        learner.euler,
        draw,
        walk,
        whole_steps=lambda v, x, n: walk(v, x, n, size=1),
        time_stands=stands,
        time_counts=lambda v, x, n: walk(v, x, n, by=1, size=1 / n),
        time_turned=turned,
        time_late=lambda v, x, n: walk(v, x, n, at=1),
        away=lambda v, x, n: walk(v, x, n, size=-1 / n),
        one_step=lambda v, x, n: walk(v, x, 1),
        one_short=lambda v, x, n: walk(v, x, n, last=-1),
        one_more=lambda v, x, n: walk(v, x, n, last=1),
        stays=lambda v, x, n: x,
    )
    agree(
        learner.midpoint,
        draw,
        lambda v, x, n: walk(v, x, n, half=0.5),
        plain_euler=walk,
        only_time=lambda v, x, n: walk(v, x, n, at=0.5),
        only_place=lambda v, x, n: walk(v, x, n, half=0.5, at=0),
        from_half=lambda v, x, n: walk(v, x, n, half=0.5, jump=0.5),
        two_halves=lambda v, x, n: walk(v, x, n, half=0.5, jump=0.5, size=0.5 / n),
        half_way=lambda v, x, n: walk(v, x, n, half=0.5, size=0.5 / n),
        trial_too_long=lambda v, x, n: walk(v, x, n, half=1.0),
        trial_whole=lambda v, x, n: walk(v, x, n, half=1.0, at=0.5),
        whole_steps=lambda v, x, n: walk(v, x, n, half=0.5, size=1),
        mean_of_both_ends=mean_of_both_ends,
        time_stands=lambda v, x, n: stands(v, x, n, 0.5),
        away=lambda v, x, n: walk(v, x, n, half=0.5, size=-1 / n),
        one_short=lambda v, x, n: walk(v, x, n, half=0.5, last=-1),
        stays=lambda v, x, n: x,
    )
    return {**quarter_turn(learner), "picture": drawn(learner)}


def quarter_turn(learner):
    """How far from the end of a quarter of a circle one arrives, looking at the velocity eight times."""

    def velocity(x, time):
        return math.pi / 2 * torch.stack([-x[..., 1], x[..., 0]], -1)

    start, end = torch.tensor([[[[1.0, 0.0]]]]), torch.tensor([0.0, 1.0])
    ways = {"euler": learner.euler(velocity, start, 8), "midpoint": learner.midpoint(velocity, start, 4)}
    return {name: (place - end).norm().item() for name, place in ways.items()}


def drawn(learner):
    """From noise to one of ten real digits: the mean velocity of all lines to them is known without a network."""
    x = digits(10, "test")[0].float().div(127.5).sub(1).flatten(1)  # (10, 784)
    seen = []

    def velocity(point, time):
        seen.append(point)
        left = 1 - time[:, None]  # (1, 1)
        apart = point.flatten(1) - time[:, None] * x  # (10, 784): the noise that would have led here
        share = (apart.square().sum(1) / (-2 * left**2)).softmax(1)  # (1, 10): how likely each digit is the end
        return ((share @ x).view_as(point) - point) / left

    end = learner.euler(velocity, torch.randn(1, 1, 28, 28), 10)
    return picture(torch.cat([one[0, 0, 3:25, 3:25].clamp(-1, 1) for one in (seen[0], seen[5], end)], 1), 66)
