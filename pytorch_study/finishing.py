"""The end of a training: the test set is scored, once, and everything that a finished run has is written."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pytorch_study import screen
from pytorch_study.artifacts import folder, report, weights
from pytorch_study.artifacts.cross_validation import cross_validate
from pytorch_study.artifacts.folder import Run
from pytorch_study.engine import score, unsure
from pytorch_study.engine.compute import release_memory
from pytorch_study.engine.loop import TrainState
from pytorch_study.engine.records import End
from pytorch_study.errors import DiskError, DivergedError, StudyError
from pytorch_study.files import quoted, sha256, write, write_json
from pytorch_study.lesson import Lesson, Splits
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.metrics import headline
from pytorch_study.recipe import Recipe
from pytorch_study.task import find_task
from pytorch_study.text import say


def finish_run(
    run: Run,
    state: TrainState,
    splits: Splits,
    end: End,
    name: str,
    quiet: bool,
    interrupt: Callable[[], None] = lambda: None,
) -> Run:
    """Evaluate on the test set, once, and write the weights, the report and the metrics; `result.json` comes last.

    Args:
        run: the run.
        state: the state at the end of the training.
        splits: the data.
        end: the last record.
        name: the recipe's name.
        quiet: show nothing.
        interrupt: called after every step of a cross-validation; raises if the training is to stop.

    Raises:
        DivergedError: the loss on the test set is not finite.
        DiskError: something cannot be written. If the folder is gone, the key is `folder_gone` and the value `result`
            holds the result.
    """
    lesson, recipe = state.lesson, state.recipe
    with attribute_error(lesson.file):  # this is the first call of the learner's `test`
        test = splits.test()
    splits = replace(splits, test=lambda: test)
    release_memory()  # of the training
    crossed: dict[str, Any] = {}
    if splits.folds:
        output, crossed = cross_validate(run, state, splits, lambda sentence: screen.note(sentence, quiet), interrupt)
        with attribute_error(lesson.file):
            result = score.compute_metrics(output, test.y.cpu(), lesson.task, recipe)
    else:
        screen.note(say("screen.finishing"), quiet)
        with attribute_error(lesson.file):
            result = score.evaluate(state.eval_model, test, lesson, recipe)
    release_memory()
    if not math.isfinite(result.loss):
        raise diverged(state)
    content = weights.to_bytes(state.eval_model, lesson.name, name, state.seed, splits.info)
    final = {
        "run": str(run.folder),
        "lesson": lesson.name,
        "recipe": name,
        "seed": state.seed,
        **{f"test_{metric}": value for metric, value in result.metrics.items()},
        "test_loss": result.loss,
        "test_count": result.count,
        **crossed,
        "epochs": end.epochs,
        "seconds": round(end.seconds, 3),
        "images_per_second": round(end.images_per_second, 1),
        "model_sha256": sha256(content),
    }
    try:
        write(run.folder / "model.safetensors", content)
        final |= _write_familiar(run, state.eval_model, splits, lesson, recipe)
        scored = "cross.scored" if crossed else "screen.scored"
        screen.note(say(scored, score=headline(final)), quiet)  # before drawing, which takes seconds
        _draw(run, state, splits, result, final)
        write_or_tell(run, lambda: folder.write_metrics(run, state.history, find_task(lesson.task).headline))
        write_json(run.folder / "result.json", final)
    except StudyError as error:
        if is_gone(run):
            raise DiskError("folder_gone", path=run.folder, score=headline(final), result=final) from error
        raise
    return run


def write_or_tell(run: Run, update: Callable[[], None]) -> None:
    """Write a table for the last time; one that a spreadsheet has locked is told, and costs the training nothing more.

    Raises:
        DiskError: the disk is full.
    """
    try:
        update()
    except DiskError as error:
        if error.key != "cannot_write":
            raise
        if not is_gone(run):
            screen.note(str(error))


def is_gone(run: Run) -> bool:
    """Whether somebody has deleted or moved a run's folder."""
    return not run.folder.is_dir()


def _draw(run: Run, state: TrainState, splits: Splits, result: score.Score, final: dict[str, Any]) -> None:
    try:
        report.draw(run, state.lesson, state.recipe, state.eval_model, splits, result, final)
    except StudyError:  # e.g. a full disk: once there is space, `resume` evaluates and draws again
        raise
    except Exception as error:  # a figure that cannot be drawn must not cost hours of training
        if is_gone(run):
            return
        command = quoted("pytorch-study", "report", str(run.folder), "--debug")
        command = "pytorch_study.report(run)" if run.given else command  # the lesson is in no file
        screen.note(say("screen.not_drawn", what=f"{type(error).__name__}: {error}", command=command))


def diverged(state: TrainState) -> DivergedError:
    """The error that a loss or a weight is no longer finite."""
    epoch = math.ceil(state.step / state.steps_per_epoch)
    return DivergedError("diverged", step=state.step, epoch=epoch, lr=state.recipe.lr)


def _write_familiar(run: Run, model: Any, splits: Splits, lesson: Lesson, recipe: Recipe) -> dict[str, str]:
    """Write what a sample of the training images looks like, if the lesson tells what is unlike them; its SHA-256."""
    if not lesson.tells_unsure:
        return {}
    every = max(1, -(-len(splits.train.y) // unsure.FITTED))
    x, y = splits.train.x[::every].cpu(), splits.train.y[::every].cpu()
    familiar = unsure.fit(x, y, score.predict(model, x, lesson, recipe))
    if familiar is None:
        return {}
    content = weights.familiar_to_bytes(familiar)
    write(run.folder / f"model{weights.UNSURE}", content)
    return {"unsure_sha256": sha256(content)}
