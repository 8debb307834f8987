import time
from random import randint

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from pytorch_study.exercises.by_hand import by_hand
from pytorch_study.exercises.kit import agree


def right(net, x):
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net(x)
    return counter.get_total_flops()


@torch.no_grad()
def count(net, x, kinds=(nn.Conv2d, nn.Linear), factor=2, of=lambda layer, x, y: y.numel() * layer.weight[0].numel()):
    total = 0
    for layer in net:
        before, x = x, layer(x)
        total += factor * of(layer, before, x) if isinstance(layer, kinds) else 0
    return total


def network():
    c, k, groups = randint(2, 3), randint(6, 7), randint(2, 3)
    features = nn.Sequential(
        nn.Conv2d(c, k * groups, 3, stride=2),
        nn.BatchNorm2d(k * groups),
        nn.ReLU(),
        nn.Conv2d(k * groups, 5 * groups, 5, padding=1, groups=groups),
        nn.MaxPool2d(2),
        nn.Flatten(),
    )
    x = torch.randn(randint(3, 4), c, randint(17, 18), randint(21, 22))
    with torch.no_grad():
        width = features(x).shape[1]
    return nn.Sequential(*features, nn.Linear(width, 11), nn.ReLU(), nn.Linear(11, 4, bias=False)), x


def check(learner):
    def flop(net, x):  # so that messages name it as the learner does
        with by_hand(classes={FlopCounterMode: "__enter__"}):
            return learner.flop(net, x)

    agree(
        flop,
        network,
        right,
        tolerance=1e-9,
        multiplications_only=lambda net, x: count(net, x, factor=1),
        one_picture=lambda net, x: right(net, x[:1]),
        convolutions_only=lambda net, x: count(net, x, nn.Conv2d),
        linear_only=lambda net, x: count(net, x, nn.Linear),
        parameters=lambda net, x: sum(p.numel() for p in net.parameters()),
        weights_only=lambda net, x: count(net, x, of=lambda layer, x, y: layer.weight.numel()),
        weights_times_batch=lambda net, x: count(net, x, of=lambda layer, x, y: len(x) * layer.weight.numel()),
        input_counted=lambda net, x: count(net, x, of=lambda layer, x, y: x.numel() * layer.weight[0].numel()),
        no_kernel=lambda net, x: count(net, x, of=lambda layer, x, y: y.numel() * layer.weight.shape[1]),
        all_weights_each=lambda net, x: count(net, x, of=lambda layer, x, y: y.numel() * layer.weight.numel()),
        groups_forgotten=lambda net, x: count(
            net, x, of=lambda layer, x, y: y.numel() * layer.weight[0].numel() * getattr(layer, "groups", 1)
        ),
        with_bias=lambda net, x: (
            right(net, x) + count(net, x, factor=1, of=lambda layer, x, y: y.numel() if layer.bias is not None else 0)
        ),
        size_only=lambda net, x: count(net, x, of=lambda layer, x, y: y.numel()),
    )
    x = torch.randn(50, 3, 32, 32)
    lines = []
    for name, layer in (
        ("Conv2d(3, 32, 3)", nn.Conv2d(3, 32, 3, padding=1)),
        ("Conv2d(32, 32, 3)", nn.Conv2d(32, 32, 3, padding=1)),
        ("Linear(32768, 128)", nn.Sequential(nn.Flatten(), nn.Linear(32 * 32 * 32, 128))),
    ):
        part = layer if isinstance(layer, nn.Sequential) else nn.Sequential(layer)
        work = learner.flop(part, x)
        with torch.no_grad():
            part(x[:2])
            started = time.perf_counter()
            x = part(x)
            seconds = time.perf_counter() - started
        parameters = sum(p.numel() for p in part.parameters())
        lines.append(f"  {name:<19}{parameters:>10,}{work / 1e6:>10,.0f} MFLOP{1e3 * seconds:>8.1f} ms")
    return {"lines": "\n".join(lines)}
