"""The first hour: slips of the keyboard, files of another kind, fonts that matplotlib has not heard of."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers import ROOT
from matplotlib import font_manager

import pytorch_study as ps
from pytorch_study import slips, text
from pytorch_study.__main__ import main as run
from pytorch_study.data.kinds import input_kind
from pytorch_study.data.mnist import load_mnist
from pytorch_study.lesson import DataOptions
from pytorch_study.plots import canvas, classes, fonts, galleries, learning
from pytorch_study.text import say

CHINESE_FONT = pytest.mark.skipif(fonts.chinese_font() is None, reason="no Chinese font on this machine")


@pytest.mark.parametrize(
    ("line", "words", "right"),
    [
        (["train", "mnist", "--set", "epochs＝3"], "全角", "epochs=3"),
        (["train", "mnist", "--epochs＝3"], "全角", "--epochs=3"),
        (["train\u3000mnist"], "全角空格", "train mnist"),
        (["train", "mnist", "—epochs", "3"], "减号", "：--epochs"),
        (["train", "mnist", "－－epochs", "3"], "减号", "：--epochs"),
        (["train", "mnist，"], "全角", "：mnist"),
        (["train", "（mnist）"], "全角", "：mnist"),
        (["train", "mnist", "--set", "augment=crop：2"], "全角", "augment=crop:2"),
        (["train", "mnist", "--set", "lr=0。1"], "全角", "lr=0.1"),
        (["train", "“mnist”"], "引号", "：mnist"),
        (["train", "mnist", "--epochs", "３x"], "全角", "3x"),
    ],
)
def test_a_slip_is_named_for_what_it_is(capsys, line, words, right):
    assert run([*line, "--lang", "zh"]) == 2
    said = capsys.readouterr().err.strip()
    assert words in said
    assert said.endswith(right)
    assert "\n" not in said


def test_a_sign_that_the_error_does_not_quote_is_nobodys_slip():
    assert slips.explained(["generate", "nosuch", "--prompt", "春，"], "There is no lesson `nosuch`.") is None


def test_thousands_of_files_are_looked_at_a_few_times_each(monkeypatch):
    asked = []
    monkeypatch.setattr(slips, "_exists", lambda path: asked.append(path) or False)
    assert slips.explained([f"{number}.png" for number in range(3000)], "one of them cannot be read") is None
    assert 3000 < len(asked) < 3000 * slips.WORDS


def test_a_path_with_a_space_is_quoted(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "examples" / "my_lesson.py", tmp_path / "我的 课.py")
    assert run(["train", "我的", "课.py", "--lang", "zh"]) == 2
    assert 'pytorch-study train "我的 课.py"' in capsys.readouterr().err
    assert run(["predict", "我的 课.py", "--lang", "zh"]) == 2
    assert "先训练" in capsys.readouterr().err


def test_a_missing_argument_has_an_example(capsys):
    for command in ("train", "evaluate", "predict", "summary", "compare", "export"):
        assert run([command, "--lang", "en"]) == 2
        assert f"pytorch-study {command} " in capsys.readouterr().err


def test_a_file_of_another_kind_is_recognised(tmp_path, capsys):
    contents = {
        "a.pdf": b"%PDF-1.4",
        "a.json": b' {"a": 1}',
        "a.txt": "你好".encode("gb18030"),
        "t.csv": b"a,b\n1,2\n",
        "w.html": b"<!DOCTYPE html>",
        "l.py": b'"""x"""\n',
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as book:
        book.writestr("[Content_Types].xml", "x")
    kinds = {path.name: input_kind(path) for path in tmp_path.iterdir()}
    assert kinds == {
        "a.pdf": "pdf",
        "a.json": "json",
        "a.txt": "text",
        "t.csv": "table",
        "w.html": "web",
        "l.py": "code",
        "a.xlsx": "office",
    }
    assert input_kind(ROOT / "examples" / "digit.png") == "picture"
    text.use("en")
    for name, kind in kinds.items():
        assert run(["predict", "mnist", str(tmp_path / name)]) == 3
        assert f"is {say(f'kind.{kind}')}, not an image" in capsys.readouterr().err
    assert run(["predict", "regression", str(ROOT / "examples" / "digit.png")]) == 3
    assert "an image, not a CSV table" in capsys.readouterr().err
    assert run(["predict", "mnist", str(ROOT / "examples")]) == 3
    assert "is a folder" in capsys.readouterr().err


def test_the_examples_are_answered(capsys):
    assert run(["predict", "mnist", str(ROOT / "examples" / "digit.png"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["label"] == "3"
    assert run(["predict", "regression", str(ROOT / "examples" / "regression.csv"), "--json"]) == 0
    answers = json.loads(capsys.readouterr().out)
    assert all(12 < answer["value"] < 40 and not answer["outside"] for answer in answers)


def test_a_folder_of_runs_holds_no_pictures_to_learn(tmp_path, capsys):
    for number in range(2):
        (tmp_path / f"run{number}").mkdir()
        (tmp_path / f"run{number}" / "run.json").write_text("{}")
        shutil.copy(ROOT / "examples" / "digit.png", tmp_path / f"run{number}" / "curves.png")
    assert run(["train", "mnist", "--images", str(tmp_path), "--lang", "en"]) == 2
    assert "run0" in capsys.readouterr().err


@CHINESE_FONT
def test_a_font_that_was_installed_after_matplotlibs_list_is_found(tmp_path):
    """The real list, as it was before: in a new process, whose cached list has matplotlib's own fonts only."""
    name = f"fontlist-v{font_manager.FontManager.__version__}.json"
    font_manager.json_dump(font_manager.FontManager(), tmp_path / name)
    listed = json.loads((tmp_path / name).read_text("utf-8"))
    listed["ttflist"] = [entry for entry in listed["ttflist"] if not Path(entry["fname"]).is_absolute()]
    (tmp_path / name).write_text(json.dumps(listed), "utf-8")
    script = "from pytorch_study.plots import fonts; print(fonts._listed(), fonts.chinese_font())"
    env = {**os.environ, "MPLCONFIGDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    said = [
        subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert said[0].startswith("None ")
    assert said[0].strip() != "None None"
    assert not said[1].startswith("None"), "the list was saved"


@pytest.fixture
def no_chinese_font(monkeypatch):
    """The machine's fonts without those that can draw Chinese."""
    latin = [entry for entry in font_manager.fontManager.ttflist if "DejaVu" in entry.name]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", latin)
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [entry.fname for entry in latin])
    fonts._add_new_fonts.cache_clear()
    fonts._said.clear()
    yield
    fonts._add_new_fonts.cache_clear()
    fonts._said.clear()


@pytest.mark.usefixtures("no_chinese_font")
def test_without_a_font_it_is_said_once_and_classes_keep_a_key(capsys):
    text.use("zh")
    assert fonts.undrawn(["猫", "dog"]) == [("class 0", "猫")]
    words = [one.get_text() for one in classes.confusion(torch.eye(2).long(), ["猫", "dog"]).texts]
    assert "which class is which: see the table in report.html" in words
    assert capsys.readouterr().err.count("apt install fonts-noto-cjk") == 1


def test_one_or_two_epochs_are_drawn_by_step():
    text.use("en")
    steps = [{"step": float(k), "lr": 0.1, "loss": 2 / k} for k in range(1, 101)]
    rows = [{"epoch": 1.0, "step": 100.0, "lr": 0.0, "train_loss": 0.5, "train_accuracy": 0.5, "val_loss": 0.6}]
    loss, rate = learning.curves(rows, "accuracy", steps).axes
    assert loss.get_xlabel() == rate.get_xlabel() == "step"
    assert len(loss.lines[0].get_xdata()) == 50
    assert len(rate.lines[0].get_xdata()) == 100
    three = [{**rows[0], "epoch": float(k)} for k in range(3)]
    assert learning.curves(three, "accuracy", steps).axes[0].get_xlabel() == "epoch"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_titles_of_the_steps_do_not_overlap(language):
    text.use(language)
    names = [f"reading.{name}" for name in ("gray", "contrast", "ink", "crop", "final")]
    figure = galleries.steps({name: torch.zeros(28, 28, dtype=torch.uint8) for name in names})
    canvas.png(figure)
    boxes = [one.get_window_extent() for one in figure.texts if "×" not in one.get_text()[:4]]
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.width and box.y1 <= figure.bbox.height for box in boxes)
    assert not [(a, b) for k, a in enumerate(boxes) for b in boxes[:k] if a.overlaps(b)]


def test_one_example_is_no_examples():
    text.use("en")
    assert say("metric.scored", metrics="x", count=1) == "Test x (1 example)"
    assert say("metric.scored", metrics="x", count=21) == "Test x (21 examples)"
    assert say("table.unfinished", epochs=1) == "unfinished (1 epoch recorded)"
    assert say("pictures.unused", path="a/1 files", count=1, kinds="-") == "a/1 files: 1 file was not used (-)."


def test_runs_are_compared_by_one_metric_and_the_names_of_their_data(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for seed in range(2):
        assert run(["train", "regression", "--epochs", "2", "--seed", str(seed), "--quiet"]) == 0
    first, second = sorted((tmp_path / "runs").iterdir())
    assert run(["compare", first.name, str(first), "--lang", "en"]) == 2
    assert "with itself" in capsys.readouterr().err
    result = json.loads((second / "result.json").read_text("utf-8"))
    del result["test_rmse"]  # as an older version or an editor may leave it
    (second / "result.json").write_text(json.dumps(result), "utf-8")
    assert run(["compare", first.name, second.name, "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "RMSE" in said
    assert "MAE" not in said
    assert "data_" not in said
    assert "#" not in said, "another seed, another split: no other data"
    metadata = json.loads((second / "run.json").read_text("utf-8"))
    (second / "run.json").write_text(json.dumps({**metadata, "seed": 7}), "utf-8")
    assert run(["evaluate", second.name, "--lang", "en"]) == 4
    assert "seed" in capsys.readouterr().err


def test_report_and_data_do_the_likely_thing_alone(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["report", "--lang", "en"]) == 2
    assert str(tmp_path / "runs") in capsys.readouterr().err
    changes = ["--set", "validation=2"]
    assert run(["train", "regression", "--epochs", "3", "--quiet", "--lang", "en", *changes]) == 0
    (made,) = (tmp_path / "runs").iterdir()
    assert "cylinders,displacement" in capsys.readouterr().out, "the next step names the columns"
    (made / "report.html").unlink()
    assert run(["report", "--lang", "en"]) == 0
    assert "only 2 examples" in (made / "report.html").read_text("utf-8")
    assert run(["train", "regression", "--epochs", "3", "--quiet", "--lang", "en"]) == 0
    page = (max((tmp_path / "runs").iterdir()) / "report.html").read_text("utf-8")
    assert "validation=31." in page, "a tenth of the 314 examples"
    capsys.readouterr()
    assert run(["data", "--lang", "en"]) == 0
    assert "MNIST" in capsys.readouterr().out


def test_layers_that_do_not_fit_are_told_without_the_size_of_the_batch(tmp_path, capsys):
    source = (ROOT / "examples" / "my_lesson.py").read_text("utf-8").replace("Linear(64, 3)", "Linear(50, 3)")
    (tmp_path / "bad.py").write_text(source, "utf-8")
    assert run(["train", str(tmp_path / "bad.py"), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "takes 50 numbers per example, but is given 64" in said
    assert "50x" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_lessons_fit_on_80_columns(language):
    import pty

    master, slave = pty.openpty()
    env = {**os.environ, "COLUMNS": "80", "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    command = [sys.executable, "-m", "pytorch_study", "lessons", "--lang", language]
    subprocess.run(command, env=env, stdout=slave, check=True)
    os.close(slave)
    said = b""
    while True:
        try:
            said += (part := os.read(master, 65536))
        except OSError:  # Linux says so at the end
            break
        if not part:
            break
    os.close(master)
    lines = said.decode("utf-8").splitlines()
    assert "…" not in said.decode("utf-8")
    assert [line for line in lines if line.startswith("cifar10_fast · ")]
    assert [line for line in lines if "7,313,482" in line]


WRONG_LESSONS = {
    "no return": ("Split(x, y)", "lambda recipe: nn.Linear(4, 2)", "None", "return Splits"),
    "a class": ("Splits(train=Split(x, y), test=lambda: Split(x, y))", "lambda recipe: nn.Linear", "", "nn.Module"),
}


@pytest.mark.parametrize("mistake", WRONG_LESSONS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_lesson_without_splits_or_without_a_network_is_told_what_it_lacks(mistake, language, tmp_path):
    returned, model, what, cure = WRONG_LESSONS[mistake]
    file = tmp_path / "mine.py"
    file.write_text(
        "import torch\nfrom torch import nn\nfrom pytorch_study import Lesson, Recipe, Split, Splits\n"
        "def load(recipe, sources, seed):\n    x, y = torch.randn(40, 4), torch.arange(40) % 2\n"
        f"    {'return ' if mistake == 'a class' else ''}{returned}\n"
        'LESSON = Lesson(name="mine", task="classify", recipes={"default": Recipe(epochs=1, batch_size=8)}, load=load, '
        f"model={model})\n",
        "utf-8",
    )
    text.use(language)
    try:
        with pytest.raises(ps.StudyError) as caught:
            ps.train(file, runs=tmp_path / "runs", quiet=True)
        sentence = str(caught.value)
    finally:
        text.use(None)
    assert cure in sentence
    assert what in sentence
    assert "shape" not in sentence
    assert "形状" not in sentence


def test_an_npz_of_fractions_is_turned_back_into_bytes(tmp_path):
    splits = {part: load_mnist(DataOptions(), part) for part in ("train", "test")}
    arrays = {f"x_{part}": (split.x[:, 0].numpy() / 255).astype(np.float32) for part, split in splits.items()}
    np.savez(tmp_path / "mnist.npz", **arrays, **{f"y_{part}": split.y.numpy() for part, split in splits.items()})
    assert torch.equal(load_mnist(DataOptions(tmp_path), "test").x, splits["test"].x)


def test_an_empty_picture_is_called_empty(tmp_path):
    (tmp_path / "0.png").touch()
    with pytest.raises(ps.StudyError, match=r"0 字节|0 bytes"):
        ps.predict("mnist", tmp_path / "0.png")
