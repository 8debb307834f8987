"""Ruled lines, squared paper, margins and frames: long, thin and straight marks are wiped out of a picture of ink.

A digit has straight strokes, too. A line is no stroke if it reaches across the sheet, or if it is a side of a box around
something; and if nothing were left without the lines, they are what is written: a 1, a 7.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from pytorch_study.data.blobs import find_blobs

GRID = 400  # lines are sought on a picture of this size
FAINT = 0.15  # paler lines are no ink
LENGTH = 0.22  # a line is at least this share of the picture's longer side
FILLED = 0.9  # and has ink on this share of its length
SLOPES = np.arange(-12, 13) * 0.03  # up to 20 degrees away from the page's edges
THIN = 0.02  # of the longer side: thicker lines are strokes of a marker
ACROSS = 0.6  # a rule covers this share of the sheet's width or height
WHOLE = 0.9  # a single upright line must cover this much: a 1 may be long, too
REST = 0.06  # what is left without the lines is at least this share of the longer side high


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


def without_lines(ink: Tensor, sheet: Tensor | None = None) -> Tensor:
    """The picture of ink, (H, W) in 0..1, without rules and frames; the same tensor if there are none.

    Args:
        ink: amount of ink on each pixel.
        sheet: which pixels are on the sheet, (H, W) bool; None: all.
    """
    cell = -(-max(ink.shape) // GRID)
    mask = _coarse(ink, cell) > FAINT
    inside = np.ones_like(mask) if sheet is None else ~(_coarse((~sheet).float(), cell) > 0)
    lines = [*_lines(mask, upright=False), *_lines(mask, upright=True)]
    rules = _rules(lines, mask, inside)
    for line in rules:
        view = ink.T if line.upright else ink
        wiped = _wiped(view, line, cell)
        ink = wiped.T if line.upright else wiped
    return ink


def _coarse(ink: Tensor, cell: int) -> NDArray[np.float32]:
    return F.max_pool2d(ink[None, None], cell, ceil_mode=True)[0, 0].numpy()


def _lines(mask: NDArray[np.bool_], upright: bool) -> list[Line]:
    """All long, thin and straight marks in one direction."""
    length = round(LENGTH * max(mask.shape))
    thin = max(4, round(THIN * max(mask.shape)))
    view = np.ascontiguousarray(mask.T) if upright else mask
    if view.shape[1] <= length:
        return []
    found = np.zeros_like(view)
    for slope in SLOPES:
        found |= _along(view, length, slope)
    # Where a stroke crosses a line, or runs along with it, the mark is thicker: there a line falls into pieces.
    pieces = [p for p in find_blobs(found & (_thickness(view) <= thin)) if np.ptp(p[:, 1]) >= max(4, length // 8)]
    pieces.sort(key=lambda p: -int(np.ptp(p[:, 1])))
    lines = []
    while pieces:
        cells = pieces.pop(0)
        curve = np.polyfit(cells[:, 1], cells[:, 0], 1)
        while (place := next((k for k, piece in enumerate(pieces) if _goes_on(cells, curve, piece)), None)) is not None:
            cells = np.concatenate([cells, pieces.pop(place)])
            curve = np.polyfit(cells[:, 1], cells[:, 0], 2 if np.ptp(cells[:, 1]) > length else 1)
        columns = np.unique(cells[:, 1])
        if np.ptp(columns) >= length and len(columns) >= 0.4 * np.ptp(columns):
            lines.append(
                Line(upright, int(columns[0]), int(columns[-1]), np.polyfit(cells[:, 1], cells[:, 0], 2), cells)
            )
    return lines


def _goes_on(cells: NDArray[np.int64], curve: NDArray[np.float64], piece: NDArray[np.int64]) -> bool:
    """Whether a piece continues a line: it lies on its curve, and beside it."""
    off = np.abs(piece[:, 0] - np.polyval(curve, piece[:, 1]))
    apart = max(cells[:, 1].min() - piece[:, 1].max(), piece[:, 1].min() - cells[:, 1].max())
    return bool(np.median(off) <= 2 + 0.01 * max(apart, 0) and apart > -5)


def _thickness(view: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many marked cells stand above each other without a gap, for each of them."""
    up, down = np.zeros(view.shape, dtype=np.int64), np.zeros(view.shape, dtype=np.int64)
    last = len(view) - 1
    for row in range(len(view)):
        up[row] = (up[row - 1] + 1 if row else 1) * view[row]
        down[last - row] = (down[last - row + 1] + 1 if row else 1) * view[last - row]
    return up + down - view


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


def _rules(lines: list[Line], mask: NDArray[np.bool_], inside: NDArray[np.bool_]) -> list[Line]:
    """Those of the lines that are not strokes of a digit."""
    shares = [_share(line, inside) for line in lines]
    across = {
        upright: [n for n, line in enumerate(lines) if line.upright == upright and shares[n] >= ACROSS]
        for upright in (False, True)
    }
    level = [lines[n] for n in across[False]]
    # One long upright line may be a 1: it is a rule only if it reaches across the sheet, or is one of several.
    upright = [lines[n] for n in across[True] if shares[n] >= WHOLE or len(across[True]) >= 4]
    for chosen in ([*level, *upright], level):
        left = _largest(_without(mask, chosen))
        if chosen and left >= REST * max(mask.shape):
            family = len([line for line in chosen if not line.upright]) >= 3
            chosen = [line for line in chosen if family or line.upright or line.length >= 1.4 * left]
            break
    else:
        chosen = []
    return [*chosen, *_box_sides([line for line in lines if line not in chosen], _without(mask, chosen))]


def _share(line: Line, inside: NDArray[np.bool_]) -> float:
    """The share of the sheet's width, at this line's place, that it covers."""
    view = inside.T if line.upright else inside
    columns = np.arange(view.shape[1])
    rows = np.polyval(
        np.polyfit(columns[[line.start, line.end]], np.polyval(line.curve, [line.start, line.end]), 1), columns
    )
    on = view[rows.round().astype(int).clip(0, view.shape[0] - 1), columns]
    return line.length / max(int(on.sum()), 1)


def _without(mask: NDArray[np.bool_], lines: list[Line]) -> NDArray[np.bool_]:
    """The mask without these lines' cells, and their neighbours."""
    left = mask.copy()
    for line in lines:
        view = left.T if line.upright else left
        for k in (-1, 0, 1):
            view[(line.cells[:, 0] + k).clip(0, view.shape[0] - 1), line.cells[:, 1]] = False
    return left


def _largest(mask: NDArray[np.bool_]) -> int:
    """The height or width of the largest mark, whichever is more."""
    return max((int(np.ptp(cells, axis=0).max()) + 1 for cells in find_blobs(mask)), default=0)


def _box_sides(lines: list[Line], mask: NDArray[np.bool_]) -> list[Line]:
    """Lines that are at least three sides of a box with something in it that they touch."""
    sides: list[Line] = []
    for cells in find_blobs(mask):
        low, high = cells.min(0), cells.max(0)
        tall, wide = (high - low + 1).tolist()
        if min(tall, wide) < 0.15 * max(mask.shape):
            continue
        own = [line for line in lines if _belongs(line, low, high)]
        found: dict[tuple[bool, bool], list[Line]] = {}
        for line in own:
            across, along = (wide, tall) if line.upright else (tall, wide)
            first = (low[1], high[1]) if line.upright else (low[0], high[0])
            middle = float(np.polyval(line.curve, (line.start + line.end) / 2))
            ends = [middle - first[0], first[1] - middle]
            if min(ends) <= 0.1 * across and line.length >= 0.55 * along:
                found.setdefault((line.upright, ends[0] < ends[1]), []).append(line)
        chosen = [line for group in found.values() for line in group]
        if len(found) < 3:
            continue
        inner = np.zeros_like(mask)
        inner[tuple(cells.T)] = True
        left = [np.ptp(blob, axis=0) + 1 for blob in find_blobs(_without(inner, chosen))]
        if any(size[0] >= 0.3 * tall for size in left):
            sides += chosen
    return sides


def _belongs(line: Line, low: NDArray[np.int64], high: NDArray[np.int64]) -> bool:
    cells = line.cells[:, ::-1] if line.upright else line.cells
    return bool(((cells >= low - 1) & (cells <= high + 1)).all())


def _wiped(ink: Tensor, line: Line, cell: int) -> Tensor:
    """Wipe a line out of the picture, but not the strokes that cross it: there, the ink is thicker than the line."""
    values = ink.numpy()
    height, width = values.shape
    columns = np.arange(line.start * cell, min((line.end + 1) * cell, width))
    rows = (np.polyval(line.curve, (columns - (cell - 1) / 2) / cell) * cell + (cell - 1) / 2).round().astype(int)
    reach, search = max(12, 8 * cell), 2 * cell + 1
    padded = np.pad(values, ((2 * reach, 2 * reach), (0, 0)))
    rows = rows.clip(0, height - 1) + 2 * reach
    near = np.stack([padded[rows + k, columns] for k in range(-search, search + 1)])  # (2 search + 1, n)
    rows = rows + near.argmax(0) - search
    level = float(np.median(near.max(0)))
    marked = padded > max(0.4 * level, 0.08)
    offsets = np.arange(reach + 1)[:, None]
    up = marked[rows - offsets, columns].cumprod(0).sum(0)
    down = marked[rows + offsets, columns].cumprod(0).sum(0)
    thick = up + down - 1
    usual = float(np.median(thick[thick > 0])) if (thick > 0).any() else 0.0
    plain = (thick > 0) & (thick <= 1.6 * usual + 1.5) & (near.max(0) <= max(1.6 * level, 0.3))
    result = values.copy()
    for k in range(-reach, reach + 1):
        gone = plain & (k >= -up - 1) & (k <= down + 1)  # the soft edges belong to it
        where = rows[gone] + k - 2 * reach
        valid = (where >= 0) & (where < height)
        result[where[valid], columns[gone][valid]] = 0
    return torch.from_numpy(result)
