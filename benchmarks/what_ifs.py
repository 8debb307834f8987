"""What if a part of lesson 6 or 7 is left out? Short trainings, alike but for that part: results/what_ifs.json."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from unittest.mock import patch

import torch
import torch.nn.functional as F
from torch import nn

from benchmarks.accuracy import where
from benchmarks.unsure import look, share
from pytorch_study import measurements
from pytorch_study.data.splits import hold_out
from pytorch_study.engine import loop, score
from pytorch_study.engine.compute import select_device
from pytorch_study.engine.threads import choose_compute
from pytorch_study.errors import DivergedError
from pytorch_study.files import write_json
from pytorch_study.lesson import DataOptions, Lesson
from pytorch_study.lessons import flow, poems
from pytorch_study.lessons.drawing import GUIDANCE
from pytorch_study.recipe import Recipe, change
from pytorch_study.rng import make_generator
from pytorch_study.trained import load_trained

SHORT: dict[str, dict[str, Any]] = {
    "poems": {"epochs": 1, "limit": 2000},
    "flow": {"epochs": 1, "ema": 0.99, "precision": "fp32"},
}
"""Lesson: what makes its default recipe short."""
DRAWN = 1000
"""Digits drawn, 100 of each."""


@dataclass(frozen=True)
class WhatIf:
    """One thing that is done otherwise.

    Attributes:
        lesson: the lesson, as it is changed.
        changes: fields of the recipe that are changed.
        during: what is in force during the training.
        guidance: of the drawings.
    """

    lesson: Lesson
    changes: dict[str, Any] = field(default_factory=dict)
    during: Callable[[], contextlib.AbstractContextManager[Any]] = contextlib.nullcontext
    guidance: float = GUIDANCE


def nowhere(recipe: poems.PoemsRecipe) -> nn.Module:
    """Lesson 6's network without any position: the tables are 0, and stay so."""
    net = poems.Gpt(recipe)
    for table in (net.lines, net.places):
        nn.init.zeros_(table.weight)
    return net


def uncovered() -> contextlib.AbstractContextManager[Any]:
    """Every place sees the characters after it, too."""
    return patch.object(poems, "attend", F.scaled_dot_product_attention)


WHAT_IFS = {
    "poems": WhatIf(poems.LESSON),
    "poems no positions": WhatIf(replace(poems.LESSON, model=nowhere, frozen=lambda *_: ["lines", "places"])),
    "poems no mask": WhatIf(poems.LESSON, during=uncovered),
    "poems ten times the rate": WhatIf(poems.LESSON, {"lr": 0.3}),
    "flow": WhatIf(flow.LESSON),
    "flow no guidance": WhatIf(flow.LESSON, guidance=1),
    "flow no label": WhatIf(flow.LESSON, {"hide_label": 1}),
    "flow ten times the rate": WhatIf(flow.LESSON, {"lr": 0.3}),
}


def measure(names: tuple[str, ...] = ()) -> dict[str, Any]:
    """Train and score every one, or those named; returns and writes the scores. The test sets are not used."""
    found = {}
    for name, what_if in WHAT_IFS.items():
        if not names or name in names:
            with what_if.during():
                net, recipe, scores = trained(what_if)
            if what_if.lesson.name == "poems":  # as when it writes: nothing later is there to be seen
                scores["covered_nats"] = scored(what_if.lesson, recipe, net)
            else:
                scores["share_right"] = right(net, what_if.guidance)
            found[name] = {"seeds": 1, **scores}
    if not names:
        write_json(measurements.RESULTS / "what_ifs.json", {"summary": found, **where("python -m benchmarks what-ifs")})
    return found


def trained(what_if: WhatIf) -> tuple[nn.Module, Recipe, dict[str, Any]]:
    """The network, its recipe, and its loss on the validation set, in poems nats a character."""
    lesson = what_if.lesson
    recipe = change(lesson.recipes[lesson.default], {**SHORT[lesson.name], **what_if.changes})
    splits = hold_out(lesson.load(recipe, DataOptions(), 0), recipe, 0)
    state = loop.init_state(lesson, recipe, splits, select_device(recipe, lesson.task, "cpu"), 0)
    state.compute = choose_compute(state, splits)
    with contextlib.suppress(DivergedError):  # then the weights are as they were when it was noticed
        for _ in loop.train(state, splits):
            pass
    scores = {"val_nats": scored(lesson, recipe, state.eval_model)} if lesson.name == "poems" else {}
    return state.eval_model, recipe, scores


def scored(lesson: Lesson, recipe: Recipe, net: nn.Module) -> float:
    """The loss on the validation poems."""
    validation = lesson.load(recipe, DataOptions(), 0).validation
    assert validation is not None
    return score.evaluate(net, validation, lesson, recipe).loss


def right(net: nn.Module, guidance: float) -> float:
    """The share of drawn digits that lesson 2's network takes for what was asked."""
    asked, rng = torch.arange(DRAWN) % 10, make_generator("what ifs")
    drawn = torch.cat([flow.sample(net, some, rng, guidance=guidance) for some in asked.split(250)])
    return share(look(load_trained("mnist"), drawn).logits.argmax(1) == asked)
