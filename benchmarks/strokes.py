"""Handwriting of our own: digits and letters as the strokes of a pen, drawn anew each time with an unsteady hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Floats = NDArray[np.float64]
Strokes = tuple[tuple[tuple[float, float], ...], ...]

# Points in a box 0 .. 1, x to the right and y down. A stroke is a smooth curve through its points; a point given twice
# is a corner.
DIGITS: dict[str, tuple[Strokes, ...]] = {
    "0": ((((0.5, 0), (0.15, 0.2), (0.1, 0.6), (0.4, 1), (0.8, 0.8), (0.88, 0.35), (0.5, 0)),),),
    "1": ((((0.5, 0), (0.5, 0.5), (0.48, 1)),), (((0.3, 0.25), (0.55, 0), (0.55, 0), (0.53, 0.5), (0.52, 1)),)),
    "2": (
        (((0.1, 0.25), (0.4, 0), (0.8, 0.2), (0.6, 0.6), (0.1, 1), (0.1, 1), (0.9, 0.98)),),
        (((0.12, 0.2), (0.5, 0), (0.8, 0.25), (0.5, 0.7), (0.15, 0.98), (0.15, 0.85), (0.5, 0.9), (0.95, 0.97)),),
    ),
    "3": (
        (((0.15, 0.1), (0.55, 0), (0.8, 0.22), (0.4, 0.47), (0.4, 0.47), (0.85, 0.7), (0.55, 1), (0.1, 0.9)),),
        (((0.15, 0), (0.8, 0), (0.8, 0), (0.42, 0.42), (0.42, 0.42), (0.85, 0.65), (0.55, 1), (0.1, 0.9)),),
    ),
    "4": (
        (((0.35, 0), (0.1, 0.6), (0.1, 0.6), (0.9, 0.6)), ((0.68, 0.2), (0.66, 0.6), (0.65, 1))),
        (((0.65, 1), (0.66, 0.5), (0.66, 0), (0.66, 0), (0.05, 0.66), (0.05, 0.66), (0.95, 0.66)),),
    ),
    "5": (
        (
            ((0.25, 0), (0.2, 0.42), (0.2, 0.42), (0.6, 0.38), (0.85, 0.7), (0.5, 1), (0.1, 0.9)),
            ((0.25, 0.01), (0.85, 0)),
        ),
        (
            (
                (0.85, 0),
                (0.25, 0.02),
                (0.25, 0.02),
                (0.2, 0.45),
                (0.2, 0.45),
                (0.65, 0.4),
                (0.85, 0.7),
                (0.5, 1),
                (0.1, 0.92),
            ),
        ),
    ),
    "6": ((((0.7, 0), (0.3, 0.3), (0.12, 0.72), (0.45, 1), (0.8, 0.8), (0.6, 0.52), (0.18, 0.7)),),),
    "7": ((((0.1, 0.02), (0.85, 0), (0.85, 0), (0.55, 0.5), (0.4, 1)),),),
    "8": (
        (
            (
                (0.78, 0.15),
                (0.45, 0),
                (0.2, 0.22),
                (0.5, 0.48),
                (0.85, 0.75),
                (0.5, 1),
                (0.13, 0.76),
                (0.5, 0.48),
                (0.78, 0.15),
            ),
        ),
    ),
    "9": (
        (((0.8, 0.25), (0.5, 0), (0.18, 0.25), (0.45, 0.5), (0.8, 0.22), (0.8, 0.22), (0.78, 0.6), (0.7, 1)),),
        (((0.8, 0.2), (0.45, 0), (0.15, 0.28), (0.5, 0.5), (0.82, 0.2), (0.8, 0.65), (0.55, 1), (0.2, 0.92)),),
    ),
}
CROSSED_SEVEN: Strokes = (((0.1, 0.02), (0.85, 0), (0.85, 0), (0.55, 0.5), (0.4, 1)), ((0.3, 0.5), (0.8, 0.47)))
LETTERS: dict[str, Strokes] = {
    "A": (((0.05, 1), (0.5, 0)), ((0.5, 0), (0.95, 1)), ((0.2, 0.62), (0.8, 0.62))),
    "E": (((0.85, 0), (0.15, 0), (0.15, 0), (0.15, 1), (0.15, 1), (0.88, 1)), ((0.15, 0.5), (0.7, 0.5))),
    "F": (((0.85, 0), (0.15, 0), (0.15, 0), (0.15, 1)), ((0.15, 0.5), (0.7, 0.5))),
    "H": (((0.1, 0), (0.1, 1)), ((0.9, 0), (0.9, 1)), ((0.1, 0.5), (0.9, 0.5))),
    "K": (((0.15, 0), (0.15, 1)), ((0.85, 0), (0.15, 0.5), (0.15, 0.5), (0.9, 1))),
    "M": (((0, 1), (0.12, 0), (0.12, 0), (0.5, 0.7), (0.5, 0.7), (0.88, 0), (0.88, 0), (1, 1)),),
    "R": (((0.15, 1), (0.15, 0), (0.15, 0), (0.8, 0.1), (0.75, 0.45), (0.15, 0.5), (0.15, 0.5), (0.9, 1)),),
    "T": (((0.05, 0), (0.95, 0)), ((0.5, 0), (0.5, 1))),
    "W": (((0, 0), (0.25, 1), (0.25, 1), (0.5, 0.3), (0.5, 0.3), (0.75, 1), (0.75, 1), (1, 0)),),
    "X": (((0.05, 0), (0.95, 1)), ((0.95, 0), (0.05, 1))),
    "Y": (((0.05, 0), (0.5, 0.5)), ((0.95, 0), (0.5, 0.5), (0.45, 1))),
    "a": (((0.85, 0.2), (0.4, 0), (0.1, 0.5), (0.4, 1), (0.85, 0.6)), ((0.85, 0.05), (0.85, 0.9), (1, 1))),
    "e": (((0.1, 0.5), (0.9, 0.45), (0.5, 0), (0.1, 0.5), (0.5, 1), (0.95, 0.8)),),
    "m": (((0, 1), (0, 0.1)), ((0, 0.4), (0.3, 0), (0.48, 0.4), (0.48, 1)), ((0.48, 0.4), (0.8, 0), (1, 0.4), (1, 1))),
}


def smooth(points: Floats, steps: int = 12) -> Floats:
    """A Catmull-Rom curve through the points: (N, 2) -> (M, 2)."""
    ends = np.vstack([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        parts.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.vstack([*parts, points[-1:]])


def pen(strokes: Strokes, rng: np.random.Generator, height: int, thickness: float, hand: float = 0.025) -> Floats:
    """Ink from 0 to 1 of strokes drawn ``height`` pixels high with a round pen; trimmed to the ink."""
    slant, wide, turn = rng.normal(0, 0.1), rng.uniform(0.5, 0.78), np.radians(rng.normal(0, 3))
    over, pad = 3, int(height * 0.4 + thickness) + 2
    size = (2 * pad + height) * over
    image = Image.new("L", (size, size))
    brush = ImageDraw.Draw(image)
    for stroke in strokes:
        points, kept = [], None
        for here in stroke:  # a corner's two points move together
            if kept is None or kept[0] != here:
                kept = (here, np.array(here) + rng.normal(0, hand, 2))
            points.append(kept[1])
        curve = smooth(np.array(points)) - 0.5
        x, y = curve[:, 0] * wide - slant * curve[:, 1], curve[:, 1]
        x, y = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
        line = [
            (float(a * height * over + size / 2), float(b * height * over + size / 2))
            for a, b in zip(x, y, strict=True)
        ]
        brush.line(line, fill=255, width=max(1, round(thickness * over)), joint="curve")
        r = thickness * over / 2
        for a, b in line:
            brush.ellipse((a - r, b - r, a + r, b + r), fill=255)
    return trimmed(np.asarray(image.resize((size // over, size // over), Image.Resampling.BOX), np.float64) / 255)


def trimmed(ink: Floats) -> Floats:
    """The part of the picture that holds ink."""
    rows, columns = np.flatnonzero(ink.max(1) > 0.1), np.flatnonzero(ink.max(0) > 0.1)
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
