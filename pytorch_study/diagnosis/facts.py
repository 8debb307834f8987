"""What can only be said at the end: of the data as a whole, of weights as they are, of the time that was waited."""

import contextlib
import itertools
from typing import Any

import numpy as np
import torch

from pytorch_study.diagnosis import data, examples, probes, slow_lines, unheard
from pytorch_study.diagnosis.facts_data import of_data
from pytorch_study.diagnosis.notes import Notes


def settle(notes: Notes, roots: Any, loop: Any, loaders: Any, shown: data.Data) -> None:
    """Write the last facts down."""
    facts = notes.facts
    facts["weights"] = _weights(notes, roots)
    facts["called"] = frozenset(roots.called)
    facts["modules"] = _modules(notes, roots)
    facts["heard"] = unheard.of_networks(notes, roots)
    facts["strays"] = {
        notes.number(p): site
        for layer, site in list(roots.made.items())
        for p in layer._parameters.values()
        if p is not None and site is not None and notes.number(p) not in notes.params
    }
    facts["waits"] = [{**wait, "loader": None} for wait in loaders.waits.values()]
    facts["random_items"] = _random_items(loaders)
    facts["slow"] = slow_lines.of_loaders(loaders, notes.sources)
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
    """Of every weight matrix: whether all its rows are equal (then its units can never become different).

    Nearly: a sum over many examples is rounded in another way in some rows.
    """
    found = {}
    for module in list(roots.known):
        for p in module.parameters():
            if p.ndim < 2 or p.shape[0] < 2 or p.numel() > 5_000_000:
                continue
            w = p.detach().reshape(p.shape[0], -1)
            found[notes.number(p)] = {
                "equal": bool(((w - w[:1]).abs() <= 1e-3 * w.abs().max()).all()),
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
                    "frozen": not p.requires_grad,
                }
    return found


def _loaders(loaders: Any) -> list[dict[str, Any]]:
    """Of every loader: its order, its batch size, and the examples that its data set was cut from."""
    found = []
    for wait in loaders.waits.values():
        loader = wait["loader"]
        one = {"site": wait["site"], "batch_size": loader.batch_size, "sampler": type(loader.sampler).__name__}
        one |= {"steps": sorted(wait["steps"])[:50], "batches": wait["batches"], "workers": loader.num_workers}
        one["trained"] = wait.get("trained", False)
        one["class"] = type(getattr(loader.dataset, "dataset", loader.dataset)).__name__
        indices = getattr(loader.dataset, "indices", None)
        if indices is not None and hasattr(loader.dataset, "dataset"):
            one["base"], one["indices"] = id(loader.dataset.dataset), frozenset(int(i) for i in indices)
        found.append(one)
    return found


def _random_items(loaders: Any) -> dict[Any, float | None]:
    """Of every loader's site: how far two answers for the same example are apart, next to two examples.

    None: they are equal. About 1: the data set makes up its examples, and does not change ones that it has.
    """
    found: dict[Any, float | None] = {}
    for wait in loaders.waits.values():
        loader = wait["loader"]
        if not hasattr(loader.dataset, "__getitem__") or isinstance(loader.dataset, torch.utils.data.IterableDataset):
            continue
        with contextlib.suppress(Exception), probes.off_the_record(loader.dataset):
            if (dataset := examples.copied(loader.dataset)) is None:
                continue
            few = range(min(4, len(dataset)))
            one, two = ([_tensor(dataset[k]) for k in few] for _ in range(2))
            if all(x is not None for x in (*one, *two)):
                twice = [float(np.abs(x.astype(float) - y.astype(float)).mean()) for x, y in zip(one, two, strict=True)]
                other = [float(np.abs(x.astype(float) - y.astype(float)).mean()) for x, y in itertools.pairwise(one)]
                found[wait["site"]] = float(np.mean(twice) / (np.mean(other) + 1e-12)) if max(twice) > 0 else None
    return found


def _tensor(item: Any) -> Any:
    item = item[0] if isinstance(item, tuple | list) else item
    return (
        np.asarray(item.detach().cpu() if isinstance(item, torch.Tensor) else item)
        if isinstance(item, torch.Tensor | np.ndarray)
        else None
    )
