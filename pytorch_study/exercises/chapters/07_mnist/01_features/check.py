from random import randint

import torch
import torch.nn.functional as F
from torch import nn

from pytorch_study.exercises.kit import difference, digits, picture, shown, size, wrong

SHAPES = {"conv1.weight": (10, 1, 5, 5), "conv1.bias": (10,), "conv2.weight": (1, 10, 3, 3), "conv2.bias": (1,)}


def check(learner):
    for _ in range(2):
        net = learner.Features()
        found = {name: tuple(p.shape) for name, p in net.named_parameters()}
        if not found:
            wrong("no_layers", function="Features")
        for name, shape in SHAPES.items():
            if found.get(name) != shape:
                wrong("layer", function="Features", name=name, got=found.get(name), expected=shape)
        if len(found) != 4:
            wrong("more_layers", function="Features", names=", ".join(found))
        nn.init.normal_(net.conv1.bias)
        nn.init.normal_(net.conv2.weight, std=0.3)
        x = torch.randn(randint(2, 4), 1, 28, 28)
        a = F.conv2d(x, net.conv1.weight, net.conv1.bias)

        def second(h, net=net, relu=True):
            h = F.conv2d(h, net.conv2.weight, net.conv2.bias)
            return (h.relu() if relu else h).flatten(1)

        with torch.no_grad():  # outputs on both sides of 0, or a missing ReLU could not be seen
            net.conv2.bias -= second(F.max_pool2d(a, 2).relu(), relu=False).median()
        right = second(F.max_pool2d(a, 2).relu())
        got = net(x)
        if got is None:
            wrong("no_return", function="Features.forward")
        where = {"call": f"Features.forward(tensor{size(x)})", "got": shown(got), "expected": shown(right)}
        known = {
            "no_pool": second(a.relu()),
            "average_pool": second(F.avg_pool2d(a, 2).relu()),
            "no_first_relu": second(F.max_pool2d(a, 2)),
            "no_last_relu": second(F.max_pool2d(a, 2).relu(), relu=False),
            "not_flat": right.view(-1, 1, 10, 10),
            "flat_all": right.flatten(),
        }
        for name, theirs in known.items():
            if difference(got, right) and difference(got, theirs) is None:
                wrong(name, **where)
        if found := difference(got, right):
            wrong(found.name, **{**where, **found.values})
    x = digits(1)[0][:, None].float() / 255
    edges = nn.Conv2d(1, 1, 5, bias=False)
    edges.weight.data = torch.tensor([-1.0, -1, 0, 1, 1]).repeat(5, 1)[None, None]
    return {"picture": picture(torch.cat([x[0, 0, 2:26, 2:26], edges(x)[0, 0].detach().relu() / 5], 1), 48)}
