"""Running one training: iterate over the engine's records, show them, save checkpoints, stop on request, finish."""

import contextlib
import math
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytorch_study import screen
from pytorch_study.artifacts import checkpoint, folder
from pytorch_study.artifacts.environment import environment
from pytorch_study.artifacts.folder import Run
from pytorch_study.artifacts.pace import Pace
from pytorch_study.artifacts.run_json import METADATA
from pytorch_study.artifacts.steps import StepLog
from pytorch_study.engine.loop import TrainState, is_finite, train
from pytorch_study.engine.process_group import ProcessGroup, peer_lost
from pytorch_study.engine.records import End, Epoch, Step
from pytorch_study.errors import CheckpointError, DiskError, DivergedError, Stopped, StudyError
from pytorch_study.files import quoted, write_json
from pytorch_study.finishing import diverged, finish_run, is_gone, write_or_tell
from pytorch_study.lesson import SharedFolder, Splits, Tell
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.signals import StopRequest
from pytorch_study.task import find_task
from pytorch_study.text import say

SAVE_EVERY = 10.0
"""Seconds between checkpoints; more if saving is slow, see `artifacts/pace.py`."""


@dataclass(frozen=True)
class Observer:
    """Receives the progress of a training instead of the screen, e.g. for the browser page, from another thread.

    Attributes:
        watch: (run, state, splits) -> watcher. It is called once the run has a folder; the watcher it returns is called
            with every record, and the training pauses until that call returns.
        tell: called with messages before the training starts, e.g. the progress of a download.
        stop_request: once its `exit_code` is set, the training stops at the end of the current step.
    """

    watch: Callable[[Run, TrainState, Splits], screen.Watcher]
    tell: Tell
    stop_request: StopRequest


@contextlib.contextmanager
def open_run(run: Run, state: TrainState, metadata: dict[str, Any]) -> Iterator[None]:
    """Lock a new run's folder and write its metadata, its environment and a first checkpoint.

    If that fails before there is a checkpoint, the folder is removed.

    Raises:
        DiskError: the folder cannot be written to.
    """
    try:
        with folder.lock(run):
            write_json(run.folder / METADATA, metadata)
            write_json(run.folder / "env.json", environment(state.compute))
            checkpoint.save(run.folder, state)
            yield
    except BaseException:
        # without a checkpoint there is nothing to resume
        if not any((run.folder / name).exists() for name in checkpoint.GENERATIONS):
            shutil.rmtree(run.folder, ignore_errors=True)
        raise


def run_training(
    run: Run,
    state: TrainState,
    splits: Splits,
    stop_request: StopRequest,
    data: Path | str | None,
    quiet: bool,
    save_every: float,
    observer: Observer | None = None,
) -> Run:
    """Train to the end: show progress, save checkpoints, stop on request, and finish the run.

    Args:
        run: the run; its folder is locked by the caller.
        state: the training state, new or restored.
        splits: the data.
        stop_request: set when the training should stop.
        data: the user's `--data` folder, which becomes part of the resume command.
        quiet: show no progress.
        save_every: seconds between checkpoints.
        observer: receives the progress instead of the screen.

    Returns:
        The finished run; in processes of rank > 0, the run as it was.

    Raises:
        Stopped: a stop was requested; the message contains the resume command.
        DivergedError: the loss or a weight is no longer finite; the previous checkpoint is kept.
        DiskError: a checkpoint cannot be saved; or somebody has deleted the folder, see `finish_run`.
        StudyError: another process of this training was lost.
    """
    group = state.group
    quiet = quiet or group.rank > 0
    resume_command = _command(run, group, data, bool(run.given))
    count = sum(p.numel() for p in state.model.parameters())
    heading = say(
        "screen.heading",
        lesson=state.lesson.name,
        parameters=f"{count:,}",
        examples=f"{len(splits.train.y):,}",
        place=f"{state.compute.device}, {state.compute.precision}, {state.compute.threads}",
        path=run.folder,
    )
    gone, saving, metrics = False, Pace(save_every, time.monotonic()), Pace(0.0, -math.inf)
    saved_step, steps = state.step, StepLog(run.folder, state.step, state.total)
    try:
        # read now, while the folder is there; other machines have no folder
        recipe_name = group.broadcast(lambda: run.metadata["recipe_name"])
        stop_request.interruptible()
        if group.rank == 0:
            _write_tables(run, state, steps)
        shown = screen.watcher(quiet, heading, state.recipe.epochs, find_task(state.lesson.task).headline)
        with (
            attribute_error(state.lesson.file),
            contextlib.nullcontext(observer.watch(run, state, splits)) if observer else shown as watch,
        ):
            for record in train(state, splits):
                # All processes stop at the same step: if one left alone, the others would wait for it.
                stop = group.all_reduce_sum(float(bool(stop_request.exit_code) or group.launcher_gone()))[0] > 0
                last = stop or isinstance(record, End)
                if isinstance(record, Step):
                    steps.add(record)
                if group.rank == 0 and (last or saving.due()):
                    if not is_finite(state):
                        raise diverged(state)
                    if _kept(run, lambda: saving.write(lambda: _save(run, state, steps))):
                        saved_step = state.step
                    elif not gone:
                        gone = True
                        screen.note(say("screen.folder_gone", path=run.folder))
                if group.rank == 0 and (last or (isinstance(record, Epoch) and metrics.due())):
                    metrics.write(lambda: _write_tables(run, state, steps))
                watch(record)
                if stop:
                    stop_request.grant()
                    if group.rank == 0 and is_gone(run):
                        raise DiskError("folder_gone_stopped", path=run.folder, step=state.step)
                    raise Stopped("stopped", stop_request.exit_code or 143, step=state.step, command=resume_command)
        if group.rank:
            return run
        stop_request.interrupt_now()
        write_or_tell(run, steps.write)  # now it should be whole
        assert isinstance(record, End)
        return finish_run(run, state, splits, record, recipe_name, quiet, stop_request.interrupt_now)
    except KeyboardInterrupt as interrupt:
        if run.result is not None:  # the run is already finished
            return run
        if is_gone(run):
            raise DiskError("folder_gone_stopped", path=run.folder, step=state.step) from None
        code = getattr(interrupt, "exit_code", 130)
        raise Stopped("stopped_at_once", code, step=saved_step, command=resume_command) from None
    except DiskError as error:
        if error.key not in ("disk_full", "cannot_write") or group.rank:
            raise
        if error.key == "disk_full" and is_finite(state):
            _save_on_full_disk(run, state)
        try:
            saved_step = checkpoint.load(run.folder)[0]["progress"][0]
        except CheckpointError:
            if error.key == "cannot_write":  # nothing is saved yet
                raise error from None
        key = "disk_full_saved" if error.key == "disk_full" else "cannot_write_saved"
        raise DiskError(key, **error.values, step=saved_step, command=resume_command) from error
    except DivergedError as error:
        if group.rank == 0 and not is_gone(run):
            _write_tables(run, state, steps)
            write_json(run.folder / METADATA, {**run.metadata, "diverged": state.step})
        usual = state.lesson.recipes.get(recipe_name, state.recipe).lr
        if usual < state.recipe.lr:  # the learner has raised it
            raise DivergedError("diverged_raised", **error.values, usual=usual) from None
        raise
    except RuntimeError as error:
        if group.size == 1 or not peer_lost(error):
            raise
        # It failed in an all-reduce, before the weights changed: the state is consistent.
        if group.rank == 0:
            _save(run, state, steps)
        raise StudyError("peer_lost_in_training", step=state.step, command=resume_command) from error


def _write_tables(run: Run, state: TrainState, steps: StepLog) -> None:
    """Update the run's metrics files, if possible."""
    _if_possible(lambda: folder.write_metrics(run, state.history, find_task(state.lesson.task).headline))
    _if_possible(steps.write)


def _kept(run: Run, write: Callable[[], None]) -> bool:
    """Write; False if the folder is gone, which ends no training: its result can still be told."""
    try:
        write()
    except DiskError:
        if is_gone(run):
            return False
        raise
    return True


def _save(run: Run, state: TrainState, steps: StepLog) -> None:
    """Save the state. A checkpoint holds all epochs but no steps, so `steps.csv` is written first.

    Where there is no room for that table, there may be for the checkpoint, for which an older one makes way.
    """
    no_room: DiskError | None = None
    try:
        _if_possible(steps.write)
    except DiskError as error:
        no_room = error
    checkpoint.save(run.folder, state)
    if no_room is not None:
        raise no_room


def _save_on_full_disk(run: Run, state: TrainState) -> None:
    """Save the state if there is any room. A checkpoint holds all epochs, so their table can make way for it."""
    with contextlib.suppress(DiskError):
        checkpoint.save(run.folder, state)
        return
    with contextlib.suppress(DiskError, OSError):
        (run.folder / "metrics.csv").unlink()
        checkpoint.save(run.folder, state)
    with contextlib.suppress(DiskError):
        folder.write_metrics(run, state.history, find_task(state.lesson.task).headline)


def _if_possible(update: Callable[[], None]) -> None:
    """Write a table. On Windows, a spreadsheet program may have locked it; it is written again later."""
    try:
        update()
    except DiskError as error:
        if error.key == "disk_full":
            raise


def _command(run: Run, group: ProcessGroup, data: Path | str | None, given: bool) -> str:
    """The command that resumes the run, quoted for this system's shell; a Python call if the lesson is in no file."""
    if given:
        return f"pytorch_study.resume({str(run.folder)!r}, lesson=...)"
    start = [*group.launch(), "-m", "pytorch_study"] if group.size > 1 else ["pytorch-study"]
    words = [*start, "resume", str(run.folder)]
    words += ["--data", str(data)] if data and not isinstance(data, SharedFolder) else []
    return quoted(*words)
