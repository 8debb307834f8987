"""A run's metadata, `run.json`: written when it starts, and read to restore its lesson, recipe and data options."""

import dataclasses
import re
from pathlib import Path
from typing import Any

from pytorch_study import lessons, screen
from pytorch_study.artifacts.initial import Initial
from pytorch_study.artifacts.run_json import FORMAT, METADATA
from pytorch_study.data.distance import fit_distance
from pytorch_study.data.splits import fingerprint, ranges
from pytorch_study.errors import UsageError
from pytorch_study.files import sha256
from pytorch_study.lesson import DataOptions, Lesson, SharedFolder, Splits, Tell, named_folder, pick_recipe
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.recipe import Recipe, change, fields, modern
from pytorch_study.task import find_task
from pytorch_study.text import say


def make_metadata(
    lesson: Lesson,
    recipe_name: str,
    recipe: Recipe,
    splits: Splits,
    options: DataOptions,
    seed: int,
    initial: Initial | None = None,
) -> dict[str, Any]:
    """The content of a run's `run.json`, from which `load_metadata` restores lesson, recipe and data options.

    Raises:
        UsageError: the lesson's name cannot be used as a folder name.
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
            "table": _table(options),
            "folder": str(options.folder.resolve()) if options.folder and splits.info.dataset else None,
            "examples": len(splits.train.y),
            "fingerprint": fingerprint(splits.train),
            "info": dataclasses.asdict(splits.info),
            "ranges": ranges(splits.train) if splits.info.input == "row" else None,
            "distance": fit_distance(splits.train.x) if splits.info.input == "row" else None,
        },
        "init": {"name": initial.name, "sha256": initial.sha256} if initial else None,
        "recipe_name": recipe_name,
        "recipe": fields(recipe),
        "changed": [],
    }


def _table(options: DataOptions) -> dict[str, Any] | None:
    """Where the user's own table is, and what was said of it; its form is part of the data's info."""
    if options.table is None:
        return None
    return {"path": str(options.table.resolve()), "target": options.target, "drop": list(options.drop)}


def moved(options: DataOptions, images: Path | str | None, table: Path | str | None) -> DataOptions:
    """The options of a run whose images or table are now elsewhere; None: they are where they were.

    Raises:
        UsageError: the run was not trained on images, or on a table, of the user's own, or they are not there.
    """
    for given, before, no_use, missing in (
        (images, options.images, "images_of_no_run", "no_data_folder"),
        (table, options.table, "table_of_no_run", "no_file"),
    ):
        if given is not None and before is None:
            raise UsageError(no_use, path=given)
        if given is not None and not Path(given).exists():
            raise UsageError(missing, path=given)
    return dataclasses.replace(
        options,
        images=options.images if images is None else Path(images),
        table=options.table if table is None else Path(table),
    )


def load_metadata(
    metadata: dict[str, Any],
    data: Path | str | None,
    quiet: bool = False,
    tell: Tell | None = None,
    given: Lesson | None = None,
) -> tuple[Lesson, Recipe, DataOptions]:
    """Restore the lesson, recipe and data options of a run from its metadata.

    If the learner's file has changed since the training started, a note says so. It is not an error, because the change
    may be only a comment.

    Args:
        metadata: the content of `run.json`.
        data: the folder or file to take the data from, and nothing else; None: search the usual places.
        quiet: show no download progress, and do not mention recipe fields that are newer than the run.
        tell: receives messages about downloads; None: they go to the screen.
        given: the `Lesson`, if it was defined in Python and is in no file.

    Raises:
        UsageError: the lesson is in no file and was not given, its file is missing, or the metadata do not fit it.
    """
    if metadata["python_only"] and (given is None or given.name != metadata["lesson"]):
        raise UsageError("lesson_given", name=metadata["lesson"])
    lesson = (
        given if given and given.name == metadata["lesson"] else lessons.get(_file_of(metadata) or metadata["lesson"])
    )
    if lesson.file and metadata["file"] and metadata["file"]["sha256"] not in (None, sha256(lesson.file.read_bytes())):
        screen.note(say("screen.other_file", path=lesson.file))
    try:
        base = pick_recipe(lesson, metadata["recipe_name"])[1]
        # What came later was not there then, whatever the recipe says now.
        values = modern(metadata["recipe"], type(base))
        with attribute_error(lesson.file):
            recipe = change(base, {name: values[name] for name in fields(base) if name in values})
    except UsageError as error:  # nothing that the user has typed now
        raise UsageError("edited_metadata", path=METADATA, why=error) from error
    if unknown := [name for name in fields(base) if name not in values]:
        screen.note(say("screen.fields_since", names=", ".join(unknown)), quiet)
    images = Path(metadata["data"]["images"]) if metadata["data"]["images"] else None
    folder, recorded = named_folder(data), metadata["data"].get("folder")
    if isinstance(recorded, str) and (folder is None or isinstance(folder, SharedFolder)):
        folder = Path(recorded)  # another data set than the lesson's own, which only that folder is known to hold
    options = DataOptions(folder, images, tell or screen.teller(quiet))
    if (table := metadata["data"].get("table")) is not None:
        drop = tuple(table["drop"])
        options = DataOptions(table=Path(table["path"]), target=table["target"], drop=drop)  # told at the beginning
    return lesson, recipe, options


def _file_of(metadata: dict[str, Any]) -> str | None:
    """The path of a run's lesson file; if it is no longer there, an identical file in the current directory.

    Raises:
        UsageError: there is neither.
    """
    if metadata["file"] is None:
        return None
    path, digest = str(metadata["file"]["path"]), metadata["file"]["sha256"]
    if Path(path).is_file():
        return path
    local = Path(re.split(r"[/\\]", path)[-1])  # may be a path of another operating system
    if local.is_file() and sha256(local.read_bytes()) == digest:
        return str(local)
    raise UsageError("lesson_file_gone", path=path, name=local.name)
