"""Frozen layers: nothing of them moves, they thaw in stages, and their features are computed once and kept."""

import dataclasses
import json
from collections import OrderedDict

import pytest
import torch
from helpers import HERE, WAITING, images, metrics, only_run, torchrun, weights
from torch import nn

from pytorch_study import Lesson, Recipe, Split, Splits, api, text
from pytorch_study.artifacts import checkpoint
from pytorch_study.engine import features as room
from pytorch_study.engine import loop
from pytorch_study.engine.compute import Compute
from pytorch_study.engine.initial import CHECKED_EPOCHS, training_mode
from pytorch_study.engine.loop import init_state, train
from pytorch_study.engine.records import Step
from pytorch_study.errors import UsageError
from pytorch_study.recipe import change
from pytorch_study.rng import make_generator

pytestmark = pytest.mark.usefixtures("undrawn")
STAGES = [("conv", "norm", "relu", "flatten"), ("conv", "norm"), ()]
"""What is frozen in epochs 0, 1 and 2; two epochs follow in which all is trained."""


def net(drop=0.0, norm=True):
    layers = {
        "conv": nn.Conv2d(1, 4, 3, stride=2),
        "norm": nn.BatchNorm2d(4) if norm else nn.Identity(),
        "relu": nn.ReLU(),
        "flatten": nn.Flatten(),
        "hidden": nn.Linear(36, 12),
        "drop": nn.Dropout(drop),
        "head": nn.Linear(12, 3),
    }
    model = nn.Sequential()
    for name, layer in layers.items():
        model.add_module(name, layer)
    return model


def staged(recipe, epoch):
    return STAGES[min(epoch, 2)]


def always(recipe, epoch):
    return STAGES[0]


class Called(nn.Module):
    """The same network, but not sequential: its features cannot be kept."""

    def __init__(self, model):
        super().__init__()
        for name, layer in model.named_children():
            self.add_module(name, layer)

    def forward(self, x):
        for layer in self.children():
            x = layer(x)
        return x


class Gain(nn.Module):
    """Multiplies in training, by a number that is no weight."""

    def __init__(self):
        super().__init__()
        self.gain = 1

    def forward(self, x):
        return x * self.gain if self.training else x


def gained():
    return nn.Sequential(OrderedDict(gain=Gain(), flatten=nn.Flatten(), head=nn.Linear(64, 3, bias=False)))


def louder(model, recipe, epoch):
    """Another gain from the third epoch on."""
    gain = 1 if epoch < 2 else 3
    changed = model.gain.gain != gain
    model.gain.gain = gain
    return changed


def started(frozen=staged, model=net, compute=HERE, split=None, begin=None, **changes):
    split = split or images(70)
    recipe = Recipe(epochs=5, batch_size=16, lr=0.01, optimizer="adamw", weight_decay=0.05)
    lesson = Lesson(
        name="staged",
        task="classify",
        recipes={"default": recipe},
        load=lambda recipe, options, seed: Splits(train=split, test=lambda: images(30, 9)),
        model=lambda recipe: model(),
        frozen=frozen,
        on_epoch_start=begin,
    )
    splits = lesson.load(None, None, 0)
    return init_state(lesson, change(recipe, changes), splits, compute, 0), splits


def trained(state, splits):
    for _ in train(state, splits):
        pass
    return weights(state)


def same(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def moved(before, state):
    """The modules of which a weight or a statistic is no longer what it was."""
    now = state.model.state_dict()
    return {name.split(".")[0] for name in now if not torch.equal(now[name], before[name])}


def copied(state):
    return {name: tensor.clone() for name, tensor in state.model.state_dict().items()}


TWO_SHARDS = Compute("cpu", "fp32", 2, shards=2)
SHARDS = {"compute": TWO_SHARDS, "model": lambda: net(norm=False)}
"""A network that may be computed in shards: batch normalisation may not."""
WAYS = [
    ({}, {}),
    ({}, {"augment": "flip"}),
    ({}, {"augment": "crop:1"}),
    ({}, {"ema": 0.9, "clip": 0.5}),
    ({"compute": Compute("cpu", "fp32", 2)}, {}),
    (SHARDS, {}),
    ({**SHARDS, "model": lambda: Called(net(norm=False))}, {}),
    ({"model": lambda: Called(net(drop=0.5))}, {"optimizer": "muon"}),
    ({"model": lambda: net(drop=0.5)}, {"optimizer": "sgd"}),
    ({}, {"optimizer": "adam", "schedule": "onecycle"}),
]


@pytest.mark.parametrize(("given", "changes"), WAYS)
def test_what_is_frozen_stays_bit_for_bit_and_the_rest_moves(given, changes):
    state, splits = started(**given, **changes)
    seen, before = [], copied(state)
    for record in train(state, splits):
        if isinstance(record, Step) and record.step % 5 == 0:
            seen.append(moved(before, state))
            before = copied(state)
    whole = {name.partition(".")[0] for name in before}
    assert seen == [{"hidden", "head"}] * 2 + [whole] * 3
    assert all(parameter.requires_grad for parameter in state.model.parameters())


@pytest.mark.parametrize("given", [{}, SHARDS])
def test_what_was_trained_and_is_frozen_later_stays_as_it_was(given):
    """An optimizer that still saw its last gradient would go on moving it."""
    state, splits = started(lambda recipe, epoch: () if epoch == 0 else STAGES[0], **given)
    for record in train(state, splits):
        if record.step == 5:
            before = copied(state)
    assert moved(before, state) == {"hidden", "head"}


def test_parameters_that_a_lesson_never_trains_stay_so():
    def model():
        net_ = net()
        net_.hidden.bias.requires_grad_(False)
        return net_

    state, splits = started(model=model)
    before = state.model.hidden.bias.clone()
    trained(state, splits)
    assert torch.equal(state.model.hidden.bias, before)
    assert not state.model.hidden.bias.requires_grad
    assert state.model.conv.weight.requires_grad


def test_frozen_modules_are_in_evaluation_mode_wherever_they_stand():
    """Also under a second name, and inside of others."""
    inner = nn.BatchNorm2d(4)
    model = nn.ModuleDict({"first": inner, "again": inner, "block": nn.Sequential(nn.Dropout(), nn.Linear(2, 2))})
    training_mode(model, ("again", "block.0"))
    assert not inner.training
    assert [layer.training for layer in model["block"]] == [False, True]
    training_mode(model, ())
    assert all(module.training for module in model.modules())


# --------------------------------------------------------------------------------------------------- wrong answers


@pytest.mark.parametrize("language", ["zh", "en"])
def test_modules_that_are_not_there_are_told_before_the_first_step(language):
    with pytest.raises(UsageError) as caught:
        started(lambda recipe, epoch: ("convv",) if epoch == 3 else ())
    text.use(language)
    assert "`convv`" in str(caught.value)
    assert "conv" in str(caught.value).replace("convv", "")
    with pytest.raises(UsageError) as caught:
        started(lambda recipe, epoch: [*STAGES[0], "hidden", "head"] if epoch == 1 else [])
    assert "2" in str(caught.value)
    assert caught.value.key == "frozen_all"


def test_a_late_mistake_is_told_too():
    late = dataclasses.replace(started(epochs=1)[0].recipe, epochs=200)
    assert late.epochs > CHECKED_EPOCHS
    state, splits = started(lambda recipe, epoch: ("nobody",) if epoch == 150 else (), epochs=200)
    state.step = 150 * state.steps_per_epoch
    with pytest.raises(UsageError) as caught:
        next(train(state, splits))
    assert caught.value.key == "frozen_unknown"


# -------------------------------------------------------------------------------------------------------- resuming


def test_sgd_steps_as_if_it_had_no_momentum_at_first():
    """To the bit: the buffers of 0 that layers which thaw later need."""
    assert same(trained(*started(lambda *_: (), optimizer="sgd")), trained(*started(None, optimizer="sgd")))


@pytest.mark.parametrize("stop", [0, 2, 5, 7, 10, 12, 25])
@pytest.mark.parametrize("optimizer", ["adamw", "sgd"])
@pytest.mark.parametrize("given", [{}, SHARDS, {"model": lambda: Called(net(drop=0.5))}])
def test_a_resume_in_any_stage_ends_with_the_same_bits(stop, given, optimizer, tmp_path):
    changes = {"optimizer": optimizer, "augment": "flip", "ema": 0.9}
    whole, splits = started(**given, **changes)
    expected = trained(whole, splits)
    broken, _ = started(**given, **changes)
    for record in train(broken, splits) if stop else ():
        if record.step == stop:
            break
    checkpoint.save(tmp_path, broken)
    resumed, _ = started(**given, **changes)
    checkpoint.restore(resumed, checkpoint.load(tmp_path)[0], tmp_path)
    assert same(trained(resumed, splits), expected)
    assert str(resumed.optimizers[0].state_dict()) == str(whole.optimizers[0].state_dict())
    histories = ([dataclasses.replace(e, seconds=0) for e in state.history] for state in (whole, resumed))
    assert next(histories) == next(histories)


@pytest.mark.parametrize("stop", [2, 5, 7, 12])
def test_a_state_goes_on_where_its_stream_was_left(stop):
    """As the page does it: the same state, another call, in the middle of a stage."""
    whole, splits = started(augment="flip")
    expected = trained(whole, splits)
    state, _ = started(augment="flip")
    for record in train(state, splits):
        if record.step == stop:
            break
    assert same(trained(state, splits), expected)
    assert trained(state, splits) is not None  # a finished one has nothing left to do


# ---------------------------------------------------------------------------------------------------- kept features


@pytest.fixture
def kept(monkeypatch):
    """What `keep_features` has returned."""
    found = []

    def watched(*given):
        found.append(room.keep_features(*given))
        return found[-1]

    monkeypatch.setattr(loop, "keep_features", watched)
    return found


@pytest.mark.parametrize(
    ("given", "augment"),
    [
        *(({}, augment) for augment in ("none", "flip", "alternating_flip")),
        ({"compute": Compute("cpu", "fp32", 2)}, "flip"),
        (SHARDS, "none"),
        (SHARDS, "alternating_flip"),
    ],
)
def test_kept_features_train_as_those_computed_in_every_step(kept, given, augment):
    state, splits = started(**given, augment=augment, epochs=3)
    found = trained(state, splits)
    assert [one is not None for one in kept] == [True, True, False]
    model = given.get("model", net)
    expected = trained(*started(**{**given, "model": lambda: Called(model())}, augment=augment, epochs=3))
    assert kept[3:] == [None] * 3
    for name, tensor in found.items():
        torch.testing.assert_close(tensor, expected[name], rtol=1e-4, atol=1e-5)
    first = kept[0]
    assert first.plain.shape == (70, 36)
    assert (first.mirrored is None) == (augment == "none")
    assert [name for name, _ in first.rest.named_children()] == ["hidden", "drop", "head"]


def test_features_are_those_of_each_picture_and_its_mirror_image(kept):
    state, splits = started(always, augment="flip", epochs=1, split=images(230))  # more than one pass
    next(train(state, splits))
    x = (splits.train.x.float() / 255 - 0.5) / 0.5
    body = nn.Sequential(*list(state.model)[:4]).eval()
    with torch.no_grad():
        torch.testing.assert_close(kept[0].plain, body(x))
        torch.testing.assert_close(kept[0].mirrored, body(x.flip(-1)))
    assert state.model.norm.num_batches_tracked == 0


def test_features_are_computed_once_a_stage():
    calls = []

    class Counts(nn.Identity):
        def forward(self, x):
            calls.append(len(x))
            return x

    def model():
        built = net()
        built.relu = Counts()
        return built

    trained(*started(always, model=model, epochs=5))
    assert calls == [70]


@pytest.mark.parametrize(
    ("changes", "model"),
    [
        ({"augment": "crop:1"}, net),
        ({"augment": "flip,crop:1"}, net),
        ({"augment": "flip:0.3"}, net),
        ({}, lambda: Called(net())),
        ({}, lambda: type("Doubles", (nn.Sequential,), {"forward": lambda s, x: 2 * nn.Sequential.forward(s, x)})(
            dict_of(net())
        )),
    ],
    ids=["crop", "flip and crop", "another share", "not sequential", "its own forward"],
)  # fmt: skip
def test_no_features_are_kept_where_they_would_be_wrong(kept, changes, model):
    state, splits = started(always, model=model, epochs=1, **changes)
    before = copied(state)
    trained(state, splits)
    assert kept == [None]
    assert moved(before, state) == {"hidden", "head"}


def dict_of(model):
    from collections import OrderedDict

    return OrderedDict(model.named_children())


def test_nothing_is_kept_where_the_first_layer_learns(kept):
    state, splits = started(lambda recipe, epoch: ("norm", "hidden"), epochs=1)
    before = copied(state)
    trained(state, splits)
    assert kept == [None]
    assert moved(before, state) == {"conv", "head"}


@pytest.mark.parametrize("augment", ["none", "flip"])
def test_features_take_no_more_than_the_memory_for_them(kept, monkeypatch, augment):
    needed = 70 * 36 * 4 * (2 if augment == "flip" else 1)
    for most in (needed, needed - 1):
        monkeypatch.setattr(room, "MOST_BYTES", most)
        trained(*started(always, augment=augment, epochs=1))
    assert [one is None for one in kept] == [False, True]


def test_a_layer_that_is_used_twice_is_used_twice(kept):
    def model():
        relu = nn.ReLU()
        torch.manual_seed(3)
        return nn.Sequential(nn.Flatten(), nn.Linear(64, 9), relu, nn.Linear(9, 9), relu, nn.Linear(9, 3))

    def first(recipe, epoch):
        return ("0", "1", "2")

    found = trained(*started(first, model=model, epochs=2))
    assert kept[0] is not None
    assert [name for name, _ in kept[0].rest.named_children()][-1] == "5"
    expected = trained(*started(first, model=lambda: Called2(model()), epochs=2))
    for name, tensor in found.items():
        torch.testing.assert_close(tensor, expected[name], rtol=1e-4, atol=1e-6)


class Called2(nn.Sequential):
    """With a forward of its own, so that nothing is kept."""

    def __init__(self, model):
        super().__init__(*model)

    def forward(self, x):
        return super().forward(x)


def test_features_of_rows_and_in_bf16(kept):
    x = torch.randn(60, 5, generator=make_generator("rows"))
    state, splits = started(
        lambda recipe, epoch: ("0",),
        model=lambda: nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 3)),
        compute=Compute("cpu", "bf16", 1),
        split=Split(x, (x[:, 0] > 0).long()),
        epochs=2,
    )
    before = copied(state)
    trained(state, splits)
    assert kept[0].plain.dtype == torch.float32
    assert moved(before, state) == {"2"}


# ------------------------------------------------------------------------------------------------ several processes

FILE = """
from torch import nn
from helpers import images
from pytorch_study import Lesson, Recipe, Splits
from test_frozen import net, staged

LESSON = Lesson(
    name="staged", task="classify", model=lambda recipe: net(norm=False), frozen=staged,
    recipes={"default": Recipe(epochs=5, batch_size=16, lr=0.01, optimizer="sgd", augment=("flip",))},
    load=lambda recipe, options, seed: Splits(train=images(70), test=lambda: images(30, 9), validation=images(20, 5)),
)
"""


@pytest.mark.parametrize("compute", [HERE, TWO_SHARDS])
def test_what_a_lesson_changes_as_an_epoch_begins_is_changed_in_every_copy(compute, tmp_path):
    """With a weight that begins at 0 the first step is as large as the inputs, so that the gain can be read off."""
    made = {"frozen": None, "model": gained, "compute": compute, "begin": louder}
    plain = {"optimizer": "sgd", "weight_decay": 0.0, "lr": 1e-4}
    state, splits = started(**made, **plain)
    gradients = []
    for record in train(state, splits):
        if isinstance(record, Step):
            gradients.append(state.model.head.weight.grad.norm().item())
        if isinstance(record, Step) and record.step == 12:  # in the middle of the third epoch
            checkpoint.save(tmp_path, state)
    assert min(gradients[10:]) > 1.5 * max(gradients[:10])
    resumed, _ = started(**made, **plain)
    checkpoint.restore(resumed, checkpoint.load(tmp_path)[0], tmp_path)
    assert same(trained(resumed, splits), weights(state))
    without, _ = started(**{**made, "begin": None}, **plain)
    assert not same(trained(without, splits), weights(state))


def test_what_begins_with_an_epoch_leaves_kept_features_alone(monkeypatch):
    """They are computed again only where something has changed."""
    computed = []
    monkeypatch.setattr(loop, "keep_features", lambda *args: computed.append(1) or room.keep_features(*args))
    state, splits = started(frozen=always, begin=lambda model, recipe, epoch: epoch == 3)
    trained(state, splits)
    assert len(computed) == 2


@pytest.mark.thorough
def test_two_processes_freeze_and_thaw_as_one_does(tmp_path, inside):
    """Two keep no features: each computes its share in every step."""
    (tmp_path / "staged.py").write_text(FILE, "utf-8")
    arguments = ("train", tmp_path / "staged.py", "--quiet", "--precision", "fp32")
    team = torchrun(tmp_path / "two", *arguments, "--json")
    out, err = team.communicate(timeout=WAITING)
    assert team.returncode == 0, err
    alone = inside(*arguments, "--threads", "1", "--json")
    assert alone.returncode == 0, alone.stderr
    for two, one in zip(metrics(only_run(tmp_path / "two")), metrics(only_run(tmp_path)), strict=True):
        assert two == pytest.approx(one, rel=2e-3)
    assert json.loads(out)["test_loss"] == pytest.approx(json.loads(alone.stdout)["test_loss"], rel=2e-3)
    assert api.runs(tmp_path / "two" / "runs")[0].result is not None
