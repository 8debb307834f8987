"""Where an exercise asks for one's own lines: calls of what PyTorch has ready-made are seen, whatever they go by."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import torch
from torch.optim.optimizer import register_optimizer_step_pre_hook
from torch.overrides import TorchFunctionMode

from pytorch_study.exercises.kit import wrong


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


def _refusing(kind: type) -> Callable[..., None]:
    def refuse(*_: Any) -> None:
        wrong("ready_made", name=kind.__name__)

    return refuse


@contextlib.contextmanager
def by_hand(*names: str, classes: Mapping[type, str] = MappingProxyType({})) -> Iterator[None]:
    """While this lasts, torch's functions of these names, and its optimizers' steps, are the mistake `ready_made`.

    Args:
        names: as torch's functions are called, e.g. `conv2d`; `F.conv2d` and `nn.Conv2d` end there, too.
        classes: classes that do an exercise's work, with the method by which they do it, which is refused as well.
    """
    with contextlib.ExitStack() as stack:
        stack.callback(register_optimizer_step_pre_hook(_no_optimizer).remove)
        for kind, method in classes.items():
            stack.callback(setattr, kind, method, getattr(kind, method))
            setattr(kind, method, _refusing(kind))
        with _Seen(names):
            yield
