from random import randint

import torch
import torch.nn.functional as F
from torch import nn

from pytorch_study.exercises.kit import agree, digit_net, digits, picture, wrong


def rows(x):
    return torch.arange(len(x))


def asked(features, head, x, of):
    """The maps, and the gradient by them of what `of` makes of the scores."""
    maps = features(x).detach().requires_grad_()
    return maps.detach(), torch.autograd.grad(of(head(maps)), maps)[0]


def right(features, head, x, target, of=None, weigh=lambda s: s.mean((2, 3), keepdim=True), end=torch.relu):
    maps, slope = asked(features, head, x, of or (lambda s: s[rows(x), target].sum()))
    return end((weigh(slope) * maps).sum(1))


def draw():
    c, k, classes, n = randint(1, 2), randint(5, 6), randint(7, 8), randint(3, 4)
    features = nn.Conv2d(c, k, 3)
    head = nn.Sequential(nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(k * 3 * 4, classes))
    with torch.no_grad():
        head[3].weight.mul_(4)
    x = torch.randn(n, c, 8, 10)
    with torch.no_grad():
        scores = head(features(x))
    order = scores.argsort(1)
    target = order[:, classes // 2].clone()  # not the highest score
    target[0] = order[0, 1]
    return features, head, x, target


def check(learner):
    agree(
        learner.gradcam,
        draw,
        right,
        tolerance=1e-5,
        no_relu=lambda *a: right(*a, end=lambda one: one),
        absolute=lambda *a: right(*a, end=torch.abs),
        relu_first=_relu_first,
        not_weighted=lambda f, h, x, t: f(x).detach().sum(1).relu(),
        maps_mean=lambda f, h, x, t: f(x).detach().mean(1).relu(),
        gradient_only=lambda f, h, x, t: asked(f, h, x, lambda s: s[rows(x), t].sum())[1].mean(1).relu(),
        each_pixel=lambda *a: right(*a, weigh=lambda s: s),
        weights_summed=lambda *a: right(*a, weigh=lambda s: s.sum((2, 3), keepdim=True)),
        batch_weights=lambda *a: right(*a, weigh=lambda s: s.mean((0, 2, 3), keepdim=True)),
        all_classes=lambda f, h, x, t: right(f, h, x, t, of=lambda s: s.sum()),
        best_class=lambda f, h, x, t: right(f, h, x, t, of=lambda s: s.max(1).values.sum()),
        first_target=lambda f, h, x, t: right(f, h, x, t, of=lambda s: s[:, t[0]].sum()),
        every_target=lambda f, h, x, t: right(f, h, x, t, of=lambda s: s[:, t].sum()),
        probabilities=lambda f, h, x, t: right(f, h, x, t, of=lambda s: s.softmax(1)[rows(x), t].sum()),
        of_loss=lambda f, h, x, t: right(f, h, x, t, of=lambda s: F.cross_entropy(s, t)),
        mean_of_scores=lambda f, h, x, t: right(f, h, x, t, of=lambda s: s[rows(x), t].mean()),
        not_added=_not_added,
    )
    if learner.gradcam(*draw()).requires_grad:
        wrong("attached", function="gradcam")
    net = digit_net()
    x, y = digits(1, "test")
    x = (x[:, None].float() / 255 - 0.1307) / 0.3081
    where = learner.gradcam(net.conv1, Rest(net), x, y)[0]
    return {"digit": int(y), "picture": picture(x[0, 0]), "where": picture(where)}


class Rest(nn.Module):
    """What follows the first convolution; a module, as in `draw`: an answer may call `head.zero_grad()`."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, maps):
        net = self.net
        out = F.relu(net.conv2(F.relu(F.max_pool2d(maps, 2)))).flatten(1)
        return net.linear3(F.relu(net.linear2(F.relu(net.linear1(out)))))


def _relu_first(features, head, x, target):
    maps, slope = asked(features, head, x, lambda s: s[rows(x), target].sum())
    return (slope.mean((2, 3), keepdim=True) * maps).relu().sum(1)


def _not_added(features, head, x, target):
    maps, slope = asked(features, head, x, lambda s: s[rows(x), target].sum())
    return (slope.mean((2, 3), keepdim=True) * maps).relu()
