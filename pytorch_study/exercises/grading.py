"""`learn check` for editors and teachers: one answer, one folder, or the folders of a class."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from pytorch_study.errors import DiskError, UsageError, nearest
from pytorch_study.exercises.checker import Checker, Verdict
from pytorch_study.exercises.learner import FOLDER, Learner, opened
from pytorch_study.exercises.shelf import Exercise, exercises, find
from pytorch_study.files import quoted
from pytorch_study.text import say

SUGGESTED = 8
"""So many sub-folders are named where a folder of folders was given."""

Graded = tuple[Path, Verdict]
"""A learner's folder and what was found of one exercise in it."""


def asked_for(
    folder: Path,
    names: Sequence[str],
    every: bool,
    chapters: Sequence[str] = (),
    starts: Callable[[Path], None] = lambda _: None,
    refused: Callable[[DiskError], None] = lambda _: None,
    counts: Callable[[int, int], None] = lambda *_: None,
) -> list[Graded]:
    """What `learn check` is asked to check. In the learner's own folder, what passes is remembered.

    Args:
        folder: the learner's.
        names: of exercises or files; with `every`, the folders of a class instead.
        every: all exercises.
        chapters: with `every`, those of these chapters only.
        starts: is called with each folder of a class before it is checked.
        refused: is called where what passes cannot be remembered: that is no reason to check nothing.
        counts: is called with n and N before the nth of N checks, and with N + 1 at the end.

    Raises:
        UsageError: there is no such exercise, chapter or folder, or no exercise in it.
        DiskError: there is no learner's folder, and none can be made.
    """
    wanted = _of(chapters)
    if every and names:
        return list(grade(_class(names), wanted, starts, counts))
    some = [(_named(name), _file(name)) for name in names] or None
    learner = Learner(folder)
    try:
        learner = opened(folder)
    except DiskError as error:
        if not folder.is_dir():
            raise
        refused(error)
    if some is None and not every:
        some = [(learner.current(), None)]
    with Checker() as checker:
        found = []
        asked = some or [(exercise, None) for exercise in wanted]
        for number, (exercise, file) in enumerate(asked, 1):
            counts(number, len(asked))
            own = learner.path(exercise)
            path = file or own
            if not path.is_file():
                verdict = absent(exercise, path, named=file is not None)
            elif every and path.read_bytes() == exercise.given.encode():
                verdict = untouched(exercise)
            else:
                verdict = checker.check(exercise, path)
            if verdict.passed and path.resolve() == own.resolve() and not learner.passed(exercise):
                try:
                    learner.note(exercise, passed=datetime.now().isoformat(timespec="seconds"))
                except DiskError as error:
                    refused(error)
            found.append((folder, verdict))
        counts(len(found) + 1, len(found))
        return found


def grade(
    folders: Sequence[Path],
    some: Sequence[Exercise],
    starts: Callable[[Path], None] = lambda _: None,
    counts: Callable[[int, int], None] = lambda *_: None,
) -> Iterator[Graded]:
    """Check some exercises in each of these folders. Nothing is written there; an untouched file is not run."""
    with Checker() as checker:
        for folder in folders:
            starts(folder)
            for number, exercise in enumerate(some, 1):
                counts(number, len(some))
                path = handed_in(folder, exercise)
                if not path.is_file():
                    yield folder, absent(exercise, path)
                elif path.read_bytes() == exercise.given.encode():
                    yield folder, untouched(exercise)
                else:
                    yield folder, checker.check(exercise, path)
            counts(len(some) + 1, len(some))


def _class(names: Sequence[str]) -> list[Path]:
    """The learners' folders, each once."""
    once: dict[Path, Path] = {}
    for name in names:
        once.setdefault(Path(name).resolve(), Path(name))
    folders = list(once.values())
    for folder in folders:
        if not folder.is_dir():
            raise UsageError("no_class_folder", path=folder)
        if not _holds(folder) and (inside := [one for one in sorted(folder.iterdir()) if one.is_dir() and _holds(one)]):
            some = quoted("pytorch-study", "learn", "check", "--all", *inside[:SUGGESTED])
            raise UsageError(
                "class_of_folders", path=folder, command=some + (" ..." if len(inside) > SUGGESTED else "")
            )
    if not any(map(_holds, folders)):  # one of many may well be empty: nothing was handed in
        raise UsageError("no_exercises", path=folders[0])
    return folders


def _holds(folder: Path) -> bool:
    return any(next(root.glob("[0-9]*_*/[0-9]*_*.py"), None) for root in (folder, folder / FOLDER))


def _named(name: str) -> Exercise:
    try:
        return find(name)
    except UsageError:
        if Path(name).is_dir():
            command = quoted("pytorch-study", "learn", "check", "--all", name)
            raise UsageError("needs_all", path=name, command=command) from None
        raise


def _file(name: str) -> Path | None:
    """The file that is meant by a path; None: a name was given, which means the learner's own file."""
    is_path = name.endswith(".py") and ("/" in name or "\\" in name or Path(name).is_file())
    return Path(name) if is_path else None


def handed_in(folder: Path, exercise: Exercise) -> Path:
    """Where an answer lies in what a learner handed in: the exercise folder or one around it, of any version."""
    for root in (folder, folder / FOLDER):
        usual = root / exercise.file
        found = [usual, *sorted(root.glob(f"[0-9]*_*/[0-9]*_{exercise.name}.py"))]
        if there := next((path for path in found if path.is_file()), None):
            return there
    return folder / exercise.file


def _of(chapters: Sequence[str]) -> Sequence[Exercise]:
    known = list(dict.fromkeys(one.chapter for one in exercises()))
    for chapter in chapters:
        if chapter not in known:
            raise UsageError("unknown_chapter", name=chapter, nearest=nearest(chapter, known))
    return [one for one in exercises() if not chapters or one.chapter in chapters]


def absent(exercise: Exercise, path: Path, named: bool = False) -> Verdict:
    """What is said of a file that is not there; `named`: its path was given, so no copy of the exercise helps."""
    message = say("error.no_file", path=path) if named else say("mistake.no_file", path=path)
    return Verdict(exercise.name, exercise.chapter, False, 0.0, message, "no_file")


def untouched(exercise: Exercise) -> Verdict:
    """What is said of a file that is as it was given; it need not be run."""
    return Verdict(exercise.name, exercise.chapter, False, 0.0, say("mistake.not_written"), "not_written")


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
