"""Runs side by side."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pytorch_study.artifacts import folder
from pytorch_study.artifacts.folder import Run
from pytorch_study.errors import UsageError
from pytorch_study.files import disk
from pytorch_study.plots import canvas, learning
from pytorch_study.recipe import differences


def compare(
    names: Sequence[Run | Path | str], *, runs: Path | str = "runs", picture: Path | str | None = None
) -> dict[str, Any]:
    """What differs between runs, and their curves over each other.

    Returns:
        `differences` (field: a value a run), `results` (run: its result or None) and `picture` (a path).

    Raises:
        UsageError: there are fewer than two, or one of them is not there, or they learned different things.
    """
    if len(names) < 2:
        raise UsageError("compare_two")
    runs = Path(runs)
    found = [name if isinstance(name, Run) else folder.find(str(name), runs) for name in names]
    about = [run.metadata for run in found]
    if len({one["task"] for one in about}) > 1:
        raise UsageError("compare_tasks")
    differ = differing([flat(one) for one in about])
    unique = len({run.name for run in found}) == len(found)
    titled = {run.name if unique else str(run.folder): run for run in found}  # a copy of a run has its name
    shown = "_".join(run.name for run in found) if len(found) < 4 else f"{found[0].name}_and_{len(found) - 1}_more"
    path = Path(picture) if picture else runs / f"compare_{shown}.png"
    histories = {title: run.history for title, run in titled.items()}
    curves = learning.overlay(histories, about[0]["headline"])
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    canvas.save(curves, path)
    results = {title: run.result for title, run in titled.items()}
    return {"differences": differ, "results": results, "picture": str(path)}


def flat(about: dict[str, Any]) -> dict[str, Any]:
    """A run's metadata as one table: the recipe's fields beside what it was trained on."""
    data = about["data"]
    fingerprint = {f"data_{name}": value for name, value in data.get("fingerprint", {}).items()}
    common = {name: about[name] for name in ("lesson", "seed")}
    return {
        **common,
        "recipe": about["recipe_name"],
        "images": data.get("images"),
        "examples": data.get("examples"),
        **fingerprint,
        **about["recipe"],
    }


def differing(recipes: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """The fields in which any recipe differs from the first, each with a value a recipe."""
    found: dict[str, list[Any]] = {}
    for other in recipes[1:]:
        for field in differences(recipes[0], other):
            found[field] = [recipe.get(field) for recipe in recipes]
    return found
