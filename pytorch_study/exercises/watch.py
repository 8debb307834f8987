"""`pytorch-study learn` alone: show an exercise, check it whenever its file is saved, listen to keys.

Files are watched by reading them (polling): network drives, WSL and editors that replace files all work alike.
"""

import contextvars
import os
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pytorch_study.errors import DiskError
from pytorch_study.exercises import screen
from pytorch_study.exercises.checker import Checker, Verdict
from pytorch_study.exercises.keys import END, Ask, keyboard, line_of_keys
from pytorch_study.exercises.learner import Learner, opened
from pytorch_study.exercises.shelf import Exercise, exercises
from pytorch_study.exercises.worker import WALL_SECONDS
from pytorch_study.text import say

PAUSE = 0.4
"""Seconds between two looks at the files."""
QUICK = 0.05
"""The same while a check runs: its result is shown without delay."""
LONG = 3
"""A check that runs for so many seconds is spoken of."""
PATIENCE = 3
"""Seconds in which a check that is no longer wanted ends; then its process is stopped, too."""
SETTLE = 0.05
"""Seconds for an editor to finish writing."""


@dataclass
class Running:
    """A check under way, in a thread: keys and saved files are heard meanwhile."""

    exercise: Exercise
    verdict: "Future[Verdict]" = field(default_factory=Future)
    stopped: threading.Event = field(default_factory=threading.Event)
    since: float = field(default_factory=time.monotonic)
    announced: bool = False


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
    running: Running | None = None
    unsaved: bool = False
    """Progress could not be written."""


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
            _stop(one)
            screen.tell(say("learn.bye_unsaved" if one.unsaved else "learn.bye"))


def _loop(one: Watching, ask: Ask) -> None:
    ended = False
    while not (ended and one.running is None):
        key = None
        if ended:  # the last check is waited for
            time.sleep(QUICK)
        else:
            key = ask(PAUSE if one.running is None else QUICK)
        if key == "q":
            return
        if key == END:
            ended = True
        elif key:
            _act(one, key)
        elif key == "":
            screen.tell(f"{say('learn.unknown')} {line_of_keys()}")
        if saved := _saved(one):
            time.sleep(SETTLE)
            if saved != one.exercise:
                _enter(one, saved)
            else:
                screen.tell()
                now = datetime.now().strftime("%H:%M:%S")
                screen.tell(say("learn.saved", time=now, name=saved.name, limit=WALL_SECONDS))
                _check(one)
        _look(one)


def _act(one: Watching, key: str) -> None:
    """Do what a key asks for."""
    try:
        _do(one, key)
    except DiskError as error:  # what was asked for has been shown, as far as it could be
        one.unsaved = True
        screen.tell(str(error), "yellow")


def _do(one: Watching, key: str) -> None:
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
    _note(one, None, current=exercise.name)
    screen.heading(one.learner, exercise)
    _check(one)


def _note(one: Watching, exercise: Exercise | None, **values: str) -> None:
    try:
        one.learner.note(exercise, **values)
    except DiskError as error:
        if not one.unsaved:  # said once; one can go on learning
            screen.tell(say("error.not_noted", why=error) if exercise else str(error), "yellow")
        one.unsaved = True


def _check(one: Watching) -> None:
    """Begin a check; the one under way ends."""
    _stop(one)
    path = one.learner.path(one.exercise)
    one.content, one.seen[one.exercise.name] = _read(path), _stamp(path)
    if not path.exists():
        screen.tell(say("learn.gone", path=path))
        return
    if not one.checked:
        one.checked = True
        screen.tell(say("learn.first_check"))  # or the screen would stand still for seconds
    running = one.running = Running(one.exercise)

    def work() -> None:
        try:
            running.verdict.set_result(one.checker.check(running.exercise, path, stopped=running.stopped))
        except BaseException as error:
            running.verdict.set_exception(error)

    threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True).start()  # in the same language


def _stop(one: Watching) -> None:
    """End the check under way, if there is one."""
    running, one.running = one.running, None
    if running is None or running.verdict.done():
        return
    running.stopped.set()
    one.checker.interrupt()
    try:
        running.verdict.exception(PATIENCE)
    except TimeoutError:
        one.checker.close()
        running.verdict.exception()


def _look(one: Watching) -> None:
    """Show the result of the check under way, if it is there."""
    running = one.running
    if running is None:
        return
    if not running.verdict.done():
        if not running.announced and time.monotonic() - running.since > LONG:
            running.announced = True
            screen.tell(say("learn.still", limit=WALL_SECONDS))
        return
    one.running, verdict = None, running.verdict.result()
    screen.outcome(running.exercise, verdict)
    if verdict.passed and not one.learner.passed(running.exercise):
        _note(one, running.exercise, passed=datetime.now().isoformat(timespec="seconds"))
    if verdict.passed:
        screen.go_on(one.learner, running.exercise)
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
