"""What a training's records tell of it: it diverges, it does not learn, it overfits.

Pure functions of numbers, without torch. The page calls them while it watches; anybody may call them afterwards:

    judge_training([(row["step"], row["loss"]) for row in run.steps], run.history)

Every threshold is far from what a healthy training does: a verdict that is missing costs less than one that is wrong.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


def judge_fit(step: int, train_loss: float, held_loss: float | None, y: Sequence[float]) -> Verdict:
    """What can be said of a curve that is fitted to points.

    Args:
        step: steps done.
        train_loss: the mean squared error on the points that it is fitted to.
        held_loss: likewise on those that are held out; None: there are none.
        y: the heights of all points.
    """
    flat = fmean(value**2 for value in y)  # the error of a line at 0
    if not train_loss < OFF_THE_PAPER * max(flat, 0.1):  # NaN too
        return Verdict("judgement.fit.diverged")
    values: dict[str, float] = {"step": step, "train": train_loss}
    if train_loss > UNEXPLAINED * pvariance(y):
        return Verdict("judgement.fit.underfits", values)
    if held_loss is None:
        return Verdict("judgement.fit.no_held", values)
    values["held"] = held_loss
    if held_loss > HELD_WORSE * train_loss:
        return Verdict("judgement.fit.overfits", values | {"times": held_loss / max(train_loss, 1e-12)})
    return Verdict("judgement.fit.learned", values)
