"""Observers of losses and of what scores are made with: argmax, comparisons, dropout as a function, isnan."""

import math
import sys
from types import FrameType
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from pytorch_study.diagnosis import records
from pytorch_study.diagnosis.notes import MOST, Notes, inside_func
from pytorch_study.diagnosis.records import Site
from pytorch_study.diagnosis.watch_model import Roots

CLASSES = ("cross_entropy", "nll_loss")
BINARY = ("binary_cross_entropy", "binary_cross_entropy_with_logits")
DISTANCES = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")
LARGEST = 2_000_000
EXACT, ROUNDED = 1e-3, 4e-2
"""How far probabilities may be from adding up to 1: as float32, and as half precision, where 8.03 becomes 8.0625."""


def describe(name: str, x: Tensor, y: Tensor, kwargs: dict[str, Any]) -> dict[str, Any]:
    """What stood in the input and in the target of a loss."""
    near = ROUNDED if x.dtype in (torch.bfloat16, torch.float16) else EXACT
    x = x.detach().float() if near is ROUNDED else x.detach()
    facts: dict[str, Any] = {}
    if not x.numel() or not y.numel() or x.numel() > LARGEST:
        return facts
    facts |= {"low": float(y.min()), "high": float(y.max()), "in_low": float(x.min()), "in_high": float(x.max())}
    if name in CLASSES and x.ndim >= 2:
        facts["classes"] = x.shape[1]
        sums, logs = x.sum(1), x.logsumexp(1)
        facts["probabilities"] = bool((x >= 0).all()) and bool(((sums - 1).abs() < near).all())
        facts["log_probabilities"] = bool((logs.abs() < near).all())
        if not y.is_floating_point():
            ignore = kwargs.get("ignore_index", -100)
            dropped = y == ignore
            facts |= {"ignored": int(dropped.sum()), "count": y.numel(), "ignore": ignore}
            if bool((~dropped).any()):
                facts |= {"low": float(y[~dropped].min()), "high": float(y[~dropped].max())}
        elif y.shape == x.shape:
            facts["off"] = float((y.sum(1) - 1).abs().max())
            facts["single"] = bool(((y != 0).sum(1) <= 1).all())  # as a class is, times a weight
    elif name in CLASSES:
        facts["classes"] = x.shape[0]
    if name in BINARY:
        facts["whole"] = bool((y == y.round()).all())
    if name in DISTANCES and y.is_floating_point() and y.numel() > 4:
        few = y.detach().reshape(-1)[:2000]
        facts["whole"] = bool((few == few.round()).all())
        facts["values"] = int(few.unique().numel())
    return facts


def install(notes: Notes, roots: Roots) -> None:
    """Put the observers in."""
    put = notes.patches.replace

    def make_loss(name: str) -> Any:
        def make(original: Any) -> Any:
            def observed(*args: Any, **kwargs: Any) -> Any:
                if notes.skip():
                    return original(*args, **kwargs)
                x = args[0] if args else kwargs.get("input")
                y = args[1] if len(args) > 1 else kwargs.get("target")
                failed, value = "", None
                try:
                    value = original(*args, **kwargs)
                    return value
                except Exception as error:
                    failed = f"{type(error).__name__}: {error}"
                    raise
                finally:
                    with notes.own_work():
                        if isinstance(x, Tensor) and isinstance(y, Tensor) and not inside_func(x):
                            _loss(notes, roots, name, x, y, value, failed, kwargs)

            return observed

        return make

    for name in (*CLASSES, *BINARY, *DISTANCES, "kl_div"):
        put(F, name, make_loss(name))

    def make_dropout(original: Any) -> Any:
        def observed(input: Tensor, p: float = 0.5, training: bool = True, *args: Any, **kwargs: Any) -> Any:
            if roots.current is not None and training and p > 0 and not roots.current.training and not notes.quiet:
                layer = sys._getframe(1).f_locals.get("self")
                site = notes.site()
                if isinstance(layer, torch.nn.modules.dropout._DropoutNd):
                    known = any(one is layer for one in roots.current.modules())
                    roots.dropped.append((roots.made.get(layer) or site, known))
                elif site and (given := _given(notes, site)) is not None:
                    roots.dropped.append((site, not given))
            outside = roots.current is None and training and p > 0 and (notes.looking or not torch.is_grad_enabled())
            if outside and not notes.skip():
                with notes.own_work():
                    _outside(notes, roots, sys._getframe(1))
            return original(input, p, training, *args, **kwargs)

        return observed

    for name in ("dropout", "dropout2d", "dropout1d", "dropout3d"):
        put(F, name, make_dropout)

    def make_attention(original: Any) -> Any:
        def observed(*args: Any, **kwargs: Any) -> Any:
            dropped = kwargs.get("dropout_p", args[4] if len(args) > 4 else 0.0)
            if dropped > 0 and roots.current is not None and not roots.current.training and not notes.quiet:
                roots.dropped.append((notes.site(), True))
            return original(*args, **kwargs)

        return observed

    put(F, "scaled_dot_product_attention", make_attention)

    def make_choice(original: Any) -> Any:
        place, otherwise = (2, -1) if original.__name__ == "topk" else (1, None)  # topk(x, k, dim)

        def observed(*args: Any, **kwargs: Any) -> Any:
            made = original(*args, **kwargs)
            x = args[0] if args else kwargs.get("input")
            if not notes.skip() and isinstance(x, Tensor) and x.ndim > 1 and len(args) + len(kwargs) > 1:
                dim = kwargs.get("dim", args[place] if len(args) > place else otherwise)
                if isinstance(dim, int) and (notes.looking or not torch.is_grad_enabled()):
                    with notes.own_work():
                        latest = [batch for batch in roots.latest.values() if batch.shape[0] == x.shape[0]]
                        if (latest and not x.requires_grad) or notes.looking:
                            dim = dim + x.ndim if dim < 0 else dim
                            notes.event("choice", notes.site(), dim=dim, shape=tuple(x.shape))
            return made

        return observed

    for owner in (torch, Tensor):
        for name in ("argmax", "max", "topk"):
            put(owner, name, make_choice)

    def make_test(original: Any) -> Any:
        def observed(*args: Any, **kwargs: Any) -> Any:
            made = original(*args, **kwargs)
            x = args[0] if args else kwargs.get("input")
            if isinstance(made, bool | Tensor) and not notes.skip():
                with notes.own_work():
                    if (not isinstance(made, Tensor) or made.numel() == 1) and isinstance(x, Tensor | float):
                        value = float(x.detach()) if isinstance(x, Tensor) and x.numel() == 1 else x
                        if isinstance(value, float) and not math.isfinite(value):
                            grad = isinstance(x, Tensor) and x.requires_grad
                            on = torch.is_grad_enabled()
                            notes.event("met_nan", notes.site(), backwards=notes.backwards, grad=grad, enabled=on)
            return made

        return observed

    for owner in (torch, Tensor, math):
        for name in ("isnan", "isfinite", "isinf"):
            put(owner, name, make_test)

    def make_wrap(symbol: str) -> Any:
        def make(original: Any) -> Any:
            def observed(x: Tensor, other: Any = None, *args: Any, **kwargs: Any) -> Any:
                if args or kwargs or other is None:
                    return original(x, other, *args, **kwargs) if other is not None else original(x, *args, **kwargs)
                if x.dtype is torch.uint8 and not notes.skip() and len(notes.facts.get("wraps", ())) < 5:
                    before = x.detach()[:64].to(torch.int64) if x.ndim else x.detach().to(torch.int64)
                    made = original(x, other)
                    with notes.own_work():
                        _wrapped(notes, symbol, before, other, made)
                    return made
                return original(x, other)

            return observed

        return make

    for symbol in ("add", "sub", "mul", "rsub"):
        for name in (f"__{symbol}__", f"__i{symbol}__", symbol):
            if name != "__irsub__" and hasattr(Tensor, name):
                put(Tensor, name, make_wrap(symbol))


def _given(notes: Notes, site: Site) -> bool | None:
    """Whether the call of dropout in this line says if it is training; None: there is no such call."""
    return next(
        (
            given
            for name in ("dropout", "dropout1d", "dropout2d", "dropout3d")
            if (given := notes.sources.keyword_given(*site, name, "training", 2)) is not None
        ),
        None,
    )


def _outside(notes: Notes, roots: Roots, caller: FrameType) -> None:
    """Dropout in a function that is no network's: as a function, or as a layer that is made anew each time."""
    layer = caller.f_locals.get("self")
    made = roots.made.get(layer) if isinstance(layer, torch.nn.modules.dropout._DropoutNd) else None
    site = made or notes.site()
    if site is None or (made is None and _given(notes, site) is not False):
        return
    frame: FrameType | None = caller
    while frame is not None:
        if frame.f_code.co_filename.endswith("checkpoint.py"):
            return  # its first pass records no gradients
        frame = frame.f_back
    notes.event("dropout", site, grad=torch.is_grad_enabled(), layer=notes.number(layer) if made else None)


def _wrapped(notes: Notes, symbol: str, before: Tensor, other: Any, made: Any) -> None:
    """Whether an operation on bytes has left 0 to 255 and come out at the other end."""
    if not isinstance(made, Tensor) or made.dtype is not torch.uint8:
        return
    if isinstance(other, Tensor):
        if other.dtype is not torch.uint8 or other.ndim != made.ndim:
            return
        other = other.detach()[:64].to(torch.int64)
    true = {"add": lambda: before + other, "sub": lambda: before - other, "mul": lambda: before * other}
    exact = (true.get(symbol) or (lambda: other - before))()
    share = float(((exact < 0) | (exact > 255)).float().mean())
    if share > 0.001 and (site := notes.site()):
        notes.facts.setdefault("wraps", []).append((site, share, symbol))


def _loss(
    notes: Notes, roots: Roots, name: str, x: Tensor, y: Tensor, value: Any, failed: str, kwargs: dict[str, Any]
) -> None:
    training = torch.is_grad_enabled() and x.requires_grad
    site = notes.site()
    number = float(value.detach()) if isinstance(value, Tensor) and value.numel() == 1 else None
    if training and y.ndim >= 1 and y.ndim <= 2:
        latest = [b for b in roots.latest.values() if b.labels is None and b.shape[0] == y.shape[0]]
        for batch in latest[-1:]:
            labels = y.detach()
            batch.labels = (labels[:, 0] if labels.ndim == 2 and labels.shape[1] == 1 else labels).cpu().numpy()
    if len(notes.losses) >= MOST or not (
        notes.looking or failed or not training or (number is not None and not math.isfinite(number))
    ):
        return
    facts = describe(name, x, y, kwargs) if (notes.affordable() or failed) else {}
    notes.losses.append(
        records.Loss(
            name,
            notes.step,
            site,
            tuple(x.shape),
            tuple(y.shape),
            str(y.dtype).removeprefix("torch."),
            training,
            number,
            facts,
            failed,
        )
    )
