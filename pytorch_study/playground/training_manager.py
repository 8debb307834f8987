"""Starts, pauses, resumes and stops trainings: one at a time in the whole server."""

import threading
from pathlib import Path
from typing import Any

from pytorch_study import api, lessons, screen
from pytorch_study.errors import Stopped
from pytorch_study.playground.events import EventBroadcaster
from pytorch_study.playground.guard import Refused
from pytorch_study.playground.inference_worker import find_run
from pytorch_study.playground.listing import lesson_files
from pytorch_study.playground.run_info import run_info
from pytorch_study.playground.training_session import ENDED, TrainingSession, Work
from pytorch_study.text import say

START_TIMEOUT = 2.0
"""Seconds that whoever starts a training waits for its folder, or for what is wrong with the recipe."""
PATIENCE = 5
"""A server that ends waits so many fifths of a second for a lesson's `load`, or before it says that it is waiting."""
CHANGES = 100
"""So many fields of a recipe are changed at most."""


class TrainingManager:
    """The training that is running, or the last one; and the events that pages receive of it."""

    def __init__(self, runs: Path, data: Path | None, lesson_folder: Path, threads: int) -> None:
        """Folders as for the commands; `lesson_folder` has the learner's own files; `threads` are torch's."""
        self.runs = runs
        self.data = data
        self.lesson_folder = lesson_folder
        self.threads = threads
        self.events = EventBroadcaster()
        self.current: TrainingSession | None = None
        self.lock = threading.Lock()

    def snapshot(self) -> dict[str, Any] | None:
        """The state of the training that is running, or else of the last one."""
        return self.current.snapshot() if self.current else None

    def active_run(self) -> str | None:
        """The name of the run that is being trained now."""
        return self.current.run if self.current and self.current.status not in ENDED else None

    def start(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Start a training: `lesson` (a name, or a file of the learner's own), `recipe`, `seed`, `changes`.

        Returns:
            `run`: the folder's name; None where the data are still on their way.

        Raises:
            Refused: another training is running, or the request is not of this form.
            StudyError: something is wrong with the recipe or the data.
        """
        lesson, recipe = asked.get("lesson"), asked.get("recipe")
        seed, changes = asked.get("seed", 0), asked.get("changes") or {}
        for name, valid in (
            ("lesson", isinstance(lesson, str)),
            ("recipe", recipe is None or isinstance(recipe, str)),
            ("seed", type(seed) is int),
            ("changes", isinstance(changes, dict) and len(changes) <= CHANGES),
        ):
            if not valid:
                raise Refused(400, "page.error.field", name=name)
        where = str(lesson)
        if lesson not in lessons.SHELF:
            if lesson not in (files := lesson_files(self.lesson_folder)):
                raise Refused(404, "page.error.no_lesson", name=str(lesson)[:100])
            where = str(files[lesson].resolve())
        about = {"lesson": lesson, "recipe": recipe, "seed": seed}
        settings: dict[str, Any] = {"seed": seed, "changes": changes}
        return self._launch(
            about,
            lambda observer: api.train(
                where, recipe, runs=self.runs, data=self.data, quiet=True, observer=observer, **settings
            ),
        )

    def resume(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Go on with the run of this name; as `start`."""
        run = find_run(asked.get("run"), self.runs)
        info = run_info(run)
        about = {"lesson": info.lesson, "recipe": info.recipe_name, "seed": info.seed}
        return self._launch(
            about, lambda observer: api.resume(run, runs=self.runs, data=self.data, quiet=True, observer=observer)
        )

    def pause(self) -> dict[str, Any]:
        """Pause at the end of the step."""
        self._active().request(paused=True)
        return {}

    def unpause(self) -> dict[str, Any]:
        """Go on after a pause."""
        self._active().request(paused=False)
        return {}

    def stop(self) -> dict[str, Any]:
        """Stop at the end of the step; everything is saved."""
        self._active().request(stop=130)
        return {}

    def shut_down(self, exit_code: int) -> Stopped | None:
        """The server ends: stop a running training, wait until it is saved, and return what `api.train` would raise."""
        training = self.current
        if training is None or training.finished.is_set():
            return None
        if training.status == "scoring":  # that takes a while, and is not broken off
            screen.note(say("screen.finishing"))
        training.request(stop=exit_code)
        waited = 0
        while not training.finished.wait(0.2):  # on Windows a signal is heard only between two waits
            waited += 1
            if waited == PATIENCE and not training.stop_request.heard:
                screen.note(say("screen.leaving_load"))
                return None
            if waited == PATIENCE and training.status != "scoring":
                screen.note(say("screen.waiting_save"))
        if training.command is None or training.state is None:
            return None
        return Stopped("stopped", exit_code, step=training.state.step, command=training.command)

    def _launch(self, about: dict[str, Any], work: Work) -> dict[str, Any]:
        with self.lock:
            before = self.current
            if before is not None and before.status not in ENDED:
                raise Refused(409, "page.error.busy")
            self.current = training = TrainingSession(about, self.events, work, self.threads)
            training.thread.start()
        training.started.wait(START_TIMEOUT)
        with training.condition:
            training.caller_waits = False
        if training.run is None and training.status == "loading":  # whoever watches elsewhere is told, too
            self.events.publish("state", training.snapshot())
        if training.error is not None and training.run is None:
            with self.lock:
                self.current = before
            self.events.publish("state", self.snapshot())  # whoever has seen it begin elsewhere
            raise training.error
        return {"run": training.run}

    def _active(self) -> TrainingSession:
        if self.current is None or self.current.status in ENDED:
            raise Refused(409, "page.error.no_training")
        return self.current
