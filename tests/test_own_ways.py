"""Lessons of one's own that are odd, but right; and those that are wrong in ways that newcomers find."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
from helpers import SPLIT, Company, lesson
from PIL import Image
from safetensors.torch import load_file
from torch import nn
from torch.optim.swa_utils import get_ema_multi_avg_fn

from pytorch_study import Split, Splits, api, lessons, printing
from pytorch_study.__main__ import main
from pytorch_study.artifacts import checkpoint
from pytorch_study.engine import compute, loop, preflight
from pytorch_study.engine.optimizers import WeightAverage
from pytorch_study.engine.process_group import ProcessGroup
from pytorch_study.engine.records import End, Step
from pytorch_study.errors import Stopped, UsageError
from pytorch_study.lesson import DataOptions
from pytorch_study.preparation import load_data
from pytorch_study.recipe import change
from pytorch_study.signals import StopRequest
from pytorch_study.training import Observer


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


X, Y = torch.rand(20, 3), torch.arange(20) % 2


def watching(look, stop_request=None):
    return Observer(
        watch=lambda *run: lambda record: look(record, *run),
        tell=lambda *_: None,
        stop_request=stop_request or StopRequest(),
    )


class Masked(nn.Linear):
    """Holds what is not finite, on purpose, as attention does."""

    def __init__(self):
        super().__init__(3, 2)
        self.register_buffer("mask", torch.full((3, 3), float("-inf")).triu(1))

    def forward(self, x):
        return super().forward(x @ self.mask.softmax(0))


def test_a_mask_of_infinities_is_no_divergence(here):
    run = api.train(lesson(X, Y, Masked()), quiet=True)
    assert run.result
    assert checkpoint.load(run.folder)[0]["progress"][0] == 2


def test_a_mean_of_the_weights_leaves_masks_and_whole_numbers_alone():
    model = Masked()
    model.register_buffer("places", torch.arange(1024))
    given = lesson(X, Y, model)
    recipe = change(given.recipes["default"], {"ema": 0.9, "epochs": 3})
    splits, _ = load_data(given, recipe, DataOptions(), 0)
    state = loop.init_state(given, recipe, splits, compute.select_device(recipe, "classify", "cpu"), 0)
    for _ in loop.train(state, splits):
        pass
    assert not torch.equal(state.eval_model.weight, state.model.weight)
    assert torch.equal(state.eval_model.mask, torch.full((3, 3), float("-inf")).triu(1))
    assert torch.equal(state.eval_model.places, torch.arange(1024))


def test_a_mean_begins_where_what_was_infinite_becomes_finite():
    model = nn.Linear(1, 1)
    model.register_buffer("best", torch.tensor(torch.inf))
    mean = WeightAverage(model, multi_avg_fn=get_ema_multi_avg_fn(0.5), use_buffers=True)
    seen = []
    for value in (torch.inf, 4.0, 2.0):
        model.best.fill_(value)
        mean.update_parameters(model)
        seen.append(float(mean.module.best))
    assert seen == [torch.inf, 4.0, 3.0]


class Beginning(nn.Module):
    """Adds something to its input that begins at 0, as transformers do."""

    def __init__(self):
        super().__init__()
        self.place = nn.Parameter(torch.zeros(1, 3))
        self.inner, self.head = nn.Linear(3, 8), nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.inner(x + self.place).relu())


def test_what_begins_at_0_learns_under_muon(here):
    given = lesson(X, Y, Beginning())
    run = api.train(given, quiet=True, optimizer="muon")
    found = load_file(run.folder / "model.safetensors")
    assert found["place"].abs().min() > 0


@pytest.mark.parametrize("change", ["progressive_resize:6", "progressive_resize:6:1"])
def test_a_size_that_comes_later_is_tried_before_the_first_step(here, change):
    pictures = torch.randint(0, 255, (20, 3, 8, 8), dtype=torch.uint8)
    fits_the_small = nn.Sequential(nn.Flatten(), nn.Linear(3 * 6 * 6, 2))
    with pytest.raises(UsageError) as told:
        api.train(lesson(pictures, Y, fits_the_small), quiet=True, augment=change)
    assert told.value.key == "does_not_fit"
    assert not list(here.glob("runs/*"))


def test_batch_normalisation_that_is_no_longer_finite_is_divergence():
    given = lesson(X, Y, nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 2)))
    recipe = given.recipes["default"]
    splits, _ = load_data(given, recipe, DataOptions(), 0)
    state = loop.init_state(given, recipe, splits, compute.select_device(recipe, "classify", "cpu"), 0)
    assert loop.is_finite(state)
    state.model[0].running_var.fill_(float("inf"))
    assert not loop.is_finite(state)


def test_numbers_of_numpy_are_numbers(here):
    run = api.train(lesson(X, Y, nn.Linear(3, 2)), quiet=True, epochs=np.int64(2), lr=np.exp(-5), clip=np.float32(1))
    content, trouble = checkpoint.load(run.folder)
    assert trouble is None
    assert content["recipe"]["lr"] == pytest.approx(np.exp(-5))
    assert {type(content["recipe"][name]) for name in ("epochs", "lr", "clip")} == {int, float}
    base = replace(lesson(X, Y, nn.Linear(3, 2)).recipes["default"], lr=np.float64(0.5))
    assert type(change(base, {"lr": base.lr}).lr) is float


@pytest.mark.parametrize("labels", [range(2), tuple(np.unique(Y.numpy())), "01", ["no", "yes"]])
def test_classes_of_any_kind_are_named(here, labels):
    run = api.train(lesson(X, Y, nn.Linear(3, 2), labels=labels), quiet=True)
    assert api.evaluate(run)["labels"] == [str(label) for label in labels]


def test_a_table_that_somebody_has_open_ends_no_training(here):
    """On Windows a spreadsheet holds `metrics.csv`; here a folder stands in its place."""

    def look(record, run, *_):
        table = run.folder / "metrics.csv"
        if isinstance(record, Step) and record.step == 1:
            table.unlink()
            table.mkdir()
        elif isinstance(record, End):
            table.rmdir()

    run = api.train(lesson(X, Y, nn.Linear(3, 2)), observer=watching(look), epochs=3)
    assert len((run.folder / "metrics.csv").read_text("utf-8").splitlines()) == 4


@pytest.mark.parametrize(("rows", "team"), [(11, ProcessGroup()), (13, ProcessGroup(0, 3)), (11, ProcessGroup(1, 3))])
def test_a_last_batch_of_one_row_is_told_before_the_first_step(rows, team):
    model = nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 2))
    given = lesson(torch.rand(rows, 3), torch.arange(rows) % 2, model)
    recipe = given.recipes["default"]
    splits, _ = load_data(given, recipe, DataOptions(), 0)
    with pytest.raises(UsageError) as told:
        preflight.dry_run(model, given, recipe, splits, compute.select_device(recipe, "classify", "cpu"), team)
    assert told.value.key == "one_row"
    assert model.training
    assert int(model[0].num_batches_tracked) == 0
    assert torch.equal(model[0].running_mean, torch.zeros(3))
    plain = nn.Linear(3, 2)  # needs no second row
    preflight.dry_run(
        plain, lesson(X, Y, plain), recipe, splits, compute.select_device(recipe, "classify", "cpu"), team
    )


class TwoHeads(nn.Linear):
    def forward(self, x):
        return (super().forward(x), x) if self.training else super().forward(x)


class Log(nn.Linear):
    def forward(self, x):
        return (super().forward(x) - 1000).log()


class Cube(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.head = nn.Conv3d(1, 2, 1), nn.Linear(6, 2)

    def forward(self, x):
        return self.head(self.conv(x.reshape(-1, 1, 3, 1, 1)).flatten(1))


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (lesson(X.numpy(), Y, nn.Linear(3, 2)), "no_tensor"),
        (lesson(X, Y.numpy(), nn.Linear(3, 2)), "no_tensor"),
        (lesson(X.double(), Y, nn.Linear(3, 2)), "rows_form"),
        (lesson(torch.zeros(20, 8, 8, dtype=torch.uint8), Y, nn.Linear(3, 2)), "images_form"),
        (lesson(torch.zeros(20, 64, dtype=torch.uint8), Y, nn.Linear(3, 2)), "images_form"),
        (lesson(X, Y, TwoHeads(3, 2)), "outputs_form"),
        (lesson(X, Y, Log(3, 2)), "first_loss"),
    ],
)
def test_what_newcomers_give_is_told_in_their_terms(here, given, key):
    with pytest.raises(UsageError) as told:
        api.train(given, quiet=True)
    assert told.value.key == key
    assert str(told.value)
    assert not list(here.glob("runs/*"))


def test_filters_of_three_dimensions_train(here):
    assert api.train(lesson(X, Y, Cube()), quiet=True).result


@pytest.mark.parametrize("other", [torch.rand(20, 2), X.long()])
def test_a_test_set_of_another_form_is_told(other):
    given = lesson(X, Y, nn.Linear(3, 2))
    odd = replace(given, load=lambda *_: Splits(train=Split(X, Y), test=lambda: Split(other, Y)))
    splits, _ = load_data(odd, odd.recipes["default"], DataOptions(), 0)
    with pytest.raises(UsageError) as told:
        splits.test()
    assert told.value.key == "other_form"


def test_a_lesson_file_that_was_moved_is_found_where_one_is(here, capsys):
    (here / "own.py").write_text(SPLIT, "utf-8")
    assert main(["train", "own.py", "--quiet"]) == 0
    (here / "elsewhere").mkdir()
    (here / "own.py").rename(here / "elsewhere" / "own.py")
    assert main(["evaluate", "latest", "--lang", "en"]) == 2
    assert "put an unchanged copy of own.py into the current folder" in capsys.readouterr().err
    run = api.runs(here / "runs")[-1]
    shutil.copytree(run.folder, here / "elsewhere" / "runs" / run.name)
    (here / "own.py").write_text("LESSON = 1", "utf-8")  # of that name, but another
    about = run.metadata
    about["file"]["path"] = "C:\\lessons\\own.py"
    (here / "runs" / run.name / "run.json").write_text(json.dumps(about), "utf-8")
    assert main(["evaluate", "latest"]) == 2
    shutil.copy(here / "elsewhere" / "own.py", here / "own.py")
    assert main(["evaluate", "latest"]) == 0


def test_a_lesson_in_python_stands_for_its_file(here):
    (here / "own.py").write_text(SPLIT, "utf-8")
    stop_request = StopRequest()
    stop = watching(lambda *_: setattr(stop_request, "exit_code", 130), stop_request)
    with pytest.raises(Stopped):
        api.train(here / "own.py", observer=stop)
    given = lessons.get(str(here / "own.py"))
    (here / "own.py").unlink()
    with pytest.raises(UsageError):
        api.resume(runs=here / "runs", quiet=True)
    assert api.resume(runs=here / "runs", quiet=True, lesson=replace(given, file=None)).result


def test_threads_are_chosen_anew_for_another_number_of_processes(here, monkeypatch):
    given, stop_request = lesson(X, Y, nn.Linear(3, 2)), StopRequest()
    with pytest.raises(Stopped):
        api.train(given, observer=watching(lambda *_: setattr(stop_request, "exit_code", 130), stop_request), threads=1)
    load, threads = checkpoint.load, []
    monkeypatch.setattr(compute, "DEFAULT_THREADS", 3)
    for processes in (1, 4):
        run = api.runs(here / "runs")[-1]
        copy = here / "copies" / f"{processes}"
        shutil.copytree(run.folder, copy)
        monkeypatch.setattr(checkpoint, "load", lambda folder, n=processes: ({**load(folder)[0], "processes": n}, None))
        observer = watching(lambda _, run, state, splits: threads.append(state.compute.threads))
        api.resume(copy, observer=observer, lesson=given)
    assert (threads[0], threads[-1]) == (1, 3)


def test_what_a_file_prints_is_no_part_of_the_answer(here, capsys):
    (here / "own.py").write_text(SPLIT.replace("    x = ", "    print('hello')\n    x = "), "utf-8")
    for words in (["train", "own.py", "--quiet"], ["evaluate", "latest"]):
        assert main([*words, "--json"]) == 0
        out, err = capsys.readouterr()
        assert json.loads(out)
        assert "hello" in err


@pytest.mark.parametrize(
    "leave", ["import sys; sys.exit()", "import argparse; argparse.ArgumentParser().parse_args(['-x'])"]
)
def test_a_file_that_ends_the_program_is_told(here, capsys, leave):
    (here / "own.py").write_text(f"{SPLIT}\n{leave}\n", "utf-8")
    assert main(["train", "own.py", "--lang", "en"]) == 2
    assert "own.py, line" in capsys.readouterr().err


POST = """
from dataclasses import dataclass

@dataclass(frozen=True, kw_only=True)
class Mine(Recipe):
    width: int = 3

    def __post_init__(self):
        if self.width > 5:
            raise ValueError("too wide")

LESSON = Lesson(name="own", task="classify", recipes={"default": Mine(epochs=1, batch_size=50, lr=0.05)},
                load=load, model=lambda recipe: MODEL)
"""


def test_mistakes_in_ones_own_recipe_have_a_line_and_memory_is_no_mistake(here, capsys):
    (here / "own.py").write_text(SPLIT + POST.replace("MODEL", "nn.Linear(2, 2)"), "utf-8")
    assert main(["train", "own.py", "--set", "width=6", "--lang", "en"]) == 2
    assert "ValueError: too wide" in capsys.readouterr().err
    (here / "own.py").write_text(SPLIT + POST.replace("MODEL", "nn.Linear(2**40, 2**10)"), "utf-8")
    assert main(["train", "own.py", "--lang", "en"]) == 1
    assert "memory" in capsys.readouterr().err


def test_a_field_that_came_after_a_run_is_told(here, capsys):
    (here / "own.py").write_text(SPLIT, "utf-8")
    assert main(["train", "own.py", "--quiet"]) == 0
    run = api.runs(here / "runs")[-1]
    recipe = {name: value for name, value in run.recipe.items() if name != "clip"}
    (run.folder / "run.json").write_text(json.dumps({**run.metadata, "recipe": recipe}), "utf-8")
    capsys.readouterr()
    assert main(["evaluate", "latest", "--lang", "en"]) == 0
    assert "has gained clip since this run" in capsys.readouterr().err


def test_a_run_and_its_copy_are_compared(here, capsys):
    run = api.train(lesson(X, Y, nn.Linear(3, 2)), quiet=True)
    shutil.copytree(run.folder, here / "branch" / run.name)
    found = api.compare([run.folder, here / "branch" / run.name])
    assert len(found["results"]) == 2


IN_A_FILE = """
import torch
from helpers import Company, lesson
LESSON = lesson(torch.full((20, 1, 8, 8), 7, dtype=torch.uint8), torch.arange(20) % 2, Company())
"""


@pytest.mark.parametrize("in_a_file", [True, False])
def test_a_report_that_cannot_be_drawn_costs_no_training(here, capsys, in_a_file):
    (here / "company.py").write_text(IN_A_FILE, "utf-8")
    pictures = torch.randint(0, 255, (20, 1, 8, 8), dtype=torch.uint8)
    run = api.train(here / "company.py" if in_a_file else lesson(pictures, Y, Company()), quiet=True)
    told = capsys.readouterr().err
    assert "AssertionError: alone" in told
    assert (f"report {run.folder} --debug" if in_a_file else "pytorch_study.report(run)") in told
    assert run.result["test_count"] == 20
    assert (run.folder / "model.safetensors").exists()
    assert not run.report.exists()
    printing.finished(run, as_json=False)
    assert "report.html" not in capsys.readouterr().out


def test_a_single_row_has_no_spread_and_that_is_no_matter_of_the_learning_rate(here, capsys):
    assert main(["train", "regression", "--set", "limit=1", "--epochs", "1", "--lang", "en"]) == 2
    assert "The loss is nan before any training" in capsys.readouterr().err
    assert not list(here.glob("runs/*"))


# --------------------------------------------------------------------------------- data in the forms that people give

SHORT = """
import torch
from torch import nn
from torch.optim.swa_utils import get_ema_multi_avg_fn
from pytorch_study import DataInfo, Lesson, Recipe, Split, Splits
def data(n):
    x = X
    y = Y
    return RETURNED
def load(recipe, options, seed):
    return Splits(train=data(200), test=TEST, info=DataInfo(NAMES))
LESSON = Lesson(name="short", task="TASK", recipes={"default": Recipe(epochs=1, batch_size=32)}, load=load,
    model=lambda recipe: NET)
"""
USUAL = {
    "X": "torch.randn(n, 4)",
    "Y": "(x[:, 0] > 0).long()",
    "RETURNED": "Split(x, y)",
    "TEST": "lambda: data(50)",
    "NAMES": 'labels=("a", "b")',
    "TASK": "classify",
    "NET": "nn.Linear(4, 2)",
}


def short(folder, **changes):
    code = SHORT
    for name, value in (USUAL | changes).items():
        code = code.replace(name, value)
    (folder / "short.py").write_text(code, "utf-8")
    return main(["train", "short.py", "--threads", "1", "--quiet", "--lang", "en"])


@pytest.mark.parametrize(
    "changes",
    [
        {"RETURNED": "(x, y)"},
        {"RETURNED": "torch.utils.data.TensorDataset(x, y)"},
        {"TEST": "lambda: tuple(data(50))"},
        {"TEST": "lambda: torch.utils.data.TensorDataset(*data(50))"},
    ],
)
def test_what_others_call_a_data_set_is_understood(here, changes):
    assert short(here, **changes) == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"TEST": "data(50)"}, "must be a function"),
        ({"RETURNED": "x"}, "must be `Split(x, y)`, but are Tensor"),
        ({"Y": "nn.functional.one_hot((x[:, 0] > 0).long(), 2).float()"}, "`y = y.argmax(1)`"),
        ({"Y": "(x[:, 0] > 0).float()"}, "`y = y.long()`"),
        ({"Y": "x.sum(1)", "TASK": "regress", "NET": "nn.Linear(4, 1)", "NAMES": ""}, "`y = y[:, None].float()`"),
        ({"X": "torch.randint(0, 9, (n, 4))", "Y": "(x[:, 0] > 4).long()"}, "convert with `x.float()`"),
        ({"NAMES": 'labels=("a", "b"), columns=("p", "q")'}, "names 2 columns, but the data have 4"),
        (
            {
                "X": "torch.randint(0, 256, (n, 28, 28, 3), dtype=torch.uint8)",
                "Y": "(x[:, 0, 0, 0] > 127).long()",
                "NET": "nn.Sequential(nn.Flatten(), nn.Linear(2352, 2))",
            },
            "x.permute(0, 3, 1, 2)",
        ),
    ],
)
def test_what_is_wrong_with_the_data_is_told_with_its_cure_before_the_training(here, capsys, changes, words):
    assert short(here, **changes) == 2
    assert words in capsys.readouterr().err
    assert not (here / "runs").exists()


def test_pictures_with_four_channels_can_be_predicted(here, capsys):
    x = "torch.randint(0, 256, (n, 4, 16, 16), dtype=torch.uint8)"
    net = "nn.Sequential(nn.Flatten(), nn.Linear(1024, 2))"
    assert short(here, X=x, Y="(x[:, 0, 0, 0] > 127).long()", NET=net) == 0
    Image.new("RGB", (20, 20), "red").save(here / "a.png")
    assert main(["predict", "latest", "a.png", "--lang", "en"]) == 0
    assert capsys.readouterr().out.splitlines()[-2].startswith("a.png: ")


def test_python_takes_the_words_of_the_commands(here):
    one, two = (api.train("regression", "line", epochs=1, seed=seed, quiet=True) for seed in (0, 1))
    found = [
        api.compare(one, two),
        api.compare([one, two]),
        api.compare(one.name, two.name),
        api.compare(names=[one, two]),
    ]
    assert all(each["differences"]["seed"] == (0, 1) or each["differences"]["seed"] == [0, 1] for each in found)
    assert api.runs(runs="runs") == api.runs("runs") == api.runs() == [one, two]
    assert api.export(one, "safetensors", out=here / "a.safetensors")["file"] == str(here / "a.safetensors")


def test_pictures_that_have_moved_are_found_again(here):
    for name, box in (("tall", (12, 4, 16, 24)), ("wide", (4, 12, 24, 16))):
        (here / "mine" / name).mkdir(parents=True)
        for number in range(6):
            image = Image.new("L", (28, 28))
            image.paste(150 + 20 * number, box)
            image.save(here / "mine" / name / f"{number}.png")
    stop_request = StopRequest()

    def look(record, *_):
        stop_request.exit_code = 130

    options = {"images": here / "mine", "epochs": 2, "batch_size": 4, "augment": "none", "threads": 1}
    whole = None
    for observer in (None, watching(look, stop_request)):
        try:
            whole = api.train("mnist", quiet=True, observer=observer, save_every=0, **options)
        except Stopped:
            shutil.move(here / "mine", here / "elsewhere")
    run = api.runs()[-1]
    assert run.result is None
    done = api.resume(run, images=here / "elsewhere", quiet=True)
    assert done.result["model_sha256"] == whole.result["model_sha256"]
    assert api.evaluate(done)["count"] == 2


def test_a_run_that_diverged_is_marked_and_not_the_one_to_resume(here, capsys):
    train = ["train", "regression", "--recipe", "line", "--quiet", "--lang", "en"]
    stop_request = StopRequest()

    def look(record, *_):
        stop_request.exit_code = 130

    with pytest.raises(Stopped):
        api.train("regression", "line", epochs=2, observer=watching(look, stop_request), save_every=0)
    assert main([*train, "--seed", "1", "--lr", "1e30"]) == 6
    assert "The learning rate 1e+30 is too high; the recipe uses 0.1." in capsys.readouterr().err
    stopped, diverged = api.runs()
    assert main(["runs", "--lang", "en"]) == 0
    assert "diverged at step" in capsys.readouterr().out
    assert main(["resume", "--quiet", "--lang", "en"]) == 0
    assert stopped.result is not None
    assert main(["resume", "--quiet", "--lang", "en"]) == 2  # nothing else is left
    lower = ["--lr", "0.01", "--allow-changes"]
    assert main(["resume", diverged.name, *lower, "--quiet", "--lang", "en"]) == 0
    assert "diverged" not in diverged.metadata


def test_names_that_no_file_can_have_and_half_a_launch(here, monkeypatch, capsys):
    for name in ("x" * 300, "a" * 5000):
        assert main(["report", name, "--lang", "en"]) == 2
        assert "There is no run" in capsys.readouterr().err
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("RANK", "0")
    assert main(["train", "regression", "--recipe", "line", "--epochs", "1", "--lang", "en"]) == 2
    assert "these are not set: LOCAL_RANK, MASTER_ADDR, MASTER_PORT" in capsys.readouterr().err
    monkeypatch.setenv("WORLD_SIZE", "two")
    assert main(["train", "regression", "--recipe", "line", "--epochs", "1", "--lang", "en"]) == 2
