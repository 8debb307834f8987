"""The one training of this server: a thread of its own owns it, just as the command does; pages only watch.

The owner is `tasks.train`: the run folder, the checkpoints and the result are an ordinary run's. What is added here is
a `View`: it tells what happens, waits while somebody pauses, and hands on the stop_request to stop.
"""

import contextvars
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from pytorch_study.artifacts.folder import Run
from pytorch_study.artifacts.pace import Pace
from pytorch_study.engine.loop import TrainState
from pytorch_study.engine.records import End, Epoch, Step
from pytorch_study.errors import DivergedError, Stopped, StudyError
from pytorch_study.lesson import Splits
from pytorch_study.playground.curve import Curve, thinned
from pytorch_study.playground.flips import Flips
from pytorch_study.playground.guard import Refused
from pytorch_study.playground.seeing import signed
from pytorch_study.playground.watching import Audience
from pytorch_study.screen import Watcher
from pytorch_study.signals import Interrupted, StopRequest
from pytorch_study.training import Observer

STEPS, EPOCHS, FILTERS, NOTES = 0.1, 0.05, 1.0, 0.25
"""Seconds between two messages of one kind, at least."""
LARGEST = 50_000
"""A first convolution with more numbers is not sent."""
ENDED = ("stopped", "done", "failed")

Work = Callable[[Observer], Run]


class Training:
    """One training, from the question to its end."""

    def __init__(self, about: dict[str, Any], audience: Audience, work: Work, threads: int) -> None:
        """`about` is its lesson, recipe and seed; `work` trains with the view that it is given."""
        self.threads = threads
        self.about = about
        self.audience = audience
        self.status = "loading"
        self.run: str | None = None
        self.state: TrainState | None = None
        self.note: str | None = None
        self.losses = Curve()
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
        self.turn = threading.Condition()
        self.known = threading.Event()  # it has a folder, or has ended
        self.awaited = True  # by whoever asked for it
        self.over = threading.Event()  # and nothing of it is left to be written
        self.thread = threading.Thread(
            target=contextvars.copy_context().run, args=(self._own, work), name="training", daemon=True
        )

    def told(self) -> dict[str, Any]:
        """All that a page needs which has just come."""
        state, history = self.state, [] if self.state is None else [*self.state.history]
        return {
            "run": self.run,
            **self.about,
            **self.newest,
            "status": self.status,
            "step": state.step if state else 0,
            "total": state.total if state else 0,
            "epochs": state.recipe.epochs if state else 0,
            "history": thinned([vars(epoch) for epoch in history]),
            "losses": [*self.losses.points],
            "filters": self.filters,
            "flips": self.flips,
            "watched": thinned(self.watched),
            "left": self.left,
            "error": self.error,
            "diverged": isinstance(self.error, DivergedError),
            "note": self.note,
            "command": self.command,
            "result": self.result,
        }

    def ask(self, *, paused: bool | None = None, stop: int | None = None) -> None:
        """Pause or go on, or stop with this exit code, at the end of a step."""
        with self.turn:
            if stop is not None and self.stop_request.exit_code is None and self.status not in ENDED:
                self.stop_request.exit_code = stop
                self.status = "stopping"
                self.audience.post("state", self.told())
            if paused is not None:
                self.paused = paused
            self.turn.notify_all()

    def _own(self, work: Work) -> None:
        torch.set_num_threads(self.threads)  # a thread begins with what any other one has set last
        try:
            run = work(Observer(self._watch, self._tell, self.stop_request))
            self.result = run.result
            self._end("done", {"run": run.name, "result": run.result})
        except Stopped as stopped:
            self.command = str(stopped.values["command"])
            self._end("stopped", {"run": self.run, "command": self.command})
        except KeyboardInterrupt:  # before there was anything to save
            self._end("stopped", {"run": None, "command": None})
        except (Exception, SystemExit) as error:  # a learner's own lesson may call sys.exit
            if not isinstance(error, StudyError):
                traceback.print_exc(file=sys.stderr)
            self.error = error if isinstance(error, StudyError) else _internal(error)
            self._end("failed", {"error": self.error, "diverged": isinstance(error, DivergedError)})
        finally:
            self.over.set()

    def _end(self, status: str, last: dict[str, Any]) -> None:
        with self.turn:
            self.status, self.left = status, None
            alone = self.awaited and self.run is None and self.error is not None
            self.known.set()
        if not alone:  # else it has not even begun, and whoever asked for it is told why
            self.audience.post("state", self.told())
            self.audience.post(status, last)

    def _tell(self, sentence: str, _passing: bool) -> None:
        """What happens before there is a folder: a download, mostly. To stop then is to break off, as Ctrl-C does."""
        if self.stop_request.exit_code is not None:
            raise Interrupted(self.stop_request.exit_code)
        self.note = sentence
        self.audience.post("note", {"text": sentence}, NOTES)

    def _watch(self, run: Run, state: TrainState, splits: Splits) -> Watcher:
        self.run, self.state, self.note = run.name, state, None
        self.status = "stopping" if self.stop_request.exit_code is not None else "going"
        convolution = next(((n, m) for n, m in state.model.named_modules() if isinstance(m, nn.Conv2d)), None)
        if convolution is not None and convolution[1].weight.numel() > LARGEST:
            convolution = None
        flips = Flips.of(state, splits)
        pace = Pace(FILTERS, 0.0)
        self._look(convolution)
        self.known.set()
        self.audience.post("state", self.told())

        def watch(record: Step | Epoch | End) -> None:
            if isinstance(record, Step):
                self._stepped(record, state)
                if convolution is not None and pace.due():
                    pace.write(lambda: self._look(convolution))
                self._turned(flips, state)
            elif isinstance(record, Epoch):
                self.audience.post("epoch", vars(record), EPOCHS)
            else:
                self.status = "scoring"
                self._look(convolution)
                self.audience.post("state", self.told())
            self._wait()

        return watch

    def _stepped(self, record: Step, state: TrainState) -> None:
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
        if not self.audience.due("step", STEPS):
            return
        points = self.losses.fresh()
        loss = points[-1][1] if points else record.loss
        self.audience.post("step", {**self.newest, "loss": loss, "points": points})

    def _turned(self, flips: Flips | None, state: TrainState) -> None:
        if flips is None or (turned := flips.look(state)) is None:
            return
        self.flips = {"step": state.step, **turned}
        self.watched.append([state.step, turned["right"] / turned["count"]])
        self.audience.post("flips", self.flips)

    def _look(self, convolution: tuple[str, nn.Module] | None) -> None:
        if convolution is None:
            return
        name, layer = convolution
        self.filters = {"name": name, **signed(layer.get_parameter("weight").detach().cpu().contiguous())}
        self.audience.post("filters", self.filters)

    def _wait(self) -> None:
        """Do not ask for the next record while somebody pauses."""

        def over() -> bool:
            return not self.paused or self.stop_request.exit_code is not None

        with self.turn:
            if over() or self.status != "going":
                return
            self.status = "paused"
            self.audience.post("paused", {**self.newest, "points": self.losses.fresh()})
            self.turn.wait_for(over)
            if self.stop_request.exit_code is None:
                self.status = "going"
                self.audience.post("going", {})


def _internal(error: BaseException) -> Refused:
    return Refused(500, "page.error.internal", what=f"{type(error).__name__}: {error}"[:300])
