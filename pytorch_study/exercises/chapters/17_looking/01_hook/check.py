import copy
from random import randint

import torch
from torch import nn

from pytorch_study.exercises.kit import difference, digit_net, digits, picture, shown, size, wrong


class Net(nn.Module):
    """Like many that one meets: blocks within blocks, and ReLU in place."""

    def __init__(self, c, classes):
        super().__init__()
        self.stem = nn.Conv2d(1, c, 3)
        self.block = nn.Sequential(
            nn.BatchNorm2d(c), nn.ReLU(inplace=True), nn.Conv2d(c, 5, 3, padding=1), nn.ReLU(inplace=True)
        )
        self.drop, self.head = nn.Dropout(0.5), nn.Linear(5, classes)

    def forward(self, x):
        return self.head(self.drop(self.block(self.stem(x)).mean((2, 3))))


def outputs(net, x):
    """What each layer puts out, computed without hooks."""
    with torch.no_grad():
        net = copy.deepcopy(net).eval()
        stem = net.stem(x)
        norm = net.block[0](stem)
        second = net.block[2](norm.relu())
        return {"stem": stem, "norm": norm, "second": second, "head": net.head(second.relu().mean((2, 3)))}


def check(learner):
    for name in ("stem", "second", "norm", "head"):
        training = name != "second"
        net, x = Net(randint(3, 4), randint(6, 8)), torch.randn(randint(2, 3), 1, 9, 11)
        with torch.no_grad():
            net.train()(torch.randn(20, 1, 9, 11) * 2 + 1)  # batch normalisation has seen other data
        net.train(training)
        layer = {"stem": net.stem, "norm": net.block[0], "second": net.block[2], "head": net.head}[name]
        expected, before = outputs(net, x), copy.deepcopy(net.state_dict())
        got = learner.features(net, layer, x)
        if got is None:
            wrong("no_return", function="features")
        if isinstance(got, list | tuple) and len(got) == 1:
            wrong("a_list", function="features")
        _untouched(net, before, training)
        where = {"call": f"features(net, net.{name}, tensor{size(x)})", "got": shown(got)}
        where["expected"] = shown(expected[name])
        if isinstance(got, torch.Tensor) and got.requires_grad:
            wrong("gradients", **where)
        if found := difference(got, expected[name]):
            known = {
                "overwritten": expected[name].relu(),
                "net_output": expected["head"],
                "input_kept": {"stem": x, "norm": expected["stem"], "second": expected["norm"].relu()}.get(name),
            }
            for mistake, theirs in known.items():
                if theirs is not None and difference(got, theirs) is None:
                    wrong(mistake, **where)
            if _in_training(got, name):
                wrong("training_mode", **where)
            wrong(found.name, **{**where, **found.values})
    return _seen(learner)


def _untouched(net, before, training):
    if difference(list(net.state_dict().values()), list(before.values()), 0.0):
        wrong("statistics_moved", function="features")
    if any(one._forward_hooks or one._forward_pre_hooks for one in net.modules()):
        wrong("hook_left", function="features")
    if any(one.training != training for one in net.modules()):
        wrong("mode_changed", function="features")


def _in_training(got, name):
    """Whether it was normalised by the batch's own statistics: each channel's mean is then the bias, 0."""
    four = name == "norm" and isinstance(got, torch.Tensor) and got.dim() == 4
    return four and got.mean((0, 2, 3)).abs().max() < 1e-3


def _seen(learner):
    net = digit_net()
    x = (digits(1, "test")[0][:, None].float() / 255 - 0.1307) / 0.3081
    maps = learner.features(net, net.conv1, x)[0]
    strong = maps.flatten(1).std(1).topk(2).indices
    return {"digit": picture(x[0, 0]), "one": picture(maps[strong[0]]), "two": picture(maps[strong[1]])}
