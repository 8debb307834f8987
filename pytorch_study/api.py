"""What one can do, as plain functions: the commands, a notebook and the benchmarks all call these.

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
from pytorch_study.data.augment import augment
from pytorch_study.data.tables import read_table
from pytorch_study.engine import preflight, score
from pytorch_study.engine.batches import prepare
from pytorch_study.engine.compute import available_devices, select_device
from pytorch_study.engine.loop import init_state
from pytorch_study.engine.process_group import init_process_group
from pytorch_study.errors import UsageError
from pytorch_study.exporters.exporting import export as export
from pytorch_study.files import disk, quoted, write_json
from pytorch_study.inspect.architecture import architecture_table
from pytorch_study.lesson import DataOptions, Lesson, pick_recipe
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.metadata import load_metadata, make_metadata
from pytorch_study.plots import canvas
from pytorch_study.plots import explain as explaining
from pytorch_study.preparation import check_same_data, load_data
from pytorch_study.recipe import change, differences, fields
from pytorch_study.renamed import old_keywords
from pytorch_study.rng import preserve_rng
from pytorch_study.text import say
from pytorch_study.trained import Trained, describe_output, load_splits, load_trained, read_picture
from pytorch_study.training import SAVE_EVERY, Observer, open_run, run_training

RUNS = Path("runs")
"""Where runs are kept unless somebody says otherwise: below the folder one is in."""


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
    quiet: bool = False,
    save_every: float = SAVE_EVERY,
    changes: Mapping[str, Any] | None = None,
    observer: Observer | None = None,
    **fields_: Any,
) -> Run:
    """Train a lesson from the start.

    Args:
        lesson: a name from the shelf, a path of a file with a `LESSON`, or a lesson itself.
        recipe: which of its recipes; None: its default.
        seed: of everything that is random.
        device: `auto`, `cpu`, `cuda` or `mps`.
        threads: of the CPU; None: torch's own choice.
        runs: the folder in which the run's folder is made.
        data: a folder to look for data in first, in torchvision's layout.
        images: one's own pictures, a sub-folder per class, instead of the lesson's data.
        quiet: show no progress.
        save_every: seconds between checkpoints.
        changes: recipe fields to change, as a mapping.
        observer: who watches instead of the screen, and may stop it.
        fields_: the same by name, e.g. `epochs=3`.

    Returns:
        The finished run.

    Raises:
        StudyError: any of its kinds, see `errors.py`.
    """
    lesson = lesson if isinstance(lesson, Lesson) else lessons.get(str(lesson))
    name, base = pick_recipe(lesson, recipe)
    with attribute_error(lesson.file):  # a learner's own recipe is looked at, too
        chosen = change(base, {**fields(base), **(changes or {}), **fields_})
    seed = operator.index(seed)  # numpy's whole numbers are no `int`
    augment(chosen.augment)  # a mistake in it is told before anything is downloaded
    tell = observer.tell if observer else screen.teller(quiet)
    options = DataOptions(Path(data) if data else None, Path(images) if images else None, tell)
    if not 0 <= seed < 2**63:
        raise UsageError("out_of_range", name="seed", value=seed, range="[0, 2^63)")
    compute = select_device(chosen, lesson.task, device, threads)
    with preserve_rng(), init_process_group() as group:
        with attribute_error(lesson.file):
            splits, chosen = load_data(lesson, chosen, options, seed)
            with preflight.explain_shape_errors(lesson):
                state = init_state(lesson, chosen, splits, compute, seed, group)
            preflight.dry_run(state.model, lesson, chosen, splits, compute, group)
        about = make_metadata(lesson, name, chosen, splits, options, seed)
        # From here on there is a folder: to stop is to save.
        with signals.handle_signals(observer.stop_request if observer else None) as stop_request:
            run = group.broadcast(lambda: folder.new_run(Path(runs), lesson.name, seed))
            run = dataclasses.replace(run, given=lesson if about["python_only"] else None)
            with contextlib.nullcontext() if group.rank else open_run(run, state, about):
                return run_training(run, state, splits, stop_request, data, quiet, save_every, observer)


@old_keywords(view="observer")
def resume(
    run: Run | Path | str = "latest",
    *,
    runs: Path | str = RUNS,
    data: Path | str | None = None,
    quiet: bool = False,
    save_every: float = SAVE_EVERY,
    changes: Mapping[str, Any] | None = None,
    allow_changes: bool = False,
    observer: Observer | None = None,
    lesson: Lesson | None = None,
) -> Run:
    """Go on with a run exactly where its last checkpoint was; `latest`: the newest that is not finished.

    Args:
        run: a run, its folder, its name or `latest`.
        runs: the folder in which runs are looked for.
        data: a folder to look for data in first.
        quiet: show no progress.
        save_every: seconds between checkpoints.
        changes: recipe fields that shall differ from here on, of `checkpoint.CHANGEABLE`.
        allow_changes: nothing is changed without it; what would change is listed instead.
        observer: who watches instead of the screen, and may stop it.
        lesson: the lesson itself, where the run's was given in Python and stands in no file.

    Raises:
        UsageError: there is no such run, or it is finished, or another process has it, or changes are not allowed.
        CheckpointError: neither of its checkpoints can be trusted, or the run belongs to another model or other data.
    """
    with preserve_rng(), init_process_group() as group, contextlib.ExitStack() as held:

        def found() -> tuple[Run, dict[str, Any], dict[str, Any]]:
            chosen = run
            if not isinstance(chosen, Run):
                chosen = folder.unfinished(Path(runs)) if str(run) == "latest" else folder.find(str(run), Path(runs))
            if chosen.result is not None:
                raise UsageError("already_finished", name=chosen.name, path=quoted(chosen.folder))
            held.enter_context(folder.lock(chosen))
            content, trouble = checkpoint.load(chosen.folder)
            if trouble:
                screen.note(trouble)
            about = chosen.metadata
            checkpoint.same_seed(content, about)
            return chosen, about, content

        there, about, content = group.broadcast(found)  # other machines do not see this one's folders
        there = dataclasses.replace(there, given=lesson or there.given)
        lesson, before, options = load_metadata(about, data, quiet, observer.tell if observer else None, there.given)
        recipe = change(before, dict(changes or {}))
        differ = differences(fields(before), fields(recipe))
        checkpoint.must_be_changeable(differ)
        if differ and not allow_changes:
            raise UsageError("changed_recipe", name=there.name, differences=checkpoint.listed(differ))
        device, precision, threads = content["place"]
        if device not in available_devices():
            screen.note(say("screen.other_device", device=device))
            device = "auto"
        threads = threads if content.get("processes", group.size) == group.size else None  # they were for so many
        compute = dataclasses.replace(select_device(recipe, lesson.task, device, threads), precision=precision)
        seed = int(content["seed"])
        with attribute_error(lesson.file):
            splits, _ = load_data(lesson, recipe, options, seed)
            check_same_data(there, about, splits)
            state = init_state(lesson, recipe, splits, compute, seed, group)
            changed = checkpoint.restore(state, content, there.folder / checkpoint.NAME, allow_changes)
            preflight.dry_run(state.model, lesson, recipe, splits, compute, group, fresh=state.step == 0)
        if changed and not group.rank:
            told = {"step": state.step, **{name: list(values) for name, values in changed.items()}}
            about = {**about, "recipe": fields(recipe), "changed": [*about["changed"], told]}
            write_json(there.folder / folder.METADATA, about)
            checkpoint.save(there.folder, state)
        with signals.handle_signals(observer.stop_request if observer else None) as stop_request:
            return run_training(there, state, splits, stop_request, data, quiet, save_every, observer)


def evaluate(
    target: Trained | Run | Path | str, *, runs: Path | str = RUNS, data: Path | str | None = None
) -> dict[str, Any]:
    """Score a finished run, or a lesson's shipped weights (`mnist`, `mnist:original`), on the test set.

    Returns:
        `lesson`, `count`, `loss` and the task's metrics: `rmse`, `mae` and `r2`, say; of classes `accuracy` (a fraction
        of 1) with `confusion` and `per_class` (`label`, `accuracy`, its 95 % confidence interval `low` to `high`,
        `count`).
    """
    trained = load_trained(target, runs=runs, data=data)
    test = load_splits(trained).test()
    result = score.evaluate(trained.model, test, trained.lesson, trained.recipe)
    common = {"lesson": trained.lesson.name, "count": result.count, "loss": result.loss}
    found = {**common, **result.metrics}
    labels = trained.info.labels
    if not labels or result.output is None:
        return found
    confusion = score.confusion_matrix(result.output, test.y)
    per_class = [dataclasses.asdict(one) for one in score.per_class(confusion, labels)]
    return {**found, "confusion": confusion.tolist(), "labels": list(labels), "per_class": per_class}


def predict(
    target: Trained | Run | Path | str,
    files: Sequence[Path | str] | Path | str,
    *,
    runs: Path | str = RUNS,
    explain: Path | str | None = None,
) -> list[dict[str, Any]]:
    """What a trained model says of pictures, or of the rows of CSV files.

    Args:
        target: a finished run, or a lesson's shipped weights.
        files: pictures, or CSV files whose header names the columns, as the lesson's data are; or one of them.
        runs: the folder to look for runs in.
        explain: a folder for pictures of each step and each layer; made if missing.

    Returns:
        A dictionary a picture (`file`, `label`, `probability`, `probabilities`), or a row (`file`, `row`, `value`).
    """
    trained = load_trained(target, runs=runs)
    files = [files] if isinstance(files, Path | str) else files
    tabular = trained.info.input == "row"
    if trained.info.input not in ("image", "row"):
        raise UsageError("no_predict", lesson=trained.lesson.name)
    if tabular and explain:
        raise UsageError("explain_pictures_only", lesson=trained.lesson.name)
    # Everything is read before anything is answered or drawn: a bad file leaves nothing half done.
    if tabular:
        tables = [(Path(file), read_table(Path(file), trained.info.columns)) for file in files]
        inputs = [({"file": str(file), "row": i}, x) for file, rows in tables for i, x in enumerate(rows, start=1)]
    else:
        pictures = [(Path(file), *read_picture(trained, Path(file))) for file in files]
        inputs = [({"file": str(file)}, x) for file, x, _ in pictures]
    outputs = score.predict(trained.model, torch.stack([x for _, x in inputs]), trained.lesson, trained.recipe)
    if explain:
        pictures_folder, taken = Path(explain), set[str]()
        with disk(pictures_folder):
            pictures_folder.mkdir(parents=True, exist_ok=True)
        for (file, x, steps), output in zip(pictures, outputs, strict=True):
            names = [file.stem, *(f"{file.stem}-{number}" for number in range(2, len(pictures) + 2))]
            stem = next(name for name in names if name.casefold() not in taken)  # other folders may hold such a name
            taken.add(stem.casefold())
            batch = prepare(x[None], trained.lesson, trained.recipe)
            drawn = explaining.answer(trained.model, x, batch, output, trained.info, steps)
            for name, figure in drawn.items():
                canvas.save(figure, pictures_folder / f"{stem}_{name}.png")
    answers = [
        {**where, **describe_output(trained, output)} for (where, _), output in zip(inputs, outputs, strict=True)
    ]
    if not tabular:
        screen.knows_only(trained.info, answers)
    return answers


def summary(lesson: Lesson | Path | str, recipe: str | None = None, batch_size: int = 32) -> str:
    """The architecture table of a lesson's model, by torchinfo, as the project's first page printed it."""
    lesson = lesson if isinstance(lesson, Lesson) else lessons.get(str(lesson))
    chosen = pick_recipe(lesson, recipe)[1]
    with attribute_error(lesson.file):
        shape = lesson.shape or lesson.load(chosen, DataOptions(), 0).train.x.shape[1:]
        return architecture_table(lesson.model(chosen), (batch_size, *shape))


def report(run: Run | Path | str, *, runs: Path | str = RUNS, data: Path | str | None = None) -> Run:
    """Draw a finished run's pictures and its page again."""
    run = run if isinstance(run, Run) else folder.find(str(run), Path(runs))
    trained = load_trained(run, data=data)
    splits = load_splits(trained)
    result = score.evaluate(trained.model, splits.test(), trained.lesson, trained.recipe)
    reports.draw(run, trained.lesson, trained.recipe, trained.model, splits, result, run.result or {})
    return run


def runs(folder_of_runs: Path | str = RUNS) -> list[Run]:
    """All runs in a folder, the newest last."""
    return folder.all_runs(Path(folder_of_runs))
