"""Checkpoints: the old one or the new one, whole, or a sentence that says so."""

import io
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import torch
from conftest import ROOT
from test_engine import SMALL, start, weights

from pytorch_study import files
from pytorch_study.engine.loop import train
from pytorch_study.errors import CheckpointError, DiskError, UsageError
from pytorch_study.runs import checkpoint


@pytest.fixture
def two(tmp_path):
    """A folder with two generations: step 1 and step 2."""
    state, splits = start()
    for record in train(state, splits):
        checkpoint.save(tmp_path, state)
        if record.step == 2:
            break
    return tmp_path


def step_of(folder):
    return checkpoint.load(folder)[0]["progress"][0]


def test_a_checkpoint_is_an_ordinary_torch_and_zip_file(two):
    path = two / checkpoint.NAME
    assert torch.load(path, weights_only=True)["lesson"] == "small"
    assert len(zipfile.ZipFile(path).comment) == 64
    assert sorted(p.name for p in two.iterdir()) == [checkpoint.PREVIOUS, checkpoint.NAME]


def test_any_flipped_bit_or_cut_falls_back_to_the_generation_before(two):
    path = two / checkpoint.NAME
    whole = path.read_bytes()
    chance = random.Random(0)
    places = [0, len(whole) - 1, len(whole) - 65, len(whole) - 66, *(chance.randrange(len(whole)) for _ in range(60))]
    for place in places:
        broken = bytearray(whole)
        broken[place] ^= 1 << chance.randrange(8)
        path.write_bytes(broken)
        content, trouble = checkpoint.load(two)
        assert content["progress"][0] == 1
        assert "damaged" in trouble
    for length in (0, 1, 100, 1000, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert step_of(two) == 1
    path.unlink()
    assert step_of(two) == 1
    path.write_bytes(whole)
    assert step_of(two) == 2


def test_two_damaged_generations_are_exit_4(two):
    for name in (checkpoint.NAME, checkpoint.PREVIOUS):
        (two / name).write_bytes(b"x" * 5000)
    with pytest.raises(CheckpointError, match="damaged") as caught:
        checkpoint.load(two)
    assert caught.value.exit_code == 4
    with pytest.raises(CheckpointError, match="no checkpoint"):
        checkpoint.load(two / "nowhere")


def test_a_hostile_pickle_with_a_right_seal_is_not_executed(two, tmp_path):
    canary = tmp_path / "canary"

    class Hostile:
        def __reduce__(self):
            return (Path.touch, (canary,))

    buffer = io.BytesIO()
    torch.save({"format": 1, "model": Hostile(), "padding": torch.zeros(500)}, buffer)
    for name in (checkpoint.NAME, checkpoint.PREVIOUS):
        (two / name).write_bytes(checkpoint.seal(buffer.getvalue()))
    with pytest.raises(CheckpointError):
        checkpoint.load(two)
    assert not canary.exists()


def test_another_lesson_recipe_or_model_is_named(two):
    content, _ = checkpoint.load(two)
    state, _ = start(lr=0.02)
    with pytest.raises(CheckpointError, match=r"lr: 0.01 → 0.02"):
        checkpoint.restore(state, content, two)
    state, _ = start()
    with pytest.raises(CheckpointError, match="belongs to `other`"):
        checkpoint.restore(state, {**content, "lesson": "other"}, two)
    state.model.linear = torch.nn.Linear(36, 4)
    with pytest.raises(CheckpointError, match="another model"):
        checkpoint.restore(state, content, two)


def test_a_recipe_may_change_in_the_middle_where_that_is_asked_for(two):
    content, _ = checkpoint.load(two)
    state, splits = start(lr=0.02, epochs=9)
    changed = checkpoint.restore(state, content, two, allow_changes=True)
    assert changed == {"epochs": (content["recipe"]["epochs"], 9), "lr": (0.01, 0.02)}
    # the schedule is where it would be, had it been the new one from the start
    whole, same = start(lr=0.02, epochs=9)
    for record in train(whole, same):
        if record.step == state.step:
            break
    assert state.lr == pytest.approx(whole.lr)
    saved = content["optimizers"][0]["state"][0]
    now = state.optimizers[0].state_dict()["state"][0]
    assert all(torch.equal(torch.as_tensor(now[name]), torch.as_tensor(saved[name])) for name in saved)
    *_, end = train(state, splits)
    assert end.epochs == 9
    for changes, words in (({"batch_size": 7}, "batch_size cannot change"), ({"epochs": 1}, "epochs")):
        state, _ = start(**changes)
        with pytest.raises(UsageError, match=words):
            checkpoint.restore(state, {**content, "progress": [99, 0.0, 0, 0, 0.0]}, two, allow_changes=True)


def test_a_failure_at_any_write_fsync_or_rename_leaves_a_whole_checkpoint(two, monkeypatch):
    state, splits = start()
    for record in train(state, splits):
        if record.step == 3:
            break
    calls, failing = [], 0

    def failing_at(function, name):
        def call(*arguments, **named):
            calls.append(name)
            if len(calls) == failing:
                raise OSError(28, "No space left on device")
            return function(*arguments, **named)

        return call

    monkeypatch.setattr(os, "fsync", failing_at(os.fsync, "fsync"))
    monkeypatch.setattr(Path, "replace", failing_at(Path.replace, "replace"))
    monkeypatch.setattr(files.tempfile, "mkstemp", failing_at(files.tempfile.mkstemp, "mkstemp"))
    checkpoint.save(two, state)
    total = len(calls)
    assert calls.count("replace") == 3
    for failing in range(1, total + 1):  # noqa: B007 - read by the closure
        calls.clear()
        before = step_of(two)
        try:
            checkpoint.save(two, state)
        except DiskError as error:
            assert error.exit_code == 5
            assert "disk is full" in str(error)
        assert step_of(two) in (before, 3)
        assert not list(two.glob("*.tmp"))


LOOP = """
import sys
sys.path[:0] = [{root!r}, {tests!r}]
from pathlib import Path
from test_engine import start
from pytorch_study.runs import checkpoint
state, _ = start()
folder = Path(sys.argv[1])
while True:
    state.step += 1
    checkpoint.save(folder, state)
    print(state.step, flush=True)
"""


@pytest.mark.parametrize("kills", [3, pytest.param(60, marks=pytest.mark.slow)])
def test_killed_while_saving(tmp_path, kills):
    """SIGKILL (on Windows: TerminateProcess) at a random moment of a loop that does nothing but save."""
    code = LOOP.format(root=str(ROOT), tests=str(ROOT / "tests"))
    chance = random.Random(1)
    for _ in range(kills):
        process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        process.stdout.readline()
        time.sleep(chance.random() * 0.3)
        process.kill()
        last = process.communicate()[0].split()
        assert step_of(tmp_path) >= int(last[-2] if len(last) > 1 else 1) - 1
        assert SMALL.name == checkpoint.load(tmp_path)[0]["lesson"]
    if hasattr(signal, "SIGKILL"):
        assert process.returncode == -signal.SIGKILL


def test_weights_round_trip(tmp_path):
    from pytorch_study.files import sha256
    from pytorch_study.lesson import Names
    from pytorch_study.runs import weights as stored

    state, _ = start()
    content = stored.to_bytes(state.model, "small", "default", 0, Names(labels=("a", "b", "c")))
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    other, _ = start(seed=1)
    stored.load_into(other.model, path, sha256(content))
    assert weights(other)["conv.weight"].equal(state.model.conv.weight)
    broken = bytearray(content)
    broken[len(broken) // 2] ^= 4
    path.write_bytes(broken)
    with pytest.raises(CheckpointError, match="SHA-256"):
        stored.load_into(other.model, path, sha256(content))
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="another model"):
        stored.load_into(torch.nn.Linear(2, 2), path, sha256(content))
    with pytest.raises(CheckpointError, match="Cannot read"):
        stored.load_into(other.model, tmp_path / "none", "")
