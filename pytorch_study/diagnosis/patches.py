"""Observers around functions of torch: put in from outside, taken out again without a trace."""

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any

Make = Callable[[Callable[..., Any]], Callable[..., Any]]


class Patches:
    """Attributes that were replaced, so that they can be put back."""

    def __init__(self) -> None:
        self._replaced: list[tuple[Any, str, Any, bool, Any]] = []

    def replace(self, owner: Any, name: str, make: Make) -> None:
        """Put `make(original)` in the place of `owner.name`; a name that is not there is left out."""
        original = getattr(owner, name, None)
        if original is None:
            return
        wrapped = make(original)
        with contextlib.suppress(AttributeError, TypeError):
            functools.update_wrapper(wrapped, original)
        self._replaced.append((owner, name, original, name in vars(owner), wrapped))
        setattr(owner, name, wrapped)

    def undo(self) -> None:
        """Put everything back."""
        for owner, name, original, own, _ in reversed(self._replaced):
            if own:
                setattr(owner, name, original)
            else:  # it was inherited, e.g. Tensor's operators
                delattr(owner, name)

    @contextlib.contextmanager
    def lifted(self) -> Iterator[None]:
        """Take the observers out for a while, e.g. while torch reads the source of its own functions."""
        self.undo()
        try:
            yield
        finally:
            for owner, name, _, _, wrapped in self._replaced:
                setattr(owner, name, wrapped)
