"""Whether a model, a recipe and data fit each other: found out with a few examples, before there is a run."""

import contextlib
import math
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
from pytorch_study.engine.score import evaluating, snapshot_buffers
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
    """Send a few examples all the way to the loss. What does not fit would else be found after an hour, or never.

    Args:
        model: on its device.
        lesson: what it learns.
        recipe: how.
        splits: from what.
        compute: where.
        group: who shares each batch.
        fresh: it has not learned yet, so that a loss that is no number is not the learning rate's fault.

    Raises:
        UsageError: the recipe does not suit the model, or the model's outputs are not of the form (N, classes) or
            (N, 1), or the loss is no number. What a learner's own model raises passes through.
    """
    total, batch = len(splits.train.y), recipe.batch_size
    with explain_shape_errors(lesson), RNG_LOCK:
        with evaluating(model):
            loss = _first_loss(model, lesson, recipe, splits, compute, min(EXAMPLES, batch, total), None)
        if fresh and not math.isfinite(loss):
            raise UsageError("first_loss", loss=loss)
        fewest = max(1, (total % batch or min(batch, total)) // group.size)  # in the last batch, of one process
        with _training_mode(model):
            try:
                for progress in (0.0, 1.0):  # pictures may be of another size at the end than at first
                    _first_loss(model, lesson, recipe, splits, compute, min(EXAMPLES, fewest), progress)
            except ValueError as error:  # batch normalisation of a single row
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
    """The loss of the first `count` training examples, once the outputs are known to be of the right form.

    They are augmented as so far into a training; None: not at all, as when a model is scored.
    """
    rows = torch.arange(count)
    change = None if progress is None else augment(recipe.augment)
    context = AugmentContext(make_generator(0, "check"), 0, rows, 0, progress or 0.0)
    x, y = (tensor[rows].to(compute.device) for tensor in splits.train)
    task = find_task(lesson.task)

    class Checked(nn.Module):
        """The model, whose outputs are looked at before the loss: that of (N,) and (N, 1) is one of all pairs."""

        def forward(self, *inputs: Any) -> Any:
            output = model(*inputs)
            task.check_output(output, y, splits.info)
            return output

    with torch.no_grad(), autocast(compute), _layer_named(model):
        batch = prepare(x, lesson, recipe, change, context)
        loss, _ = task.loss(Checked(), batch, y, recipe, make_generator(0, "check"))
    return float(loss)


@contextlib.contextmanager
def _training_mode(model: nn.Module) -> Iterator[None]:
    """The model in training mode. Its buffers are then as before: batch normalisation counts in every forward pass."""
    put_back, mode = snapshot_buffers(model), model.training
    model.train()
    try:
        yield
    finally:
        model.train(mode)
        put_back()


@contextlib.contextmanager
def _layer_named(model: nn.Module) -> Iterator[None]:
    """Note on what goes wrong inside which layer was computing: torch's own words name only the shapes."""
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
    """Turn what torch says of sizes that do not fit, or that there cannot be, into a sentence about the settings.

    Raises:
        UsageError: something did not fit. Of a learner's own file it passes through: it is known in which line.
    """
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", r"std\(\)")  # of a single row: it is nan, which `check` tells
            yield
    except (RuntimeError, ValueError, IndexError) as error:
        if lesson.file is not None or out_of_memory(error) or (isinstance(error, RuntimeError) and peer_lost(error)):
            raise
        raise UsageError("does_not_fit", what=str(error).partition("\n")[0].rstrip(".")) from error


def check_split(lesson: Lesson, split: Split, info: DataInfo, like: Split | None = None) -> None:
    """Whether a split has the form that `Split` says, and holds what the lesson's task can learn from or score.

    Args:
        lesson: says what is to be learned, and from what.
        split: the split.
        info: what its numbers mean.
        like: the training set, of another split: its examples must be of the same form.

    Raises:
        UsageError: it is of another form, or there is no such task.
        DataError: it is empty, or a number in it is not finite, or a label is that of no class.
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
    if (kind == "row" or x.is_floating_point()) and x.dtype != torch.float32:
        raise UsageError("rows_form", found=describe(x))
    if like is not None and (x.shape[1:], x.dtype) != (like.x.shape[1:], like.x.dtype):
        raise UsageError("other_form", found=describe(x[0]), wanted=describe(like.x[0]))
    task.check(split, info)
    for name, tensor in (("x", x), ("y", y)):
        if tensor.is_floating_point() and not bool((finite := tensor.isfinite()).all()):
            row, *place = (~finite).nonzero()[0].tolist()
            column = info.columns[place[0]] if name == "x" and len(info.columns) == x[0].numel() else name
            raise DataError("not_finite", count=int((~finite).flatten(1).any(1).sum()), row=row, column=column)
