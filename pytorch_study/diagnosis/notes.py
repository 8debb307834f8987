"""What the observers write down while a script runs. It only ever grows; `watch.py` makes frozen records of it."""

import contextlib
import os
import threading
import time
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch

from pytorch_study.diagnosis.patches import Patches
from pytorch_study.diagnosis.records import Backward, Event, Forward, Loss, Optimizer, Param, Site, Update
from pytorch_study.diagnosis.user_source import UserSource

FULL = 24
"""So many steps of every optimizer are looked at one by one, then two at every power of two."""
SITED = 2
"""So many steps have the line of every operation written down, which is dear; then one at every power of four."""
MOST = 4000
"""Records of one sort that are kept; the rest is counted."""
SHARE, GRACE = 0.04, 0.6
"""Our own share of the time, and the seconds that we may take in any case."""


@dataclass
class Notes:
    """The notebook of one run.

    Attributes:
        looking: whether this step is looked at in full.
        siting: whether autograd notes the line of each operation.
        quiet: whether nothing is observed, e.g. while a probe runs.
    """

    sources: UserSource
    step: int = 0
    backwards: int = 0
    looking: bool = True
    siting: bool = False
    quiet: bool = False
    compiled: bool = False
    started: float = field(default_factory=time.perf_counter)
    spent: float = 0.0  # seconds that we took
    worked: float = 0.0  # of them, those that the processor was ours: what is looked at is the same on a busy machine
    seeding: tuple[float, ...] = (0.0, 0.0)  # the same of seeding: torch writes down where it is, and that is far down
    pid: int = field(default_factory=os.getpid)
    thread: int = field(default_factory=threading.get_ident)
    patches: Patches = field(default_factory=Patches)
    backward: list[Backward] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    forwards: list[Forward] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    optimizers: list[Optimizer] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    eras: int = 0  # optimizers that were made after there had been steps
    loaded: dict[int, Site] = field(default_factory=dict)  # the addresses of a loader's last tensors: its line
    facts: dict[str, Any] = field(default_factory=dict)
    params: dict[int, Param] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    _numbers: dict[int, tuple[Any, int]] = field(default_factory=dict)
    _count: int = 0

    def number(self, thing: Any) -> int:
        """A number for a tensor, a module or an optimizer: the same as long as it lives, never given twice."""
        known = self._numbers.get(id(thing))
        if known is not None and known[0]() is thing:
            return known[1]
        self._count += 1
        self._numbers[id(thing)] = (weakref.ref(thing), self._count)
        return self._count

    def site(self, depth: int = 1) -> Site | None:
        """The line of the user's code that this call came from."""
        found = self.sources.caller(depth)
        return Site(*found) if found else None

    def event(self, kind: str, site: Site | None, **facts: Any) -> None:
        """Write down that something happened."""
        if len(self.events) < MOST:
            self.events.append(Event(kind, self.step, site, facts))

    def affordable(self) -> bool:
        """Whether more may be spent on looking."""
        return self.worked < GRACE + SHARE * (time.perf_counter() - self.started)

    def not_the_loader_s(self) -> tuple[float, float]:
        """Seconds by the clock and the processor's that a batch does not take without us."""
        return self.spent + self.seeding[0], self.worked + self.seeding[1]

    def skip(self) -> bool:
        """Whether a call is none of our business: a probe's, another thread's, a forked child's."""
        return self.quiet or threading.get_ident() != self.thread or os.getpid() != self.pid

    @contextlib.contextmanager
    def own_work(self) -> Iterator[None]:
        """Our own work: observed by nobody, timed, and never a reason for the script to fail."""
        before, self.quiet, began, work = self.quiet, True, time.perf_counter(), time.thread_time()
        try:
            yield
        except Exception as error:
            self.troubles.append(f"{type(error).__name__}: {error}")
            if os.environ.get("PYTORCH_STUDY_DIAGNOSE_DEBUG"):
                raise
        finally:
            self.quiet = before
            if not before:  # else it is counted already
                self.spent += time.perf_counter() - began
                self.worked += time.thread_time() - work


def now() -> tuple[float, float]:
    """The time by the clock, and the processor's time of this thread."""
    return time.perf_counter(), time.thread_time()


def inside_func(x: object) -> bool:
    """Whether a tensor belongs to `torch.func`: it stands for many or for a derivative, and cannot be looked at."""
    return isinstance(x, torch.Tensor) and torch._C._functorch.is_functorch_wrapped_tensor(x)


def interesting(count: int) -> bool:
    """Whether a step is looked at: the first ones, then two at every power of two."""
    return count < FULL or (count & (count - 1)) == 0 or ((count - 1) & (count - 2)) == 0


def sited(count: int) -> bool:
    """Whether a step's operations have their lines written down."""
    return count < SITED or (count & (count - 1) == 0 and count.bit_length() % 2 == 1 and count >= 16)
