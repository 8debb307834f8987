"""Lesson 7: its loss, its ways from noise to pictures, its training, and the scores of what it draws."""

import dataclasses
import itertools
import json
import math

import numpy as np
import pytest
import scipy.linalg
import torch
from helpers import HERE
from torch import nn

import pytorch_study as ps
from benchmarks import flow_scores
from pytorch_study.artifacts import checkpoint
from pytorch_study.artifacts.samples import samples
from pytorch_study.engine import preflight, score
from pytorch_study.engine.batches import prepare
from pytorch_study.engine.loop import init_state, train
from pytorch_study.engine.records import Step
from pytorch_study.errors import UsageError
from pytorch_study.lesson import DataInfo, Split, Splits
from pytorch_study.lessons import drawing
from pytorch_study.lessons.flow import FLOW, LESSON, FlowNet, FlowRecipe, flow_loss, sample, to_bytes, walk, waves
from pytorch_study.plots import canvas
from pytorch_study.plots import flow as plots
from pytorch_study.rng import make_generator

SMALL = FlowRecipe(channels=8, depth=1, epochs=2, batch_size=20, lr=5e-3, ema=0.9, schedule="linear")
INFO = DataInfo(labels=("left", "right"), shape=(1, 28, 28), input="image")


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def bars(count=60, side=28):
    """A bright bar, on the left (class 0) or on the right (1)."""
    y = torch.arange(count) % 2
    x = torch.zeros(count, 1, side, side, dtype=torch.uint8)
    half = side // 2
    for number, label in enumerate(y.tolist()):
        x[number, 0, 4 : side - 4, label * half + 3 : label * half + half - 3] = 255
    return Split(x, y)


def splits():
    return Splits(train=bars(), test=bars, info=INFO)


def fresh(seed=0, **changes):
    """A network whose last layers are not 0, as one that was trained."""
    torch.manual_seed(seed)
    net = FlowNet(dataclasses.replace(SMALL, **changes))
    with torch.no_grad():
        for parameter in net.parameters():
            if not parameter.any():
                parameter.normal_(std=0.1)
    return net


class Straight(nn.Module):
    """The true velocity where there is one picture of each class: from any point straight to it."""

    def __init__(self, pictures):
        super().__init__()
        self.pictures = nn.Parameter(pictures)

    def forward(self, x, time=None, label=None):
        return (self.pictures[label] - x) / (1 - time)[:, None, None, None]


def test_the_loss_is_the_squared_error_of_the_velocity():
    net, data = fresh().eval(), bars(5)
    x = prepare(data.x, LESSON, SMALL)
    assert (x.min(), x.max()) == (-1, 1)
    loss, output = flow_loss(net, x, data.y, SMALL, make_generator(3))
    rng = make_generator(3)
    noise = torch.randn(x.shape, generator=rng)
    torch.rand(5, generator=rng)  # whether labels are hidden
    times = torch.randn(5, generator=rng).sigmoid()
    errors = []
    for k, t in enumerate(times.tolist()):
        point = (1 - t) * noise[k] + t * x[k]
        said = net(point[None], torch.tensor([t]), data.y[k : k + 1])[0]
        errors += [(said[0, i, j] - (x[k] - noise[k])[0, i, j]).item() ** 2 for i in range(28) for j in range(28)]
    assert output is None
    assert loss.item() == pytest.approx(math.fsum(errors) / len(errors), rel=1e-5)


def test_the_loss_of_the_truth_is_nothing_and_of_silence_the_mean_square():
    """A network that knows the line says its velocity exactly; one that says 0 is wrong by the velocity itself."""
    data = bars(40)
    x = prepare(data.x, LESSON, SMALL)
    truth = Straight(prepare(bars(2).x, LESSON, SMALL)).eval()
    assert flow_loss(truth, x, data.y, SMALL, make_generator(0))[0].item() < 1e-6
    noise = torch.randn(x.shape, generator=make_generator(0))
    silence = flow_loss(FlowNet(SMALL), x, data.y, SMALL, make_generator(0))[0].item()
    assert silence == pytest.approx((x - noise).square().mean().item(), rel=1e-5)


@pytest.mark.parametrize("steps", [1, 2, 7])
def test_the_true_velocity_leads_from_any_noise_exactly_to_the_picture(steps):
    """A straight way needs no small steps."""
    pictures = prepare(bars(2).x, LESSON, SMALL)
    labels = torch.tensor([0, 1, 1, 0, 1])
    *_, last = walk(Straight(pictures), labels, make_generator(1), steps, guidance=1)
    assert torch.allclose(last, pictures[labels], atol=1e-4)
    assert torch.equal(to_bytes(last), bars(2).x[labels])


def test_a_step_is_of_second_order():
    """On ways that bend, twice as many steps make the error four times smaller, not twice."""

    class Bent(nn.Module):
        def __init__(self):
            super().__init__()
            self.one = nn.Parameter(torch.ones(()))

        def forward(self, x, time, label=None):
            return self.one * x * (1 + time)[:, None, None, None]

    def wrong(steps):
        first, *_, last = walk(Bent(), torch.zeros(3, dtype=torch.int64), make_generator(0), steps, guidance=1)
        return (last - first * math.exp(1.5)).abs().max().item()

    assert 3.5 < wrong(10) / wrong(20) < 4.5


def test_guidance_goes_on_in_the_direction_that_the_label_makes():
    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.one = nn.Parameter(torch.ones(()))

        def forward(self, x, time, label=None):
            return torch.full_like(x, 1.0 if label is None else 3.0) * self.one

    labels = torch.zeros(2, dtype=torch.int64)
    for guidance, velocity in ((0, 1), (1, 3), (2, 5)):
        first, *_, last = walk(Two(), labels, make_generator(0), 4, guidance)
        assert torch.allclose(last - first, torch.full_like(first, velocity), atol=1e-5)


def test_the_label_matters_and_so_does_the_time_and_a_hidden_label_is_one_of_its_own():
    net, x = fresh(), torch.randn(1, 1, 28, 28, generator=make_generator(0))
    said = [net(x, torch.tensor([0.5]), torch.tensor([label])) for label in range(10)] + [net(x, torch.tensor([0.5]))]
    assert all(not torch.allclose(a, b, atol=1e-4) for a, b in itertools.combinations(said, 2))
    assert torch.equal(said[-1], net(x, torch.tensor([0.5]), torch.tensor([10])))
    later = net(x, torch.tensor([0.6]), torch.tensor([0]))
    assert not torch.allclose(said[0], later, atol=1e-4)
    assert torch.equal(net(x), net(x, torch.tensor([0.0]), torch.tensor([10])))  # noise, any class


def test_labels_are_hidden_in_training_only_and_as_often_as_the_recipe_says():
    class Watched(nn.Module):
        def forward(self, x, time, label):
            self.label = label
            return x

    net, y = Watched(), torch.arange(4000) % 10
    x = torch.zeros(4000, 1, 4, 4)
    flow_loss(net.train(), x, y, dataclasses.replace(SMALL, hide_label=0.25), make_generator(0))
    hidden = net.label == 10
    assert 0.22 < hidden.float().mean() < 0.28
    assert torch.equal(net.label[~hidden], y[~hidden])
    flow_loss(net.train(), x, y, dataclasses.replace(SMALL, hide_label=0.0), make_generator(0))
    assert torch.equal(net.label, y)
    flow_loss(net.eval(), x, y, dataclasses.replace(SMALL, hide_label=0.9), make_generator(0))
    assert torch.equal(net.label, y)


def test_near_times_have_near_waves_and_far_times_do_not():
    marks = waves(torch.linspace(0, 1, 1001))
    assert marks.shape == (1001, 64)
    assert marks.abs().max() <= 1
    distances = torch.cdist(marks[:1], marks)[0]
    assert distances[1] < distances[10] < distances[100]
    assert torch.cdist(marks, marks).fill_diagonal_(9).min() > 0.2  # no two are the same


@pytest.mark.parametrize("side", [8, 16, 28, 32])
def test_any_size_that_can_be_halved_twice(side):
    x = torch.randn(3, 1, side, side, generator=make_generator(0))
    assert fresh()(x, torch.rand(3), torch.tensor([0, 1, 2])).shape == x.shape
    *_, last = walk(fresh(), torch.tensor([0, 1]), make_generator(0), 1, side=side)
    assert last.shape == (2, 1, side, side)


def test_a_fresh_network_changes_nothing():
    x = torch.randn(2, 1, 28, 28, generator=make_generator(0))
    net = FlowNet(SMALL)
    assert not net(x).any()
    y = net.first(torch.nn.functional.pixel_unshuffle(x, 2))
    assert torch.equal(net.down(y, torch.randn(2, 128, generator=make_generator(1))), y)


def test_it_learns_and_draws_what_is_asked_for():
    """A hundred steps suffice for bars: the loss falls, and the bright half is the one of the label."""
    data = Splits(train=bars(60, 16), test=bars, info=dataclasses.replace(INFO, shape=(1, 16, 16)))
    state = init_state(LESSON, dataclasses.replace(SMALL, epochs=35), data, HERE, 0)
    preflight.dry_run(state.model, LESSON, SMALL, data, HERE)
    losses = [record.loss for record in train(state, data) if isinstance(record, Step)]
    assert sum(losses[-10:]) < 0.6 * sum(losses[:10])
    labels = torch.tensor([0, 1] * 8)
    *_, last = walk(state.eval_model, labels, make_generator(5), steps=8, side=16)
    left, right = (half.mean((1, 2, 3)) for half in last.split(8, dim=3))
    assert torch.equal((right > left).long(), labels)


def test_what_is_drawn_hangs_on_the_generator_and_on_nothing_else():
    net, labels = fresh().train(), torch.tensor([0, 1, 7])
    drawn = sample(net, labels, make_generator(5), steps=2)
    assert (drawn.shape, drawn.dtype) == ((3, 1, 28, 28), torch.uint8)
    assert net.training
    torch.manual_seed(77)
    assert torch.equal(drawn, sample(net, labels, make_generator(5), steps=2))
    assert not torch.equal(drawn, sample(net, labels, make_generator(6), steps=2))


def test_its_score_draws_the_same_noise_every_time_and_no_label_is_hidden():
    state = init_state(LESSON, SMALL, splits(), HERE, 0)
    state.model.load_state_dict(fresh().state_dict())
    found = [score.evaluate(state.model, bars(600), LESSON, SMALL) for _ in range(2)]
    assert (found[0].loss, found[0].count, found[0].metrics, found[0].output) == (found[1].loss, 600, {}, None)
    hidden = dataclasses.replace(SMALL, hide_label=0.9)
    assert score.evaluate(state.model, bars(600), LESSON, hidden).loss == found[0].loss
    assert state.model.training


def test_the_same_seed_gives_the_same_bits_and_a_resumed_training_too(tmp_path):
    def run(seed=0):
        state = init_state(LESSON, SMALL, splits(), HERE, seed)
        for _ in train(state, splits()):
            pass
        return state

    whole, again, other = run(), run(), run(1)
    broken, resumed = (init_state(LESSON, SMALL, splits(), HERE, 0) for _ in range(2))
    for record in train(broken, splits()):
        if record.step == 4:  # in the middle of the second epoch
            checkpoint.save(tmp_path, broken)
            break
    checkpoint.restore(resumed, checkpoint.load(tmp_path)[0], tmp_path)
    for _ in train(resumed, splits()):
        pass
    for part in ("model", "eval_model"):
        expected = getattr(whole, part).state_dict()
        for state in (again, resumed):
            assert all(torch.equal(getattr(state, part).state_dict()[name], value) for name, value in expected.items())
        assert any(not torch.equal(getattr(other, part).state_dict()[name], value) for name, value in expected.items())


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    lesson = dataclasses.replace(LESSON, recipes={"default": SMALL}, load=lambda recipe, options, seed: splits())
    runs = tmp_path_factory.mktemp("runs")
    return ps.train(lesson, runs=runs, quiet=True, threads=1, changes={"validation": 20})


def test_a_whole_training_is_recorded_by_its_loss(run, tmp_path):
    """Its headline is the loss itself, which stands once in every row of `metrics.csv`."""
    result = run.result
    assert [name for name in result if name.startswith("test_")] == ["test_loss", "test_count"]
    assert run.metadata["task"] == "flow"
    names = ["epoch", "step", "lr", "train_loss", "val_loss", "seconds"]
    assert [list(row) for row in run.history] == [names] * 2
    assert all(0 < row["val_loss"] < 3 and 0 < row["train_loss"] < 3 for row in run.history)
    assert {path.name for path in run.folder.glob("*.png")} == {"curves.png", "way.png"}
    assert ps.evaluate(run) == {"lesson": "flow", "count": 60, "loss": result["test_loss"]}
    assert ps.report(run).curves() is not None
    canvas.save(plots.way(bars(1).x[None], ["0"]), tmp_path / "a.png")
    with pytest.raises(UsageError, match=r"outputs numbers of shape \(1, 28, 28\)"):  # it draws, it does not classify
        ps.predict(run, tmp_path / "a.png")


def test_many_drawings_tell_how_far_they_are_and_their_folder_is_made(run, tmp_path):
    told, file = [], tmp_path / "new" / "a.png"
    made = ps.generate(run, prompt="12", count=drawing.TOGETHER, steps=1, out=file, progress=told.append)
    assert told == [drawing.TOGETHER // 2, drawing.TOGETHER]
    assert made["picture"] == str(file)
    assert file.exists()


def test_its_architecture_is_shown_for_noise_without_labels():
    assert "(4, 1, 28, 28)" in str(ps.summary(LESSON, batch_size=4)).replace("[", "(").replace("]", ")")


@pytest.mark.parametrize("recipe", LESSON.recipes)
def test_each_recipe_fits_its_network(recipe):
    """Small enough to ship, and its labels are those of the data."""
    net = LESSON.model(LESSON.recipes[recipe])
    assert sum(p.numel() for p in net.parameters()) * 4 < 16e6
    assert net(torch.zeros(2, 1, 28, 28)).shape == (2, 1, 28, 28)
    assert FLOW.headline == "loss"


def test_the_way_from_noise_to_pictures_is_drawn_with_both_its_ends():
    ways = torch.randint(256, (21, 3, 1, 8, 8), generator=make_generator(0)).to(torch.uint8)
    figure = plots.way(ways, ["0", "1", "T恤"])
    shown = [image.get_array()[..., 0] for image in figure.axes[0].images]
    assert len(shown) == 3 * 11
    for row in range(3):
        assert np.array_equal(shown[row], ways[0, row, 0].numpy())
        assert np.array_equal(shown[30 + row], ways[20, row, 0].numpy())
    said = {text.get_text() for text in figure.texts}
    assert {"0", "0.5", "1"} <= said
    assert len(plots.way(ways[:2], ["a", "b", "c"]).axes[0].images) == 6
    assert len(plots.way(ways[:1], ["a", "b", "c"]).axes[0].images) == 3


def test_a_class_above_nine_has_a_row_of_its_own_in_the_report():
    recipe = dataclasses.replace(SMALL, classes=12)
    texts, figure = samples(LESSON, recipe, LESSON.model(recipe).eval())
    assert texts == []
    assert [str(k) for k in range(12)] == [text.get_text() for text in figure.texts][-12:]


def test_times_become_waves_on_any_device():
    assert waves(torch.zeros(3, device="meta")).shape == (3, 64)


# ---------------------------------------------------------------------------------------------------------- scores


def test_the_frechet_distance_of_known_distributions():
    rng = make_generator(0)
    some = torch.randn(4000, 6, generator=rng) @ torch.randn(6, 6, generator=rng) + 2
    others = torch.randn(3000, 6, generator=rng) @ torch.randn(6, 6, generator=rng)
    assert flow_scores.frechet(some, some) == pytest.approx(0, abs=1e-6)
    shift = torch.tensor([3.0, 0, 0, 0, 4, 0])
    assert flow_scores.frechet(some, some + shift) == pytest.approx(25, rel=1e-5)  # only the means differ
    centred = some - some.mean(0)
    spread = centred.double().square().sum() / (len(some) - 1)
    assert flow_scores.frechet(centred, 3 * centred) == pytest.approx(4 * float(spread), rel=1e-5)  # (3 - 1)² tr C
    assert flow_scores.frechet(some, others) == pytest.approx(flow_scores.frechet(others, some), rel=1e-8)
    first, second = (np.cov(one.double().numpy().T) for one in (some, others))
    means = some.double().mean(0) - others.double().mean(0)
    product = np.trace(scipy.linalg.sqrtm(first @ second).real)
    expected = float(means.square().sum()) + np.trace(first) + np.trace(second) - 2 * product
    assert flow_scores.frechet(some, others) == pytest.approx(expected, rel=1e-6)


def test_one_feature_and_fewer_pictures_than_features():
    """With one number the distance is (m1 - m2)² + (s1 - s2)²; a covariance that has no full rank is no problem."""
    some, others = torch.tensor([[0.0], [2.0]]), torch.tensor([[3.0], [9.0]])  # means 1, 6; deviations √2, 3√2
    assert flow_scores.frechet(some, others) == pytest.approx(25 + 8)
    few = torch.randn(5, 20, generator=make_generator(0))
    assert flow_scores.frechet(few, few) == pytest.approx(0, abs=1e-5)


def test_real_digits_are_no_further_from_real_ones_than_their_halves_are():
    real = torch.randn(2000, 8, generator=make_generator(0))
    alike, shifted = torch.randn(2000, 8, generator=make_generator(1)), real + 0.5
    assert 0.7 < flow_scores.compare(alike, real)["ratio_frechet"] < 1.4
    assert flow_scores.compare(shifted, real)["ratio_frechet"] > 20


def test_the_nearest_pictures_are_found(monkeypatch):
    monkeypatch.setattr(flow_scores, "BATCH", 3)
    rng = make_generator(0)
    some, others = (torch.randint(256, (n, 1, 6, 5), generator=rng).to(torch.uint8) for n in (7, 40))
    plain = (some.double()[:, None] - others.double()[None]).flatten(2).norm(dim=2) / 255  # (7, 40)
    assert torch.allclose(flow_scores.nearest(some, others, 4).double(), plain.sort().values[:, :4], atol=1e-4)


def test_copies_are_told_from_new_pictures():
    rng = make_generator(0)
    train, held_out, new = (torch.randint(256, (n, 1, 8, 8), generator=rng).to(torch.uint8) for n in (500, 300, 300))
    assert flow_scores.copies(new, held_out, train)["share_copies"] < 0.05
    near = train[:300] // 8 * 8  # not quite the same
    found = flow_scores.copies(torch.cat([near[:100], new[100:]]), held_out, train)
    assert 0.33 <= found["share_copies"] < 0.38
    assert found["share_copies_real"] == pytest.approx(0.01)
    assert found["distance_least_drawn"] < 0.2 < found["distance_least_held_out"]


def test_scores_are_recorded_under_their_labels(run, tmp_path, monkeypatch):
    monkeypatch.setattr(flow_scores, "RESULT", tmp_path / "flow_scores.json")
    found = flow_scores.measure(run, "one", 60, steps=1, guidance=1.0)
    flow_scores.measure(run, "two", 40, steps=2, guidance=2.0)
    summary = json.loads((tmp_path / "flow_scores.json").read_text("utf-8"))["summary"]
    assert set(summary) == {"one", "two"}
    assert found.items() <= summary["one"].items()
    assert (summary["two"]["count"], summary["two"]["steps"], summary["two"]["guidance"]) == (40, 2, 2.0)
    assert summary["one"]["distance_held_out"] == 0  # the bars of both splits are the same
    assert summary["one"]["ratio_frechet"] > 1
    assert {"machine", "torch", "commit", "date"} <= set(summary["one"])
    assert summary["one"]["command"].startswith("python -m benchmarks flow ")
