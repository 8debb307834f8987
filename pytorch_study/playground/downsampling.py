"""Curves of any length in few points, to keep and to send."""

import math
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
POINTS = 500
"""At most so many points of a curve are kept and sent; an even number."""


def downsample(rows: Sequence[T], most: int = POINTS) -> list[T]:
    """At most so many of the rows, evenly, the last one always."""
    stride = math.ceil(len(rows) / most) or 1
    return [*rows[(len(rows) - 1) % stride :: stride]]


class LossCurve:
    """A curve of any length in at most `POINTS` points: where they become too many, two become one."""

    def __init__(self) -> None:
        self.points: list[tuple[float, float]] = []
        self.stride = 1
        self.count = 0
        self.sum = 0.0
        self.sent = 0.0

    def add(self, step: float, value: float) -> None:
        """The value after one more step; a point is the mean of those since the last one."""
        self.count += 1
        self.sum += value
        if self.count < self.stride:
            return
        self.points.append((step, self.sum / self.count))
        self.count, self.sum = 0, 0.0
        if len(self.points) == POINTS:
            pairs = zip(self.points[::2], self.points[1::2], strict=True)
            self.points = [(late[0], (early[1] + late[1]) / 2) for early, late in pairs]
            self.stride *= 2

    def new_points(self) -> list[tuple[float, float]]:
        """The points since this was last called."""
        new = [point for point in self.points if point[0] > self.sent]
        self.sent = self.points[-1][0] if self.points else 0.0
        return new
