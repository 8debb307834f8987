"""All chance in one place: what is random is a function of (seed, epoch, step), and of nothing else.

That is why a training that was killed can go on exactly: no state of a random generator has to be saved, it is made
anew from numbers that are known.
"""

import contextlib
import hashlib
import random
import threading
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

RNG_LOCK = threading.RLock()
"""Torch has one global generator for all threads of a process. Whoever seeds it holds this until he has drawn from it:
`with TURN: torch.manual_seed(...); ...`. So does whoever runs code that may draw, such as a model's initialisation.
"""


def derive_seed(*moment: int | str) -> int:
    """A 63-bit number that looks random but is always the same for the same moment, e.g. `key(seed, "step", 12)`."""
    return int.from_bytes(hashlib.blake2b(repr(moment).encode(), digest_size=8).digest(), "little") >> 1


def make_generator(*moment: int | str) -> torch.Generator:
    """A random generator of its own for one moment. On the CPU always, so that every device sees the same chance."""
    return torch.Generator().manual_seed(derive_seed(*moment))


@contextlib.contextmanager
def preserve_rng() -> Iterator[None]:
    """Afterwards chance is where it was, torch's, numpy's and Python's own, and torch has the threads it had."""
    threads = torch.get_num_threads()
    before = torch.get_rng_state(), np.random.get_state(), random.getstate()
    try:
        yield
    finally:
        with RNG_LOCK:
            torch.set_rng_state(before[0])
            np.random.set_state(before[1])
            random.setstate(before[2])
        torch.set_num_threads(threads)


@contextlib.contextmanager
def seeded(*moment: int | str) -> Iterator[None]:
    """For somebody else's code, which may draw from anybody's chance: inside, it is always the same for this moment."""
    with RNG_LOCK, preserve_rng():
        number = derive_seed(*moment)
        torch.manual_seed(number)
        np.random.seed(number % 2**32)
        random.seed(number)
        yield


def epoch_permutation(seed: int, epoch: int, count: int) -> Tensor:
    """The order in which an epoch goes through `count` examples: a shuffle, (count,) int64."""
    return torch.randperm(count, generator=make_generator(seed, "order", epoch))
