"""What a run's folder records of it, and how lesson, recipe and data are found again from that record."""

import dataclasses
import re
from pathlib import Path
from typing import Any

from pytorch_study import lessons, screen
from pytorch_study.data.splits import fingerprint
from pytorch_study.errors import UsageError
from pytorch_study.files import sha256
from pytorch_study.lesson import DataOptions, Lesson, Splits, Tell, pick_recipe
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.recipe import Recipe, change, fields
from pytorch_study.text import say


def make_metadata(
    lesson: Lesson, recipe_name: str, recipe: Recipe, splits: Splits, options: DataOptions, seed: int
) -> dict[str, Any]:
    """What a run's `recipe.json` says of it, from which `load_metadata` finds lesson, recipe and data again.

    Raises:
        UsageError: the recipe has a field of a name that is needed here, or the lesson's name can name no folder.
    """
    if not re.fullmatch(r"[\w.-]+", lesson.name):
        raise UsageError("lesson_name", name=lesson.name)
    about: dict[str, Any] = {
        "lesson": lesson.name,
        "file": str(lesson.file) if lesson.file else None,
        "task": lesson.task,
        "recipe": recipe_name,
        "seed": seed,
        "images": str(options.images.resolve()) if options.images else None,
        "names": dataclasses.asdict(splits.info),
        "examples": len(splits.train.y),
        **fingerprint(splits.train),
        "file_sha256": sha256(lesson.file.read_bytes()) if lesson.file else None,
        "given": not (lesson.file or lessons.on_shelf(lesson)),
    }
    if taken := sorted({*about, "labels", "columns", "shape", "changed"} & set(fields(recipe))):
        raise UsageError("taken_fields", names=", ".join(taken))
    return about | fields(recipe)


def load_metadata(
    about: dict[str, Any],
    data: Path | str | None,
    quiet: bool = False,
    tell: Tell | None = None,
    given: Lesson | None = None,
) -> tuple[Lesson, Recipe, DataOptions]:
    """The lesson, recipe and data of a run, from what its `recipe.json` says.

    `given` is the lesson itself, where it was a value in Python and stands in no file. That a learner's file is
    another than at the training's start is said, and no error: it may be a comment.

    Raises:
        UsageError: the lesson was given in Python, as a value, and stands in no file; or its file is gone.
    """
    if about.get("given") and (given is None or given.name != about["lesson"]):
        raise UsageError("lesson_given", name=about["lesson"])
    lesson = given if given and given.name == about["lesson"] else lessons.get(_file_of(about) or about["lesson"])
    if lesson.file and about.get("file_sha256", now := sha256(lesson.file.read_bytes())) != now:
        screen.note(say("screen.other_file", path=lesson.file))
    base = pick_recipe(lesson, about["recipe"])[1]
    with attribute_error(lesson.file):
        recipe = change(base, {name: about[name] for name in fields(base) if name in about})
    if unknown := [name for name in fields(base) if name not in about]:
        screen.note(say("screen.fields_since", names=", ".join(unknown)), quiet)
    images = Path(about["images"]) if about["images"] else None
    return lesson, recipe, DataOptions(Path(data) if data else None, images, tell or screen.teller(quiet))


def _file_of(about: dict[str, Any]) -> str | None:
    """The learner's file of a run; where it was moved, or the run copied from elsewhere, the same in this folder.

    Raises:
        UsageError: it is gone.
    """
    if not about["file"] or Path(about["file"]).is_file():
        return about["file"] and str(about["file"])
    here = Path(re.split(r"[/\\]", about["file"])[-1])  # may have been written by another system
    if here.is_file() and sha256(here.read_bytes()) == about.get("file_sha256"):
        return str(here)
    raise UsageError("lesson_file_gone", path=about["file"], name=here.name)
