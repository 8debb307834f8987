"""`learn check` for editors and teachers: one answer, one folder, or the folders of a class."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from pytorch_study.errors import UsageError
from pytorch_study.exercises.checker import Checker, Verdict
from pytorch_study.exercises.learner import chosen, opened
from pytorch_study.exercises.shelf import Exercise, exercises, find
from pytorch_study.text import say

Graded = tuple[Path, Verdict]
"""A learner's folder and what was found of one exercise in it."""


def asked_for(folder: Path, names: Sequence[str], every: bool) -> list[Graded]:
    """What `learn check` is asked to check. In the learner's own folder, what passes is remembered.

    Args:
        folder: the learner's.
        names: of exercises or files; with `every`, the folders of a class instead.
        every: all exercises.

    Raises:
        UsageError: there is no such exercise or folder.
        DiskError: the learner's folder cannot be written to.
    """
    if every and names:
        for name in names:
            if not Path(name).is_dir():
                raise UsageError("no_class_folder", path=name)
        return list(grade([Path(name) for name in names]))
    some = [find(name) for name in names] or None
    learner = opened(folder)
    if some is None and not every:
        some = [chosen(folder, None)[1]]
    with Checker() as checker:
        found = []
        for exercise in some or exercises():
            named = next(
                (Path(n) for n in names if n.endswith(".py") and find(n) == exercise and Path(n).is_file()), None
            )
            path = named or learner.path(exercise)
            verdict = checker.check(exercise, path) if path.is_file() else absent(exercise, path)
            if verdict.passed and named is None and not learner.passed(exercise):
                learner.note(exercise, passed=datetime.now().isoformat(timespec="seconds"))
            found.append((folder, verdict))
        return found


def grade(folders: Sequence[Path], some: Sequence[Exercise] | None = None) -> Iterator[Graded]:
    """Check the exercises (all, or some) in each of these folders. Nothing is written there."""
    with Checker() as checker:
        for folder in folders:
            for exercise in exercises() if some is None else some:
                path = folder / exercise.file
                yield folder, checker.check(exercise, path) if path.is_file() else absent(exercise, path)


def absent(exercise: Exercise, path: Path) -> Verdict:
    """What is said of a file that is not there."""
    message = say("mistake.no_file", path=path)
    return Verdict(exercise.name, exercise.chapter, False, 0.0, message, "no_file")


def as_csv(graded: Sequence[Graded]) -> str:
    """A row an answer: folder, chapter, name, passed (1 or 0), seconds, mistake."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["folder", "chapter", "name", "passed", "seconds", "mistake"])
    for folder, one in graded:
        writer.writerow([_safe(str(folder)), one.chapter, one.name, int(one.passed), one.seconds, one.mistake or ""])
    return text.getvalue()


def _safe(cell: str) -> str:
    """A folder's name that a spreadsheet will not take for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell


def as_table(graded: Sequence[Graded]) -> list[list[str]]:
    """A row a folder: its name, how many passed, which did not."""
    rows = []
    for folder in dict.fromkeys(folder for folder, _ in graded):
        found = [one for where, one in graded if where == folder]
        failed = [one.name for one in found if not one.passed]
        rows.append([str(folder), f"{len(found) - len(failed)}/{len(found)}", ", ".join(failed) or "-"])
    return rows
