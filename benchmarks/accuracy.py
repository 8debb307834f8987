"""Accuracy over seeds: train, score the test set once, append. Seed 0's weights ship, whatever its score."""

import io
import json
import math
import re
import shutil
import statistics
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from filelock import FileLock
from matplotlib.figure import Figure

from benchmarks import operations
from pytorch_study import api, lessons, measurements, text
from pytorch_study.artifacts import Run, report, weights
from pytorch_study.artifacts.environment import environment
from pytorch_study.data.augment import FLIPS
from pytorch_study.engine import score
from pytorch_study.engine.compute import DEFAULT_THREADS
from pytorch_study.files import sha256, write, write_json
from pytorch_study.lesson import DataOptions, pick_recipe
from pytorch_study.metrics import headline
from pytorch_study.plots import canvas
from pytorch_study.preparation import load_data
from pytorch_study.recipe import Recipe, change, digest, fields
from pytorch_study.renamed import AUGMENT
from pytorch_study.task import find_task
from pytorch_study.trained import Trained, load_trained

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
KEPT = ROOT / "runs" / "benchmarks"
"""Folder of unfinished trainings."""
MEMBERS = ROOT / "runs" / "members"
"""Folder of the logits of trained members of an ensemble."""
LARGE = 1_000_000
"""Models with more parameters ship in half precision."""
COURSE = 60
"""About so many losses of a training are recorded."""
MEANS = ("test_accuracy", "test_accuracy_flip", "test_rmse", "test_mae", "test_r2", "test_nats", "test_loss")
HELD_OUT = ("val_accuracy", "val_accuracy_flip")
"""Scores of a trial, by pictures held out of the training set."""


def measure(
    lesson_name: str,
    recipe_name: str | None,
    changes: dict[str, Any],
    seeds: range,
    part_of: tuple[str, str] | None = None,
    train: Callable[..., Run] = api.train,
    ship: bool = False,
    flips: bool = True,
    keep: bool = False,
    trial: bool = False,
) -> None:
    """Train with each seed and append the scores to `results/<lesson>.json`; seeds that are there are skipped.

    Two processes may run at the same time on different seeds: on two cores, two trainings with one thread each finish
    sooner than one after the other. Their seconds are then those of one thread.

    Args:
        lesson_name: name of a built-in lesson.
        recipe_name: None: the lesson's default.
        changes: recipe fields to change; the results are then labelled `recipe field=value`.
        seeds: random seeds.
        part_of: another benchmark that these runs belong to: its file name in `results/`, and its command. Then no
            weights ship and no pictures are drawn.
        train: the training function, with the signature of `api.train`.
        ship: whether seed 0's weights and pictures go into the package and the docs; those of the default recipe, and
            of recipes whose weights ship already, always do.
        flips: whether a recipe that flips images is scored with flip TTA, too, which takes twice as long again.
        keep: whether the logits with flip TTA are kept, for `ensemble`.
        trial: whether the recipe is judged by its validation set: what the test set says is then not recorded.
    """
    lesson = lessons.get(lesson_name)
    name, base = pick_recipe(lesson, recipe_name)
    recipe = change(base, changes)
    label = label_of(name, changes)
    if trial and find_task(lesson.task).headline != "accuracy":
        raise click.ClickException(f"a trial is judged by accuracy, and {lesson_name} does not classify")
    path = measurements.RESULTS / f"{part_of[0] if part_of else lesson_name}.json"
    for folder in (measurements.RESULTS, weights.SHIPPED):
        folder.mkdir(exist_ok=True)
    there = weights.SHIPPED / f"{lesson_name}-{name}.json"
    ship = not changes and not part_of and (ship or name == lesson.default or there.exists())
    for seed in seeds:
        if _find(_read(path, lesson_name), label, recipe, seed):
            continue
        runs = _folder(path.stem, lesson_name, recipe, seed)
        if train is not api.train:  # only `api.train` can resume: start from scratch
            shutil.rmtree(runs, ignore_errors=True)
        run, started_on = _trained(
            runs,
            partial(
                train, lesson_name, name, seed=seed, runs=runs, quiet=True, changes=changes, threads=DEFAULT_THREADS
            ),
        )
        record = _record(run, label, digest(recipe), changes, seeds, started_on)
        if trial:
            record = {key: value for key, value in record.items() if key not in MEANS}
            record |= _judged(load_trained(run), seed)
        elif flips:
            member = MEMBERS / f"{lesson_name}-{digest(recipe)}-{seed}.npy"
            record |= _flipped(load_trained(run), member if keep else None)
        record |= _worked(load_trained(run))
        if part_of:
            record["command"] = part_of[1]
        if seed == 0 and ship:
            _ship(run, name, record)
            _draw(run, name)
        _append(path, lesson_name, record)
        shutil.rmtree(runs)
        said = " / ".join(f"{record[key]:.4f}" for key in HELD_OUT if key in record) if trial else headline(record)
        click.echo(f"{lesson_name} {label} seed {seed}: {said}")
    if lesson_name == "regression" and name == "cars" and not changes:
        with FileLock(path.with_name(f".{path.name}.lock")):
            content = _read(path, lesson_name)
            known = [run["seed"] for run in content["runs"] if run["label"] == name]
            write_json(path, content | {"baselines": _baselines(known)})


def label_of(recipe_name: str, changes: dict[str, Any]) -> str:
    """The label of a result, with the names that fields and augmentations had when the first one was measured."""
    old = {new: old for old, new in {**Recipe.OLD_NAMES, **AUGMENT}.items()}
    words = [f"{field}={value}" for field, value in changes.items()]
    return re.sub(r"\w+", lambda word: old.get(word[0], word[0]), " ".join([recipe_name, *words]))


def _folder(part_of: str, lesson_name: str, recipe: Recipe, seed: int) -> Path:
    """The runs folder of one training, which exists until its result is recorded."""
    return KEPT / f"{part_of}-{lesson_name}-{digest(recipe)}-{seed}"


def _trained(runs: Path, train: Callable[[], Run]) -> tuple[Run, str]:
    """Start a training in its own folder, or resume it; returns the finished run and the commit it was started on.

    A training may take an hour, so a benchmark that was killed resumes it.
    """
    commit_file = runs / "commit.txt"
    if api.runs(runs):
        run = api.runs(runs)[-1]
        return run if run.result else api.resume(run, quiet=True), commit_file.read_text("utf-8")
    runs.mkdir(parents=True, exist_ok=True)
    write(commit_file, commit().encode())
    return train(), commit_file.read_text("utf-8")


def _read(path: Path, lesson_name: str) -> dict[str, Any]:
    if path.exists():
        return dict(json.loads(path.read_text("utf-8")))
    return {"lesson": lesson_name, "summary": {}, "runs": []}


def _find(content: dict[str, Any], label: str, recipe: Recipe, seed: int) -> bool:
    """Whether there is a result for this seed and exactly this recipe."""
    wanted = (label, digest(recipe), seed)
    return any((run["label"], run["recipe_hash"], run["seed"]) == wanted for run in content["runs"])


def _append(path: Path, lesson_name: str, record: dict[str, Any]) -> None:
    """Add a run and remove those of other versions of the same recipe."""
    with FileLock(path.with_name(f".{path.name}.lock")):
        content = _read(path, lesson_name)
        stale = [r for r in content["runs"] if r["label"] == record["label"]]
        stale = [r for r in stale if r["recipe_hash"] != record["recipe_hash"] or r["seed"] == record["seed"]]
        content["runs"] = [r for r in content["runs"] if r not in stale] + [record]
        content["runs"].sort(key=lambda r: (r["label"], r["seed"]))
        content["summary"] = summarise(content["runs"])
        write_json(path, content)


def summarise(runs: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """By label: number of seeds, [mean, standard deviation] of each score, median seconds, parameters, epochs."""
    found: dict[str, dict[str, Any]] = {}
    for label in dict.fromkeys(run["label"] for run in runs):
        group = [run for run in runs if run["label"] == label]
        found[label] = {"seeds": len(group), "epochs": group[0]["epochs"], "parameters": group[0]["parameters"]}
        for key in (*MEANS, *HELD_OUT):
            values = [run[key] for run in group if key in run]
            if values:
                found[label][key] = [statistics.fmean(values), statistics.stdev(values) if len(values) > 1 else 0.0]
        threads = max(run["threads"] for run in group)  # seconds with fewer threads are not representative
        comparable = [run for run in group if run["threads"] == threads]
        comparable = [run for run in comparable if run["machine"] == comparable[0]["machine"]]
        found[label]["seconds"] = statistics.median(run["seconds"] for run in comparable)
        found[label]["images_per_second"] = statistics.median(run["images_per_second"] for run in comparable)
        found[label] |= {"machine": comparable[0]["machine"], "threads": threads}
        if "operations" in group[0]:
            found[label]["operations"] = group[0]["operations"]
    return found


def _record(
    run: Run, label: str, recipe_hash: str, changes: dict[str, Any], seeds: range, started_on: str
) -> dict[str, Any]:
    result = run.result
    assert result is not None
    env = json.loads((run.folder / "env.json").read_text("utf-8"))
    command = ["python -m benchmarks accuracy", result["lesson"], "--recipe", result["recipe"]]
    command += [f"--set {field}={value}" for field, value in changes.items()]
    trained = load_trained(run)
    return {
        "label": label,
        "recipe": result["recipe"],
        "recipe_hash": recipe_hash,
        "seed": result["seed"],
        **{key: result[key] for key in MEANS if key in result},
        "epochs": result["epochs"],
        "parameters": sum(p.numel() for p in trained.model.parameters()),
        **course(run),
        "seconds": result["seconds"],
        "images_per_second": result["images_per_second"],
        "machine": machine(env) if env["device"] == "cpu" else f"{machine(env)}, {env['device']}",
        **{key: env[key] for key in ("torch", "python", "device", "precision", "threads")},
        "command": " ".join([*command, f"--seeds {seeds.stop}"]),
        "commit": started_on if started_on == commit() else f"{started_on} to {commit()}",
        "date": date.today().isoformat(),
    }


def course(run: Run) -> dict[str, Any]:
    """The losses on the way, where the data bring a validation set of their own; {} where they do not.

    Returns:
        `course`: `train`, a mean for each of about 60 stretches, ever longer ones, and `validation`, after each epoch:
        pairs of the examples' numbers seen, times numbers in each, and the loss. For poems these are characters read.
    """
    if not all(row.get("val_loss") is not None for row in run.history):
        return {}
    trained = load_trained(run)
    size = trained.recipe.batch_size * math.prod(trained.info.shape)
    rows, bounds = run.steps, [0, *np.unique(np.geomspace(1, len(run.steps), COURSE).round().astype(int)).tolist()]
    train = [
        [size * int(rows[last - 1]["step"] or 0), statistics.fmean(row["loss"] or 0 for row in rows[first:last])]
        for first, last in pairwise(bounds)
    ]
    validation = [[size * int(row["step"] or 0), row["val_loss"]] for row in run.history]
    return {"course": {"train": train, "validation": validation}}


def machine(about: dict[str, Any]) -> str:
    """The processor in one line, from the result of `environment`."""
    return f"{about['processor']}, {about['cores']} cores, {about['simd']}"


def commit() -> str:
    """The current commit, with `+` if Python files differ from it; `unknown` without git."""
    try:
        commit = subprocess.run(
            ["git", "rev-parse", "--short=12", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
        code = ["git", "status", "--porcelain", "--", "*.py"]
        changed = subprocess.run(code, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return commit + ("+" if changed else "")


def where(command: str) -> dict[str, Any]:
    """The provenance of a result: machine, versions, command, commit and date."""
    env = environment()
    return {
        "machine": machine(env),
        **{key: env[key] for key in ("torch", "python", "system", "threads")},
        "command": command,
        "commit": commit(),
        "date": date.today().isoformat(),
    }


def _ship(run: Run, name: str, record: dict[str, Any]) -> None:
    """Write the weights and their card into the package; `figures` fills in the card's statistics over seeds.

    A large model ships in float16, and its card then has the scores of the rounded weights.
    """
    result, metadata = run.result, run.metadata
    assert result is not None
    trained = load_trained(run)
    path = weights.SHIPPED / f"{trained.lesson.name}-{name}.safetensors"
    content = (run.folder / "model.safetensors").read_bytes()
    scores = {key: record[key] for key in MEANS if key in record}
    large = record["parameters"] > LARGE
    if large:
        content = weights.to_bytes(trained.model, trained.lesson.name, name, 0, trained.info, torch.float16)
    write(path, content)
    if large:
        weights.load_into(trained.model, path, sha256(content))
        found = api.evaluate(trained)
        scores = {key: found[metric] for key in MEANS if (metric := key.removeprefix("test_")) in found}
        scores |= _flipped(trained)
    card = {
        "lesson": trained.lesson.name,
        "recipe": name,
        "recipe_hash": digest(trained.recipe),
        "seed": 0,
        "fields": fields(trained.recipe),
        "names": {name: value for name, value in metadata["data"]["info"].items() if name != "form"},
        **({"ranges": rows, "distance": metadata["data"]["distance"]} if (rows := metadata["data"]["ranges"]) else {}),
        "precision": "float16" if large else "float32",
        "sha256": sha256(content),
        **scores,
        "test_count": result["test_count"],
        "made_by": f"python -m benchmarks accuracy {trained.lesson.name} --recipe {name}",
        "licence": licence(trained),
        "over_seeds": {},
    }
    write_json(path.with_suffix(".json"), card)


def licence(trained: Trained) -> str:
    """The licence of trained weights: ours, or that of the weights that they were before."""
    start = trained.lesson.weights.get(trained.recipe.init or "")
    return f"{start.licence}, modified" if start else "MIT"


def _flips(recipe: Recipe) -> bool:
    return any(change.partition(":")[0] in FLIPS for change in recipe.augment)


def _flipped(trained: Trained, keep: Path | None = None) -> dict[str, float | None]:
    """The accuracy with horizontal-flip TTA, a separate score; {} if the recipe does not flip images.

    `keep` is a file for the logits, (N, classes) float32.
    """
    if not _flips(trained.recipe):
        return {}
    splits, _ = load_data(trained.lesson, trained.recipe, DataOptions(), 0)
    scored = score.evaluate(trained.model, splits.test(), trained.lesson, trained.recipe, tta_flip=True)
    if keep and scored.output is not None:
        buffer = io.BytesIO()
        np.save(buffer, scored.output.numpy())
        keep.parent.mkdir(parents=True, exist_ok=True)
        write(keep, buffer.getvalue())
    return {"test_accuracy_flip": scored.value("accuracy")}


def _judged(trained: Trained, seed: int) -> dict[str, float | None]:
    """The accuracy on the validation set, without and, if the recipe flips images, with flip TTA."""
    splits, _ = load_data(trained.lesson, trained.recipe, DataOptions(), seed)
    assert splits.validation is not None
    found = {}
    for key, flip in zip(HELD_OUT, (False, True), strict=True):
        if not flip or _flips(trained.recipe):
            scored = score.evaluate(trained.model, splits.validation, trained.lesson, trained.recipe, tta_flip=flip)
            found[key] = scored.value("accuracy")
    return found


def _worked(trained: Trained) -> dict[str, int]:
    """How many operations a training took, as `operations`; {} where they are not counted."""
    splits, recipe = load_data(trained.lesson, trained.recipe, DataOptions(), 0)
    found = operations.of_training(trained.lesson, recipe, splits.train)
    return {} if found is None else {"operations": found}


def _draw(run: Run, label: str) -> None:
    """Write those of the report's pictures that the docs show, in both languages."""
    pages = "".join(path.read_text("utf-8") for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
    trained = load_trained(run)
    splits, _ = load_data(trained.lesson, trained.recipe, DataOptions(), 0)
    result = score.evaluate(trained.model, splits.test(), trained.lesson, trained.recipe)
    for language in languages():
        report.draw(run, trained.lesson, trained.recipe, trained.model, splits, result, run.result or {})
        folder = PICTURES / language
        folder.mkdir(parents=True, exist_ok=True)
        for picture in run.folder.glob("*.png"):
            name = f"{trained.lesson.name}-{label}-{picture.name}"
            if f"{language}/{name}" in pages:
                write(folder / name, picture.read_bytes())


def languages() -> Iterator[str]:
    """Both languages, each in use while it is the caller's turn."""
    before = text.language()
    for language in ("zh", "en"):
        text.use(language)
        yield language
    text.use(before)


def save_picture(name: str, draw: Callable[[], Figure]) -> None:
    """Draw a picture of the docs in both languages."""
    for language in languages():
        path = PICTURES / language / name
        path.parent.mkdir(parents=True, exist_ok=True)
        canvas.save(draw(), path)


def _baselines(seeds: list[int]) -> list[dict[str, Any]]:
    """RMSE of scikit-learn's least squares and gradient boosting, with their defaults, on the same splits."""
    from sklearn.ensemble import GradientBoostingRegressor  # type: ignore[import-untyped]
    from sklearn.linear_model import LinearRegression  # type: ignore[import-untyped]

    lesson = lessons.get("regression")
    scores: dict[str, list[float]] = {"LinearRegression": [], "GradientBoostingRegressor": []}
    for seed in seeds:
        splits = lesson.load(lesson.recipes["cars"], DataOptions(), seed)
        train, test = splits.train, splits.test()
        for model in (LinearRegression(), GradientBoostingRegressor(random_state=seed)):
            predicted = model.fit(train.x.numpy(), train.y[:, 0].numpy()).predict(test.x.numpy())
            scores[type(model).__name__].append(float(((predicted - test.y[:, 0].numpy()) ** 2).mean() ** 0.5))
    return [
        {
            "model": name,
            "seeds": len(seeds),
            "test_rmse": [statistics.fmean(v), statistics.stdev(v) if len(v) > 1 else 0.0],
            "each": v,
        }
        for name, v in scores.items()
    ]
