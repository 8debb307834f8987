from random import randint

import torch
from torch import nn

from pytorch_study.exercises.kit import agree, digit_net, digits, picture, shown, wrong


class Table(nn.Module):
    """Puts out the scores that stand in its input; notes how it is asked."""

    asked = []

    def forward(self, x):
        self.asked.append((self.training, torch.is_grad_enabled()))
        return x[:, :, 0]


def parts(x, y):
    scores = x[:, :, 0]
    p, guess = scores.softmax(1).max(1)
    return scores, p, guess, (guess != y).nonzero()[:, 0]


def right(net, x, y, count, key=lambda scores, p, y: p, descending=True):
    scores, p, _, mistakes = parts(x, y)
    return mistakes[key(scores, p, y)[mistakes].argsort(descending=descending)][:count]


def margin(scores, p, y):
    return scores.softmax(1).topk(2).values.diff(dim=1)[:, 0].neg()


def own(scores, p, y):
    return scores.softmax(1)[torch.arange(len(y)), y]


def draw():
    classes, n = randint(4, 5), randint(50, 60)
    scores = torch.randn(n, classes) * (torch.rand(n, 1) * 2 + 0.5) + 4 * torch.rand(n, 1)
    y = scores.argmax(1)
    bad = torch.randperm(n)[: randint(20, 24)]
    y[bad] = (y[bad] + torch.randint(1, classes, (len(bad),))) % classes
    return Table(), scores[:, :, None], y, randint(6, 8)


def few():
    net, x, y, _ = draw()
    keep = torch.cat([(x[:, :, 0].argmax(1) != y).nonzero()[:3, 0], (x[:, :, 0].argmax(1) == y).nonzero()[:9, 0]])
    return net, x[keep], y[keep], 7


def check(learner):
    Table.asked.clear()
    mistakes = {
        "right_ones_too": lambda net, x, y, k: parts(x, y)[1].argsort(descending=True)[:k],
        "right_ones": lambda net, x, y, k: _of_right(x, y)[:k],
        "least_sure": lambda *a: right(*a, descending=False),
        "by_scores": lambda *a: right(*a, key=lambda s, p, y: s.max(1).values),
        "by_own_class": lambda *a: right(*a, key=own, descending=False),
        "by_own_class_high": lambda *a: right(*a, key=own),
        "by_margin": lambda *a: right(*a, key=margin),
        "not_sorted": lambda net, x, y, k: parts(x, y)[3][:k],
        "index_among_mistakes": lambda net, x, y, k: parts(x, y)[1][parts(x, y)[3]].argsort(descending=True)[:k],
        "all_of_them": lambda net, x, y, k: right(net, x, y, len(x)),
        "mask": lambda net, x, y, k: parts(x, y)[2] != y,
        "probabilities": lambda net, x, y, k: parts(x, y)[1][right(net, x, y, k)],
        "over_batch": lambda net, x, y, k: _over_batch(x, y)[:k],
    }
    agree(learner.surest, draw, right, **mistakes)
    if any(training for training, _ in Table.asked):
        wrong("training_mode", function="surest")
    if any(grad for _, grad in Table.asked):
        wrong("gradients", function="surest")
    net, x, y, count = few()
    got, expected = learner.surest(net, x, y, count), right(net, x, y, count)
    if isinstance(got, torch.Tensor) and len(got) == count and torch.equal(got[: len(expected)], expected):
        wrong("filled_up", call=f"surest(net, x, y, {count})", got=shown(got), expected=shown(expected))
    agree(learner.surest, few, right, **mistakes)
    return _seen(learner)


def _of_right(x, y):
    _, p, guess, _ = parts(x, y)
    good = (guess == y).nonzero()[:, 0]
    return good[p[good].argsort(descending=True)]


def _over_batch(x, y):
    p, guess = x[:, :, 0].softmax(0).max(1)
    mistakes = (guess != y).nonzero()[:, 0]
    return mistakes[p[mistakes].argsort(descending=True)]


def _seen(learner):
    net = digit_net()
    x, y = digits(2000, "test")
    z = (x[:, None].float() / 255 - 0.1307) / 0.3081
    worst = learner.surest(net, z, y, 2)
    with torch.no_grad():
        p, guess = net.eval()(z[worst]).softmax(1).max(1)
    lines = [
        f"{int(y[k])} -> {int(g)} ({float(one):.1%})\n{picture(x[k])}" for k, g, one in zip(worst.tolist(), guess, p)
    ]
    return {"pictures": "\n\n".join(lines) or "-"}
