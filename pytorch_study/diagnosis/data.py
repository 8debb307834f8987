"""The examples that networks were shown, as rows of at most 256 of their numbers, and a hash of each row."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from torch import Tensor

from pytorch_study.diagnosis.records import Site

COLUMNS = 256
MOST = 20_000
"""Rows that are kept of the training, and of every evaluation."""

_random = np.random.RandomState(20260114)  # our own: the script's random numbers are not touched
_FACTORS = _random.randint(1, 2**62, COLUMNS, dtype=np.int64) | 1


@dataclass
class Batch:
    """One batch that a network was shown."""

    model: int
    step: int
    site: Site | None
    grad: bool
    training: bool
    rows: Any  # (N, columns) float32
    hashes: Any  # (N,) int64
    mirrored: Any = None  # of the same pictures, left and right exchanged
    labels: Any = None  # (N,)
    answers: Any = None  # (N,): the class with the largest output
    shape: tuple[int, ...] = ()
    pass_: int = 0
    chain: tuple[Site, ...] = ()  # the user's lines that led here, the innermost first
    loader: Site | None = None  # where the loader was made that gave this very tensor
    floating: bool = True
    era: int = 0  # how many times optimizers were made after there had been steps: folds, stages


@dataclass
class Data:
    """Batches that were trained on, and those that were only evaluated."""

    trained: list[Batch] = field(default_factory=list)
    evaluated: list[Batch] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"trained": 0, "evaluated": 0})

    def full(self, which: str) -> bool:
        """Whether enough was kept."""
        return self.counts[which] >= (MOST if which == "trained" else 3 * MOST)


_places: dict[int, Any] = {}


def _columns(width: int) -> Any:
    if width not in _places:
        few = np.random.RandomState(width % 2**31).permutation(width)[:COLUMNS]
        _places[width] = np.sort(few)
    return _places[width]


def rows_of(x: Tensor) -> Any:
    """At most 256 numbers of each example, always the same ones."""
    x = x.detach()
    x = x.reshape(x.shape[0], -1)
    if x.shape[1] > COLUMNS:
        import torch

        x = x.index_select(1, torch.from_numpy(_columns(x.shape[1])).to(x.device))
    return np.array(x.float().cpu().numpy(), dtype=np.float32, order="C")


def hashes_of(rows: Any) -> Any:
    """A number for each row that only equal rows share."""
    bits = rows.view(np.int32).astype(np.int64)
    with np.errstate(over="ignore"):
        mixed = (bits * _FACTORS[: bits.shape[1]]) >> 7
        return (mixed * 1_000_003 + bits).sum(axis=1)
