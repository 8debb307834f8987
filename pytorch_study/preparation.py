"""Preparing the data of a training: load, check, hold out; when a run is resumed, check that they are the same."""

import contextlib
import dataclasses
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from torch import Tensor
from torch.utils.data import TensorDataset

from pytorch_study import lessons
from pytorch_study.artifacts import checkpoint
from pytorch_study.artifacts.folder import Run
from pytorch_study.data.image_folder import load_image_folder
from pytorch_study.data.own_table import columns_of, load_table
from pytorch_study.data.splits import fingerprint, hold_out
from pytorch_study.engine import preflight
from pytorch_study.engine.compute import release_memory
from pytorch_study.errors import CheckpointError, DataError, UsageError
from pytorch_study.lesson import (
    DataInfo,
    DataOptions,
    Lesson,
    SharedFolder,
    Split,
    Splits,
    Tell,
    input_of,
    named_folder,
)
from pytorch_study.recipe import Recipe, change, differences, fields, own_words
from pytorch_study.rng import seeded
from pytorch_study.task import find_task

_IDENTITY = ("labels", "columns", "shape")
"""The fields of `DataInfo` by which two data sets are told apart."""


SAME = 1e-6
"""The largest difference between fingerprints of the same data, computed on different processors."""


def own_data(
    data: Path | str | None,
    images: Path | str | None,
    table: Path | str | None,
    target: str | None,
    drop: Sequence[str] | str,
    tell: Tell | None,
) -> DataOptions:
    """The options of a training, which may name one place for its data.

    Raises:
        UsageError: they name two, or a table without a column to predict, or the reverse.
    """
    given = [f"--{name}" for name, value in (("data", data), ("images", images), ("table", table)) if value]
    if table and len(given) > 1:
        raise UsageError("two_places", names=" ".join(given))
    if not table and (target is not None or drop):
        raise UsageError("no_table_named")
    if images and not Path(images).exists():
        raise UsageError("no_data_folder", path=images)
    if table and not Path(table).exists():
        raise UsageError("no_file", path=table)
    if table and target is None:
        raise UsageError("no_target_named", path=table, columns=columns_of(Path(table)))
    dropped = (drop,) if isinstance(drop, str) else tuple(drop)
    folder, pictures = named_folder(data), Path(images) if images else None
    return DataOptions(folder, pictures, tell, Path(table) if table else None, target, dropped)


def load_data(lesson: Lesson, recipe: Recipe, options: DataOptions, seed: int) -> tuple[Splits, Recipe]:
    """Load and check a lesson's data, and hold out the validation set.

    The test set is checked when `test` is called, which can then raise the same errors.

    Returns:
        The data, with a complete `DataInfo`, and the recipe; for images, or a table, of the user's own, its `classes`,
        or `columns`, is set.

    Raises:
        UsageError: the data do not have the form that `Split` describes.
        DataError: a split is empty, a number is not finite, or a label is out of range.
    """
    if options.images is not None:
        if lesson.read_image is None or "classes" not in fields(recipe):
            raise UsageError("no_own_pictures", lesson=lesson.name)
        if not options.images.exists():  # `own_data` has found that of a new training
            raise UsageError("images_gone", path=options.images)
        read, side = lesson.read_image, lesson.own_side
        read = read if side is None else functools.partial(read, side=side)
        folds = 0 if find_task(lesson.task).streams else recipe.folds  # its outputs are too large to keep
        if folds == 1:
            raise UsageError("out_of_range", name="folds", value=1, range="0, [2, 100]")
        splits = load_image_folder(options.images, read, seed, options.tell, folds)
        recipe = change(recipe, {"classes": len(splits.info.labels)})
    elif options.table is not None:
        if "columns" not in fields(recipe):
            raise UsageError("no_own_table", lesson=lesson.name)
        if not options.table.exists():  # `own_data` has found that of a new training
            raise UsageError("table_gone", path=options.table)
        splits = load_table(options, recipe, seed)
        recipe = change(recipe, {**own_words(recipe), "columns": len(splits.info.columns)})
    else:
        watched = _Watched(options.folder, None, options.tell)
        with _seeded_for(lesson, seed, "load"):
            splits = lesson.load(recipe, watched, seed)
        if not isinstance(splits, Splits):
            raise UsageError("load_gives_no_splits", lesson=lesson.name, found=type(splits).__name__)
        splits = dataclasses.replace(splits, train=_as_split(splits.train))
        if not callable(splits.test):
            raise UsageError("test_not_callable", lesson=lesson.name)
        if options.folder is not None and not isinstance(options.folder, SharedFolder) and not watched.looked:
            tables = "columns" in fields(recipe)
            raise UsageError("data_unused_table" if tables else "data_unused", lesson=lesson.name, path=options.folder)
        if splits.info.dataset and "classes" in fields(recipe):
            recipe = change(recipe, {"classes": len(splits.info.labels)})
    release_memory()  # what reading the files has left
    info, load_test = _strings(splits.info), splits.test
    preflight.check_split(lesson, splits.train, info)
    shape, kind = tuple(splits.train.x.shape[1:]), input_of(lesson, splits.train.x)
    info = dataclasses.replace(find_task(lesson.task).complete(info, splits.train), shape=shape, input=kind)
    if kind == "row" and len(shape) == 1:
        info = dataclasses.replace(info, columns=info.columns or tuple(f"x{k}" for k in range(1, shape[0] + 1)))
    if splits.validation is not None:
        preflight.check_split(lesson, splits.validation, info, splits.train)

    def test() -> Split:
        with _seeded_for(lesson, seed, "test"):
            split = _as_split(load_test())
        preflight.check_split(lesson, split, info, splits.train)
        return split

    return hold_out(dataclasses.replace(splits, info=info, test=test), recipe, seed), recipe


def _as_split(given: Any) -> Split:
    """A `Split`, also from what others call one: a pair of tensors, or a `TensorDataset`.

    Raises:
        UsageError: it is something else.
    """
    pair = given.tensors if isinstance(given, TensorDataset) else given
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise UsageError("no_split", found=type(given).__name__)
    on_cpu = (one.cpu() if isinstance(one, Tensor) else one for one in pair)  # the batches move, one by one
    return Split(*on_cpu)


class _Watched(DataOptions):
    """Data options that know whether anybody has asked for the folder."""

    looked = False

    def __getattribute__(self, name: str) -> Any:
        if name == "folder":
            object.__setattr__(self, "looked", True)
        return super().__getattribute__(name)


def _strings(info: DataInfo) -> DataInfo:
    """The info with its names as strings, as files store them; a lesson may give numbers, e.g. `labels=range(3)`."""
    labels, zh, columns = (tuple(map(str, some)) for some in (info.labels, info.zh, info.columns))
    return dataclasses.replace(info, labels=labels, zh=zh, columns=columns)


def _seeded_for(lesson: Lesson, seed: int, what: str) -> contextlib.AbstractContextManager[None]:
    """Seed all global generators for a learner's code, which may use any of them, so that its data are reproducible."""
    return contextlib.nullcontext() if lessons.on_shelf(lesson) else seeded(seed, what)


def check_same_set(info: DataInfo, splits: Splits, options: DataOptions, lesson: Lesson) -> None:
    """Check that a folder holds the data set that a model knows, and not another of the same form.

    Raises:
        DataError: it holds another.
    """
    if info.dataset != (found := splits.info.dataset):
        names = found or lesson.name.upper(), info.dataset or lesson.name.upper()
        raise DataError("other_set", path=options.folder, found=names[0], name=names[1])


def check_same_data(run: Run, metadata: dict[str, Any], splits: Splits) -> None:
    """Check that the data are those the run was started with: number of examples, shape, classes and fingerprint.

    Raises:
        CheckpointError: they are not; the differences are listed.
        DataError: they are not, and come from a table of the user's own, which has changed.
    """
    now = {"examples": len(splits.train.y), **{name: list(getattr(splits.info, name)) for name in _IDENTITY}}
    data = metadata["data"]
    before = {**now, **data["info"], **{name: value for name, value in data.items() if value is not None}}
    differ = differences({name: before[name] for name in now}, now)
    for name, value in fingerprint(splits.train).items():
        old = data["fingerprint"].get(name, value)
        if not (isinstance(old, float) and abs(value - old) < SAME):
            differ[f"fingerprint of {name}"] = (old, value)
    if (form := splits.info.form) is not None and (differ or data["info"]["form"]["sha256"] != form.sha256):
        raise DataError("table_changed", path=data["table"]["path"])
    if differ:
        raise CheckpointError("other_data", path=run.folder, differences=checkpoint.listed(differ))
