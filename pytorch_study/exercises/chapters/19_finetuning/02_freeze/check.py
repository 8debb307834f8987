import copy
from random import randint

import torch
import torch.nn.functional as F
from torch import nn

from pytorch_study.exercises.kit import difference, shown, size, wrong


def network(width):
    net = nn.Sequential(
        nn.Conv2d(2, 5, 3), nn.BatchNorm2d(5), nn.ReLU(), nn.Dropout(0.5), nn.Flatten(), nn.Linear(5 * 16, width)
    )
    with torch.no_grad():
        for _ in range(5):
            net.train()(torch.randn(9, 2, 6, 6) * 2 + 1)
    return net.train()


def steps(model, x, y, count):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=0.01)
    for _ in range(count):
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


def numbers(net):
    """What makes a network's answers: parameters and statistics, not the count of batches."""
    return [value for name, value in net.state_dict().items() if not name.endswith("num_batches_tracked")]


def check(learner):
    width, classes, n = randint(6, 8), randint(3, 5), randint(9, 11)
    backbone = network(width)
    before, still = copy.deepcopy(numbers(backbone)), copy.deepcopy(backbone).eval()
    model = learner.FineTuned(backbone, width, classes)
    for name in ("backbone", "head"):
        if not isinstance(getattr(model, name, None), nn.Module):
            wrong("no_part", function="FineTuned", name=name)
    if not isinstance(model.head, nn.Linear) or model.head.weight.shape != (classes, width):
        wrong(
            "head_size", function="FineTuned", got=shown(getattr(model.head, "weight", None)), wanted=(classes, width)
        )
    fresh = copy.deepcopy(model)
    if model.train() is not model or model.train(False) is not model:
        wrong("not_self", function="train")
    model.train()
    if any(p.requires_grad for p in model.backbone.parameters()):
        wrong("not_frozen", function="__init__")
    if not all(p.requires_grad for p in model.head.parameters()):
        wrong("head_frozen", function="__init__")
    if not model.training or not model.head.training:
        wrong("mode_lost", function="train")
    x, y = torch.randn(n, 2, 6, 6) * 3 - 1, torch.arange(n) % classes
    out = model(x)
    if out is None:
        wrong("no_return", function="forward")
    with torch.no_grad():
        features = still(x)
        expected = model.head(features)
    where = {"call": f"model(tensor{size(x)})", "got": shown(out), "expected": shown(expected)}
    if difference(numbers(model.backbone), before, 0.0):
        wrong("statistics_moved", function="train")
    if found := difference(out, expected):
        if difference(out, features) is None:
            wrong("no_head", **where)
        if found.name == "values":
            wrong("batch_statistics", **where)
        wrong(found.name, **{**where, **found.values})
    head = copy.deepcopy(model.head)
    whole = nn.Sequential(model)  # as a part of something larger, whose loop begins with train()
    for _ in range(2):
        whole.train()
        steps(whole, x, y, 3)
        whole.eval()
        if model.training or model.head.training:
            wrong("never_eval", function="train")
        with torch.no_grad():
            model(x)
    if difference(numbers(model.backbone), before, 0.0):
        wrong("statistics_moved", function="train")
    if difference(model.head.weight, head.weight) is None:
        wrong("head_frozen", function="forward")
    with torch.no_grad():
        fresh(x)
    if difference(numbers(fresh.backbone), before, 0.0):
        wrong("moved_at_start", function="__init__")
    usual = nn.Sequential(copy.deepcopy(still).requires_grad_(False), copy.deepcopy(head)).train()
    steps(usual, x, y, 6)
    probe = torch.randn(20, 2, 6, 6)
    with torch.no_grad():
        drift = (usual[0].eval()(probe) - still(probe)).abs().mean() / still(probe).abs().mean()
    count = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return {"count": count, "all": sum(p.numel() for p in model.parameters()), "drift": drift.item()}
