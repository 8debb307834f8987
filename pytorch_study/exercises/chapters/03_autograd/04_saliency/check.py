from random import randint

import torch
from torch import nn

from pytorch_study.exercises.kit import described, difference, digits, picture, shown, wrong


def check(learner):
    for _ in range(3):
        n, h, w = randint(2, 3), randint(4, 5), randint(6, 7)
        net = nn.Sequential(nn.Flatten(), nn.Linear(h * w, 8), nn.Tanh(), nn.Linear(8, 4))
        x, y = torch.randn(n, 1, h, w), torch.randint(0, 4, (n,))
        before = x.clone()
        got = learner.saliency(net, x, y)  # not by `call`, which would hand it a copy of the network
        if got is None:
            wrong("no_return", function="saliency")
        if difference(x, before, 0.0):
            wrong("changed_input", function="saliency", got=shown(x), expected=shown(before))
        if x.requires_grad:
            wrong("x_marked", function="saliency")
        hidden = torch.tanh(net[1](x.flatten(1)))
        weights = ((1 - hidden**2) * net[3].weight[y]) @ net[1].weight  # (N, H * W), by the chain rule
        right = weights.detach().view(n, h, w).abs()
        where = {"call": described(learner.saliency, (net[3], x, y)), "got": shown(got), "expected": shown(right)}
        if any(one.grad is not None for one in net.parameters()):
            wrong("left_in_network", function="saliency")
        known = {
            "signed": weights.detach().view(n, h, w),
            "with_channel": right[:, None],
            "all_classes": (((1 - hidden**2) * net[3].weight.sum(0)) @ net[1].weight).detach().view(n, h, w).abs(),
            "squared": right**2,
            "averaged": right / n,
        }
        for name, theirs in known.items():
            if difference(got, right) and difference(got, theirs) is None:
                wrong(name, **where)
        if found := difference(got, right):
            wrong(found.name, **{**where, **found.values})
    images, labels = digits(3000)
    flat = images.flatten(1).float() / 255
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    optimizer = torch.optim.Adam(net.parameters(), 0.01)
    for _ in range(60):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(flat), labels).backward()
        optimizer.step()
    where = (labels == 0).nonzero()[0]
    found = learner.saliency(net, images[where][:, None].float() / 255, labels[where])[0]
    return {"picture": picture(torch.cat([images[where][0] / 255, found / found.max()], 1), 56)}
