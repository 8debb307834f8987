"""What there is to look at: lessons, models, runs, examples, mistakes; as dictionaries that JSON can hold."""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pytorch_study import __version__, lessons
from pytorch_study.artifacts import folder, weights
from pytorch_study.artifacts.checkpoint import GENERATIONS
from pytorch_study.artifacts.compare import differing
from pytorch_study.artifacts.folder import Run
from pytorch_study.errors import CheckpointError, StudyError
from pytorch_study.lesson import DataInfo
from pytorch_study.playground.curve import thinned
from pytorch_study.playground.desk import run_of, shipped
from pytorch_study.playground.guard import Refused
from pytorch_study.playground.seeing import reads_digits
from pytorch_study.recipe import choices, differences, fields
from pytorch_study.text import language

RUNS = 200
"""So many runs are listed at most, the newest."""
OWN = 50
"""Likewise of one's own lesson files."""
OWN_SIZE = 1_000_000
"""A Python file of more bytes is not looked into."""
COMPARED = 6


def start(runs: Path, own: Path) -> dict[str, Any]:
    """What the page needs to know first, but the training: the answer to `/api/start`."""
    return {"language": language(), "version": __version__, "lessons": _lessons(own), "models": models(runs)}


def models(runs: Path) -> list[dict[str, Any]]:
    """Everything that one can ask: the weights that ship, then the finished runs, the newest first."""
    found = []
    for name in lessons.SHELF:
        lesson = lessons.get(name)
        for recipe in lesson.recipes:
            if (card := weights.card(name, recipe)) is not None:
                target = name if recipe == lesson.default else f"{name}:{recipe}"
                about = {**card[1], "task": lesson.task}
                found.append(_model(target, about, about, weights.info_from(about["names"]), True))
    for run in folder.all_runs(runs)[: -RUNS - 1 : -1]:
        with contextlib.suppress(StudyError, KeyError, TypeError):  # half written, or edited by hand: not offered
            if (result := run.result) is not None and not shipped(run.name):  # that name means what ships
                found.append(_model(run.name, run.recipe, result, weights.info_from(run.recipe["names"]), False))
    return found


def own_files(own: Path) -> dict[str, Path]:
    """One's own lesson files in a folder, by name: Python files with the word LESSON. None of them is run for that."""
    found = {}
    for path in sorted(own.glob("*.py")):
        with contextlib.suppress(OSError, ValueError):
            if path.is_file() and path.stat().st_size <= OWN_SIZE and "LESSON" in path.read_text("utf-8"):
                found[path.name] = path
        if len(found) == OWN:
            break
    return found


def _lessons(own: Path) -> list[dict[str, Any]]:
    shelf = [_lesson(name) for name in lessons.SHELF]
    return shelf + [
        {
            "name": name,
            "title": {"zh": name, "en": name},
            "data": {"zh": "", "en": ""},
            "task": None,  # what it teaches, only running it would tell
            "file": name,
            "recipes": {},
            "default": None,
            "choices": {},
        }
        for name in own_files(own)
    ]


def _lesson(name: str) -> dict[str, Any]:
    lesson, (title, data) = lessons.get(name), lessons.SHELF[name]
    return {
        "name": name,
        "title": title._asdict(),
        "data": data._asdict(),
        "task": lesson.task,
        "file": None,
        "recipes": {key: fields(recipe) for key, recipe in lesson.recipes.items()},
        "default": lesson.default,
        "choices": choices(lesson.recipes[lesson.default]),
    }


def _model(
    target: str, about: dict[str, Any], result: dict[str, Any], names: DataInfo, shipped: bool
) -> dict[str, Any]:
    return {
        "target": target,
        "lesson": about["lesson"],
        "recipe": about["recipe"],
        "shipped": shipped,
        "accuracy": result.get("test_accuracy"),
        "rmse": result.get("test_rmse"),
        "seed": about["seed"],
        "task": about["task"],
        "shape": list(names.shape),
        "labels": list(names.labels),
        "zh": list(names.zh),
        "digits": reads_digits(names, about["task"]),
    }


def runs(folder_of_runs: Path, busy: str | None) -> list[dict[str, Any]]:
    """All runs, the newest first: the answer to `/api/runs`. One that cannot be read says why, in `error`.

    Args:
        folder_of_runs: where they are.
        busy: the one that is being trained here.
    """
    return [_row(run, run.name == busy) for run in folder.all_runs(folder_of_runs)[: -RUNS - 1 : -1]]


def run(name: Any, folder_of_runs: Path) -> dict[str, Any]:
    """One run: the answer to `/api/runs/NAME`. `differs`: the fields in which it differs from the named recipe."""
    found = run_of(name, folder_of_runs)
    about = found.recipe
    differs = None
    if about["file"] is None and about["lesson"] in lessons.SHELF:  # a file of one's own is not run only for this
        named = lessons.get(about["lesson"]).recipes.get(about["recipe"])
        if named is not None:
            now = fields(named)
            differs = differences(now, {key: about.get(key) for key in now})
    return {"recipe": about, "history": thinned(found.history), "result": found.result, "differs": differs}


def compared(names: Sequence[str], folder_of_runs: Path) -> dict[str, Any]:
    """What differs between the recipes of some runs: the answer to `/api/runs/compare`."""
    if not 2 <= len(names) <= COMPARED:
        raise Refused(400, "page.error.field", name="name")
    return {"differences": differing([run_of(name, folder_of_runs).recipe for name in names])}


def _row(found: Run, busy: bool) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(("lesson", "recipe", "seed", "task", "accuracy", "rmse", "seconds", "epochs"))
    row |= {"name": found.name, "finished": False, "resumable": False, "digits": False}
    row |= {"date": found.began.isoformat(timespec="seconds"), "error": None}
    try:
        about, result = found.recipe, found.result
        row |= {name: about[name] for name in ("lesson", "recipe", "seed", "task")}
        if result is None:
            row["resumable"] = not busy and any((found.folder / name).exists() for name in GENERATIONS)
            history = found.history
            row |= {"epochs": len(history), "seconds": history[-1]["seconds"] if history else 0.0}
        else:
            row |= {name: result[name] for name in ("epochs", "seconds")}
            row |= {name: result.get(f"test_{name}") for name in ("accuracy", "rmse")}
        row["finished"] = result is not None
        row["digits"] = reads_digits(weights.info_from(about["names"]), about["task"])
    except StudyError as error:
        row["error"] = str(error)
    except (KeyError, TypeError) as error:  # edited by hand
        row["error"] = str(CheckpointError("lacks_fields", path=found.folder, names=error))
    return row
