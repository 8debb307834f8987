"""Folders and files that refuse: said in a sentence, before any work is done, and nothing is left behind.

Really as a user who is not root, because root may do everything: a process of its own gives its rights away.
"""

import json
import os
import shutil
import subprocess
import sys

import pytest
from helpers import ROOT
from PIL import Image

from pytorch_study.__main__ import main
from pytorch_study.data import locations

pytestmark = pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
NOBODY = 65534

SCRIPT = """
import contextlib, functools, importlib.metadata, io, json, os, sys
importlib.metadata.version = functools.cache(importlib.metadata.version)  # the installation too may be closed to others
sys.path.insert(0, {root!r})
os.environ["MPLCONFIGDIR"] = {config!r}
from pytorch_study.__main__ import main
def run(arguments, cache):
    os.environ["XDG_CACHE_HOME"] = cache
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main([*arguments, "--lang", "en"])
    return code, said.getvalue()
warm, commands = json.load(sys.stdin)
for arguments in warm:  # as oneself: Python imports what it needs while one may surely read it
    code, said = run(arguments, {cache!r})
    assert code == 0, said
if os.getuid() == 0:
    os.setgid({nobody})
    os.setuid({nobody})
print(json.dumps([run(*command) for command in commands]))
"""


def line(*more):
    return ["train", "regression", "--recipe", "line", "--epochs", "1", "--quiet", *more]


@pytest.fixture(scope="module")
def place(open_folder):
    """A folder with two runs, one without its end, a picture, a table, a lesson, and places that refuse."""
    place = open_folder
    # a copy: the project may lie in a folder that is closed to others, its weights and data with it
    shutil.copytree(ROOT / "pytorch_study", place / "package" / "pytorch_study", copy_function=shutil.copyfile)
    for path in (place / "package").rglob("*"):
        path.chmod(0o755)
    for _ in range(2):
        assert main(line("--runs", str(place / "runs"))) == 0
    done, half = sorted((place / "runs").iterdir())
    done.rename(place / "runs" / "done")
    half.rename(place / "runs" / "half")
    (place / "runs" / "half" / "result.json").unlink()
    Image.new("L", (28, 28)).save(place / "black.png")
    picture = Image.new("L", (60, 60), 250)
    picture.paste(10, (27, 10, 33, 50))
    picture.save(place / "one.png")
    (place / "cars.csv").write_text("x\n1\n", "utf-8")
    shutil.copy(ROOT / "examples" / "my_lesson.py", place / "lesson.py")
    shutil.copytree(locations.PACKAGE / "MNIST", place / "data" / "MNIST")
    # what refuses: `sealed` may be read and not written; `closed` not even that; single files that may not be read
    (place / "sealed").mkdir()
    closed = place / "closed"
    closed.mkdir()
    for name in ("one.png", "cars.csv", "lesson.py"):
        shutil.copy(place / name, closed)
        shutil.copy(place / name, place / f"shut_{name}")
        (place / f"shut_{name}").chmod(0)
    shutil.copytree(place / "runs" / "done", closed / "done")
    shutil.copytree(place / "runs" / "done", place / "shut" / "done")
    (place / "shut" / "done" / "model.safetensors").chmod(0)
    (place / "data" / "MNIST" / "raw" / "t10k-labels-idx1-ubyte.gz").chmod(0)
    for path in (place / "runs").rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for path, mode in ((place / "runs", 0o555), (place / "sealed", 0o555), (closed, 0)):
        path.chmod(mode)
    yield place
    for path in (place / "runs", *(place / "runs").iterdir(), place / "sealed", closed):
        path.chmod(0o755)


def everything(place):
    """All that is there, and when it was written."""
    return {str(path): path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()}


COMMANDS = {
    # the folder for what is written refuses: 5
    "train": (line("--runs", "sealed"), 5, "sealed: Permission denied"),
    "train below": (line("--runs", "sealed/below"), 5, "sealed/below: Permission denied"),
    "train in a closed folder": (line("--runs", "closed/below"), 5, "closed/below: Permission denied"),
    "learn": (
        ["learn", "--folder", "sealed/below", "list"],
        5,
        "a writable place: `learn --folder ~/exercises`",
    ),
    "resume": (["resume", "half"], 5, "runs/half: Permission denied"),
    "resume the newest": (["resume"], 5, "runs/half: Permission denied"),
    "export": (["export", "mnist", "--format", "safetensors", "--output", "sealed/a.st"], 5, "sealed/a.st: Permission"),
    "export below": (["export", "mnist", "--format", "safetensors", "--output", "sealed/b/a.st"], 5, "sealed/b/a.st"),
    "export to a closed folder": (
        ["export", "mnist", "--format", "safetensors", "--output", "closed/a"],
        5,
        "closed/a",
    ),
    "export a run": (["export", "done", "--format", "safetensors"], 5, "runs/done/regression-line.safetensors"),
    "explain": (["predict", "mnist", "one.png", "--explain", "sealed"], 5, "sealed/one_steps.png: Permission denied"),
    "explain below": (
        ["predict", "mnist", "one.png", "--explain", "sealed/below"],
        5,
        "sealed/below: Permission denied",
    ),
    "report": (["report", "done"], 5, "runs/done/"),
    "compare": (["compare", "done", "half"], 5, "runs/compare_done_half.png: Permission denied"),
    "compare elsewhere": (
        ["compare", "done", "half", "--picture", "sealed/a.png"],
        5,
        "sealed/a.png: Permission denied",
    ),
    "data get": (["data", "get", "mnist"], 5, "sealed/pytorch_study/MNIST/raw", "sealed"),
    "data get to a closed cache": (["data", "get", "mnist"], 5, "closed/pytorch_study/MNIST/raw", "closed"),
    # what is only read may lie in a folder that is sealed, and the data that ship need no cache
    "evaluate": (["evaluate", "done"], 0, "Test RMSE"),
    "runs": (["runs"], 0, "unfinished"),
    "evaluate without a cache": (["evaluate", "mnist"], 0, "Test accuracy", "closed"),
    "list without a cache": (["data", "list"], 0, "mnist", "closed"),
    "verify without a cache": (["data", "verify"], 0, "mnist", "closed"),
    "env without a cache": (["env"], 0, "closed", "closed"),
    # what should be read refuses: usage, data or weights
    "predict": (["predict", "mnist", "closed/one.png"], 3, "No permission to read closed/one.png"),
    "predict a shut file": (["predict", "mnist", "shut_one.png"], (2, 3), "shut_one.png"),
    "predict a shut table": (["predict", "done", "shut_cars.csv"], (2, 3), "shut_cars.csv"),
    "predict a closed table": (["predict", "done", "closed/cars.csv"], (2, 5), "closed/cars.csv"),
    "a closed run": (["evaluate", "closed/done"], (2, 5), "closed/done"),
    "a closed run to resume": (["resume", "closed/done"], (2, 5), "closed/done"),
    "closed runs": (["runs", "--runs", "closed"], 2, "closed"),
    "shut weights": (["evaluate", "shut/done"], 4, "shut/done/model.safetensors: Permission denied"),
    "a closed lesson": (["train", "closed/lesson.py"], (2, 5), "closed/lesson.py"),
    "a shut lesson": (["train", "shut_lesson.py"], (2, 5), "shut_lesson.py"),
    "shut data": (["data", "verify", "mnist", "--data", "data"], 3, "t10k-labels-idx1-ubyte.gz: Permission denied"),
    "closed data": (["data", "verify", "mnist", "--data", "closed"], (2, 3), "closed"),
    "closed data to get": (["data", "get", "cifar10", "--from", "closed/x"], (2, 5), "closed/x"),
}


@pytest.fixture(scope="module")
def answers(place):
    """What every command said, one after the other in one process, and that none of them left anything behind."""
    warm = [
        line("--runs", str(place / "warm")),
        ["export", "mnist", "--format", "safetensors", "--output", str(place / "warm" / "a.safetensors")],
        ["predict", "mnist", "one.png", "--explain", str(place / "warm" / "why")],
        ["predict", "regression:line", "cars.csv"],
        ["evaluate", "regression:line"],
        ["data", "verify"],
        ["env"],
        ["runs"],
        ["learn", "--folder", str(place / "warm" / "exercises"), "list"],
    ]
    commands = []
    for arguments, _, _, *elsewhere in COMMANDS.values():
        commands.append([arguments, str(place / (elsewhere or ["cache"])[0])])
    root, config, cache = (str(place / name) for name in ("package", "warm", "cache"))
    code = SCRIPT.format(root=root, nobody=NOBODY, config=config, cache=cache)
    env = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTORCH_STUDY_DATA": ""}
    given = json.dumps([warm, commands])
    (place / "warm").mkdir()
    before = everything(place)
    done = subprocess.run([sys.executable, "-c", code], cwd=place, env=env, input=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    left = {path for path, when in everything(place).items() if before.get(path) != when}
    assert {path for path in left if not path.startswith(str(place / "warm"))} == set()
    return dict(zip(COMMANDS, json.loads(done.stdout), strict=True))


@pytest.mark.promise("readonly")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_that_refuses_is_said(answers, name):
    _, expected, words, *_ = COMMANDS[name]
    code, said = answers[name]
    assert code in (expected if isinstance(expected, tuple) else (expected,)), said
    assert words in said
    assert "Traceback" not in said
    assert "Internal error" not in said
    if code:
        assert len(said.splitlines()) == 1
