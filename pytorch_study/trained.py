"""A model that has learned something, found again: a finished run's, or the weights that ship."""

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from pytorch_study import lessons, screen
from pytorch_study.artifacts import folder, weights
from pytorch_study.artifacts.folder import Run
from pytorch_study.data import image_file
from pytorch_study.errors import UsageError, nearest
from pytorch_study.files import quoted
from pytorch_study.lesson import DataInfo, DataOptions, Lesson, Splits, pick_recipe
from pytorch_study.lessons.learner_files import attribute_error
from pytorch_study.metadata import load_metadata
from pytorch_study.preparation import check_same_data, load_data
from pytorch_study.recipe import Recipe, change
from pytorch_study.rng import RNG_LOCK

NEWEST = 5
"""So many runs are named where a name is unknown."""


@dataclass(frozen=True)
class Trained:
    """A model that has learned something, and what is needed to use it.

    Attributes:
        lesson: what it learned.
        recipe: how.
        model: in evaluation mode.
        info: what its inputs and outputs mean.
        about: the run's metadata, see `metadata.py`; of shipped weights, as much as their card says.
        options: where its data are.
        run: the run; None: the weights that ship.
        result: what it scored: the run's `result.json`, or the card.
    """

    lesson: Lesson
    recipe: Recipe
    model: nn.Module
    info: DataInfo
    about: dict[str, Any]
    options: DataOptions
    run: Run | None = None
    result: dict[str, Any] = field(default_factory=dict)


def load_trained(
    target: Trained | Run | Path | str, *, runs: Path | str = Path("runs"), data: Path | str | None = None
) -> Trained:
    """A finished run by path, name or `latest`, or a lesson's shipped weights by `LESSON[:RECIPE]`.

    One that is loaded already is given back as it is.

    Raises:
        UsageError: there is none, or the run is not finished.
        CheckpointError: the weights are missing or changed.
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
        about = weights.card_metadata(result)
        recipe, digest = change(recipe, about["recipe"]), result["sha256"]
        options = DataOptions(Path(data) if data else None, tell=screen.teller())
    else:
        run = target if isinstance(target, Run) else _find(str(target), Path(runs))
        if (found := run.result) is None:
            raise UsageError("not_finished", name=run.name, path=quoted(run.folder))
        about, result = run.metadata, found
        lesson, recipe, options = load_metadata(about, data, given=run.given)
        path, digest = run.folder / "model.safetensors", result["model_sha256"]
    with attribute_error(lesson.file), RNG_LOCK:
        model = lesson.model(recipe)
    weights.load_into(model, path, digest)
    info = weights.info_from(about["data"]["info"])
    return Trained(lesson, recipe, model, info, about, options, run, result)


def _find(name: str, runs: Path) -> Run:
    """The run of that name. Whoever mistypes a name may have meant a lesson's.

    Raises:
        UsageError: there is none.
    """
    try:
        return folder.find(name, runs)
    except UsageError as error:
        if error.key != "no_run":
            raise
        known = [*lessons.SHELF, *(run.name for run in folder.all_runs(runs)[-NEWEST:])]
        raise UsageError("no_target", name=name, nearest=nearest(name, known)) from None


def load_splits(trained: Trained) -> Splits:
    """The data that it learned from and is tested on, its test set read.

    Raises:
        CheckpointError: they are others than the run's.
        UsageError: a mistake in the learner's file.
    """
    lesson, run = trained.lesson, trained.run
    with attribute_error(lesson.file):
        splits, _ = load_data(lesson, trained.recipe, trained.options, int(trained.about["seed"]))
        if run is not None:
            check_same_data(run, trained.about, splits)
        test = splits.test()
    return dataclasses.replace(splits, test=lambda: test)


def describe_output(trained: Trained, output: Tensor) -> dict[str, Any]:
    """One output, (classes,) or (1,), in words."""
    labels = trained.info.labels
    if not labels:
        return {"target": trained.info.target, "value": float(output)}
    chances = output.softmax(0).tolist()
    best = int(output.argmax())
    probabilities = dict(zip(labels, chances, strict=True))
    return {"label": labels[best], "probability": chances[best], "probabilities": probabilities}


def read_picture(trained: Trained, file: Path) -> tuple[Tensor, dict[str, Tensor]]:
    """A picture as the lesson's input; a lesson with no way of its own gets it in its data's size and colours."""
    if trained.lesson.read_image is not None:
        return trained.lesson.read_image(file)
    return image_file.read_fitted(file, trained.info.shape), {}
