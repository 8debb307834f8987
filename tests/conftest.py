"""What all tests share: options, markers, fixtures. What test files import lies in `helpers.py`."""

import atexit
import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest

os.environ["OMP_NUM_THREADS"] = "1"  # before torch is loaded: tests run side by side, and a waiting thread spins
pytest.register_assert_rewrite("helpers")

import matplotlib
import torch
from helpers import CHROMIUM, CIFAR10, QUIET, ROOT, WAITING, Forked, lend

from pytorch_study import text
from pytorch_study.__main__ import main
from pytorch_study.exercises.checker import Checker

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # where a test itself loads onnxruntime; the product's own way has its test

# Whatever the user has downloaded must not change a test's outcome. Processes that tests start share this cache, too.
if "PYTORCH_STUDY_TEST_CACHE" not in os.environ:
    os.environ.setdefault("MPLCONFIGDIR", matplotlib.get_configdir())  # finding fonts takes seconds: keep its list
    os.environ["PYTORCH_STUDY_TEST_CACHE"] = os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="pytorch_study_")
    atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)

torch.set_warn_always(True)  # else it warns once a process, and a test's outcome hangs on which ran before

TRIED = pytest.StashKey[int]()
RECORD = pytest.StashKey[dict]()


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="also train to the stated accuracies")
    parser.addoption("--thorough", action="store_true", help="also the tests that take long, as .ci/run does")
    parser.addoption("--long", action="store_true", help="try every promise as often as docs/reliability.md says")
    parser.addoption("--promise", action="append", metavar="NAME", help="only the tests of this promise")
    parser.addoption("--reliability", metavar="FILE", help="write how often each promise was tried, and what failed")


def pytest_configure(config):
    config.stash[RECORD] = {}


def pytest_collection_modifyitems(config, items):
    if only := config.getoption("--promise"):
        wanted = {item for item in items if (mark := item.get_closest_marker("promise")) and mark.args[0] in only}
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = [item for item in items if item in wanted]
    elif not config.getoption("--thorough"):
        long = [item for item in items if item.get_closest_marker("thorough")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]
    if not config.getoption("--slow"):
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="trains for minutes; run with --slow"))


@pytest.fixture
def tries(request):
    """`for number in tries(3, 50)`: three times, fifty with `--long`; what is recorded is how often it went well."""

    def count(short, long):
        for number in range(long if request.config.getoption("--long") else short):
            yield number
            request.node.stash[TRIED] = request.node.stash.get(TRIED, 0) + 1

    return count


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """File every test marked `promise("name")` under that promise: it counts as one try unless it used `tries`."""
    report = yield
    marker = item.get_closest_marker("promise")
    if marker and (call.when == "call" or not report.passed):
        row = item.config.stash[RECORD].setdefault(marker.args[0], Counter(tests=0, tried=0, failed=0, skipped=0))
        row["tests"] += 1
        row["tried"] += item.stash.get(TRIED, 1 if report.passed else 0)
        row["failed"] += report.failed
        row["skipped"] += report.skipped
    return report


def pytest_sessionfinish(session):
    path = session.config.getoption("--reliability")
    if path:
        Path(path).write_text(json.dumps(session.config.stash[RECORD]), "utf-8")


@pytest.fixture(scope="module")
def open_folder():
    """A folder that every user may enter. Pytest's own it closes to others, and again whenever another run begins."""
    folder = Path(tempfile.mkdtemp(prefix="pytorch_study_"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def english():
    """English unless a test says otherwise, so that sentences can be compared."""
    text.use("en")
    yield
    text.use(None)


@pytest.fixture
def undrawn(request, monkeypatch):
    """No figures at the end of a training, which cost more than a short training itself; unless the test `draws`."""
    if request.node.get_closest_marker("draws") is None:
        monkeypatch.setattr("pytorch_study.finishing._draw", lambda *_: None)


@pytest.fixture(scope="module")
def checker():
    """What judges the answers to exercises, in a process of its own."""
    with Checker() as one:
        yield one


@pytest.fixture
def lent(checker, monkeypatch):
    """Commands judge with `checker`, whose process is there already."""
    lend(checker, monkeypatch)


@pytest.fixture(scope="module")
def browser():
    """A real Chromium without windows; its camera shows a moving test picture."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api").sync_playwright().start()
    started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield started
    started.close()
    playwright.stop()


@pytest.fixture
def inside(tmp_path, monkeypatch):
    """Run the command in this process, where torch is loaded already: all but what a process of its own would prove.

    It says what `command` says, at a tenth of its cost.
    """
    monkeypatch.chdir(tmp_path)

    def run(*arguments, lang="en", **environment):
        line = [str(argument) for argument in arguments]
        out, err = io.StringIO(), io.StringIO()
        with monkeypatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            for name, value in {"PYTORCH_STUDY_LANG": lang, "COLUMNS": "200", **environment}.items():
                patch.setenv(name, value)
            code = main(line)
        text.use("en")  # as every test finds it
        return subprocess.CompletedProcess(line, code, out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def command(tmp_path):
    """Run the real command in a process of its own, in an empty folder. Loading torch costs seconds: see `inside`."""

    def run(*arguments, lang="en", timeout=WAITING, **environment):
        env = {**os.environ, "PYTORCH_STUDY_LANG": lang, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        env = {**env, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200", **environment}
        return subprocess.run(
            [sys.executable, "-m", "pytorch_study", *map(str, arguments)],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            encoding="utf-8",
            timeout=timeout,
        )

    return run


@pytest.fixture
def forked(tmp_path, tmp_path_factory):
    """Start the command as `background` does, but with torch loaded already; for all that is not about a start."""
    processes = []

    def start(*arguments, before=None, **environment):
        environment = {"PYTORCH_STUDY_LANG": "en", **environment}
        processes.append(Forked(arguments, tmp_path, tmp_path_factory.mktemp("said"), environment, before))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def background(tmp_path):
    """Start the command and hand out its process; whatever is left of it at the end is killed."""
    processes = []

    def start(*arguments, **environment):
        env = {**os.environ, "PYTORCH_STUDY_LANG": "en", "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **environment}
        line = [sys.executable, "-m", "pytorch_study", *map(str, arguments)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
        processes.append(subprocess.Popen(line, cwd=tmp_path, env={**env, "PYTHONIOENCODING": "utf-8"}, **pipes))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.communicate()


FEW = """
from dataclasses import replace
import torch
from pytorch_study.data.splits import take
from pytorch_study.lessons import {name}

def load(recipe, sources, seed):
    whole = {name}.LESSON.load(recipe, sources, seed)
    return replace(whole, test=lambda: take(whole.test(), torch.arange(200)))

LESSON = replace({name}.LESSON, load=load)
"""


@pytest.fixture
def few_cifar10(tmp_path):
    """The arguments that name lesson 3 in a file of one's own: its recipes, its data, but 200 of the test images.

    To score all 10,000 takes one thread longer than all the rest of a short training. Lesson 4 is `fast.py`.
    """
    (tmp_path / "few.py").write_text(FEW.format(name="cifar10"), "utf-8")
    (tmp_path / "fast.py").write_text(FEW.format(name="cifar10_fast"), "utf-8")
    return ("few.py", "--data", CIFAR10)
