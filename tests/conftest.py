"""What all tests share."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pytorch_study import text

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="also train to the stated accuracies")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--slow"):
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="trains for minutes; run with --slow"))


@pytest.fixture(autouse=True)
def english():
    """English unless a test says otherwise, so that sentences can be compared."""
    text.use("en")
    yield
    text.use(None)


@pytest.fixture
def command(tmp_path):
    """Run the real command in a process of its own, in an empty folder."""

    def run(*arguments, lang="en", timeout=120, **environment):
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
