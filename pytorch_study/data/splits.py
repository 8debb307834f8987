"""Split data into training, validation and test sets, and fingerprint them."""

from dataclasses import replace

import torch

from pytorch_study.errors import UsageError
from pytorch_study.lesson import Split, Splits
from pytorch_study.recipe import Recipe
from pytorch_study.rng import make_generator


def take(split: Split, rows: torch.Tensor) -> Split:
    """Select the examples with these indices, (n,) int64."""
    return Split(split.x[rows], split.y[rows])


def take_per_class(split: Split, count: int, seed: int) -> Split:
    """Select `count` random examples of each class, or all where there are fewer; a function of the seed alone."""
    order = torch.randperm(len(split.y), generator=make_generator(seed, "per class"))
    classes = split.y[order]
    rows = torch.cat([order[classes == label][:count] for label in classes.unique()])
    return take(split, rows.sort().values)


def fingerprint(split: Split) -> dict[str, float]:
    """A number for x and one for y, each in -1..1, that differ for other data or another order of the same data.

    Each is the cosine between the examples' sums and fixed random weights. Unlike a checksum it hardly changes with the
    last digits, which differ when another processor has computed the data.
    """
    weights = torch.rand(len(split.y), generator=make_generator("sketch"), dtype=torch.float64) - 0.5
    found = {}
    for name, tensor in (("x", split.x), ("y", split.y)):
        sums = torch.empty(len(tensor), dtype=torch.float64)
        for part, out in zip(tensor.split(500), sums.split(500), strict=True):  # each sum makes a copy in float64
            torch.sum(part.reshape(len(part), -1), 1, dtype=torch.float64, out=out)
        found[name] = float(weights @ sums / (weights.norm() * sums.norm()).clamp(min=1e-12))
    return found


def ranges(split: Split) -> list[list[float]]:
    """The smallest and the largest value of each column: (N, F) -> F pairs."""
    rows = split.x.flatten(1)
    return [[low, high] for low, high in zip(rows.amin(0).tolist(), rows.amax(0).tolist(), strict=True)]


def hold_out(splits: Splits, recipe: Recipe, seed: int) -> Splits:
    """Apply the recipe's `limit`, move its `validation` examples out of the training set, then apply `per_class`.

    The choice is a function of the seed alone. The test set is not touched.

    Raises:
        UsageError: no example would be left to train on, or `per_class` is set and the targets are no classes.
    """
    count = len(splits.train.y)
    total = min(count, recipe.limit or count)
    if recipe.validation >= total:
        raise UsageError("validation_too_large", validation=recipe.validation, count=total)
    if recipe.per_class is not None and (splits.train.y.dtype != torch.int64 or splits.train.y.ndim != 1):
        raise UsageError("per_class_without_classes")
    if total == count and not recipe.validation and recipe.per_class is None:
        return splits
    rows = torch.randperm(count, generator=make_generator(seed, "hold out"))[:total]
    train, validation = rows[recipe.validation :].sort().values, rows[: recipe.validation].sort().values
    kept = take(splits.train, train)
    if recipe.per_class is not None:
        kept = take_per_class(kept, recipe.per_class, seed)
    return replace(
        splits,
        train=kept,
        test=(lambda: kept) if splits.folds else splits.test,
        validation=take(splits.train, validation) if recipe.validation else splits.validation,
    )


def assign_folds(y: torch.Tensor, folds: int, seed: int) -> torch.Tensor:
    """Deal examples into folds at random, those of each class as evenly as possible; a function of the seed alone.

    Args:
        y: classes, (N,) int64.
        folds: how many folds, at least 2.
        seed: the seed.

    Returns:
        The fold of each example, (N,) int64. A class with two examples or more is never in one fold alone.
    """
    order = torch.randperm(len(y), generator=make_generator(seed, "folds"))
    order = order[y[order].argsort(stable=True)]  # class by class, at random within each
    found = torch.empty_like(order)
    found[order] = torch.arange(len(y)) % folds
    return found


def split_rows(x: torch.Tensor, y: torch.Tensor, seed: int, share: float = 0.2) -> tuple[Split, Split]:
    """Split off a random `share` of the rows as the test set; the choice is a function of the seed alone.

    Returns:
        The training split and the test split.
    """
    rows = torch.randperm(len(y), generator=make_generator(seed, "test"))
    tests = max(1, round(len(y) * share))
    whole = Split(x, y)
    return take(whole, rows[tests:].sort().values), take(whole, rows[:tests].sort().values)
