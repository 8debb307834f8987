"""Where a training takes place: one at a time in the whole server."""

import threading
from pathlib import Path
from typing import Any

from pytorch_study import api, lessons, screen
from pytorch_study.errors import Stopped
from pytorch_study.playground.desk import run_of
from pytorch_study.playground.gallery import own_files
from pytorch_study.playground.guard import Refused
from pytorch_study.playground.training import ENDED, Training, Work
from pytorch_study.playground.watching import Audience
from pytorch_study.text import say

SOON = 2.0
"""Seconds that whoever starts a training waits for its folder, or for what is wrong with his recipe."""
CHANGES = 100
"""So many fields of a recipe are changed at most."""


class Stage:
    """The training that goes on, or the last one; and everybody who watches."""

    def __init__(self, runs: Path, data: Path | None, own: Path, threads: int) -> None:
        """Folders as for the commands; `own` has one's own lesson files; `threads` are torch's."""
        self.runs = runs
        self.data = data
        self.own = own
        self.threads = threads
        self.audience = Audience()
        self.now: Training | None = None
        self.door = threading.Lock()

    def told(self) -> dict[str, Any] | None:
        """The state of the training that goes on, or else of the last one."""
        return self.now.told() if self.now else None

    def busy(self) -> str | None:
        """The name of the run that is being trained now."""
        return self.now.run if self.now and self.now.status not in ENDED else None

    def start(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Start a training: `lesson` (a name, or a file of one's own), `recipe`, `seed`, `changes`.

        Returns:
            `run`: the folder's name; None where the data are still on their way.

        Raises:
            Refused: another training is there, or the question is not of this form.
            StudyError: something is wrong with the recipe or the data.
        """
        lesson, recipe = asked.get("lesson"), asked.get("recipe")
        seed, changes = asked.get("seed", 0), asked.get("changes") or {}
        for name, fits in (
            ("lesson", isinstance(lesson, str)),
            ("recipe", recipe is None or isinstance(recipe, str)),
            ("seed", type(seed) is int),
            ("changes", isinstance(changes, dict) and len(changes) <= CHANGES),
        ):
            if not fits:
                raise Refused(400, "page.error.field", name=name)
        where = str(lesson)
        if lesson not in lessons.SHELF:
            if lesson not in (files := own_files(self.own)):
                raise Refused(404, "page.error.no_lesson", name=str(lesson)[:100])
            where = str(files[lesson].resolve())
        about = {"lesson": lesson, "recipe": recipe, "seed": seed}
        settings: dict[str, Any] = {"seed": seed, "changes": changes}
        return self._begin(
            about,
            lambda observer: api.train(
                where, recipe, runs=self.runs, data=self.data, quiet=True, observer=observer, **settings
            ),
        )

    def resume(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Go on with the run of this name; as `start`."""
        run = run_of(asked.get("run"), self.runs)
        about = {name: run.recipe[name] for name in ("lesson", "recipe", "seed")}
        return self._begin(
            about, lambda observer: api.resume(run, runs=self.runs, data=self.data, quiet=True, observer=observer)
        )

    def pause(self) -> dict[str, Any]:
        """Pause at the end of the step."""
        self._going().ask(paused=True)
        return {}

    def go_on(self) -> dict[str, Any]:
        """Go on after a pause."""
        self._going().ask(paused=False)
        return {}

    def stop(self) -> dict[str, Any]:
        """Stop at the end of the step; everything is saved."""
        self._going().ask(stop=130)
        return {}

    def finish(self, exit_code: int) -> Stopped | None:
        """The server ends: stop a training that goes on, wait until it is saved, and say what `tasks.train` says."""
        training = self.now
        if training is None or training.over.is_set():
            return None
        if training.status == "scoring":  # that takes a while, and is not broken off
            screen.note(say("screen.finishing"))
        training.ask(stop=exit_code)
        while not training.over.wait(0.2):  # on Windows a signal is heard only between two waits
            pass
        if training.command is None or training.state is None:
            return None
        return Stopped("stopped", exit_code, step=training.state.step, command=training.command)

    def _begin(self, about: dict[str, Any], work: Work) -> dict[str, Any]:
        with self.door:
            before = self.now
            if before is not None and before.status not in ENDED:
                raise Refused(409, "page.error.busy")
            self.now = training = Training(about, self.audience, work, self.threads)
            training.thread.start()
        training.known.wait(SOON)
        with training.turn:
            training.awaited = False
        if training.error is not None and training.run is None:
            with self.door:
                self.now = before
            raise training.error
        return {"run": training.run}

    def _going(self) -> Training:
        if self.now is None or self.now.status in ENDED:
            raise Refused(409, "page.error.no_training")
        return self.now
