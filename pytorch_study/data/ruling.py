"""Ruled lines, squared paper, margins and frames: long, thin, straight marks are wiped out.

A digit has straight strokes, too. A line is no stroke if it reaches across the sheet, or if it is a side of a box
around something or a foot below it; and if nothing were left without the lines, they are what is written: a 1, a 7.
"""

from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from pytorch_study.data.blobs import find_blobs
from pytorch_study.data.lines import Line, find_lines
from pytorch_study.errors import DataError

GRID = 400  # lines are sought on a picture of this size
FAINT = 0.15  # paler lines are no ink
ACROSS = 0.6  # a rule covers this share of the sheet's width or height
WHOLE = 0.9  # a single upright line must cover this much: a 1 may be long, too
REST = 0.06  # what is left without the lines is at least this share of the longer side high


def without_lines(ink: Tensor, sheet: Tensor | None = None) -> Tensor:
    """The picture of ink, (H, W) in 0..1, without rules and frames; the same tensor if there are none.

    Args:
        ink: amount of ink on each pixel.
        sheet: which pixels are on the sheet, (H, W) bool; None: all.

    Raises:
        DataError: there is nothing but rules.
    """
    cell = -(-max(ink.shape) // GRID)
    mask = _coarse(ink, cell) > FAINT
    inside = np.ones_like(mask) if sheet is None else ~(_coarse((~sheet).float(), cell) > 0)
    lines = find_lines(mask)
    rules = _rules(lines, mask, inside)
    if not rules:
        return ink
    values = ink.numpy().copy()
    for line in rules:
        _wipe(values.T if line.upright else values, line, cell)
    return torch.from_numpy(values)


def _coarse(ink: Tensor, cell: int) -> NDArray[np.float32]:
    return F.max_pool2d(ink[None, None], cell, ceil_mode=True)[0, 0].numpy()


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
        if len(level) >= 3 and len(chosen) != len(level) + 1:  # a page of rules, and not even a long 1 among them
            raise DataError("no_digit")
    else:
        chosen = []
    rest = _without(mask, chosen)
    others = [line for line in lines if line not in chosen]
    # On ruled paper nobody underlines: there, it is the foot of a 2 that a rule runs along.
    under = _underlines(others, rest) if len([line for line in chosen if not line.upright]) < 3 else []
    found = [*chosen, *_frames(others, rest), *under]
    cells = [line for line in _cells(lines, mask) if line not in found]
    return [*found, *cells] if cells and _largest(_without(rest, cells)) >= REST * max(mask.shape) else found


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


def _frames(lines: list[Line], mask: NDArray[np.bool_]) -> list[Line]:
    """At least three lines that meet at their ends, and have something inside."""
    sides: list[Line] = []
    rest = list(lines)
    while rest:
        frame = [rest.pop(0)]
        for side in frame:  # the list grows while it is iterated: each side adds those that meet it
            meeting = [line for line in rest if line.upright != side.upright and _meet(side, line)]
            rest = [line for line in rest if line not in meeting]
            frame += meeting
        corners = np.concatenate([_ends(line) for line in frame])
        low, high = corners.min(0), corners.max(0)
        if len({_side(line, low, high) for line in frame} - {None}) < 3:
            continue
        inner = _without(mask, frame)[int(low[0]) : int(high[0]) + 1, int(low[1]) : int(high[1]) + 1]
        tall = max((int(np.ptp(blob[:, 0])) for blob in find_blobs(inner)), default=0)
        if tall >= 0.3 * (high[0] - low[0]):
            sides += frame
    return sides


def _cells(lines: list[Line], mask: NDArray[np.bool_]) -> list[Line]:
    """A row of cells, one digit in each, as in a form: two lines, and three or more short ones between them."""
    found: list[Line] = []
    for upright in (False, True):
        rails = sorted((line for line in lines if line.upright == upright), key=_middle)
        pairs = [
            (a, b, _middle(b) - _middle(a)) for a, b in pairwise(rails) if min(a.end, b.end) > max(a.start, b.start)
        ]
        pairs = [
            pair
            for pair in pairs
            if pair[2] >= REST * max(mask.shape) and min(pair[0].length, pair[1].length) >= 2 * pair[2]
        ]
        if not pairs:
            continue
        shortest = min(gap for _, _, gap in pairs)
        short = [line for line in find_lines(mask, round(0.8 * shortest)) if line.upright != upright]
        for a, b, gap in pairs:
            rungs = [line for line in short if _between(line, a, b, max(3.0, 0.08 * gap))]
            if len(rungs) >= 3:
                found += [line for line in (a, b, *rungs) if line not in found]
    return found


def _between(rung: Line, a: Line, b: Line, near: float) -> bool:
    """Whether a line begins at one line and ends at another."""
    first, last = np.polyval(rung.curve, [rung.start, rung.end])
    on = [abs(rung.start - np.polyval(a.curve, first)), abs(rung.end - np.polyval(b.curve, last))]
    return bool(max(on) <= near and max(a.start, b.start) - near <= first <= min(a.end, b.end) + near)


def _middle(line: Line) -> float:
    return float(np.polyval(line.curve, (line.start + line.end) / 2))


def _side(line: Line, low: NDArray[np.float64], high: NDArray[np.float64]) -> tuple[bool, bool] | None:
    """Which side of a rectangle a line is, nearly as long and close to it; the strokes of a digit are not."""
    (along, across) = (0, 1) if line.upright else (1, 0)
    middle = float(np.polyval(line.curve, (line.start + line.end) / 2))
    first, last = middle - low[across], high[across] - middle
    if line.length < 0.75 * (high[along] - low[along]) or min(first, last) > 0.1 * (high[across] - low[across]):
        return None
    return line.upright, bool(first < last)


def _ends(line: Line) -> NDArray[np.float64]:
    """Its two ends, (y, x)."""
    columns = np.array([line.start, line.end])
    ends = np.stack([np.polyval(line.curve, columns), columns], 1)
    return ends[:, ::-1] if line.upright else ends


def _meet(a: Line, b: Line) -> bool:
    apart = np.abs(_ends(a)[:, None] - _ends(b)[None]).max(2).min()
    return bool(apart <= max(6, 0.12 * min(a.length, b.length)))


def _underlines(lines: list[Line], mask: NDArray[np.bool_]) -> list[Line]:
    """Lines below a mark, and longer than it on both sides: only a 1 has such a foot, and can do without."""
    found = []
    for line in [line for line in lines if not line.upright]:
        row, margin = float(np.polyval(line.curve, (line.start + line.end) / 2)), 0.1 * line.length
        marks = find_blobs(_without(mask, [line]))
        tallest = max((np.ptp(cells[:, 0]) for cells in marks), default=0)
        beside = [cells for cells in marks if cells[:, 1].max() >= line.start and cells[:, 1].min() <= line.end]
        # Taking the line out has cut through what crosses it: the lower part begins some cells below.
        if any(cells[:, 0].min() <= row + max(margin, 4) < cells[:, 0].max() - margin for cells in beside):
            continue  # something goes on below it, as in a 4
        for cells in marks:
            (top, left), (bottom, right) = cells.min(0), cells.max(0)
            within = left >= line.start + margin and right <= line.end - margin
            above = bottom - 0.3 * (bottom - top) <= row <= bottom + 0.5 * line.length
            # The foot of a 2 touches what is above it, and is not much wider.
            foot = bottom >= row - 4 and line.length < 3 * (right - left)
            if within and above and not foot and bottom - top >= max(0.2 * line.length, 0.6 * tallest):
                found.append(line)
                break
    return found


def _wipe(values: NDArray[np.float32], line: Line, cell: int) -> None:
    """Wipe a line out of the picture, but not the strokes that cross it: there, the ink is thicker than the line."""
    height, width = values.shape
    columns = np.arange(line.start * cell, min((line.end + 1) * cell, width))
    rows = (np.polyval(line.curve, (columns - (cell - 1) / 2) / cell) * cell + (cell - 1) / 2).round().astype(int)
    search = np.arange(-2 * cell - 1, 2 * cell + 2)[:, None]
    near = values[(rows + search).clip(0, height - 1), columns]  # (places, n)
    rows = (rows + search[near.argmax(0), 0]).clip(0, height - 1)
    darkest = near.max(0)
    level = float(np.median(darkest))
    reach = np.arange(max(12, 8 * cell) + 1)[:, None]
    above, below = ((rows + sign * reach).clip(0, height - 1) for sign in (-1, 1))
    up, down = ((values[side, columns] > max(0.4 * level, 0.08)).cumprod(0).sum(0) for side in (above, below))
    thick = up + down - 1
    usual = float(np.median(thick[thick > 0])) if (thick > 0).any() else 0.0
    plain = (thick > 0) & (thick <= 1.6 * usual + 1.5) & (darkest <= max(1.6 * level, 0.3))
    for side, length in ((above, up), (below, down)):
        gone = plain & (reach <= length)  # one pixel more than its length: the soft edge belongs to it
        values[side[gone], np.broadcast_to(columns, gone.shape)[gone]] = 0
