"""The records that a training yields: one after each step, one after each epoch, and one at the end."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One optimizer step: number `step` of `total`, in epoch `epoch` (from 1), with the batch's mean loss."""

    epoch: int
    step: int
    total: int
    lr: float
    loss: float


@dataclass(frozen=True)
class Epoch:
    """One pass over the training set. `*_metric` is the task's headline metric (accuracy: a fraction of 1), or None.

    `train_*` are means over the epoch's batches as they were trained on: augmented, and with the weights of their step.
    `lr` is the learning rate of the next step; in a `Step`, it is that of the step just done.
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
    """The end of the training, after the last epoch."""

    epochs: int
    step: int
    seconds: float
    images_per_second: float
