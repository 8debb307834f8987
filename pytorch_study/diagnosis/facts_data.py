"""What the examples say: of those that a network was trained on, and of those that it was evaluated on."""

import itertools
from typing import Any

import numpy as np

from pytorch_study.diagnosis import data
from pytorch_study.diagnosis.facts_labels import of_labels

NONE = np.array([], np.int64)


def of_data(trained: list[data.Batch], evaluated: list[data.Batch]) -> dict[str, Any]:
    """By network: its training as a whole, and each of its evaluations."""
    found: dict[str, Any] = {}
    for model in {batch.model for batch in trained}:
        mine = [batch for batch in trained if batch.model == model]
        wide = mine[0].rows.shape[1]
        mine = [batch for batch in mine if batch.rows.shape[1] == wide and batch.shape[1:] == mine[0].shape[1:]]
        his = [b for b in evaluated if b.model == model and b.rows.shape[1] == wide]
        found[str(model)] = _of_model(mine, his)
    return found


def _of_model(mine: list[data.Batch], his: list[data.Batch]) -> dict[str, Any]:
    mine = [batch for batch in mine if np.isfinite(batch.rows).all()] or mine
    hashes = np.concatenate([batch.hashes for batch in mine])
    distinct, first = np.unique(hashes, return_index=True)
    rows = np.concatenate([batch.rows for batch in mine])[first]
    one: dict[str, Any] = {
        "site": mine[0].site,
        "shape": mine[0].shape,
        "columns": rows.shape[1],
        "distinct": len(distinct),
        "shown": len(hashes),
        "floating": mine[0].floating,
        "bits": _bits(rows),
        "integers": bool((rows == rows.round()).all()),
        "coarse": _are_coarse(rows),
        "mean": float(rows.mean()),
        "std": float(rows.std()),
        "low": float(rows.min()),
        "high": float(rows.max()),
        "column_std": [float(v) for v in np.percentile(rows.std(0), [0, 50, 100])],
        "column_mean": float(np.abs(rows.mean(0)).max()),
        "same_order": _same_order(mine),
        "full_batch": len(mine) > 2
        and all(len(b.hashes) == len(mine[0].hashes) for b in mine[:3])
        and np.array_equal(np.sort(mine[0].hashes), np.sort(mine[1].hashes)),
    }
    labelled = [
        batch
        for batch in mine
        if batch.labels is not None and batch.labels.ndim == 1 and len(batch.labels) == len(batch.hashes)
    ]
    if labelled:
        one |= of_labels(labelled, len(distinct))
    passes: dict[Any, list[data.Batch]] = {}
    for batch in his:
        passes.setdefault((batch.chain, batch.pass_), []).append(batch)
    chains: dict[Any, list[Any]] = {}
    for (chain, _), batches in passes.items():
        theirs = np.concatenate([batch.hashes for batch in batches])
        chains.setdefault(chain, []).append((theirs, batches))
    one["evaluations"] = [_evaluation(several, mine, rows) for several in chains.values()]
    return one


def _evaluation(several: list[Any], mine: list[data.Batch], rows: Any) -> dict[str, Any]:
    """Of what one line evaluates: its last pass, next to what had been trained on until then."""
    theirs, batches = several[-1]
    before = [one for one in mine if one.pass_ <= batches[-1].pass_]
    before = [one for one in before if one.era == batches[-1].era] or before
    known = np.concatenate([one.hashes for one in before]) if before else NONE
    seen = set(known.tolist())
    values = np.concatenate([batch.rows for batch in batches])
    mirrored = np.concatenate([batch.mirrored for batch in batches if batch.mirrored is not None] or [NONE])
    unlike = [k for k in range(len(mirrored)) if len(mirrored) == len(theirs) and mirrored[k] != theirs[k]]
    answers = np.concatenate([batch.answers for batch in batches if batch.answers is not None] or [NONE])
    known_ones = np.array([h in seen for h in theirs.tolist()], bool)
    shares = [float(np.isin(batch.hashes, known).mean()) for batch in batches]
    return {
        "site": batches[0].site,
        "chain": batches[0].chain,
        "loader": batches[0].loader,
        "training": any(batch.training for batch in batches),
        "count": len(theirs),
        "distinct": len(np.unique(theirs)),
        "passes": len(several),
        "moments": len({one[0].pass_ for _, one in several}),
        "set": int(np.bitwise_xor.reduce(np.unique(theirs))) if len(theirs) else 0,
        "overlap": float(known_ones.mean()) if len(theirs) else 0.0,
        "apart": all(share > 0.98 or share < 0.02 for share in shares) and len(set(np.round(shares))) > 1,
        "covered": float(np.isin(np.unique(known), theirs).mean()) if len(known) else 0.0,
        "mirrored": float(np.mean([mirrored[k] in seen for k in unlike])) if unlike else 0.0,
        "mean": float(values.mean()),
        "std": float(values.std()),
        "stretch": _stretch(rows, values, 10),
        "core": _stretch(rows, values, 30),
        "inner": _inner(values) / _inner(rows) if _inner(rows) and _inner(values) else None,
        "shifted": _shifted(rows, values),
        "low": float(values.min()),
        "high": float(values.max()),
        "changes": _changes(several),
        "majority": float(np.bincount(answers).max() / len(answers)) if len(answers) else 0.0,
        "answers": len(answers),
        "union": _union(rows, values, ~known_ones),
    }


def _bits(rows: Any) -> float:
    """How many bits an example can hold at most: with few, equal examples are no surprise."""
    few = rows[:2000]
    return float(sum(np.log2(len(np.unique(few[:, k]))) for k in range(few.shape[1])))


def _are_coarse(rows: Any) -> bool:
    """Whether every column has few values, as counts, classes and rounded numbers have: scaling them leaves that."""
    few = rows[:2000]
    return max(len(np.unique(few[:, k])) for k in range(few.shape[1])) <= max(0.5 * len(few), 2)


def _stretch(rows: Any, values: Any, low: float) -> float:
    """How many times wider or narrower a column of the second ones is than of the first.

    From one percentile to the one as far from the other end: what lies outside does not count. Columns that are nearly
    always the same number, 0 as a rule, are as wide as the others usually lie away from it.
    """
    first, second = _width(rows, low), _width(values, low)
    live = (first > 0) & (second > 0)
    return float(np.exp(np.median(np.abs(np.log(second[live] / first[live]))))) if live.any() else 1.0


def _width(rows: Any, low: float) -> Any:
    ends = np.percentile(rows, [low, 50, 100 - low], axis=0)
    width = ends[2] - ends[0]
    for k in np.flatnonzero(width == 0):
        apart = np.abs(rows[:, k] - ends[1, k])
        width[k] = np.median(apart[apart > 0]) if (apart > 0).sum() >= 5 else 0.0
    return width


def _inner(rows: Any) -> float:
    """How far the numbers of one example lie apart: this stays the same where a series drifts."""
    return float(np.median(rows.std(1))) if rows.shape[1] > 1 else 0.0


def _shifted(rows: Any, values: Any) -> float:
    """How far three quarters of the columns have moved at least, in widths of the first ones."""
    width = np.percentile(rows, 90, axis=0) - np.percentile(rows, 10, axis=0)
    live = width > 1e-6 * (np.abs(rows).max() + 1e-12)
    if not live.any():
        return 0.0
    moved = np.abs(np.median(values, axis=0) - np.median(rows, axis=0))[live] / width[live]
    return float(np.percentile(moved, 25))


def _changes(several: list[Any]) -> float:
    """The share of examples that are other ones in the next evaluation of as many."""
    shares = [
        1 - float(np.isin(two, one).mean())
        for (one, _), (two, _) in itertools.pairwise(several)
        if len(one) == len(two) and len(one) > 3
    ]
    return min(shares, default=0.0)


def _union(rows: Any, values: Any, new: Any) -> dict[str, float]:
    """How far means are from 0 and deviations from 1, with the evaluated examples and without."""
    both = np.concatenate([rows, values[new]]).astype(np.float64)
    alone = rows.astype(np.float64)
    live = both.std(0) > 1e-6
    if live.sum() < 1 or len(both) < 20:
        return {}
    return {
        "mean": float(np.abs(both.mean(0)[live]).max()),
        "std": float(np.abs(both.std(0)[live] - 1).max()),
        "mean_alone": float(np.abs(alone.mean(0)[live]).max()),
        "edges": float(max(np.abs(both.min(0)[live]).max(), np.abs(both.max(0)[live] - 1).max())),
        "edges_alone": float(max(np.abs(alone.min(0)[live]).max(), np.abs(alone.max(0)[live] - 1).max())),
        "new": int(np.sum(new)),
    }


def _same_order(mine: list[data.Batch]) -> bool:
    """Whether the second time the examples come in the same batches as the first time."""
    keys = [int(batch.hashes[0]) for batch in mine]
    if keys[0] not in keys[1:]:
        return False
    period = keys.index(keys[0], 1)
    again = keys[period : 2 * period]
    return period > 2 and len(again) > 2 and keys[: len(again)] == again
