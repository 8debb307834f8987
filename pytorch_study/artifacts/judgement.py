"""What a training's records tell of it: it diverges, it does not learn, it overfits.

Pure functions of numbers, without torch. The page calls them while it watches; anybody may call them afterwards:

    judge_training([(row["step"], row["loss"]) for row in run.steps], run.history)

Every threshold is far from what a healthy training does: a verdict that is missing costs less than one that is wrong.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean, pvariance

from pytorch_study.text import say

GROWN = 10.0
"""A loss so many times as large as the first one is no noise any more."""
PATIENCE = 200
"""Steps before anybody says that a network does not learn."""
GUESSING = 0.97
"""A mean loss above this share of what guessing costs has learned nothing worth the name."""
RISEN = 1.2
"""A validation loss so many times its lowest one has turned, if the training loss falls meanwhile."""
EPOCHS_SINCE = 3
"""So many epochs ago, at least, the validation loss was at its lowest."""

HELD_WORSE = 3.0
"""Held-out points so many times worse than the others: the curve goes through single points."""
OFF_THE_PAPER = 10.0
"""So many times worse than a line at 0: nothing will come of it."""
UNEXPLAINED = 0.25
"""A curve that leaves more than this share of its points' variance has not learned them yet."""
WELL_FITTED = 0.04
"""An error below this share of the variance is a good fit, however much smaller another one is."""
RECENT = 6
"""So many measurements, at least, are looked at before a curve is said to rise, to jump or to stay."""
FALLEN, FALLS = 0.8, 0.99
"""An error below this share of an earlier one has fallen; of the one just before, it falls still."""
JUMPS = 1.5
"""An error that goes up and down by more than this factor jumps."""
THROWN = 3.0
"""An error that was once so many times the first one has thrown the network somewhere."""


@dataclass(frozen=True)
class Verdict:
    """What can be said of a training.

    Attributes:
        key: of the sentence that says it.
        values: the numbers in that sentence.
    """

    key: str
    values: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        return say(self.key, **{name: f"{value:.3g}" for name, value in self.values.items()})


def judge_training(
    losses: Sequence[tuple[float, float]],
    epochs: Sequence[Mapping[str, float | None]] = (),
    guessing: float | None = None,
) -> Verdict | None:
    """What is wrong with a training; None where nothing is to be seen.

    Args:
        losses: (step, training loss), in order; each of one step, or the mean of several.
        epochs: with `epoch`, `train_loss` and `val_loss`, as `metrics.csv` has them.
        guessing: the loss of an answer that knows nothing of the input, see `guessing_loss`; None: not known.
    """
    return _diverges(losses) or _learns_nothing(losses, guessing) or _overfits(epochs)


def guessing_loss(classes: int) -> float:
    """The cross-entropy of calling all classes equally likely."""
    return math.log(max(classes, 1))


def _diverges(losses: Sequence[tuple[float, float]]) -> Verdict | None:
    if len(losses) < 2:
        return None
    first, last = losses[0][1], losses[-1][1]
    if not math.isfinite(last):
        return Verdict("judgement.not_finite", {"step": losses[-1][0]})
    if first > 0 and last > GROWN * first:
        return Verdict("judgement.diverges", {"times": last / first})
    return None


def _learns_nothing(losses: Sequence[tuple[float, float]], guessing: float | None) -> Verdict | None:
    if not guessing or not losses or losses[-1][0] < PATIENCE:
        return None
    recent = fmean(loss for _, loss in losses[-max(1, len(losses) // 5) :])
    if recent < GUESSING * guessing:
        return None
    return Verdict("judgement.learns_nothing", {"step": losses[-1][0], "loss": recent, "guessing": guessing})


def _overfits(epochs: Sequence[Mapping[str, float | None]]) -> Verdict | None:
    rows = [
        (number, train, validation)
        for row in epochs
        if (number := row.get("epoch")) is not None
        and (train := row.get("train_loss")) is not None
        and (validation := row.get("val_loss")) is not None
    ]
    if not rows:
        return None
    best = min(rows, key=lambda row: row[2])
    since = [row for row in rows if row[0] > best[0]]
    if len(since) < EPOCHS_SINCE:
        return None
    # The smallest of the last ones: a single bad epoch is noise.
    risen, fallen = min(row[2] for row in since[-EPOCHS_SINCE:]), since[-1][1]
    if risen < RISEN * best[2] or fallen >= best[1]:
        return None
    return Verdict("judgement.overfits", {"epoch": best[0], "lowest": best[2], "now": since[-1][2], "train": fallen})


FitRow = tuple[int, float, float | None]
"""Steps done, and the mean squared error on the points that are fitted and on those held out; None: there are none."""


def judge_fit(rows: Sequence[FitRow], y: Sequence[float]) -> Verdict:
    """What can be said of a curve that is fitted to points, from how both errors went.

    Args:
        rows: what was measured so far, evenly spaced, the latest last; at least one.
        y: the heights of all points.
    """
    step, train_loss, held_loss = rows[-1]
    flat = fmean(value**2 for value in y)  # the error of a line at 0
    if not train_loss < OFF_THE_PAPER * max(flat, 0.1):  # NaN too
        return Verdict("judgement.fit.diverged")
    values: dict[str, float] = {"step": step, "train": train_loss}
    variance = pvariance(y)
    high = train_loss > UNEXPLAINED * variance
    if held_loss is not None and not (high and _jumps(rows)) and (turned := _turned(rows, variance)) is not None:
        return Verdict("judgement.fit.turned", values | {"held": held_loss, "best": turned[0], "lowest": turned[1]})
    if high:
        return _why_high(rows, values)
    if held_loss is None:
        return Verdict("judgement.fit.no_held", values)
    values["held"] = held_loss
    if held_loss > HELD_WORSE * train_loss and held_loss > WELL_FITTED * variance:
        return Verdict("judgement.fit.overfits", values | {"times": held_loss / max(train_loss, 1e-12)})
    return Verdict("judgement.fit.learned", values)


def _turned(rows: Sequence[FitRow], variance: float) -> tuple[int, float] | None:
    """When the held-out error was lowest, and what it was, if it has risen since while the other one fell."""
    held = [(step, train, error) for step, train, error in rows if error is not None]
    best = min(held, key=lambda row: row[2])
    since = [row for row in held if row[0] > best[0]]
    if len(since) < RECENT or best[1] > variance:  # it had learned nothing then: that was luck
        return None
    now = min(error for _, _, error in since[-RECENT:])  # a single bad moment is noise
    risen = now > RISEN * best[2] and now - best[2] > WELL_FITTED * variance
    fallen = fmean(train for _, train, _ in since[-RECENT:]) < FALLEN * best[1]
    return (best[0], best[2]) if risen and fallen else None


def _recent(rows: Sequence[FitRow]) -> list[float]:
    return [train for _, train, _ in rows[-max(RECENT, len(rows) // 4) :]]


def _jumps(rows: Sequence[FitRow]) -> bool:
    recent = _recent(rows)
    rises = sum(late > early for early, late in pairwise(recent))
    return max(recent) > JUMPS * min(recent) and RECENT <= len(recent) < 4 * rises


def _why_high(rows: Sequence[FitRow], values: dict[str, float]) -> Verdict:
    """Why the error is still high: it falls still, it jumps, or it stays where it is."""
    recent = _recent(rows)
    half = len(recent) // 2
    if _jumps(rows):
        return Verdict("judgement.fit.jumps", values)
    if len(recent) < RECENT or fmean(recent[half:]) < FALLS * fmean(recent[:half]):
        return Verdict("judgement.fit.falling", values)  # or it has only begun
    peak = max(train for _, train, _ in rows)
    if peak > THROWN * rows[0][1]:
        return Verdict("judgement.fit.stuck", values | {"peak": peak})
    return Verdict("judgement.fit.underfits", values)
