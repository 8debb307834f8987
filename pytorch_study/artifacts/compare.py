"""Compare runs: their settings, results and curves."""

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
    *which: Run | Path | str | Sequence[Run | Path | str],
    names: Sequence[Run | Path | str] = (),
    runs: Path | str = "runs",
    picture: Path | str | None = None,
) -> dict[str, Any]:
    """Compare runs and draw their curves in one figure.

    Args:
        which: the runs, as `Run` values, folders or names, one after the other or in a list.
        names: the same, as a list.
        runs: the folder to search for names, and for the figure.
        picture: where to write the figure; None: `compare_NAMES.png` in `runs`.

    Returns:
        `differences` (field: one value per run), `results` (run: its result or None) and `picture` (a path).

    Raises:
        UsageError: there are fewer than two runs, one does not exist, or their tasks differ.
    """
    chosen: list[Run | Path | str] = [*names]
    for one in which:
        chosen += [one] if isinstance(one, Run | Path | str) else one
    if len(chosen) < 2:
        raise UsageError("compare_two")
    runs = Path(runs)
    found = [name if isinstance(name, Run) else folder.find(str(name), runs) for name in chosen]
    metadata = [run.metadata for run in found]
    if len({each["task"] for each in metadata}) > 1:
        raise UsageError("compare_tasks")
    differ = differing([flat(each) for each in metadata])
    unique = len({run.name for run in found}) == len(found)
    by_title = {run.name if unique else str(run.folder): run for run in found}  # a copy of a run has the same name
    joined = "_".join(run.name for run in found) if len(found) < 4 else f"{found[0].name}_and_{len(found) - 1}_more"
    path = Path(picture) if picture else runs / f"compare_{joined}.png"
    histories = {title: run.history for title, run in by_title.items()}
    curves = learning.overlay(histories, metadata[0]["headline"])
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    canvas.save(curves, path)
    results = {title: run.result for title, run in by_title.items()}
    return {"differences": differ, "results": results, "picture": str(path)}


def flat(metadata: dict[str, Any]) -> dict[str, Any]:
    """Flatten a run's metadata: the recipe's fields and what it was trained on in one dict."""
    data = metadata["data"]
    fingerprint = {f"data_{name}": value for name, value in data.get("fingerprint", {}).items()}
    basics = {name: metadata[name] for name in ("lesson", "seed")}
    return {
        **basics,
        "recipe": metadata["recipe_name"],
        "images": data.get("images"),
        "table_file": (data.get("table") or {}).get("path"),
        "examples": data.get("examples"),
        **fingerprint,
        **metadata["recipe"],
    }


def differing(recipes: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """The fields in which any recipe differs from the first, with one value per recipe."""
    found: dict[str, list[Any]] = {}
    for other in recipes[1:]:
        for field in differences(recipes[0], other):
            found[field] = [recipe.get(field) for recipe in recipes]
    return found
