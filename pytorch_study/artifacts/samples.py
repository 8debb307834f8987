"""What a generative lesson makes, for the report: poems as text, pictures with their way from noise."""

from __future__ import annotations

import base64
import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from pytorch_study.errors import UsageError
from pytorch_study.generative import Request
from pytorch_study.lesson import Lesson
from pytorch_study.plots import flow
from pytorch_study.recipe import Recipe
from pytorch_study.screen import note
from pytorch_study.text import say

if TYPE_CHECKING:  # matplotlib is first imported by `plots`, whatever MPLBACKEND says
    from matplotlib.figure import Figure

TEXTS = 4
"""So many texts are shown."""


@torch.no_grad()
def samples(lesson: Lesson, recipe: Recipe, model: nn.Module) -> tuple[list[tuple[str, ...]], Figure | None]:
    """A table of texts, or a picture of the ways from noise; ([], None) if the lesson makes nothing."""
    if lesson.generate is None:
        return [], None
    try:
        return _made(lesson, recipe, on_cpu(model))
    except UsageError:  # it makes nothing without being told what
        return [], None
    except Exception as error:  # a learner's own `generate`: the run's other pictures are worth more than its samples
        why = f"{type(error).__name__}: {error}".partition("\n")[0]
        note(say("look.no_samples", lesson=lesson.name, why=why))
        return [], None


def on_cpu(model: nn.Module) -> nn.Module:
    """The model if it is on the CPU, else a copy there: `generate` works on the CPU, as it does for a trained model."""
    far = any(parameter.device.type != "cpu" for parameter in model.parameters())
    return copy.deepcopy(model).cpu() if far else model


def _made(lesson: Lesson, recipe: Recipe, model: nn.Module) -> tuple[list[tuple[str, ...]], Figure | None]:
    assert lesson.generate is not None
    options = {name: option.default for name, option in lesson.generate_options.items()}
    made = lesson.generate(model, recipe, Request(count=1, options=options, watched=True))
    if made.items and all("ways" in item.get("watched", {}) for item in made.items):
        return [], _ways(made.items[0])
    made = lesson.generate(model, recipe, Request(count=TEXTS, options=options))
    rows = [
        (str(number), line)
        for number, item in enumerate(made.items, 1)
        for line in str(item.get("text", "")).splitlines()
    ]
    return [("", say("look.samples")), *rows] if rows else [], None


def _ways(item: Mapping[str, Any]) -> Figure:
    """The picture of a thing's ways, each the packed pictures of one row."""
    rows = [[np.frombuffer(base64.b64decode(one), np.uint8) for one in way] for way in item["watched"]["ways"]]
    pictures = torch.from_numpy(np.array(rows)).unflatten(2, (1, *item["size"])).transpose(0, 1)
    return flow.way(pictures, [str(one) for one in item["watched"]["labels"]])  # (times, rows, 1, H, W)
