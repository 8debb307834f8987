import tempfile
from pathlib import Path
from random import randint
from unittest import mock

import torch
from torch import nn

from pytorch_study.exercises.kit import wrong

KEPT = "0.running_mean"


def network(inputs, outputs):
    net = nn.Sequential(nn.BatchNorm1d(inputs), nn.Linear(inputs, 8), nn.ReLU(), nn.Linear(8, outputs))
    net(torch.randn(20, inputs) * 3 + 1)  # the running statistics are no longer those of a new network
    return net


def check(learner):
    with tempfile.TemporaryDirectory() as folder:
        return _check(learner, Path(folder))


def _check(learner, folder):
    for k in range(2):
        inputs, outputs = randint(3, 6), randint(7, 9)
        net, path = network(inputs, outputs), folder / f"{k}.pt"
        before = {name: value.clone() for name, value in net.state_dict().items()}
        learner.save(net, path)
        if not path.is_file():
            wrong("no_file_written", function="save")
        try:
            state = torch.load(path, weights_only=True)
        except Exception:
            wrong("whole_object", function="save")
        if not isinstance(state, dict) or set(state) != set(before):
            if isinstance(state, dict) and KEPT not in state and set(state) == {n for n, _ in net.named_parameters()}:
                wrong("no_buffers", function="save")
            wrong("not_the_state", function="save")
        if not all(torch.equal(state[name], before[name]) for name in before):
            wrong("not_the_state", function="save")
        torch.save(before, path)
        other = network(inputs, outputs).train()
        with mock.patch.object(torch, "load", wraps=torch.load) as loading:
            got = learner.load(other, path)
        if got is None:
            wrong("no_return", function="load")
        if not isinstance(got, nn.Module):
            wrong("not_the_network", function="load", type=type(got).__name__)
        if got is not other:
            wrong("another_network", function="load")
        after = got.state_dict()
        if any(not torch.equal(after[name], before[name]) for name in before):
            wrong("not_loaded", function="load")
        if got.training:
            wrong("training_mode", function="load")
        asked = loading.call_args.kwargs if loading.call_args else {}
        if asked.get("weights_only", True) is not True:
            wrong("unsafe", function="load")
        given = loading.call_args.args[1:2] if loading.call_args else ()  # its second place is map_location's
        place = asked.get("map_location", given[0] if given else None)
        if str(getattr(place, "type", place)) != "cpu" and loading.called:
            wrong("no_map_location", function="load")
        # a file of another structure is not to be taken in silence
        torch.save({name: value for name, value in before.items() if name != "3.bias"}, path)
        try:
            learner.load(network(inputs, outputs), path)
        except RuntimeError:
            continue
        wrong("not_strict", function="load")
    x = torch.randn(50, inputs)
    with torch.no_grad():
        same = torch.equal(net.eval()(x), other(x))
    return {"size": path.stat().st_size, "count": sum(v.numel() for v in before.values()), "same": same}
