"""Nothing calls home, and nothing that came from elsewhere is run."""

import ast
import contextlib
import json
import os
import subprocess
import sys

import pytest
from helpers import ROOT, WAITING

pytestmark = pytest.mark.promise("private")

WATCHED = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.bind",
    "urllib.Request",
    "os.system",
    "subprocess.Popen",
)
WATCH = f"""
import sys
seen = []
sys.addaudithook(lambda event, values: seen.append([event, repr(values)]) if event in {WATCHED} else None)
import json, pathlib
from pytorch_study.__main__ import main
RUN = lambda ending: next(pathlib.Path("runs").glob("*" + ending)).name
found = []
for arguments in json.loads(sys.argv[1]):
    seen.clear()
    code = main([RUN(word[4:]) if word.startswith("RUN:") else word for word in arguments])
    found.append([code, list(seen)])
sys.stdout.flush()
print(json.dumps(found), file=sys.stderr)
"""
COMMANDS = [
    ["--help"],
    ["lessons"],
    ["env"],
    ["summary", "mnist"],
    ["data", "list"],
    ["data", "verify", "mnist"],
    ["train", "mnist", "--epochs", "1", "--set", "limit=500", "--quiet"],
    ["train", "regression", "--recipe", "line", "--epochs", "2", "--quiet"],
    ["evaluate", "mnist"],
    ["predict", "mnist", "digit.png", "--explain", "explained"],
    ["runs"],
    ["train", "regression", "--recipe", "line", "--epochs", "2", "--seed", "1", "--quiet"],
    ["report", "RUN:mnist_seed0"],
    ["compare", "RUN:regression_seed0", "RUN:regression_seed1"],
    ["export", "mnist", "--format", "safetensors", "--output", "mnist.safetensors"],
    ["export", "mnist", "--format", "onnx", "--output", "mnist.onnx"],
]


def watched(commands, folder):
    """Run commands in a process that notes every connection; returns the exit code of each and what was noted."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}
    line = [sys.executable, "-c", WATCH, json.dumps(commands)]
    done = subprocess.run(line, cwd=folder, env=env, capture_output=True, encoding="utf-8", timeout=WAITING)
    return json.loads(done.stderr.strip().splitlines()[-1])


@pytest.mark.timeout(900)
def test_no_command_opens_a_connection(tmp_path):
    from PIL import Image, ImageDraw

    picture = Image.new("L", (100, 100), 255)
    ImageDraw.Draw(picture).line((50, 15, 50, 85), fill=0, width=9)
    picture.save(tmp_path / "digit.png")
    for arguments, found in zip(COMMANDS, watched(COMMANDS, tmp_path), strict=True):
        assert found == [0, []], arguments


def test_a_connection_would_be_seen(tmp_path):
    """Without this, the test above could not fail."""
    code = (
        "import socket\ntry:\n    socket.create_connection(('127.0.0.1', 9), 1)\nexcept OSError:\n    LESSON = None\n"
    )
    (tmp_path / "home.py").write_text(code, "utf-8")
    ((code, seen),) = watched([["train", "./home.py"]], tmp_path)
    assert code == 2
    assert "socket.connect" in [event for event, _ in seen]


@pytest.mark.thorough
@pytest.mark.timeout(900)
def test_no_library_calls_home_behind_python_s_back(tmp_path):
    """onnxruntime does, unless it is told not to; no audit hook sees that, but it leaves traces in the user's cache."""
    pytest.importorskip("onnxruntime")
    strange = ("ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS", "CI", "TF_BUILD", "GITHUB_ACTIONS")
    env = {name: value for name, value in os.environ.items() if name not in strange and not name.startswith("XDG_")}
    home = {name: str(tmp_path) for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")}
    env |= {**home, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTORCH_STUDY_DATA": ""}
    line = [sys.executable, "-m", "pytorch_study", "export", "mnist", "--format", "onnx", "--output", "mnist.onnx"]
    seen = tmp_path / "connections"
    trace = tracer()
    watch = [*trace, "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", str(seen)] if trace else []
    done = subprocess.run(
        [*watch, *line], cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", timeout=WAITING
    )
    assert done.returncode == 0, done.stderr
    assert not [path for path in tmp_path.rglob("*") if "microsoft" in str(path.relative_to(tmp_path)).lower()]
    if watch:
        assert not [call for call in seen.read_text("utf-8").splitlines() if "AF_INET" in call]


def tracer():
    """What watches the calls of a program and of its children; empty where this system does not let us."""
    for more in (["--seccomp-bpf"], []):  # stopped at the calls asked for only; strace before 5.3 stops it at every one
        line = ["strace", "-f", *more]
        with contextlib.suppress(OSError):
            if subprocess.run([*line, "-o", os.devnull, "true"], capture_output=True).returncode == 0:
                return line
    return []


def calls():
    """Every call in the package: (file below the package, the name that is called, the call)."""
    package = ROOT / "pytorch_study"
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield path.relative_to(package).as_posix(), ast.unparse(node.func), node


def importers(*modules):
    """The files of the package that import any of these modules, or a name from them."""
    package, found = ROOT / "pytorch_study", set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] in modules for name in names):
                found.add(path.relative_to(package).as_posix())
    return found


def test_what_came_from_elsewhere_is_never_run():
    loads = [(path, call) for path, name, call in calls() if name == "torch.load"]
    loads = [one for one in loads if not one[0].startswith("exercises/chapters/")]  # those read what the learner saves
    assert sorted(path for path, _ in loads) == [
        "artifacts/checkpoint.py",
        "artifacts/initial.py",  # after a checksum of ours
        "data/formats/extras.py",
    ]
    assert all({k.arg: ast.unparse(k.value) for k in call.keywords}["weights_only"] == "True" for _, call in loads)
    named = {(path, name) for path, name, _ in calls()}
    assert {path for path, name in named if name.split(".")[0] in ("pickle", "marshal", "shelve")} <= {
        "data/pickles.py"
    }
    assert importers("pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib") == {"data/pickles.py"}
    # nor is code, but the script that somebody asks `diagnose` to run, and a learner's answers to exercises
    run = {(path, name) for path, name in named if name in ("eval", "exec", "compile", "os.system", "os.popen")}
    assert {path for path, name in run if name != "compile"} <= {"diagnosis/script.py", "exercises/judging.py"}
    assert {path for path, _ in run} <= {"diagnosis/script.py", "diagnosis/watch_bytes.py", "exercises/judging.py"}
    # a learner's own lesson is code, and is run because the learner names it
    assert {path for path, name in named if name.endswith("exec_module")} <= {
        "lessons/learner_files.py",
        "exercises/judging.py",
    }
