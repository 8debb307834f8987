"""`pytorch-study learn` alone: show an exercise, check it whenever its file is saved, listen to keys.

Files are watched by reading them (polling): network drives, WSL and editors that replace files all work alike.
"""

import os
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pytorch_study.exercises import screen
from pytorch_study.exercises.checker import Checker
from pytorch_study.exercises.keys import Ask, keyboard, line_of_keys
from pytorch_study.exercises.learner import Learner, opened
from pytorch_study.exercises.shelf import Exercise, exercises
from pytorch_study.text import say

PAUSE = 0.4
"""Seconds between two looks at the files."""
SETTLE = 0.05
"""Seconds for an editor to finish writing."""


@dataclass
class Watching:
    """What the watch mode keeps in mind."""

    learner: Learner
    checker: Checker
    exercise: Exercise
    seen: dict[str, tuple[int, int]] = field(default_factory=dict)
    content: bytes = b""
    checked: bool = False
    sure: str = ""
    """The command that was asked for once and acts when asked for again."""


def watch(folder: Path, plain: bool = False) -> None:
    """Run until the learner quits.

    Args:
        folder: the learner's; created if it is missing.
        plain: whole lines instead of single keys.

    Raises:
        DiskError: the folder cannot be written to.
    """
    fresh = not folder.exists()
    learner = opened(folder, lambda one: screen.tell(say("learn.changed", name=one.name)))
    with Checker() as checker, keyboard(plain) as ask:
        checker.warm()
        if fresh:
            screen.tell(say("learn.welcome", folder=folder.absolute(), count=len(exercises())))
        one = Watching(learner, checker, learner.current())
        one.seen = {exercise.name: _stamp(learner.path(exercise)) for exercise in exercises()}
        try:
            _enter(one, one.exercise)
            _loop(one, ask)
        finally:  # Ctrl-C, too
            screen.tell(say("learn.bye"))


def _loop(one: Watching, ask: Ask) -> None:
    while True:
        key = ask(PAUSE)
        if key == "q":
            return
        if key:
            _act(one, key)
        elif key == "":
            screen.tell(line_of_keys())
        if saved := _saved(one):
            time.sleep(SETTLE)
            if saved != one.exercise:
                _enter(one, saved)
            else:
                screen.tell()
                screen.tell(say("learn.saved", time=datetime.now().strftime("%H:%M:%S"), name=saved.name))
                _check(one)


def _act(one: Watching, key: str) -> None:
    """Do what a key asks for."""
    sure, one.sure = one.sure == key, key
    everything = exercises()
    where = everything.index(one.exercise)
    match key:
        case "h":
            screen.hint(one.learner, one.exercise)
        case "l":
            screen.overview(one.learner, brief=True)
            screen.tell(line_of_keys())
        case "s":
            screen.solution(one.learner, one.exercise)
            screen.tell(line_of_keys())  # it may be long
        case "c":
            _check(one)
        case "n" if where + 1 < len(everything):
            _enter(one, everything[where + 1])
        case "n":
            screen.tell(say("learn.was_last"))
        case "p" if where:
            _enter(one, everything[where - 1])
        case "p":
            screen.tell(say("learn.was_first"))
        case "r" if sure:
            screen.reset(one.learner, one.exercise)
            one.sure = ""
            _enter(one, one.exercise)
        case "r":
            screen.tell(say("learn.reset_sure"))


def _enter(one: Watching, exercise: Exercise) -> None:
    """Go to an exercise: show it, and check it once."""
    one.exercise, one.sure = exercise, ""
    one.learner.note(None, current=exercise.name)
    screen.heading(one.learner, exercise)
    _check(one)


def _check(one: Watching) -> None:
    path = one.learner.path(one.exercise)
    one.content, one.seen[one.exercise.name] = _read(path), _stamp(path)
    if not path.exists():
        screen.tell(say("learn.gone", path=path))
        return
    if not one.checked:
        one.checked = True
        screen.tell(say("learn.first_check"))  # or the screen would stand still for seconds
    verdict = one.checker.check(one.exercise, path)
    if verdict.passed and not one.learner.passed(one.exercise):
        one.learner.note(one.exercise, passed=datetime.now().isoformat(timespec="seconds"))
    screen.outcome(one.exercise, verdict)
    if verdict.passed:
        screen.go_on(one.learner, one.exercise)
    screen.tell(line_of_keys())


def _saved(one: Watching) -> Exercise | None:
    """The exercise whose file has changed since the last look, the current one first."""
    path = one.learner.path(one.exercise)
    if (content := _read(path)) != one.content:  # some drives have no fine clock: the text decides
        one.content = content
        return one.exercise if content else None  # empty: an editor is about to write it
    for exercise in exercises():
        stamp = _stamp(one.learner.path(exercise))
        if stamp != one.seen.get(exercise.name):
            one.seen[exercise.name] = stamp
            if stamp != (0, 0):
                return exercise
    return None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return (0, 0)
    return status.st_mtime_ns, status.st_size
