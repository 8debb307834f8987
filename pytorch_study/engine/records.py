"""What a training says of itself: small frozen records, one after each step, each epoch, and at the end."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step of the optimizer: `steps` done of `total`, in epoch `epoch` (from 1), with this batch's mean loss."""

    epoch: int
    step: int
    total: int
    lr: float
    loss: float


@dataclass(frozen=True)
class Epoch:
    """One pass over the training set. `*_metric` is the task's headline (accuracies: fractions of 1), or None.

    `train_*` are means over the epoch's own batches, as they were seen: augmented, and by weights still changing.
    `lr` is that of the step to come, a `Step`'s that of the step just done.
    """

    epoch: int
    step: int
    lr: float
    train_loss: float
    train_metric: float | None
    val_loss: float | None
    val_metric: float | None
    seconds: float


@dataclass(frozen=True)
class End:
    """All epochs are done."""

    epochs: int
    step: int
    seconds: float
    images_per_second: float
