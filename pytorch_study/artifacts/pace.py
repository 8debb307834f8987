"""Limit how often checkpoints and metrics are written, so that they cost little time."""

import time
from collections.abc import Callable
from dataclasses import dataclass

SHARE = 0.015
"""Largest share of the time spent on checkpoints, and on `metrics.csv`, since small models have very short epochs.

The promise is 2 %, because the first and the last checkpoint are always written.
"""


@dataclass
class Pace:
    """Decides when to write again.

    Attributes:
        every: minimum seconds between two writes.
        last: time of the last write, by `time.monotonic`.
        cost: seconds that it took.
    """

    every: float
    last: float
    cost: float = 0.0

    def due(self) -> bool:
        """Whether it is time to write."""
        return time.monotonic() - self.last > max(self.every, self.cost / SHARE)

    def write(self, function: Callable[[], None]) -> None:
        """Call `function`, which writes, and time it."""
        started = time.monotonic()
        try:
            function()
        finally:  # what failed has cost time, too
            self.last = time.monotonic()
            self.cost = self.last - started
