"""What is remembered of the loop from call to call: `backward`, optimizers, clearing, clipping."""

import dataclasses
import math
import weakref
from typing import Any, cast

import torch
from torch import Tensor
from torch.optim import Optimizer as TorchOptimizer

from pytorch_study.diagnosis import graph, records
from pytorch_study.diagnosis.notes import MOST, Notes, interesting, sited
from pytorch_study.diagnosis.watch_model import Roots

LARGEST = 2_000_000
"""Weights with more numbers than this are not copied to measure how far a step moves them."""
KEPT = 6
"""A graph that is still in memory so many calls of `backward` later is kept by somebody."""


class Loop:
    """What the loop's observers remember between calls."""

    def __init__(self, notes: Notes, roots: Roots) -> None:
        self.notes = notes
        self.roots = roots
        self.tokens: list[tuple[int, Any]] = []
        self.counts: dict[int, int] = {}  # steps of each optimizer
        self.fresh: dict[int, bool | None] = {}  # whether its gradients were cleared since its last step
        self.since: dict[int, int] = {}  # calls of backward since then
        self.alive: weakref.WeakValueDictionary[int, TorchOptimizer] = weakref.WeakValueDictionary()
        self.kept: list[TorchOptimizer] = []  # the last ones, so that they can be looked at in the end
        self.before: dict[int, list[tuple[int, Tensor, Tensor]]] = {}
        self.from_zero: set[int] = set()
        self.pending: dict[int, dict[str, Any]] = {}
        self.inside: set[int] = set()
        self.closed: dict[int, int] = {}  # calls of backward before a step with a closure
        self.within = False  # inside a `backward`, which calls another one of torch's

    # ------------------------------------------------------------------------------------------------- backward

    def on_backward(self, losses: Any) -> None:
        """Before a `backward`, of one loss or of several."""
        notes = self.notes
        site = notes.site()
        losses = [losses] if isinstance(losses, Tensor) else list(losses)
        values = [_value(loss, notes.looking) for loss in losses]
        value = None if not values or None in values else float(sum(one for one in values if one is not None))
        notes.backwards += 1
        if value is not None and len(notes.values) < 200_000:
            notes.values.append(value)
        for number in self.inside if notes.looking else ():  # a closure's
            several = self.closed.get(number, 0) > 0  # batches before this one belong to the same step
            if not several and (optimizer := self.alive.get(number)) is not None:
                seen = notes.facts.setdefault("closures", {}).setdefault(number, [0, 0])
                seen[0] += not _clear(optimizer)
                seen[1] += 1
        for number, optimizer in list(self.alive.items()):
            self.since[number] = self.since.get(number, 0) + 1
            if not self.fresh.get(number) and notes.looking:
                self.fresh[number] = _clear(optimizer)
        self.roots.trained()
        losses = [loss for loss in losses if isinstance(loss, Tensor)]
        if not losses:
            return
        grown = [loss for loss in losses if loss.grad_fn is not None]
        bad = value is not None and not math.isfinite(value)
        if bad and "nan" not in notes.facts and grown:
            found = graph.first_bad(grown, notes)
            notes.facts["nan"] = {"step": notes.step, "site": site, "found": found}
        if (not notes.looking and not bad) or len(notes.backward) >= MOST:
            return
        nodes: tuple[records.Node, ...] = ()
        if grown and (notes.affordable() or notes.backwards < 3):
            nodes = graph.read(grown, notes)
            if notes.siting:
                lines = notes.facts.setdefault("sites", {})
                lines.update({node.name: node.site for node in reversed(nodes) if node.site})
            self._pin(grown[0])
        old = [one() is not None for when, one in self.tokens if self._moment() - when >= KEPT]
        kept = sum(old) >= max(2, len(old) / 2)  # and not the last loss of an earlier training, which has a name still
        notes.backward.append(records.Backward(notes.step, site, value, nodes, forged=not grown, kept=kept))

    def _moment(self) -> int:
        """Calls of `backward`; inside a closure, which may call it twenty times a step, the steps."""
        return self.notes.step if self.inside else self.notes.backwards

    def _pin(self, loss: Tensor) -> None:
        """Mark a graph, so that it can be seen how long it lives."""
        if self.tokens and self.tokens[-1][0] == self._moment():
            return  # LBFGS holds the first graph of each step, and the loop the one that was returned
        token, node = graph.Token(), cast(Any, loss.grad_fn)
        node.metadata[graph.MARK] = token
        self.tokens = [*self.tokens[-20:], (self._moment(), weakref.ref(token))]

    def settle(self) -> None:
        """The script has ended: parameters that an optimizer was given after it had been made are its own, too."""
        for place, made in enumerate(self.notes.optimizers):
            if (optimizer := self.alive.get(made.number)) is not None:
                held = {self.notes.number(p) for group in optimizer.param_groups for p in group["params"]}
                self.notes.optimizers[place] = dataclasses.replace(made, params=made.params | held)

    # ----------------------------------------------------------------------------------------------- optimizers

    def on_made(self, optimizer: TorchOptimizer, depth: int = 4) -> None:
        """After an optimizer was made."""
        notes = self.notes
        number = notes.number(optimizer)
        if number in self.alive:  # a class derived from another one, e.g. AdamW from Adam
            return
        self.alive[number] = optimizer
        self.kept = [*self.kept[-5:], optimizer]
        params = [p for group in optimizer.param_groups for p in group["params"]]
        lr = optimizer.param_groups[0].get("lr", 0.0)
        notes.eras += bool(notes.step and notes.step != notes.facts.get("era step"))
        notes.facts["era step"] = notes.step  # several made at one time begin one era
        chain = tuple(map(records.Site._make, notes.sources.callers(2)))
        held = frozenset(map(notes.number, params))
        made = records.Optimizer(number, type(optimizer).__name__, notes.site(), held, float(lr), chain)
        notes.optimizers.append(made)
        self.counts[number], self.fresh[number] = 0, True
        self._look()

    def before_step(self, optimizer: TorchOptimizer, args: Any, kwargs: Any) -> None:
        """Before the step of an optimizer."""
        notes = self.notes
        number = notes.number(optimizer)
        if number not in self.alive:
            self.on_made(optimizer)
        self.inside.add(number)
        if not notes.looking or len(notes.updates) >= MOST:
            return
        site = notes.site()
        if self.counts[number] == 0:
            for p in (p for g in optimizer.param_groups for p in g["params"]):
                if p.ndim > 1 and not bool(p.any()):
                    self.from_zero.add(notes.number(p))
                if p.ndim > 1 and 1 < p.shape[0] <= LARGEST and bool((p == p[:1]).all()):
                    notes.facts.setdefault("alike", set()).add(notes.number(p))
                    if bool((p == p.flatten()[0]).all()) and bool(p.flatten()[0] != 0):
                        notes.facts.setdefault("one number", set()).add(notes.number(p))
        closure = len(args) > 1 or kwargs.get("closure") is not None  # args begin with the optimizer
        params = [p for group in optimizer.param_groups for p in group["params"]]
        grads: dict[int, float | None] = {}
        kept, empty, bad = [], True, False
        for p in params:
            key = notes.number(p)
            if p.grad is None:
                grads[key] = None
                continue
            size = float(p.grad.norm()) if not p.grad.is_sparse else 1.0
            bad = bad or not math.isfinite(size)
            empty = empty and size == 0
            grads[key] = size / (float(p.detach().norm()) + 1e-12)
            known = key not in self.from_zero  # what begins at 0 has no size that a step could be compared with
            if known and p.ndim > 1 and p.numel() <= LARGEST and notes.affordable():
                kept.append((key, p, p.detach().clone()))
        self.before[number] = kept
        self.pending[number] = {
            "optimizer": number,
            "step": notes.step,
            "count": self.counts[number],
            "site": site,
            "lr": float(optimizer.param_groups[0].get("lr", 0.0)),
            "fresh": self.fresh.get(number),
            "backwards": self.since.get(number, 0),
            "empty": empty,
            "grads": grads,
            "bad": bad,
        }
        if closure:
            self.fresh[number], self.closed[number] = None, self.since.get(number, 0)

    def after_step(self, optimizer: TorchOptimizer) -> None:
        """After it."""
        notes = self.notes
        number = notes.number(optimizer)
        self.inside.discard(number)
        self.counts[number] = self.counts.get(number, 0) + 1
        closed = self.closed.pop(number, None)
        if (pending := self.pending.pop(number, None)) is not None:
            if closed is not None and self.since.get(number, 0) > closed:  # else the closure does nothing: Lightning's
                pending |= {"fresh": True, "empty": False}
            ratios = {
                key: float((p.detach() - old).norm() / (old.norm() + 1e-12)) for key, p, old in self.before.pop(number)
            }
            notes.updates.append(records.Update(**pending, ratios=ratios))
        self.fresh[number], self.since[number] = False, 0
        notes.step += 1
        self._look()

    def on_zero(self, optimizer: TorchOptimizer | None, params: Any) -> None:
        """After gradients were cleared, by an optimizer or by a module."""
        cleared = {id(p) for p in params}
        for number, one in list(self.alive.items()):
            held = [p for group in one.param_groups for p in group["params"]]
            if one is optimizer or (held and all(id(p) in cleared for p in held if p.requires_grad)):
                if self.since.get(number, 0) and not self.fresh.get(number) and self.counts[number] == 0:
                    self.notes.facts["discarded"] = self.notes.facts.get("discarded", 0) + 1
                self.fresh[number] = True
                self.notes.event("zero", self.notes.site(), optimizer=number, backwards=self.since.get(number, 0))

    def on_clip(self, params: Any) -> None:
        """Before gradients are clipped."""
        params = [params] if isinstance(params, Tensor) else params
        held = {id(p) for p in params}
        empty = all(p.grad is None or not bool(p.grad.any()) for p in params)
        since = [
            self.since.get(number, 0)
            for number, one in self.alive.items()
            if any(id(p) in held for group in one.param_groups for p in group["params"])
        ]
        if since:  # else no optimizer holds them, and nobody knows when they are used
            self.notes.event("clip", self.notes.site(), empty=empty, since=max(since), counts=self._steps())

    def moved(self, optimizer: Any) -> tuple[int, int]:
        """The steps that an optimizer has made, and the calls of `backward` since the last one.

        One that only hands its calls on to another, as accelerate's does, has made those of the other, which holds the
        same parameters.
        """
        number = self.notes.number(optimizer)
        if number not in self.counts:
            held = {id(p) for group in optimizer.param_groups for p in group["params"]}
            number = next(
                (
                    key
                    for key, one in self.alive.items()
                    if any(id(p) in held for group in one.param_groups for p in group["params"])
                ),
                number,
            )
        return self.counts.get(number, 0), self.since.get(number, 0)

    def _steps(self) -> int:
        return sum(self.counts.values())

    def _look(self) -> None:
        notes = self.notes
        counts = [self.counts[number] for number in self.alive if number in self.counts] or [notes.step]
        notes.looking = any(interesting(count) for count in counts) and notes.affordable()
        siting = notes.looking and any(sited(count) for count in counts) and not notes.compiled
        if not siting:
            end_siting(notes)
        elif not torch.is_anomaly_enabled():
            torch.set_anomaly_enabled(True, check_nan=False)
            notes.siting = notes.facts["sited"] = True


def end_siting(notes: Notes) -> None:
    """No longer note where graphs are made; the user's own anomaly detection, which looks for NaN, goes on."""
    if "sited" in notes.facts and torch.is_anomaly_enabled() and not torch.is_anomaly_check_nan_enabled():
        torch.set_anomaly_enabled(False)
    notes.siting = False


def _value(loss: Any, exact: bool) -> float | None:
    """The loss as a number; on an accelerator only where a step is looked at, because it has to wait for it."""
    if not isinstance(loss, Tensor) or loss.numel() != 1 or (loss.device.type != "cpu" and not exact):
        return None
    return float(loss.detach())


def _clear(optimizer: TorchOptimizer) -> bool:
    """Whether the gradients of an optimizer are absent or zero."""
    params = [p for group in optimizer.param_groups for p in group["params"]]
    return all(p.grad is None or not bool(p.grad.any()) for p in params)
