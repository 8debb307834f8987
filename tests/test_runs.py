"""Whole trainings in processes of their own: killed, damaged, in folders that refuse. How they stop: test_stops.py."""

import csv
import json
import os
import shutil
import subprocess
import sys

import pytest
from helpers import MNIST, POSIX, ROOT, WAITING, wait_for_an_epoch

from pytorch_study.__main__ import main
from pytorch_study.artifacts import checkpoint, folder


def result(folder):
    return json.loads((folder / "result.json").read_text("utf-8"))


def rows(folder):
    with (folder / "metrics.csv").open(encoding="utf-8", newline="") as file:
        return [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The training that nobody interrupts."""
    runs = tmp_path_factory.mktemp("whole")
    assert main([*MNIST, "--quiet", "--runs", str(runs)]) == 0
    (folder,) = runs.iterdir()
    return folder


def test_a_run_leaves_what_is_promised(whole):
    names = {path.name for path in whole.iterdir()}
    promised = "run.json env.json metrics.csv steps.csv checkpoint.pt model.safetensors report.html result.json"
    assert set(f"{promised} curves.png confusion.png mistakes.png".split()) <= names
    assert not [name for name in names if name.endswith((".tmp", ".new"))]
    about, final = json.loads((whole / "run.json").read_text("utf-8")), result(whole)
    assert (about["format"], about["lesson"], about["task"], about["seed"]) == (2, "mnist", "classify", 0)
    assert (about["recipe_name"], about["recipe"]["epochs"], about["init"]) == ("default", 2, None)
    assert final["test_accuracy"] > 0.85
    assert {"run", "lesson", "recipe", "seed", "test_loss", "epochs", "seconds", "images_per_second"} <= set(final)
    header = (whole / "metrics.csv").read_text("utf-8").splitlines()[0]
    assert header == "epoch,step,lr,train_loss,train_accuracy,val_loss,val_accuracy,seconds"
    page = (whole / "report.html").read_text("utf-8")
    assert f"{final['test_accuracy']:.2%}" in page
    assert not any(address in page for address in ("http://", "https://"))


@pytest.mark.promise("kill")
def test_killed_in_mid_epoch_and_resumed_ends_the_same(whole, forked, inside, tmp_path):
    process = forked(*MNIST)
    folder = wait_for_an_epoch(tmp_path)
    process.kill()
    process.communicate()
    assert not (folder / "result.json").exists()
    listed = inside("runs")
    assert "unfinished" in listed.stdout
    assert inside("evaluate", folder).returncode == 2
    done = inside("resume", "--json")
    assert done.returncode == 0, done.stderr
    assert (folder / "model.safetensors").read_bytes() == (whole / "model.safetensors").read_bytes()
    assert rows(folder) == rows(whole)
    assert {**result(folder), "run": 0, "seconds": 0, "images_per_second": 0} == {
        **result(whole),
        "run": 0,
        "seconds": 0,
        "images_per_second": 0,
    }
    again = inside("resume", folder)
    assert again.returncode == 2
    assert "finished" in again.stderr


@pytest.mark.promise("readonly")
@POSIX
def test_a_folder_that_refuses_is_exit_5_before_anything_is_trained(open_folder):
    """As a user who is not root: root may write everywhere."""
    refusing = open_folder / "refusing"
    refusing.mkdir(mode=0o555)
    code = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
os.environ["MPLCONFIGDIR"] = "/tmp"
from pytorch_study.__main__ import main
# once as oneself, well and badly: Python imports what it needs while one may still read it
train = ["train", "regression", "--recipe", "line", "--quiet", "--lang", "en", "--runs"]
assert main([*train, {str(open_folder / "fine")!r}, "--epochs", "1"]) == 0
assert main(["train", "nowhere"]) == 2
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
sys.exit(main([*train, {str(refusing)!r}]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd="/", timeout=WAITING)
    assert done.returncode == 5, done.stderr
    assert "Permission denied" in done.stderr
    assert list(refusing.iterdir()) == []


@pytest.mark.promise("saving")
@pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.getuid() != 0, reason="mounting a tmpfs needs root on Linux"
)
def test_a_full_disk_is_exit_5_and_the_old_checkpoint_loads(inside, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=11m", "tmpfs", str(small)], capture_output=True).returncode:
        pytest.skip("this machine does not let us mount a tmpfs")
    try:
        done = inside(*MNIST, "--runs", small, "--quiet")
        assert done.returncode == 5, done.stderr
        assert "disk is full" in done.stderr
        (folder,) = small.iterdir()
        checkpoint.load(folder)
        assert not list(folder.glob(".*.tmp"))
    finally:
        subprocess.run(["umount", str(small)], check=True)


@pytest.mark.promise("checkpoint")
def test_a_damaged_checkpoint_goes_on_from_the_one_before(inside, whole, tmp_path):
    folder = tmp_path / "runs" / whole.name
    shutil.copytree(whole, folder)
    (folder / "result.json").unlink()
    damaged = bytearray((folder / "checkpoint.pt").read_bytes())
    damaged[3000] ^= 1
    (folder / "checkpoint.pt").write_bytes(damaged)
    done = inside("resume")
    assert done.returncode == 0, done.stderr
    assert "damaged" in done.stderr
    assert (folder / "model.safetensors").read_bytes() == (whole / "model.safetensors").read_bytes()
    (folder / "result.json").unlink()
    for name in ("checkpoint.pt", "checkpoint.previous.pt"):
        (folder / name).write_bytes(b"")
    assert inside("resume").returncode == 4


@pytest.mark.promise("weights")
def test_damaged_weights_are_exit_4(inside, whole, tmp_path):
    folder = tmp_path / "runs" / whole.name
    shutil.copytree(whole, folder)
    weights = bytearray((folder / "model.safetensors").read_bytes())
    weights[-100] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    done = inside("evaluate", whole.name)
    assert done.returncode == 4
    assert "SHA-256" in done.stderr


def test_evaluate_report_and_compare_a_run(inside, whole, tmp_path):
    shutil.copytree(whole, tmp_path / "runs" / whole.name)
    shutil.copytree(whole, tmp_path / "runs" / "other")
    about = json.loads((whole / "run.json").read_text("utf-8"))
    about["recipe"]["lr"] = 0.5
    (tmp_path / "runs" / "other" / "run.json").write_text(json.dumps(about), "utf-8")
    score = json.loads(inside("evaluate", whole.name, "--json").stdout)
    assert score["accuracy"] == result(whole)["test_accuracy"]
    assert score["count"] == 10_000
    assert sum(map(sum, score["confusion"])) == 10_000
    (tmp_path / "runs" / whole.name / "curves.png").unlink()
    assert inside("report", whole.name).returncode == 0
    assert (tmp_path / "runs" / whole.name / "curves.png").stat().st_size > 1000
    done = inside("compare", whole.name, "other")
    assert "lr" in done.stdout
    assert "0.5" in done.stdout
    assert next((tmp_path / "runs").glob("compare_*.png")).stat().st_size > 1000


def test_the_newest_run_is_the_one_that_began_last_whatever_its_name(tmp_path):
    late = "20990101-000000_mnist_seed0"
    for name in ("20261122-100000_mnist_seed0", "best", f"{late}-2", f"{late}-10"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text("{}", "utf-8")
        os.utime(tmp_path / name / "run.json", (1e9, 1e9))
    os.utime(tmp_path / f"{late}-10" / "run.json", (1e9 + 1, 1e9 + 1))  # ten in a second
    names = [run.name for run in folder.all_runs(tmp_path)]
    assert names[:2] == ["best", "20261122-100000_mnist_seed0"]
    assert names[2:] == [f"{late}-2", f"{late}-10"]
