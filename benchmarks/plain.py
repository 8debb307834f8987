"""The loop that tutorials teach and this project began with: a Dataset of images, a DataLoader, fp32, batches of 32.

Lesson 2's plain loop, with its Dataset, in a form that can be measured: it is what ours is measured against.
"""

import time
from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader

from pytorch_study.lesson import Split
from pytorch_study.lessons.mnist import Images

MOST = 40
"""Epochs after which a training to a target is given up: from some random weights the network never learns."""


def steps(model: nn.Module, split: Split, batch_size: int = 32) -> Iterator[int]:
    """Train without end with Adam; yields the size of each batch after its step."""
    loader = DataLoader(Images(split), batch_size=batch_size, shuffle=True)
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
    """Train until the test accuracy reaches `target`, evaluated every `every` images.

    Evaluating on the test set so often is no way to measure accuracy; here it only gives the plain loop its best time.

    Returns:
        Seconds of training, without the evaluations, and images seen.

    Raises:
        RuntimeError: the target is not reached in `MOST` epochs.
    """
    seen = evaluated = 0
    spent, started = 0.0, time.perf_counter()
    for count in steps(model, train):
        seen += count
        if seen - evaluated < every:
            continue
        evaluated, spent = seen, spent + time.perf_counter() - started
        if right(model, test) >= target:
            return spent, seen
        if seen >= MOST * len(train.y):
            break
        started = time.perf_counter()
    raise RuntimeError(f"the plain loop has not reached {target} in {MOST} epochs; begin it with another seed")


@torch.no_grad()
def right(model: nn.Module, split: Split) -> float:
    """Accuracy on a split, as a fraction."""
    model.eval()
    correct = sum(
        int((model(x.float() / 255).argmax(1) == y).sum())
        for x, y in zip(split.x.split(1000), split.y.split(1000), strict=True)
    )
    model.train()
    return correct / len(split.y)
