"""What each idea of the fast lesson is worth: trained with all of them, and again and again with one left out.

A few epochs each: with more, all of them come closer to each other, and it takes a day.
"""

from typing import Any

from benchmarks import accuracy

LESSON, FILE = "cifar10_fast", "cifar10_fast_worth"
WITHOUT: dict[str, dict[str, Any]] = {
    "the whitened layer": {"first": "learned"},
    "the identity": {"start": "random"},
    "batch normalisation": {"norm": "none"},
    "Muon": {"optimizer": "sgd", "lr": "0.1"},
    "turns": {"augment": "flip,crop:2,shrink:24"},
    "shifts": {"augment": "turns,shrink:24"},
    "small pictures first": {"augment": "turns,crop:2"},
    "label smoothing": {"label_smoothing": "0"},
    "GELU": {"activation": "relu"},
    "bf16": {"precision": "fp32"},
}
"""Idea: the recipe without it."""


def measure(seeds: range, epochs: int) -> None:
    """Train the default recipe, and each that lacks an idea, and append to `results/cifar10_fast_worth.json`."""
    command = f"python -m benchmarks worth --seeds {seeds.stop} --epochs {epochs}"
    for changes in ({}, *WITHOUT.values()):
        accuracy.measure(LESSON, None, {"epochs": str(epochs), **changes}, seeds, (FILE, command))
