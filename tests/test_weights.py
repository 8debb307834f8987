"""Weights: believed only where they are exactly those that were saved, and never run."""

import json
import shutil
import struct
import subprocess
import sys

import pytest
import torch
from helpers import ROOT, WAITING, damaged

from pytorch_study import api
from pytorch_study.artifacts import weights
from pytorch_study.errors import CheckpointError
from pytorch_study.files import sha256
from pytorch_study.lesson import DataInfo
from pytorch_study.trained import load_trained

SHIPPED = {path.stem: path.read_bytes() for path in sorted(weights.SHIPPED.glob("*.safetensors"))}


def refused(model, path, content, *words):
    """`load_into` with the right digest ends in a CheckpointError that names the file and says these words."""
    path.write_bytes(content)
    with pytest.raises(CheckpointError) as caught:
        weights.load_into(model, path, sha256(content))
    assert caught.value.exit_code == 4
    for word in (path.name, *words):
        assert word in str(caught.value)


@pytest.mark.promise("weights")
@pytest.mark.timeout(7200)
def test_damage_anywhere_in_the_weights_that_ship_is_named(tmp_path, monkeypatch, tries):
    monkeypatch.setattr(weights, "SHIPPED", shutil.copytree(weights.SHIPPED, tmp_path / "weights"))
    for number in tries(12, 150):
        stem = list(SHIPPED)[number % len(SHIPPED)]
        path = tmp_path / "weights" / f"{stem}.safetensors"
        path.write_bytes(damaged(SHIPPED[stem], number))
        with pytest.raises(CheckpointError, match="SHA-256") as caught:
            load_trained(stem.replace("-", ":"))
        assert str(path) in str(caught.value)
        path.write_bytes(SHIPPED[stem])
    (tmp_path / "weights" / "mnist-default.json").write_bytes(b"{")
    with pytest.raises(CheckpointError, match=r"mnist-default\.json"):
        load_trained("mnist")


@pytest.mark.promise("weights")
@pytest.mark.timeout(7200)
def test_damage_anywhere_in_a_runs_weights_is_named(tmp_path, tries):
    run = api.train("regression", "cars", epochs=1, quiet=True, runs=tmp_path)
    path = run.folder / "model.safetensors"
    good = path.read_bytes()
    for number in tries(15, 100):
        path.write_bytes(damaged(good, number))
        with pytest.raises(CheckpointError, match="SHA-256") as caught:
            load_trained(run)
        assert str(path) in str(caught.value)
    path.unlink()
    with pytest.raises(CheckpointError, match="Cannot read"):
        load_trained(run)


# --------------------------------------------------------------------------------- files that lie, with a right digest

WEIGHT, BIAS = ({"dtype": "F32", "shape": s, "data_offsets": o} for s, o in (([2, 2], [0, 16]), ([2], [16, 24])))
ZEROS = bytes(24)


def built(header=None, data=ZEROS, length=None, **changes):
    """A safetensors file for `Linear(2, 2)`; keywords change the weight's entry."""
    header = {"weight": {**WEIGHT, **changes}, "bias": BIAS} if header is None else header
    packed = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(packed) if length is None else length) + packed + data


TWICE = b'{"weight": %s, "weight": %s, "bias": %s}'


def twice(second, bias):
    return TWICE % tuple(json.dumps(entry).encode() for entry in (WEIGHT, second, bias))


LIES = {
    "empty": b"",
    "short": b"\x01\0\0",
    "no header": built(b""),
    "a web page": b"<!DOCTYPE html><title>503</title>" * 10,
    "a length of 2^64 - 1": built(length=2**64 - 1),
    "a length of 2^63": built(length=2**63),
    "a header of 100 MB that is not there": built(length=100_000_000),
    "a header a byte longer than the file": built(length=len(built()) - 7),
    "a negative offset": built(data_offsets=[-1, 15]),
    "an offset that runs backwards": built(data_offsets=[16, 0]),
    "an offset beyond the end": built(data_offsets=[1000, 1016]),
    "overlapping tensors": built({"weight": WEIGHT, "bias": {**BIAS, "data_offsets": [8, 16]}}, bytes(16)),
    "two tensors in one place": built({"weight": WEIGHT, "bias": {**WEIGHT, "shape": [4]}}, bytes(16)),
    "a hole": built({"weight": WEIGHT, "bias": {**BIAS, "data_offsets": [20, 28]}}, bytes(28)),
    "bytes behind the end": built(data=bytes(25)),
    "cut short": built(data=bytes(23)),
    "an unknown type": built(dtype="X32"),
    "a type that torch lacks": built(
        {
            "weight": {"dtype": "F4", "shape": [2, 2], "data_offsets": [0, 2]},
            "bias": {**BIAS, "data_offsets": [2, 10]},
        },
        bytes(10),
    ),
    "a shape whose product overflows": built(shape=[2**62, 2**62]),
    "a shape larger than its bytes": built(shape=[2**20, 2**20]),
    "a negative shape": built(shape=[-2, -2]),
    "a shape of fractions": built(shape=[2.0, 2.0]),
    "one name twice, in two places": built(twice({**WEIGHT, "data_offsets": [16, 32]}, BIAS), bytes(40)),
    "not UTF-8": built(b'{"\xff\xfe": 1}'),
    "half a character": built(b'{"\\ud800": 1}'),
    "lists in lists": built(b"[" * 1_000_000),
    "objects in objects": built(b'{"a":' * 1_000_000),
    "lists in the metadata": built(b'{"__metadata__":' + b"[" * 1_000_000),
    "a list": built([1, 2]),
    "null": built(b"null"),
    "no entry": built({"weight": "x"}),
}


@pytest.mark.promise("weights")
@pytest.mark.parametrize("kind", LIES)
def test_a_header_that_lies_is_refused(tmp_path, kind):
    refused(torch.nn.Linear(2, 2), tmp_path / "a.safetensors", LIES[kind], "not an intact safetensors file")


@pytest.mark.promise("weights")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (built({"weight": WEIGHT}, bytes(16)), "bias: - → (2,)"),
        (
            built({"weight": WEIGHT, "bias": BIAS, "more": {**BIAS, "data_offsets": [24, 32]}}, bytes(32)),
            "more: (2,) → -",
        ),
        (built(shape=[4, 1]), "weight: (4, 1) → (2, 2)"),
        (built(shape=[1] * 5000 + [2, 2]), "weight: (1, 1,"),
        (built(dtype="I32"), "weight: int32 (2, 2) → (2, 2)"),  # torch would turn them into fractions without a word
        (built(dtype="U32"), "weight: uint32 (2, 2) → (2, 2)"),
    ],
)
def test_tensors_of_another_model_are_listed(tmp_path, content, words):
    refused(torch.nn.Linear(2, 2), tmp_path / "a.safetensors", content, "another model", words)


@pytest.mark.promise("weights")
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_weights_that_are_no_numbers_are_refused(tmp_path, value):
    content = built(data=struct.pack("<6f", 1, 2, 3, value, 5, 6))
    refused(torch.nn.Linear(2, 2), tmp_path / "a.safetensors", content, "contain NaN or infinity (weight)")


@pytest.mark.promise("weights")
def test_a_name_that_is_there_twice_with_the_same_place_is_harmless(tmp_path):
    path, model = tmp_path / "a.safetensors", torch.nn.Linear(2, 2)
    content = built(twice(WEIGHT, BIAS), struct.pack("<6f", 1, 2, 3, 4, 5, 6))
    path.write_bytes(content)
    weights.load_into(model, path, sha256(content))
    assert [*model.weight.flatten(), *model.bias] == [1, 2, 3, 4, 5, 6]


MEMORY = """
import resource, sys, torch
sys.path[:0] = [{root!r}, {tests!r}]
from pathlib import Path
from test_weights import LIES, refused
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
before = peak()
for content in LIES.values():
    refused(torch.nn.Linear(2, 2), Path("a.safetensors"), content)
print(peak() - before)
"""


@pytest.mark.promise("weights")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell a process's largest size this way")
def test_no_lie_costs_memory(tmp_path):
    """What a header claims is not made: in a process of its own, whose largest size the system knows."""
    code = MEMORY.format(root=str(ROOT), tests=str(ROOT / "tests"))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=WAITING
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 100  # MB; the largest of these files has 5


def test_layers_that_share_a_weight_can_be_saved(tmp_path):
    def tied():
        model = torch.nn.Sequential(torch.nn.Linear(3, 3), torch.nn.ReLU(), torch.nn.Linear(3, 3))
        model[2].weight = model[0].weight
        return model

    model, path = tied(), tmp_path / "a.safetensors"
    content = weights.to_bytes(model, "mine", "default", 0, DataInfo())
    path.write_bytes(content)
    again = weights.load_into(tied(), path, sha256(content))
    x = torch.randn(5, 3)
    assert torch.equal(again(x), model(x))
