"""Commands on a narrow terminal, and several calls in one process, each in its own language."""

import contextlib
import io
import os
import re
import subprocess
import sys

import pytest
from helpers import ROOT
from rich.cells import cell_len

from pytorch_study import text
from pytorch_study.__main__ import main
from pytorch_study.cli import run
from pytorch_study.printing import table


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown(width, monkeypatch, *arguments):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = Terminal()
    with contextlib.redirect_stdout(out):
        table(*arguments)
    return re.sub("\x1b[^m]*m", "", out.getvalue()).rstrip().splitlines()


HEADS = ("run", "lesson", "recipe", "result", "time", "state")
ROWS = [
    ["20261127-203028_mnist_seed0", "mnist", "default", "accuracy 99.19%", "123 s", "finished"],
    [
        "20261127-203030_我自己的很长的课_seed123456",
        "我自己的很长的课",
        "default",
        "RMSE 2.713",
        "4 s",
        "diverged at step 7",
    ],
]


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_a_table_that_is_too_wide_becomes_paragraphs(width, monkeypatch):
    text.use("en")
    lines = shown(width, monkeypatch, HEADS, ROWS)
    assert max(map(cell_len, lines)) <= width
    joined = "\n".join(lines)
    for row in ROWS:
        for cell in row:
            assert cell in joined  # nothing is cut, or broken in two
    assert (lines[0] == ROWS[0][0]) is (width < 120)


@pytest.mark.parametrize("width", [60, 80])
def test_runs_on_a_narrow_terminal(width, monkeypatch, tmp_path, inside):
    for seed in (0, 1):
        assert inside("train", "regression", "--epochs", "1", "--seed", seed, "--quiet").returncode == 0
    monkeypatch.chdir(tmp_path)
    for name, value in (("COLUMNS", str(width)), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)
    for language, word in (("zh", "已完成"), ("en", "finished")):
        out = Terminal()
        with contextlib.redirect_stdout(out):
            assert main(["runs", "--lang", language]) == 0
        lines = out.getvalue().splitlines()
        assert max(map(cell_len, lines)) <= width
        assert out.getvalue().count(word) == 2
        assert sum("_regression_seed" in line for line in lines) == 2


def said(call, *arguments):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        call(list(arguments))
    return out.getvalue() + err.getvalue()


@pytest.mark.parametrize("call", [main, run])
def test_each_call_in_a_process_speaks_its_own_language(call, monkeypatch):
    monkeypatch.setenv("PYTORCH_STUDY_LANG", "en")
    text.use("en")
    for words in (["--help"], ["train", "--help"], ["data", "get", "--help"], ["nonsense"], ["lessons"], ["train"]):
        zh, en = said(call, *words, "--lang", "zh"), said(call, *words, "--lang=en")
        own = said(call, *words)
        assert any("一" <= c <= "鿿" for c in zh), words
        assert not any("一" <= c <= "鿿" for c in en), words
        assert own == en
        assert said(call, *words, "--lang", "zh") == zh
    assert text.language() == "en"


def test_the_help_of_every_group_imports_no_torch():
    code = (
        "import sys\nfrom pytorch_study.__main__ import main\n"
        "for one in ('', 'data', 'learn', 'train', 'runs', 'data get', 'learn check'): main([*one.split(), '--help'])\n"
        "print(sorted({'torch', 'numpy', 'matplotlib'} & set(sys.modules)))"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[]"
