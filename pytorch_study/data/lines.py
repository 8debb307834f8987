"""Long, thin and straight marks in a picture of ink: what may be a rule, or the side of a frame."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from pytorch_study.data.blobs import find_blobs

LENGTH = 0.13  # a line is at least this share of the picture's longer side
FILLED = 0.9  # and has ink on this share of its length
SLOPES = np.arange(-8, 9) * 0.045  # up to 20 degrees away from the page's edges
THIN = 0.02  # of the longer side: thicker lines are strokes of a marker


@dataclass(frozen=True, eq=False)
class Line:
    """A straight line, nearly horizontal; an upright one is described in the transposed picture.

    Attributes:
        upright: whether rows and columns are swapped.
        start: first column.
        end: last column.
        curve: (a, b, c) of the row a x^2 + b x + c, because paper is seldom flat.
        cells: the marked cells, (n, 2).
    """

    upright: bool
    start: int
    end: int
    curve: NDArray[np.float64]
    cells: NDArray[np.int64]

    @property
    def length(self) -> int:
        """Its length in cells."""
        return self.end - self.start + 1


def find_lines(mask: NDArray[np.bool_], length: int | None = None) -> list[Line]:
    """All lines among the marked cells, (H, W), of at least this length in cells; None: of `LENGTH`."""
    length = round(LENGTH * max(mask.shape)) if length is None else length
    narrow = mask & ~_opened(mask, max(4, round(THIN * max(mask.shape))))
    return [*_lines(mask, narrow, length, upright=False), *_lines(mask.T, narrow.T, length, upright=True)]


def _long_runs(view: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
    """Which marked cells lie on a nearly horizontal line of at least this length."""
    found = np.zeros_like(view)
    if view.shape[1] > length:
        for slope in SLOPES:
            found |= _along(view, length, slope)
    return found


def _opened(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    """What is wider than `by` in every direction: a morphological opening with a square of side `by` + 1."""
    values = torch.from_numpy(mask).float()[None, None]
    inner = -F.max_pool2d(-F.pad(values, (by, by, by, by)), by + 1, 1)  # 1 where a whole square is marked
    return np.asarray(F.max_pool2d(inner, by + 1, 1)[0, 0] > 0)


def _lines(view: NDArray[np.bool_], narrow: NDArray[np.bool_], length: int, upright: bool) -> list[Line]:
    """All long, thin and straight marks in one direction."""
    # Where a thick stroke crosses a line, or runs along with it, the mark is not narrow: there it falls into pieces.
    found = _long_runs(view, length) & narrow
    least = max(4, length // 8)
    pieces = []
    blobs = [blob for blob in find_blobs(found) if np.ptp(blob[:, 1]) >= least]
    for blob in blobs:  # the list grows while it is iterated: what is beside the straightest line may be another
        near = _near_straightest(blob)
        if len(np.unique(blob[near, 1])) >= least:
            pieces.append(blob[near])
            if (~near).sum() >= least:
                blobs.append(blob[~near])
    pieces.sort(key=lambda piece: -int(np.ptp(piece[:, 1])))
    spans = np.array([[*piece.mean(0), piece[:, 1].min(), piece[:, 1].max()] for piece in pieces])
    free, lines = np.ones(len(pieces), dtype=bool), []
    while free.any():
        place: int | None = int(free.argmax())
        cells = np.empty((0, 2), dtype=np.int64)
        while place is not None:
            free[place] = False
            cells = np.concatenate([cells, pieces[place]])
            place = _continued(cells, spans, free)
        columns = np.unique(cells[:, 1])
        if np.ptp(columns) >= length and len(columns) >= 0.4 * np.ptp(columns):
            lines.append(
                Line(upright, int(columns[0]), int(columns[-1]), np.polyfit(cells[:, 1], cells[:, 0], 2), cells)
            )
    return lines


def _near_straightest(cells: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which cells lie on the straight line with the most cells: strokes that touch a line must not bend it."""
    best: tuple[int, NDArray[np.bool_]] = (-1, np.zeros(len(cells), dtype=bool))
    for slope in SLOPES:
        level = cells[:, 0] - slope * cells[:, 1]
        counts = np.bincount((level - level.min()).astype(int) // 2)
        near = np.abs(level - level.min() - 2 * counts.argmax() - 1) <= 2
        if near.sum() > best[0]:
            best = int(near.sum()), near
    near = best[1]
    for degree in (1, 2):
        if len(np.unique(cells[near, 1])) > 10 * degree:
            curve = np.polyfit(cells[near, 1], cells[near, 0], degree)
            near = np.abs(cells[:, 0] - np.polyval(curve, cells[:, 1])) <= 1.5
    return near


def _continued(cells: NDArray[np.int64], spans: NDArray[np.float64], free: NDArray[np.bool_]) -> int | None:
    """Which free piece continues a line: the nearest one that lies on its curve, and beside it.

    `spans` has each piece's mean row, mean column, first and last column.
    """
    start, end = cells[:, 1].min(), cells[:, 1].max()
    curve = np.polyfit(cells[:, 1], cells[:, 0], 1)
    row, column, first, last = spans.T
    apart = np.maximum(start - last, first - end)
    # Over its own length a line is known to a cell; the farther from it, the less.
    near = np.abs(row - np.polyval(curve, column)) <= np.minimum(2 + apart.clip(0) / (end - start), 5)
    fits = free & near & (apart > -5)
    return int(np.argmin(np.where(fits, apart, np.inf))) if fits.any() else None


def _along(view: NDArray[np.bool_], length: int, slope: float) -> NDArray[np.bool_]:
    """Which cells lie on a line of this slope with at least `length` cells, nearly all of them marked.

    The picture is sheared until such lines are horizontal; then sums over a row are differences of running sums.
    """
    height, width = view.shape
    shift = np.round(slope * (np.arange(width) - width / 2)).astype(int)
    most = int(np.abs(shift).max())
    rows = np.arange(-most, height + most)[:, None] + shift[None]
    valid = (rows >= 0) & (rows < height)
    columns = np.broadcast_to(np.arange(width), rows.shape)
    sheared = view[rows.clip(0, height - 1), columns] & valid
    tolerant = sheared.copy()  # a line between two slopes is off by a cell at its ends
    tolerant[1:] |= sheared[:-1]
    tolerant[:-1] |= sheared[1:]
    sums = np.pad(tolerant.cumsum(1, dtype=np.int32), ((0, 0), (1, 0)))
    hits = sums[:, length:] - sums[:, :-length] >= FILLED * length  # (rows, width - length + 1)
    starts = np.pad(hits.cumsum(1, dtype=np.int32), ((0, 0), (1, 0)))
    ends = np.arange(width)
    last = np.minimum(ends + 1, hits.shape[1])
    first = np.maximum(ends + 1 - length, 0)
    covered = (starts[:, last] - starts[:, np.minimum(first, last)] > 0) & sheared
    found = np.zeros_like(view)
    found[rows[covered], columns[covered]] = True
    return found
