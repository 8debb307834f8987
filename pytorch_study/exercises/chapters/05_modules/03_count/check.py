from random import randint

from torch import nn

from pytorch_study.exercises.kit import agree


class Net(nn.Module):
    def __init__(self, a, b, c):
        super().__init__()
        self.conv = nn.Conv2d(a, b, 3)
        self.body = nn.Sequential(nn.Linear(b, c), nn.ReLU(), nn.Linear(c, c, bias=False))
        self.frozen = nn.Linear(c, 7)
        self.head = nn.Linear(c, 4)
        self.again = self.head  # shared
        self.head.bias.requires_grad = False
        for one in self.frozen.parameters():
            one.requires_grad = False


def tally(net, size=lambda p: p.numel(), frozen=False, duplicates=False, key=lambda name: name.split(".")[0]):
    parts = {}
    for name, p in net.named_parameters(remove_duplicate=not duplicates):
        if p.requires_grad or frozen:
            parts[key(name)] = parts.get(key(name), 0) + size(p)
    return parts


def check(learner):
    def draw():
        return (Net(randint(2, 4), randint(5, 7), randint(8, 9)),)

    agree(
        learner.count,
        draw,
        tally,
        frozen_counted=lambda net: tally(net, frozen=True),
        tensors_counted=lambda net: tally(net, size=lambda p: 1),
        first_size=lambda net: tally(net, size=len),
        whole_names=lambda net: tally(net, key=lambda name: name),
        shared_twice=lambda net: tally(net, duplicates=True),
        one_number=lambda net: sum(tally(net).values()),
        last_only=lambda net: {n.split(".")[0]: p.numel() for n, p in net.named_parameters() if p.requires_grad},
        zero_parts=lambda net: {"frozen": 0, **tally(net)},
    )
    from pytorch_study.lessons.mnist import MnistNet

    parts = learner.count(MnistNet())
    lines = "\n".join(f"  {name:8} {number:8,}" for name, number in parts.items())
    return {"total": f"{sum(parts.values()):,}", "lines": lines}
