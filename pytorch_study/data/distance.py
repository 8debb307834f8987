"""How far a row is from the training rows as a whole: with each column in its range, it may still be unlike any."""

from typing import Any

import torch
from torch import Tensor

QUANTILE = 0.99
"""The share of the training rows that count as usual."""
RIDGE = 0.01
"""Added to each column's variance, 1 after standardising: columns that always agree would have no inverse."""
WIDEST = 100
"""Most columns for which the matrix is kept."""


def fit_distance(x: Tensor) -> dict[str, Any] | None:
    """The Mahalanobis distance from rows, (N, F), as JSON; None for one column, more than `WIDEST`, or three rows.

    It is the length of a row after standardising and decorrelating (P. C. Mahalanobis, "On the generalised distance in
    statistics", Proc. National Institute of Sciences of India 2(1), 1936, pp. 49-55). Each training row pulls mean and
    covariance towards itself, so that its own distance is smaller than that of an equal new row; the limit is the
    quantile of the distances from all rows but the row itself (Sherman-Morrison formula).

    Returns:
        `mean` (F), `root` (F, F): the distance is the length of (row - mean) @ root; and `limit`.
    """
    count, width = x.shape[0], x[0].numel()
    if not 1 < width <= WIDEST or count < 4:
        return None
    x = x.flatten(1).double()
    mean, std = x.mean(0), x.std(0)
    std = std.where(std > 0, torch.ones_like(std))
    z = (x - mean) / std
    scatter = z.T @ z + RIDGE * (count - 1) * torch.eye(width, dtype=torch.float64)  # (F, F)
    inverse = torch.linalg.inv(scatter)
    own = (z @ inverse * z).sum(1)  # (N,), u' M^-1 u
    others = count / (count - 1)  # without itself, a row is so many times further from the mean
    without = (count - 2) * others**2 * own / (1 - others * own)
    root = torch.linalg.cholesky(inverse * (count - 1)) / std[:, None]
    limit = without.clamp(min=0).sqrt().quantile(QUANTILE, interpolation="higher")
    return {"mean": _short(mean), "root": [_short(row) for row in root], "limit": _short(limit[None])[0]}


def distances(rows: Tensor, fitted: dict[str, Any]) -> Tensor:
    """The distance of each row, (N, F) -> (N,)."""
    mean, root = (torch.tensor(fitted[name], dtype=torch.float64) for name in ("mean", "root"))
    found: Tensor = torch.linalg.vector_norm((rows.flatten(1).double() - mean) @ root, dim=1)
    return found


def is_distance(value: Any) -> bool:
    """Whether JSON is what `fit_distance` gives; a user may have edited the file."""
    try:
        width = len(value["mean"])
        shapes = torch.tensor(value["mean"]).shape, torch.tensor(value["root"]).shape
        return shapes == ((width,), (width, width)) and float(value["limit"]) >= 0
    except (TypeError, LookupError, ValueError):
        return False


def _short(row: Tensor) -> list[float]:
    """Seven digits are enough, and make a short file."""
    return [float(f"{value:.7g}") for value in row.tolist()]
