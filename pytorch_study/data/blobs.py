"""Connected marks in a picture of ink, and which of them together are one digit."""

import numpy as np
from numpy.typing import NDArray

from pytorch_study.errors import DataError

Cells = NDArray[np.int64]
"""Marked cells as rows (y, x), (n, 2)."""
MOST = 40  # digits in a picture; more marks than that are a texture, or a page of text
PART = 0.2  # smaller marks than this share of the main one are dust
WHOLE = 0.45  # marks higher than this share of the main one can be digits of their own
NEAR = 0.4  # parts are looked for within this share of a digit's size
CLOSE = 0.12  # two large pieces are one digit if they are as close as this, in the same measure


def find_blobs(grid: NDArray[np.bool_]) -> list[Cells]:
    """Connected components (8 neighbours) of the marked cells."""
    # Each row's unbroken runs of cells are joined with the runs that they touch in the row above (union-find).
    edges = np.diff(np.pad(grid, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    parent = list(range(len(rows)))

    def root(run: int) -> int:
        while parent[run] != run:
            parent[run] = parent[parent[run]]
            run = parent[run]
        return run

    first = np.searchsorted(rows, np.arange(grid.shape[0] + 1)).tolist()
    left, right = starts.tolist(), ends.tolist()
    for row in range(1, grid.shape[0]):
        above, end = first[row - 1], first[row]
        for run in range(first[row], first[row + 1]):
            while above < end and right[above] < left[run]:
                above += 1
            other = above
            while other < end and left[other] <= right[run]:
                parent[root(run)] = root(other)
                other += 1
    roots = np.array([root(run) for run in range(len(rows))], dtype=np.int64)
    lengths = ends - starts
    # Cells in reading order, each with its run's root; sorted by root they fall apart into the components.
    owners = np.repeat(roots, lengths)
    cells = np.argwhere(grid)
    order = np.argsort(owners, kind="stable")
    return np.split(cells[order], np.flatnonzero(np.diff(owners[order])) + 1) if len(cells) else []


def fill_holes(grid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The marked cells, and all that they enclose."""
    filled = np.ones_like(grid)
    for cells in find_blobs(~grid):
        if (cells == 0).any() or (cells == np.array(grid.shape) - 1).any():
            filled[tuple(cells.T)] = False
    return filled


def find_digits(grid: NDArray[np.floating]) -> list[Cells]:
    """The digits in a picture of ink, (H, W) in 0..1, as cells, line by line and from left to right.

    Frames, dust and the edges of paper are left out; the pieces of a digit whose strokes do not touch are put together.

    Raises:
        DataError: none stands out, or there are more than `MOST`.
    """
    blobs = find_blobs(np.asarray(grid > 0.4))
    if not blobs:
        raise DataError("no_digit")
    low, high = np.array([b.min(0) for b in blobs]), np.array([b.max(0) + 1 for b in blobs])
    sizes = (high - low).max(1)
    # A digit touches the picture's border only in a tightly cropped picture; then much of it lies deep inside. The edge
    # of a table or of a scan lies along the border.
    shape = np.array(grid.shape)
    touches = np.minimum(low, shape - high).min(1) <= 0.02 * shape.max()
    deep = np.array([(np.minimum(b, shape - 1 - b).min(1) >= 0.2 * shape.min()).mean() for b in blobs])
    along = np.array([(np.minimum(b, shape - 1 - b).min(1) <= 0.06 * shape.max()).mean() for b in blobs])
    whole_one = (np.minimum(low, shape - high).min(1) >= 1) & (along < 0.6)  # near the border, but not cut by it
    bands = np.array([_is_band(b, shape) for b in blobs])
    possible = (~touches | (deep > 0.2) | whole_one) & ~_frames(blobs, low, high, sizes) & ~bands
    if not possible.any():
        if bands.any():
            raise DataError("no_digit")
        possible[:] = True
    strength = np.array([float((grid[tuple(b.T)] ** 3).sum()) for b in blobs])  # rewards much ink and dark ink
    main = int(np.argmax(np.where(possible, strength, -1)))
    if sizes[main] < max(4, 0.03 * shape.max()):
        raise DataError("no_digit")
    full = strength / np.array([len(b) for b in blobs])
    # Remains of a shadow are much paler.
    used = possible & (sizes >= PART * sizes[main]) & (full > 0.4 * full[main])
    used[main] = True
    height = (high - low)[:, 0]
    whole = [int(i) for i in np.flatnonzero(used & (height >= WHOLE * sizes[main]))] or [main]
    if len(whole) > MOST:
        raise DataError("too_many_digits", most=MOST)
    groups = _joined([blobs[i] for i in whole])
    for part in np.flatnonzero(used & ~np.isin(np.arange(len(blobs)), whole)):
        # E.g. the detached top stroke of a 5.
        gaps = [_gap(blobs[part], group) / np.ptp(group, axis=0).max() for group in groups]
        nearest = int(np.argmin(gaps))
        if gaps[nearest] <= NEAR:
            groups[nearest] = np.concatenate([groups[nearest], blobs[part]])
    return _in_lines(groups)


def _is_band(cells: Cells, shape: NDArray[np.int64]) -> bool:
    """Whether a mark goes from one end of the picture to the other, everywhere as wide: a stripe, a shadow's edge."""
    low, high = cells.min(0), cells.max(0) + 1
    for axis in (0, 1):
        if low[axis] == 0 and high[axis] == shape[axis] and (high - low)[1 - axis] < 0.5 * shape[1 - axis]:
            widths = np.bincount(cells[:, axis])
            return bool((np.abs(widths - np.median(widths)) <= 0.5 * np.median(widths)).mean() > 0.9)
    return False


def _frames(blobs: list[Cells], low: Cells, high: Cells, sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which marks go around others that may be digits: a box, a circle, the edge of a sheet."""
    found, height = np.zeros(len(blobs), dtype=bool), (high - low)[:, 0]
    for i in np.argsort(-sizes)[:MOST]:
        inside = (low > low[i]).all(1) & (high < high[i]).all(1)
        found[i] = (inside & (height >= 0.25 * height[i])).any()  # the mouth in a face is lower
    return found


def _joined(wholes: list[Cells]) -> list[Cells]:
    """Marks that could each be a digit, those that are pieces of one digit put together."""
    groups = list(wholes)
    joined = True
    while joined:
        joined = False
        for a in range(len(groups)):
            b = next((b for b in range(a + 1, len(groups)) if _one_digit(groups[a], groups[b])), None)
            if b is not None:
                groups[a] = np.concatenate([groups[a], groups.pop(b)])
                joined = True
                break
    return groups


def _one_digit(a: Cells, b: Cells) -> bool:
    """Whether two large pieces are one digit: the halves of a broken 0 or 5, the two strokes of an open 4."""
    (top_a, left_a), (top_b, left_b) = a.min(0), b.min(0)
    (bottom_a, right_a), (bottom_b, right_b) = a.max(0) + 1, b.max(0) + 1
    tall_a, tall_b, wide_a, wide_b = bottom_a - top_a, bottom_b - top_b, right_a - left_a, right_b - left_b
    height = max(bottom_a, bottom_b) - min(top_a, top_b)
    width = max(right_a, right_b) - min(left_a, left_b)
    larger = max(tall_a, tall_b)
    if width > 1.1 * height or height > 2.3 * larger or _gap(a, b) > CLOSE * larger:
        return False
    across = min(right_a, right_b) - max(left_a, left_b)
    if across >= 0.5 * min(wide_a, wide_b):  # one above the other
        return True
    if height > 1.3 * larger:
        return False
    if min(tall_a, tall_b) <= 0.75 * larger:  # a stroke beside a lower one
        return True
    # Two halves of a 0 come near to each other at their ends only; the strokes of 11 do everywhere.
    middle = (max(top_a, top_b) + min(bottom_a, bottom_b)) // 2
    first, second = (a, b) if left_a < left_b else (b, a)
    at = [one[np.abs(one[:, 0] - middle) <= max(1, height // 20), 1] for one in (first, second)]
    if not all(map(len, at)):
        return False
    apart = at[1].min() - at[0].max()
    return bool(max(wide_a / tall_a, wide_b / tall_b) <= 0.6 and apart >= 0.2 * height)


def _gap(a: Cells, b: Cells, most: int = 400) -> float:
    """The smallest distance between two marks, along the longer axis; of large ones, between a sample of cells."""
    a, b = (one[:: -(-len(one) // most)] for one in (a, b))
    return float(np.abs(a[:, None] - b[None]).max(2).min()) - 1


def _in_lines(groups: list[Cells]) -> list[Cells]:
    """In reading order: a digit whose middle lies below a line's digits begins the next line."""
    lines: list[list[Cells]] = []
    for group in sorted(groups, key=lambda g: float(g[:, 0].min() + g[:, 0].max())):
        middle = (group[:, 0].min() + group[:, 0].max()) / 2
        if lines and middle <= np.mean([one[:, 0].max() for one in lines[-1]]):
            lines[-1].append(group)
        else:
            lines.append([group])
    return [group for line in lines for group in sorted(line, key=lambda g: float(g[:, 1].min() + g[:, 1].max()))]
