"""Checks before a training: do model, recipe and data fit together? They use a few examples, before a run exists."""

import contextlib
import math
import re
import warnings
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_pre_hook

from pytorch_study.data.augment import AugmentContext, augment
from pytorch_study.engine.batches import autocast, prepare
from pytorch_study.engine.compute import Compute
from pytorch_study.engine.process_group import SINGLE, ProcessGroup, peer_lost
from pytorch_study.engine.score import evaluating, metrics_of, snapshot_buffers
from pytorch_study.errors import DataError, UsageError, out_of_memory
from pytorch_study.lesson import DataInfo, Lesson, Split, Splits, input_of
from pytorch_study.recipe import Recipe
from pytorch_study.rng import RNG_LOCK, make_generator
from pytorch_study.task import describe, find_task

EXAMPLES = 50


def dry_run(
    model: nn.Module,
    lesson: Lesson,
    recipe: Recipe,
    splits: Splits,
    compute: Compute,
    group: ProcessGroup = SINGLE,
    fresh: bool = True,
) -> None:
    """Compute the loss of a few examples, to find errors that would otherwise appear after an hour, or never.

    Args:
        model: the model, on its device.
        lesson: the lesson.
        recipe: the recipe.
        splits: the data.
        compute: device, precision and threads.
        group: the processes that share each batch.
        fresh: whether the model is untrained, so that a non-finite loss is not due to the learning rate.

    Raises:
        UsageError: the recipe does not fit the model, the outputs do not have the task's shape, e.g. (N, classes) or
            (N, 1), or the loss is not finite. Exceptions of a learner's own model are not converted.
    """
    total, batch, shape = len(splits.train.y), recipe.batch_size, splits.train.x.shape
    if splits.info.input == "row" and len(shape) == 2 and len(splits.info.columns) != shape[1]:
        raise UsageError("columns_count", columns=len(splits.info.columns), found=shape[1])
    with explain_shape_errors(lesson), RNG_LOCK:
        with evaluating(model):
            loss = _first_loss(model, lesson, recipe, splits, compute, min(EXAMPLES, batch, total), None)
        if fresh and not math.isfinite(loss):
            raise UsageError("first_loss", loss=loss)
        fewest = max(1, (total % batch or min(batch, total)) // group.size)  # rows of one process in the last batch
        with _training_mode(model):
            try:
                for progress in (0.0, 1.0):  # progressive resizing changes the image size
                    _first_loss(model, lesson, recipe, splits, compute, min(EXAMPLES, fewest), progress)
            except ValueError as error:  # batch normalisation fails on a single row
                if fewest > 1:
                    raise
                raise UsageError("one_row", count=total, batch=batch, processes=group.size, why=error) from error


def _first_loss(
    model: nn.Module,
    lesson: Lesson,
    recipe: Recipe,
    splits: Splits,
    compute: Compute,
    count: int,
    progress: float | None,
) -> float:
    """The loss of the first `count` training examples, after a check of the output shape.

    `progress`, from 0 to 1, is the point in the training for augmentation; None: no augmentation, as in evaluation.
    """
    rows = torch.arange(count)
    change = None if progress is None else augment(recipe.augment)
    context = AugmentContext(make_generator(0, "check"), 0, rows, 0, progress or 0.0)
    x, y = (tensor[rows].to(compute.device) for tensor in splits.train)
    task = find_task(lesson.task)

    def check(model: nn.Module, inputs: Any, output: Any) -> None:
        task.check_output(output, y, splits.info)  # e.g. (N,) and (N, 1) would broadcast to (N, N) in the loss

    with torch.no_grad(), autocast(compute), _name_failing_layer(model), model.register_forward_hook(check):
        batch = prepare(x, lesson, recipe, change, context)
        loss, output = task.loss(model, batch, y, recipe, make_generator(0, "check"))
    if progress is None and task.headline != "loss":
        metrics = metrics_of(task, output, y)
        if task.headline not in metrics:
            raise UsageError("no_headline", task=task.name, headline=task.headline, names=", ".join(metrics) or "-")
    return float(loss)


@contextlib.contextmanager
def _training_mode(model: nn.Module) -> Iterator[None]:
    """Put the model in training mode; afterwards restore its buffers, which batch normalisation updates."""
    restore, mode = snapshot_buffers(model), model.training
    model.train()
    try:
        yield
    finally:
        model.train(mode)
        restore()


@contextlib.contextmanager
def _name_failing_layer(model: nn.Module) -> Iterator[None]:
    """Add the failing layer's name to exceptions as a note, since torch's messages name only shapes."""
    names = {module: name for name, module in model.named_modules()}
    entered: list[nn.Module] = []
    with register_module_forward_pre_hook(lambda module, _: entered.append(module)):
        try:
            yield
        except Exception as error:
            if entered and names.get(entered[-1]):
                error.add_note(f"{names[entered[-1]]}: {entered[-1]}".partition("\n")[0])
            raise


@contextlib.contextmanager
def explain_shape_errors(lesson: Lesson) -> Iterator[None]:
    """Turn torch's errors about mismatched or impossible sizes into a sentence about the settings.

    Raises:
        UsageError: sizes do not match, or the device cannot do something that the CPU can. For a learner's file the
            original error about sizes is kept, whose traceback names the line.
    """
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", r"std\(\)")  # of a single row it is NaN, which `dry_run` reports
            yield
    except (RuntimeError, ValueError, IndexError) as error:
        if out_of_memory(error) or (isinstance(error, RuntimeError) and peer_lost(error)):
            raise
        if device := _that_failed(error):
            raise UsageError("device_cannot", device=device, what=str(error).partition("\n")[0].rstrip(".")) from error
        if lesson.file is not None:
            raise
        raise UsageError("does_not_fit", what=str(error).partition("\n")[0].rstrip(".")) from error


def _that_failed(error: Exception) -> str | None:
    """The accelerator that an error is about: it has no such operation, or torch has none for it."""
    said = str(error)
    if isinstance(error, torch.AcceleratorError) or "CUDA error" in said:
        return "CUDA"
    missing = re.search(r"not currently implemented for the (\w+) device", said)
    return missing[1] if missing else None


def check_split(lesson: Lesson, split: Split, info: DataInfo, like: Split | None = None) -> None:
    """Check that a split has the form that `Split` describes, and that the lesson's task can use it.

    Args:
        lesson: the lesson, with its task and kind of input.
        split: the split to check.
        info: the meaning of its inputs and targets.
        like: the training set, when another split is checked; inputs must have the same shape and dtype.

    Raises:
        UsageError: a shape or dtype is wrong, or there is no such task.
        DataError: the split is empty, a number is not finite, or a label is out of range.
    """
    x, y = split
    task = find_task(lesson.task)
    for name, tensor in (("x", x), ("y", y)):
        if not isinstance(tensor, Tensor):
            raise UsageError("no_tensor", name=name, found=type(tensor).__name__)
    if len(x) != len(y):
        raise UsageError("unequal_split", x=len(x), y=len(y))
    if not len(y):
        raise DataError("empty_split")
    kind = input_of(lesson, x)
    if x.ndim == 4 and x.dtype != torch.uint8:
        raise UsageError("float_images", found=str(x.dtype).removeprefix("torch."))
    if (kind == "image" or x.dtype == torch.uint8) and (x.dtype != torch.uint8 or x.ndim != 4):
        raise UsageError("images_form", found=describe(x))
    if kind == "image" and x.shape[1] not in (1, 3, 4) and x.shape[3] in (1, 3, 4):
        raise UsageError("channels_last", found=describe(x))
    if (kind == "row" or x.is_floating_point()) and x.dtype != torch.float32:
        raise UsageError("rows_form", found=describe(x))
    if like is not None and (x.shape[1:], x.dtype) != (like.x.shape[1:], like.x.dtype):
        raise UsageError("other_form", found=describe(x[0]), wanted=describe(like.x[0]))
    task.check(split, info)
    for name, tensor in (("x", x), ("y", y)):
        if tensor.is_floating_point() and not bool((finite := tensor.isfinite()).all()):
            row, *index = (~finite).nonzero()[0].tolist()
            column = info.columns[index[0]] if name == "x" and len(info.columns) == x[0].numel() else name
            bad = (~finite).reshape(len(tensor), -1).any(1)
            raise DataError("not_finite", count=int(bad.sum()), row=row, column=column)
