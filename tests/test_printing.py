"""What a finished training says to read next, in both languages."""

import shlex
from pathlib import Path

import pytest
from helpers import ROOT

from pytorch_study import lessons, printing, text
from pytorch_study.__main__ import main
from pytorch_study.artifacts.folder import find
from pytorch_study.cli import main as commands


class Finished:
    """As much of a run as is asked for."""

    def __init__(self, lesson, folder="runs/one", **about):
        self.folder = Path(folder)
        self.metadata = {"lesson": lesson, "file": None, "python_only": False, **about}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", lessons.SHELF)
def test_a_lesson_names_its_page_and_the_next_lesson(language, name):
    text.use(language)
    told = printing.read_next(Finished(name))
    page = f"docs/{language}/{name}.md"
    assert page in told
    assert (ROOT / page).is_file()
    shelf = [*lessons.SHELF, "examples/my_lesson.py"]
    assert told.endswith(f"pytorch-study train {shelf[shelf.index(name) + 1]}")
    assert (ROOT / "examples" / "my_lesson.py").is_file()


@pytest.mark.parametrize("about", [{"file": {"path": "mine.py"}}, {"python_only": True}, {}])
def test_after_ones_own_lesson_comes_a_comparison(about):
    told = printing.read_next(Finished("mnist" if about else "spirals", folder="elsewhere/my run", **about))
    words = shlex.split(told.partition("pytorch-study ")[2])
    assert words[0] in commands.commands
    assert words[1:] == [str(Path("elsewhere/my run")), "latest", "--runs", "elsewhere"]
    assert "docs" not in told
    assert printing.read_next(Finished("spirals")).endswith("latest")


def test_it_is_printed_at_the_end_and_json_stays_one_value(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["train", "regression", "--recipe", "line", "--epochs", "2", "--quiet", "--lang", "en"]
    assert main(words) == 0
    *_, last = capsys.readouterr().out.splitlines()
    assert last == "The lesson's page: docs/en/regression.md. The next lesson: pytorch-study train mnist"
    printing.finished(find("latest", tmp_path / "runs"), as_json=True)
    assert "docs" not in capsys.readouterr().out
