"""What a training's records tell of it: curves as real trainings draw them, and what is said of each."""

import json
import math
import random
import re
from dataclasses import asdict

import pytest

from pytorch_study import text
from pytorch_study.artifacts.judgement import Verdict, guessing_loss, judge_fit, judge_training
from pytorch_study.playground.curve_fitting import fit_events, parse_request

TEN = guessing_loss(10)


def noisy(shape, steps=1000, noise=0.15, seed=0):
    """A loss a step: a shape, times lognormal noise as batches make it."""
    rng = random.Random(seed)
    return [(step, shape(step) * math.exp(rng.gauss(0, noise))) for step in range(1, steps + 1)]


def rows(train, val):
    """Epochs as `metrics.csv` has them."""
    pairs = zip(train, val, strict=True)
    return [{"epoch": float(k), "train_loss": t, "val_loss": v} for k, (t, v) in enumerate(pairs, start=1)]


def learning(step):
    return 0.05 + 2.25 * math.exp(-step / 80)


def key(verdict):
    return None if verdict is None else verdict.key.removeprefix("judgement.")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("shape", "guessing", "expected"),
    [
        (learning, TEN, None),
        (lambda step: 2.3 - 0.4 * min(step, 300) / 300, TEN, None),  # slowly, as the original CIFAR-10 recipe begins
        (lambda step: 2.3026, TEN, "learns_nothing"),  # the output does not depend on the input
        (lambda step: 2.3026, None, None),  # a number is predicted: nobody knows what guessing costs
        (lambda step: 2.3 + 5e-3 * step, TEN, "learns_nothing"),  # grows, but not by ten
        (lambda step: 2.3 * 1.005**step, TEN, "diverges"),
        (lambda step: 0.9 + 30 * (step > 700), None, "diverges"),  # it had learned, and flew away
        (lambda step: 0.3 + 2 * (500 < step < 520), TEN, None),  # a spike that it recovered from
        (lambda step: 1e-4, TEN, None),  # goes on from weights that can do it already
    ],
)
def test_curves(shape, guessing, expected, seed):
    assert key(judge_training(noisy(shape, seed=seed), (), guessing)) == expected


def test_nothing_is_said_too_early():
    flat = noisy(lambda _: TEN, steps=1000, noise=0.02)
    assert judge_training([], (), TEN) is None
    assert judge_training(flat[:1], (), TEN) is None
    assert judge_training(flat[:199], (), TEN) is None
    assert key(judge_training(flat[:200], (), TEN)) == "learns_nothing"


def test_a_curve_of_means_is_judged_as_that_of_single_steps():
    for shape in (learning, lambda _: TEN, lambda step: 1.005**step):
        steps = noisy(shape)
        means = [(steps[k + 4][0], sum(loss for _, loss in steps[k : k + 5]) / 5) for k in range(0, len(steps), 5)]
        assert key(judge_training(means, (), TEN)) == key(judge_training(steps, (), TEN))


def test_not_a_number():
    for bad in (math.nan, math.inf):
        verdict = judge_training([(1, 2.3), (2, 9.0), (3, bad)])
        assert verdict == Verdict("judgement.not_finite", {"step": 3})


FALLING = [1.5, 0.9, 0.6, 0.4, 0.25, 0.15, 0.08, 0.04]


@pytest.mark.parametrize(
    ("train", "val", "expected"),
    [
        (FALLING, [1.4, 1.0, 0.8, 0.75, 0.8, 0.95, 1.1, 1.3], "overfits"),
        (FALLING, [1.4, 1.0, 0.8, 0.75, 0.76, 0.75, 0.77, 0.76], None),  # a plateau
        (FALLING, [1.4, 1.0, 0.8, 0.75, 1.9, 0.76, 0.75, 0.74], None),  # one bad epoch
        (FALLING, [1.4, 1.0, 0.8, 0.75, 0.72, 0.7, 0.95, 1.1], None),  # since two epochs: too early to tell
        ([*FALLING[:4], 0.5, 0.9, 1.2, 1.4], [1.4, 1.0, 0.8, 0.75, 0.8, 0.95, 1.1, 1.3], None),  # both rise
        (FALLING, [None] * 8, None),
        ([], [], None),
    ],
)
def test_overfitting(train, val, expected):
    losses = [(100.0 * k, loss) for k, loss in enumerate(train, start=1)]
    verdict = judge_training(losses, rows(train, val), TEN)
    assert key(verdict) == expected
    if verdict is not None:
        assert verdict.values == {"epoch": 4, "lowest": 0.75, "now": 1.3, "train": 0.04}


WAVE = [0.65 * math.sin(4.5 * (k / 15 - 1)) for k in range(31)]


@pytest.mark.parametrize(
    ("train", "held", "expected"),
    [
        (0.2, 0.2, "fit.falling"),  # it has only begun
        (0.01, 0.012, "fit.learned"),
        (0.01, 0.031, "fit.overfits"),
        (0.0, 0.01, "fit.overfits"),
        (0.01, None, "fit.no_held"),
        (50.0, 0.1, "fit.diverged"),
        (math.nan, math.nan, "fit.diverged"),
        (math.inf, None, "fit.diverged"),
    ],
)
def test_fits(train, held, expected):
    assert key(judge_fit([(100, train, held)], WAVE)) == expected


def course(train, held, count=60):
    """Both errors of a fit, as functions of how much of it is done."""
    return [(20 * k, train(k / count), held(k / count) if held else None) for k in range(count + 1)]


def falls(low, pace=8.0):
    return lambda done: low + 0.25 * math.exp(-pace * done)


@pytest.mark.parametrize(
    ("train", "held", "expected"),
    [
        (falls(0.001), falls(0.002), "fit.learned"),
        (falls(0.001), None, "fit.no_held"),
        (falls(0.0), falls(0.004), "fit.learned"),  # many times worse, and still a good fit
        (falls(0.15, 20), falls(0.17, 20), "fit.underfits"),  # both high, and flat
        (falls(0.15, 20), None, "fit.underfits"),
        (falls(0.0, 1), falls(0.01, 1), "fit.falling"),  # both high, and falling
        (falls(0.001), falls(0.06), "fit.overfits"),  # a gap from the beginning
        (falls(0.001), lambda done: 0.05 + 0.2 * abs(done - 0.25), "fit.turned"),
        (falls(0.07, 3), lambda done: 0.08 + 0.2 * abs(done - 0.25), "fit.turned"),  # not low yet: wider would be wrong
        (falls(0.2, 20), lambda done: 0.2 + 0.1 * done, "fit.underfits"),  # one rises, the other falls no more
        (lambda done: 0.15 + 0.2 * (round(60 * done) % 2), falls(0.2, 20), "fit.jumps"),
        (lambda done: 0.25 + 3 * (0 < done < 0.1), falls(0.2, 20), "fit.stuck"),
    ],
)
def test_courses_of_fits(train, held, expected):
    assert key(judge_fit(course(train, held), WAVE)) == expected


@pytest.mark.parametrize(
    ("noise", "settings", "expected"),
    [
        (0.03, {"steps": 1000}, {"fit.learned"}),
        (0.03, {"steps": 1000, "holdout": 0}, {"fit.no_held"}),
        (0.03, {"steps": 2000, "width": 1, "depth": 1, "seed": 1}, {"fit.underfits", "fit.falling"}),
        (0.03, {"steps": 200, "lr": 0.0003, "seed": 1}, {"fit.falling"}),
        (0.03, {"steps": 200, "lr": 1.0, "activation": "relu"}, {"fit.stuck"}),
        (0.5, {"steps": 2000, "width": 64, "depth": 3, "holdout": 0.3}, {"fit.turned", "fit.overfits"}),
    ],
)
def test_real_fits(noise, settings, expected):
    rng = random.Random(0)
    places = [k / 15 - 1 for k in range(31)]
    points = [[x, max(-1.0, min(1.0, 0.65 * math.sin(4.5 * x) + rng.gauss(0, noise)))] for x in places]
    asked = parse_request({"points": points, "holdout": 0.2, **settings})
    *_, (last, told) = fit_events(asked)
    assert last == "done"
    assert told["verdict"]["key"].removeprefix("judgement.") in expected


VERDICTS = [
    judge_training([(1, 1.0), (2, math.nan)]),
    judge_training([(1, 1.0), (2, 12.0)]),
    judge_training([(200, TEN)], (), TEN),
    judge_training([], rows(FALLING, [1.4, 1.0, 0.8, 0.75, 0.8, 0.95, 1.1, 1.3])),
    *[
        judge_fit([(7, train, held)], WAVE)
        for train, held in ((9, 1), (0.2, 0.2), (0.01, None), (0.01, 0.1), (0.01, 0.01))
    ],
    judge_fit(course(falls(0.15, 20), None), WAVE),
    judge_fit(course(falls(0.001), lambda done: 0.05 + 0.2 * abs(done - 0.25)), WAVE),
    judge_fit(course(lambda done: 0.15 + 0.2 * (round(60 * done) % 2), None), WAVE),
    judge_fit(course(lambda done: 0.25 + 3 * (0 < done < 0.1), None), WAVE),
]


@pytest.mark.parametrize("verdict", VERDICTS, ids=key)
def test_it_is_said_in_both_languages(verdict):
    for language in ("zh", "en"):
        text.use(language)
        sentence = str(verdict)
        assert bool(re.search("[一-鿿]", sentence)) == (language == "zh")
        assert "{" not in sentence
        for name, value in verdict.values.items():
            assert f"{value:.3g}" in sentence, name
    json.dumps(asdict(verdict), allow_nan=False)


def test_every_verdict_has_its_own_sentence():
    assert len({verdict.key for verdict in VERDICTS}) == len(VERDICTS)
