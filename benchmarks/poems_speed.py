"""How fast lesson 6 learns: its step beside a plain GPT's, in turns, and beside the floor, which is counted by hand.

Both have the same width, layers, heads, vocabulary, tokens a batch and longest context, AdamW, fp32, no dropout. Each
way runs in a process of its own, because what one sets (threads, memory) must not affect the other.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from benchmarks import plain_gpt
from benchmarks.accuracy import where
from benchmarks.step import peak
from benchmarks.turns import alternate
from pytorch_study import measurements
from pytorch_study.cores import available_threads
from pytorch_study.engine import loop
from pytorch_study.engine.compute import select_device
from pytorch_study.engine.records import Step
from pytorch_study.engine.threads import choose_compute
from pytorch_study.files import write_json
from pytorch_study.lesson import DataOptions
from pytorch_study.lessons.poems import LESSON, PoemsRecipe, read
from pytorch_study.recipe import change

FILE = "poems_speed"
CONTEXT = 56
"""Characters of the longest form; the plain one's windows are as long."""


def measure(turns: int = 5, steps: int = 10) -> dict[str, Any]:
    """Time both in alternating rounds; writes `results/poems_speed.json` and returns its figures."""
    recipe = _recipe()
    _, vocabulary = read(recipe.collection)
    tokens = recipe.batch_size * vocabulary.row
    medians, spread = alternate({"ours": (_ours, (), steps * tokens), "plain": (_plain, (), steps * tokens)}, turns)
    work, best = operations(recipe, tokens, average_met(recipe)), peak("fp32")
    found = {
        "seeds": 1,
        **{f"tokens_per_second_{name}": value for name, value in medians.items()},
        "ratio": medians["ours"] / medians["plain"],
        "ratio_characters": medians["ours"] / medians["plain"] / share_of_characters(recipe),
        "share_plain_characters": share_of_characters(recipe),
        "spread": spread,
        "width": recipe.width,
        "layers": recipe.layers,
        "heads": recipe.heads,
        "vocabulary": vocabulary.choices,
        "tokens_per_step": tokens,
        "context": CONTEXT,
        "operations_per_step": work,
        "peak_per_second": best,
        "floor_seconds_per_step": work / best,
        "share_floor": work / best / (tokens / medians["ours"]),
    }
    content = {"summary": {LESSON.default: found}, **where("python -m benchmarks poems speed")}
    write_json(measurements.RESULTS / f"{FILE}.json", content)
    return found


def operations(recipe: PoemsRecipe, tokens: int, met: float) -> int:
    """Multiplications and additions of a step, forward and backward, by hand: torch counts none for fused attention.

    A matrix of a million weights takes two million operations a token forward, and twice that backward. In attention
    each place meets `met` places, all those of its poem, once for the scores and once for the means.
    """
    choices = read(recipe.collection)[1].choices
    matrices = recipe.layers * 12 * recipe.width**2 + choices * recipe.width
    return round(3 * tokens * (2 * matrices + recipe.layers * 4 * recipe.width * met))


def share_of_characters(recipe: PoemsRecipe) -> float:
    """The share of a stream's tokens that are characters where it has marks and forms, too, as a plain GPT reads it."""
    poems = read(recipe.collection)[0]
    lengths = [len("".join(poem.lines)) for poem in poems.train]
    return sum(lengths) / sum(length + len(poem.lines) + 1 for length, poem in zip(lengths, poems.train, strict=True))


def average_met(recipe: PoemsRecipe) -> float:
    """How many places a character of the training poems meets, on average: as many as its poem has."""
    lengths = [len("".join(poem.lines)) for poem in read(recipe.collection)[0].train]
    return sum(n * n for n in lengths) / sum(lengths)


def _recipe() -> PoemsRecipe:
    recipe = LESSON.recipes[LESSON.default]
    assert isinstance(recipe, PoemsRecipe)
    return change(recipe, {"epochs": 1000, "dropout": 0.0, "optimizer": "adamw", "lr": 1e-3})


def _ours() -> Iterator[int]:
    recipe = _recipe()
    splits = LESSON.load(recipe, DataOptions(), 0)
    compute = select_device(recipe, LESSON.task, "cpu")
    state = loop.init_state(LESSON, recipe, splits, compute, 0)
    state.compute = choose_compute(state, splits)
    for record in loop.train(state, splits):
        if isinstance(record, Step) and record.step % state.steps_per_epoch:  # the last batch may be smaller
            yield recipe.batch_size * splits.train.x.shape[1]


def _plain() -> Iterator[int]:
    recipe = _recipe()
    torch.set_num_threads(available_threads())
    torch.manual_seed(0)
    _, vocabulary = read(recipe.collection)
    stream = LESSON.load(recipe, DataOptions(), 0).train.y.flatten().numpy().astype(np.uint16)
    model = plain_gpt.PlainGpt(vocabulary.choices, CONTEXT, recipe.width, recipe.layers, recipe.heads)
    return plain_gpt.steps(model, stream, recipe.batch_size * vocabulary.row // CONTEXT, CONTEXT)
