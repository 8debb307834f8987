"""Observers of the loop: `backward`, optimizers, clearing, clipping, schedules, seeds."""

from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer as TorchOptimizer

from pytorch_study.diagnosis import watch_schedules
from pytorch_study.diagnosis.notes import Notes
from pytorch_study.diagnosis.steps import Loop
from pytorch_study.diagnosis.watch_model import Roots


def install(notes: Notes, roots: Roots) -> Loop:
    """Put the observers in."""
    loop = Loop(notes, roots)
    put = notes.patches.replace

    def before(observe: Any) -> Any:
        """An observer that sees a call before it happens."""

        def make(original: Any) -> Any:
            def observed(*args: Any, **kwargs: Any) -> Any:
                if not notes.skip():
                    with notes.own_work():
                        observe(*args, **kwargs)
                return original(*args, **kwargs)

            return observed

        return make

    def after(observe: Any) -> Any:
        """An observer that sees a call after it happened."""

        def make(original: Any) -> Any:
            def observed(*args: Any, **kwargs: Any) -> Any:
                made = original(*args, **kwargs)
                if not notes.skip():
                    with notes.own_work():
                        observe(*args, **kwargs)
                return made

            return observed

        return make

    put(torch.Tensor, "backward", _outermost(notes, loop))
    put(torch.autograd, "backward", _outermost(notes, loop))
    by_hand = before(lambda *a, **k: notes.facts.update(by_hand=True))
    put(torch.autograd, "grad", by_hand)
    for name in ("grad", "grad_and_value", "vjp", "jacrev"):
        put(torch.func, name, by_hand)
    put(TorchOptimizer, "__init__", after(lambda optimizer, *a, **k: loop.on_made(optimizer)))
    put(
        TorchOptimizer,
        "zero_grad",
        after(
            lambda optimizer, *a, **k: loop.on_zero(optimizer, (p for g in optimizer.param_groups for p in g["params"]))
        ),
    )
    put(torch.nn.Module, "zero_grad", after(lambda module, *a, **k: loop.on_zero(None, module.parameters())))
    clip = before(lambda params, *a, **k: loop.on_clip(params if isinstance(params, Tensor) else list(params)))
    for name in ("clip_grad_norm_", "clip_grad_value_", "clip_grad_norm"):
        put(torch.nn.utils, name, _listed(clip))
        put(torch.nn.utils.clip_grad, name, _listed(clip))

    watch_schedules.install(notes, loop, before)
    return loop


def _outermost(notes: Notes, loop: Loop) -> Any:
    """An observer of `loss.backward()` and `torch.autograd.backward(losses)`, of which the first calls the second."""

    def make(original: Any) -> Any:
        def observed(*args: Any, **kwargs: Any) -> Any:
            if notes.skip() or loop.within:
                return original(*args, **kwargs)
            with notes.own_work():
                loop.on_backward(args[0] if args else kwargs.get("tensors", ()))
            loop.within = True
            try:
                return original(*args, **kwargs)
            finally:
                loop.within = False

        return observed

    return make


def _listed(make: Any) -> Any:
    """For functions that take a generator of parameters: it can be read only once."""

    def wrapped(original: Any) -> Any:
        inner = make(original)

        def observed(parameters: Any, *args: Any, **kwargs: Any) -> Any:
            if not isinstance(parameters, Tensor):
                parameters = list(parameters)
            return inner(parameters, *args, **kwargs)

        return observed

    return wrapped
