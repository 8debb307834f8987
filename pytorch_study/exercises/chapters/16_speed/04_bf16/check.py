import copy
from itertools import cycle
from random import randint

import torch
import torch.nn.functional as F
from torch import nn

from pytorch_study.exercises.kit import agree, difference, digits, shown, wrong

LOW = torch.bfloat16


def one_by_one(values, dtype):
    total = torch.zeros((), dtype=dtype)
    for value in values.to(dtype):
        total += value
    return total.item()


def numbers():
    """Numbers between 0.5 and 1.5 whose sums, exact or rounded in one way or another, all differ in bf16."""
    while True:
        values = torch.randint(64, 192, (randint(350, 450),)) / 128 + 0.0018  # rounded down, every one
        exact = values.to(LOW).double().sum().item()
        if 0.3 < exact % 2 < 0.9 and abs(one_by_one(values, LOW) - exact) > 2.5:
            return values


class Net(nn.Module):
    """A small network that notes what its parameters are, and the precision that it computes in."""

    def __init__(self):
        super().__init__()
        self.one, self.two, self.seen = nn.Linear(12, 40), nn.Linear(40, 5), []

    def forward(self, x):
        hidden = self.one(x)
        self.seen.append((self.one.weight.dtype, hidden.dtype))
        return self.two(hidden.relu())


def reference(net, batches, low=LOW, clear=True, loss_low=False):
    net = copy.deepcopy(net)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
    losses = []
    for x, y in batches:
        if clear:
            optimizer.zero_grad()
        with torch.autocast("cpu", dtype=low or LOW, enabled=low is not None):
            out = net(x)
        loss = F.cross_entropy(out if loss_low else out.float(), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, [p.detach() for p in net.parameters()]


def check(learner):
    dtypes = cycle([LOW, torch.float32])
    agree(
        learner.add_up,
        lambda: (numbers(), next(dtypes)),
        one_by_one,
        not_rounded=lambda v, d: v.sum().item(),
        numbers_rounded_only=lambda v, d: v.to(d).double().sum().item(),
        summed_at_once=lambda v, d: v.to(d).sum().item(),
        mean=lambda v, d: one_by_one(v, d) / len(v),
    )
    if not isinstance(learner.add_up(torch.ones(3), LOW), float | int):
        wrong("not_a_number", function="add_up")
    net = Net()
    batches = [(torch.randn(n, 12), torch.randint(0, 5, (n,))) for n in (9, 9, 7, 8)]
    mine = copy.deepcopy(net)
    mine.seen.clear()
    optimizer = torch.optim.SGD(mine.parameters(), lr=0.5)
    losses = [learner.step(mine, optimizer, x, y) for x, y in batches]
    if any(loss is None for loss in losses):
        wrong("no_return", function="step")
    if not all(isinstance(loss, float) for loss in losses):
        wrong("not_a_number", function="step")
    if not mine.seen:
        wrong("not_run", function="step")
    if any(p.dtype != torch.float32 for p in mine.parameters()) or any(one != torch.float32 for one, _ in mine.seen):
        wrong("converted", function="step")
    right, weights = reference(net, batches)
    got = [p.detach() for p in mine.parameters()]
    where = {"call": "step(net, optimizer, x, y)", "got": shown(losses), "expected": shown(right)}
    if difference(got, list(net.parameters())) is None:
        wrong("trains_nothing", **where)
    used = {kind for _, kind in mine.seen}
    if torch.float32 in used:
        wrong("no_autocast", **where)
    if used != {LOW}:
        wrong("another_dtype", **where)
    if difference([losses, got], [right, weights]):
        for name, theirs in {
            "loss_in_bf16": reference(net, batches, loss_low=True),
            "not_cleared": reference(net, batches, clear=False),
        }.items():
            if difference([losses, got], list(theirs)) is None:
                wrong(name, **where)
        wrong("elsewhere", **where)
    return _seen(learner)


def _seen(learner):
    ones = {name: learner.add_up(torch.ones(1000), dtype) for name, dtype in (("full", torch.float32), ("low", LOW))}
    x, y = digits(1400)
    x = (x.flatten(1).float() / 255 - 0.1307) / 0.3081
    net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for a, b in zip(x[:1000].split(50), y[:1000].split(50), strict=True):
        learner.step(net, optimizer, a, b)
    with torch.no_grad():
        accuracy = (net(x[1000:]).argmax(1) == y[1000:]).float().mean().item()
    return {**ones, "accuracy": accuracy}
