"""Shards on threads: the same gradient as of the whole batch, and only where there is one."""

import contextlib
import dataclasses
import os
import subprocess
import sys
import threading

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from pytorch_study import Lesson, Recipe, Split, Splits, api, cores, openmp
from pytorch_study.artifacts import checkpoint
from pytorch_study.engine import gradients as shards
from pytorch_study.engine import threads
from pytorch_study.engine.compute import Compute
from pytorch_study.engine.gradients import gradient_of
from pytorch_study.engine.loop import init_state, train
from pytorch_study.engine.score import snapshot_buffers
from pytorch_study.errors import Stopped
from pytorch_study.lessons import mnist
from pytorch_study.recipe import change
from pytorch_study.rng import make_generator
from pytorch_study.signals import StopRequest
from pytorch_study.task import CLASSIFY
from pytorch_study.text import say
from pytorch_study.training import Observer

COUNT = 300
LONGER = {"epochs": 3}
TWO = Compute("cpu", "fp32", 2)


def rows(count=COUNT):
    x = torch.randn(count, 20, generator=make_generator("shards"))
    return Split(x, (x[:, 0] > 0).long() + (x[:, 1] > 0).long())


class Wide(nn.Sequential):
    """Large enough to be worth sharding: 120,000 weights."""

    def __init__(self, *extra):
        super().__init__(nn.Linear(20, 300), *extra, nn.ReLU(), nn.Linear(300, 380), nn.ReLU(), nn.Linear(380, 3))


class Remembers(Wide):
    """Keeps what it has just computed in an attribute, as many published networks do, and reads it again."""

    def forward(self, x):
        self.hidden = self[0](x)
        threading.Event().wait(0.001)  # lets another thread overwrite it, if there is only one attribute
        return self[4](self[3](self[2](self[1](self.hidden))))


class Counts(Wide):
    def __init__(self):
        super().__init__()
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, x):
        self.calls += 1
        return super().forward(x)


class Averages(Wide):
    """Assigns its buffer anew instead of changing it in place; the training does not depend on it."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.zeros(20))

    def forward(self, x):
        self.mean = 0.9 * self.mean + 0.1 * x.detach().mean(0)
        return super().forward(x)


def lesson(model=Wide, task="classify"):
    return Lesson(
        name="wide",
        task=task,
        recipes={"default": Recipe(epochs=2, batch_size=256, lr=1e-3, validation=0)},
        load=lambda recipe, options, seed: Splits(train=rows(), test=lambda: rows(40)),
        model=lambda recipe: model(),
    )


def state_of(model=Wide, task="classify", compute=TWO, **changes):
    given = lesson(model, task)
    recipe = change(given.recipes["default"], changes)
    splits = given.load(recipe, None, 0)
    return init_state(given, recipe, splits, compute, 0), splits


def count(*args, **changes):
    state, splits = state_of(*args, **changes)
    return shards.count_shards(state.model, state.lesson, state.recipe, splits, state.compute)


def gradients(state, batch):
    with gradient_of(state) as gradient:
        found = gradient(*batch, 1.0)
    return found, [p.grad.clone() for p in state.model.parameters()]


@pytest.mark.parametrize("model", [Wide, Remembers])
@pytest.mark.parametrize("size", [256, 131, 3, 2])
def test_the_gradient_of_shards_is_that_of_the_batch(model, size):
    state, splits = state_of(model)
    batch = splits.train.x[:size], splits.train.y[:size]
    state.compute = dataclasses.replace(TWO, shards=3)
    (shared_loss, shared_right), parts = gradients(state, batch)
    state.compute = TWO
    (loss, right), whole = gradients(state, batch)
    assert shared_loss == pytest.approx(loss, rel=1e-6)
    assert shared_right == right
    for one, other in zip(whole, parts, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-7)


def test_shards_are_as_equal_as_can_be_and_none_is_empty():
    assert [shards.sizes(*each) for each in ((256, 2), (7, 3), (2, 4))] == [[128, 128], [3, 2, 2], [1, 1]]


def test_a_training_in_shards_is_the_same_with_any_number_of_threads():
    found = []
    for number in (1, 2, 3):
        state, splits = state_of(compute=Compute("cpu", "fp32", number, shards=2))
        for _ in train(state, splits):
            pass
        found.append(torch.cat([p.detach().flatten() for p in state.model.parameters()]))
    assert torch.equal(found[0], found[1])
    assert torch.equal(found[0], found[2])


def mixing_loss(model, x, y, recipe, rng):
    output = model(x)
    return F.cross_entropy(output - output.mean(0), y), output


def drawing_loss(model, x, y, recipe, rng):
    output = model(x)
    return F.cross_entropy(output + torch.randn(output.shape, generator=rng), y), output


@pytest.mark.parametrize(
    ("model", "loss"),
    [
        (lambda: Wide(nn.BatchNorm1d(300)), None),
        (lambda: Wide(nn.Dropout(0.1)), None),
        (Counts, None),
        (Wide, mixing_loss),
        (Wide, drawing_loss),
        (Wide, lambda m, x, y, *_: (lambda o: (F.cross_entropy(o, y, reduction="sum"), o))(m(x))),
    ],
    ids=["batch normalisation", "dropout", "a buffer", "a loss that mixes", "a loss that draws", "a sum"],
)
def test_what_depends_on_the_whole_batch_is_not_split(model, loss):
    task = dataclasses.replace(CLASSIFY, name="own", loss=loss) if loss else "classify"
    before = torch.get_rng_state()
    state, splits = state_of(model, task)
    torch.manual_seed(5)
    drawn = torch.get_rng_state()
    assert shards.count_shards(state.model, state.lesson, state.recipe, splits, state.compute) == 1
    assert torch.equal(torch.get_rng_state(), drawn)
    assert all(not buffer.any() or buffer.eq(1).all() for buffer in state.model.buffers())  # as they began
    torch.set_rng_state(before)


def test_a_buffer_that_is_assigned_anew_stays_the_model_s_own():
    """A copy of the model would keep it for itself; and whoever only tries the model leaves it as it was."""
    state, splits = state_of(Averages)
    assert shards.count_shards(state.model, state.lesson, state.recipe, splits, state.compute) == 1
    mine = state.model.mean
    restore = snapshot_buffers(state.model)
    state.model(torch.ones(3, 20))
    assert state.model.mean.all()
    restore()
    assert state.model.mean is mine
    assert not mine.any()


def test_class_weights_are_noticed_in_data_that_are_sorted_by_class():
    weighed = dataclasses.replace(CLASSIFY, name="weighed", loss=weighed_loss)
    given = lesson(task=weighed)
    whole = rows(1000)
    order = whole.y.argsort()
    splits = Splits(train=Split(whole.x[order], whole.y[order]), test=rows)
    recipe = given.recipes["default"]
    state = init_state(given, recipe, splits, TWO, 0)
    assert shards.count_shards(state.model, given, recipe, splits, TWO) == 1


def weighed_loss(model, x, y, recipe, rng):
    output = model(x)
    return F.cross_entropy(output, y, weight=torch.tensor([1.0, 5, 20])), output


def test_the_number_of_shards():
    assert count() == 2
    assert count(compute=Compute("cpu", "fp32", 1)) == 1
    assert count(compute=Compute("cpu", "fp32", 8)) == 4
    assert count(batch_size=200, compute=Compute("cpu", "fp32", 3)) == 3
    assert count(batch_size=300, compute=Compute("cpu", "fp32", 1)) == 1
    assert count(batch_size=100) == 1  # too few examples for two
    assert count(lambda: nn.Sequential(nn.Linear(20, 3))) == 1  # too little to do
    assert count(lambda: nn.Sequential(nn.Linear(20, 250_000), nn.Linear(250_000, 3))) == 1  # too large


def test_a_model_that_cannot_be_copied_is_trained_on_whole_batches():
    class Uncopied(Wide):
        def __deepcopy__(self, memo):
            raise RuntimeError("not this one")

    assert count(Uncopied) == 1


def test_lesson_2_is_split_and_a_part_is_left_as_it_was():
    recipe = mnist.LESSON.recipes["default"]
    x = torch.randint(0, 255, (400, 1, 28, 28), generator=make_generator("mnist"), dtype=torch.uint8)
    splits = Splits(train=Split(x, torch.arange(400) % 10), test=lambda: None)
    state = init_state(mnist.LESSON, recipe, splits, Compute("cpu", "fp32", 2), 0)
    assert threads.choose_compute(state, splits, 2) == Compute("cpu", "fp32", 2, shards=2)
    assert all(p.grad is None for p in state.model.parameters())


def test_a_resumed_run_keeps_its_shards_to_the_bit(tmp_path, capsys):
    given, stop_request = lesson(), StopRequest()

    def watch(record):
        stop_request.exit_code = 130 if record.step == 3 else None

    observer = Observer(lambda *_: watch, lambda *_: None, stop_request)
    whole = api.train(given, changes=LONGER, threads=2, runs=tmp_path, quiet=True)
    with pytest.raises(Stopped):
        api.train(given, changes=LONGER, threads=2, runs=tmp_path, observer=observer, save_every=0)
    resumed = api.resume(
        api.runs(tmp_path)[-1], lesson=given, threads=1, quiet=True
    )  # the shards decide, not the threads
    assert resumed.folder != whole.folder
    content, _ = checkpoint.load(resumed.folder)
    assert (content["shards"], content["place"][2]) == (2, 1)
    assert resumed.result["model_sha256"] == whole.result["model_sha256"]
    assert "thread" not in capsys.readouterr().err


def test_another_number_of_threads_is_told_where_it_matters(tmp_path, capsys):
    given, stop_request = lesson(lambda: nn.Sequential(nn.Linear(20, 3))), StopRequest()

    def watch(record):
        stop_request.exit_code = 130 if record.step == 1 else None

    observer = Observer(lambda *_: watch, lambda *_: None, stop_request)
    with pytest.raises(Stopped):
        api.train(given, changes=LONGER, threads=2, runs=tmp_path, observer=observer, save_every=0)
    api.resume(api.runs(tmp_path)[-1], lesson=given, threads=1)
    assert say("screen.other_threads", before=2, now=1) in capsys.readouterr().err


# ------------------------------------------------------------------------------------------------ how many threads


@pytest.mark.parametrize(
    ("one", "two", "four", "fastest"),
    [(0.3, 0.2, 0.3, 2), (0.2, 0.9, 0.9, 1), (0.3, 0.2, 0.18, 2), (0.3, 0.2, 0.1, 4), (0.001, 0.002, 0.003, 1)],
)
def test_the_fastest_number_of_threads_is_taken(one, two, four, fastest, monkeypatch):
    now = [0.0]

    @contextlib.contextmanager
    def timed(state):
        def gradient(x, y, weight):
            now[0] += {1: one, 2: two, 4: four}[state.compute.threads]

        yield gradient

    monkeypatch.setattr(threads, "chosen_by_user", lambda: False)
    monkeypatch.setattr(threads, "gradient_of", timed)
    monkeypatch.setattr(threads.time, "perf_counter", lambda: now[0])
    state, splits = state_of(lambda: Wide(nn.BatchNorm1d(300)), batch_size=16, epochs=50)
    assert threads.choose_compute(state, splits).threads == fastest
    assert threads.choose_compute(state, splits, 2).threads == 2  # the user's choice is not questioned
    state.recipe = change(state.recipe, {"epochs": 2})
    before = now[0]
    assert threads.choose_compute(state, splits).threads == 2  # too short to be worth timing
    assert now[0] == before


def test_a_network_that_remembers_its_last_output_can_be_timed_and_trained(monkeypatch, tmp_path):
    monkeypatch.setattr(threads, "chosen_by_user", lambda: False)
    monkeypatch.setattr(threads, "SECONDS", 0.01)
    monkeypatch.setattr(threads, "FEWEST_STEPS", 1)
    api.train(lesson(Remembers), runs=tmp_path, quiet=True)


def test_timing_leaves_a_training_as_it_was(monkeypatch):
    monkeypatch.setattr(threads, "chosen_by_user", lambda: False)
    monkeypatch.setattr(threads, "SECONDS", 0.01)
    state, splits = state_of(lambda: Wide(nn.BatchNorm1d(300), nn.Dropout(0.5)), batch_size=16, epochs=50)
    before = {name: value.clone() for name, value in state.model.state_dict().items()}, torch.get_rng_state()
    assert threads.choose_compute(state, splits).threads in (1, 2, 4)
    assert state.compute == TWO
    assert torch.get_num_threads() == 2
    assert torch.equal(torch.get_rng_state(), before[1])
    assert all(torch.equal(value, before[0][name]) for name, value in state.model.state_dict().items())
    assert all(p.grad is None for p in state.model.parameters())


def test_cgroups_limit_the_number_of_threads(tmp_path):
    own, root = tmp_path / "cgroup", tmp_path / "fs"
    (root / "a" / "b").mkdir(parents=True)
    own.write_text("0::/a/b\n")
    assert cores._quota(root, own) is None
    (root / "a" / "b" / "cpu.max").write_text("max 100000\n")
    assert cores._quota(root, own) is None
    (root / "a" / "cpu.max").write_text("250000 100000\n")
    assert cores._quota(root, own) == 2
    (root / "a" / "b" / "cpu.max").write_text("50000 100000\n")
    assert cores._quota(root, own) == 1  # half a core is still one thread
    own.write_text("3:cpu,cpuacct:/c\n")
    (root / "cpu" / "c").mkdir(parents=True)
    (root / "cpu" / "c" / "cpu.cfs_quota_us").write_text("300000\n")
    (root / "cpu" / "c" / "cpu.cfs_period_us").write_text("100000\n")
    assert cores._quota(root, own) == 3
    assert cores._quota(root, tmp_path / "none") is None


def test_hyperthreads_are_not_counted_as_cores(tmp_path, monkeypatch):
    monkeypatch.setattr(cores.os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    for number, siblings in enumerate(("0-1", "0-1", "2-3", "2-3")):
        folder = tmp_path / f"cpu{number}" / "topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(siblings)
    assert cores._cores(tmp_path) == 2
    assert cores._cores(tmp_path / "elsewhere") is None


# --------------------------------------------------------------------------------------------------------- spinning


def openmp_of(code="", **variables):
    """What a new process says of its OpenMP, and which variable is left for processes that it starts."""
    code += (
        "\nimport os; from pytorch_study.engine.compute import OPENMP; print(OPENMP, os.environ.get('GOMP_SPINCOUNT'))"
    )
    environment = {name: value for name, value in os.environ.items() if name not in openmp.VARIABLES} | variables
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    return done.stdout.split()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="GNU's OpenMP")
def test_waiting_threads_do_not_spin_for_long_unless_the_user_wants_it():
    assert openmp_of() == ["short", "None"]  # and no process that we start inherits it
    assert openmp_of(GOMP_SPINCOUNT="77") == ["user", "77"]
    assert openmp_of(OMP_WAIT_POLICY="ACTIVE") == ["user", "None"]
    assert openmp_of("import torch") == ["late", "None"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="GNU's OpenMP")
def test_the_setting_reaches_torchs_openmp():
    """GNU's OpenMP prints its settings when it is loaded."""
    code = "import pytorch_study, torch; torch.ones(9).sum()"
    environment = {k: v for k, v in os.environ.items() if k not in openmp.VARIABLES} | {"OMP_DISPLAY_ENV": "verbose"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert f"GOMP_SPINCOUNT = '{openmp.SPIN_COUNT}'" in done.stderr
    assert done.stderr.count("DISPLAY ENVIRONMENT BEGIN") == 1  # torch has loaded no second one
