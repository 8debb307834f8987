"""What labels say: how they spread over batches, whether inputs tell anything of them, whether they stay the same."""

import itertools
from typing import Any

import numpy as np

from pytorch_study.diagnosis import data

FEW, FEWEST = 1000, 40
"""Pairs that are asked whether anything can be learned from them, at most and at least."""


def of_labels(mine: list[data.Batch], distinct: int) -> dict[str, Any]:
    """How labels are spread over batches, and whether inputs tell anything of them."""
    kept: list[data.Batch] = []
    total = 0
    for batch in mine:  # about the first time round
        if kept and total + len(batch.hashes) > distinct:
            break
        total += len(batch.hashes)
        kept.append(batch)
    labels = np.concatenate([batch.labels for batch in kept])
    rows = np.concatenate([batch.rows for batch in kept])
    found: dict[str, Any] = {}
    whole = bool(labels.dtype.kind in "iub" or (labels == labels.round()).all()) and len(np.unique(labels)) <= 200
    if len(kept) >= 4 and len(labels) / len(kept) >= 2 and not _together(mine):
        values = (
            np.stack([labels == c for c in np.unique(labels)], 1).astype(float)
            if whole
            else labels[:, None].astype(float)
        )
        within = np.mean(
            [
                values[s : s + len(b.labels)].var(0).sum()
                for b, s in zip(kept, np.cumsum([0] + [len(b.labels) for b in kept[:-1]]), strict=True)
            ]
        )
        found["within"] = float(within / (values.var(0).sum() + 1e-12))
    if whole:
        _, counts = np.unique(labels, return_counts=True)
        found["classes"], found["majority_label"] = len(counts), float(counts.max() / counts.sum())
        found |= _changing(mine)
    _, first = np.unique(np.concatenate([batch.hashes for batch in kept]), return_index=True)
    first = first[np.isfinite(rows[first]).all(1)]
    few = np.random.RandomState(0).permutation(first)[:FEW]
    own = whole and all(len(np.unique(batch.labels)) == len(batch.labels) for batch in kept)  # contrastive: none twice
    found["learnable"] = None if own else learnable(rows[few], labels[few], whole)
    found["count"] = len(labels)
    return found


def _together(mine: list[data.Batch]) -> bool:
    """Whether several batches make up each step: those of one `backward`, or real and made-up ones in turn."""
    passes, steps = (
        [list(group) for _, group in itertools.groupby(mine, key=lambda one: getattr(one, name))]
        for name in ("pass_", "step")
    )
    several = [group for group in steps if len(group) > 1]
    unlike = [
        group for group in several if len({float(b.labels[0]) for b in group}) > 1 and all(map(_one_label, group))
    ]
    return any(len(group) > 1 for group in passes) or (bool(several) and 2 * len(unlike) > len(several))


def _one_label(batch: data.Batch) -> bool:
    return bool((batch.labels == batch.labels[0]).all())


def _changing(mine: list[data.Batch]) -> dict[str, Any]:
    """How often an example that comes again has another label than before, over how often chance would give it one."""
    hashes = np.concatenate([batch.hashes for batch in mine])
    labels = np.concatenate([batch.labels for batch in mine])
    order = np.argsort(hashes, kind="stable")
    same = hashes[order][1:] == hashes[order][:-1]
    if same.sum() < 50:
        return {}
    _, counts = np.unique(labels, return_counts=True)
    chance = 1 - float(((counts / counts.sum()) ** 2).sum())
    moved = float((labels[order][1:] != labels[order][:-1])[same].mean())
    return {"changing": moved / max(chance, 1e-9), "again": int(same.sum())}


def learnable(rows: Any, labels: Any, whole: bool) -> float | None:
    """How much more inputs tell of labels than chance would, in standard deviations: by the nearest neighbour, and by a
    ridge regression on one half that is tried on the other.

    Returns:
        About 0 where the inputs tell nothing of the labels; None: too few pairs.
    """
    if len(rows) < FEWEST or len(np.unique(labels)) < 2:
        return None
    scaled = ((rows - rows.mean(0)) / (rows.std(0) + 1e-6)).astype(np.float64)
    return max(_neighbours(scaled, labels, whole), _linear(scaled, labels, whole))


def _neighbours(scaled: Any, labels: Any, whole: bool) -> float:
    scaled = scaled.astype(np.float32)
    squares = (scaled**2).sum(1)
    distances = squares[:, None] + squares[None] - 2 * scaled @ scaled.T
    np.fill_diagonal(distances, np.inf)
    nearest = distances.argmin(1)
    if whole:
        hits = (labels[nearest] == labels).mean()
        _, counts = np.unique(labels, return_counts=True)
        chance = float(((counts / counts.sum()) ** 2).sum())
        return float((hits - chance) / np.sqrt(chance * (1 - chance) / len(labels) + 1e-12))
    error = ((labels[nearest] - labels) ** 2).mean()
    return float((2 * labels.var() - error) / (2 * labels.var() + 1e-12) * np.sqrt(len(labels)))


def _linear(scaled: Any, labels: Any, whole: bool) -> float:
    """The correlation between answers and truth on the half that was not fitted, in standard deviations."""
    values = (
        np.stack([labels == c for c in np.unique(labels)[:20]], 1).astype(float)
        if whole
        else labels[:, None].astype(float)
    )
    values = values - values.mean(0)
    half = len(scaled) // 2
    best = 0.0
    for penalty in (1.0, 100.0):
        gram = scaled[:half].T @ scaled[:half] + penalty * np.eye(scaled.shape[1])
        answers = scaled[half:] @ np.linalg.solve(gram, scaled[:half].T @ values[:half])
        size = np.sqrt((answers**2).sum() * (values[half:] ** 2).sum()) + 1e-12
        best = max(best, float((answers * values[half:]).sum() / size * np.sqrt(len(scaled) - half)))
    return best
