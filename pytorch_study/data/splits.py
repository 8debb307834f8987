"""What is trained on, and what is held out."""

from dataclasses import replace

import torch

from pytorch_study.errors import UsageError
from pytorch_study.lesson import Split, Splits
from pytorch_study.recipe import Recipe
from pytorch_study.rng import make_generator


def take(split: Split, rows: torch.Tensor) -> Split:
    """The examples with these indices."""
    return Split(split.x[rows], split.y[rows])


def fingerprint(split: Split) -> dict[str, float]:
    """A number for x and one for y, -1..1, that are others for other data, or the same in another order.

    Each is the sum of the examples' own sums, randomly weighed, over both lengths. Unlike a checksum they hardly feel a
    last digit, which differs where another processor has computed the data.
    """
    weights = torch.rand(len(split.y), generator=make_generator("sketch"), dtype=torch.float64) - 0.5
    found = {}
    for name, tensor in (("x", split.x), ("y", split.y)):
        sums = tensor.flatten(1).sum(1, dtype=torch.float64) if tensor.ndim > 1 else tensor.double()
        found[name] = float(weights @ sums / (weights.norm() * sums.norm()).clamp(min=1e-12))
    return found


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
    rows = torch.randperm(count, generator=make_generator(seed, "hold out"))[:total]
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
    rows = torch.randperm(len(y), generator=make_generator(seed, "test"))
    tests = max(1, round(len(y) * share))
    whole = Split(x, y)
    return take(whole, rows[tests:].sort().values), take(whole, rows[:tests].sort().values)
