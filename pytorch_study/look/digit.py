"""Bring any picture of one digit into the form of MNIST, because a model only knows what its training looked like.

MNIST's form: a light digit on black, fitted into 20x20 pixels with its proportions kept and its edges smooth, its centre
of mass in the middle of 28x28 (LeCun et al. 1998, "Gradient-based learning applied to document recognition",
Proc. IEEE 86(11), section III.A). A photo has everything else besides: shadows, dust, a big page, a thin pen.
"""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from pytorch_study.errors import DataError
from pytorch_study.look.reading import open_picture

SIDE, BOX = 28, 20  # MNIST's picture, and the box that holds the digit
WORK = 1000  # the longer side that we look at: a pen's stroke on a full page is still a pixel wide
LEAST = 112  # a tiny picture is enlarged smoothly: its strokes are single pixels that barely touch
FINE = 8  # the digit is drawn 8 times finer than MNIST before its stroke is thickened
STROKE = 2.4  # MNIST's strokes are 2 to 4 pixels wide; a thinner one nearly vanishes when it is shrunk
REACH = 6  # of 64: how far around a stroke its paper is looked for
FAINT = 0.06  # what differs less than this from the paper is not ink


def read(path: Path) -> tuple[Tensor, dict[str, Tensor]]:
    """The digit in the picture at `path` as MNIST would show it, and the steps that led there.

    Returns:
        (1, 28, 28) uint8, light on black; and (H, W) uint8 pictures by sentence key, in order.

    Raises:
        UsageError: there is no such file.
        DataError: it cannot be read, or no digit stands out in it.
    """
    picture = open_picture(path).convert("L")
    picture.thumbnail((WORK, WORK))
    return from_gray(np.asarray(picture, dtype=np.float32))


def from_gray(gray: NDArray[np.floating]) -> tuple[Tensor, dict[str, Tensor]]:
    """`read` for grey values 0..255, (H, W); a canvas in the browser hands over its pixels here."""
    page = torch.from_numpy(np.array(gray, dtype=np.float32)).clamp(0, 255)
    steps = {"reading.gray": _bytes(page)}
    if _is_mnist(page):  # nothing is gained by redrawing it, and every redrawing blurs a little
        steps["reading.final"] = _bytes(page)
        return _bytes(page)[None], steps
    size = min(max(max(page.shape), LEAST), WORK)
    ink = _ink(_resize(page, size / max(page.shape)) if size != max(page.shape) else page)
    steps["reading.contrast"] = _bytes(ink * 255)
    ink = _largest_blobs(ink)
    steps["reading.ink"] = _bytes(ink * 255)
    # Every digit is drawn equally large first, so that "a thin stroke" means the same for all of them.
    digit = _crop(ink)
    digit = _thicken(_resize(digit, FINE * BOX / max(digit.shape)))
    steps["reading.crop"] = _bytes(digit * 255)
    final = _centre(_resize(digit, BOX / max(digit.shape)))
    steps["reading.final"] = _bytes(final * 255)
    return steps["reading.final"][None], steps


def _is_mnist(page: Tensor) -> bool:
    """Whether it is already 28x28, light on black, 20 pixels long and centred."""
    if page.shape != (SIDE, SIDE) or page.median() > 30 or page.max() < 200:
        return False
    return abs(max(_crop(page, 25).shape) - BOX) <= 2 and all(abs(c - SIDE / 2) < 1 for c in _centre_of_mass(page))


def _ink(gray: Tensor) -> Tensor:
    """How much ink lies on each pixel, 0..1: the page's own brightness, shadows and noise are taken out."""
    # Dark on light or light on dark? Try both: what differs from the paper the other way is only noise and shadow.
    # The high power lets a few strong pixels (a thin stroke) outweigh many weak ones (a wide shadow).
    ink = max(_over_paper(gray), _over_paper(255 - gray), key=lambda over: float((over.clamp(0, 1) ** 5).sum()))
    below = -ink[ink < 0]  # nothing is lighter than paper, so what seems to be is noise, and ink has as much of it
    noise = 1.5 * float(below.median()) if len(below) else 0.0
    marks = ink[ink > max(FAINT, 4 * noise)]
    if not len(marks):
        raise DataError("no_digit")
    full = float(marks.quantile(0.98))
    return ((ink - 3 * noise) / (full - 3 * noise)).clamp(0, 1)


def _over_paper(gray: Tensor) -> Tensor:
    """How much lighter each pixel is than the paper, as a share of what it could be."""
    small = _resize(gray, min(1.0, 64 / max(gray.shape)))  # light changes slowly: 64 pixels are enough to see it
    paper = _border_surface(small)
    # The paper under the ink is the average of the bare paper around it; what is bare gets clearer with each round.
    for _ in range(4):
        over = small - paper
        below = -over[over < 0]
        bare = (over < 4 + (4 * float(below.median()) if len(below) else 0)).float()
        paper = (_blur(small * bare, REACH) + 0.02 * paper) / (_blur(bare, REACH) + 0.02)
    paper = _resize_to(paper, gray.shape)
    # A shadow dims paper and ink by the same factor, so a ratio is free of it where a difference is not.
    return (gray - paper) / (255 - paper).clamp(min=25)


def _border_surface(small: Tensor) -> Tensor:
    """A smooth surface through the border: that is paper, and the light on it may slope or bend."""
    y, x = torch.meshgrid(*(torch.linspace(-1, 1, n) for n in small.shape), indexing="ij")
    terms = torch.stack([torch.ones_like(x), x, y, x * y, x * x, y * y], -1)
    border = torch.maximum(x.abs(), y.abs()) > 0.85
    a, b = terms[border], small[border]
    flat = torch.tensor([float(b.median()), 0, 0, 0, 0, 0])
    keep = (b - flat[0]).abs() <= 2.5 * (b - flat[0]).abs().median() + 8
    for _ in range(4):  # what lies far from the surface, a stroke or a table's edge, is left out of the next one
        # The second block pulls gently towards "flat", for a border that is mostly covered.
        left = torch.cat([a[keep], torch.eye(6)])
        right = torch.cat([b[keep], flat])
        surface = torch.linalg.lstsq(left, right[:, None]).solution[:, 0]
        off = (b - a @ surface).abs()
        keep = off <= 2.5 * off.median() + 8
    return (terms @ surface).clamp(0, 255)


def _largest_blobs(ink: Tensor) -> Tensor:
    """Only the digit's own strokes: the biggest blob and its big neighbours, without dust and the paper's edge."""
    # Blobs are sought on a coarse grid: quick, and a gap of a pixel or two in a pale stroke closes by itself.
    cell = -(-max(ink.shape) // 200)
    grid = F.max_pool2d(ink[None, None], cell, ceil_mode=True)[0, 0] > 0.4
    blobs = _blobs(grid.numpy())
    if not blobs:
        raise DataError("no_digit")
    low, high = np.array([b.min(0) for b in blobs]), np.array([b.max(0) + 1 for b in blobs])
    sizes = (high - low).max(1)
    # A frame or a table's edge lies along the border and hardly reaches the middle. A digit may touch the border too,
    # where the picture is cut tightly around it; then it fills the middle, or nothing else is there.
    shape = np.array(grid.shape)
    touches = ((low <= 0.02 * shape) | (high >= 0.98 * shape)).any(1)
    middle = np.array([(abs(b / shape - 0.5) < 0.3).all(1).mean() for b in blobs])
    digits = [i for i in range(len(blobs)) if not touches[i] or middle[i] > 0.2] or list(range(len(blobs)))
    main = max(digits, key=lambda i: len(blobs[i]))
    if sizes[main] < 0.03 * shape.max() or sizes[main] < 4:
        raise DataError("no_digit")
    far = np.maximum(low[main] - high, low - high[main]).max(1)
    near = (far <= 0.4 * sizes[main]) & (sizes >= 0.2 * sizes[main]) & (touches[main] | ~touches)
    keep = torch.zeros(grid.shape)
    for i in np.flatnonzero(near | (np.arange(len(blobs)) == main)):  # a 5's loose top stroke is near and big
        keep[tuple(blobs[i].T)] = 1
    keep = F.max_pool2d(keep[None, None], 3, 1, 1)  # one cell around: the soft edge of a stroke belongs to it
    keep = F.interpolate(keep, scale_factor=cell)[0, 0, : ink.shape[0], : ink.shape[1]]
    ink = ink * keep
    # Full black is measured again on the digit alone: a blot elsewhere may have been darker.
    return (ink / ink[ink > 0.4].quantile(0.7)).clamp(max=1)


def _blobs(grid: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """The connected groups of marked cells, each as rows (y, x)."""
    left = {(int(y), int(x)) for y, x in np.argwhere(grid)}
    blobs = []
    while left:
        reached = [left.pop()]
        for y, x in reached:  # the list grows while it is walked: each cell brings its unvisited neighbours
            near = {(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)} & left
            left -= near
            reached.extend(near)
        blobs.append(np.array(reached))
    return blobs


def _thicken(digit: Tensor) -> Tensor:
    """Widen a thin stroke to what MNIST's pens drew; leave a thick one alone."""
    mask = F.pad((digit > 0.5).float(), (1, 1, 1, 1))[None, None]
    core = -F.max_pool2d(-mask, 3, 1, 1)  # the mask without its outermost pixels
    # A strip's area is length x width and its outline is twice its length.
    width = 2 * float(mask.sum()) / max(float((mask - core).sum()), 1)
    grow = round((STROKE * FINE - width) / 2)
    if grow <= 0:
        return digit
    return F.max_pool2d(F.pad(digit, (grow,) * 4)[None, None], 2 * grow + 1, 1, grow)[0, 0]


def _centre(digit: Tensor) -> Tensor:
    """Lay the digit into 28x28 so that its centre of mass is the middle."""
    final = torch.zeros(SIDE, SIDE)
    (h, w), (cy, cx) = digit.shape, _centre_of_mass(digit)
    top, left = (min(max(round(SIDE / 2 - c), 0), SIDE - n) for c, n in ((cy, h), (cx, w)))
    final[top : top + h, left : left + w] = digit / digit.max()
    return final


def _centre_of_mass(ink: Tensor) -> tuple[float, float]:
    weight = ink / ink.sum()
    y, x = (torch.arange(n, dtype=torch.float32) for n in ink.shape)
    return float(weight.sum(1) @ y), float(weight.sum(0) @ x)


def _crop(ink: Tensor, above: float = 0.15) -> Tensor:
    y, x = torch.nonzero(ink > above, as_tuple=True)
    return ink[int(y.min()) : int(y.max()) + 1, int(x.min()) : int(x.max()) + 1]


def _blur(picture: Tensor, reach: int) -> Tensor:
    # Pixels outside the picture are not counted, so that the border does not darken.
    return F.avg_pool2d(picture[None, None], 2 * reach + 1, 1, reach, count_include_pad=False)[0, 0]


def _resize(picture: Tensor, factor: float) -> Tensor:
    return _resize_to(picture, [max(1, round(n * factor)) for n in picture.shape])


def _resize_to(picture: Tensor, shape: "torch.Size | list[int]") -> Tensor:
    # antialias averages all pixels that fall into a smaller one; without it thin strokes break into dots.
    return F.interpolate(picture[None, None], list(shape), mode="bilinear", antialias=True)[0, 0]


def _bytes(picture: Tensor) -> Tensor:
    return picture.round().clamp(0, 255).to(torch.uint8)
