"""A lesson whose task is none of ours: a tiny language model, in a learner's own file."""

import ast
import csv
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers import ROOT
from PIL import Image
from torch import nn

import pytorch_study as ps
from pytorch_study import api, lessons
from pytorch_study.__main__ import main
from pytorch_study.engine import loop, preflight, score
from pytorch_study.engine.compute import Compute
from pytorch_study.errors import DataError, Stopped, UsageError
from pytorch_study.playground import listing
from pytorch_study.rng import make_generator
from pytorch_study.signals import StopRequest
from pytorch_study.task import CLASSIFY, REGRESS, find_task
from pytorch_study.training import Observer

FILE = '''
import torch
from PIL import Image
import torch.nn.functional as F
from torch import nn
from pytorch_study import Lesson, Recipe, Split, Splits, Task

SIZE, LENGTH = 5, 8


def check(split, info):
    assert split.x.dtype == torch.int64


def loss(model, x, y, recipe, rng):
    """Nats a token, with a little noise on what is read: it is drawn from `rng`, so that a resume draws the same."""
    keep = (torch.rand(x.shape, generator=rng) > 0.05).to(x.device)
    output = model(x * keep)  # (N, T, SIZE)
    said, true = output[:, :-1].flatten(0, 1), y[:, 1:].flatten()
    return F.cross_entropy(said, true, label_smoothing=recipe.label_smoothing), output


def metrics(output, y):
    return {"nats_per_token": F.cross_entropy(output[:, :-1].flatten(0, 1), y[:, 1:].flatten()).item()}


NEXT_TOKEN = Task(
    name="next_token", check=check, loss=loss, metrics=metrics, headline="nats_per_token", higher_is_better=False,
    count=lambda y: y[:, 1:].numel(),
)


def sentences(count, seed):
    start = torch.randint(SIZE, (count, 1), generator=torch.Generator().manual_seed(seed))
    x = (start + torch.arange(LENGTH)) % SIZE  # each token follows from the one before
    return Split(x, x)


def load(recipe, options, seed):
    return Splits(train=sentences(700, seed), test=lambda: sentences(1203, seed + 1))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.drop, self.head = nn.Embedding(SIZE, 16), nn.Dropout(0.1), nn.Linear(16, SIZE)

    def forward(self, x):
        return self.head(self.drop(self.embed(x)))  # (N, T) -> (N, T, SIZE)


LESSON = Lesson(
    name="own", task=NEXT_TOKEN, load=load, model=lambda recipe: Net(), input="tokens",
    recipes={"default": Recipe(epochs=3, batch_size=64, lr=0.1, validation=100, label_smoothing=0.1, ema=0.9)},
)
'''


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "own.py"
    path.write_text(FILE, "utf-8")
    return path


@pytest.fixture(scope="module")
def run(file):
    return ps.train(file, runs=file.parent / "runs", quiet=True, threads=1)


def test_it_learns_and_everything_follows_its_headline(run, capsys, file):
    result = run.result
    assert list(result)[4:7] == ["test_nats_per_token", "test_loss", "test_count"]
    assert result["test_count"] == 1203 * 7
    assert 0 < result["test_nats_per_token"] < 0.6  # chance is 1.6, and a token in twenty is hidden
    assert run.metadata["task"] == "next_token"
    with (run.folder / "metrics.csv").open(newline="") as table:
        rows = list(csv.DictReader(table))
    assert [float(row["val_nats_per_token"]) < 1.6 for row in rows] == [True] * 3
    assert rows[0]["train_nats_per_token"] == ""
    assert len(run.curves().axes) == 3
    assert "nats per token" in (run.folder / "report.html").read_text("utf-8")
    scored = ps.evaluate(run)
    assert scored["nats_per_token"] == pytest.approx(result["test_nats_per_token"])
    assert main(["runs", "--runs", str(run.folder.parent)]) == 0
    assert f"nats per token {result['test_nats_per_token']:.3f}" in capsys.readouterr().out
    assert main(["evaluate", str(run.folder)]) == 0
    assert f"Test nats per token {scored['nats_per_token']:.3f} (8,421 examples)" in capsys.readouterr().out
    assert main(["evaluate", str(run.folder), "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"lesson", "count", "loss", "nats_per_token"}


def test_a_resume_draws_the_same(file, run, tmp_path):
    """The loss draws at random; so what it draws must not hang on where a training was interrupted."""
    stop = StopRequest()

    def watch(record):
        if getattr(record, "step", 0) == 13:
            stop.exit_code = 130

    with pytest.raises(Stopped):
        ps.train(file, runs=tmp_path, threads=1, observer=Observer(lambda *_: watch, lambda *_: None, stop))
    resumed = ps.resume(runs=tmp_path, quiet=True)
    whole, broken = (torch.load(one.folder / "checkpoint.pt", weights_only=True) for one in (run, resumed))
    for part in ("model", "average"):
        assert all(torch.equal(broken[part][name], tensor) for name, tensor in whole[part].items())
    assert resumed.result["test_loss"] == run.result["test_loss"]


def test_its_score_is_a_sum_batch_by_batch_without_regularisation(run):
    trained = api.load_trained(run)
    test = api.load_splits(trained).test()
    found = score.evaluate(trained.model, test, trained.lesson, trained.recipe)
    assert found.output is None
    assert found.count == 1203 * 7
    rng, total = make_generator("evaluate"), 0.0
    with torch.no_grad():
        for x in test.x.split(score.BATCH_SIZE):
            logits = trained.model.eval()(x * (torch.rand(x.shape, generator=rng) > 0.05))[:, :-1].flatten(0, 1)
            total += nn.functional.cross_entropy(logits, x[:, 1:].flatten(), reduction="sum").item()  # no smoothing
    assert found.loss == pytest.approx(total / found.count, abs=1e-6)
    assert found.metrics["nats_per_token"] == pytest.approx(found.loss, abs=1e-6)
    assert found.loss == score.evaluate(trained.model, test, trained.lesson, trained.recipe).loss


def test_what_needs_pictures_or_rows_is_refused(run, tmp_path):
    with pytest.raises(UsageError, match="neither pictures nor rows"):
        ps.predict(run, tmp_path / "a.png")


def test_runs_of_two_tasks_cannot_be_compared(run, tmp_path):
    line = ps.train("regression", "line", epochs=1, runs=tmp_path, quiet=True)
    with pytest.raises(UsageError, match="different"):
        ps.compare([run, line], runs=tmp_path)
    again = ps.train("regression", "line", epochs=1, runs=tmp_path, quiet=True)
    assert ps.compare([line, again], runs=tmp_path)["differences"] == {}


def test_tasks_are_found_by_name():
    assert find_task("classify") is CLASSIFY
    assert find_task(REGRESS) is REGRESS
    with pytest.raises(UsageError, match="classify"):
        find_task("clasify")


def test_nothing_else_compares_a_tasks_name():
    names = {task.name for task in (CLASSIFY, REGRESS)}
    for path in [*(ROOT / "pytorch_study").rglob("*.py"), *(ROOT / "benchmarks").glob("*.py")]:
        if path.name == "task.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Compare | ast.Match | ast.Dict):
                said = {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)}
                assert not said & names, f"{path.name}:{node.lineno}"
    for path in (ROOT / "pytorch_study").rglob("*.js"):
        source = path.read_text("utf-8")
        assert not any(f'"{name}"' in source for name in names), path.name


BRIGHTNESS = """
import torch
from PIL import Image
from torch import nn
from pytorch_study import DataInfo, Lesson, Recipe, Split, Splits

def data(count, seed):
    x = torch.randint(256, (count, 1, 28, 28), generator=torch.Generator().manual_seed(seed), dtype=torch.uint8)
    return Split(x, x.float().mean((1, 2, 3))[:, None])

def load(recipe, options, seed):
    info = DataInfo(labels=tuple("0123456789"), target="brightness")  # labels, although it learns a number
    return Splits(train=data(60, 0), test=lambda: data(20, 1), info=info)

LESSON = Lesson(name="bright", task="regress", recipes={"default": Recipe(epochs=2, batch_size=20)}, load=load,
    model=lambda recipe: nn.Sequential(nn.Flatten(), nn.Linear(784, 1)))
"""


def test_a_regression_whose_data_name_labels_answers_with_numbers(tmp_path, monkeypatch, capsys):
    """What has labels was taken for a classifier: `evaluate` crashed, and the page would have answered "0"."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bright.py").write_text(BRIGHTNESS, "utf-8")
    Image.new("L", (28, 28), 90).save("a.png")
    run = ps.train("bright.py", quiet=True, threads=1)
    about = json.loads((run.folder / "run.json").read_text("utf-8"))
    about["data"]["info"]["labels"] = list("0123456789")  # as 0.1.0 recorded it
    (run.folder / "run.json").write_text(json.dumps(about), "utf-8")
    assert set(ps.evaluate(run)) == {"lesson", "count", "loss", "rmse", "mae", "r2"}
    assert set(ps.predict(run, "a.png")[0]) == {"file", "target", "value"}
    assert main(["predict", str(run.folder), "a.png", "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("a.png: brightness = ")
    ps.report(run)
    assert {"curves.png", "fit.png"} <= {path.name for path in run.folder.glob("*.png")}
    assert "could not be drawn" not in capsys.readouterr().err
    (row,) = [one for one in listing.list_models(Path("runs")) if not one["shipped"]]
    assert (row["digits"], row["classifies"], row["labels"]) == (False, False, [])
    (run.folder / "result.json").unlink()
    assert ps.resume(run, quiet=True).result["test_rmse"] == run.result["test_rmse"]


SEVERAL = """
import torch
import torch.nn.functional as F
from torch import nn
from pytorch_study import Lesson, Recipe, Split, Splits, Task

def loss(model, x, y, recipe, rng):
    output = model(x)
    return F.binary_cross_entropy_with_logits(output, y), output

def data(count):
    x = torch.rand(count, 4, generator=torch.Generator().manual_seed(count))
    return Split(x, (x[:, :3] > 0.5).float())

TASK = Task(name="several", check=lambda split, info: None, loss=loss, headline=HEADLINE, higher_is_better=True,
    metrics=lambda output, y: {"exact": ((output > 0) == (y > 0)).all(1).float().mean().item()})
LESSON = Lesson(name="several", task=TASK, recipes={"default": Recipe(epochs=2, batch_size=20)},
    load=lambda recipe, options, seed: Splits(train=data(60), test=lambda: data(20)),
    model=lambda recipe: nn.Linear(4, 3))
"""


def test_several_answers_for_each_example(tmp_path, monkeypatch, capsys):
    """`predict` can say one number or one class: it refuses, and `train` does not propose it."""
    monkeypatch.chdir(tmp_path)
    Path("several.py").write_text(SEVERAL.replace("HEADLINE", '"exact"'), "utf-8")
    Path("rows.csv").write_text("x1,x2,x3,x4\n1,0,1,0\n", "utf-8")
    assert main(["train", "several.py", "--threads", "1", "--lang", "en"]) == 0
    assert "predict" not in capsys.readouterr().out
    assert main(["predict", "latest", "rows.csv", "--lang", "en"]) == 2
    assert "outputs numbers of shape (3,)" in capsys.readouterr().err


def test_what_is_right_of_several_answers_is_a_share_and_a_loss_may_use_the_models_own_methods(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = SEVERAL.replace("HEADLINE", '"share"').replace("output = model(x)", "output = model.answer(x)")
    source = source.replace("metrics=lambda", "correct=right, count=lambda y: y.numel(), metrics=lambda")
    source = source.replace('"exact": ((output > 0) == (y > 0)).all(1)', '"share": ((output > 0) == (y > 0))')
    source = source.replace(
        "def data(",
        """def right(output, y):
    return int(((output > 0) == (y > 0)).sum())

class Answers(nn.Linear):
    def answer(self, x):
        return self(x)

def data(""",
    ).replace("nn.Linear(4, 3)", "Answers(4, 3)")
    Path("several.py").write_text(source, "utf-8")
    run = ps.train("several.py", quiet=True, threads=1)
    with (run.folder / "metrics.csv").open(newline="") as table:
        shares = [float(row["train_share"]) for row in csv.DictReader(table)]
    assert all(0.2 < share <= 1 for share in shares)  # not up to 3


def test_the_architecture_table_of_whatever_can_be_trained(file, tmp_path):
    assert "Embedding" in ps.summary(file)
    (tmp_path / "own.py").write_text(
        FILE.replace('input="tokens",', "").replace("return Split(x, x)", "return x, x"), "utf-8"
    )
    assert "Embedding" in ps.summary(tmp_path / "own.py")


def test_a_headline_that_is_no_metric_is_told_before_the_training(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("several.py").write_text(SEVERAL.replace("HEADLINE", '"acc"'), "utf-8")
    assert main(["train", "several.py", "--threads", "1", "--lang", "en"]) == 2
    assert "is `acc`, but its metrics are: exact" in capsys.readouterr().err
    assert not Path("runs").exists()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_metric_that_is_no_number_is_told_before_the_training(tmp_path, monkeypatch, capsys, language):
    monkeypatch.chdir(tmp_path)
    source = SEVERAL.replace("HEADLINE", '"exact"').replace(".all(1).float().mean().item()", ".all(1)")
    Path("several.py").write_text(source, "utf-8")
    assert main(["train", "several.py", "--threads", "1", "--lang", language]) == 2
    said = capsys.readouterr().err
    assert "`exact`" in said
    assert "Tensor" in said
    assert not Path("runs").exists()


@pytest.mark.parametrize("streams", [True, False])
def test_metrics_of_numpy_and_of_torch_become_plain_numbers(streams):
    """Files hold nothing else: a checkpoint with a number of numpy's could not be read again."""
    task = replace(
        REGRESS,
        name="own",
        streams=streams,
        metrics=lambda output, y: {
            "rmse": (output - y).square().mean().sqrt(),
            "n": np.float64(3),
            "none": None,
            "f1": float("nan"),
        },
        count=lambda y: np.int64(len(y)),
    )
    lesson = replace(lessons.get("regression"), task=task)
    recipe = lesson.recipes["line"]
    x = torch.linspace(-1, 1, 50)[:, None]
    found = score.evaluate(lesson.model(recipe), ps.Split(x, x), lesson, recipe)
    assert (type(found.metrics["rmse"]), found.metrics["n"]) == (float, 3.0)
    assert type(found.metrics["n"]) is float
    assert found.metrics["none"] is found.metrics["f1"] is None  # not NaN, which is no JSON
    assert type(found.count) is int


@dataclass(frozen=True, kw_only=True)
class Focal(ps.Recipe):
    """A recipe with a field that the loss asks for."""

    gamma: float = 2.0


def focal(model, x, y, recipe, rng):
    output = model(x)
    chance = output.softmax(1).gather(1, y[:, None])[:, 0]
    return (-((1 - chance) ** recipe.gamma) * chance.log()).mean() + recipe.label_smoothing, output


def test_a_loss_gets_the_lesson_s_own_recipe_in_an_evaluation_too():
    task = replace(CLASSIFY, name="focal", loss=focal)
    recipe = Focal(gamma=0.0, label_smoothing=0.5)
    output, y = torch.randn(20, 3, generator=make_generator("focal")), torch.arange(20) % 3
    found = score.compute_metrics(output, y, task, recipe)
    assert found.loss == pytest.approx(float(torch.nn.functional.cross_entropy(output, y)), rel=1e-5)


SQUEEZES = """
import torch
from torch import nn
from pytorch_study import Lesson, Recipe, Split, Splits

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def forward(self, x):
        return self.layer(x).squeeze()

def data(count):
    x = torch.rand(count, 4, generator=torch.Generator().manual_seed(count))
    return Split(x, (x[:, 0] > 0.5).long())

LESSON = Lesson(name="squeezes", task="classify", recipes={"default": Recipe(epochs=1, batch_size=20)},
    load=lambda recipe, options, seed: Splits(train=data(60), test=lambda: data(251)), model=lambda recipe: Net())
"""


def test_a_mistake_that_only_the_last_batch_of_the_test_set_shows_is_the_learner_s(tmp_path, monkeypatch, capsys):
    """251 rows are 250 and one, and `squeeze` takes the one away."""
    monkeypatch.chdir(tmp_path)
    Path("squeezes.py").write_text(SQUEEZES, "utf-8")
    assert main(["train", "squeezes.py", "--threads", "1", "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "squeezes.py" in said
    assert "report" not in said


def test_a_change_at_the_start_of_an_epoch_that_does_not_say_what_it_was_counts():
    lesson = replace(lessons.get("regression"), on_epoch_start=lambda net, recipe, epoch: None)
    recipe = lesson.recipes["line"]
    splits = lesson.load(recipe, None, 0)
    state = loop.init_state(lesson, recipe, splits, Compute("cpu", "fp32", 1), 0)
    assert loop._begin_epoch(state, 0)


def test_targets_that_are_no_numbers_are_told_with_their_row_whatever_their_shape():
    x = torch.zeros(3, 4)
    task = replace(REGRESS, name="own", check=lambda split, info: None)
    lesson = replace(lessons.get("regression"), task=task)
    with pytest.raises(DataError) as caught:
        preflight.check_split(lesson, ps.Split(x, torch.tensor([1.0, float("nan"), 2.0])), ps.DataInfo(target="y"))
    assert caught.value.key == "not_finite"
