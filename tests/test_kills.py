"""Real trainings, really killed (SIGKILL; TerminateProcess on Windows) and resumed: the same bits as one left alone."""

import csv
import json
import os
import random
import shutil
import signal
import time

import pytest
import torch
from helpers import CIFAR10, WAITING

from pytorch_study.artifacts import checkpoint

SMALL = ("--threads", "1", "--quiet")
CIFAR = ("--batch-size", "20", "--epochs", "2", "--set", "limit=100", "--set", "validation=40", *SMALL)
RECIPES = {
    "regression": (
        ("--recipe", "cars", "--set", "ema=0.99", "--set", "validation=50", *SMALL),
        ("--recipe", "curve", "--epochs", "60", *SMALL),
        ("--recipe", "line", "--epochs", "400", "--set", "clip=1", *SMALL),
    ),
    "mnist": (
        ("--epochs", "2", "--set", "limit=4000", "--set", "validation=500", "--set", "ema=0.99", *SMALL),
        ("--recipe", "original", "--epochs", "2", "--set", "limit=2000", *SMALL),
        ("--recipe", "quick", "--set", "limit=4000", *SMALL),
    ),
    "cifar10": (
        ("--recipe", "default", "--set", "ema=0.99", "--precision", "fp32", *CIFAR),
        ("--recipe", "original", *CIFAR),
        ("--recipe", "plain", *CIFAR),
    ),
    "cifar10_fast": (("--set", "ema=0.99", *CIFAR), CIFAR),
}
"""Between them: every recipe, Muon, AdamW and Adam, all schedules, augmentation, EMA, batch normalisation."""
FEW = {"cifar10": "few.py", "cifar10_fast": "fast.py"}
LARGE = (pytest.mark.skipif(CIFAR10 is None, reason="no CIFAR-10 here"), pytest.mark.thorough)


@pytest.mark.promise("kill")
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(
    ("lesson", "short", "long"),
    [
        ("regression", 2, 20),
        pytest.param("mnist", 2, 18, marks=pytest.mark.thorough),
        pytest.param("cifar10", 1, 12, marks=LARGE),
        pytest.param("cifar10_fast", 1, 12, marks=LARGE),
    ],
)
def test_killed_at_any_moment_and_resumed_ends_the_same(
    lesson, short, long, tries, background, forked, inside, few_cifar10, tmp_path
):
    chance = random.Random(lesson)
    alone = {}
    named, data = ((FEW[lesson],), few_cifar10[1:]) if lesson in FEW else ((lesson,), ())
    for number in tries(short, long):
        arguments = ["train", *named, *RECIPES[lesson][number % len(RECIPES[lesson])], *data]
        line = " ".join(map(str, arguments))
        if line not in alone:
            alone[line] = left_alone(forked, arguments, tmp_path / "alone" / str(len(alone)))
        # Three kinds of moments in turn: in training, in training that had been stopped and saved before, at the end.
        kind = ("step", "saved", "end")[(number + number // len(RECIPES[lesson])) % 3]
        killed = kill(forked, arguments, data, kind, alone[line], chance, tmp_path / "runs")
        # and perhaps once or twice more: in a process that has yet to import torch, and in one that has done so
        for start in (background, forked)[: chance.randrange(3)]:
            again = start("resume", *data, "--quiet")
            time.sleep(chance.random() * alone[line]["life"])
            again.kill()
            again.communicate()
        if not (killed / "result.json").exists():
            done = inside("resume", *data, "--json")
            assert done.returncode == 0, done.stderr
            assert json.loads(done.stdout)["lesson"] == lesson
        assert differences(killed, alone[line]["folder"]) == [], f"{line}, killed at {kind}"
        shutil.rmtree(tmp_path / "runs")


def left_alone(forked, arguments, runs):
    """Train to the end; returns the folder, and how many seconds the whole, the training and the end of it took."""
    started = time.monotonic()
    process = forked(*arguments, "--runs", runs)
    begun = wait_for(process, runs, checkpoint.NAME)
    trained = wait_for(process, runs, "model.safetensors")
    _, said = process.communicate(timeout=WAITING)
    assert process.returncode == 0, said
    ended = time.monotonic()
    (folder,) = runs.iterdir()
    return {"folder": folder, "life": ended - started, "step": trained - begun, "end": ended - trained}


def kill(forked, arguments, data, kind, alone, chance, runs):
    """Start a training and kill it at a random moment of that kind; returns its folder.

    Machines breathe: if the training was over before, it is started anew and the moment is earlier.
    """
    sooner = 1.0
    while True:
        process = forked(*arguments)
        wait_for(process, runs, checkpoint.NAME)
        if kind == "saved" and os.name == "posix":  # a checkpoint in the middle of an epoch
            time.sleep(chance.random() * alone["step"] * sooner)
            process.send_signal(signal.SIGTERM)
            process.communicate()
            if process.returncode == 143:
                process = forked("resume", *data, "--quiet")
                time.sleep(alone["life"] - alone["step"] - alone["end"])  # until it trains, about
        elif kind == "end":
            wait_for(process, runs, "model.safetensors")
        time.sleep(chance.random() * alone["end" if kind == "end" else "step"] * sooner)
        process.kill()
        _, said = process.communicate()
        (folder,) = runs.iterdir()
        if not (folder / "result.json").exists():
            assert process.returncode == -signal.SIGKILL if os.name == "posix" else process.returncode, said
            return folder
        shutil.rmtree(folder)
        sooner *= 0.7


def wait_for(process, runs, name, seconds=WAITING):
    """Until a run below `runs` has that file; returns the time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if list(runs.glob(f"*/{name}")):
            return time.monotonic()
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.005)
    raise AssertionError(f"no {name} after {seconds} seconds")


def differences(run, other):
    """What differs between two finished runs, apart from the seconds that they took."""
    found = [name for name in ("model.safetensors",) if (run / name).read_bytes() != (other / name).read_bytes()]
    found += ["files"] if {p.name for p in run.iterdir()} != {p.name for p in other.iterdir()} else []
    found += ["metrics.csv"] if rows(run) != rows(other) else []
    found += ["steps.csv"] if (run / "steps.csv").read_bytes() != (other / "steps.csv").read_bytes() else []
    found += ["result.json"] if result(run) != result(other) else []
    return found + list(unlike(content(run), content(other), "checkpoint"))


def rows(folder):
    with (folder / "metrics.csv").open(encoding="utf-8", newline="") as file:
        return [{**row, "seconds": ""} for row in csv.DictReader(file)]


def result(folder):
    found = json.loads((folder / "result.json").read_text("utf-8"))
    return {**found, "run": "", "seconds": 0, "images_per_second": 0}


def content(folder):
    """All of the last checkpoint but the seconds."""
    found, trouble = checkpoint.load(folder)
    assert trouble is None
    found["progress"][4] = 0.0
    for epoch in found["history"]:
        epoch[-1] = 0.0
    return found


def unlike(a, b, where):
    """The places where two values of tensors, lists and numbers are not the same, bit for bit."""
    if type(a) is not type(b):
        yield where
    elif isinstance(a, torch.Tensor):
        if a.dtype != b.dtype or a.shape != b.shape or a.numpy().tobytes() != b.numpy().tobytes():
            yield where
    elif isinstance(a, dict):
        if list(a) != list(b):
            yield where
        for key in a:
            yield from unlike(a[key], b.get(key), f"{where}.{key}")
    elif isinstance(a, list | tuple):
        if len(a) != len(b):
            yield where
        for number, (one, other) in enumerate(zip(a, b, strict=False)):
            yield from unlike(one, other, f"{where}.{number}")
    elif a != b:
        yield where


def test_the_comparison_sees_the_last_bit():
    """Without this, nothing above could fail."""
    one = {"model": {"w": torch.tensor([1.0, 0.0])}, "steps": [1, 2.0]}
    assert list(unlike(one, {"model": {"w": torch.tensor([1.0, 0.0])}, "steps": [1, 2.0]}, "")) == []
    assert list(unlike(one, {"model": {"w": torch.tensor([1.0, -0.0])}, "steps": [1, 2.0]}, "")) == [".model.w"]
    assert list(unlike(one, {"model": {"w": torch.tensor([1.0 + 2**-23, 0.0])}, "steps": [1, 3.0]}, "")) == [
        ".model.w",
        ".steps.1",
    ]
