"""The room of exercises: what the learner's folder holds, checked when a file is saved. Nothing is written there."""

import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from pytorch_study.errors import UsageError
from pytorch_study.exercises import learner
from pytorch_study.exercises.checker import Checker, Verdict
from pytorch_study.exercises.learner import Learner
from pytorch_study.exercises.shelf import Exercise, chapter_title, exercises, find
from pytorch_study.files import sha256
from pytorch_study.playground.events import EventBroadcaster
from pytorch_study.playground.guard import Refused
from pytorch_study.text import language, pick

PAUSE = 0.5
"""Seconds between two looks at the files."""
KEPT = 200
"""So many verdicts are kept: going back and forth between exercises checks nothing twice."""
MOMENTARY = {"endless", "waits", "memory", "crashed", "exits", "flood"}
"""Mistakes that may be the machine's, which had too much to do just then: they are not kept."""


class ExerciseRoom:
    """What the page asks about exercises. Checks run in the runner's own process for them, one at a time."""

    def __init__(self, here: Path) -> None:
        """`here`: where the page was started; the learner's folder is found from there, as by `pytorch-study learn`."""
        self.here = here
        self.events = EventBroadcaster()
        self.checker = Checker()
        self.turn = threading.Lock()
        self.closed = threading.Event()
        self.watcher: threading.Thread | None = None
        self.verdicts: dict[tuple[str, str, str], Verdict] = {}
        self.seen: dict[str, tuple[int, int, str]] = {}

    @property
    def learner(self) -> Learner:
        """The learner's folder, which may not exist."""
        return Learner(learner.place(None, self.here))

    def overview(self) -> dict[str, Any]:
        """All exercises by chapter and how far one is: the answer to `/api/learn`."""
        mine = self.learner
        progress = mine.peek() or learner.EMPTY
        passed = {name for name, one in progress["exercises"].items() if one.get("passed")}
        rows = [
            {"name": one.name, "title": one.texts["title"], "chapter": one.chapter, "passed": one.name in passed}
            for one in exercises()
        ]
        titles = {one.chapter: chapter_title(one.folder.parent)._asdict() for one in exercises()}
        there = mine.folder.is_dir()
        first = next((row["name"] for row in rows if not row["passed"]), rows[0]["name"])
        current = progress["current"] if progress["current"] in {row["name"] for row in rows} else first
        folder = str(mine.folder.absolute())
        return {"there": there, "folder": folder, "current": current, "exercises": rows, "chapters": titles}

    def task(self, name: str) -> dict[str, Any]:
        """One exercise in the reader's language: the answer to `/api/learn/NAME`."""
        exercise = self._find(name)
        return {
            "name": exercise.name,
            "title": exercise.text("title"),
            "chapter": pick(chapter_title(exercise.folder.parent)),
            "minutes": exercise.texts.get("minutes", 10),
            "text": _task(exercise),
            "hints": exercise.hints,
            "file": str(self.learner.path(exercise).absolute()),
        }

    def check(self, name: str, again: bool = False) -> dict[str, Any]:
        """What the learner's file is worth as it is now: the answer to a POST to `/api/learn/NAME`.

        `again`: with new inputs, although a verdict about the same file is kept.
        """
        exercise = self._find(name)
        path = self.learner.path(exercise)
        with self.turn:
            if (which := _content(path)) is None:
                return {"name": exercise.name, "there": False}
            key = (exercise.name, which, language())
            verdict = None if again else self.verdicts.get(key)
            if verdict is None:
                if self.closed.is_set():
                    raise Refused(503, "page.error.closing")
                verdict = self.checker.check(exercise, path)
                self.verdicts.pop(key, None)
                if _content(path) == which and verdict.mistake not in MOMENTARY:  # else it may be about another content
                    self.verdicts[key] = verdict
                while len(self.verdicts) > KEPT:
                    self.verdicts.pop(next(iter(self.verdicts)))
        return {
            "name": exercise.name,
            "there": True,
            "passed": verdict.passed,
            "mistake": verdict.mistake,
            "message": verdict.words,
            "drawn": list(verdict.drawn),
            "seconds": verdict.seconds,
            "printed": verdict.output,
            "why": exercise.text("why") if verdict.passed else "",
        }

    def subscribe(self) -> AsyncIterator[str]:
        """Events `saved` (a name), as the learner's files change. The files are watched while somebody listens."""
        if not self.events.subscribers:
            self.seen = self._contents({})  # what was saved while nobody had the room open is no news
        if self.watcher is None:
            self.watcher = threading.Thread(target=self._watch, name="exercises", daemon=True)
            self.watcher.start()
        return self.events.subscribe(dict)

    def close(self) -> None:
        """End everything; a check that is under way is stopped."""
        self.closed.set()
        self.events.close()
        self.checker.close()

    def _watch(self) -> None:
        while not self.closed.wait(PAUSE):
            if not self.events.subscribers:
                continue
            before, now = self.seen, self._contents(self.seen)
            for name in now:
                if now[name] != before.get(name) and now[name][2]:  # empty: an editor is about to write it
                    self.events.publish("saved", {"name": name})
            self.seen = now

    def _contents(self, before: dict[str, tuple[int, int, str]]) -> dict[str, tuple[int, int, str]]:
        """Time, size and digest of each file; read again only where time or size differ, or it was changed just now."""
        mine, found = self.learner, {}
        for exercise in exercises():
            try:
                status = mine.path(exercise).stat()
                old = before.get(exercise.name, (0, 0, ""))
                recent = time.time_ns() - status.st_mtime_ns < 3_000_000_000  # some drives have no fine clock
                digest = old[2]
                if recent or old[:2] != (status.st_mtime_ns, status.st_size):
                    content = mine.path(exercise).read_bytes()
                    digest = sha256(content) if content else ""
                found[exercise.name] = (status.st_mtime_ns, status.st_size, digest)
            except OSError:
                continue
        return found

    def _find(self, name: str) -> Exercise:
        try:
            return find(name)
        except UsageError as error:
            raise Refused(404, "page.error.no_exercise", name=name) from error


def _content(path: Path) -> str | None:
    """The digest of a file; None: it is not there."""
    try:
        return sha256(path.read_bytes())
    except OSError:
        return None


def _task(exercise: Exercise) -> str:
    """The docstring's half in the reader's language, without the title."""
    whole = exercise.given.partition('"""')[2].partition('"""')[0].strip()
    titles = exercise.texts["title"]
    chinese, _, english = whole.partition(f"\n\n{titles['en']}\n")
    return (chinese.removeprefix(titles["zh"]) if language() == "zh" else english).strip()
