"""Questions put to a copy of a network, off the record: nothing that the script can see is changed."""

import contextlib
import copy
import io
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from pytorch_study.diagnosis import kept_random
from pytorch_study.diagnosis.notes import Notes
from pytorch_study.diagnosis.records import Site

LARGEST = 30_000_000
"""Networks with more parameters are not copied."""


@contextlib.contextmanager
def off_the_record(*asked: Any) -> Iterator[None]:
    """Random numbers, gradients' mode and the terminal are as before afterwards."""
    quiet = io.StringIO()
    with (
        kept_random.kept(*asked),
        torch.no_grad(),
        contextlib.redirect_stdout(quiet),
        contextlib.redirect_stderr(quiet),
    ):
        yield


class Trace(TorchFunctionMode):
    """The result of every operation, with the user's line."""

    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self.notes = notes
        self.made: list[tuple[str, Tensor, Site | None]] = []
        self.layer: Site | None = None  # where the layer that runs now was made
        self.alone = False  # whether a layer took its input for one series

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
        return without_hooks(copy.deepcopy(module))
    return None


def without_hooks(module: nn.Module) -> nn.Module:
    """A copy, without the user's own hooks: they note down what passes, and must not note down what we ask."""
    for one in module.modules():
        for hooks in (one._forward_pre_hooks, one._forward_hooks):
            for key, hook in list(hooks.items()):
                if not (getattr(hook, "__module__", None) or type(hook).__module__).startswith("torch."):
                    del hooks[key]  # torch's own compute weights: pruning, weight normalisation
    return module


def _first(output: Any) -> Tensor | None:
    if isinstance(output, Tensor):
        return output
    return next((one for one in output if isinstance(one, Tensor)), None) if isinstance(output, tuple | list) else None


SERIES = (nn.RNNBase, nn.MultiheadAttention, nn.Transformer, nn.TransformerEncoderLayer, nn.TransformerDecoderLayer)
"""Layers that take two dimensions for one series, and three for a batch of them."""


def _tell_layers(module: nn.Module, model: nn.Module, traces: list[Trace], made: Any) -> None:
    """Let the trace know which of torch's own layers runs: the outermost, an encoder layer and not its parts."""
    inside: list[Site | None] = []

    def enter(site: Site | None) -> Any:
        def hook(layer: nn.Module, args: Any) -> None:
            inside.append(site)
            traces[-1].layer = inside[0]
            alone = isinstance(layer, SERIES) and bool(args) and isinstance(args[0], Tensor) and args[0].ndim == 2
            traces[-1].alone = traces[-1].alone or alone

        return hook

    def leave(*_: Any) -> None:
        inside.pop()
        traces[-1].layer = inside[0] if inside else None

    for original, one in zip(module.modules(), model.modules(), strict=False):
        own = type(one).__module__
        if own.startswith("torch.nn") and not own.endswith("container"):
            one.register_forward_pre_hook(enter(made.get(original)))
            one.register_forward_hook(leave)


def ask(module: nn.Module, args: Any, kwargs: Any, notes: Notes, made: Any) -> dict[str, Any]:
    """Whether samples of a batch reach each other's outputs, and whether the output depends on the input at all.

    Returns:
        `mixed`: the share of other samples whose output moves when only the first one is changed, with the name and
        the line of the operation where it begins; `constant`: whether all rows of the output are equal; `modes`: how
        far the outputs in training and in evaluation mode are apart; `alone`: whether the rows are the steps of one
        series, which may reach each other.
    """
    found: dict[str, Any] = {}
    place = next((k for k, one in enumerate(args) if isinstance(one, Tensor)), None)
    if place is None or kwargs:
        return found
    x = args[place].detach()
    if x.ndim < 2 or x.shape[0] < 3 or x.numel() > 4_000_000:
        return found
    with off_the_record(module):
        model = _copy(module)
        if model is None:
            return found
        model.eval()
        x = x[:256] if all(one is args[place] or not isinstance(one, Tensor) for one in args) else x
        others = _unlike(x)
        if not others:
            return found
        rest = list(args)
        results, traces = [], [Trace(notes)]
        _tell_layers(module, model, traces, made)

        def answer(one: Tensor) -> Tensor | None:
            rest[place] = one
            traces.append(Trace(notes))
            with traces[-1] as trace:
                results.append((_first(model(*rest)), trace.made))
            return results[-1][0]

        plain, moved = answer(x), None
        if plain is None:
            return found
        for other in others:  # until one of them makes a difference to the rest
            changed = x.clone()
            changed[0] = other
            moved = answer(changed)
            if moved is None or plain.shape != moved.shape:
                return found
            if plain.ndim and len(plain) == len(x) and not torch.equal(plain[1:], moved[1:]):
                break
        again = answer(x)
        if again is None or moved is None:
            return found
        found["random"] = not torch.equal(plain, again)
        found["shape"], found["rows"], found["alone"] = tuple(plain.shape), x.shape[0], traces[1].alone
        if plain.ndim and plain.shape[0] == x.shape[0] and plain.is_floating_point() and bool(plain.isfinite().all()):
            spread = (plain - plain[:1]).abs().max()
            inputs = bool((x.float() - x[:1].float()).abs().max() > 0)
            size = plain.abs().max()
            found["constant"] = inputs and float(spread) <= 1e-7 + 1e-6 * float(size)
            found["spread"] = float(spread / (size + 1e-12))
            if not found["random"] and not found["alone"]:
                apart = (plain[1:] - moved[1:]).reshape(len(plain) - 1, -1).abs().amax(1)
                limit = 1e-5 * float(size) + 1e-7
                found["mixed"] = float((apart > limit).float().mean())
                if found["mixed"] > 0:
                    found["where"] = _where(results[0][1], results[-2][1], x.shape[0])
            if found["constant"]:
                found["lost"] = _lost(results[0][1], results[-2][1])
        model.train()
        rest[place] = x
        trained = _first(model(*rest))
        if trained is not None and trained.shape == plain.shape and trained.is_floating_point():
            if trained.ndim:
                far = float((trained - trained[:1]).abs().max())
                found["varies"] = far > 1e-7 + 1e-6 * float(trained.abs().max())  # in training mode
            found["modes"] = float((trained - plain).abs().mean() / (plain.abs().mean() + 1e-12))
    return found


def _unlike(x: Tensor) -> list[Tensor]:
    """At most three examples that differ from the first one, the most different one first."""
    far = (x != x[:1]).reshape(len(x), -1).sum(1)
    order = far.argsort(descending=True, stable=True)[:3]
    return [x[k] for k in order.tolist() if far[k]]


def _lost(before: Any, after: Any) -> Site | None:
    """The first line after the last operation that what went in still makes a difference to."""
    if len(before) != len(after):
        return None
    heard = [k for k, ((_, one, _), (_, two, _)) in enumerate(zip(before, after, strict=True)) if not _same(one, two)]
    rest = before[heard[-1] + 1 :] if heard else before
    return next((site for _, _, site in rest if site), None)


def _same(one: Tensor, two: Tensor) -> bool:
    return one.shape == two.shape and torch.equal(one, two)


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
