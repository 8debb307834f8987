"""`run.json`, the metadata of a run: what must stand in it, and what the `recipe.json` of older runs said instead."""

import json
from pathlib import Path
from typing import Any

from pytorch_study.data.distance import is_distance
from pytorch_study.data.table_form import is_form
from pytorch_study.errors import CheckpointError, reason
from pytorch_study.lesson import input_of_shape
from pytorch_study.recipe import modern
from pytorch_study.task import TASKS

METADATA, OLD_METADATA = "run.json", "recipe.json"
"""The file with a run's metadata, and its name before format 2, which is still read."""
FORMAT = 2
TEXT, NOTHING = str, type(None)
Types = tuple[type, ...]
NEED: dict[str, Types] = {
    "lesson": (TEXT,),
    "file": (dict, NOTHING),
    "task": (TEXT,),
    "recipe_name": (TEXT,),
    "recipe": (dict,),
    "seed": (int,),
    "data": (dict,),
    "data.images": (TEXT, NOTHING),
    "data.info": (dict,),
    "data.fingerprint": (dict,),
}
LISTS: dict[str, type] = {"labels": str, "zh": str, "columns": str, "shape": int}
"""What the lists in `data.info` hold."""
OLD_NEED: dict[str, Types] = {
    "lesson": (TEXT,),
    "file": (TEXT, NOTHING),
    "task": (TEXT,),
    "recipe": (TEXT,),
    "seed": (int,),
    "images": (TEXT, NOTHING),
    "names": (dict,),
}
"""Required keys of both, a dot before those of a part, with their types; a user may have edited the files."""


def read_metadata(folder: Path) -> dict[str, Any]:
    """The metadata of the run in a folder, in the form of `run.json`.

    Raises:
        CheckpointError: they cannot be read, lack a key, or were written by a newer version.
    """
    path = folder / METADATA
    if not path.exists() and not (folder / OLD_METADATA).exists():
        raise CheckpointError("no_metadata", path=folder)
    if not path.exists():
        return _without_labels(_modernise(read_json(folder / OLD_METADATA, OLD_NEED)))
    found = read_json(path, NEED)
    if found.get("format") != FORMAT:
        raise CheckpointError("other_format", path=path)
    if found["file"] is not None and not isinstance(found["file"].get("path"), str):
        raise CheckpointError("lacks_fields", path=path, names="file.path")
    info = found["data"]["info"]
    wrong = [name for name, kind in LISTS.items() if not _is_list(info.get(name, [] if name == "zh" else None), kind)]
    if not isinstance(info.get("target"), str):
        wrong.append("target")
    if wrong:
        raise CheckpointError("lacks_fields", path=path, names=", ".join(f"data.info.{name}" for name in wrong))
    pairs = found["data"].get("ranges")
    if pairs is not None and not (
        isinstance(pairs, list) and all(_is_list(p, (int, float)) and len(p) == 2 for p in pairs)
    ):
        raise CheckpointError("lacks_fields", path=path, names="data.ranges")
    _check_table(found["data"], path)
    init = found.get("init")
    if init is not None and not (isinstance(init, dict) and isinstance(init.get("sha256"), str)):
        raise CheckpointError("lacks_fields", path=path, names="init.sha256")
    found["data"] = {"examples": None, **found["data"]}
    found["recipe"] = modern(found["recipe"])
    defaults: dict[str, Any] = {
        "python_only": False,
        "init": None,
        "changed": [],
        "headline": headline_of(found["task"]),
    }
    return _without_labels({**defaults, **found})


def _check_table(data: dict[str, Any], path: Path) -> None:
    """Check what is recorded of a table of the user's own.

    Raises:
        CheckpointError: it has another form.
    """
    table, distance, form = data.get("table"), data.get("distance"), data["info"].get("form")
    right = {
        "data.table": table is None
        or (
            isinstance(table, dict)
            and all(isinstance(table.get(name), str) for name in ("path", "target"))
            and _is_list(table.get("drop"), str)
        ),
        "data.distance": distance is None or is_distance(distance),
        "data.info.form": form is None or is_form(form),
    }
    if wrong := [name for name, good in right.items() if not good]:
        raise CheckpointError("lacks_fields", path=path, names=", ".join(wrong))


def read_json(path: Path, required: dict[str, Types]) -> dict[str, Any]:
    """A JSON object with these keys, of these types.

    Raises:
        CheckpointError: it cannot be read, or a key is missing or of another type.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
    except json.JSONDecodeError as error:
        raise CheckpointError("bad_json", path=path, line=error.lineno, column=error.colno) from error
    except (OSError, ValueError, RecursionError) as error:
        raise CheckpointError("cannot_read", path=path, why=reason(error)) from error
    if not isinstance(content, dict):
        raise CheckpointError("bad_json", path=path, line=1, column=1)
    if wrong := [name for name, kinds in required.items() if not isinstance(_at(content, name), kinds)]:
        raise CheckpointError("lacks_fields", path=path, names=", ".join(wrong))
    return content


def _is_list(value: object, kind: type | Types) -> bool:
    return isinstance(value, list) and all(isinstance(one, kind) for one in value)


def headline_of(task: str) -> str:
    """The headline metric of a task by its recorded name; of a learner's own task, the loss."""
    return TASKS[task].headline if task in TASKS else "loss"


def _without_labels(metadata: dict[str, Any]) -> dict[str, Any]:
    """Older versions recorded labels of regressions too, if a lesson named some; they are no classes."""
    task = TASKS.get(metadata["task"])
    if task is not None and not task.has_classes:
        metadata["data"]["info"] = {**metadata["data"]["info"], "labels": [], "zh": []}
    return metadata


def _at(content: Any, name: str) -> Any:
    """The value under a key such as `data.info`; `...` if there is none."""
    for part in name.split("."):
        content = content.get(part, ...) if isinstance(content, dict) else ...
    return content


def _modernise(old: dict[str, Any]) -> dict[str, Any]:
    """Convert the content of `recipe.json`, which mixed the recipe's fields with everything else."""
    known = ("lesson", "file", "file_sha256", "task", "recipe", "seed", "images", "names", "examples", "given")
    other = (*known, "sketch_x", "sketch_y", "changed")
    return {
        "format": FORMAT,
        "lesson": old["lesson"],
        "file": {"path": old["file"], "sha256": old.get("file_sha256")} if old["file"] else None,
        "python_only": bool(old.get("given")),
        "task": old["task"],
        "headline": headline_of(old["task"]),
        "seed": old["seed"],
        "data": {
            "images": old["images"],
            "examples": old.get("examples"),
            "fingerprint": {name: old[f"sketch_{name}"] for name in ("x", "y") if f"sketch_{name}" in old},
            "info": {"input": input_of_shape(old["names"].get("shape", ())), **old["names"]},
        },
        "init": None,
        "recipe_name": old["recipe"],
        "recipe": modern({name: value for name, value in old.items() if name not in other}),
        "changed": old.get("changed", []),
    }
