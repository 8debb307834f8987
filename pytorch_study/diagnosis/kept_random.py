"""Generators of random numbers that belong to the script: what asks on its behalf gives them back as they were."""

import contextlib
import random
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from pytorch_study.rng import preserve_rng

OWN = (torch.Generator, np.random.Generator, np.random.RandomState, random.Random)


@contextlib.contextmanager
def kept(*things: Any) -> Iterator[None]:
    """Give back the generators of torch, numpy and Python, and those that the modules of these things' classes hold."""
    own = [(one, _state(one)) for one in _globals(things)]
    try:
        with preserve_rng():
            yield
    finally:
        for one, state in own:
            _restore(one, state)


def _globals(things: tuple[Any, ...]) -> list[Any]:
    spaces = {name: vars(sys.modules[name]) for thing in things for name in _modules(thing) if name in sys.modules}
    found = {id(value): value for space in spaces.values() for value in list(space.values()) if isinstance(value, OWN)}
    return list(found.values())


def _modules(thing: Any) -> set[str]:
    """The modules of a thing's class, of those it is derived from, and of a data set that it is cut from."""
    inside = getattr(thing, "dataset", None)
    return {one.__module__ for one in type(thing).__mro__} | (_modules(inside) if inside is not None else set())


def _state(one: Any) -> Any:
    if isinstance(one, np.random.Generator):
        return one.bit_generator.state
    return one.getstate() if isinstance(one, random.Random) else one.get_state()


def _restore(one: Any, state: Any) -> None:
    if isinstance(one, np.random.Generator):
        one.bit_generator.state = state
    elif isinstance(one, random.Random):
        one.setstate(state)
    else:
        one.set_state(state)
