"""The page on Python: its code runs from top to bottom, and its claims about arguments are true."""

import contextlib
import inspect
import re
import shutil

import click
import pytest
from helpers import ROOT

import pytorch_study as ps
from pytorch_study.cli import main
from pytorch_study.signals import StopRequest
from pytorch_study.training import Observer

SAME = ("train", "resume", "evaluate", "predict", "generate", "summary", "report", "compare", "runs", "export")
OTHER = {"as_json", "lang", "debug", "help", "settings"}
"""Options that only a command line needs."""
RECIPE = {"epochs", "batch_size", "lr", "precision"}
"""Options that are fields of the recipe: `ps.train` takes them as keywords, `ps.resume` in `changes`."""


def code(language):
    page = (ROOT / "docs" / language / "python.md").read_text("utf-8")
    return re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def test_both_pages_show_the_same_code():
    assert code("zh") == code("en")


def test_the_code_of_the_page_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    scope = {}
    for block in code("en"):
        if "ps.resume()" in block:  # a run that was stopped after its first step
            with contextlib.suppress(ps.StudyError):
                ps.train("mnist", "quick", limit=2000, observer=_stopped_at_once(), save_every=0)
        exec(block.replace("limit=5000", "limit=500"), scope)
    said = capsys.readouterr().out
    assert "three" in said
    assert "'lr'" in said
    assert list((tmp_path / "steps").glob("digit_*.png"))


def _stopped_at_once():
    """An observer that stops the training after its first step."""
    request = StopRequest()

    def watch(run, state, splits):
        return lambda record: setattr(request, "exit_code", 130)

    return Observer(watch=watch, tell=lambda text, transient: None, stop_request=request)


@pytest.mark.parametrize("name", SAME)
def test_a_function_takes_the_options_of_its_command(name):
    """Every option has an argument of the same name; fields of the recipe are keywords or in `changes`."""
    taken = inspect.signature(getattr(ps, name)).parameters
    for option in main.commands[name].params:
        if isinstance(option, click.Option) and option.name not in OTHER | RECIPE:
            assert option.name in taken, option.name
    if name in ("train", "resume"):
        assert "changes" in taken
