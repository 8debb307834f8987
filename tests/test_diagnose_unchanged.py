"""`diagnose` changes nothing: weights, random numbers, what is printed and every loss are equal to the bit."""

import copy
import os
import subprocess
import sys
import weakref

import pytest
import torch
from helpers import ROOT

import pytorch_study as ps
from benchmarks import diagnose as corpus

HEALTHY = corpus.CORPUS / "healthy"
SCRIPTS = (
    "amp_bf16_autocast",
    "adversarial_training",
    "char_transformer_causal",
    "checkpoint_and_resume",
    "early_stopping_saves_file",
    "fine_tune_frozen_layers",
    "hooks_and_inplace",
    "lstm_stateful_truncated",
    "packed_sequences",
    "random_crops_train_only",
    "reinforce_corridor",
    "resnet_like",
    "swa_average",
    "uint8_pictures_scaled",
    "wgan_gradient_penalty",
)

HEAD = """
import random as _random

import numpy as _numpy
import torch as _torch

_random.seed(5)
_numpy.random.seed(6)
_backward = _torch.Tensor.backward


def _told(loss, *args, **kwargs):
    print("loss", loss.detach().flatten()[:4].tolist())
    return _backward(loss, *args, **kwargs)


_torch.Tensor.backward = _told
"""
"""Every loss is printed with all its digits."""
TAIL = """

import hashlib as _hashlib

_found = _hashlib.sha256()
for _name, _one in sorted(globals().items()):
    if isinstance(_one, _torch.nn.Module):
        for _value in _one.state_dict().values():
            _found.update(_value.detach().contiguous().flatten().view(_torch.uint8).numpy().tobytes())
    elif isinstance(_one, _torch.optim.Optimizer):
        for _group in _one.param_groups:
            for _p in _group["params"]:
                _found.update(_p.detach().contiguous().flatten().view(_torch.uint8).numpy().tobytes())
print("weights", _found.hexdigest())
print("torch", _hashlib.sha256(_torch.get_rng_state().numpy().tobytes()).hexdigest())
print("numpy", _hashlib.sha256(repr(_numpy.random.get_state()).encode()).hexdigest(), _numpy.random.random())
print("random", _hashlib.sha256(repr(_random.getstate()).encode()).hexdigest())
"""

LBFGS = """
import torch
torch.manual_seed(0)
x = torch.randn(200, 5)
y = x @ torch.randn(5, 1) + 1
net = torch.nn.Linear(5, 1)
optimizer = torch.optim.LBFGS(net.parameters(), max_iter=6)
def closure():
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(net(x), y)
    loss.backward()
    return loss
for _ in range(4):
    print(optimizer.step(closure).item())
"""
WORKERS = """
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset
class Noisy(Dataset):
    def __len__(self):
        return 60
    def __getitem__(self, k):
        return torch.randn(4) + k / 60, torch.tensor(float(np.random.rand() > 0.5))
if __name__ == "__main__":
    torch.manual_seed(0)
    np.random.seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Dropout(0.3), torch.nn.Linear(8, 1))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for epoch in range(2):
        for x, y in DataLoader(Noisy(), 10, shuffle=True, num_workers=2):
            optimizer.zero_grad()
            torch.nn.functional.binary_cross_entropy_with_logits(net(x).squeeze(1), y).backward()
            optimizer.step()
"""
COMPILED = """
import torch
torch.manual_seed(0)
x = torch.randn(120, 6)
net = torch.nn.Sequential(torch.nn.Linear(6, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
fast = torch.compile(net)
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
for _ in range(6):
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(fast(x), x[:, :1]).backward()
    optimizer.step()
"""
BYTES = """
import numpy as np
import torch
pictures = np.arange(4000, dtype=np.uint8).reshape(40, 100)
pictures += 7
brighter = pictures + np.uint8(200) - 3 * pictures
total = 0
for k in range(5):
    total += k * brighter[k].sum() - k
net = torch.nn.Linear(100, 1)
torch.manual_seed(0)
torch.nn.init.normal_(net.weight)
x = torch.from_numpy(brighter.copy()).float() / 255
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
for _ in range(4):
    optimizer.zero_grad()
    net(x).pow(2).mean().backward()
    optimizer.step()
print(total, brighter.sum(), [1] + [2], "a" + "b", "%d" % 3, 2 * "x")
"""


OBSERVED = """
import torch
torch.manual_seed(0)
torch.autograd.set_detect_anomaly(True)
x = torch.randn(100, 6)
y = (x[:, 0] > 0).long()
net = torch.nn.Sequential(torch.nn.Linear(6, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2))
passed = []
net[1].register_forward_hook(lambda module, inputs, output: passed.append(output.detach()))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for _ in range(10):
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(net(x), y).backward()
    optimizer.step()
seen = len(passed)
with torch.no_grad():
    best = torch.argmax(input=net(x), dim=1)
    print(seen, len(passed), torch.max(input=net(x), dim=1).values.sum(), torch.isnan(input=best.float()).any())
    print(torch.topk(input=net(x), k=1).indices.sum(), torch.is_anomaly_enabled())
z = torch.zeros(1, requires_grad=True)
try:
    (z.sqrt() * 0).sum().backward()
    print("not raised")
except RuntimeError:
    print("raised")
"""
"""The script's own hooks, arguments by name, and its own detection of NaN."""


def written(folder, name, source):
    path = folder / f"{name}.py"
    path.write_text(HEAD + source + TAIL, "utf-8")
    return path


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", [*SCRIPTS, "lbfgs", "bytes", "observed"])
def test_a_script_runs_as_it_would_alone(tmp_path, name):
    own = {"lbfgs": LBFGS, "bytes": BYTES, "observed": OBSERVED}
    path = str(written(tmp_path, name, own.get(name) or (HEALTHY / f"{name}.py").read_text("utf-8")))
    watched, plain = corpus.run_all([(path, 1, True), (path, 1, False)], 2)
    assert not watched["troubles"], watched["troubles"]
    assert "weights" in plain["printed"], plain["trouble"]
    assert "loss" in plain["printed"]
    assert watched["printed"] == plain["printed"]


def outside(folder, path, *words):
    """What a script prints in a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    line = [sys.executable, *words, str(path)]
    done = subprocess.run(line, cwd=folder, env=env, capture_output=True, encoding="utf-8", timeout=280)
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["workers", "compiled"])
def test_workers_and_a_compiler_see_nothing_of_it(tmp_path, name):
    if name == "compiled":
        from torch._inductor.cpp_builder import get_cpp_compiler

        try:
            get_cpp_compiler()
        except Exception as error:
            pytest.skip(f"torch.compile needs a C++ compiler, and there is none: {error}")
    path = written(tmp_path, name, {"workers": WORKERS, "compiled": COMPILED}[name])
    plain, _ = outside(tmp_path, path)
    watched, said = outside(tmp_path, path, "-m", "pytorch_study", "--lang", "en", "diagnose")
    assert plain == watched
    assert "loss" in plain
    assert "nothing found" in said or "1 found" in said


def test_batches_of_networks_that_are_gone_are_not_kept():
    net = torch.nn.Linear(5, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=1e-3)
    batches = []
    with ps.diagnose():
        for _ in range(60):
            x = torch.randn(20, 5)
            batches.append(weakref.ref(x))
            optimizer.zero_grad()
            copy.deepcopy(net)(x)
            net(x).pow(2).mean().backward()
            optimizer.step()
        assert sum(one() is not None for one in batches) <= 12
