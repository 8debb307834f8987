"""What a run's `run.json` says of it, and how lesson, recipe and data are found again from that."""

import dataclasses
import re
from pathlib import Path
from typing import Any

from pytorch_study import lessons, screen
from pytorch_study.artifacts.folder import FORMAT
from pytorch_study.data.splits import fingerprint
from pytorch_study.errors import UsageError
from pytorch_study.files import sha256
from pytorch_study.lesson import DataOptions, Lesson, Splits, Tell, pick_recipe
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.recipe import Recipe, change, fields
from pytorch_study.task import find_task
from pytorch_study.text import say


def make_metadata(
    lesson: Lesson, recipe_name: str, recipe: Recipe, splits: Splits, options: DataOptions, seed: int
) -> dict[str, Any]:
    """What a run's `run.json` says of it, from which `load_metadata` finds lesson, recipe and data again.

    Raises:
        UsageError: the lesson's name can name no folder.
    """
    if not re.fullmatch(r"[\w.-]+", lesson.name):
        raise UsageError("lesson_name", name=lesson.name)
    task = find_task(lesson.task)
    return {
        "format": FORMAT,
        "lesson": lesson.name,
        "file": {"path": str(lesson.file), "sha256": sha256(lesson.file.read_bytes())} if lesson.file else None,
        "python_only": not (lesson.file or lessons.on_shelf(lesson)),
        "task": task.name,
        "headline": task.headline,
        "seed": seed,
        "data": {
            "images": str(options.images.resolve()) if options.images else None,
            "examples": len(splits.train.y),
            "fingerprint": fingerprint(splits.train),
            "info": dataclasses.asdict(splits.info),
        },
        "init": None,
        "recipe_name": recipe_name,
        "recipe": fields(recipe),
        "changed": [],
    }


def load_metadata(
    about: dict[str, Any],
    data: Path | str | None,
    quiet: bool = False,
    tell: Tell | None = None,
    given: Lesson | None = None,
) -> tuple[Lesson, Recipe, DataOptions]:
    """The lesson, recipe and data of a run, from its metadata.

    `given` is the lesson itself, where it was a value in Python and stands in no file. That a learner's file is
    another than at the training's start is said, and no error: it may be a comment.

    Raises:
        UsageError: the lesson was given in Python, as a value, and stands in no file; or its file is gone.
    """
    if about["python_only"] and (given is None or given.name != about["lesson"]):
        raise UsageError("lesson_given", name=about["lesson"])
    lesson = given if given and given.name == about["lesson"] else lessons.get(_file_of(about) or about["lesson"])
    if lesson.file and about["file"] and about["file"]["sha256"] not in (None, sha256(lesson.file.read_bytes())):
        screen.note(say("screen.other_file", path=lesson.file))
    base = pick_recipe(lesson, about["recipe_name"])[1]
    values = about["recipe"]
    with attribute_error(lesson.file):
        recipe = change(base, {name: values[name] for name in fields(base) if name in values})
    if unknown := [name for name in fields(base) if name not in values]:
        screen.note(say("screen.fields_since", names=", ".join(unknown)), quiet)
    images = Path(about["data"]["images"]) if about["data"]["images"] else None
    return lesson, recipe, DataOptions(Path(data) if data else None, images, tell or screen.teller(quiet))


def _file_of(about: dict[str, Any]) -> str | None:
    """The learner's file of a run; where it was moved, or the run copied from elsewhere, the same in this folder.

    Raises:
        UsageError: it is gone.
    """
    if about["file"] is None:
        return None
    path, digest = str(about["file"]["path"]), about["file"]["sha256"]
    if Path(path).is_file():
        return path
    here = Path(re.split(r"[/\\]", path)[-1])  # may have been written by another system
    if here.is_file() and sha256(here.read_bytes()) == digest:
        return str(here)
    raise UsageError("lesson_file_gone", path=path, name=here.name)
