"""Operations are counted right, trials are judged without the test set, and the atlas shows both."""

import json
from dataclasses import replace

import pytest
import torch
from torch import nn

from benchmarks import __main__ as benchmarks_main
from benchmarks import accuracy, atlas, operations
from pytorch_study import lessons, measurements, text
from pytorch_study.lesson import DataOptions, Split
from pytorch_study.lessons import cifar10_fast, finetune
from pytorch_study.preparation import load_data


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Results and trainings under way go here."""
    (tmp_path / "results").mkdir()
    monkeypatch.setattr(accuracy, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(measurements, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(accuracy.weights, "SHIPPED", tmp_path / "weights")
    return tmp_path / "results"


def pictures(count=4):
    x = torch.arange(count * 3 * 32 * 32).reshape(count, 3, 32, 32) % 251
    return Split(x.to(torch.uint8), torch.zeros(count, dtype=torch.long))


@pytest.mark.parametrize("groups", [1, 4, 8])
@pytest.mark.parametrize("kind", [nn.Conv2d, nn.ConvTranspose2d])
def test_each_gradient_of_a_convolution_takes_what_its_forward_pass_takes(groups, kind):
    net = kind(8, 16, 3, stride=2, padding=1, groups=groups)
    x = torch.randn(2, 8, 10, 10)
    places = 10 * 10 if kind is nn.ConvTranspose2d else 5 * 5  # where a kernel is laid
    once = 2 * 2 * places * 8 * 16 * 9 // groups
    assert operations.count(lambda: net(x)) == once
    assert operations.count(lambda: net(x).sum().backward()) == 2 * once  # pictures need no gradient
    x.requires_grad = True
    assert operations.count(lambda: net(x).sum().backward()) == 3 * once


def test_a_training_is_the_sum_of_its_steps():
    lesson, recipe = cifar10_fast.LESSON, replace(cifar10_fast.DEFAULT, widths=(8, 8), epochs=2, augment=())
    train = pictures(6)
    large = operations.of_training(lesson, recipe, train)
    net = lesson.model(recipe)
    assert large == 2 * 3 * operations.count(lambda: net(torch.zeros(2, 3, 32, 32)).sum().backward())
    small = operations.of_training(lesson, replace(recipe, augment=("progressive_resize:16:1",)), train)
    for share in (0.5, 0.7):
        augment = (f"progressive_resize:16:{share}",)
        found = operations.of_training(lesson, replace(recipe, augment=augment), train)
        assert found == pytest.approx(share * small + (1 - share) * large, rel=1e-6)


def test_epochs_on_smaller_pictures_count_less_and_so_do_frozen_layers():
    lesson, recipe = finetune.LESSON, replace(finetune.GENTLE, init=None, side=64, early_side=32, epochs=2)
    whole, small, half = (
        operations.of_training(lesson, replace(recipe, early_share=share), pictures()) for share in (0.0, 1.0, 0.5)
    )
    assert half == pytest.approx((whole + small) / 2)
    assert 0.2 < small / whole < 0.4
    head, late = (
        operations.of_training(lesson, replace(recipe, early_share=0.0, **given), pictures())
        for given in ({"head_epochs": 2}, {"late_freeze": 16})
    )
    assert (
        0.33 < head / whole < 0.36
    )  # forward only: a third of it, and the first layer never has the pictures' gradient
    assert head < late < whole
    kept = replace(recipe, head_epochs=1, augment=("flip",))
    assert operations.of_training(lesson, kept, pictures()) is None


def test_layers_that_rest_later_take_fewer_operations_from_then_on():
    lesson = finetune.LESSON
    recipe = replace(finetune.GENTLE, init=None, side=64, early_side=64, early_share=0.5, epochs=2)
    none, half, all_ = (
        operations.of_training(lesson, replace(recipe, **given), pictures())
        for given in ({"late_freeze": -1}, {"late_freeze": 5}, {"late_freeze": 5, "early_share": 0.0})
    )
    assert none > half > all_
    assert none - half == pytest.approx(half - all_)


def test_a_trial_never_tells_what_the_test_set_says(folder):
    changes = {"epochs": "1", "limit": "300", "validation": "100"}
    accuracy.measure("mnist", "quick", changes, range(1), ("mnist_trials", "the command"), trial=True)
    content = json.loads((folder / "mnist_trials.json").read_text("utf-8"))
    (run,) = content["runs"]
    assert 0.1 < run["val_accuracy"] <= 1
    assert run["val_accuracy"] * 100 == pytest.approx(round(run["val_accuracy"] * 100), abs=1e-4)  # of 100 pictures
    assert not [key for key in run if key.startswith("test")]
    assert run["command"] == "the command"
    assert "val_accuracy_flip" not in run  # a mirrored digit is no digit
    (summary,) = content["summary"].values()
    assert summary["val_accuracy"] == [run["val_accuracy"], 0.0]
    lesson = lessons.get("mnist")
    of_200 = operations.of_training(
        lesson, replace(lesson.recipes["quick"], epochs=1), Split(*[torch.zeros(200, 1, 28, 28)] * 2)
    )
    assert summary["operations"] == of_200


def test_a_trial_is_judged_by_the_pictures_that_its_seed_holds_out(folder, monkeypatch):
    judged, really = [], accuracy.score.evaluate

    def evaluate(model, split, *arguments, tta_flip=False, **options):
        scored = really(model, split, *arguments, tta_flip=tta_flip, **options)
        judged.append((split.x, tta_flip, scored.value("accuracy")))
        return scored

    monkeypatch.setattr(accuracy.score, "evaluate", evaluate)
    changes = {"epochs": "1", "limit": "300", "validation": "100", "augment": "flip"}
    accuracy.measure("mnist", "quick", changes, range(1, 2), ("mnist_trials", "the command"), trial=True)
    lesson = lessons.get("mnist")
    splits, _ = load_data(lesson, accuracy.change(lesson.recipes["quick"], changes), DataOptions(), 1)
    (x, once, plain), (again, twice, flipped) = judged[-2:]
    assert torch.equal(x, splits.validation.x)
    assert torch.equal(again, x)
    assert (once, twice) == (False, True)
    (run,) = json.loads((folder / "mnist_trials.json").read_text("utf-8"))["runs"]
    assert (run["val_accuracy"], run["val_accuracy_flip"]) == (plain, flipped)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_atlas_has_a_point_for_each_recipe_and_each_trial(folder, language):
    text.use(language)
    runs = [
        {"label": "default", "seed": seed, "operations": 4 * 10**14, "test_accuracy": 0.9, "test_accuracy_flip": score}
        for seed, score in enumerate((0.94, 0.95))
    ]
    runs += [{"label": "accurate", "seed": 0, "test_accuracy": 0.97}]  # nobody knows what it took
    trials = [
        {"label": "default lr=1", "seed": 0, "operations": 10**14, "val_accuracy": 0.9, "val_accuracy_flip": 0.91}
    ]
    (folder / "cifar10_fast.json").write_text(json.dumps({"lesson": "cifar10_fast", "runs": runs}), "utf-8")
    (folder / "cifar10_fast_trials.json").write_text(json.dumps({"lesson": "cifar10_fast", "runs": trials}), "utf-8")
    together = {"members": ["default seed 0", "default seed 1"], "operations": 8 * 10**14, "test_accuracy_flip": 0.96}
    (folder / "cifar10_fast_ensemble.json").write_text(json.dumps({"default": together}), "utf-8")
    recipe, both, trial = atlas.points()
    assert (both.label, both.work, both.score) == ("default\N{NO-BREAK SPACE}×2", 8 * 10**14, pytest.approx(96))
    assert (recipe.score, recipe.trial) == (pytest.approx(94.5), False)
    assert (trial.score, trial.trial) == (pytest.approx(91), True)
    (axes,) = atlas.draw().axes
    places = [each.get_offsets().tolist() for each in axes.collections]
    assert places[0] == [[pytest.approx(0.1), pytest.approx(9)]]
    assert places[1] == [[pytest.approx(0.4), pytest.approx(5.5)], [pytest.approx(0.8), pytest.approx(4)]]
    assert len(places[2]) == len(atlas.PUBLISHED)
    bottom, top = axes.get_ylim()
    assert all(top < y < bottom for each in places for _, y in each)
    assert [one.get_text() for one in axes.texts] == ["default", both.label, *atlas.PUBLISHED]


def test_the_atlas_counts_what_was_recorded_before_and_keeps_what_a_training_adds_meanwhile(folder, monkeypatch):
    lesson = lessons.get("mnist")
    changes = {"limit": "64", "augment": "turns"}  # an old name
    recipe = accuracy.change(lesson.recipes["quick"], changes)
    run = {
        **{"label": accuracy.label_of("quick", changes), "recipe_hash": accuracy.digest(recipe), "seed": 0},
        **{"test_accuracy": 0.9, "epochs": 1, "parameters": 2, "threads": 1, "machine": "one", "seconds": 1},
        "images_per_second": 1,
    }
    monkeypatch.setattr(atlas, "FILES", (("mnist", atlas.FILES[0][1]),))
    path = folder / "mnist.json"
    path.write_text(json.dumps({"lesson": "mnist", "runs": [run, run | {"label": "gone", "seed": 7}]}), "utf-8")
    recount = atlas._recount

    def meanwhile(name, run):
        accuracy._append(path, "mnist", {**run, "label": "another", "seed": 1})
        return recount(name, run)

    monkeypatch.setattr(atlas, "_recount", meanwhile)
    atlas.complete()
    found = {(run["label"], run["seed"]): run.get("operations") for run in json.loads(path.read_text("utf-8"))["runs"]}
    train = Split(torch.zeros(64, 1, 28, 28), torch.zeros(64))
    assert found[run["label"], 0] == operations.of_training(lesson, recipe, train) > 0
    assert found["gone", 7] is None
    assert ("another", 1) in found


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["regression", "--recipe", "cars"], 1, "does not classify"),
        (["mnist", "--set", "augment=flip, crop:2"], 2, "space"),
        (["mnist", "--set", "lr=abc"], 2, "`lr` cannot be `abc`"),
        (["mnist", "--set", "lr"], 2, "FIELD=VALUE"),
        (["mnits"], 2, "mnist"),
    ],
)
def test_a_trial_with_a_mistake_is_one_sentence(arguments, code, says, monkeypatch, capsys):
    text.use("en")
    monkeypatch.setattr("sys.argv", ["benchmarks", "trial", *arguments])
    with pytest.raises(SystemExit) as stop:
        benchmarks_main.run()
    assert stop.value.code == code
    assert says in (said := capsys.readouterr().err)
    assert "Traceback" not in said


def test_the_command_trial_is_a_trial(folder, monkeypatch):
    asked = {}
    monkeypatch.setattr(accuracy, "measure", lambda *arguments, **options: asked.update(options, arguments=arguments))
    monkeypatch.setattr(
        "sys.argv", ["benchmarks", "trial", "cifar10_fast", "--set", "lr=0.06", "--seeds", "3", "--from", "1"]
    )
    with pytest.raises(SystemExit):
        benchmarks_main.run()
    command = "python -m benchmarks trial cifar10_fast --recipe default --seeds 3 --set lr=0.06 --held-out 5000"
    changes = {"lr": "0.06", "validation": "5000"}
    part_of = ("cifar10_fast_trials", command)
    assert asked == {"trial": True, "arguments": ("cifar10_fast", "default", changes, range(1, 3), part_of)}


def test_operations_of_an_older_result_are_counted_only_if_its_recipe_is_still_the_same(folder):
    lesson = lessons.get("mnist")
    known = {
        "label": "quick limit=64",
        "recipe_hash": accuracy.digest(accuracy.change(lesson.recipes["quick"], {"limit": "64"})),
    }
    assert atlas._recount("mnist", known) > 0
    assert atlas._recount("mnist", known | {"recipe_hash": "another"}) is None
