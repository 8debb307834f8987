from random import randint, uniform

import torch

from pytorch_study.exercises.kit import agree, digits, picture, wrong


def draw_labels():
    n, classes, share = randint(7, 9), randint(5, 7), uniform(0.3, 0.6)
    label, luck = torch.randint(1, classes - 1, (n,)), torch.rand(n)
    luck[0], luck[1] = share / 2, (share + 1) / 2  # at least one of each
    return label, luck, share, classes


def draw():
    n, classes = randint(4, 5), randint(6, 7)
    slope, shift = torch.randn(classes + 1), torch.randn(classes + 1)

    def net(x, time, label):
        if getattr(label, "shape", None) != (len(x),):
            wrong("label_shape", function="guided")
        return (slope[label] * time).view(-1, 1, 1, 1) * x + shift[label].view(-1, 1, 1, 1)

    x, label = torch.randn(n, 1, randint(2, 3), randint(4, 5)), torch.randint(1, classes - 1, (n,))
    return net, x, torch.rand(n) + 0.2, label, classes, round(uniform(1.5, 4), 2)


def mix(towards, without, hidden=None):
    """Two numbers by `towards` and `without`, which get the scale: the shares of both velocities."""

    def velocity(net, x, time, label, classes, scale):
        other = torch.full_like(label, classes if hidden is None else hidden(classes))
        return towards(scale) * net(x, time, label) + without(scale) * net(x, time, other)

    return velocity


def check(learner):
    agree(
        learner.hide,
        draw_labels,
        lambda label, luck, share, classes: torch.where(luck < share, classes, label),
        inverted=lambda label, luck, share, classes: torch.where(luck < share, label, classes),
        hidden_as_zero=lambda label, luck, share, classes: torch.where(luck < share, 0, label),
        hidden_as_last=lambda label, luck, share, classes: torch.where(luck < share, classes - 1, label),
        hidden_as_minus_one=lambda label, luck, share, classes: torch.where(luck < share, -1, label),
        all_hidden=lambda label, luck, share, classes: torch.full_like(label, classes),
        none_hidden=lambda label, *_: label,
        left_out=lambda label, luck, share, classes: label[luck >= share],
    )
    agree(
        learner.guided,
        draw,
        mix(lambda s: s, lambda s: 1 - s),
        exchanged=mix(lambda s: 1 - s, lambda s: s),
        one_more=mix(lambda s: 1 + s, lambda s: -s),
        away=mix(lambda s: -s, lambda s: 1 + s),
        only_difference=mix(lambda s: s, lambda s: -s),
        added=mix(lambda s: s, lambda s: 1),
        only_scaled=mix(lambda s: s, lambda s: 0),
        only_label=mix(lambda s: 1, lambda s: 0),
        no_label=mix(lambda s: 0, lambda s: 1),
        hidden_as_zero=mix(lambda s: s, lambda s: 1 - s, lambda classes: 0),
        hidden_as_last=mix(lambda s: s, lambda s: 1 - s, lambda classes: classes - 1),
    )
    return {"picture": where_it_leads(learner)}


def where_it_leads(learner):
    """At time 0 the noise says nothing: the mean velocity leads to the mean of a class, or of all. Scales 0, 1, 3."""
    x, y = digits(1000, "test")
    x = x.float() / 255
    ends = torch.stack([*(x[y == k].mean(0) for k in range(10)), x.mean(0)])[:, None]  # (11, 1, 28, 28)
    noise, label = torch.randn(1, 1, 28, 28), torch.randint(0, 10, (1,))
    start = noise, torch.zeros(1), label, 10
    reached = [noise + learner.guided(lambda x, time, y: ends[y] - x, *start, scale) for scale in (0.0, 1.0, 3.0)]
    return picture(torch.cat([one[0, 0, 3:25, 3:25].clamp(0, 1) for one in reached], 1), 66)
