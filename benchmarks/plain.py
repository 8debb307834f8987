"""The loop that tutorials teach and that this project began with: a Dataset of rows, a DataLoader, fp32, batches of 32.

Written as a tutorial would write it, neither worse nor better: it is what ours is measured against.
"""

import time
from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from pytorch_study.lesson import Split


class Rows(Dataset[tuple[Tensor, Tensor]]):
    """One picture at a time, made into floats when it is asked for."""

    def __init__(self, split: Split) -> None:
        self.split = split

    def __len__(self) -> int:
        return len(self.split.y)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.split.x[index].float() / 255, self.split.y[index]  # (C, H, W), ()


def steps(model: nn.Module, split: Split, batch_size: int = 32) -> Iterator[int]:
    """Train for ever with Adam; yields the size of each batch after its step."""
    loader = DataLoader(Rows(split), batch_size=batch_size, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    while True:
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            loss.item()
            yield len(y)


def until(model: nn.Module, train: Split, test: Split, target: float, every: int) -> tuple[float, int]:
    """Train until the test set says `target`; it is asked after every `every` images.

    To look at the test set so often is no way to measure accuracy; it only makes the plain loop's time the shortest.

    Returns:
        Seconds of training without those of the looking, and images seen.
    """
    seen = looked = 0
    spent, started = 0.0, time.perf_counter()
    for count in steps(model, train):
        seen += count
        if seen - looked < every:
            continue
        looked, spent = seen, spent + time.perf_counter() - started
        if right(model, test) >= target:
            return spent, seen
        started = time.perf_counter()
    raise AssertionError("it never ends by itself")


@torch.no_grad()
def right(model: nn.Module, split: Split) -> float:
    """The share of a split that the model names rightly."""
    model.eval()
    found = sum(
        int((model(x.float() / 255).argmax(1) == y).sum())
        for x, y in zip(split.x.split(1000), split.y.split(1000), strict=True)
    )
    model.train()
    return found / len(split.y)
