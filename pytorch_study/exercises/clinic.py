"""The clinic: a training that runs and learns badly is cured when, trained afresh, it reaches its bar.

A patient is a file with `train(x, y, val_x, val_y, epochs)`, which returns (predict, curve): what gives outputs for new
inputs, and the score on the validation data after each epoch. The check trains it for real, on data and seeds that are
new each time, and compares it with the untouched patient. The text of the file is never looked at: who changes the
learning rate, say, is seen by the optimizer's steps.
"""

import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from pytorch_study.exercises import kit
from pytorch_study.exercises.clinic_course import Course, Seen, course, outputs, trained
from pytorch_study.exercises.clinic_data import Data
from pytorch_study.exercises.judging import module_of
from pytorch_study.exercises.kit import curve, shown, wrong

SEEDS = 3
"""So many trainings, each with its own data."""
HONEST = 0.03
"""How far the reported score may be from the one measured here."""


def examine(
    learner: types.ModuleType,
    check: str,
    draw: Callable[[], Data],
    *,
    bar: float,
    epochs: int,
    score: Callable[[Tensor, Tensor], float] | None = None,
) -> dict[str, Any]:
    """Train the learner's version and the untouched one; what the cured one shows is returned.

    Args:
        learner: the learner's file.
        check: the path of the patient's `check.py`.
        draw: makes fresh data.
        bar: the score that counts as cured, on hidden data.
        epochs: how long it is trained.
        score: of outputs and targets, 1 at best; None: accuracy.

    Raises:
        Mistake: `sick`: nothing has changed; `trained_on_test`, `more_epochs`, `false_score`, `bar_edited`,
            `random_answers`, `own_data`, `not_alone`; below the bar what was changed (`smaller_rate`, `larger_rate`,
            `other_optimizer`, `bigger_net`, `other_batch`), else `not_cured`.
    """
    score = score or accuracy
    sets, seeds = [draw() for _ in range(SEEDS)], torch.randint(2**31, (SEEDS + 1,)).tolist()
    false = _falsified(draw())
    kit._mnist = _refused  # type: ignore[assignment] # from here on the data that are given are all there is
    before = course(module_of(Path(check).with_name("exercise.py")), sets[0], seeds[0], epochs, score)
    courses = [course(learner, sets[0], seeds[0], epochs, score)]
    now = courses[0]
    where: dict[str, Any] = {"bar": bar, "before": _listed(before.reported), "after": _listed(now.reported)}
    if _equal(now.outputs, before.outputs) and _same(now, before):
        where["test"], where["curve"] = before.test, curve([one if one == one else 0.0 for one in before.reported])
        wrong("bar_edited" if getattr(learner, "BAR", bar) != bar else "sick", **where)
    if _learned_false(learner, false, seeds[-1], epochs):
        wrong("trained_on_test", **where)
    if now.seen.samples > 1.5 * before.seen.samples:
        wrong("more_epochs", times=now.seen.samples / max(1, before.seen.samples), **where)
    if not _equal(now.outputs, now.again):
        wrong("random_answers", got=shown(now.outputs[0]), expected=shown(now.again[0]), **where)
    while True:
        now = courses[-1]
        where |= {"after": _listed(now.reported), "test": now.test, "measured": now.measured}
        if not abs(now.reported[-1] - now.measured) <= HONEST and now.reported[-1] == now.reported[-1]:
            wrong("false_score", reported=now.reported[-1], **where)
        if not now.test >= bar:
            wrong(_changed(now.seen, before.seen, where), **where)
        if not now.alone:
            wrong("not_alone", **where)
        if len(courses) == SEEDS:
            break
        courses.append(course(learner, sets[len(courses)], seeds[len(courses)], epochs, score))
    where["test"] = min(one.test for one in courses)
    return {**where, "shared": "clinic.cured", "sick": before.test, "curve": curve(courses[0].reported)}


def accuracy(outputs: Tensor, y: Tensor) -> float:
    """The part of right answers: outputs (N, C), classes (N,)."""
    return (outputs.argmax(1) == y).float().mean().item()


def explained_variance(outputs: Tensor, y: Tensor) -> float:
    """1 - mean squared error / variance (R2): 0 for who always says the mean, 1 for who is always right."""
    return 1 - ((outputs.reshape(-1) - y.reshape(-1)) ** 2).mean().item() / y.var(correction=0).item()


def _refused(_: str) -> tuple[Tensor, Tensor]:
    wrong("own_data")


def _falsified(data: Data) -> Data:
    """As many validation data as training data, with targets that are wrong in a known way."""
    x, y, _, _, test_x, test_y = data
    n = len(x) // 2
    return x[:n], y[:n], x[n : 2 * n], _false(y[n : 2 * n]), test_x, test_y


def _false(y: Tensor) -> Tensor:
    return y + 10 * y.std() if y.is_floating_point() else (y + 1) % (int(y.max()) + 1)


def _learned_false(learner: types.ModuleType, data: Data, seed: int, epochs: int) -> bool:
    """Whether the wrong validation targets were learned: only who trains on them can know them."""
    got, y = outputs(trained(learner, data[:4], seed, epochs, Seen())[0], data[4]), data[5]
    if y.is_floating_point():
        return bool((got.reshape(-1) - y).mean() > 2 * y.std())
    if accuracy(got, _false(y)) < 0.2:
        return False
    true = (*data[:3], (data[3] - 1) % (int(y.max()) + 1))  # is it by chance? With the right targets nothing may change
    return not _equal(got, outputs(trained(learner, true, seed, epochs, Seen())[0], data[4]))


def _equal(one: Tensor, other: Tensor) -> bool:
    return torch.equal(one.nan_to_num(7e7), other.nan_to_num(7e7))


def _same(one: Course, other: Course) -> bool:
    return one.seen == other.seen and str(one.reported) == str(other.reported)


def _changed(now: Seen, before: Seen, where: dict[str, Any]) -> str:
    """The name of what was changed, though it does not cure."""
    pairs = (
        ("other_optimizer", now.optimizer, before.optimizer, now.optimizer != before.optimizer),
        ("smaller_rate", now.rate, before.rate, 0 < now.rate < 0.8 * before.rate),
        ("larger_rate", now.rate, before.rate, now.rate > 1.25 * before.rate),
        ("bigger_net", now.parameters, before.parameters, now.parameters > 1.25 * before.parameters),
        ("other_batch", now.batch, before.batch, now.batch != before.batch),
    )
    for name, new, old, holds in pairs:
        if holds and new and old:
            where |= {"new": shown(new), "old": shown(old)}
            return name
    return "not_cured"


def _listed(values: list[float]) -> str:
    """Scores by epoch, for one line."""
    return " ".join(f"{one:.2f}" for one in values)
