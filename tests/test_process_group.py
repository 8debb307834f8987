"""Several processes, one training: real `torchrun`s on this machine."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
import torch
from helpers import CIFAR10, ROOT, WAITING, metrics, only_run, promised, step_of, torchrun, wait_for_an_epoch

from pytorch_study.engine.process_group import SINGLE, ProcessGroup

SHORT = ("--set", "limit=1003", "--batch-size", "250", "--quiet", "--precision", "fp32")


def test_shares_are_the_batch_and_weights_make_its_mean():
    for count in (1, 2, 3, 7, 8):
        rows = torch.arange(count, dtype=torch.float64)
        for size in (1, 2, 3, 8):
            teams = [ProcessGroup(rank, size) for rank in range(size)]
            mean = sum(float(team.shard(rows).mean()) * team.weight(count) for team in teams) / size
            assert mean == pytest.approx(float(rows.mean()))
            shared = [row for team in teams if team.weight(count) for row in team.shard(rows).tolist()]
            assert sorted(shared) == rows.tolist()
    assert SINGLE.all_reduce_sum(1.5, 2) == [1.5, 2]
    assert SINGLE.broadcast(lambda: 7) == 7


def test_two_processes_train_what_one_does(tmp_path, inside):
    """1003 images in batches of 250: the last batch has 3 rows, so the shares are uneven."""
    team = torchrun(tmp_path, "train", "mnist", "--epochs", "2", *SHORT, "--json")
    out, err = team.communicate(timeout=WAITING)
    assert team.returncode == 0, err
    result = json.loads(out)  # one value, from one process
    (two,) = (tmp_path / "runs").iterdir()
    alone = inside("train", "mnist", "--epochs", "2", *SHORT, "--threads", "1", "--json", "--runs", tmp_path / "alone")
    (one,) = (tmp_path / "alone").iterdir()
    for a, b in zip(metrics(two), metrics(one), strict=True):
        assert a == pytest.approx(b, rel=2e-3)
    assert result["test_accuracy"] == pytest.approx(json.loads(alone.stdout)["test_accuracy"], abs=0.01)
    assert "module." not in str(torch.load(two / "checkpoint.pt", weights_only=True)["model"].keys())


SILENT = """
import os, sys
from datetime import timedelta
import torch
import torch.distributed as dist
from pytorch_study.engine.process_group import peer_lost

rank = int(sys.argv[1])
store = dist.FileStore(sys.argv[2], 2)
dist.init_process_group("gloo", store=store, rank=rank, world_size=2, timeout=timedelta(seconds=2))
dist.barrier()
if rank == 1:
    sys.stdin.read()  # silent, until the other has gone
else:
    for work in [dist.all_reduce(torch.ones(1000), async_op=True) for _ in range(3)]:
        try:
            work.wait()
        except RuntimeError as error:
            print(peer_lost(error), error, flush=True)
os._exit(0)
"""


def test_every_exchange_that_fails_with_a_silent_process_says_that_it_is_lost(tmp_path):
    """A step exchanges gradients in several parts. One waits in vain; the others hear of that in other words."""
    (tmp_path / "silent.py").write_text(SILENT, "utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, tmp_path / "silent.py"]
    silent, other = (
        subprocess.Popen([*command, rank, tmp_path / "store"], env=env, stdin=-1, stdout=-1, text=True) for rank in "10"
    )
    with silent:
        said = other.communicate(timeout=WAITING)[0].splitlines()
    assert [line.split()[0] for line in said] == ["True"] * 3, said
    assert any("gloo" not in line for line in said), "gloo always names itself now: `lost` may be simpler"


@pytest.mark.thorough
@pytest.mark.skipif(not CIFAR10, reason="needs the real CIFAR-10: PYTORCH_STUDY_DATA, or ../shared/data")
def test_two_processes_train_the_vgg_as_one_does(tmp_path, inside, few_cifar10):
    """With Muon, which needs the whole gradient of a layer and not a share of it."""
    arguments = ("train", tmp_path / few_cifar10[0], *few_cifar10[1:], "--epochs", "2", "--set", "limit=68")
    arguments += ("--batch-size", "34", "--quiet", "--precision", "fp32")
    team = torchrun(tmp_path / "two", *arguments)
    _, err = team.communicate(timeout=WAITING)
    assert team.returncode == 0, err
    alone = inside(*arguments)
    assert alone.returncode == 0, alone.stderr
    two, one = only_run(tmp_path / "two"), only_run(tmp_path)
    assert json.loads((two / "run.json").read_text("utf-8"))["recipe"]["optimizer"] == "muon"
    for (*a, a_right), (*b, b_right) in zip(metrics(two), metrics(one), strict=True):
        assert a == pytest.approx(b, rel=2e-2)  # two threads instead of one already make 0.7 % after 8 steps of Muon
        assert a_right == pytest.approx(b_right, abs=0.021)  # four pictures of 200


def workers(team):
    """The processes of that torchrun, in the order of their ranks."""
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(team.pid)], capture_output=True, text=True).stdout
    return sorted(int(line.split()[0]) for line in listed.splitlines() if "pytorch_study" in line)


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="finds the processes as Linux's ps lists them")


@LINUX
@pytest.mark.thorough
@pytest.mark.promise("team")
def test_a_killed_process_ends_the_others_and_any_number_goes_on(tmp_path, tries):
    """Any of three is killed, the one that writes included; one, two or three go on."""
    for number in tries(1, 5):
        folder, chance = tmp_path / str(number), random.Random(number)
        team = torchrun(folder, "train", "mnist", "--epochs", "60", *SHORT, processes=3)
        run = wait_for_an_epoch(folder, team)
        time.sleep(2 * chance.random())
        os.kill(workers(team)[(number + 2) % 3], signal.SIGKILL)
        _, err = team.communicate(timeout=promised(30))  # the promise: nobody is left after that
        assert team.returncode != 0
        assert not (run / "result.json").exists()
        assert (number % 3 == 1) == ("To resume: torchrun --nproc-per-node 3" not in err), err
        before = step_of(run)
        more = torchrun(folder, "resume", run, "--json", processes=1 + number % 3)
        out, err = more.communicate(timeout=WAITING)
        assert more.returncode == 0, err
        assert json.loads(out)["epochs"] == 60
        assert step_of(run) > before


@LINUX
@pytest.mark.thorough
@pytest.mark.promise("team")
def test_one_two_or_three_processes_go_on_to_the_same_end(tmp_path, inside):
    """From one checkpoint, made by two; not to the same bits, which after a while is seen in other digits too."""
    size = ("--set", "limit=203", "--batch-size", "50", "--quiet", "--precision", "fp32")
    team = torchrun(tmp_path, "train", "mnist", "--epochs", "30", *size)
    run = wait_for_an_epoch(tmp_path, team)
    os.kill(workers(team)[1], signal.SIGKILL)
    team.communicate(timeout=promised(30))
    before = step_of(run) // 5
    ends = {}
    for processes in (1, 2, 3):
        shutil.copytree(run, tmp_path / f"by{processes}")
        if processes == 1:  # without torchrun, which with one process is tried above
            done = inside("resume", tmp_path / "by1")
            assert done.returncode == 0, done.stderr
        else:
            more = torchrun(tmp_path, "resume", tmp_path / f"by{processes}", processes=processes)
            _, err = more.communicate(timeout=WAITING)
            assert more.returncode == 0, err
        ends[processes] = metrics(tmp_path / f"by{processes}")
        assert len(ends[processes]) == 30
    for processes in (2, 3):
        for one, other in zip(ends[1][: before + 3], ends[processes], strict=False):
            assert other == pytest.approx(one, rel=1e-3)
        assert ends[processes][-1][3] == pytest.approx(ends[1][-1][3], rel=0.1)


@LINUX
@pytest.mark.thorough
@pytest.mark.promise("team")
def test_a_killed_torchrun_leaves_nobody_behind(tmp_path):
    team = torchrun(tmp_path, "train", "mnist", "--epochs", "400", *SHORT)
    run = wait_for_an_epoch(tmp_path, team)
    team.kill()
    _, err = team.communicate(timeout=promised(30))  # its pipes are closed when the last of its processes has ended
    assert "to resume: torchrun --nproc-per-node 2" in err.lower()
    assert step_of(run) > 4


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_stop_is_agreed_on_and_saved(tmp_path):
    team = torchrun(tmp_path, "train", "mnist", "--epochs", "400", *SHORT)
    run = wait_for_an_epoch(tmp_path, team)
    team.send_signal(signal.SIGTERM)
    _, err = team.communicate(timeout=WAITING)
    assert "to resume: torchrun --nproc-per-node 2" in err.lower()
    assert step_of(run) > 4


@pytest.mark.thorough
def test_a_mistake_is_told_once(tmp_path):
    team = torchrun(tmp_path, "train", "mnits")
    _, err = team.communicate(timeout=WAITING)
    assert team.returncode != 0
    assert err.count("mnits") == 1, err
