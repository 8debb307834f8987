"""What somebody changed between `train` and `resume` is named in a sentence: their lesson, the recipe, the data."""

import functools
import json
import os
import shutil
import signal
from pathlib import Path

import pytest
from helpers import ROOT

from pytorch_study.__main__ import main

EXAMPLE = (ROOT / "examples" / "my_lesson.py").read_text("utf-8")


def train(*more):
    return main(["train", "lesson.py", "--epochs", "3", "--quiet", "--lang", "en", *more])


def without_its_end(run):
    """As if it had been killed while it finished."""
    for name in ("result.json", "model.safetensors"):
        (run / name).unlink()
    return run


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A folder with `lesson.py` and a finished run of it."""
    place, here = tmp_path_factory.mktemp("finished"), Path.cwd()
    (place / "lesson.py").write_text(EXAMPLE, "utf-8")
    listening = signal.getsignal(signal.SIGTERM)
    os.chdir(place)
    try:
        assert train() == 0
    finally:
        os.chdir(here)
        signal.signal(signal.SIGTERM, listening)
    return place


@pytest.fixture
def place(finished, tmp_path, monkeypatch):
    """A copy of it, in which we are; what `main` listens to is put back."""
    shutil.copytree(finished, tmp_path, dirs_exist_ok=True)
    edit(next((tmp_path / "runs").glob("*/run.json")), **{"file.path": str(tmp_path / "lesson.py")})
    monkeypatch.chdir(tmp_path)
    listening = signal.getsignal(signal.SIGTERM)
    yield tmp_path
    signal.signal(signal.SIGTERM, listening)


@pytest.fixture
def run(place):
    return next((place / "runs").iterdir())


def edit(path, **changes):
    """Change fields of a JSON file, `data.info` that of a part; `...` takes one out."""
    value = json.loads(path.read_text("utf-8"))
    for name, new in changes.items():
        *parts, last = name.split(".")
        part = functools.reduce(dict.__getitem__, parts, value)
        part[last] = new
        if new is ...:
            del part[last]
    path.write_text(json.dumps(value), "utf-8")


def rewrite(place, old, new):
    assert old in EXAMPLE
    (place / "lesson.py").write_text(EXAMPLE.replace(old, new), "utf-8")


def resumed(capsys):
    """The exit code of `resume` and what it said; a sentence, never a traceback."""
    capsys.readouterr()
    code = main(["resume", "--quiet", "--lang", "en"])
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "Internal error" not in said
    return code, said


WIDER = ("nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64)", "nn.Linear(2, 80), nn.ReLU(), nn.Linear(80, 64)")


@pytest.mark.promise("checkpoint")
def test_nothing_changed_goes_on_without_a_word(run, capsys):
    whole = (run / "model.safetensors").read_bytes()
    without_its_end(run)
    assert resumed(capsys) == (0, "")
    assert (run / "model.safetensors").read_bytes() == whole


@pytest.mark.promise("checkpoint")
@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        (*WIDER, 4, "0.bias: (64,) → (80,), 0.weight: (64, 2) → (80, 2), 2.weight: (64, 64) → (64, 80)."),
        ("nn.Linear(64, 3)", "nn.Linear(64, 4)", 4, "4.bias: (3,) → (4,), 4.weight: (3, 64) → (4, 64)."),
        ("nn.ReLU(), nn.Linear(64, 3)", "nn.Linear(64, 3)", 4, "3.bias: - → (3,)"),
        ("nn.ReLU(), nn.Linear(64, 3)", "nn.BatchNorm1d(64), nn.Linear(64, 3)", 4, "3.running_mean: - → (64,)"),
        ('name="spirals"', 'name="spiral"', 4, "belongs to `spirals`, not to `spiral`"),
        ('"default": Recipe', '"other": Recipe', 2, "no recipe `default`. Available: other."),
        ("spirals(2000, seed)", "spirals(1000, seed)", 4, "examples: 2000 → 1000"),
        ('"blue")', '"blue", "pink")', 4, "labels: ['red', 'green', 'blue'] → ['red', 'green', 'blue', 'pink']"),
        ("torch.sin(angle)]", "torch.sin(angle), angle]", 4, "shape: [2] → [3]"),
        ("def model(recipe):", "def model(recipe:", 2, "line 24: SyntaxError"),
        ("return nn.Sequential(", "return nn.Sequentail(", 2, "line 25: AttributeError"),
    ],
)
def test_a_lesson_that_was_changed_is_told_from_the_one_that_was_trained(place, run, capsys, old, new, code, words):
    without_its_end(run)
    before = (run / "checkpoint.pt").read_bytes()
    rewrite(place, old, new)
    found, said = resumed(capsys)
    assert (found, words in said) == (code, True), said
    assert (run / "checkpoint.pt").read_bytes() == before
    assert not (run / "result.json").exists()


@pytest.mark.promise("checkpoint")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nn.ReLU(), nn.Linear(64, 64)", "nn.Tanh(), nn.Linear(64, 64)"),  # the weights fit, the model is another
        ("lr=0.01", "lr=0.02"),  # the run keeps its own recipe
        ("import torch\n", "import torch  # a comment\n"),
    ],
)
def test_a_change_that_fits_is_mentioned(place, run, capsys, old, new):
    without_its_end(run)
    rewrite(place, old, new)
    code, said = resumed(capsys)
    assert code == 0
    assert "lesson.py has changed since this run started" in said
    assert json.loads((run / "run.json").read_text("utf-8"))["recipe"]["lr"] == 0.01


@pytest.mark.promise("checkpoint")
def test_a_lesson_that_is_gone_is_named(place, run, capsys):
    without_its_end(run)
    (place / "lesson.py").unlink()
    code, said = resumed(capsys)
    assert (code, "lesson.py" in said) == (2, True)


@pytest.mark.promise("checkpoint")
@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"recipe.lr": 0.5}, 4, "lr: 0.01 → 0.5"),
        ({"recipe.lr": 0.5, "recipe.epochs": 9}, 4, "epochs: 3 → 9, lr: 0.01 → 0.5"),
        ({"recipe.optimizer": "sgd"}, 4, "optimizer: adamw → sgd"),
        ({"recipe.lr": "fast"}, 2, "`lr` cannot be `fast`"),
        ({"recipe.lr": -1}, 2, "lr"),
        ({"seed": 5}, 2, "seed: 0 → 5 cannot change"),
        ({"recipe_name": "nope"}, 2, "no recipe `nope`"),
        ({"file": None}, 2, "no lesson `spirals`"),
        ({"file": None, "lesson": "regression"}, 4, "labels: ['red', 'green', 'blue'] → []"),
        ({"data.info": ...}, 4, "are missing or have the wrong type: data.info"),
        ({"file": ..., "recipe": ...}, 4, "have the wrong type: file, recipe"),
        ({"data.images": 5}, 4, "have the wrong type: data.images"),
        ({"file.path": ...}, 4, "have the wrong type: file.path"),
        ({"data": 5}, 4, "have the wrong type: data, data.images, data.info, data.fingerprint"),
        ({"format": 3}, 4, "another version"),
    ],
)
def test_a_run_json_that_was_edited_is_told(run, capsys, changes, code, words):
    without_its_end(run)
    edit(run / "run.json", **changes)
    found, said = resumed(capsys)
    assert (found, words in said) == (code, True), said


@pytest.mark.promise("checkpoint")
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe\x00", b"[" * 200_000])
@pytest.mark.parametrize("name", ["run.json", "result.json", "metrics.csv"])
def test_a_file_of_a_run_that_is_damaged_is_named(run, capsys, name, content):
    (run / name).write_bytes(content)
    capsys.readouterr()
    assert main(["report", run.name, "--lang", "en"]) == 4
    assert str((run / name).relative_to(run.parents[1])) in capsys.readouterr().err
    if name == "run.json":
        assert main(["resume", run.name, "--lang", "en"]) in (2, 4)


@pytest.mark.promise("checkpoint")
@pytest.mark.parametrize(
    ("info", "words"),
    [
        ({"labels": 5}, "data.info.labels"),
        ({"labels": [1, 2]}, "data.info.labels"),
        ({"shape": "2"}, "data.info.shape"),
        ({"columns": None}, "data.info.columns"),
        ({"target": 3}, "data.info.target"),
    ],
)
@pytest.mark.parametrize("command", ["report", "evaluate"])
def test_edited_names_of_the_data_are_told(run, capsys, command, info, words):
    data = json.loads((run / "run.json").read_text("utf-8"))["data"]
    edit(run / "run.json", data={**data, "info": {**data["info"], **info}})
    assert main([command, run.name, "--lang", "en"]) == 4
    assert words in capsys.readouterr().err
    edit(run / "run.json", data={**data, "info": {}})
    assert main([command, run.name, "--lang", "en"]) == 4
    assert "data.info.labels, data.info.columns, data.info.shape, data.info.target" in capsys.readouterr().err


@pytest.mark.promise("checkpoint")
def test_an_edited_score_is_told_and_hides_no_other_run(run, capsys):
    edit(run / "result.json", test_accuracy="x")
    assert main(["evaluate", run.name, "--lang", "en"]) == 4
    assert "wrong type: test_accuracy" in capsys.readouterr().err
    assert main(["train", "regression", "--recipe", "line", "--epochs", "1", "--quiet"]) == 0
    capsys.readouterr()
    assert main(["runs", "--lang", "en"]) == 4
    out = capsys.readouterr().out
    assert run.name in out
    assert "regression" in out


@pytest.mark.promise("checkpoint")
def test_another_task_in_run_json_is_told_and_a_folder_that_is_no_run(run, capsys):
    edit(run / "run.json", task="regress")
    assert main(["evaluate", run.name, "--lang", "en"]) == 4
    assert "the task is `regress`, the lesson's is `classify`" in capsys.readouterr().err
    (run / "run.json").unlink()
    assert main(["report", run.name, "--lang", "en"]) == 2
    assert "has no run.json" in capsys.readouterr().err


@pytest.mark.promise("checkpoint")
def test_a_checkpoint_of_another_lesson_is_told(place, run, capsys):
    without_its_end(run)
    other = ["train", "regression", "--recipe", "line", "--epochs", "1", "--quiet", "--runs", "others"]
    assert main(other) == 0
    shutil.copy(next((place / "others").glob("*/checkpoint.pt")), run)
    code, said = resumed(capsys)
    assert (code, "belongs to `regression`, not to `spirals`" in said) == (4, True), said


@pytest.mark.promise("checkpoint")
def test_pictures_that_came_in_the_meantime_are_told(place, capsys):
    from PIL import Image

    for k, name in enumerate(("one", "two")):
        (place / "mine" / name).mkdir(parents=True)
        for number in range(4):
            Image.new("RGB", (32, 32), (90 * k, number, 0)).save(place / "mine" / name / f"{number}.png")
    line = ["train", "cifar10_fast", "--images", "mine", "--epochs", "1", "--set", "augment=none", "--quiet"]
    line += ["--set", "widths=8,8,8"]
    assert main([*line, "--runs", "pictures", "--lang", "en"]) == 0
    (run,) = (place / "pictures").iterdir()
    without_its_end(run)
    Image.new("RGB", (32, 32)).save(place / "mine" / "two" / "new.png")
    capsys.readouterr()
    assert main(["resume", str(run), "--quiet", "--lang", "en"]) == 4
    assert "examples: 6 → 7" in capsys.readouterr().err
    (place / "mine" / "two" / "new.png").unlink()
    shutil.copytree(place / "mine" / "two", place / "mine" / "zero")
    assert main(["resume", str(run), "--quiet", "--lang", "en"]) == 4
    assert "labels: ['one', 'two'] → ['one', 'two', 'zero']" in capsys.readouterr().err


# ---------------------------------------------------------------------------------------------------- a finished run


@pytest.mark.promise("weights")
def test_a_finished_run_of_another_model_is_told(place, run, capsys):
    rewrite(place, *WIDER)
    for command in ("evaluate", "report"):
        capsys.readouterr()
        assert main([command, run.name, "--lang", "en"]) == 4
        assert "0.weight: (64, 2) → (80, 2)" in capsys.readouterr().err


@pytest.mark.promise("weights")
@pytest.mark.parametrize("changes", [{"model_sha256": ...}, {"model_sha256": 5}, {"epochs": "x"}, {"seconds": None}])
def test_a_result_that_was_edited_is_told(run, capsys, changes):
    edit(run / "result.json", **changes)
    for command in (["evaluate", run.name], ["runs"]):
        capsys.readouterr()
        assert main([*command, "--lang", "en"]) == 4
        assert f"have the wrong type: {next(iter(changes))}" in capsys.readouterr().err
