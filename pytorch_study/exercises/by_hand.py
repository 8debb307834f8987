"""Where an exercise asks for one's own lines: calls of what PyTorch has ready-made are seen, whatever they go by."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.optim.optimizer import register_optimizer_step_pre_hook
from torch.overrides import TorchFunctionMode
from torch.utils.data import DataLoader
from torch.utils.flop_counter import FlopCounterMode

from pytorch_study.exercises.kit import wrong

CLASSES = {DataLoader: "__iter__", FlopCounterMode: "__enter__"}
"""Classes that do an exercise's work, and the method by which they do it."""


class _Seen(TorchFunctionMode):
    """Refuses torch's functions of these names."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if getattr(func, "__name__", "") in self.names:
            wrong("ready_made", name=func.__name__)
        return func(*args, **(kwargs or {}))


def _no_optimizer(optimizer: torch.optim.Optimizer, *_: Any) -> None:
    if type(optimizer).step.__module__.startswith("torch.optim"):  # one's own step in a subclass is one's own
        wrong("ready_made", name=f"torch.optim.{type(optimizer).__name__}")


def _no_use(one: Any) -> None:
    wrong("ready_made", name=next(kind.__name__ for kind in CLASSES if isinstance(one, kind)))


@contextmanager
def by_hand(*names: str) -> Iterator[None]:
    """While this lasts, torch's functions of these names, its optimizers' steps and `CLASSES` are a mistake.

    Args:
        names: as torch's functions are called, e.g. `conv2d`; `F.conv2d` and `nn.Conv2d` end there, too.
    """
    handle = register_optimizer_step_pre_hook(_no_optimizer)
    methods = {kind: getattr(kind, method) for kind, method in CLASSES.items()}
    try:
        for kind, method in CLASSES.items():
            setattr(kind, method, _no_use)
        with _Seen(names):
            yield
    finally:
        for kind, method in CLASSES.items():
            setattr(kind, method, methods[kind])
        handle.remove()
