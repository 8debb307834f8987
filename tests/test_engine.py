"""The engine: the same as the loop by hand, exact over interruptions, and honest about what it measured."""

import dataclasses
import math
import platform
import subprocess
import sys

import pytest
import torch
from helpers import HERE, ROOT, SMALL, images, start, weights
from torch import nn

from pytorch_study.artifacts import checkpoint
from pytorch_study.engine import optimizers
from pytorch_study.engine.compute import Compute, native_bf16, select_device
from pytorch_study.engine.loop import init_state, is_finite, train
from pytorch_study.engine.optimizers import FilterMuon, make_schedule
from pytorch_study.engine.records import End, Epoch, Step
from pytorch_study.engine.score import confusion_matrix, evaluate, predict
from pytorch_study.errors import DivergedError, UsageError
from pytorch_study.lesson import DataOptions
from pytorch_study.lessons import mnist, regression
from pytorch_study.recipe import Recipe
from pytorch_study.rng import derive_seed, epoch_permutation, make_generator


def same(left, right):
    return left.keys() == right.keys() and all(torch.equal(left[k], right[k]) for k in left)


# --------------------------------------------------------------------------------------------- lesson 1, both ways


@pytest.mark.parametrize("name", ["line", "curve", "cars"])
def test_the_engine_hides_nothing(name):
    """Lesson 1's own loop and the engine, from one seed: identical weights."""
    recipe = dataclasses.replace(regression.LESSON.recipes[name], epochs=3)
    splits = regression.load(recipe, DataOptions(), 4)
    torch.set_num_threads(1)
    by_hand = regression.by_hand(recipe, splits.train, 4)
    state = init_state(regression.LESSON, recipe, splits, HERE, 4)
    for _ in train(state, splits):
        pass
    assert same(by_hand.state_dict(), state.model.state_dict())


def test_line_finds_what_least_squares_finds():
    recipe = regression.LESSON.recipes["line"]
    for seed in range(3):
        splits = regression.load(recipe, DataOptions(), seed)
        model = regression.by_hand(recipe, splits.train, seed)
        x, y = splits.train
        solution = torch.linalg.lstsq(torch.cat([x, torch.ones_like(x)], 1).double(), y.double()).solution[:, 0]
        with torch.no_grad():
            ends = model(torch.tensor([[0.0], [1.0]]))[:, 0]
        slope, intercept = (ends[1] - ends[0]).item(), ends[0].item()
        assert slope == pytest.approx(solution[0].item(), abs=1e-4)
        assert intercept == pytest.approx(solution[1].item(), abs=1e-4)
        assert slope == pytest.approx(regression.SLOPE, abs=0.2)


def test_curve_needs_its_hidden_layers():
    splits = regression.load(regression.LESSON.recipes["curve"], DataOptions(), 0)
    scores = {}
    for hidden in ((), (64, 64)):
        recipe = dataclasses.replace(regression.LESSON.recipes["curve"], hidden=hidden, epochs=60)
        state = init_state(regression.LESSON, recipe, splits, HERE, 0)
        for _ in train(state, splits):
            pass
        scores[hidden] = evaluate(state.eval_model, splits.test(), regression.LESSON, recipe).metrics["r2"]
    assert scores[()] < 0.3
    assert scores[(64, 64)] > 0.95


# ------------------------------------------------------------------------------------------------------- the stream


def test_records_come_in_order_and_the_numbers_add_up():
    state, splits = start()
    records = list(train(state, splits))
    steps = [r for r in records if isinstance(r, Step)]
    epochs = [r for r in records if isinstance(r, Epoch)]
    assert [s.step for s in steps] == list(range(1, 4 * 5 + 1))  # 70 examples in batches of 16
    assert [e.epoch for e in epochs] == [1, 2, 3, 4]
    assert isinstance(records[-1], End)
    assert records[-1].step == 20
    sizes = [16, 16, 16, 16, 6]
    mean = sum(s.loss * n for s, n in zip(steps[:5], sizes, strict=True)) / 70
    assert epochs[0].train_loss == pytest.approx(mean)
    scored = evaluate(state.eval_model, splits.validation, SMALL, state.recipe)
    assert epochs[-1].val_metric == scored.metrics["accuracy"]
    assert epochs[-1].val_metric > 0.8
    assert list(train(state, splits)) == [records[-1]]  # a finished training has nothing left to do


def test_the_train_generator_never_asks_for_the_test_set():
    def never():
        raise AssertionError("the test set was touched")

    state, splits = start()
    for _ in train(state, dataclasses.replace(splits, test=never)):
        pass


@pytest.mark.parametrize("stop", [1, 4, 5, 6, 13, 19, 20])
@pytest.mark.parametrize("optimizer", ["adamw", "muon"])
def test_a_resumed_training_ends_with_the_same_bits(stop, optimizer, tmp_path):
    whole, splits = start(optimizer=optimizer)
    for _ in train(whole, splits):
        pass
    broken, _ = start(optimizer=optimizer)
    for record in train(broken, splits):
        if record.step == stop:
            checkpoint.save(tmp_path, broken)
            break
    torch.rand(100)  # what others draw from torch's generator must not matter
    resumed, _ = start(optimizer=optimizer)
    content, trouble = checkpoint.load(tmp_path)
    assert trouble is None
    checkpoint.restore(resumed, content, tmp_path)
    assert resumed.step == stop
    torch.manual_seed(12345)
    for _ in train(resumed, splits):
        pass
    assert same(weights(whole), weights(resumed))
    for one, other in zip(whole.optimizers, resumed.optimizers, strict=True):
        assert str(one.state_dict()) == str(other.state_dict())
    for a, b in zip(whole.history, resumed.history, strict=True):
        assert dataclasses.replace(a, seconds=0) == dataclasses.replace(b, seconds=0)


def test_filters_keep_their_length_and_share_memory_with_the_model():
    conv = nn.Conv2d(4, 6, 3).to(memory_format=torch.channels_last)
    before = conv.weight.detach().clone()
    optimizer = FilterMuon([conv.weight], lr=0.1)
    conv(torch.randn(2, 4, 8, 8)).square().sum().backward()
    optimizer.step()
    turned = (conv.weight.detach() - before).flatten(1).norm(dim=1)
    assert (turned > 0.01).all()
    assert torch.allclose(conv.weight.flatten(1).norm(dim=1), before.flatten(1).norm(dim=1), rtol=1e-5)
    optimizer.zero_grad()
    assert conv.weight.grad is None
    assert optimizer.param_groups[0]["params"][0].grad is None


def test_a_gradient_in_another_memory_order_moves_the_same_weights():
    weight = torch.randn(6, 4, 3, 3, generator=make_generator(1))
    gradient = torch.randn(6, 4, 3, 3, generator=make_generator(2))
    stepped = []
    for order_of_memory in (torch.contiguous_format, torch.channels_last):
        parameter = nn.Parameter(weight.clone(memory_format=torch.channels_last))
        optimizer = FilterMuon([parameter], lr=0.1)
        parameter.grad = gradient.clone(memory_format=order_of_memory)
        optimizer.step()
        stepped.append(parameter.detach())
    assert torch.equal(*stepped)
    assert not torch.equal(stepped[0], weight)


@pytest.mark.parametrize("shape", [(8, 12), (12, 8)])
def test_a_filter_step_is_torchs_muon_but_for_the_length(monkeypatch, shape):
    monkeypatch.setattr(optimizers, "native_bf16", lambda device: True)  # torch's is in bfloat16 everywhere
    weight = nn.Parameter(torch.randn(shape, generator=make_generator(1)))
    ours, theirs = nn.Parameter(weight.detach().clone()), nn.Parameter(weight.detach().clone())
    mine = FilterMuon([ours], lr=0.05, momentum=0.9)
    reference = torch.optim.Muon([theirs], lr=0.05, momentum=0.9, weight_decay=0.0)
    for step in range(3):
        ours.grad = theirs.grad = torch.randn(shape, generator=make_generator(2, step))
        lengths = ours.detach().norm(dim=1, keepdim=True)
        mine.step()
        reference.step()
        with torch.no_grad():
            theirs.mul_(lengths / theirs.norm(dim=1, keepdim=True))
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize("native", [False, True])
@pytest.mark.parametrize("shape", [(64, 24), (24, 64), (16, 16)])
def test_orthogonal_keeps_the_directions_and_makes_them_equally_strong(monkeypatch, native, shape):
    """In float32 where bfloat16 is emulated, which takes many times as long."""
    monkeypatch.setattr(optimizers, "native_bf16", lambda device: native)
    matrix = torch.randn(shape, generator=make_generator(1))
    before = matrix.clone()
    found = optimizers.orthogonal(matrix)
    assert found.dtype == (torch.bfloat16 if native else torch.float32)
    assert torch.equal(matrix, before)
    left, strengths, right = torch.linalg.svd(matrix, full_matrices=False)
    among = left.T @ found.float() @ right.T  # what has become of each direction, and how far they have mixed
    kept = among.diagonal()
    assert ((kept > 0.5) & (kept < 1.3))[strengths > 0.02 * strengths.norm()].all()
    assert (among - torch.diag(kept)).abs().max() < (0.05 if native else 1e-4)


def test_muon_leaves_biases_and_the_output_layer_to_adamw():
    state, _ = start(optimizer="muon")
    muon, rest = state.optimizers
    assert [w is state.model.conv.weight for w in muon.param_groups[0]["params"]] == [True]
    assert {id(p) for p in rest.param_groups[0]["params"]} == {
        id(p) for p in state.model.parameters() if p is not state.model.conv.weight
    }


@pytest.mark.parametrize("momentum", [0.0, 0.6, 0.9])
@pytest.mark.parametrize("optimizer", ["sgd", "muon"])
@pytest.mark.parametrize("schedule", ["constant", "linear", "onecycle"])
def test_the_momentum_is_the_recipes(optimizer, momentum, schedule):
    state, splits = start(optimizer=optimizer, momentum=momentum, schedule=schedule, epochs=1)
    first = state.optimizers[0].param_groups[0]
    found = [first["momentum"]]
    for record in train(state, splits):
        if isinstance(record, Step):
            found.append(first["momentum"])
    if schedule == "onecycle":
        assert (min(found), max(found)) == pytest.approx((max(0, momentum - 0.05), momentum + 0.05), abs=0.01)
    else:
        assert set(found) == {momentum}


def test_onecycle_moves_the_usual_momentum_as_torch_does_by_default():
    weight = nn.Parameter(torch.zeros(2, 2))
    ours, theirs = (torch.optim.SGD([weight], lr=0.1, momentum=0.9) for _ in "ab")
    mine = make_schedule(ours, Recipe(schedule="onecycle", lr=0.1), 20)
    reference = torch.optim.lr_scheduler.OneCycleLR(theirs, 0.1, total_steps=20)
    for _ in range(19):
        assert ours.param_groups == theirs.param_groups
        for each in (ours, theirs, mine, reference):
            each.step()


def test_the_linear_schedule_rises_for_a_tenth_and_falls_to_nothing():
    state, splits = start(schedule="linear", epochs=10)  # 5 steps each
    rates = [record.lr for record in train(state, splits) if isinstance(record, Step)]
    peak = rates.index(max(rates))
    assert peak == 4
    assert max(rates) == pytest.approx(0.01)
    falls = [a - b for a, b in zip(rates[peak:], rates[peak + 1 :], strict=False)]
    assert max(falls) == pytest.approx(min(falls), rel=1e-6)
    assert rates[-1] < 1e-6


def test_chance_depends_on_the_moment_alone():
    assert torch.equal(epoch_permutation(3, 1, 50), epoch_permutation(3, 1, 50))
    assert sorted(epoch_permutation(3, 1, 50).tolist()) == list(range(50))
    assert not torch.equal(epoch_permutation(3, 1, 50), epoch_permutation(3, 2, 50))
    assert not torch.equal(epoch_permutation(3, 1, 50), epoch_permutation(4, 1, 50))
    assert len({derive_seed(seed, "step", step) for seed in range(20) for step in range(50)}) == 1000
    one, _ = start(seed=1)
    two, _ = start(seed=2)
    assert not torch.equal(one.model.conv.weight, two.model.conv.weight)


def test_the_average_is_the_formula():
    state, splits = start(epochs=1, augment="none")
    average = None
    for record in train(state, splits):
        if isinstance(record, Step):
            now = state.model.linear.weight.detach().clone()
            average = now if average is None else 0.9 * average + 0.1 * now
    assert torch.allclose(state.eval_model.linear.weight, average, atol=1e-6)
    assert state.eval_model is not state.model


# ----------------------------------------------------------------------------------------------------- divergence


@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
def test_a_loss_that_is_not_finite_stops_before_the_weights_change(optimizer):
    state, splits = start(lr=1e30, optimizer=optimizer, schedule="constant", ema="none")
    with pytest.raises(DivergedError) as caught:
        for _ in train(state, splits):
            before = {k: v.clone() for k, v in state.model.state_dict().items() if "norm" not in k}
    assert same(before, {k: v for k, v in state.model.state_dict().items() if "norm" not in k})
    assert caught.value.exit_code == 6
    assert caught.value.values["step"] == state.step + 1


def test_finite_sees_a_single_bad_weight():
    state, _ = start()
    assert is_finite(state)
    with torch.no_grad():
        state.model.linear.weight[0, 0] = math.nan
    assert not is_finite(state)


# -------------------------------------------------------------------------------------------------------- scoring


def test_scores_are_their_definitions():
    split = images(40)
    state, _ = start()
    score = evaluate(state.model, split, SMALL, state.recipe)
    seen = score.output.argmax(1)
    assert score.metrics["accuracy"] == pytest.approx((seen == split.y).double().mean().item())
    confusion = confusion_matrix(score.output, split.y)
    for true in range(3):
        for named in range(3):
            assert confusion[true, named] == ((split.y == true) & (seen == named)).sum()
    others = predict(state.model, split.x, SMALL, state.recipe, batch_size=7)
    assert torch.allclose(others, score.output, atol=1e-6)


def test_regression_scores_agree_with_scikit_learn():
    from sklearn import metrics

    recipe = regression.LESSON.recipes["cars"]
    splits = regression.load(recipe, DataOptions(), 0)
    model = regression.model(recipe)
    score = evaluate(model, splits.test(), regression.LESSON, recipe)
    truth, said = splits.test().y.numpy(), score.output.numpy()
    assert score.metrics["rmse"] == pytest.approx(metrics.root_mean_squared_error(truth, said), rel=1e-5)
    assert score.metrics["mae"] == pytest.approx(metrics.mean_absolute_error(truth, said), rel=1e-5)
    assert score.metrics["r2"] == pytest.approx(metrics.r2_score(truth, said), rel=1e-4)


def test_standardised_inputs_have_mean_0_and_deviation_1():
    from pytorch_study.engine.batches import prepare

    split = mnist.load(None, DataOptions(), 0).train
    x = prepare(split.x[:20_000], mnist.LESSON, mnist.LESSON.recipes["default"])
    assert abs(x.mean()) < 0.02
    assert abs(x.std() - 1) < 0.02
    raw = prepare(split.x[:100], mnist.LESSON, mnist.LESSON.recipes["original"])
    assert raw.max() == 255


def test_the_network_standardises_its_rows_with_the_training_set_alone():
    splits = regression.load(regression.LESSON.recipes["cars"], DataOptions(), 0)
    model = regression.model(regression.LESSON.recipes["cars"])
    regression.standardise(model, splits.train)
    assert torch.allclose(model.x_mean, splits.train.x.mean(0))
    assert torch.allclose(model.y_std, splits.train.y.std(0))


# ---------------------------------------------------------------------------------------------------------- compute


def test_select_device():
    assert select_device(Recipe(), "classify", "cpu", 2) == Compute("cpu", "fp32", 2)
    assert select_device(Recipe(precision="bf16"), "regress", "cpu") == Compute("cpu", "fp32", 1)
    assert select_device(Recipe(precision="auto"), "classify", "cpu").precision == (
        "bf16" if native_bf16("cpu") else "fp32"
    )
    with pytest.raises(UsageError, match=r"Available: .*cpu"):
        select_device(Recipe(), "classify", "cuda" if not torch.cuda.is_available() else "tpu")
    with pytest.raises(UsageError, match="threads"):
        select_device(Recipe(), "classify", "cpu", 0)


def test_bf16_trains_too():
    state, splits = start(precision="bf16", epochs=1)
    state.compute = Compute("cpu", "bf16", 1)
    losses = [r.loss for r in train(state, splits) if isinstance(r, Step)]
    assert all(map(math.isfinite, losses))
    assert state.model.linear.weight.dtype == torch.float32


GROWS = """
import resource
from pytorch_study.engine.compute import reuse_memory
import torch

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(5):
        torch.ones(16 * 2**20)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

given_back = faults()
reuses = reuse_memory()
for _ in range(4):  # until there is room enough between what else is kept
    faults()
print(reuses, given_back, faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told")
def test_freed_memory_is_kept_for_the_next_tensor():
    done = subprocess.run([sys.executable, "-c", GROWS], cwd=ROOT, capture_output=True, text=True, check=True)
    told, given_back, kept = done.stdout.split()
    assert told == "True"
    assert int(given_back) > 100  # 5 x 64 MB in pages of 4 kB, or of 2 MB where the system takes large ones
    assert int(kept) < int(given_back) / 4


@pytest.mark.parametrize("schedule", ["constant", "onecycle", "linear"])
@pytest.mark.parametrize("steps", [1, 2, 3, 4, 9, 10, 11, 20, 30])
def test_a_schedule_of_any_number_of_steps(schedule, steps):
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
    plan = make_schedule(optimizer, Recipe(schedule=schedule, lr=0.1), steps)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        plan.step() if len(rates) < steps else None
    assert all(math.isfinite(rate) and rate <= 0.1 + 1e-9 for rate in rates)
    assert max(rates) >= 0.05  # even two or three steps are steps of about that size
