import copy
import tempfile
from pathlib import Path
from random import randint
from unittest import mock

import torch
import torch.nn.functional as F
from torch import nn

from pytorch_study.exercises.kit import curve, shown, wrong


def fresh():
    net = nn.Sequential(nn.Linear(5, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.3), nn.Linear(16, 1))
    return net, torch.optim.Adam(net.parameters(), lr=0.02)


def train(net, optimizer, x, y, steps):
    losses = []
    for _ in range(steps):
        k = torch.randperm(len(x))[:16]
        optimizer.zero_grad()
        loss = F.mse_loss(net(x[k]), y[k])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def equal(one, other):
    if isinstance(one, torch.Tensor):
        return isinstance(other, torch.Tensor) and torch.equal(one, other)
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(equal(one[k], other[k]) for k in one)
    return one == other


def check(learner):
    with tempfile.TemporaryDirectory() as folder:
        return _check(learner, Path(folder))


def _check(learner, folder):
    x = torch.randn(60, 5)
    y = x[:, :1] * x[:, 1:2] + x[:, 2:3]
    for round in range(2):
        net, optimizer = fresh()
        before = randint(15, 25)
        losses = train(net, optimizer, x, y, before)
        there = copy.deepcopy((net.state_dict(), optimizer.state_dict()))
        random = torch.get_rng_state()
        path = folder / f"{round}.pt"
        learner.save(path, net, optimizer, before)
        if not path.is_file():
            wrong("no_file_written", function="save")
        if not torch.equal(torch.get_rng_state(), random):
            wrong("save_disturbs", function="save")
        try:
            torch.load(path, weights_only=True)
        except Exception:
            wrong("whole_object", function="save")
        unbroken = train(net, optimizer, x, y, 25)
        train(net, optimizer, x, y, randint(1, 5))
        net, optimizer = fresh()  # another process, as it were: nothing is left but the file
        torch.manual_seed(randint(0, 9999))
        with mock.patch.object(torch, "load", wraps=torch.load) as loading:
            step = learner.resume(path, net, optimizer)
        if any(one.kwargs.get("weights_only", True) is not True for one in loading.call_args_list):
            wrong("unsafe", function="resume")
        if not torch.equal(torch.get_rng_state(), random):
            wrong("random_lost", function="resume")
        if not equal(there[0], net.state_dict()):
            wrong("net_lost", function="resume")
        if not equal(there[1], optimizer.state_dict()):
            wrong("optimizer_lost", function="resume")
        if step is None:
            wrong("no_return", function="resume")
        if isinstance(step, torch.Tensor) and step.numel() == 1:
            step = step.item()
        if step != before:
            wrong("step_lost", function="resume", got=shown(step), expected=before)
        again = train(net, optimizer, x, y, 25)
        if again != unbroken:
            wrong("not_exact", function="resume")
    return {"step": before, "curve": curve(losses + again), "last": again[-1], "unbroken": unbroken[-1]}
