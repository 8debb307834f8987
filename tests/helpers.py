"""What several test files need: where things lie, small lessons, damage, and trainings in processes of their own.

A test file imports from here and from the package, never from another test file.
"""

import contextlib
import io
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from torch import nn

from benchmarks.diagnose import LOADED
from pytorch_study import DataInfo, Lesson, Recipe, Split, Splits
from pytorch_study.__main__ import main
from pytorch_study.engine.compute import Compute
from pytorch_study.engine.loop import init_state
from pytorch_study.exercises.checker import Checker
from pytorch_study.lesson import DataOptions
from pytorch_study.recipe import change
from pytorch_study.rng import make_generator

# ------------------------------------------------------------------------------------------------ where things lie

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("PYTORCH_STUDY_DATA") or ROOT.parent / "shared" / "data")
CIFAR10 = DATA if (DATA / "cifar-10-batches-py").is_dir() else None
"""The folder of the real CIFAR-10, where there is one."""

NODE = shutil.which("node")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream"]
"""What keeps a browser from talking to anybody by itself."""

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and permissions of POSIX")

# -------------------------------------------------------------------------------------------------------- a lesson

HERE = Compute("cpu", "fp32", 1)


class Small(nn.Module):
    """A convolution and a dropout: what a checkpoint has to get right."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, stride=2)
        self.norm = nn.BatchNorm2d(4)
        self.drop = nn.Dropout(0.5)
        self.linear = nn.Linear(36, 3)

    def forward(self, x):
        return self.linear(self.drop(self.norm(self.conv(x)).relu().flatten(1)))


def images(count=70, seed=0):
    y = torch.randint(3, (count,), generator=make_generator(seed))
    x = torch.randint(0, 60, (count, 1, 8, 8), generator=make_generator(seed, 1))
    x[torch.arange(count), 0, y * 2] += 150  # a bright row tells the class
    return Split(x.to(torch.uint8), y)


SMALL = Lesson(
    name="small",
    task="classify",
    recipes={"default": Recipe(epochs=4, batch_size=16, lr=0.01, augment=("affine",), validation=10, ema=0.9)},
    load=lambda recipe, sources, seed: Splits(train=images(), test=lambda: images(30, 9), validation=images(10, 5)),
    model=lambda recipe: Small(),
)


def start(lesson=SMALL, seed=0, **changes):
    recipe = change(lesson.recipes[lesson.default], changes)
    splits = lesson.load(recipe, DataOptions(), seed)
    return init_state(lesson, recipe, splits, HERE, seed), splits


def weights(state):
    return {**state.model.state_dict(), **{f"kept.{k}": v for k, v in state.eval_model.state_dict().items()}}


# ------------------------------------------------------------------------------------------- a learner's own lesson


def lesson(x, y, model, task="classify", labels=(), recipe=None):
    """Around any data and any model."""
    whole = Split(x, y)
    return Lesson(
        name="given",
        task=task,
        recipes={"default": recipe or Recipe(epochs=1, batch_size=10, lr=0.01)},
        load=lambda recipe, sources, seed: Splits(train=whole, test=lambda: whole, info=DataInfo(labels=labels)),
        model=lambda recipe: model,
    )


SPLIT = """
import torch
from torch import nn
from pytorch_study import Lesson, Recipe, Split, Splits

def load(recipe, sources, seed):
    x = torch.randn(300, 2)                       # no generator of its own
    y = (x.sum(1) > 0).long()
    places = torch.randperm(300)
    train, test = places[:200], places[200:]
    return Splits(train=Split(x[train], y[train]), test=lambda: Split(x[test], y[test]))

LESSON = Lesson(name="own", task="classify", recipes={"default": Recipe(epochs=2, batch_size=50, lr=0.05)},
                load=load, model=lambda recipe: nn.Linear(2, 2))
"""
"""A file whose data are drawn and split by chance, as learners do it."""


class Company(nn.Module):
    """Answers for batches, and fails for the single picture that a report shows on its way through the layers."""

    def __init__(self):
        super().__init__()
        self.head = nn.Linear(64, 2)

    def forward(self, x):
        assert len(x) > 1, "alone"
        return self.head(x.flatten(1))


# ---------------------------------------------------------------------------------------------------------- damage

WANDER = 0.6180339887498949  # steps of the golden section: however many are taken, they lie evenly
END = 256  # bytes at each end of a file: headers, directories, seals


def damaged(content, number):
    """A file as disks, cables and bad copies leave it: a bit flipped, or the end missing.

    Damage number `number` of as many as one likes: of five, one flips a bit near the file's start, one near its end,
    two anywhere, and one cuts the file short anywhere, to nothing at first.
    """
    kind, turn = number % 5, number // 5
    where = turn * WANDER % 1
    if kind == 4:
        return content[: int(where * len(content))]
    near = min(END, len(content))
    anywhere = int((2 * turn + kind) * WANDER % 1 * len(content))
    place = {0: int(where * near), 1: len(content) - 1 - int(where * near)}.get(kind, anywhere)
    flipped = bytearray(content)
    flipped[place] ^= 1 << (number * 3 + turn) % 8
    return bytes(flipped)


# ------------------------------------------------------------------------------- trainings in processes of their own

WAITING = 600
"""Seconds until a test stops waiting for a process: a guard against waiting for ever, and no promise."""


def promised(seconds):
    """So many seconds of an idle machine: more of one on which more programs want to run than it has cores."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    return seconds * max(1, load / (os.cpu_count() or 1))


WAYS = multiprocessing.get_all_start_methods()
PROCESSES = multiprocessing.get_context("forkserver" if "forkserver" in WAYS else "spawn")
"""Makes processes that begin with all loaded: to load torch, which takes seconds, proves nothing in most tests."""
if "forkserver" in WAYS:
    PROCESSES.set_forkserver_preload(LOADED)


def be_the_command(arguments, folder, environment, said, before):
    """What a forked process does: what `python -m pytorch_study` does, once all is loaded."""
    os.chdir(folder)
    os.environ.update(environment)
    for number, path in enumerate(said, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.FileIO(number, "w"), "utf-8", line_buffering=True) for number in (1, 2)
    )
    if before:
        before()
    sys.argv = ["pytorch-study", *arguments]
    sys.exit(main())


class Forked:
    """The command in a process of its own that was forked from one in which all is loaded; used as a `Popen` is."""

    def __init__(self, arguments, folder, said, environment, before=None):
        self.said = (said / "out", said / "err")
        given = (list(map(str, arguments)), folder, environment, self.said, before)
        self.process = PROCESSES.Process(target=be_the_command, args=given)
        self.process.start()
        self.pid, self.kill = self.process.pid, self.process.kill

    @property
    def returncode(self):
        return self.process.exitcode

    def poll(self):
        return self.process.exitcode

    def send_signal(self, number):
        with contextlib.suppress(ProcessLookupError):  # it may have ended a moment ago
            os.kill(self.pid, number)

    def communicate(self, timeout=None):
        self.process.join(timeout)
        if self.process.exitcode is None:
            raise subprocess.TimeoutExpired("pytorch-study", timeout)
        return tuple(path.read_text("utf-8") if path.exists() else "" for path in self.said)


def lend(checker, monkeypatch):
    """Every command's checker uses the worker of this one and leaves it running: to start one takes seconds."""
    checker.warm()
    monkeypatch.setattr(Checker, "warm", lambda self: setattr(self, "_worker", checker._worker))
    monkeypatch.setattr(Checker, "close", lambda self: setattr(self, "_worker", None))


MNIST = ("train", "mnist", "--epochs", "2", "--set", "limit=6000", "--set", "validation=500", "--threads", "1")


def only_run(folder):
    """The one run of whoever trained in that folder."""
    (run,) = (path.parent for path in (folder / "runs").glob("*/run.json"))
    return run


def wait_for_an_epoch(folder, process=None):
    """The run of whoever trains in that folder, once there is an epoch of it."""
    deadline = time.monotonic() + WAITING
    while time.monotonic() < deadline:
        for path in (folder / "runs").glob("*/metrics.csv"):
            if len(path.read_text("utf-8").splitlines()) > 1:
                return path.parent
        assert process is None or process.poll() is None, process.communicate()[1]
        time.sleep(0.05)
    raise AssertionError("the training wrote no epoch")


def torchrun(tmp_path, *arguments, processes=2):
    """Start `torchrun -m pytorch_study ...` in a folder of its own."""
    tmp_path.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests"))), "OMP_NUM_THREADS": "1"}
    env |= {"PYTORCH_STUDY_LANG": "en", "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [*command, "-m", "pytorch_study", *map(str, arguments)],
        cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip


def step_of(run):
    return torch.load(run / "checkpoint.pt", weights_only=True)["progress"][0]


def metrics(run):
    """The numbers of every epoch but the seconds, which stand last."""
    rows = [line.split(",") for line in (run / "metrics.csv").read_text("utf-8").splitlines()[1:]]
    return [[float(value) for value in row[:-1] if value] for row in rows]
