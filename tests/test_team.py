"""Several processes, one training: real `torchrun`s on this machine."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
import torch
from conftest import ROOT

from pytorch_study.engine.team import ALONE, Team

SHORT = ("--set", "limit=1003", "--batch-size", "250", "--quiet", "--precision", "fp32")


def torchrun(tmp_path, *arguments, processes=2):
    """Start `torchrun -m pytorch_study ...` in a folder of its own."""
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    env |= {"PYTORCH_STUDY_LANG": "en", "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [*command, "-m", "pytorch_study", *map(str, arguments)],
        cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip


def metrics(folder):
    rows = [line.split(",") for line in (folder / "metrics.csv").read_text("utf-8").splitlines()[1:]]
    return [[float(value) for value in row[:-1] if value] for row in rows]


def test_shares_are_the_batch_and_weights_make_its_mean():
    for count in (1, 2, 3, 7, 8):
        rows = torch.arange(count, dtype=torch.float64)
        for size in (1, 2, 3, 8):
            teams = [Team(rank, size) for rank in range(size)]
            mean = sum(float(team.share(rows).mean()) * team.weight(count) for team in teams) / size
            assert mean == pytest.approx(float(rows.mean()))
            shared = [row for team in teams if team.weight(count) for row in team.share(rows).tolist()]
            assert sorted(shared) == rows.tolist()
    assert ALONE.add(1.5, 2) == [1.5, 2]
    assert ALONE.told(lambda: 7) == 7


def test_two_processes_train_what_one_does(tmp_path, command):
    """1003 images in batches of 250: the last batch has 3 rows, so the shares are uneven."""
    team = torchrun(tmp_path, "train", "mnist", "--epochs", "2", *SHORT, "--json")
    out, err = team.communicate(timeout=300)
    assert team.returncode == 0, err
    result = json.loads(out)  # one value, from one process
    (two,) = (tmp_path / "runs").iterdir()
    alone = command("train", "mnist", "--epochs", "2", *SHORT, "--json", "--runs", tmp_path / "alone")
    (one,) = (tmp_path / "alone").iterdir()
    for a, b in zip(metrics(two), metrics(one), strict=True):
        assert a == pytest.approx(b, rel=2e-3)
    assert result["test_accuracy"] == pytest.approx(json.loads(alone.stdout)["test_accuracy"], abs=0.01)
    assert "module." not in str(torch.load(two / "checkpoint.pt", weights_only=True)["model"].keys())


def step_of(run):
    return torch.load(run / "checkpoint.pt", weights_only=True)["progress"][0]


def wait_for_a_run(tmp_path, process):
    for _ in range(1200):
        found = list((tmp_path / "runs").glob("*/metrics.csv"))
        if found and len(found[0].read_text("utf-8").splitlines()) > 1:
            return found[0].parent
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.1)
    raise AssertionError("no epoch within two minutes")


@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes as Linux's ps lists them")
def test_a_killed_process_ends_the_others_and_the_run_goes_on_with_one(tmp_path, command):
    team = torchrun(tmp_path, "train", "mnist", "--epochs", "120", *SHORT)
    run = wait_for_a_run(tmp_path, team)
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(team.pid)], capture_output=True, text=True).stdout
    workers = [int(line.split()[0]) for line in listed.splitlines() if "pytorch_study" in line]
    os.kill(workers[-1], signal.SIGKILL)
    team.communicate(timeout=60)
    assert team.returncode != 0
    assert not (run / "result.json").exists()
    alone = command("resume", run, "--json", timeout=300)
    assert alone.returncode == 0, alone.stderr
    assert json.loads(alone.stdout)["epochs"] == 120


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_stop_is_agreed_on_and_saved(tmp_path):
    team = torchrun(tmp_path, "train", "mnist", "--epochs", "400", *SHORT)
    run = wait_for_a_run(tmp_path, team)
    team.send_signal(signal.SIGTERM)
    _, err = team.communicate(timeout=60)
    assert "to go on: torchrun --nproc-per-node 2" in err.lower()
    assert step_of(run) > 4


def test_a_mistake_is_told_once(tmp_path):
    team = torchrun(tmp_path, "train", "mnits")
    _, err = team.communicate(timeout=120)
    assert team.returncode != 0
    assert err.count("mnits") == 1, err
