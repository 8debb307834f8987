"""Randomness in one place: everything random is a function of (seed, epoch, step), and of nothing else.

That is why a killed training can resume exactly: no state of a random generator has to be saved, because every
generator is made from numbers that are known.
"""

import contextlib
import hashlib
import random
import threading
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor


class Turn:
    """A re-entrant lock that can be taken from a thread which holds it and never ends, such as a `load` that hangs."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._owner: int | None = None
        self._held = threading.local()

    def __enter__(self) -> None:
        while True:
            lock = self._lock
            if lock.acquire(timeout=0.2):
                if lock is self._lock:
                    break
                lock.release()  # it was taken away while this thread waited for it
        self._owner = threading.get_ident()
        self._held.locks = [*getattr(self._held, "locks", ()), lock]

    def __exit__(self, *_: object) -> None:
        *self._held.locks, lock = self._held.locks
        if lock is self._lock and lock not in self._held.locks:
            self._owner = None
        lock.release()

    def take_from(self, thread: int | None) -> None:
        """Let others go on although this thread holds the lock; it draws from the same generators as they then."""
        if thread is not None and self._owner == thread:
            self._lock, self._owner = threading.RLock(), None


RNG_LOCK = Turn()
"""Torch has one global generator for all threads of a process. Code that seeds it holds this lock until it has drawn:
`with RNG_LOCK: torch.manual_seed(...); ...`. So does code that may draw, such as a model's initialisation.
"""


def derive_seed(*key: int | str) -> int:
    """A 63-bit seed that looks random and is always the same for the same key, e.g. `derive_seed(seed, "step", 12)`."""
    return int.from_bytes(hashlib.blake2b(repr(key).encode(), digest_size=8).digest(), "little") >> 1


def make_generator(*key: int | str) -> torch.Generator:
    """A random generator for one key. Always on the CPU, so that every device sees the same random numbers."""
    return torch.Generator().manual_seed(derive_seed(*key))


@contextlib.contextmanager
def preserve_rng() -> Iterator[None]:
    """Restore the global generators of torch, numpy and Python, and torch's thread count, when the block ends.

    So are CUDA's, if the process has used CUDA before.
    """
    threads = torch.get_num_threads()
    before = torch.get_rng_state(), np.random.get_state(), random.getstate()
    cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else None
    try:
        yield
    finally:
        with RNG_LOCK:
            torch.set_rng_state(before[0])
            np.random.set_state(before[1])
            random.setstate(before[2])
            if cuda is not None:
                torch.cuda.set_rng_state_all(cuda)
        torch.set_num_threads(threads)


@contextlib.contextmanager
def seeded(*key: int | str) -> Iterator[None]:
    """For a learner's code, which may draw from any global generator: inside the block all are seeded with this key."""
    with RNG_LOCK, preserve_rng():
        number = derive_seed(*key)
        torch.manual_seed(number)
        np.random.seed(number % 2**32)
        random.seed(number)
        yield


def epoch_permutation(seed: int, epoch: int, count: int) -> Tensor:
    """The shuffled order in which an epoch visits `count` examples, (count,) int64."""
    return torch.randperm(count, generator=make_generator(seed, "order", epoch))
