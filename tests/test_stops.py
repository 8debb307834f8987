"""Trainings that are stopped: by signals, a closed pipe, an owner who is there already, a loss that explodes."""

import functools
import importlib
import json
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time

import pytest
from helpers import CIFAR10, MNIST, POSIX, ROOT, WAITING, wait_for_an_epoch

from pytorch_study import commandline, training
from pytorch_study.__main__ import main
from pytorch_study.artifacts import checkpoint

needs_cifar10 = pytest.mark.skipif(CIFAR10 is None, reason="no CIFAR-10 here")
SHORT = {
    "regression": ("train", "regression", "--recipe", "line", "--epochs", "300"),
    "mnist": ("train", "mnist", "--epochs", "2", "--set", "limit=2000", "--threads", "1"),
    "cifar10": ("train", "few.py", "--epochs", "1", "--set", "limit=300", "--batch-size", "50", "--data", CIFAR10),
}


@POSIX
@pytest.mark.promise("signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_saves_and_tells_how_to_go_on(forked, inside, tmp_path, number, code):
    process = forked(*MNIST)
    folder = wait_for_an_epoch(tmp_path)
    process.send_signal(number)
    _, said = process.communicate(timeout=WAITING)
    assert process.returncode == code
    assert f"pytorch-study resume {folder.relative_to(tmp_path)}" in said
    assert "Traceback" not in said
    saved, _ = checkpoint.load(folder)
    assert f"step {saved['progress'][0]};" in said
    assert inside("resume", folder.relative_to(tmp_path), "--quiet").returncode == 0


@pytest.fixture(scope="module")
def life():
    """How many seconds each lesson's process lives that nobody disturbs."""
    return {}


@POSIX
@pytest.mark.promise("signals")
@pytest.mark.timeout(3600)
@pytest.mark.thorough
@pytest.mark.parametrize("kinds", ["SIGINT", "SIGINT SIGINT", "SIGTERM", "SIGINT SIGINT SIGINT SIGINT"])
@pytest.mark.usefixtures("few_cifar10")
def test_signals_at_any_moment_of_a_process(kinds, tries, life, background, inside, command, tmp_path):
    """While torch is imported, data are read, at any step, while the report is drawn, while the last words are said."""
    chance = random.Random(kinds)
    lessons = [name for name in SHORT if name != "cifar10" or CIFAR10]
    numbers = [getattr(signal, name) for name in kinds.split()]
    for number in tries(2, 20):
        lesson = lessons[number % len(lessons)]
        if lesson not in life:
            started = time.monotonic()
            assert command(*SHORT[lesson], "--runs", tmp_path / "alone").returncode == 0
            life[lesson] = time.monotonic() - started
        process = background(*SHORT[lesson])
        time.sleep(chance.random() * life[lesson])
        for one in numbers:
            process.send_signal(one)
            time.sleep(chance.random() * chance.choice([0.01, 0.5]))
        _, said = process.communicate(timeout=WAITING)
        folders = list((tmp_path / "runs").glob("*"))
        if process.returncode == -numbers[0]:  # Python had only just started and had not come to us
            assert not folders
            assert "in main" not in said
            continue
        assert "Traceback" not in said
        assert "Exception ignored" not in said
        assert "nternal error" not in said
        finished = any((folder / "result.json").exists() for folder in folders)
        codes = {signal.SIGINT: 130, signal.SIGTERM: 143}
        assert process.returncode in ([codes[numbers[0]]] + ([0] if finished else [])), said
        if folders and not finished:
            (line,) = re.findall("To resume: pytorch-study (.*)", said)
            done = inside(*shlex.split(line), "--json")
            assert done.returncode == 0, done.stderr
            assert json.loads(done.stdout)["lesson"] == lesson
        for folder in folders:
            shutil.rmtree(folder)


def signals_itself(*places):
    """Have this process send itself a Ctrl-C wherever one of these functions is called."""

    def with_a_signal(module, name):
        before = getattr(module, name)

        def after(*arguments):
            os.kill(os.getpid(), signal.SIGINT)
            return before(*arguments)

        setattr(module, name, after)

    for module, name in places:
        with_a_signal(importlib.import_module(module), name)


@POSIX
@pytest.mark.promise("signals")
@pytest.mark.parametrize("second", [(training, "_command"), (training, "is_finite"), (commandline, "_say")])
@pytest.mark.parametrize("first", [(training, "environment"), (training, "_command")])
def test_wherever_two_signals_come_the_user_is_told_how_to_go_on(first, second, forked, tmp_path):
    """Between the first checkpoint and the first step; while the last words are said."""
    places = [(module.__name__, name) for module, name in (first, second)]
    process = forked(*SHORT["regression"], before=functools.partial(signals_itself, *places))
    _, said = process.communicate(timeout=WAITING)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    (line,) = re.findall("To resume: pytorch-study (.*)", said)
    checkpoint.load(tmp_path / shlex.split(line)[1])


@POSIX
@pytest.mark.promise("signals")
@pytest.mark.parametrize(
    ("line", "reader"),
    [
        ("lessons", "head -n 1"),
        ("lessons", "true"),
        pytest.param("env", "true", marks=pytest.mark.thorough),
        ("--help", "true"),
        ("predict regression many.csv", "head -n 1"),
        pytest.param("predict regression many.csv --json", "true", marks=pytest.mark.thorough),
        pytest.param("train regression --recipe line --epochs 20 --json", "true", marks=pytest.mark.thorough),
        ("train regression --recipe line --epochs 20 2>&1", "true"),
    ],
)
def test_a_closed_pipe_stops_nothing_and_is_no_traceback(line, reader, tmp_path):
    car = "4,97,88,2130,14.5,70,3\n"
    table = "cylinders,displacement,horsepower,weight,acceleration,year,origin\n" + car * 5000
    (tmp_path / "many.csv").write_text(table, "utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTORCH_STUDY_LANG": "en", "OMP_NUM_THREADS": "1"}
    python = f"{shlex.quote(sys.executable)} -m pytorch_study"
    shell = f"{{ {python} {line}; echo $? > code; }} 2> said | {reader}"
    done = subprocess.run(
        shell, shell=True, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", timeout=WAITING
    )
    assert (tmp_path / "code").read_text("utf-8").strip() == "0"
    said = (tmp_path / "said").read_text("utf-8") + done.stderr
    assert "Traceback" not in said
    assert "rror" not in said
    if line.startswith("train"):
        (folder,) = (tmp_path / "runs").iterdir()
        assert (folder / "result.json").exists()


@POSIX
@pytest.mark.promise("lock")
def test_a_second_training_in_one_folder_names_the_owner(forked, inside, tmp_path):
    process = forked(*MNIST)
    folder = wait_for_an_epoch(tmp_path)
    process.send_signal(signal.SIGSTOP)  # the owner lives on, and does not finish while we look
    second = inside("resume", folder)
    assert second.returncode == 2
    assert f"Process {process.pid} is training" in second.stderr
    process.kill()
    process.communicate()
    assert inside("resume", folder, "--quiet").returncode == 0


@pytest.mark.promise("lock")
@pytest.mark.timeout(3600)
def test_of_two_that_start_at_once_one_trains_until_it_is_killed(tries, forked, tmp_path):
    first = forked(*MNIST, "--epochs", "400")
    folder = wait_for_an_epoch(tmp_path)
    first.kill()
    first.communicate()
    killed = {first.pid}
    for _ in tries(1, 20):
        two = [forked("resume", "--quiet"), forked("resume", folder, "--quiet")]
        while (ended := [one for one in two if one.poll() is not None]) == []:
            time.sleep(0.05)
        (loser,), (winner,) = ended, [one for one in two if one not in ended]
        _, said = loser.communicate()
        assert loser.returncode == 2, said
        assert f"Process {winner.pid} is training" in said
        while holder(folder) in killed:  # the lock of those who were killed before is free
            assert winner.poll() is None
            time.sleep(0.05)
        assert holder(folder) == winner.pid
        winner.kill()
        winner.communicate()
        killed.add(winner.pid)


def holder(folder):
    return json.loads((folder / ".owner.json").read_text("utf-8"))["pid"]


@pytest.mark.promise("diverge")
@pytest.mark.parametrize("ema", [(), ("--set", "ema=0.9")])
@pytest.mark.parametrize(
    "arguments",
    [
        ("mnist", "--set", "limit=2000", "--lr", "1e9"),
        ("mnist", "--recipe", "original", "--set", "limit=500"),
        ("mnist", "--set", "limit=200", "--epochs", "1"),  # one step: no loss comes after it that could tell
        ("regression", "--recipe", "curve", "--lr", "1e9"),
        ("regression", "--recipe", "cars"),
        # not its default: Muon turns filters by an angle and keeps their lengths, whatever the learning rate
        pytest.param(("cifar10", "--recipe", "original", "--set", "limit=100"), marks=needs_cifar10),
    ],
    ids=" ".join,
)
def test_divergence_is_exit_6_and_keeps_a_finite_checkpoint(arguments, ema, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    data = ("--data", CIFAR10) if arguments[0] == "cifar10" else ()

    def said(*words):
        code = main(["--lang=en", *map(str, words), *map(str, data), "--quiet"])
        return code, capsys.readouterr().err

    code, error = said("train", "--lr", "1e30", *arguments, *ema)
    (folder,) = (tmp_path / "runs").iterdir()
    for _ in range(2):  # and going on comes to the same step, and damages nothing
        assert code == 6, error
        assert "loss became NaN or infinite" in error
        assert "the recipe uses" in error
        content, trouble = checkpoint.load(folder)
        assert trouble is None
        kept = [*content["model"].values(), *(content["average"] or {}).values()]
        assert all(tensor.isfinite().all() for tensor in kept)
        assert not (folder / "result.json").exists()
        before, (code, error) = error, said("resume", folder)
    assert error == before


@pytest.mark.promise("diverge")
def test_divergence_of_a_command_is_exit_6_and_no_traceback(command):
    done = command("train", "regression", "--recipe", "cars", "--lr", "1e30", "--quiet")
    assert done.returncode == 6, done.stderr
    assert "loss became NaN or infinite" in done.stderr
    assert "Traceback" not in done.stderr
