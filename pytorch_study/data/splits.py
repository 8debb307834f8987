"""What is trained on, and what is held out."""

from dataclasses import replace

import torch

from pytorch_study.chance import generator
from pytorch_study.errors import UsageError
from pytorch_study.lesson import Split, Splits
from pytorch_study.recipe import Recipe


def take(split: Split, rows: torch.Tensor) -> Split:
    """The examples with these indices."""
    return Split(split.x[rows], split.y[rows])


def hold_out(splits: Splits, recipe: Recipe, seed: int) -> Splits:
    """The splits with the recipe's `limit` applied and its `validation` examples taken out of the training set.

    Which ones is a function of the seed alone. The test set is not touched.

    Raises:
        UsageError: fewer than one example would be left to train on.
    """
    count = len(splits.train.y)
    total = min(count, recipe.limit or count)
    if recipe.validation >= total:
        raise UsageError("validation_too_large", validation=recipe.validation, count=total)
    if total == count and not recipe.validation:
        return splits
    rows = torch.randperm(count, generator=generator(seed, "hold out"))[:total]
    train, validation = rows[recipe.validation :].sort().values, rows[: recipe.validation].sort().values
    return replace(
        splits,
        train=take(splits.train, train),
        validation=take(splits.train, validation) if recipe.validation else splits.validation,
    )


def split_rows(x: torch.Tensor, y: torch.Tensor, seed: int, share: float = 0.2) -> tuple[Split, Split]:
    """A random `share` of the rows for the test, the others for training; which ones is a function of the seed.

    Returns:
        The training split and the test split.
    """
    rows = torch.randperm(len(y), generator=generator(seed, "test"))
    tests = max(1, round(len(y) * share))
    whole = Split(x, y)
    return take(whole, rows[tests:].sort().values), take(whole, rows[:tests].sort().values)
