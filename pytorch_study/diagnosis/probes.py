"""Questions put to a copy of a network, off the record: nothing that the script can see is changed."""

import contextlib
import copy
import io
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from pytorch_study.diagnosis.notes import Notes
from pytorch_study.diagnosis.records import Site

LARGEST = 30_000_000
"""Networks with more parameters are not copied."""


@contextlib.contextmanager
def off_the_record() -> Iterator[None]:
    """Random numbers, gradients' mode and the terminal are as before afterwards."""
    states = torch.get_rng_state(), np.random.get_state(), random.getstate()
    cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else None
    quiet = io.StringIO()
    try:
        with torch.no_grad(), contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            yield
    finally:
        torch.set_rng_state(states[0])
        np.random.set_state(states[1])
        random.setstate(states[2])
        if cuda is not None:
            torch.cuda.set_rng_state_all(cuda)


class Trace(TorchFunctionMode):
    """The result of every operation, with the user's line."""

    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self.notes = notes
        self.made: list[tuple[str, Tensor, Site | None]] = []
        self.layer: Site | None = None  # where the layer that runs now was made

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        output = func(*args, **(kwargs or {}))
        first = output[0] if isinstance(output, tuple) and output and isinstance(output[0], Tensor) else output
        if isinstance(first, Tensor) and len(self.made) < 3000:
            found = self.layer or self.notes.sources.caller(2)
            name = getattr(func, "__name__", str(func))
            self.made.append((name, first.detach(), Site(*found) if found else None))
        return output


def _copy(module: nn.Module) -> nn.Module | None:
    if sum(p.numel() for p in module.parameters()) > LARGEST:
        return None
    with contextlib.suppress(Exception):
        return copy.deepcopy(module)
    return None


def _first(output: Any) -> Tensor | None:
    if isinstance(output, Tensor):
        return output
    return next((one for one in output if isinstance(one, Tensor)), None) if isinstance(output, tuple | list) else None


def _tell_layers(module: nn.Module, model: nn.Module, traces: list[Trace], made: Any) -> None:
    """Let the trace know which of torch's own layers runs."""

    def enter(site: Site | None) -> Any:
        return lambda *_: setattr(traces[-1], "layer", site)

    for original, one in zip(module.modules(), model.modules(), strict=False):
        if type(one).__module__.startswith("torch.nn") and not list(one.children()):
            one.register_forward_pre_hook(enter(made.get(original)))
            one.register_forward_hook(enter(None))


def ask(module: nn.Module, args: Any, kwargs: Any, notes: Notes, made: Any) -> dict[str, Any]:
    """Whether samples of a batch reach each other's outputs, and whether the output depends on the input at all.

    Returns:
        `mixed`: the share of other samples whose output moves when only the first one is changed, with the name and
        the line of the operation where it begins; `constant`: whether all rows of the output are equal; `modes`: how
        far the outputs in training and in evaluation mode are apart.
    """
    found: dict[str, Any] = {}
    place = next((k for k, one in enumerate(args) if isinstance(one, Tensor)), None)
    if place is None or kwargs:
        return found
    x = args[place].detach()
    if x.ndim < 2 or x.shape[0] < 3 or x.numel() > 4_000_000:
        return found
    with off_the_record():
        model = _copy(module)
        if model is None:
            return found
        model.eval()
        x = x[:256] if all(one is args[place] or not isinstance(one, Tensor) for one in args) else x
        changed = x.clone()
        changed[0] = x[1] if not torch.equal(x[0], x[1]) else x[2]
        if torch.equal(changed[0], x[0]):
            return found
        rest = list(args)
        results, traces = [], []
        traces.append(Trace(notes))
        _tell_layers(module, model, traces, made)
        for one in (x, changed, x):
            rest[place] = one
            traces.append(Trace(notes))
            with traces[-1] as trace:
                results.append((_first(model(*rest)), trace.made))
        plain, moved, again = (result for result, _ in results)
        if plain is None or moved is None or again is None or plain.shape != moved.shape:
            return found
        found["random"] = not torch.equal(plain, again)
        found["shape"], found["rows"] = tuple(plain.shape), x.shape[0]
        if plain.ndim and plain.shape[0] == x.shape[0] and plain.is_floating_point() and bool(plain.isfinite().all()):
            spread = (plain - plain[:1]).abs().max()
            inputs = bool((x.float() - x[:1].float()).abs().max() > 0)
            size = plain.abs().max()
            found["constant"] = inputs and float(spread) <= 1e-7 + 1e-6 * float(size)
            found["spread"] = float(spread / (size + 1e-12))
            if not found["random"]:
                others = (plain[1:] - moved[1:]).flatten(1).abs().amax(1)
                limit = 1e-5 * float(size) + 1e-7
                found["mixed"] = float((others > limit).float().mean())
                if found["mixed"] > 0:
                    found["where"] = _where(results[0][1], results[1][1], x.shape[0])
        model.train()
        rest[place] = x
        trained = _first(model(*rest))
        if trained is not None and trained.shape == plain.shape and trained.is_floating_point():
            found["modes"] = float((trained - plain).abs().mean() / (plain.abs().mean() + 1e-12))
    return found


def _where(before: Any, after: Any, rows: int) -> tuple[str, Site | None] | None:
    """The operation where samples begin to reach each other: the first one of those that lose the batch's dimension."""
    if len(before) != len(after):
        return None
    start = None
    for (name, one, site), (_, two, _) in zip(before, after, strict=True):
        if one.shape != two.shape or not one.ndim:
            continue
        if torch.equal(one, two):
            continue
        if one.shape[0] != rows:
            start = start or (name, site)
            continue
        spread = one.shape[0] == rows and not torch.equal(one[1:], two[1:])
        if spread:
            return start or (name, site)
        start = None
    return start
