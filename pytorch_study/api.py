"""The public API, as plain functions. The commands, notebooks, the browser page and the benchmarks all call these.

import pytorch_study as ps
run = ps.train("mnist", epochs=3)
ps.predict(run.folder, ["my_digit.png"])
"""

import contextlib
import dataclasses
import operator
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from pytorch_study import lessons, screen, signals
from pytorch_study.artifacts import checkpoint, folder
from pytorch_study.artifacts import report as reports
from pytorch_study.artifacts.compare import compare as compare
from pytorch_study.artifacts.folder import Run
from pytorch_study.artifacts.initial import check_initial, read_initial
from pytorch_study.artifacts.run_json import METADATA
from pytorch_study.data import others
from pytorch_study.data.augment import augment
from pytorch_study.engine import preflight
from pytorch_study.engine.compute import select_device
from pytorch_study.engine.loop import init_state
from pytorch_study.engine.process_group import init_process_group
from pytorch_study.engine.threads import choose_compute
from pytorch_study.errors import UsageError
from pytorch_study.exporters.exporting import export as export
from pytorch_study.files import quoted, write_json
from pytorch_study.generation import generate as generate
from pytorch_study.inspect.architecture import architecture_table
from pytorch_study.lesson import DataOptions, Lesson, build_model, pick_recipe
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.metadata import load_metadata, make_metadata, moved
from pytorch_study.prediction import evaluate as evaluate
from pytorch_study.prediction import predict as predict
from pytorch_study.preparation import check_same_data, load_data, own_data
from pytorch_study.recipe import change, differences, fields
from pytorch_study.renamed import old_keywords
from pytorch_study.rng import preserve_rng
from pytorch_study.trained import evaluate_test, load_splits, load_trained
from pytorch_study.training import SAVE_EVERY, Observer, open_run, run_training

RUNS = Path("runs")
"""The default folder for runs, relative to the current directory."""


@old_keywords(view="observer")
def train(
    lesson: Lesson | Path | str,
    recipe: str | None = None,
    *,
    seed: int = 0,
    device: str = "auto",
    threads: int | None = None,
    runs: Path | str = RUNS,
    data: Path | str | None = None,
    images: Path | str | None = None,
    table: Path | str | None = None,
    target: str | None = None,
    drop: Sequence[str] | str = (),
    quiet: bool = False,
    save_every: float = SAVE_EVERY,
    changes: Mapping[str, Any] | None = None,
    observer: Observer | None = None,
    **fields_: Any,
) -> Run:
    """从头训练一课 · Train a lesson from scratch.

    `ps.train("mnist", epochs=3)`；例子见 docs/zh/python.md · for examples see docs/en/python.md.

    Args:
        lesson: the name of a built-in lesson, the path of a file that defines `LESSON`, or a `Lesson`.
        recipe: the name of one of its recipes; None: the default recipe, or the lesson's for your own images.
        seed: random seed, in [0, 2^63).
        device: `auto`, `cpu`, `cuda` or `mps`.
        threads: number of CPU threads; None: whatever is fastest, of at most two per core, see `engine/threads.py`.
        runs: folder in which the run's folder is created.
        data: the folder or file to take the data from, and nothing else; None: search the usual places.
        images: folder of your own images, one sub-folder per class, to use instead of the lesson's data.
        table: your own table to use instead of the lesson's data, a CSV file of numbers and words; for `regression`.
        target: the column of `table` to predict.
        drop: columns of `table` that are not used.
        quiet: show no progress.
        save_every: seconds between checkpoints.
        changes: recipe fields to change, as a mapping.
        observer: receives the progress instead of the screen, and can stop the training.
        fields_: recipe fields to change, as keyword arguments, e.g. `epochs=3`.

    Returns:
        The finished run.

    Raises:
        StudyError: what you can act on, as one of its subclasses, see `errors.py`.
    """
    lesson = lesson if isinstance(lesson, Lesson) else lessons.get(str(lesson))
    name, base = pick_recipe(lesson, recipe or (lesson.own_recipe if images else None))
    with attribute_error(lesson.file):  # the recipe may come from a learner's file, too
        chosen = change(base, {**fields(base), **(changes or {}), **fields_})
    seed = operator.index(seed)  # also accepts numpy integers, which are not instances of `int`
    augment(chosen.augment)  # reports a wrong augmentation before anything is downloaded
    tell = observer.tell if observer else screen.teller(quiet)
    options = own_data(data, images, table, target, drop, tell)
    if not 0 <= seed < 2**63:
        raise UsageError("out_of_range", name="seed", value=seed, range="[0, 2^63)")
    compute = select_device(chosen, lesson.task, device, threads)
    with preserve_rng(), init_process_group() as group:
        with attribute_error(lesson.file):
            initial = read_initial(lesson, chosen)  # before anything is downloaded
            chosen = change(chosen, {"init": initial.name}) if initial else chosen  # a path is absolute now
            splits, chosen = load_data(lesson, chosen, options, seed)
            for sentence in others.notes(options) if splits.info.dataset else ():
                tell(sentence, False)
            with preflight.explain_shape_errors(lesson):
                state = init_state(lesson, chosen, splits, compute, seed, group, initial.tensors if initial else None)
            preflight.dry_run(state.model, lesson, chosen, splits, compute, group)
            state.compute = choose_compute(state, splits, threads)
        metadata = make_metadata(lesson, name, chosen, splits, options, seed, initial)
        # From here on the run has a folder, so a stop request saves a checkpoint.
        with signals.handle_signals(observer.stop_request if observer else None) as stop_request:
            run = group.broadcast(lambda: folder.new_run(Path(runs), lesson.name, seed))
            run = dataclasses.replace(run, given=lesson if metadata["python_only"] else None)
            with contextlib.nullcontext() if group.rank else open_run(run, state, metadata):
                return run_training(run, state, splits, stop_request, data, quiet, save_every, observer)


@old_keywords(view="observer")
def resume(
    run: Run | Path | str = "latest",
    *,
    threads: int | None = None,
    runs: Path | str = RUNS,
    data: Path | str | None = None,
    images: Path | str | None = None,
    table: Path | str | None = None,
    quiet: bool = False,
    save_every: float = SAVE_EVERY,
    changes: Mapping[str, Any] | None = None,
    allow_changes: bool = False,
    observer: Observer | None = None,
    lesson: Lesson | None = None,
) -> Run:
    """Resume a run exactly from its last checkpoint.

    Args:
        run: a run, its folder, its name, or `latest`: the newest unfinished run.
        threads: number of CPU threads; None: as before. Another number may change the last bits, which is told.
        runs: folder to search for runs.
        data: the folder or file to take the data from, and nothing else; None: search the usual places.
        images: where the folder of your own images is now, if it has moved.
        table: where your own table is now, if it has moved.
        quiet: show no progress.
        save_every: seconds between checkpoints.
        changes: recipe fields to change from here on; only those in `checkpoint.CHANGEABLE`.
        allow_changes: whether to apply changes; otherwise they are listed in an error.
        observer: receives the progress instead of the screen, and can stop the training.
        lesson: the `Lesson`, for a run whose lesson was defined in Python and is in no file.

    Returns:
        The finished run.

    Raises:
        StudyError: one of its subclasses, see `errors.py`, such as:
        UsageError: there is no such run, it is finished, another process holds it, or changes are not allowed.
        CheckpointError: both checkpoints are damaged, or the run belongs to another model or other data.
    """
    with preserve_rng(), init_process_group() as group, contextlib.ExitStack() as held:

        def load_checkpoint() -> tuple[Run, dict[str, Any], dict[str, Any]]:
            chosen = run
            if not isinstance(chosen, Run):
                chosen = folder.unfinished(Path(runs)) if str(run) == "latest" else folder.find(str(run), Path(runs))
            if chosen.result is not None:
                raise UsageError("already_finished", name=chosen.name, path=quoted(chosen.folder))
            held.enter_context(folder.lock(chosen))
            if chosen.result is not None:  # by another process that has just finished
                raise UsageError("already_finished", name=chosen.name, path=quoted(chosen.folder))
            content, trouble = checkpoint.load(chosen.folder)
            if trouble:
                screen.note(trouble)
            metadata = chosen.metadata
            checkpoint.same_seed(content, metadata)
            return chosen, metadata, content

        unfinished, metadata, content = group.broadcast(
            load_checkpoint
        )  # other machines cannot read this one's folders
        unfinished = dataclasses.replace(unfinished, given=lesson or unfinished.given)
        lesson, before, options = load_metadata(
            metadata, data, quiet, observer.tell if observer else None, unfinished.given
        )
        options = moved(options, images, table)
        if images is not None:
            metadata = {**metadata, "data": {**metadata["data"], "images": str(Path(images).resolve())}}
        if table is not None:
            where = {**metadata["data"]["table"], "path": str(Path(table).resolve())}
            metadata = {**metadata, "data": {**metadata["data"], "table": where}}
        recipe = change(before, dict(changes or {}))
        differ = differences(fields(before), fields(recipe))
        checkpoint.must_be_changeable(differ)
        if differ and not allow_changes:
            raise UsageError("changed_recipe", name=unfinished.name, differences=checkpoint.listed(differ))
        compute, notes = checkpoint.compute_for(content, recipe, lesson.task, threads, group.size)
        for sentence in notes:
            screen.note(sentence, group.rank > 0)
        seed = int(content["seed"])
        with attribute_error(lesson.file):
            initial = check_initial(lesson, recipe, metadata["init"])
            splits, _ = load_data(lesson, recipe, options, seed)
            check_same_data(unfinished, metadata, splits)
            state = init_state(lesson, recipe, splits, compute, seed, group, initial.tensors if initial else None)
            changed = checkpoint.restore(state, content, unfinished.folder / checkpoint.NAME, allow_changes)
            del content  # the model holds it all
            preflight.dry_run(state.model, lesson, recipe, splits, compute, group, fresh=state.step == 0)
        if changed and not group.rank:
            entry = {"step": state.step, **{name: list(values) for name, values in changed.items()}}
            metadata = {**metadata, "recipe": fields(recipe), "changed": [*metadata["changed"], entry]}
            write_json(unfinished.folder / METADATA, metadata)
            checkpoint.save(unfinished.folder, state)
        elsewhere = images is not None or table is not None  # the data are the same, as was checked
        if (elsewhere or "diverged" in metadata) and not group.rank:
            write_json(unfinished.folder / METADATA, {k: v for k, v in metadata.items() if k != "diverged"})
        with signals.handle_signals(observer.stop_request if observer else None) as stop_request:
            return run_training(unfinished, state, splits, stop_request, data, quiet, save_every, observer)


def summary(lesson: Lesson | Path | str, recipe: str | None = None, batch_size: int = 32) -> str:
    """The architecture table of a lesson's model, as torchinfo prints it.

    Args:
        lesson: the name of a built-in lesson, the path of a file that defines `LESSON`, or a `Lesson`.
        recipe: the name of one of its recipes; None: the default recipe.
        batch_size: batch size of the output shapes shown, at least 1.

    Raises:
        UsageError: there is no such lesson or recipe, or a mistake in the learner's file.
    """
    lesson = lesson if isinstance(lesson, Lesson) else lessons.get(str(lesson))
    chosen = pick_recipe(lesson, recipe)[1]
    with attribute_error(lesson.file):
        shape, kind = lesson.shape, lesson.input
        if not shape:
            splits, chosen = load_data(lesson, chosen, DataOptions(tell=screen.teller()), 0)
            shape, kind = splits.info.shape, splits.info.input
        dtype = torch.int64 if kind == "tokens" else torch.float32
        return architecture_table(build_model(lesson, chosen), (batch_size, *shape), dtype)


def report(
    run: Run | Path | str = "latest",
    *,
    runs: Path | str = RUNS,
    data: Path | str | None = None,
    images: Path | str | None = None,
    table: Path | str | None = None,
) -> Run:
    """Redraw a finished run's figures and its HTML report.

    Args:
        run: a run, its folder, its name, or `latest`: the newest finished run.
        runs: folder to search for runs.
        data: the folder or file to take the data from, and nothing else; None: search the usual places.
        images: where the folder of your own images is now, if it has moved.
        table: where your own table is now, if it has moved.

    Returns:
        The run; `run.report` is the path of its report.

    Raises:
        UsageError: there is no such run, it is not finished, or it was not trained on such data.
        CheckpointError: the run's files are damaged, or the data are not the run's.
        DataError: the data are missing or cannot be read.
        DiskError: a file cannot be written.
    """
    if isinstance(run, Run):
        pass
    elif str(run) == "latest":
        finished = [one for one in folder.all_runs(Path(runs)) if (one.folder / "result.json").exists()]
        run = finished[-1] if finished else folder.find("latest", Path(runs))
    else:
        run = folder.find(str(run), Path(runs))
    trained = load_trained(run, data=data, images=images, table=table)
    splits = load_splits(trained)
    result = evaluate_test(trained, splits.test())
    reports.draw(run, trained.lesson, trained.recipe, trained.model, splits, result, run.result or {})
    return run


@old_keywords(folder_of_runs="runs")
def runs(runs: Path | str = RUNS) -> list[Run]:
    """All runs in a folder, oldest first."""
    return folder.all_runs(Path(runs))
