"""A data set that may be asked: a copy, so that the script's own counts, caches and generators stay as they are."""

import contextlib
import copy
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

LARGEST = 500_000_000
"""Bytes of tensors and arrays. What is larger is not copied, and not asked."""
MOST = 300_000
"""Objects."""


def copied(dataset: Any) -> Any | None:
    """A copy of a data set; None: it cannot be copied, as one with an open file, or would take too long."""
    if not _is_small(dataset):
        return None
    with contextlib.suppress(Exception):
        return copy.deepcopy(dataset)
    return None


def _is_small(thing: Any) -> bool:
    size, seen, todo = 0, set(), [thing]
    while todo:
        one = todo.pop()
        if id(one) in seen or isinstance(one, str | bytes | int | float | type | None):
            size += len(one) if isinstance(one, str | bytes) else 0
            continue
        seen.add(id(one))
        if isinstance(one, torch.Tensor):
            size += one.numel() * one.element_size()
        elif isinstance(one, np.ndarray):
            size += one.nbytes
            todo += one.ravel().tolist() if one.dtype == object and one.size < MOST else ()
        elif isinstance(one, Mapping):
            todo += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple | set):
            todo += one
        else:
            todo += getattr(one, "__dict__", {}).values()
        if size > LARGEST or len(seen) + len(todo) > MOST:
            return False
    return True
