import copy
from random import randint

import torch
from torch import nn

from pytorch_study.exercises.kit import difference, wrong


def check(learner):
    c = randint(30, 40)
    net = nn.Sequential(
        nn.Conv2d(c, 2 * c, 3, bias=False),
        nn.BatchNorm2d(2 * c),
        nn.Sequential(nn.ReLU(), nn.Sequential(nn.Linear(5 * c, 8 * c))),
    )
    nn.init.normal_(net[1].weight)
    nn.init.normal_(net[1].bias)
    before, twin = copy.deepcopy(net), copy.deepcopy(net)
    learner.initialise(net)
    learner.initialise(twin)
    linear = net[2][1][0]
    if difference(list(net[1].state_dict().values()), list(before[1].state_dict().values())):
        wrong("other_layers", function="initialise")
    pairs = (("Conv2d", net[0], before[0], twin[0], c * 9), ("Linear", linear, before[2][1][0], twin[2][1][0], 5 * c))
    if all(torch.equal(layer.weight, old.weight) for _, layer, old, _, _ in pairs):
        wrong("trains_nothing", function="initialise")
    for kind, layer, old, other, fan in pairs:
        std, wanted = layer.weight.std().item(), (2 / fan) ** 0.5
        where = {"function": "initialise", "layer": kind, "std": f"{std:.4f}", "wanted": f"{wanted:.4f}"}
        if torch.equal(layer.weight, old.weight):
            wrong("left_out", **where)
        if not layer.weight.requires_grad:
            wrong("frozen", **where)
        outputs = layer.weight.shape[0]
        known = {
            "no_root": 2 / fan,
            "no_two": (1 / fan) ** 0.5,
            "fan_out": (2 / (outputs * (9 if kind == "Conv2d" else 1))) ** 0.5,
            "outputs_only": (2 / outputs) ** 0.5,
            "no_kernel": (2 / layer.weight.shape[1]) ** 0.5,
        }
        if abs(std / wanted - 1) > 0.05:  # of 18000 numbers and more the spread is known to a half of a per cent
            wrong(next((name for name, one in known.items() if abs(std / one - 1) < 0.05), "other_spread"), **where)
        if abs(layer.weight.mean().item()) > 0.05 * wanted:
            wrong("not_centred", **where)
        if layer.weight.abs().max().item() < 2.5 * wanted:
            wrong("not_normal", **where)
        if layer.bias is not None and layer.bias.abs().max().item():
            wrong("bias_kept", **where)
        if torch.equal(layer.weight, other.weight):
            wrong("fixed", **where)
    deep = nn.Sequential(*[layer for _ in range(20) for layer in (nn.Linear(100, 100, bias=False), nn.ReLU())])
    x = torch.randn(200, 100)
    plain = deep(x).std().item()
    learner.initialise(deep)
    return {"plain": plain, "he": deep(x).std().item()}
