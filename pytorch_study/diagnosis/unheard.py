"""Parameters that no gradient reaches: does the output depend on them at all? Asked of a copy of the network."""

import contextlib
import copy
import time
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn

from pytorch_study.diagnosis import graph, probes
from pytorch_study.diagnosis.notes import Notes

LONGEST = 3.0
"""Seconds that the question may take for a network."""


def of_networks(notes: Notes, roots: Any) -> dict[int, bool]:
    """By parameter: whether what is trained on depends on it; one that could not be asked about is left out."""
    found: dict[int, bool] = {}
    never = _never(notes)
    for number, (module, args, kwargs) in list(roots.last.items())[-4:] if never and not notes.compiled else ():
        model = module()
        asked = {name: p for name, p in model.named_parameters() if notes.number(p) in never} if model else {}
        if model is not None and asked:
            parts = {k for b in notes.backward for n in b.nodes for m, k in n.facts.get("parts", ()) if m == number}
            with contextlib.suppress(Exception):
                answers = _ask(model, args, kwargs, asked, parts)
                found |= {notes.number(asked[name]): answer for name, answer in answers.items()}
    return found


def _never(notes: Notes) -> set[int]:
    """The parameters of optimizers that never had a gradient when a step was looked at."""
    grads = [one.grads for one in notes.updates]
    return {p for one in grads for p in one} - {p for one in grads for p, size in one.items() if size is not None}


def _ask(module: nn.Module, args: Any, kwargs: Any, asked: dict[str, nn.Parameter], parts: set[int]) -> dict[str, bool]:
    """Whether the output moves with each of these parameters; of several tensors in it, those of `parts`."""
    began = time.perf_counter()
    mine = {id(p) for p in asked.values()}
    others = {id(p): p for p in module.parameters() if id(p) not in mine}  # shared: a large network fits once more
    with probes.off_the_record(module):
        model = probes.without_hooks(copy.deepcopy(module, others))
        model.eval()
        named = dict(model.named_parameters())

        def answer() -> list[Tensor]:
            torch.manual_seed(0)
            made = graph.tensors(model(*args, **kwargs))
            return [one.clone() for k, one in enumerate(made) if not parts or len(made) == 1 or k in parts]

        def moves(names: list[str]) -> bool:
            with _other_numbers([named[name] for name in names]):
                return not _same(plain, answer())

        plain = answer()
        if not plain or not _same(plain, answer()):
            return {}
        if not moves(list(asked)):
            return dict.fromkeys(asked, False)
        found: dict[str, bool] = {}
        for name in asked:
            if time.perf_counter() - began > LONGEST:
                break
            found[name] = len(asked) == 1 or moves([name])
        return found


@contextlib.contextmanager
def _other_numbers(parameters: list[nn.Parameter]) -> Iterator[None]:
    before = [p.clone() for p in parameters]
    for p in parameters:
        p.copy_(torch.randn_like(p) * (1 + p.abs().max()))
    try:
        yield
    finally:
        for p, old in zip(parameters, before, strict=True):
            p.copy_(old)


def _same(one: list[Tensor], two: list[Tensor]) -> bool:
    return len(one) == len(two) and all(
        a.shape == b.shape and bool(((a == b) | ((a != a) & (b != b))).all()) for a, b in zip(one, two, strict=True)
    )
