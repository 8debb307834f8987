"""What the page needs to know of a task's headline, so that its JavaScript never asks which task it is."""

from collections.abc import Mapping
from typing import Any

from pytorch_study.lesson import DataInfo
from pytorch_study.metrics import is_share
from pytorch_study.task import TASKS, Task


def headline_json(name: str, task: Task | None = None) -> dict[str, Any]:
    """A headline metric: `test_NAME` is its key in a result, `val_NAME` in a run's history.

    `higher_is_better` is None where a run's task is known by its headline alone.
    """
    known = task or next((one for one in TASKS.values() if one.headline == name), None)
    return {"name": name, "percent": is_share(name), "higher_is_better": known and known.higher_is_better}


def headline_of(name: str, result: Mapping[str, Any]) -> dict[str, Any]:
    """The headline of a result (or of a card) and its value; None where there is no result yet."""
    return {"headline": headline_json(name), "score": result.get(f"test_{name}")}


def classifies_images(info: DataInfo) -> bool:
    """Whether a model takes pictures and answers with one of a few classes that have names."""
    return info.input == "image" and bool(info.labels)
