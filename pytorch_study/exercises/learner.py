"""The learner's folder: copies of the exercises, and how far one has come.

Everything lies in that one folder, with relative paths, so that it can be moved, copied and handed in. A file that the
learner has touched is never overwritten: `reset` keeps it in `.backup`.
"""

import contextlib
import errno
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from pytorch_study.errors import DiskError, reason
from pytorch_study.exercises.shelf import Exercise, exercises, find
from pytorch_study.files import disk, sha256, write, write_json
from pytorch_study.text import say

FOLDER = "pytorch-study-exercises"
PROGRESS = ".progress.json"
BACKUP = ".backup"
EMPTY: dict[str, Any] = {"format": 1, "current": None, "exercises": {}}


@dataclass(frozen=True)
class Learner:
    """A learner's folder; see `opened`."""

    folder: Path

    def path(self, exercise: Exercise) -> Path:
        """The learner's file of this exercise."""
        return self.folder / exercise.file

    def progress(self) -> dict[str, Any]:
        """`current` (a name) and `exercises`: name: `file`, `given` (digest), `passed`, `hints`, `asked`."""
        found = self.peek()
        if found is None:
            path, kept = self.folder / PROGRESS, self.folder / f"{PROGRESS}.damaged"
            with contextlib.suppress(OSError):  # kept, for whoever wants to look; the answers are not in it
                path.replace(kept)
                click.echo(say("learn.damaged", path=path, kept=kept.name), err=True)
        return found or {**EMPTY, "exercises": {}}

    def peek(self) -> dict[str, Any] | None:
        """The same without touching anything; None: the file is damaged."""
        try:
            found = json.loads((self.folder / PROGRESS).read_text("utf-8"))
            return {**EMPTY, **found} if _sound(found) else None
        except FileNotFoundError:
            return {**EMPTY, "exercises": {}}
        except (ValueError, RecursionError, IsADirectoryError):
            return None

    def of(self, exercise: Exercise) -> dict[str, Any]:
        """What is known of one exercise."""
        return dict(self.progress()["exercises"].get(exercise.name, {}))

    def note(self, exercise: Exercise | None, *, current: str | None = None, **values: Any) -> None:
        """Remember something, at once and atomically.

        Raises:
            DiskError: the disk is full, or the folder cannot be written to.
        """
        progress = self.progress()
        if current is not None:
            progress["current"] = current
        if exercise is not None:
            progress["exercises"].setdefault(exercise.name, {}).update(values)
        with saving(self.folder / PROGRESS):
            write_json(self.folder / PROGRESS, progress)

    def passed(self, exercise: Exercise) -> bool:
        """Whether it has been passed once."""
        return bool(self.of(exercise).get("passed"))

    def current(self) -> Exercise:
        """The exercise that one is at: the last one looked at, else the first that is not passed."""
        progress = self.progress()
        for one in exercises():
            if one.name == progress["current"]:
                return one
        return next(
            (one for one in exercises() if not progress["exercises"].get(one.name, {}).get("passed")), exercises()[0]
        )

    def reset(self, exercise: Exercise) -> Path | None:
        """Start an exercise afresh. Returns where the learner's file is kept; None if there was none.

        Raises:
            DiskError: the folder cannot be written to.
        """
        path, kept = self.path(exercise), None
        if path.exists() and path.read_bytes() != exercise.given.encode():
            with saving(self.folder / BACKUP):
                (self.folder / BACKUP).mkdir(exist_ok=True)
                stem = f"{exercise.folder.name}-{time.strftime('%Y%m%d-%H%M%S')}"
                kept, number = self.folder / BACKUP / f"{stem}.py", 1
                while kept.exists():
                    number += 1
                    kept = self.folder / BACKUP / f"{stem}-{number}.py"
                write(kept, path.read_bytes())  # a copy: on a full disk, the learner's file stays where it is
        self._give(exercise)
        return kept

    def _give(self, exercise: Exercise) -> None:
        path = self.path(exercise)
        with saving(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, exercise.given)
        self.note(exercise, file=exercise.file, given=sha256(exercise.given.encode()))


def _sound(found: Any) -> bool:
    """Whether progress is what this program writes: a folder that is handed in may say anything."""
    if not isinstance(found, dict) or not isinstance(found.get("exercises"), dict):
        return False
    kinds = {"file": str, "given": str, "told": str, "passed": str, "hints": int, "asked": int}
    for one in found["exercises"].values():
        if not isinstance(one, dict):
            return False
        if not all(isinstance(one[key], kind) for key, kind in kinds.items() if one.get(key) is not None):
            return False
        if not re.fullmatch(r"[\w-]+/[\w-]+\.py|", one.get("file") or ""):  # it may be renamed: nothing outside
            return False
    return isinstance(found.get("current"), str | None)


@contextlib.contextmanager
def saving(path: Path) -> Iterator[None]:
    """As `files.disk`, with what to do about this folder: it is not a run's and nothing is exported.

    Raises:
        DiskError: something inside the block could not be written.
    """
    try:
        with disk(path):
            yield
    except DiskError as error:
        cause = error.__cause__
        number = cause.errno if isinstance(cause, OSError) else None
        if error.key == "disk_full":
            raise DiskError("learn_full", **error.values) from cause
        if number in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise DiskError("learn_cannot_write", path=error.values["path"], why=reason(cause or error)) from cause
        raise


def place(folder: Path | None, here: Path = Path()) -> Path:
    """The learner's folder: the one asked for, else this one or one above if it is one, else the usual one below."""
    if folder is not None:
        return folder
    return next((one for one in (here, *here.absolute().parents) if (one / PROGRESS).exists()), here / FOLDER)


def opened(folder: Path, changed: Callable[[Exercise], None] = lambda _: None) -> Learner:
    """Open a learner's folder; what is missing in it is copied there.

    Args:
        folder: need not exist.
        changed: is called for an exercise whose text is new in this version, while the learner's file is kept.

    Raises:
        DiskError: the folder cannot be written to.
    """
    with saving(folder):
        folder.mkdir(parents=True, exist_ok=True)
    learner = Learner(folder)
    known = learner.progress()["exercises"]
    for exercise in exercises():
        path, before = learner.path(exercise), known.get(exercise.name, {})
        old = folder / str(before.get("file") or exercise.file)
        if not path.exists() and old.exists():  # it has another number in this version
            with saving(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                old.replace(path)
            learner.note(exercise, file=exercise.file)
        given = sha256(exercise.given.encode())
        if not path.exists():
            learner._give(exercise)
        elif before.get("given") not in (None, given):
            if sha256(path.read_bytes()) == before["given"]:
                learner._give(exercise)
            elif before.get("told") != given:
                changed(exercise)
                learner.note(exercise, told=given)
        elif before.get("given") is None:
            learner.note(exercise, file=exercise.file, given=given)
    return learner


def chosen(folder: Path, name: str | None, reads: bool = False) -> tuple[Learner, Exercise]:
    """The learner's folder, and the exercise of this name; None: the current one.

    Args:
        folder: need not exist.
        name: of an exercise, or the path of its file.
        reads: a folder that is there and cannot be written to will do.

    Raises:
        UsageError: there is no such exercise.
        DiskError: the folder cannot be written to.
    """
    exercise = find(name) if name else None  # before anything is written
    learner = Learner(folder)
    try:
        learner = opened(folder)
    except DiskError:
        if not (reads and folder.is_dir()):
            raise
    return learner, exercise or learner.current()
