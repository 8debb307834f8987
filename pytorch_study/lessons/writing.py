"""How lesson 6 writes: a poem grows by one character at a time, in a form that is kept by construction."""

from collections.abc import Sequence
from typing import Any, Protocol

import torch
from torch import Tensor

from pytorch_study.data.characters import MARKS, NEWLINE, UNKNOWN, Vocabulary
from pytorch_study.data.poems import Poems
from pytorch_study.generative import Made, Request
from pytorch_study.lessons.poem_plan import Plan, form_name, make_plan
from pytorch_study.lessons.watching import watch
from pytorch_study.rng import make_generator
from pytorch_study.text import say

TOGETHER = 64
"""Poems that grow side by side."""
LONGEST_LINE = 60
"""Characters of a line whose length is free, at most; those of the training poems are no longer."""
LEAST = 20
"""Characters that are left for every line that is still to come."""


class Model(Protocol):
    """A model as in `lessons/poems.py`."""

    def __call__(self, x: Tensor, seen: list[list[Tensor]] | None = None) -> Tensor: ...


def draw(scores: Tensor, chances: Tensor, temperature: float, top_p: float) -> Tensor:
    """A token for each row, by its chance: from the likeliest ones whose probabilities add up to `top_p`.

    Args:
        scores: the model's, (N, choices).
        chances: random numbers in [0, 1), (N, 1).
        temperature: by which scores are divided; 0, or so near it that a quotient would overflow: the likeliest token,
            whatever the chance.
        top_p: at least the likeliest token is left (Holtzman et al. 2020, arXiv:1904.09751, section 3.1).

    Returns:
        (N, 1) int64.
    """
    if temperature < 1e-6:
        return scores.argmax(-1, keepdim=True)
    likely = (scores.double() / temperature).softmax(-1)
    ordered, order = likely.sort(descending=True)
    kept = (ordered.cumsum(-1) - ordered < top_p).index_fill(-1, torch.tensor([0]), True)
    sums = (likely * torch.zeros_like(kept).scatter(-1, order, kept)).cumsum(-1)
    return (sums <= chances * sums[:, -1:]).sum(-1, keepdim=True)


def grow(model: Model, plan: Plan, chances: Tensor, temperature: float, top_p: float, cached: bool = True) -> Tensor:
    """Poems as tokens, (N, 1 + characters), each with its form first.

    Args:
        model: in evaluation mode.
        plan: what is fixed.
        chances: random numbers for each poem's characters, (N, at least `plan.length`).
        temperature: see `draw`.
        top_p: see `draw`.
        cached: whether keys and values are kept; without, every step computes the whole poem again, and finds the same.
    """
    (lines, width), newline = plan.form, plan.newline
    x = torch.tensor(plan.start).repeat(len(chances), 1)
    seen: list[list[Tensor]] | None = [[] for _ in getattr(model, "blocks", ())] if cached else None
    while (done := x.shape[1] - 1) < plan.length:
        scores = model(x, seen)[:, -1]
        scores[:, UNKNOWN] = -torch.inf
        if width:
            line, place = (torch.full((len(x),), number_) for number_ in divmod(done, width))
        else:
            line = (x == newline).sum(1)
            ends = torch.arange(1, x.shape[1] + 1) * (x == newline)
            place = x.shape[1] - ends.amax(1).clamp(min=1)
            if bool((line >= lines).all()):
                break
            scores[place == 0, newline] = -torch.inf  # no empty lines
        token = draw(scores, chances[:, done : done + 1], temperature, top_p)[:, 0]
        if not width:  # a line that finds no end, or would leave too little for those after it
            room = plan.length - done - (lines - line - 1) * LEAST
            token[(place >= LONGEST_LINE) | (room <= 1) & (place > 0)] = newline
        for number_, head in enumerate(plan.heads):
            token[(line == number_) & (place == 0)] = head
        x = torch.cat([x, token[:, None]], 1)
    return x


def lines_of(tokens: Sequence[int], plan: Plan) -> list[str]:
    """The lines of a poem as text, without marks in Chinese."""
    text = "".join(plan.vocabulary.characters[token - 1] for token in tokens[1:] if token < plan.vocabulary.choices)
    lines, width = plan.form
    if not width:
        return text.split(NEWLINE)[:lines]
    return [text[start : start + width] for start in range(0, lines * width, width)]


def write(model: Model, poems: Poems, vocabulary: Vocabulary, request: Request) -> Made:
    """The poems that the user asks for, and which of their lines stand in a training poem."""
    plan = make_plan(request, vocabulary)
    known = {line for poem in poems.train for line in poem.lines}
    temperature, top_p = request.options.get("temperature", 1.0), request.options.get("top_p", 1.0)
    rows = torch.stack(  # of each poem its own, so that the first three of five are those of three
        [torch.rand(plan.length, generator=make_generator(request.seed, "poem", k)) for k in range(request.count)]
    )
    items = []
    for chances in rows.split(TOGETHER):
        for tokens in grow(model, plan, chances, temperature, top_p).tolist():
            lines = lines_of(tokens, plan)
            copied = [number_ for number_, line in enumerate(lines, 1) if line in known]
            item: dict[str, Any] = {
                "form": form_name(plan.form),
                "lines": lines,
                "copied": copied,
                "text": _as_text(lines, plan),
            }
            if request.watched:
                item["watched"] = {"given": _given(plan), **watch(model, torch.tensor(tokens), temperature, vocabulary)}
            items.append(item)
        if request.count > TOGETHER:
            request.progress(len(items))
    count, copied_ = sum(len(item["lines"]) for item in items), sum(len(item["copied"]) for item in items)
    facts = {"lines": count, "lines_in_training": copied_, "share_in_training": copied_ / max(1, count)}
    notes = [
        say("done.poems_copied", copied=copied_, lines=count, share=copied_ / max(1, count)),
        say("done.poems_sense"),
    ]
    return Made(items, facts, notes)


def _as_text(lines: Sequence[str], plan: Plan) -> str:
    """A poem as it is printed: two lines of verse in a row, with their marks; in English as it is."""
    if not plan.form[1]:
        return "\n".join(lines)
    return "\n".join(f"{a}{MARKS[0]}{b}{MARKS[1]}" for a, b in zip(lines[::2], lines[1::2], strict=True))


def _given(plan: Plan) -> list[int]:
    """Which characters of a poem in a fixed form were not drawn, because the user has chosen them; from 0."""
    width, prompt = plan.form[1], len(plan.start) - 1
    heads = {number_ * width for number_ in range(len(plan.heads)) if width}
    return sorted({*range(prompt), *heads})
