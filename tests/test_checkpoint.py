"""Checkpoints: the old one or the new one, whole, or a sentence that says so."""

import builtins
import collections
import errno
import functools
import io
import itertools
import json
import operator
import os
import pickle
import random
import signal
import time
import zipfile
from pathlib import Path

import pytest
import torch
from helpers import PROCESSES, SMALL, damaged, start, weights

from pytorch_study import files
from pytorch_study.__main__ import main
from pytorch_study.artifacts import checkpoint, folder
from pytorch_study.engine.loop import train
from pytorch_study.errors import CheckpointError, DiskError, UsageError

STEP = 61  # a prime: its multiples, modulo anything else, come everywhere before they repeat


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


@pytest.mark.promise("checkpoint")
def test_any_flipped_bit_or_cut_falls_back_to_the_generation_before(two, tries):
    path = two / checkpoint.NAME
    whole = path.read_bytes()
    for number in tries(60, 150):
        path.write_bytes(damaged(whole, number))
        content, trouble = checkpoint.load(two)
        assert content["progress"][0] == 1
        assert "damaged" in trouble
    path.unlink()
    assert step_of(two) == 1
    path.write_bytes(whole)
    assert step_of(two) == 2


@pytest.mark.promise("checkpoint")
def test_two_damaged_generations_are_exit_4(two):
    for name in (checkpoint.NAME, checkpoint.PREVIOUS):
        (two / name).write_bytes(b"x" * 5000)
    with pytest.raises(CheckpointError, match="damaged") as caught:
        checkpoint.load(two)
    assert caught.value.exit_code == 4
    with pytest.raises(CheckpointError, match="no checkpoint"):
        checkpoint.load(two / "nowhere")


class Hostile:
    """Whoever unpickles it calls `call[0]` with the arguments `call[1]`."""

    def __init__(self, *call):
        self.call = call

    def __reduce__(self):
        return self.call


def gadgets(canary):
    """Pickles that make the folder `canary`, if they are run."""
    name = str(canary)
    code = f"__import__('os').mkdir({name!r})"
    return {
        "os": Hostile(os.mkdir, (name,)),
        "a method": Hostile(Path.mkdir, (canary,)),
        "eval": Hostile(builtins.eval, (code,)),
        "exec": Hostile(builtins.exec, (code,)),
        "partial": Hostile(functools.partial(os.mkdir, name), ()),
        "map": Hostile(collections.deque, (Hostile(map, (os.mkdir, [name])),)),
        "methodcaller": Hostile(operator.methodcaller("mkdir"), (canary,)),
        "system": Hostile(os.system, (f'mkdir "{name}"',)),
    }


@pytest.mark.promise("checkpoint")
@pytest.mark.parametrize("kind", list(gadgets(Path("x"))))
@pytest.mark.parametrize("form", ["in the model", "instead of all", "an old torch file"])
def test_a_hostile_pickle_with_a_right_seal_is_not_executed(two, tmp_path, kind, form):
    canary = tmp_path / "canary"
    hostile = gadgets(canary)[kind]
    content, buffer = checkpoint.load(two)[0], io.BytesIO()
    what = {**content, "model": {"weight": hostile}} if form == "in the model" else hostile
    torch.save(what, buffer, _use_new_zipfile_serialization=form != "an old torch file")
    packed = buffer.getvalue() + bytes(1000) * (form == "an old torch file")
    for name in checkpoint.GENERATIONS:
        (two / name).write_bytes(checkpoint.seal(packed))
    with pytest.raises(CheckpointError, match="none of its code was run"):
        checkpoint.load(two)
    assert not canary.exists()
    pickle.loads(pickle.dumps(hostile))  # it is real: who unpickles it as others do, runs it
    assert canary.is_dir()


@pytest.mark.promise("checkpoint")
def test_what_we_did_not_write_is_refused_though_its_seal_is_right(two):
    content = checkpoint.load(two)[0]
    for wrong in (
        {},
        [1],
        {**content, "format": 1},
        {name: value for name, value in content.items() if name != "place"},
        {**content, "place": ["cpu"]},
        {**content, "progress": [1]},
        {**content, "model": [1]},
    ):
        buffer = io.BytesIO()
        torch.save(wrong, buffer)
        (two / checkpoint.NAME).write_bytes(checkpoint.seal(buffer.getvalue()))
        found, trouble = checkpoint.load(two)
        assert found["progress"][0] == 1
        assert "was not written by this program" in trouble or "another version" in trouble


@pytest.mark.promise("checkpoint")
def test_a_checkpoint_that_unpacks_to_much_is_not_unpacked(two, monkeypatch):
    packed = io.BytesIO()
    with zipfile.ZipFile(two / checkpoint.NAME) as whole, zipfile.ZipFile(packed, "w") as bomb:
        for part in whole.infolist():
            content = bytes(300_000_000) if part.filename.endswith("data/0") else whole.read(part)
            bomb.writestr(part.filename, content, compress_type=zipfile.ZIP_DEFLATED)
    del content
    (two / checkpoint.NAME).write_bytes(checkpoint.seal(packed.getvalue()))
    assert (two / checkpoint.NAME).stat().st_size < 1_000_000
    opened, real = [], torch.load
    monkeypatch.setattr(torch, "load", lambda file, **named: opened.append(file) or real(file, **named))
    found, trouble = checkpoint.load(two)
    assert found["progress"][0] == 1
    assert "was not written by this program" in trouble
    assert len(opened) == 1, "only the good one is handed to torch, which would unpack it all"


@pytest.mark.promise("checkpoint")
def test_another_lesson_recipe_or_model_is_named(two):
    content, _ = checkpoint.load(two)
    state, _ = start(lr=0.02)
    with pytest.raises(CheckpointError, match=r"lr: 0.01 → 0.02"):
        checkpoint.restore(state, content, two)
    state, _ = start()
    with pytest.raises(CheckpointError, match="belongs to `other`"):
        checkpoint.restore(state, {**content, "lesson": "other"}, two)
    state.model.linear = torch.nn.Linear(36, 4)
    with pytest.raises(CheckpointError, match="another model") as caught:
        checkpoint.restore(state, content, two)
    assert "linear.bias: (3,) → (4,), linear.weight: (3, 36) → (4, 36)." in str(caught.value)


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


class Failing:
    """A disk whose call number `at` (a write, an fsync, a rename, ...) fails, as on a full disk; 0: none does."""

    def __init__(self, monkeypatch):
        self.at, self.calls, self.for_good, fdopen = 0, [], False, os.fdopen
        disk = self

        class File(io.FileIO):
            def write(self, content):
                return disk.call("write", super().write, content)

        monkeypatch.setattr(os, "fsync", functools.partial(self.call, "fsync", os.fsync))
        replace, create = Path.replace, os.open
        monkeypatch.setattr(Path, "replace", lambda path, to: self.call("replace", replace, path, to))

        def open_number(path, flags, *more, **named):
            if flags & os.O_EXCL:
                return self.call("create", create, path, flags, *more, **named)
            return create(path, flags, *more, **named)

        monkeypatch.setattr(os, "open", open_number)

        def opened(handle, mode, *more, **named):
            return io.BufferedWriter(File(handle, mode)) if mode == "wb" else fdopen(handle, mode, *more, **named)

        monkeypatch.setattr(os, "fdopen", opened)

    def call(self, name, function, *arguments, **named):
        self.calls.append(name)
        if len(self.calls) == self.at or (self.for_good and len(self.calls) > self.at and name == "write"):
            if name == "write":  # a full disk takes what it can
                function(bytes(arguments[0])[: len(arguments[0]) // 2])
            raise OSError(28, "No space left on device")
        return function(*arguments, **named)

    def fail(self, at, for_good=False):
        self.at, self.calls, self.for_good = at, [], for_good

    @property
    def harmless(self):
        """Whether nothing need be said of the call that failed: the fsync of a folder."""
        return self.calls[self.at - 2 : self.at] == ["replace", "fsync"]


@pytest.mark.promise("saving")
def test_a_failure_at_any_write_fsync_or_rename_leaves_a_whole_checkpoint(two, monkeypatch, tries):
    state, splits = start()
    for record in train(state, splits):
        if record.step == 3:
            break
    disk = Failing(monkeypatch)
    checkpoint.save(two, state)
    assert collections.Counter(disk.calls) == {"create": 1, "write": 1, "fsync": 2, "replace": 3} or os.name == "nt"
    total = len(disk.calls)
    for number in tries(total, total):
        before = step_of(two)
        state.step += 1
        disk.fail(number + 1)
        try:
            checkpoint.save(two, state)
            assert disk.harmless or disk.calls.count("create") == 2  # the older checkpoint has made room
            assert step_of(two) == state.step
        except DiskError as error:
            assert not disk.harmless
            assert error.exit_code == 5
            assert "disk is full" in str(error)
            assert step_of(two) in (before, state.step)
        assert not list(two.glob("*.tmp"))
        disk.fail(0)
        state.step += 1
        checkpoint.save(two, state)  # and the next one is as good as ever
        assert step_of(two) == state.step


@pytest.mark.promise("saving")
def test_a_disk_that_stays_full_keeps_the_newest_whole_checkpoint(two, monkeypatch):
    state, _ = start()
    disk = Failing(monkeypatch)
    for spoiled in (False, True):
        newest = (two / "checkpoint.pt").read_bytes()
        if spoiled:  # then the older one is all there is, and makes no room
            checkpoint.save(two, state)
            newest = (two / "checkpoint.previous.pt").read_bytes()
            (two / "checkpoint.pt").write_bytes(b"damaged")
        disk.fail(1, for_good=True)
        with pytest.raises(DiskError, match="disk is full"):
            checkpoint.save(two, state)
        disk.fail(0)
        assert newest in [path.read_bytes() for path in two.glob("checkpoint*.pt")]
        assert checkpoint.load(two)[0]["progress"]


@pytest.mark.promise("saving")
def test_a_failure_at_any_write_fsync_or_rename_leaves_the_old_file_or_the_new(tmp_path, monkeypatch, tries):
    old, new, path = b"old" * 50_000, b"new" * 60_000, tmp_path / "model.safetensors"
    disk = Failing(monkeypatch)
    files.write(path, old)
    total = len(disk.calls)
    for number in tries(total, total):
        disk.fail(0)
        files.write(path, old)
        disk.fail(number + 1)
        try:
            files.write(path, new)
            assert disk.harmless
            assert path.read_bytes() == new
        except DiskError as error:
            assert not disk.harmless
            assert (error.exit_code, "disk is full" in str(error)) == (5, True)
            assert path.read_bytes() == old
        assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.promise("saving")
@pytest.mark.timeout(7200)
def test_a_failure_anywhere_in_a_training_is_exit_5_and_what_was_saved_goes_on(tmp_path, monkeypatch, tries, capsys):
    """Every write, fsync and rename of a whole training, from the recipe to the result, fails once."""
    line = ["train", "regression", "--recipe", "line", "--epochs", "2", "--quiet", "--threads", "1", "--lang", "en"]
    monkeypatch.chdir(tmp_path)
    listening = signal.getsignal(signal.SIGTERM)
    disk = Failing(monkeypatch)
    assert main([*line, "--runs", "whole"]) == 0
    (whole,) = Path("whole").iterdir()
    total = len(disk.calls)
    seen, resumed = set(), 0
    for number in tries(6, 150):
        at = 1 + number * STEP % total
        seen.add(at)
        disk.fail(at)
        capsys.readouterr()
        code = main([*line, "--runs", f"runs{number}"])
        assert code == 0 if disk.harmless else code == 5, (at, disk.calls[at - 1])
        disk.fail(0)
        if code == 0:
            continue
        assert "disk is full" in capsys.readouterr().err
        for left in Path(f"runs{number}").iterdir():  # none where it failed before there was anything to keep
            assert not (left / "result.json").exists()
            assert not [one for one in left.iterdir() if one.suffix == ".tmp"]
            assert main(["resume", str(left), "--quiet", "--lang", "en"]) == 0
            assert (left / "model.safetensors").read_bytes() == (whole / "model.safetensors").read_bytes()
            assert json.loads((left / "result.json").read_text("utf-8"))["epochs"] == 2
            resumed += 1
    assert total <= 150
    assert len(seen) == min(total, number + 1), "the long version fails each of them"
    assert resumed
    signal.signal(signal.SIGTERM, listening)


@pytest.mark.promise("saving")
def test_killed_between_the_renames_is_found_by_resume_alone(two):
    run = two / "runs" / "one"
    run.mkdir(parents=True)
    (run / "run.json").write_text("{}", "utf-8")
    (two / checkpoint.NAME).replace(run / f"{checkpoint.NAME}.new")  # `save` has moved the old one away, no more
    (two / checkpoint.PREVIOUS).replace(run / checkpoint.PREVIOUS)
    assert folder.unfinished(run.parent).folder == run
    assert step_of(run) == 2


def save_for_ever(place, log, first):
    """What the process that is killed does: it saves, and says so."""
    state, _ = start()
    with log.open("wb", buffering=0) as said:
        for state.step in itertools.count(first):
            checkpoint.save(place, state)
            said.write(b"%d\n" % state.step)


@pytest.mark.promise("saving")
@pytest.mark.timeout(7200)
def test_killed_while_saving(tmp_path, tries):
    """SIGKILL (on Windows: TerminateProcess) at a random moment of a loop that does nothing but save."""
    chance, place, log = random.Random(1), tmp_path / "run", tmp_path / "said"
    place.mkdir()
    for number in tries(3, 200):
        process = PROCESSES.Process(target=save_for_ever, args=(place, log, number * 1_000_000 + 1))
        process.start()
        while not (log.exists() and log.stat().st_size):
            assert process.is_alive()
            time.sleep(0.01)
        time.sleep(chance.random() * 0.2)
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL if os.name == "posix" else process.exitcode
        last = int(log.read_bytes().rpartition(b"\n")[0].split()[-1])
        log.unlink()
        content, trouble = checkpoint.load(place)
        assert content["progress"][0] in (last, last + 1)  # the last one that was finished, or the one at work
        assert trouble is None
        assert content["lesson"] == SMALL.name


@pytest.mark.promise("weights")
def test_weights_round_trip(tmp_path):
    from pytorch_study.artifacts import weights as stored
    from pytorch_study.files import sha256
    from pytorch_study.lesson import DataInfo

    state, _ = start()
    content = stored.to_bytes(state.model, "small", "default", 0, DataInfo(labels=("a", "b", "c")))
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


def test_a_folder_that_refuses_is_asked_once(tmp_path, monkeypatch):
    """Python's tempfile, on Windows, tries again under two thousand million names."""
    asked = []

    def refuse(path, flags, *_):
        asked.append(path)
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(DiskError):
        files.write(tmp_path / "x", b"new")
    assert len(asked) == 1


@pytest.mark.parametrize("why", [PermissionError(13, "Permission denied"), OSError(errno.EBUSY, "busy")])
def test_a_file_that_another_program_has_open_is_waited_for(tmp_path, monkeypatch, why):
    replace, times = Path.replace, []

    def busy(path, to):
        times.append(to)
        if len(times) < 3:
            raise why
        return replace(path, to)

    monkeypatch.setattr(Path, "replace", busy)
    files.write(tmp_path / "x", b"new")
    files.write_into(tmp_path / "folder", "y", "半\udcff".encode("utf-8", "replace"))
    assert (tmp_path / "x").read_bytes() == b"new"
    assert len(times) == 5
    files.write(tmp_path / "page", "a name that is no UTF-8: \udcff")
    assert (tmp_path / "page").read_text("utf-8").endswith(": ?")
