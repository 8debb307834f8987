"""The sheet in a photo: the paper on a table, the board on a wall. What lies around it is not to be read."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pytorch_study.data.blobs import fill_holes, find_blobs
from pytorch_study.data.ink import LIGHT, grow, resize, resize_to

STROKE = 5  # in pixels of 160: strokes and rules up to twice as wide vanish before the sheet is sought
MARGIN = 3  # in pixels of 160: the sheet's edge is blurred, and may throw a shadow
LEAST = 0.12  # smaller areas of the picture are not sheets
SOLID = 0.9  # a sheet fills its convex hull to this share
BORDER = 0.12  # at least this share of the picture's border shows something else
SHADOW = 0.42  # what is lighter than this share of the sheet may be paper in a shadow
CONTRAST = 0.6  # a board, and a sheet that lies free, differ from what is around them by at least this factor


def cut_out_sheet(gray: Tensor) -> tuple[Tensor, Tensor, tuple[int, int]] | None:
    """Cut the picture to the sheet, and continue the paper where the corners show what lies around it.

    Args:
        gray: grey values 0..255, (H, W).

    Returns:
        The part of the picture with the sheet, (h, w); which of its pixels are on the sheet, (h, w) bool; its top and
        left. None if the picture shows only the sheet.
    """
    small = resize(gray, min(1.0, LIGHT / max(gray.shape)))
    found = _sheet(small, light=True)
    found = _sheet(small, light=False) if found is None else found
    if found is None:
        return None
    # The sheet's own brightness, continued: a plane fitted to what is on it, strokes left out as outliers.
    y, x = (torch.from_numpy(axis) for axis in np.nonzero(found))
    terms = torch.stack([torch.ones(len(y)), x / small.shape[1], y / small.shape[0]], 1)
    values = small[y, x]
    keep = (values - values.median()).abs() <= 40
    plane = torch.linalg.lstsq(terms[keep], values[keep, None]).solution[:, 0]
    mask = resize_to(torch.from_numpy(found).float(), gray.shape) > 0.99
    rows, columns = (torch.nonzero(mask.any(axis))[:, 0] for axis in (1, 0))
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    height, width = gray.shape
    row = torch.arange(top, bottom)[:, None] / height
    column = torch.arange(left, right)[None] / width
    paper = (plane[0] + plane[1] * column + plane[2] * row).clamp(float(values.min()), float(values.max()))
    mask = mask[top:bottom, left:right]
    return gray[top:bottom, left:right].where(mask, paper), mask, (top, left)


def _sheet(small: Tensor, light: bool) -> NDArray[np.bool_] | None:
    """Which pixels are on a light sheet (or a dark board), or None."""
    page = small if light else 255 - small
    blank = -grow(-grow(page, STROKE), STROKE)  # a closing: dark strokes are filled
    level = _threshold(blank)
    blobs = find_blobs((blank > level).numpy())
    if not blobs:
        return None
    mask = np.zeros(small.shape, dtype=bool)
    mask[tuple(max(blobs, key=len).T)] = True
    filled = fill_holes(mask)
    hull = _hull(filled)
    border = np.concatenate([hull[0], hull[-1], hull[:, 0], hull[:, -1]])
    extent = [np.ptp(axis) / n for axis, n in zip(np.nonzero(hull), hull.shape, strict=True)]
    solid = filled.sum() >= SOLID * hull.sum() and mask.sum() >= 0.75 * hull.sum()  # a thick 0 is hollow
    if filled.mean() < LEAST or not solid or (~border).mean() < BORDER or min(extent) < 0.3:
        return None
    inner, around = _shrunk(hull, MARGIN), _shrunk(~hull, MARGIN)
    # The edge must be sharp; light that falls off slowly has none.
    strips = [area & ~_shrunk(area, MARGIN) for area in (inner, around)]
    if min(strip.sum() for strip in strips) < 50:
        return None
    sheet, other = (float(small[torch.from_numpy(strip)].median()) + 16 for strip in strips)
    ratio = min(sheet, other) / max(sheet, other)
    if ratio > (0.8 if light else CONTRAST):  # what is only a little darker is no board, but a shadow
        return None
    # Something must be written on it: what is dark in the middle of a picture may be a thick stroke itself.
    marks = np.asarray((blank - page).numpy() > 0.25 * abs(sheet - other)) | (filled & ~mask)
    written = (marks & inner).sum()
    if written < 4:
        return None
    # Perhaps it is only a shadow's edge: then it is the sheet only if nothing is written beside it, or across its edge.
    # A shadow does not go all around something light.
    free = not border.any() and ratio <= CONTRAST
    if ratio > SHADOW and not free:
        shares = [(float(inner[tuple(blob.T)].mean()), len(blob)) for blob in find_blobs(marks)]
        if (marks & around).sum() > 0.05 * written or any(
            0.05 < part < 0.95 and size > 0.2 * written for part, size in shares
        ):
            return None
    return inner


def _shrunk(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    return np.asarray(grow((~torch.from_numpy(mask)).float(), by) == 0)


def _threshold(values: Tensor) -> float:
    """The grey value that parts the pixels into two groups as different as possible (Otsu 1979)."""
    counts = torch.histc(values, 256, 0, 256)
    below, total = counts.cumsum(0), counts.sum()
    sums = (counts * torch.arange(256)).cumsum(0)
    between = (sums[-1] * below / total - sums) ** 2 / (below * (total - below)).clamp(min=1)
    return float(between.argmax()) + 1


def _hull(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The convex hull of the marked pixels, filled."""
    rows = np.flatnonzero(mask.any(1))
    left, right = mask.argmax(1)[rows], mask.shape[1] - 1 - mask[:, ::-1].argmax(1)[rows]
    all_rows = np.arange(rows[0], rows[-1] + 1)
    ends = [np.interp(all_rows, *_chain(rows, side * sign)) * sign for side, sign in ((left, 1), (right, -1))]
    hull = np.zeros_like(mask)
    columns = np.arange(mask.shape[1])
    hull[all_rows] = (columns >= ends[0][:, None] - 0.5) & (columns <= ends[1][:, None] + 0.5)
    return hull


def _chain(rows: NDArray[np.integer], values: NDArray[np.integer]) -> tuple[list[int], list[int]]:
    """The lower convex chain of the points (row, value), in order (Andrew 1979's monotone chain)."""
    chain: list[tuple[int, int]] = []
    for point in zip(rows.tolist(), values.tolist(), strict=True):
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return [row for row, _ in chain], [value for _, value in chain]


def _turn(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
