"""What can only be said at the end: of the data as a whole, of weights as they are, of the time that was waited."""

import contextlib
import itertools
import random
from typing import Any

import numpy as np
import torch

from pytorch_study.diagnosis import data
from pytorch_study.diagnosis.notes import Notes

FEW = 1500
"""Pairs that are asked whether anything can be learned from them."""


def settle(notes: Notes, roots: Any, loop: Any, loaders: Any, shown: data.Data) -> None:
    """Write the last facts down."""
    facts = notes.facts
    facts["weights"] = _weights(notes, roots)
    facts["called"] = frozenset(roots.called)
    facts["modules"] = _modules(notes, roots)
    facts["waits"] = [{**wait, "loader": None} for wait in loaders.waits.values()]
    facts["random_items"] = _random_items(loaders)
    facts["loaders"] = _loaders(loaders)
    facts["versions"] = {
        notes.number(p): p._version
        for one in loop.alive.values()
        for group in one.param_groups
        for p in group["params"]
    }
    facts["requires"] = {
        notes.number(p): p.requires_grad
        for one in loop.alive.values()
        for group in one.param_groups
        for p in group["params"]
    }
    trained = [batch for batch in shown.trained if len(batch.rows)]
    evaluated = [batch for batch in shown.evaluated if len(batch.rows)]
    facts["data"] = of_data(trained, evaluated)


def _weights(notes: Notes, roots: Any) -> dict[int, dict[str, Any]]:
    """Of every weight matrix: whether all its rows are equal (then its units can never become different)."""
    found = {}
    for module in list(roots.known):
        for p in module.parameters():
            if p.ndim < 2 or p.shape[0] < 2 or p.numel() > 5_000_000:
                continue
            w = p.detach().reshape(p.shape[0], -1)
            found[notes.number(p)] = {
                "equal": bool((w == w[:1]).all()),
                "zero": bool((w == 0).all()),
                "rows": p.shape[0],
            }
    return found


def _modules(notes: Notes, roots: Any) -> dict[int, dict[str, Any]]:
    """Of every parameter of a network: its layer, whether it was called, where it was made."""
    found = {}
    for module in list(roots.known):
        for layer in module.modules():
            for p in layer.parameters(recurse=False):
                found[notes.number(p)] = {
                    "layer": type(layer).__name__,
                    "called": notes.number(layer) in roots.called,
                    "site": roots.made.get(layer),
                    "root": roots.made.get(module),
                    "torch": type(layer).__module__.startswith("torch.nn"),
                }
    return found


def _loaders(loaders: Any) -> list[dict[str, Any]]:
    """Of every loader: its order, its batch size, and the examples that its data set was cut from."""
    found = []
    for wait in loaders.waits.values():
        loader = wait["loader"]
        one = {"site": wait["site"], "batch_size": loader.batch_size, "sampler": type(loader.sampler).__name__}
        one |= {"steps": sorted(wait["steps"])[:50], "batches": wait["batches"], "workers": loader.num_workers}
        indices = getattr(loader.dataset, "indices", None)
        if indices is not None and hasattr(loader.dataset, "dataset"):
            one["base"], one["indices"] = id(loader.dataset.dataset), frozenset(int(i) for i in indices)
        found.append(one)
    return found


def _random_items(loaders: Any) -> dict[Any, bool]:
    """Of every loader's site: whether its data set gives another example each time it is asked for the same one."""
    found: dict[Any, bool] = {}
    for wait in loaders.waits.values():
        loader = wait["loader"]
        if not hasattr(loader.dataset, "__getitem__") or isinstance(loader.dataset, torch.utils.data.IterableDataset):
            continue
        states = torch.get_rng_state(), np.random.get_state(), random.getstate()
        with contextlib.suppress(Exception):
            differ = False
            for k in range(min(3, len(loader.dataset))):
                one, two = (_tensor(loader.dataset[k]) for _ in range(2))
                differ = differ or (one is not None and two is not None and not np.array_equal(one, two))
            found[wait["site"]] = differ
        torch.set_rng_state(states[0])
        np.random.set_state(states[1])
        random.setstate(states[2])
    return found


def _tensor(item: Any) -> Any:
    item = item[0] if isinstance(item, tuple | list) else item
    return (
        np.asarray(item.detach().cpu() if isinstance(item, torch.Tensor) else item)
        if isinstance(item, torch.Tensor | np.ndarray)
        else None
    )


def of_data(trained: list[data.Batch], evaluated: list[data.Batch]) -> dict[str, Any]:
    """What the examples say: by network, of those that it was trained on and those that it was evaluated on."""
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
        "integers": bool((rows == rows.round()).all()),
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
        one |= _of_labels(labelled, len(distinct))
    passes: dict[Any, list[data.Batch]] = {}
    for batch in his:
        passes.setdefault((batch.site, batch.pass_), []).append(batch)
    seen = set(hashes.tolist())
    one["evaluations"] = []
    sites: dict[Any, list[Any]] = {}
    for (site, _), batches in passes.items():
        theirs = np.concatenate([batch.hashes for batch in batches])
        sites.setdefault(site, []).append((theirs, batches))
    for site, several in sites.items():
        theirs, batches = several[-1]
        values = np.concatenate([batch.rows for batch in batches])
        mirrored = np.concatenate(
            [batch.mirrored for batch in batches if batch.mirrored is not None] or [np.array([], np.int64)]
        )
        unlike = [k for k in range(len(mirrored)) if len(mirrored) == len(theirs) and mirrored[k] != theirs[k]]
        answers = np.concatenate(
            [batch.answers for batch in batches if batch.answers is not None] or [np.array([], np.int64)]
        )
        one["evaluations"].append(
            {
                "site": site,
                "training": any(batch.training for batch in batches),
                "count": len(theirs),
                "passes": len(several),
                "overlap": float(np.mean([h in seen for h in theirs.tolist()])),
                "mirrored": float(np.mean([mirrored[k] in seen for k in unlike])) if unlike else 0.0,
                "mean": float(values.mean()),
                "std": float(values.std()),
                "low": float(values.min()),
                "high": float(values.max()),
                "changes": _changes(several),
                "majority": float(np.bincount(answers).max() / len(answers)) if len(answers) else 0.0,
                "answers": len(answers),
                "union": _union(rows, values, [h not in seen for h in theirs.tolist()]),
                "sets": {hash(theirs.tobytes())},
            }
        )
    return one


def _changes(several: list[Any]) -> float:
    """The share of examples that are other ones in the next evaluation of as many."""
    shares = [
        1 - float(np.isin(two, one).mean())
        for (one, _), (two, _) in itertools.pairwise(several)
        if len(one) == len(two) and len(one) > 3
    ]
    return min(shares, default=0.0)


def _union(rows: Any, values: Any, new: list[bool]) -> dict[str, float]:
    """How far means are from 0 and deviations from 1, with the evaluated examples and without."""
    both = np.concatenate([rows, values[np.array(new, bool)]]).astype(np.float64)
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


def _of_labels(mine: list[data.Batch], distinct: int) -> dict[str, Any]:
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
    if len(kept) >= 4 and len(labels) / len(kept) >= 2:
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
    _, first = np.unique(np.concatenate([batch.hashes for batch in kept]), return_index=True)
    first = first[np.isfinite(rows[first]).all(1)]
    few = np.random.RandomState(0).permutation(first)[:FEW]
    own = whole and all(len(np.unique(batch.labels)) == len(batch.labels) for batch in kept)  # contrastive: none twice
    found["learnable"] = None if own else learnable(rows[few], labels[few], whole)
    found["count"] = len(labels)
    return found


def learnable(rows: Any, labels: Any, whole: bool) -> float | None:
    """How much better the nearest neighbour's label fits than a random one, in standard deviations.

    Returns:
        About 0 where the inputs tell nothing of the labels; None: too few pairs.
    """
    if len(rows) < 60 or len(np.unique(labels)) < 2:
        return None
    scaled = (rows - rows.mean(0)) / (rows.std(0) + 1e-6)
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
