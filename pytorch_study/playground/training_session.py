"""The one training of this server, in a thread of its own; pages only watch.

It is `api.train` that trains: the run folder, the checkpoints and the result are an ordinary run's. What is added here
is an `Observer`: it sends what happens to the pages, waits while somebody pauses, and passes on the request to stop.
"""

import contextvars
import ctypes
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import torch
from torch import nn

from pytorch_study.artifacts.folder import Run, epoch_row
from pytorch_study.artifacts.judgement import guessing_loss, judge_training
from pytorch_study.artifacts.pace import Pace
from pytorch_study.engine.loop import TrainState
from pytorch_study.engine.records import End, Epoch, Step
from pytorch_study.errors import CheckpointError, DivergedError, Stopped, StudyError
from pytorch_study.lesson import Splits
from pytorch_study.lessons.learner_files import words
from pytorch_study.playground.downsampling import LossCurve, downsample
from pytorch_study.playground.encoding import signed_bytes
from pytorch_study.playground.events import EventBroadcaster
from pytorch_study.playground.guard import Refused, log
from pytorch_study.playground.prediction_flips import PredictionFlips
from pytorch_study.playground.task_info import headline_json
from pytorch_study.rng import RNG_LOCK
from pytorch_study.screen import Watcher
from pytorch_study.signals import Interrupted, StopRequest
from pytorch_study.task import find_task
from pytorch_study.training import Observer

STEPS, EPOCHS, FILTERS, MESSAGES = 0.25, 0.05, 1.0, 0.25
"""Seconds between two events of one kind, at least."""
LARGEST = 50_000
"""A first convolution with more numbers is not sent."""
ENDED = ("stopped", "done", "failed")

PATIENCE = 1.0
"""Seconds that a lesson's `load` is waited for after a stop, before it is broken off, and again before it is left."""

Work = Callable[[Observer], Run]
Convolution = tuple[str, nn.Module]


class BrokenOff(Interrupted):
    """A stop that is raised in the middle of a lesson's `load`."""

    def __init__(self) -> None:
        super().__init__(130)


class TrainingSession:
    """One training, from the request to its end."""

    def __init__(self, about: dict[str, Any], events: EventBroadcaster, work: Work, threads: int) -> None:
        """`about` is its lesson, recipe and seed; `work` trains with the observer that it is given."""
        self.threads = threads
        self.about = about
        self.events = events
        self.status = "loading"
        self.run: str | None = None
        self.state: TrainState | None = None
        self.message: str | None = None
        self.losses = LossCurve()
        self.guessing: float | None = None  # the loss of an answer that knows nothing
        self.verdict: dict[str, Any] | None = None
        self.filters: dict[str, Any] | None = None
        self.flips: dict[str, Any] | None = None
        self.newest: dict[str, Any] = {"epoch": None, "lr": None}  # what is known of the last step
        self.watched: list[list[float]] = []  # (step, the share of the watched examples that is right)
        self.left: float | None = None
        self.error: Exception | None = None
        self.command: str | None = None
        self.result: dict[str, Any] | None = None
        self.paused = False
        self.stop_request = StopRequest()
        self.condition = threading.Condition()
        self.left_loading = False  # it was stopped, but its `load` has not returned
        self.started = threading.Event()  # it has a folder, or has ended
        self.caller_waits = True  # whoever asked for it has not had an answer yet
        self.finished = threading.Event()  # nothing of it is left to be written
        self.thread = threading.Thread(
            target=contextvars.copy_context().run, args=(self._train, work), name="training", daemon=True
        )

    def snapshot(self) -> dict[str, Any]:
        """All that a page needs which has just opened."""
        state, history = self.state, [] if self.state is None else [*self.state.history]
        task = find_task(state.lesson.task) if state else None
        return {
            "run": self.run,
            **self.about,
            **self.newest,
            "status": self.status,
            "step": state.step if state else 0,
            "total": state.total if state else 0,
            "epochs": state.recipe.epochs if state else 0,
            "headline": headline_json(task.headline, task) if task else None,
            "history": [epoch_row(epoch, task.headline) for epoch in downsample(history)] if task else [],
            "losses": [*self.losses.points],
            "verdict": self.verdict,
            "filters": self.filters,
            "flips": self.flips,
            "watched": downsample(self.watched),
            "left": self.left,
            "error": self.error,
            "diverged": isinstance(self.error, DivergedError),
            "message": self.message,
            "command": self.command,
            "result": self.result,
            "left_loading": self.left_loading,
        }

    def request(self, *, paused: bool | None = None, stop: int | None = None) -> None:
        """Pause or go on, or stop with this exit code, at the end of a step."""
        with self.condition:
            if stop is not None and self.stop_request.exit_code is None and self.status not in ENDED:
                self.stop_request.exit_code = stop
                self.status = "stopping"
                self.events.publish("state", self.snapshot())
                if not self.stop_request.heard:  # nothing looks at the request yet
                    threading.Thread(target=self._break_off, name="break off", daemon=True).start()
            if paused is not None:
                self.paused = paused
            self.condition.notify_all()

    def _break_off(self) -> None:
        """End a lesson's `load`, as Ctrl-C does; leave it alone if it cannot be ended, so that others may train."""
        self.finished.wait(PATIENCE)
        if not self.finished.is_set() and not self.stop_request.heard and self.thread.ident is not None:
            # Python has no other way to raise in another thread; it happens at that thread's next line.
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.thread.ident), ctypes.py_object(BrokenOff))
            self.finished.wait(PATIENCE)
        with self.condition:
            if self.finished.is_set() or self.stop_request.heard or self.status in ENDED:
                return
            self.left_loading = True
        RNG_LOCK.take_from(self.thread.ident)
        self._end("stopped", {"run": None, "command": None, "left_loading": True})

    def _train(self, work: Work) -> None:
        try:
            self._work(work)
        except Interrupted:  # just as it was ending
            self._end("stopped", {"run": self.run, "command": self.command})
        finally:
            self.finished.set()

    def _work(self, work: Work) -> None:
        torch.set_num_threads(self.threads)  # a thread begins with what any other one has set last
        try:
            run = work(Observer(self._observe, self._on_message, self.stop_request))
            self.result = run.result
            self._end("done", {"run": run.name, "result": run.result})
        except Stopped as stopped:
            self.command = str(stopped.values["command"])
            self._end("stopped", {"run": self.run, "command": self.command})
        except Interrupted:  # before there was anything to save
            self._end("stopped", {"run": None, "command": None})
        except BaseException as error:  # a learner's own lesson may raise anything, and the next training must start
            if not isinstance(error, StudyError):
                log(error)
            self.error = error if isinstance(error, StudyError) else _internal(error)
            self._end("failed", {"error": self.error, "diverged": isinstance(error, DivergedError)})

    def _end(self, status: str, last: dict[str, Any]) -> None:
        with self.condition:
            if self.status in ENDED:  # it was left alone
                return
            self.status, self.left = status, None
            refused = self.caller_waits and self.run is None and self.error is not None
            self.started.set()
        if not refused:  # else it has not even begun, and whoever asked for it is told why
            self.events.publish("state", self.snapshot())
            self.events.publish(status, last)

    def _on_message(self, sentence: str, _passing: bool) -> None:
        """What happens before there is a folder: a download, mostly. To stop then is to break off, as Ctrl-C does."""
        if self.stop_request.exit_code is not None:
            raise Interrupted(self.stop_request.exit_code)
        self.message = sentence
        self.events.publish("message", {"text": sentence}, MESSAGES)

    def _observe(self, run: Run, state: TrainState, splits: Splits) -> Watcher:
        self.run, self.state, self.message = run.name, state, None
        self.status = "stopping" if self.stop_request.exit_code is not None else "running"
        if splits.info.labels:
            self.guessing = guessing_loss(len(splits.info.labels))
        self._recall_losses(run, state.step)
        convolution = next(((n, m) for n, m in state.model.named_modules() if isinstance(m, nn.Conv2d)), None)
        if convolution is not None and convolution[1].weight.numel() > LARGEST:
            convolution = None
        flips = PredictionFlips.of(state, splits)
        pace, headline = Pace(FILTERS, 0.0), find_task(state.lesson.task).headline
        self._send_filters(convolution)
        self.started.set()
        self.events.publish("state", self.snapshot())

        def watch(record: Step | Epoch | End) -> None:
            if isinstance(record, Step):
                self._on_step(record, state)
                if convolution is not None and pace.due():
                    pace.write(lambda: self._send_filters(convolution))
                self._send_flips(flips, state)
            elif isinstance(record, Epoch):
                self.events.publish("epoch", epoch_row(record, headline), EPOCHS)
            else:
                self.status = "scoring"
                self._judge(state.history)
                self._send_filters(convolution)
                self.events.publish("state", self.snapshot())
            self._wait_while_paused()

        return watch

    def _recall_losses(self, run: Run, done: int) -> None:
        """The curve of a training that goes on begins with what it has behind it."""
        try:
            rows = run.steps if done else []
        except CheckpointError:  # edited by hand
            rows = []
        for row in rows:
            if row["step"] <= done:
                self.losses.add(row["step"], row["loss"])
        self.losses.new_points()  # the snapshot has them

    def _judge(self, history: Sequence[Epoch]) -> None:
        epochs = [vars(epoch) for epoch in downsample(history)]
        verdict = judge_training(self.losses.points, epochs, self.guessing)
        self.verdict = None if verdict is None else asdict(verdict)

    def _on_step(self, record: Step, state: TrainState) -> None:
        self.losses.add(record.step, record.loss)
        self.left = state.seconds / record.step * (record.total - record.step)
        self.newest = {
            "step": record.step,
            "total": record.total,
            "epoch": record.epoch,
            "lr": record.lr,
            "seconds": state.seconds,
            "left": self.left,
        }
        if not self.events.due("step", STEPS):
            return
        self._judge(state.history)
        points = self.losses.new_points()
        loss = points[-1][1] if points else record.loss
        self.events.publish("step", {**self.newest, "loss": loss, "points": points, "verdict": self.verdict})

    def _send_flips(self, flips: PredictionFlips | None, state: TrainState) -> None:
        if flips is None or (changed := flips.update(state)) is None:
            return
        self.flips = {"step": state.step, **changed}
        self.watched.append([state.step, changed["right"] / changed["count"]])
        self.events.publish("flips", self.flips)

    def _send_filters(self, convolution: Convolution | None) -> None:
        if convolution is None:
            return
        name, layer = convolution
        self.filters = {"name": name, **signed_bytes(layer.get_parameter("weight").detach().cpu().contiguous())}
        self.events.publish("filters", self.filters)

    def _wait_while_paused(self) -> None:
        """Do not ask for the next record while somebody pauses."""

        def may_go_on() -> bool:
            return not self.paused or self.stop_request.exit_code is not None

        with self.condition:
            if may_go_on() or self.status != "running":
                return
            self.status = "paused"
            self.events.publish("paused", {**self.newest, "points": self.losses.new_points()})
            self.condition.wait_for(may_go_on)
            if self.stop_request.exit_code is None:
                self.status = "running"
                self.events.publish("running", {})


def _internal(error: BaseException) -> Refused:
    return Refused(500, "page.error.internal", what=f"{type(error).__name__}: {words(error)}"[:300])
