from random import randint, uniform

import torch
from torch import nn

from pytorch_study.exercises.kit import difference, shown, wrong

ELSEWHERE = 77.0
"""The optimizer's own rate, for groups that have none."""


def network():
    sizes = [randint(3, 9) for _ in range(randint(5, 6))]
    blocks = [
        nn.Sequential(nn.Linear(a, b), nn.BatchNorm1d(b), nn.ReLU()) if k % 2 else nn.Linear(a, b)
        for k, (a, b) in enumerate(zip(sizes, sizes[1:]))
    ]
    net = nn.Sequential(*blocks)
    net[0].bias.requires_grad_(False)
    net[1][1].requires_grad_(False)
    return net


def rates(net, found):
    """The rate that each block is really trained with: how far one step of SGD moves it along a gradient of 1."""
    try:
        optimizer = torch.optim.SGD(found, lr=ELSEWHERE)
    except (ValueError, KeyError, TypeError) as error:
        name = "twice" if "more than one" in str(error) or "duplicate" in str(error) else "not_groups"
        wrong(name, function="groups", what=str(error).split("\n")[0])
    known = {p for group in optimizer.param_groups for p in group["params"]}
    if not all(p.requires_grad for p in known):
        wrong("frozen_included", function="groups")
    if missing := [name for name, p in net.named_parameters() if p.requires_grad and p not in known]:
        wrong("missing", function="groups", name=missing[0], count=len(missing))
    before = [[p.detach().clone() for p in block.parameters()] for block in net]
    for p in net.parameters():
        p.grad = torch.ones_like(p) if p.requires_grad else None
    optimizer.step()
    moved = []
    for block, old in zip(net, before, strict=True):
        steps = [float((a - p.detach()).mean()) for a, p in zip(old, block.parameters()) if p.requires_grad]
        moved.append(steps)
    return moved


def check(learner):
    for _ in range(3):
        net, lr, factor = network(), uniform(0.2, 0.6), uniform(0.3, 0.8)
        found = learner.groups(net, lr, factor)
        if found is None:
            wrong("no_return", function="groups")
        if isinstance(found, dict) or not hasattr(found, "__iter__"):
            wrong("not_groups", function="groups", what=type(found).__name__)
        moved, n = rates(net, list(found)), len(net)
        right = [lr * factor ** (n - 1 - k) for k in range(n)]
        got = [steps[0] for steps in moved]
        where = {
            "call": f"groups({n} blocks, lr={lr:.3f}, factor={factor:.3f})",
            "got": shown([round(one, 4) for one in got]),
            "expected": shown([round(one, 4) for one in right]),
        }
        if any(difference(one, steps[0], 1e-3) for steps in moved for one in steps):
            wrong("within_block", **where)
        if difference(got, right, 1e-3):
            known = {
                "no_lr": [ELSEWHERE] * n,
                "all_same": [lr] * n,
                "reversed": right[::-1],
                "one_too_many": [lr * factor ** (n - k) for k in range(n)],
                "divided": [lr / factor ** (n - 1 - k) for k in range(n)],
                "factor_once": [lr * factor] * (n - 1) + [lr],
                "linear": [lr * (k + 1) / n for k in range(n)],
                "times_distance": [lr * factor * (n - 1 - k) if k < n - 1 else lr for k in range(n)],
                "factor_only": [factor ** (n - 1 - k) for k in range(n)],
            }
            for name, theirs in known.items():
                if difference(got, theirs, 1e-3) is None:
                    wrong(name, **where)
            wrong("elsewhere", **where)
    net = nn.Sequential(*[nn.Linear(8, 8) for _ in range(6)])
    some = torch.optim.SGD(learner.groups(net, 0.01, 0.5), lr=1.0).param_groups
    return {"lines": "\n".join(f"  {one:.5f} {'#' * round(4000 * one)}" for one in sorted(g["lr"] for g in some))}
