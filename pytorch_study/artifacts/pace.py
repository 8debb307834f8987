"""How often something is written, so that safety costs little."""

import time
from collections.abc import Callable
from dataclasses import dataclass

SHARE = 0.015
"""So much of the time checkpoints take at most; likewise `metrics.csv`, which small models' epochs outrun.

Promised are 2 %: the first checkpoint and the last come when they must.
"""


@dataclass
class Pace:
    """When something is to be written again.

    Attributes:
        every: seconds, at least, between two times.
        last: when it was written, by `time.monotonic`.
        cost: seconds that this took.
    """

    every: float
    last: float
    cost: float = 0.0

    def due(self) -> bool:
        """Whether it is time."""
        return time.monotonic() - self.last > max(self.every, self.cost / SHARE)

    def write(self, function: Callable[[], None]) -> None:
        """Write now."""
        started = time.monotonic()
        function()
        self.last = time.monotonic()
        self.cost = self.last - started
