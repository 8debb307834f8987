"""What there is to choose from: lessons, models, runs; as dictionaries that JSON can hold."""

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pytorch_study import __version__, lessons
from pytorch_study.artifacts import folder, weights
from pytorch_study.artifacts.checkpoint import GENERATIONS
from pytorch_study.artifacts.compare import differing
from pytorch_study.artifacts.folder import Run
from pytorch_study.data.digit import reads_digits
from pytorch_study.data.sample_photos import LICENCES, sample_photos
from pytorch_study.errors import CheckpointError, StudyError
from pytorch_study.lesson import DataInfo
from pytorch_study.playground.downsampling import downsample
from pytorch_study.playground.guard import Refused, log
from pytorch_study.playground.inference_worker import find_run, is_shipped
from pytorch_study.playground.run_info import RunInfo, run_info
from pytorch_study.playground.task_info import headline_json, headline_of
from pytorch_study.recipe import choices, differences, fields
from pytorch_study.task import find_task
from pytorch_study.text import language, say

RUNS = 200
"""So many runs are listed at most, the newest."""
FILES = 50
"""Likewise of the learner's own lesson files."""
FILE_SIZE = 1_000_000
"""A Python file of more bytes is not looked into."""
COMPARED = 6


def start_page(runs: Path, lesson_folder: Path) -> dict[str, Any]:
    """What the page needs to know first, but the training: the answer to `/api/start`."""
    return {
        "language": language(),
        "version": __version__,
        "lessons": _lessons(lesson_folder),
        "models": list_models(runs),
        "photos": _photos(),
    }


def _photos() -> list[dict[str, Any]]:
    """The photos that ship; each lies at `/photos/NAME`."""
    return [
        {
            "name": photo.name,
            "about": photo.about._asdict(),
            "author": photo.author,
            "licence": LICENCES[photo.licence]._asdict(),
            "source": photo.source,
        }
        for photo in sample_photos().values()
    ]


def list_models(runs: Path) -> list[dict[str, Any]]:
    """Everything that can be asked: the weights that ship, then the finished runs, the newest first."""
    found = []
    for name in lessons.SHELF:
        lesson = lessons.get(name)
        for recipe in lesson.recipes:
            if (card := weights.card(name, recipe)) is not None:
                target, about = name if recipe == lesson.default else f"{name}:{recipe}", card[1]
                info = weights.info_from(about["names"])
                which = {"lesson": name, "recipe": recipe, "seed": about["seed"], "shipped": True}
                which |= _settings(fields(lesson.recipes[recipe]))
                found.append({"target": target, **which, **_abilities(find_task(lesson.task).headline, info, about)})
    for run in folder.all_runs(runs)[: -RUNS - 1 : -1]:
        with contextlib.suppress(Exception):  # half written, edited by hand, an impossible name: not offered
            name_is_sendable(run.name)
            if (result := run.result) is not None and not is_shipped(run.name):  # that name means what ships
                trained = run_info(run)
                which = {**_which(trained), "shipped": False, **_settings(trained.recipe)}
                found.append({"target": run.name, **which, **_abilities(trained.headline, trained.info, result)})
    return found


def _settings(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a recipe that are words; a room may depend on one, as poems on their collection."""
    return {"settings": {name: value for name, value in recipe.items() if isinstance(value, str)}}


def lesson_files(lesson_folder: Path) -> dict[str, Path]:
    """The learner's own lesson files, by name: Python files with the word LESSON. To list them runs none of them."""
    found = {}
    for path in sorted(lesson_folder.glob("*.py")):
        with contextlib.suppress(OSError, ValueError):
            path.name.encode()
            if path.is_file() and path.stat().st_size <= FILE_SIZE and "LESSON" in path.read_text("utf-8"):
                found[path.name] = path
        if len(found) == FILES:
            break
    return found


def list_runs(runs: Path, active: str | None) -> list[dict[str, Any]]:
    """All runs, the newest first: the answer to `/api/runs`. One that cannot be read says why, in `error`.

    Args:
        runs: the folder they are in.
        active: the one that is being trained here.
    """
    return [_row(run, run.name == active) for run in folder.all_runs(runs)[: -RUNS - 1 : -1]]


def run_details(name: Any, runs: Path) -> dict[str, Any]:
    """One run: the answer to `/api/runs/NAME`. `differs`: the fields in which it differs from the named recipe."""
    run = find_run(name, runs)
    info = run_info(run)
    differs = None
    if not info.own_file and info.lesson in lessons.SHELF:  # a file of the learner's own is not run only for this
        named = lessons.get(info.lesson).recipes.get(info.recipe_name)
        if named is not None:
            now = fields(named)
            differs = differences(now, {key: info.recipe.get(key) for key in now})
    return {
        **_which(info),
        "recipe_fields": info.recipe,
        "history": downsample(run.history),
        "result": run.result,
        "differs": differs,
    }


def compare_runs(names: Sequence[str], runs: Path) -> dict[str, Any]:
    """What differs between the recipes of some runs: the answer to `/api/compare`."""
    if not 2 <= len(names) <= COMPARED:
        raise Refused(400, "page.error.field", name="name")
    infos = [run_info(find_run(name, runs)) for name in names]
    return {"differences": differing([{**_which(info), **info.recipe} for info in infos])}


def _which(info: RunInfo) -> dict[str, Any]:
    return {"lesson": info.lesson, "recipe": info.recipe_name, "seed": info.seed}


def _lessons(lesson_folder: Path) -> list[dict[str, Any]]:
    shelf = [_lesson(name) for name in lessons.SHELF]
    return shelf + [
        {
            "name": name,
            "title": {"zh": name, "en": name},
            "data": {"zh": "", "en": ""},
            "headline": None,  # what it teaches, only running it would tell
            "input": None,
            "file": name,
            "recipes": {},
            "default": None,
            "choices": {},
        }
        for name in lesson_files(lesson_folder)
    ]


def _lesson(name: str) -> dict[str, Any]:
    lesson, (title, data) = lessons.get(name), lessons.SHELF[name]
    return {
        "name": name,
        "title": title._asdict(),
        "data": data._asdict(),
        "headline": headline_json((task := find_task(lesson.task)).headline, task),
        "input": lesson.input,
        "file": None,
        "recipes": {key: fields(recipe) for key, recipe in lesson.recipes.items()},
        "default": lesson.default,
        "choices": choices(lesson.recipes[lesson.default]),
    }


def _abilities(headline: str, info: DataInfo, result: dict[str, Any]) -> dict[str, Any]:
    """What a model takes, what it answers, and how well."""
    return {
        "shape": list(info.shape),
        "labels": list(info.labels),
        "zh": list(info.zh),
        "classifies": bool(info.labels),
        "digits": reads_digits(info),
        **headline_of(headline, result),
    }


def _row(run: Run, active: bool) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(("lesson", "recipe", "seed", "headline", "score", "seconds", "epochs"))
    row |= {"name": run.name, "finished": False, "resumable": False, "digits": False}
    row |= {"date": run.began.isoformat(timespec="seconds"), "error": None}
    try:
        name_is_sendable(run.name)
        info, result = run_info(run), run.result
        row |= {**_which(info), **headline_of(info.headline, result or {})}
        if result is None:
            row["resumable"] = not active and any((run.folder / name).exists() for name in GENERATIONS)
            history = run.history
            row |= {"epochs": len(history), "seconds": history[-1]["seconds"] if history else 0.0}
        else:
            row |= {name: result[name] for name in ("epochs", "seconds")}
        row["finished"] = result is not None
        row["digits"] = reads_digits(info.info)
    except (StudyError, Refused) as error:
        row["error"] = str(error)
    except (KeyError, TypeError) as error:  # edited by hand
        row["error"] = str(CheckpointError("lacks_fields", path=run.folder, names=error))
    except Exception as error:  # whatever is wrong with one, the others are listed
        log(error)
        row["error"] = say("page.error.unreadable_run", what=type(error).__name__)
    return row


def name_is_sendable(name: str) -> None:
    """Make sure that the page can name a folder when it asks for it.

    Raises:
        Refused: its bytes are no Unicode, as those of an archive from another system may be.
    """
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise Refused(400, "page.error.folder_name") from error
