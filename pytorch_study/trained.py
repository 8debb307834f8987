"""Loading trained models: those of finished runs, and the weights that ship with the package."""

import contextlib
import dataclasses
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from pytorch_study import lessons, screen
from pytorch_study.artifacts import folder, weights
from pytorch_study.artifacts.cross_validation import read_answers
from pytorch_study.artifacts.folder import Run
from pytorch_study.artifacts.run_json import METADATA
from pytorch_study.data import digit, image_file, others
from pytorch_study.engine import score
from pytorch_study.engine.unsure import Familiar
from pytorch_study.errors import CheckpointError, DataError, UsageError, nearest
from pytorch_study.files import quoted
from pytorch_study.lesson import (
    DataInfo,
    DataOptions,
    Lesson,
    Part,
    Split,
    Splits,
    build_model,
    named_folder,
    pick_recipe,
)
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.metadata import load_metadata, moved
from pytorch_study.preparation import check_same_data, check_same_set, load_data
from pytorch_study.recipe import Recipe, change
from pytorch_study.rng import RNG_LOCK
from pytorch_study.task import find_task
from pytorch_study.text import say

NEWEST = 5
"""How many runs an error about an unknown name lists."""


@dataclass(frozen=True)
class Trained:
    """A trained model, with everything needed to use it.

    Attributes:
        lesson: the lesson it was trained on.
        recipe: the recipe it was trained with.
        model: the model, in evaluation mode.
        info: the meaning of its inputs and outputs.
        about: the run's metadata, see `metadata.py`; for shipped weights, the part that their card contains.
        options: where to find its data.
        run: the run; None for shipped weights.
        result: its results: the run's `result.json`, or the card.
        familiar: what its training images look like; None: unknown.
    """

    lesson: Lesson
    recipe: Recipe
    model: nn.Module
    info: DataInfo
    about: dict[str, Any]
    options: DataOptions
    run: Run | None = None
    result: dict[str, Any] = field(default_factory=dict)
    familiar: Familiar | None = None


def load_trained(
    target: Trained | Run | Path | str,
    *,
    runs: Path | str = Path("runs"),
    data: Path | str | None = None,
    images: Path | str | None = None,
    table: Path | str | None = None,
) -> Trained:
    """Load a finished run by path, name or `latest`, or a lesson's shipped weights by `LESSON[:RECIPE]`.

    A `Trained` is returned unchanged. `images` or `table` is where the user's own data are now that a run was trained
    on, if they have moved.

    Raises:
        UsageError: there is no such run or lesson, the run is not finished, or it was not trained on such data.
        CheckpointError: the weights are missing or damaged.
    """
    if isinstance(target, Trained):
        return target
    run: Run | None = None
    name, _, recipe_name = str(target).partition(":")
    if not isinstance(target, Run) and name in lessons.SHELF:
        lesson = lessons.get(name)
        recipe_name, recipe = pick_recipe(lesson, recipe_name or None)
        shipped = weights.card(name, recipe_name)
        if shipped is None:
            raise UsageError("no_shipped_weights", lesson=name, recipe=recipe_name)
        path, result = shipped
        metadata = weights.card_metadata(result)
        recipe, digest = change(recipe, metadata["recipe"]), result["sha256"]
        options = DataOptions(named_folder(data), tell=screen.teller())
    else:
        run = target if isinstance(target, Run) else _find(str(target), Path(runs))
        if (finished := run.result) is None:
            raise UsageError("not_finished", name=run.name, path=quoted(run.folder))
        metadata, result = run.metadata, finished
        if (seed := finished.get("seed", metadata["seed"])) != metadata["seed"]:  # the data split depends on it
            raise CheckpointError("edited_seed", path=run.folder / METADATA, found=metadata["seed"], expected=seed)
        lesson, recipe, options = load_metadata(metadata, data, given=run.given)
        if metadata["task"] != (task := find_task(lesson.task).name):
            path = run.folder / METADATA
            raise CheckpointError("edited_task", path=path, found=metadata["task"], expected=task)
        path, digest = run.folder / "model.safetensors", result["model_sha256"]
    options = moved(options, images, table)
    with attribute_error(lesson.file), RNG_LOCK:
        model = build_model(lesson, recipe)
    weights.load_into(model, path, digest)
    info = weights.info_from(metadata["data"]["info"])
    familiar = None
    if (known := result.get("unsure_sha256")) is not None:
        familiar = weights.load_familiar(path.with_suffix(weights.UNSURE), known)
    return Trained(lesson, recipe, model, info, metadata, options, run, result, familiar)


def _find(name: str, runs: Path) -> Run:
    """The run with this name.

    Raises:
        UsageError: there is none; lessons are suggested as well as runs, since either may have been meant.
    """
    try:
        return folder.find(name, runs)
    except UsageError as error:
        if error.key != "no_run":
            raise
        if name.endswith(".py") and Path(name).is_file():
            made = [run.name for run in folder.all_runs(runs) if _was_made_by(run, Path(name))]
            before = say("slip.trained_before", name=made[-1]) if made else ""
            raise UsageError("target_is_file", path=name, known=before) from None
        known = [*lessons.SHELF, *(run.name for run in folder.all_runs(runs)[-NEWEST:])]
        raise UsageError("no_target", name=name, nearest=nearest(name, known)) from None


def _was_made_by(run: Run, file: Path) -> bool:
    """Whether a finished run was trained from this lesson file."""
    with contextlib.suppress(CheckpointError):  # a damaged run
        return run.result is not None and Path((run.metadata["file"] or {}).get("path", "")).name == file.name
    return False


def load_splits(trained: Trained) -> Splits:
    """The data that a model was trained on and is tested on, with the test set loaded.

    Raises:
        CheckpointError: the data differ from the run's.
        UsageError: a mistake in the learner's file.
    """
    lesson, run = trained.lesson, trained.run
    with attribute_error(lesson.file):
        splits, _ = load_data(lesson, trained.recipe, trained.options, int(trained.about["seed"]))
        check_same_set(trained.info, splits, trained.options, lesson)
        if run is not None:
            check_same_data(run, trained.about, splits)
        test = splits.test()
    return dataclasses.replace(splits, test=lambda: test)


def known_answers(trained: Trained) -> Tensor | None:
    """The answers for the test set that a cross-validation has given; None: the model itself is to be asked.

    Raises:
        CheckpointError: the file with them is missing, or was changed.
    """
    digest = trained.result.get("cv_sha256")
    return read_answers(trained.run, digest) if trained.run is not None and digest is not None else None


def evaluate_test(trained: Trained, test: Split) -> score.Score:
    """The score on the test set.

    Raises:
        CheckpointError: as for `known_answers`.
    """
    known = known_answers(trained)
    with attribute_error(trained.lesson.file):
        if known is not None:
            return score.compute_metrics(known, test.y, trained.lesson.task, trained.recipe)
        return score.evaluate(trained.model, test, trained.lesson, trained.recipe)


def describe_output(trained: Trained, output: Tensor) -> dict[str, Any]:
    """One model output, (classes,) or (1,), as a dictionary of labels and probabilities, or of a target and a value."""
    labels = trained.info.labels if output.ndim == 1 else ()  # what draws pictures has labels, too
    if not labels and output.numel() != 1:
        raise UsageError("no_predict_output", lesson=trained.lesson.name, shape=tuple(output.shape))
    if not labels:
        value = float(output)
        return {"target": trained.info.target, "value": value if math.isfinite(value) else None}
    values = output.softmax(0).tolist()
    best = int(output.argmax())
    if math.isnan(values[best]):
        raise DataError("output_not_finite", lesson=trained.lesson.name)
    probabilities = dict(zip(labels, values, strict=True))
    return {"label": labels[best], "probability": values[best], "probabilities": probabilities}


def refuse_other_set(trained: Trained, path: Path) -> None:
    """Refuse a folder that holds another data set than the model was trained on.

    Raises:
        DataError: it does.
    """
    if (other := others.at(path)) is not None and other.kind.name != trained.info.dataset:
        known = trained.info.dataset or trained.lesson.name.upper()
        raise DataError("other_set", path=path, found=other.kind.name, name=known)


def read_parts(trained: Trained, file: Path) -> list[Part]:
    """Everything in an image file that is an input, in reading order: several digits, or the one picture."""
    if trained.lesson.read_parts is not None and trained.info.labels == digit.DIGITS:
        return trained.lesson.read_parts(file)
    x, steps = read_picture(trained, file)
    return [Part(x, None, steps)]


def join_parts(file: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """One answer for a picture with several digits: their labels as one string, and each with its box."""
    kept = ("box", "label", "probability", "unsure")
    answer = {
        "file": file,
        "label": "".join(part["label"] for part in parts),
        "probability": math.prod(part["probability"] for part in parts),
        "digits": [{name: part[name] for name in kept if name in part} for part in parts],
    }
    return answer | ({"unsure": any(part["unsure"] for part in parts)} if "unsure" in parts[0] else {})


def read_picture(trained: Trained, file: Path) -> tuple[Tensor, dict[str, Tensor]]:
    """An image file as model input, with the named steps; without `Lesson.read_image`, fitted to the data's shape."""
    refuse_other_set(trained, file)
    if (read := trained.lesson.read_image) is not None:
        # a lesson with an `own_side` has models of two sizes: as large as what this one was trained on
        return read(file) if trained.lesson.own_side is None else read(file, trained.info.shape[-1])
    if (channels := trained.info.shape[0]) not in (1, 3, 4):
        raise UsageError("predict_channels", lesson=trained.lesson.name, channels=channels)
    return image_file.read_fitted(file, trained.info.shape), {}
