import copy
from random import randint

import torch
from torch import nn

from pytorch_study.exercises.kit import difference, size, wrong


def check(learner):
    numbers = []
    for training in (True, False, True):
        c, classes, channels = randint(1, 3), randint(4, 9), randint(3, 5)
        shape = (c, randint(17, 24), randint(27, 34))
        features = nn.Sequential(
            nn.Conv2d(c, channels, randint(3, 5), stride=randint(1, 2)),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.MaxPool2d(2),
        ).train(training)
        before = copy.deepcopy(features.state_dict())
        got = learner.head(features, shape, classes)
        if got is None:
            wrong("no_return", function="head")
        if difference(list(features.state_dict().values()), list(before.values()), 0.0):
            wrong("features_changed", function="head")
        if features.training != training:
            wrong("mode_changed", function="head")
        if not isinstance(got, nn.Module):
            wrong("type", function="head", type=type(got).__name__, expected="nn.Sequential(...)", got="")
        with torch.no_grad():
            out = copy.deepcopy(features).eval()(torch.randn(3, *shape))
        linear = [one for one in got.modules() if isinstance(one, nn.Linear)]
        if len(linear) != 1:
            wrong("one_linear", function="head", count=len(linear))
        given, wanted = linear[0].in_features, out[0].numel()
        known = {
            "input_size": c * shape[1] * shape[2],
            "channels_only": out.shape[1],
            "no_channels": out.shape[2] * out.shape[3],
            "last_only": out.shape[3],
        }
        if given != wanted:
            name = next((name for name, number in known.items() if number == given), "does_not_fit")
            wrong(name, function="head", given=given, wanted=wanted, shape=size(out[0]))
        try:
            scores = got(out)
        except RuntimeError:
            wrong("no_flatten", function="head", shape=size(out))
        if scores.shape != (3, classes):
            wrong("shape", function="head", shape=size(scores), wanted=f"(3, {classes})")
        if difference(scores, out.flatten(1) @ linear[0].weight.T + linear[0].bias):
            wrong("more_than_linear", function="head")
        numbers.append(f"{shape} -> {size(out[0])} -> {wanted}")
    return {"lines": "\n".join(f"  {one}" for one in numbers)}
