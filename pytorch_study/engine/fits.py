"""Whether a model, a recipe and data fit each other: found out with a few examples, before there is a run."""

import torch
from torch import nn

from pytorch_study.chance import TURN, generator
from pytorch_study.data.augment import Moment, augment
from pytorch_study.engine.batches import autocast, loss_of, prepare
from pytorch_study.engine.place import Place
from pytorch_study.engine.score import evaluating
from pytorch_study.errors import UsageError
from pytorch_study.lesson import Lesson, Splits
from pytorch_study.recipe import Recipe

FEW = 50


def check(model: nn.Module, lesson: Lesson, recipe: Recipe, splits: Splits, place: Place) -> None:
    """Send a few examples all the way to the loss. What does not fit would else be found after an hour, or never.

    Raises:
        UsageError: the data have another form than `Split` says, the recipe does not suit the model, the model has not
            as many outputs as there are classes. What a learner's own model raises passes through.
    """
    _form(lesson, splits)
    rows = torch.arange(min(FEW, recipe.batch_size, len(splits.train.y)))
    x, y = (tensor[rows].to(place.device) for tensor in splits.train)
    try:
        with TURN, evaluating(model), torch.no_grad(), autocast(place):
            batch = prepare(x, lesson, recipe, augment(recipe.augment), Moment(generator(0, "check"), 0, rows, 0, 0.0))
            output = model(batch)
        loss_of(output, y, lesson, recipe)
    except (RuntimeError, ValueError, IndexError) as error:
        if lesson.file is not None:
            raise
        raise UsageError("does_not_fit", what=str(error).partition("\n")[0]) from error
    labels = len(splits.names.labels)
    if lesson.task == "classify" and labels and output.shape[1] != labels:
        raise UsageError("outputs_not_classes", outputs=output.shape[1], labels=labels)


def _form(lesson: Lesson, splits: Splits) -> None:
    x, y = splits.train
    found = f"{tuple(y.shape)} {y.dtype}".replace("torch.", "")
    if x.ndim == 4 and x.dtype != torch.uint8:
        raise UsageError("float_images", found=str(x.dtype).removeprefix("torch."))
    if lesson.task == "classify" and (y.ndim != 1 or y.dtype != torch.int64):
        raise UsageError("answers_form", wanted=f"({len(y)},) int64", found=found)
    if lesson.task == "regress" and (y.ndim != 2 or y.shape[1] != 1 or y.dtype != torch.float32):
        raise UsageError("answers_form", wanted=f"({len(y)}, 1) float32", found=found)
