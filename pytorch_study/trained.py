"""A model that has learned something, found again: a finished run's, or the weights that ship."""

import contextlib
import dataclasses
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from pytorch_study import lessons, screen
from pytorch_study.chance import TURN, fixed
from pytorch_study.data.pictures import load_pictures
from pytorch_study.data.splits import hold_out, sketch
from pytorch_study.engine import fits
from pytorch_study.errors import CheckpointError, UsageError, nearest
from pytorch_study.files import quoted, sha256
from pytorch_study.lesson import Lesson, Names, Sources, Split, Splits, Tell
from pytorch_study.look import reading
from pytorch_study.recipe import Recipe, change, differences, fields
from pytorch_study.runs import checkpoint, folder, weights
from pytorch_study.runs.folder import Run
from pytorch_study.text import say

_FORM = ("labels", "columns", "shape")
"""What of `Names` tells one table or set of pictures from another."""


SAME = 1e-6
"""How far sketches of the same data may be apart, which another processor has computed: cosines, say."""


NEWEST = 5
"""So many runs are named where a name is unknown."""


@dataclass(frozen=True)
class Trained:
    """A model that has learned something, and what is needed to use it."""

    lesson: Lesson
    recipe: Recipe
    model: nn.Module
    names: Names
    about: dict[str, Any]
    sources: Sources
    run: Run | None = None  # None: the weights that ship


def pick_recipe(lesson: Lesson, name: str | None) -> tuple[str, Recipe]:
    """The recipe of that name, or the lesson's default, with its name.

    Raises:
        UsageError: the lesson has no such recipe; the nearest is named.
    """
    name = lesson.default if name in (None, "default") else name
    if name not in lesson.recipes:
        raise UsageError("unknown_recipe", lesson=lesson.name, name=name, nearest=nearest(str(name), lesson.recipes))
    return str(name), lesson.recipes[str(name)]


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
        path, about = shipped
        recipe, digest, sources = (
            change(recipe, about["fields"]),
            about["sha256"],
            Sources(Path(data) if data else None, tell=screen.teller()),
        )
    else:
        run = target if isinstance(target, Run) else _find(str(target), Path(runs))
        if (result := run.result) is None:
            raise UsageError("not_finished", name=run.name, path=quoted(run.folder))
        lesson, recipe, sources = recall(run.recipe, data, given=run.given)
        path, about, digest = run.folder / "model.safetensors", run.recipe, result["model_sha256"]
    with lessons.blame(lesson.file), TURN:
        model = lesson.model(recipe)
    weights.load_into(model, path, digest)
    return Trained(lesson, recipe, model, weights.names_from(about["names"]), about, sources, run)


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


def load_data(lesson: Lesson, recipe: Recipe, sources: Sources, seed: int) -> tuple[Splits, Recipe]:
    """The data, held out as the recipe says, with every name known; and the recipe, made to fit one's own classes.

    Raises:
        UsageError: they have another form than `Split` says; so does `test`, once it is called.
        DataError: there are none, or numbers that are not finite, or labels of no class; likewise.
    """
    if sources.images is not None:
        if lesson.read is None or "classes" not in fields(recipe):
            raise UsageError("no_own_pictures", lesson=lesson.name)
        splits = load_pictures(sources.images, lesson.read, seed)
        recipe = change(recipe, {"classes": len(splits.names.labels)})
    else:
        with _same_chance(lesson, seed, "load"):
            splits = lesson.load(recipe, sources, seed)
    names, given = _strings(splits.names), splits.test
    fits.form(lesson, splits.train, names)
    if lesson.task == "classify" and not names.labels:
        labels = tuple(str(k) for k in range(int(splits.train.y.max()) + 1))
        names = dataclasses.replace(names, labels=labels)
    shape = tuple(splits.train.x.shape[1:])
    if len(shape) == 1 and not names.columns:
        names = dataclasses.replace(names, columns=tuple(f"x{k}" for k in range(1, shape[0] + 1)))
    names = dataclasses.replace(names, shape=shape)
    if splits.validation is not None:
        fits.form(lesson, splits.validation, names, splits.train)

    def test() -> Split:
        with _same_chance(lesson, seed, "test"):
            split = given()
        fits.form(lesson, split, names, splits.train)
        return split

    return hold_out(dataclasses.replace(splits, names=names, test=test), recipe, seed), recipe


def _strings(names: Names) -> Names:
    """The names as strings, which is what files hold, though a lesson may give numbers: `labels=range(3)`."""
    labels, zh, columns = (tuple(map(str, some)) for some in (names.labels, names.zh, names.columns))
    return dataclasses.replace(names, labels=labels, zh=zh, columns=columns)


def _same_chance(lesson: Lesson, seed: int, what: str) -> contextlib.AbstractContextManager[None]:
    """So that a run always has the same data, by whatever chance they are drawn; ours have generators of their own."""
    return contextlib.nullcontext() if lessons.on_shelf(lesson) else fixed(seed, what)


def data_of(trained: Trained) -> Splits:
    """The data that it learned from and is tested on, its test set read.

    Raises:
        CheckpointError: they are others than the run's.
        UsageError: a mistake in the learner's file.
    """
    lesson, run = trained.lesson, trained.run
    with lessons.blame(lesson.file):
        splits, _ = load_data(lesson, trained.recipe, trained.sources, int(trained.about["seed"]))
        if run is not None:
            same_data(run, trained.about, splits)
        test = splits.test()
    return dataclasses.replace(splits, test=lambda: test)


def same_data(run: Run, about: dict[str, Any], splits: Splits) -> None:
    """Make sure that these are as many examples, of the same form and classes, as the run began with.

    Raises:
        CheckpointError: they are not; what differs is listed.
    """
    now = {"examples": len(splits.train.y), **{name: list(getattr(splits.names, name)) for name in _FORM}}
    before = {**now, **about["names"], **about}
    differ = differences({name: before[name] for name in now}, now)
    for name, value in sketch(splits.train).items():
        old = about.get(name, value)
        if not (isinstance(old, float) and abs(value - old) < SAME):
            differ[name] = (old, value)
    if differ:
        raise CheckpointError("other_data", path=run.folder, differences=checkpoint.listed(differ))


def record(
    lesson: Lesson, recipe_name: str, recipe: Recipe, splits: Splits, sources: Sources, seed: int
) -> dict[str, Any]:
    """What a run's `recipe.json` says of it, from which `recall` finds lesson, recipe and data again.

    Raises:
        UsageError: the recipe has a field of a name that is needed here, or the lesson's name can name no folder.
    """
    if not re.fullmatch(r"[\w.-]+", lesson.name):
        raise UsageError("lesson_name", name=lesson.name)
    about: dict[str, Any] = {
        "lesson": lesson.name,
        "file": str(lesson.file) if lesson.file else None,
        "task": lesson.task,
        "recipe": recipe_name,
        "seed": seed,
        "images": str(sources.images.resolve()) if sources.images else None,
        "names": dataclasses.asdict(splits.names),
        "examples": len(splits.train.y),
        **sketch(splits.train),
        "file_sha256": sha256(lesson.file.read_bytes()) if lesson.file else None,
        "given": not (lesson.file or lessons.on_shelf(lesson)),
    }
    if taken := sorted({*about, *_FORM, "changed"} & set(fields(recipe))):
        raise UsageError("taken_fields", names=", ".join(taken))
    return about | fields(recipe)


def recall(
    about: dict[str, Any],
    data: Path | str | None,
    quiet: bool = False,
    tell: Tell | None = None,
    given: Lesson | None = None,
) -> tuple[Lesson, Recipe, Sources]:
    """The lesson, recipe and data of a run, from what its `recipe.json` says.

    `given` is the lesson itself, where it was a value in Python and stands in no file. That a learner's file is
    another than at the training's start is said, and no error: it may be a comment.

    Raises:
        UsageError: the lesson was given in Python, as a value, and stands in no file; or its file is gone.
    """
    if about.get("given") and (given is None or given.name != about["lesson"]):
        raise UsageError("lesson_given", name=about["lesson"])
    lesson = given if given and given.name == about["lesson"] else lessons.get(_file_of(about) or about["lesson"])
    if lesson.file and about.get("file_sha256", now := sha256(lesson.file.read_bytes())) != now:
        screen.note(say("screen.other_file", path=lesson.file))
    base = pick_recipe(lesson, about["recipe"])[1]
    with lessons.blame(lesson.file):
        recipe = change(base, {name: about[name] for name in fields(base) if name in about})
    if unknown := [name for name in fields(base) if name not in about]:
        screen.note(say("screen.fields_since", names=", ".join(unknown)), quiet)
    images = Path(about["images"]) if about["images"] else None
    return lesson, recipe, Sources(Path(data) if data else None, images, tell or screen.teller(quiet))


def _file_of(about: dict[str, Any]) -> str | None:
    """The learner's file of a run; where it was moved, or the run copied from elsewhere, the same in this folder.

    Raises:
        UsageError: it is gone.
    """
    if not about["file"] or Path(about["file"]).is_file():
        return about["file"] and str(about["file"])
    here = Path(re.split(r"[/\\]", about["file"])[-1])  # may have been written by another system
    if here.is_file() and sha256(here.read_bytes()) == about.get("file_sha256"):
        return str(here)
    raise UsageError("lesson_file_gone", path=about["file"], name=here.name)


def in_words(trained: Trained, output: Tensor) -> dict[str, Any]:
    """One output, (classes,) or (1,), in words."""
    if trained.lesson.task == "regress":
        return {"target": trained.names.target, "value": float(output)}
    chances = output.softmax(0).tolist()
    best = int(output.argmax())
    labels = trained.names.labels
    probabilities = dict(zip(labels, chances, strict=True))
    return {"label": labels[best], "probability": chances[best], "probabilities": probabilities}


def read_picture(trained: Trained, file: Path) -> tuple[Tensor, dict[str, Tensor]]:
    """A picture as the lesson's input; a lesson with no way of its own gets it in its data's size and colours."""
    if trained.lesson.read is not None:
        return trained.lesson.read(file)
    return reading.fitted(file, trained.names.shape), {}
