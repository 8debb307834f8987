"""What does not fit is told before there is a run; what a run is made of is found again as it was, or not at all."""

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers import SPLIT, lesson
from PIL import Image
from torch import distributed as dist
from torch import nn

from pytorch_study import DataInfo, Lesson, Recipe, Split, Splits, api, files, lessons, metrics
from pytorch_study.__main__ import main
from pytorch_study.artifacts import checkpoint, compare
from pytorch_study.data import image_folder
from pytorch_study.engine import compute, loop
from pytorch_study.engine.batches import scale_pixels
from pytorch_study.engine.preflight import explain_shape_errors
from pytorch_study.engine.process_group import ProcessGroup
from pytorch_study.errors import DataError, DiskError, DivergedError, Stopped, UsageError
from pytorch_study.lesson import DataOptions
from pytorch_study.lessons import cifar10_fast
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.lessons.mnist import LESSON as MNIST
from pytorch_study.preparation import load_data
from pytorch_study.recipe import change
from pytorch_study.signals import StopRequest
from pytorch_study.training import Observer


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["augment=shrink"], "shapes cannot be multiplied"),
        (["augment=crop:40"], "do not match"),
        (["classes=20"], "20 logits, but the data has 10 classes"),
        (["classes=5"], "5 logits, but the data has 10 classes"),
    ],
)
def test_settings_that_do_not_fit_leave_no_run(here, capsys, words, said):
    settings = [part for word in words for part in ("--set", word)]
    assert main(["train", "mnist", "--set", "limit=100", *settings, "--lang", "en", "--quiet"]) == 2
    assert said in capsys.readouterr().err
    assert not list(here.glob("runs/*"))


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (lesson(torch.rand(20, 3, 8, 8), torch.zeros(20).long(), nn.Conv2d(3, 2, 8)), "float_images"),
        (lesson(torch.rand(20, 3), torch.zeros(20), nn.Linear(3, 2)), "answers_form"),
        (lesson(torch.rand(20, 3), torch.zeros(20), nn.Linear(3, 1), task="regress"), "answers_form"),
        (lesson(torch.rand(20, 3), torch.arange(20) % 2, nn.Linear(3, 4)), "outputs_not_classes"),
    ],
)
def test_data_of_another_form_are_told_before_the_first_step(here, given, key):
    with pytest.raises(UsageError) as told:
        api.train(given, quiet=True)
    assert told.value.key == key
    assert not list(here.glob("runs/*"))


def test_a_learners_load_gives_a_run_the_same_data_every_time(here, capsys):
    (here / "own.py").write_text(SPLIT, "utf-8")
    assert main(["train", "own.py", "--seed", "3", "--json", "--quiet"]) == 0
    trained = json.loads(capsys.readouterr().out)["test_accuracy"]
    torch.manual_seed(99)
    assert main(["evaluate", "latest", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accuracy"] == trained
    own = lessons.get("own.py")
    first, second, other = (
        load_data(own, own.recipes["default"], DataOptions(), seed)[0].train.x for seed in (3, 3, 4)
    )
    assert torch.equal(first, second)
    assert not torch.equal(first, other)


def test_pictures_that_came_later_are_no_test_of_a_run(here, capsys):
    for name, shade in (("dark", 40), ("light", 200)):
        (here / "pets" / name).mkdir(parents=True)
        for number in range(6):
            Image.new("RGB", (32, 32), (shade, shade, shade + number)).save(here / "pets" / name / f"{number}.png")
    small = ["--epochs", "1", "--batch-size", "8", "--precision", "fp32", "--set", "optimizer=sgd", "--quiet"]
    small += ["--set", "widths=8,8,8"]
    assert main(["train", "cifar10_fast", "--images", "pets", *small]) == 0
    assert main(["evaluate", "latest"]) == 0
    Image.new("RGB", (32, 32)).save(here / "pets" / "dark" / "new.png")
    capsys.readouterr()
    for command in ("evaluate", "report"):
        assert main([command, "latest", "--lang", "en"]) == 4
        assert "examples" in capsys.readouterr().err


def test_one_training_does_not_take_the_next_ones_threads():
    usual = compute.select_device(Recipe(epochs=1, batch_size=1, lr=1.0), "classify").threads
    given = lesson(torch.rand(20, 3), torch.arange(20) % 2, nn.Linear(3, 2))
    recipe = given.recipes["default"]
    try:
        loop.init_state(
            given,
            recipe,
            given.load(recipe, DataOptions(), 0),
            compute.select_device(recipe, "classify", threads=usual + 1),
            0,
        )
        assert torch.get_num_threads() == usual + 1
        assert compute.select_device(recipe, "classify").threads == usual == compute.DEFAULT_THREADS
    finally:
        torch.set_num_threads(usual)


def test_several_processes_do_not_take_apples_gpu_which_cannot_exchange_gradients(monkeypatch):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert "mps" in compute.available_devices()
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert "mps" not in compute.available_devices()


def test_a_process_without_a_gpu_of_its_own_is_told(monkeypatch):
    monkeypatch.setenv("LOCAL_RANK", "1")
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    with pytest.raises(UsageError, match="2"):
        ProcessGroup(rank=1, size=2).gpu()


def test_a_lesson_given_in_python_is_not_taken_for_another(here):
    own = replace(lessons.get("regression"), mean=(1.0,))
    run = api.train(own, "line", epochs=1, quiet=True)
    for command in (api.evaluate, api.report):
        command(run)  # what `train` returned knows its lesson; its folder does not
        with pytest.raises(UsageError) as told:
            command(run.folder) if command is api.evaluate else command(str(run.folder))
        assert told.value.key == "lesson_given"
    with pytest.raises(UsageError) as told:
        api.resume(quiet=True)  # nor is such a run what `resume` means
    assert told.value.key == "nothing_to_resume"
    api.evaluate(api.train("regression", "line", epochs=1, quiet=True))
    api.evaluate(api.train(lessons.get("regression"), "line", epochs=1, quiet=True))


def test_a_lost_process_is_no_mistake_in_the_learners_file():
    with pytest.raises(dist.DistBackendError), attribute_error(Path("own.py")):
        raise dist.DistBackendError("gone")
    with pytest.raises(UsageError), attribute_error(Path("own.py")):
        raise RuntimeError("mat1 and mat2")


def test_pictures_of_one_name_do_not_overwrite_each_other(here):
    for folder, width in (("a", 4), ("b", 6)):
        (here / folder).mkdir()
        digit = Image.new("L", (40, 40), 250)
        digit.paste(10, (18, 5, 18 + width, 35))  # a one
        digit.save(here / folder / "3.png")
    api.predict("mnist", ["a/3.png", "b/3.png"], explain="out")
    names = {path.name for path in (here / "out").iterdir()}
    assert {"3_layers.png", "3-2_layers.png"} <= names
    api.predict("mnist", "a/3.png")  # one needs no list


def test_many_runs_have_a_picture_with_a_short_name(here):
    run = api.train("regression", "line", epochs=1, quiet=True)
    runs = [run.name]
    for seed in range(1, 12):
        runs.append(run.name.replace("seed0", f"seed{seed}"))
        shutil.copytree(run.folder, here / "runs" / runs[-1])
    found = compare.compare(runs, runs="runs")
    assert Path(found["picture"]).is_file()
    assert len(Path(found["picture"]).name) < 100


def test_a_damaged_run_does_not_hide_the_others(here, capsys):
    first, second = (api.train("regression", "line", seed=seed, epochs=1, quiet=True) for seed in (0, 1))
    (second.folder / "run.json").write_text("{", "utf-8")
    assert main(["runs", "--lang", "en"]) == 4
    told = capsys.readouterr()
    assert first.name in told.out
    assert "damaged" in told.out
    assert "run.json" in told.err
    with pytest.raises(UsageError) as none_left:
        api.resume(quiet=True)  # the damaged one is passed over, the other is finished
    assert none_left.value.key == "nothing_to_resume"


def test_r2_that_is_unknown_is_a_dash():
    assert "R² —" in metrics.scored({"rmse": 1.0, "mae": 1.0, "r2": None}, 3)
    assert "R² 0.500" in metrics.scored({"rmse": 1.0, "mae": 1.0, "r2": 0.5}, 3)


def test_a_file_that_somebody_has_open_is_waited_for(tmp_path, monkeypatch):
    tries, replace_ = [], Path.replace

    def busy(self, target):
        tries.append(self)
        if len(tries) <= 2:
            raise PermissionError(13, "in use")
        return replace_(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr(files, "PATIENCE", 3)
    files.write(tmp_path / "metrics.csv", "new")
    assert (tmp_path / "metrics.csv").read_text("utf-8") == "new"
    tries.clear()
    monkeypatch.setattr(files, "PATIENCE", 0)
    with pytest.raises(DiskError):
        files.write(tmp_path / "metrics.csv", "newer")
    assert [path.name for path in tmp_path.iterdir()] == ["metrics.csv"]


def test_no_memory_is_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(api, "train", lambda *_, **__: torch.empty(2**60, dtype=torch.uint8))
    assert main(["train", "mnist", "--lang", "en"]) == 1
    assert "Lower batch_size" in capsys.readouterr().err


@pytest.mark.parametrize("inputs", ["standard", "raw", "shifted"])
def test_the_first_layer_is_white_on_the_scale_that_the_network_sees(inputs):
    recipe = change(cifar10_fast.LESSON.recipes["default"], {"inputs": inputs})
    x = torch.randint(0, 256, (300, 3, 8, 8), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    net = cifar10_fast.model(recipe)
    cifar10_fast.whiten(net, Split(x, torch.zeros(300).long()))
    seen = net.white(scale_pixels(x.float(), cifar10_fast.LESSON, recipe))[:, :12].transpose(0, 1).flatten(1)
    assert (seen @ seen.T / seen.shape[1] - torch.eye(12)).abs().max() < 0.05


OWN = """
import random
import numpy as np
import torch
from torch import nn
from pytorch_study import Lesson, Recipe, Split, Splits
{extra}
def load(recipe, sources, seed):
    x = torch.linspace(-1, 1, 200)[:, None]
    y = (3 * x + 1)
    train, test = Split(x[::2].clone(), y[::2].clone()), Split(x[1::2].clone(), y[1::2].clone())
    {change}
    return Splits(train=train, test=lambda: test)

LESSON = Lesson(name="own", task={task!r}, recipes={{"default": Recipe(epochs=2, batch_size=50, lr=0.05{recipe})}},
                load=load, model=lambda recipe: {model})
"""


def own(here, change="pass", task="regress", recipe="", model="nn.Linear(1, 1)", extra=""):
    """A learner's file: a line through points, with one thing in it that is not so."""
    (here / "own.py").write_text(OWN.format(change=change, task=task, recipe=recipe, model=model, extra=extra), "utf-8")
    return "own.py"


@pytest.mark.parametrize(
    ("wrong", "exit_code", "said"),
    [
        ({"model": "nn.Sequential(nn.Linear(1, 1), nn.Flatten(0))"}, 2, "must be (50, 1), but are (50,)"),
        ({"model": "nn.Sequential(nn.Linear(1, 8), nn.ReLU(), nn.Linear(4, 1))"}, 2, "(2: Linear(in_features=4, out"),
        ({"task": "regression"}, 2, "`task` cannot be `regression`"),
        ({"recipe": ", optimizer='SGD'"}, 2, "`optimizer` cannot be `SGD`"),
        ({"recipe": ", weight_decay=-1.0"}, 2, "`weight_decay` cannot be -1"),
        ({"change": "train = Split(train.x, train.y[:50])"}, 2, "100 examples, but `y` has 50"),
        ({"change": "train = Split(train.x[:0], train.y[:0])"}, 3, "set is empty"),
        ({"change": "train.x[7] = float('nan')"}, 3, "NaN or infinity in 1 row of the data"),
        ({"change": "train.y[7:9] = float('inf')"}, 3, "row 7 (from 0), column `y`"),
        ({"extra": "import os", "recipe": ", clip=0.0"}, 2, "`clip` cannot be 0"),
    ],
)
def test_what_is_wrong_in_a_file_of_ones_own_is_told_before_there_is_a_run(here, capsys, wrong, exit_code, said):
    assert main(["train", own(here, **wrong), "--quiet", "--lang", "en"]) == exit_code
    assert said in capsys.readouterr().err
    assert not list(here.glob("runs/*"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("test.x[3] = float('nan')", "NaN"),
        ("test = Split(test.x, test.y[:, 0])", "must be (100, 1) float32"),
    ],
)
def test_what_is_wrong_in_the_test_set_is_told_and_mended(here, capsys, change, said):
    assert main(["train", own(here, change), "--quiet", "--lang", "en"]) in (2, 3)
    assert said in capsys.readouterr().err
    own(here)
    assert main(["resume", "--quiet"]) == 0  # nothing is trained twice


def test_labels_of_no_class_are_told(here):
    given = lesson(torch.rand(20, 3), torch.arange(20) % 2, nn.Linear(3, 2), labels=("a", "b"))
    data = given.load(None, DataOptions(), 0)
    three = Split(data.train.x, torch.arange(20) % 3)
    below = Splits(train=Split(data.train.x, torch.arange(20) % 2 * 2 - 1), test=data.test)  # -1 and 1, without names
    for wrong in (replace(data, train=three), replace(data, test=lambda: three), below):
        with pytest.raises(DataError) as told:
            api.train(replace(given, load=lambda *_, wrong=wrong: wrong), quiet=True)
        assert told.value.key == "label_of_no_class"


@pytest.mark.parametrize(
    "draw", ["np.random.permutation(200)", "random.sample(range(200), 200)", "torch.randperm(200)"]
)
def test_data_drawn_by_any_chance_are_the_same_when_the_run_is_scored(here, capsys, draw):
    change = f"""places = list({draw})
    y = torch.tensor(np.random.RandomState(0).rand(200, 1), dtype=torch.float32)  # nothing to be learned
    train, rest = Split(x[places[:100]], y[places[:100]]), (x[places[100:]], y[places[100:]])
    test = Split(*rest)"""
    assert main(["train", own(here, change), "--json", "--quiet"]) == 0
    trained = json.loads(capsys.readouterr().out)["test_rmse"]
    assert main(["evaluate", "latest", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rmse"] == pytest.approx(trained)


def test_other_data_as_many_as_before_are_no_data_of_the_run(here, capsys):
    assert main(["train", own(here), "--quiet"]) == 0
    own(here, "train.y[5] += 0.5")
    assert main(["evaluate", "latest", "--lang", "en"]) == 4
    assert "fingerprint of y" in capsys.readouterr().err
    own(here, "train = Split(train.x * (1 + 1e-7), train.y)")  # as another processor may compute them
    assert main(["evaluate", "latest", "--lang", "en"]) == 0


def test_a_recipe_may_have_any_kind_of_field_that_json_can_hold(here):
    fields = """
from dataclasses import dataclass
@dataclass(frozen=True, kw_only=True)
class Mine(Recipe):
    hidden: list[int]
    bare: tuple = (8,)
Recipe = lambda **fields: Mine(hidden=[4, 2], **fields)
"""
    run = api.train(own(here, extra=fields), quiet=True)
    assert run.recipe["hidden"] == [4, 2]
    assert api.evaluate(run.folder)["count"] == 100


def test_a_field_may_have_any_name(here):
    """Those of the recipe stand apart in run.json, so `seed` there is not the training's."""
    names = """
from dataclasses import dataclass
@dataclass(frozen=True, kw_only=True)
class Named(Recipe):
    lesson: str = "mine"
    task: str = "none"
    seed: int = 7
    images: int = 3
    data: str = "here"
Recipe = Named
"""
    file, changes = own(here, extra=names), {"images": 4, "seed": 8}
    given = {"lesson": "mine", "task": "none", "seed": 8, "images": 4, "data": "here"}
    whole = api.train(file, quiet=True, seed=2, changes=changes)
    stop_request = StopRequest()

    def watch(run, state, data):
        def look(record):
            stop_request.exit_code = 130 if state.step == 3 else None

        return look

    with pytest.raises(Stopped):
        api.train(
            file,
            quiet=True,
            seed=2,
            changes=changes,
            runs="more",
            observer=Observer(watch, lambda *_: None, stop_request),
        )
    (half,) = api.runs("more")
    assert half.result is None
    done = api.resume(half.folder, quiet=True)
    assert done.result["model_sha256"] == whole.result["model_sha256"]
    for run in (whole, done):
        found = run.metadata
        assert (found["lesson"], found["task"], found["seed"]) == ("own", "regress", 2)
        assert found["data"]["images"] is None
        assert given.items() <= run.recipe.items()
        assert api.evaluate(run.folder)["loss"] == pytest.approx(run.result["test_loss"])


def test_a_change_that_does_not_fit_is_refused_before_it_is_written_down(here, capsys):
    small = ["--set", "limit=200", "--epochs", "2", "--batch-size", "50", "--threads", "1", "--quiet"]
    assert main(["train", "mnist", *small]) == 0
    run = next(here.glob("runs/*"))
    (run / "result.json").unlink()
    before = (run / "run.json").read_bytes()
    for words, said in (
        (["augment=crop:40"], "do not match"),
        (["limit=50"], "cannot change"),
        (["validation=9"], "cannot change"),
    ):
        settings = [part for word in words for part in ("--set", word)]
        assert main(["resume", str(run), "--allow-changes", *settings, "--quiet", "--lang", "en"]) == 2
        assert said in capsys.readouterr().err
    assert (run / "run.json").read_bytes() == before
    assert main(["resume", str(run), "--quiet"]) == 0


def test_settings_that_no_model_can_have_are_wrong_usage(here, capsys):
    for name, asked, said in (
        ("regression", "hidden=64,-3", "`hidden` cannot be -3"),
        ("regression", "hidden=0", "`hidden` cannot be 0"),
        ("mnist", "classes=1", "`classes` cannot be 1: the allowed range is [2, inf)"),
        ("cifar10_fast", "depth=1", "`depth` cannot be 1"),
        ("cifar10_fast", "widths=64,0", "`widths` cannot be 0"),
    ):
        assert main(["train", name, "--set", asked, "--quiet", "--lang", "en"]) == 2
        assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        (["evaluate", "mnst"], "en", "no lesson or run `mnst`. Did you mean `mnist`?"),
        (["predict", "mnst", "a.png"], "zh", "没有叫 `mnst` 的课"),
        (["compare", "latest"], "en", "at least two runs"),
        (["train", "mnist", "--epochs", "abc"], "zh", "应当是整数，不能是 `abc`。"),
        (["train", "mnist", "--lr", "abc"], "zh", "应当是数，不能是 `abc`。"),
        (["play", "--port", "99999"], "zh", "应当在 0 到 65535 之间。"),
        (["play", "--port", "x"], "en", "Expected an integer, got `x`"),
    ],
)
def test_wrong_words_are_told_in_one_language_with_what_to_do(here, capsys, words, language, said):
    assert main([*words, "--lang", language]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert language == "en" or "is not" not in told


def test_a_path_with_a_space_is_quoted_where_it_is_to_be_typed(here, capsys):
    run = api.train("regression", "line", epochs=1, quiet=True, runs="my runs")
    assert main(["resume", str(run.folder), "--lang", "en"]) == 2
    assert f"evaluate {files.quoted(run.folder)}`" in capsys.readouterr().err
    (run.folder / "result.json").unlink()
    assert main(["evaluate", str(run.folder), "--lang", "en"]) == 2
    assert f"resume {files.quoted(run.folder)}`" in capsys.readouterr().err
    assert files.quoted("a b") != "a b"


def test_a_training_leaves_threads_and_chance_as_they_were(here):
    threads = torch.get_num_threads()
    found = []
    for seed in (0, 1):
        torch.manual_seed(seed)
        api.train("regression", "line", epochs=1, quiet=True, threads=threads + 1)
        found.append(float(torch.rand(1)))
    assert torch.get_num_threads() == threads
    assert found == [float(torch.rand(1, generator=torch.Generator().manual_seed(seed))) for seed in (0, 1)]


def test_a_step_that_fails_leaves_nothing_behind():
    model = nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 2))
    x = torch.rand(20, 3)
    given = lesson(x, torch.arange(20) % 2, model, labels=("a", "b"))
    recipe = given.recipes["default"]
    data = given.load(recipe, DataOptions(), 0)
    state = loop.init_state(given, recipe, data, compute.select_device(recipe, "classify", threads=1), 0)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    x[:] = 1e38  # the mean of the squares is infinite, and so is the loss
    x[3] = float("inf")
    with pytest.raises(DivergedError):
        next(iter(loop.train(state, data)))
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())
    assert loop.is_finite(state)


def test_a_checkpoint_that_somebody_has_open_is_waited_for(tmp_path, monkeypatch):
    given = lesson(torch.rand(20, 3), torch.arange(20) % 2, nn.Linear(3, 2), labels=("a", "b"))
    recipe = given.recipes["default"]
    state = loop.init_state(
        given, recipe, given.load(recipe, DataOptions(), 0), compute.select_device(recipe, "classify", threads=1), 0
    )
    checkpoint.save(tmp_path, state)
    tries, replace_ = [], Path.replace

    def busy(self, target):
        tries.append(self.name)
        if self.name == checkpoint.NAME and tries.count(self.name) < 3:
            raise PermissionError(13, "in use")
        return replace_(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr(files, "PATIENCE", 5)
    checkpoint.save(tmp_path, state)
    assert tries.count(checkpoint.NAME) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == [checkpoint.PREVIOUS, checkpoint.NAME]


def test_a_lesson_given_in_python_goes_on_in_python(here):
    data = Split(torch.rand(200, 3), torch.arange(200) % 2)
    splits = Splits(train=data, test=lambda: data, info=DataInfo(labels=("a", "b")))
    given = Lesson(
        name="given",
        task="classify",
        recipes={"default": Recipe(epochs=3, batch_size=10, lr=0.01)},
        load=lambda recipe, sources, seed: splits,
        model=lambda recipe: nn.Linear(3, 2),
    )
    whole = api.train(given, quiet=True)
    stop_request = StopRequest()

    def watch(run, state, data):
        def look(record):
            stop_request.exit_code = 130 if state.step == 31 else None

        return look

    with pytest.raises(Stopped, match=r"pytorch_study.resume\('.*', lesson=\.\.\.\)"):
        api.train(given, quiet=True, runs="more", observer=Observer(watch, lambda *_: None, stop_request))
    (half,) = api.runs("more")
    with pytest.raises(UsageError):
        api.resume(half, quiet=True)
    done = api.resume(half, lesson=given, quiet=True)
    assert done.result["model_sha256"] == whole.result["model_sha256"]
    assert api.evaluate(done)["count"] == 200


def test_a_file_of_ones_own_may_import_another_beside_it(here, monkeypatch):
    monkeypatch.setattr("sys.path", [*sys.path])
    (here / "beside").mkdir()
    (here / "beside" / "helper_of_own.py").write_text(
        "from torch import nn\ndef net():\n    return nn.Linear(1, 1)", "utf-8"
    )
    own(here / "beside", extra="from helper_of_own import net", model="net()")
    assert api.train(here / "beside" / "own.py", quiet=True, seed=np.int64(3)).metadata["seed"] == 3


def test_names_that_people_do_not_see_are_no_pictures(here):
    for name, shade in (("dark", 40), ("light", 200)):
        (here / "pets" / name).mkdir(parents=True)
        for number in range(3):
            Image.new("RGB", (32, 32), (shade, shade, shade)).save(here / "pets" / name / f"{number}.png")
        (here / "pets" / name / "._0.png").write_bytes(b"resource fork")
    for name in ("__MACOSX", "$RECYCLE.BIN", "System Volume Information", "lost+found", "@eaDir"):
        (here / "pets" / name).mkdir()
    splits = image_folder.load_image_folder(here / "pets", lambda path: (torch.zeros(3, 2, 2).byte(), {}), 0)
    assert splits.info.labels == ("dark", "light")
    assert len(splits.train.y) + len(splits.test().y) == 6


@pytest.mark.parametrize(
    ("error", "device"),
    [
        (
            NotImplementedError("The operator 'aten::one' is not currently implemented for the MPS device. Or else."),
            "MPS",
        ),
        (RuntimeError("CUDA error: no kernel image is available for execution on the device\nmore"), "CUDA"),
    ],
)
def test_what_a_device_cannot_do_is_not_blamed_on_the_settings(error, device):
    with (
        pytest.raises(UsageError, match=f"machine's {device} cannot.*--device cpu") as caught,
        explain_shape_errors(MNIST),
    ):
        raise error
    assert caught.value.key == "device_cannot"
    with pytest.raises(UsageError, match="do not match"), explain_shape_errors(MNIST):
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")


def test_a_path_that_is_no_utf_8_is_written_down_and_read_back(tmp_path):
    name = b"\xc3\xa8".decode("utf-8", "surrogateescape") + "\udcc3\udca8"
    files.write_json(tmp_path / "a.json", {"猫": name})
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == {"猫": name}
