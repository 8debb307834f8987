"""Compare runs: their settings, results and curves."""

import hashlib
import json
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
        `differences` (field: one value per run), `results` (run: its result or None), `headline` (the metric they are
        compared by) and `picture` (a path).

    Raises:
        UsageError: there are fewer than two runs, one does not exist or is given twice, or their tasks differ.
    """
    chosen: list[Run | Path | str] = [*names]
    for one in which:
        chosen += [one] if isinstance(one, Run | Path | str) else one
    if len(chosen) < 2:
        raise UsageError("compare_two")
    runs = Path(runs)
    found = [name if isinstance(name, Run) else folder.find(str(name), runs) for name in chosen]
    folders = [run.folder.resolve() for run in found]
    if twice := [run.name for run, place in zip(found, folders, strict=True) if folders.count(place) > 1]:
        raise UsageError("compare_same", name=twice[0])
    metadata = [run.metadata for run in found]
    if len({(each["task"], each["headline"]) for each in metadata}) > 1:
        raise UsageError("compare_tasks")
    differ = differing([flat(each, name) for each, name in zip(metadata, data_names(metadata), strict=True)])
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
    return {"differences": differ, "results": results, "headline": metadata[0]["headline"], "picture": str(path)}


def flat(metadata: dict[str, Any], data: str) -> dict[str, Any]:
    """Flatten a run's metadata: the recipe's fields and what it was trained on, called `data`, in one dict."""
    basics = {name: metadata[name] for name in ("lesson", "seed")}
    recipe, examples = metadata["recipe_name"], metadata["data"].get("examples")
    return {**basics, "recipe": recipe, "data": data, "examples": examples, **metadata["recipe"]}


def data_names(metadata: Sequence[dict[str, Any]]) -> list[str]:
    """What the data of each run are called: the folder or table of the learner's own, else the lesson.

    Whole paths are used where names are the same for several paths. Where the content differs all the same, although
    nothing does that chooses the examples, a few digits of its digest follow.
    """
    paths = [_own_data(each) for each in metadata]
    short = [Path(path).name if path else each["lesson"] for path, each in zip(paths, metadata, strict=True)]
    if len(set(short)) < len({path or each["lesson"] for path, each in zip(paths, metadata, strict=True)}):
        short = [path or each["lesson"] for path, each in zip(paths, metadata, strict=True)]
    chosen = [(each["seed"], *(each["recipe"].get(name) for name in ("limit", "validation"))) for each in metadata]
    digests = [_digest(each["data"].get("fingerprint", {})) for each in metadata]
    same = [
        {digest for other, pick, digest in zip(short, chosen, digests, strict=True) if (other, pick) == (name, mine)}
        for name, mine in zip(short, chosen, strict=True)
    ]
    return [
        f"{name} #{digest}" if len(found) > 1 else name
        for name, digest, found in zip(short, digests, same, strict=True)
    ]


def _own_data(metadata: dict[str, Any]) -> str | None:
    """The path of the learner's own images or table; None for the lesson's data."""
    data = metadata["data"]
    return data.get("images") or (data.get("table") or {}).get("path")


def _digest(fingerprint: dict[str, Any]) -> str:
    rounded = {name: round(value, 6) if isinstance(value, float) else value for name, value in fingerprint.items()}
    return hashlib.sha256(json.dumps(rounded, sort_keys=True).encode()).hexdigest()[:6]


def differing(recipes: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """The fields in which any recipe differs from the first, with one value per recipe."""
    found: dict[str, list[Any]] = {}
    for other in recipes[1:]:
        for field in differences(recipes[0], other):
            found[field] = [recipe.get(field) for recipe in recipes]
    return found
