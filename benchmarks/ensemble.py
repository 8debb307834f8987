"""An ensemble: the mean of the logits of members, each trained and scored by `accuracy`.

`accuracy --keep` keeps each member's logits for the test set, (N, classes); here they are only added up.
"""

import json
import statistics
from collections.abc import Sequence
from typing import Any

import click
import numpy as np

from benchmarks import accuracy
from pytorch_study import lessons, measurements
from pytorch_study.files import write_json
from pytorch_study.lesson import DataOptions
from pytorch_study.preparation import load_data
from pytorch_study.recipe import digest


def measure(lesson_name: str, recipe_names: Sequence[str]) -> dict[str, Any]:
    """Score the ensemble of all kept members, and write it to `results/<lesson>_ensemble.json`.

    No member is chosen or left out by its score.

    Args:
        lesson_name: name of a built-in lesson.
        recipe_names: the recipes whose members are averaged.
    """
    lesson = lessons.get(lesson_name)
    recipes = {name: lesson.recipes[name] for name in recipe_names}
    members = {
        f"{name} seed {path.stem.rsplit('-', 1)[1]}": np.load(path)
        for name, recipe in recipes.items()
        for path in sorted(accuracy.MEMBERS.glob(f"{lesson_name}-{digest(recipe)}-*.npy"))
    }
    if len(members) < 2:
        raise click.ClickException(f"fewer than two members of {lesson_name}: train with `accuracy --keep` first")
    splits, _ = load_data(lesson, next(iter(recipes.values())), DataOptions(), 0)
    y = splits.test().y.numpy()
    each = [float((logits.argmax(1) == y).mean()) for logits in members.values()]
    together = float((np.mean(list(members.values()), 0).argmax(1) == y).mean())
    recorded = json.loads((measurements.RESULTS / f"{lesson_name}.json").read_text("utf-8"))["runs"]
    work = {f"{run['label']} seed {run['seed']}": run["operations"] for run in recorded if "operations" in run}
    found = {
        "members": list(members),
        "operations": sum(work[name] for name in members),
        "test_accuracy_flip": together,
        "test_accuracy_flip_each": each,
        "test_accuracy_flip_mean": statistics.fmean(each),
        **accuracy.where(f"python -m benchmarks ensemble {lesson_name} {' '.join(recipe_names)}"),
    }
    path = measurements.RESULTS / f"{lesson_name}_ensemble.json"
    before = json.loads(path.read_text("utf-8")) if path.exists() else {}
    write_json(path, before | {"+".join(recipe_names): found})
    return found
