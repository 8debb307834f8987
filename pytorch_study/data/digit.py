"""Convert any picture of one digit to MNIST's format, because a model only knows data like its training data.

MNIST's format: a light digit on black, scaled into 20x20 pixels with its aspect ratio and smooth edges, its
centre of mass in the middle of 28x28 (LeCun et al. 1998, "Gradient-based learning applied to document recognition",
Proc. IEEE 86(11), section III.A). A photo differs in everything: shadows, dust, a large page, a thin pen.
"""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from pytorch_study.data.image_file import open_image
from pytorch_study.errors import DataError
from pytorch_study.lesson import DataInfo

DIGITS = tuple("0123456789")
SIDE, BOX = 28, 20  # side of an MNIST image, and of the box that holds the digit
WORK = 1000  # longer side of the picture that is analysed: a pen stroke on a full page is still a pixel wide
LEAST = 112  # smaller pictures are enlarged smoothly: their strokes are single pixels that barely touch
FINE = 8  # the stroke is thickened at 8 times MNIST's resolution
STROKE = 2.2  # MNIST's strokes are 2 to 4 pixels wide; thinner ones nearly vanish when scaled down
LIGHT = 160  # lighting varies slowly, so it is estimated on a picture of this size
REACH = 20  # in pixels of 160: strokes up to twice as wide count as ink; shadows are wider
EDGE = 0.15  # pixels with less ink than this are outside the digit
FAINT = 0.06  # smaller differences from the paper are not ink


def reads_digits(info: DataInfo) -> bool:
    """Whether a model takes pictures of MNIST's form and answers with one of the ten digits."""
    return tuple(info.shape) == (1, SIDE, SIDE) and tuple(info.labels) == DIGITS


def read_digit(path: Path) -> tuple[Tensor, dict[str, Tensor]]:
    """Read the digit in the picture at `path` in MNIST's format, with the intermediate steps.

    Returns:
        The digit, (1, 28, 28) uint8, light on black; the steps, (H, W) uint8 pictures by sentence key, in order.

    Raises:
        UsageError: the file does not exist.
        DataError: it cannot be read, or no digit stands out in it.
    """
    picture = open_image(path).convert("L")
    picture.thumbnail((WORK, WORK))
    return digit_from_gray(np.asarray(picture, dtype=np.float32))


def digit_from_gray(gray: NDArray[np.floating]) -> tuple[Tensor, dict[str, Tensor]]:
    """Like `read_digit`, for grey values 0..255, (H, W)."""
    page = torch.from_numpy(np.array(gray, dtype=np.float32)).clamp(0, 255)
    steps = {"reading.gray": _bytes(page)}
    if _is_mnist(page):  # resampling would only blur it
        steps["reading.final"] = _bytes(page)
        return _bytes(page)[None], steps
    ink = _ink(_resize(page, min(max(*page.shape, LEAST), WORK) / max(page.shape)))
    steps["reading.contrast"] = _bytes(ink * 255)
    ink = _largest_blobs(ink)
    steps["reading.ink"] = _bytes(ink * 255)
    # Scale every digit to the same size first, so that "thin stroke" means the same for all of them.
    digit = _crop(ink)
    digit = _thicken(_resize(digit, FINE * BOX / max(digit.shape)))
    steps["reading.crop"] = _bytes(digit * 255)
    final = _centre(_resize(digit, BOX / max(digit.shape)))
    steps["reading.final"] = _bytes(final * 255)
    return steps["reading.final"][None], steps


def from_drawing(ink: NDArray[np.floating]) -> tuple[Tensor, dict[str, Tensor]] | None:
    """Like `read_digit`, for a canvas, where all ink belongs to the digit: there is no paper, shadow or dust to remove.

    1. Crop to the smallest rectangle that holds every pixel with more than 15 % ink.
    2. Scale the crop so that its longer side is 160 pixels, keeping the aspect ratio.
    3. Thicken strokes thinner than MNIST's: each pixel becomes the darkest one within reach (a dilation).
    4. Scale down so that the longer side is 20 pixels.
    5. Centre in 28x28: the centre of mass as near to the middle as whole pixels allow, the darkest pixel 255.

    A 28x28 input is taken as an MNIST image and returned unchanged.

    Both scalings are bilinear with antialiasing: each new pixel is the average of the old ones around it, weighted by a
    triangle as wide as two new pixels (two old ones when enlarging).

    Args:
        ink: amount of ink on each pixel, 0 (paper) to 255, (H, W).

    Returns:
        The digit, (1, 28, 28) uint8, light on black; the steps, (H, W) uint8 pictures by sentence key, in order. None
        if there is no ink.
    """
    drawing = torch.from_numpy(np.array(ink, dtype=np.float32)).clamp(0, 255) / 255
    if not bool((drawing > EDGE).any()):
        return None
    if drawing.shape == (SIDE, SIDE):
        final = _bytes(drawing * 255)
        return final[None], {"page.step.final": final}
    crop = _crop(drawing)
    large = _resize(crop, FINE * BOX / max(crop.shape))
    thick = _thicken(large)
    final = _centre(_resize(thick, BOX / max(thick.shape)))
    steps = {"page.step.drawing": drawing, "page.step.crop": large}
    if thick is not large:
        steps["page.step.thick"] = thick
    steps["page.step.final"] = final
    pictures = {name: _bytes(step * 255) for name, step in steps.items()}
    return pictures["page.step.final"][None], pictures


def _is_mnist(page: Tensor) -> bool:
    """Whether the picture is already in MNIST's format: 28x28, light on black, 20 pixels long, centred."""
    if page.shape != (SIDE, SIDE) or page.median() > 30 or page.max() < 200:
        return False
    return abs(max(_crop(page, 25).shape) - BOX) <= 2 and all(abs(c - SIDE / 2) < 1 for c in _centre_of_mass(page))


def _ink(gray: Tensor) -> Tensor:
    """Amount of ink on each pixel, 0..1, with the paper's brightness, shadows and noise removed."""
    small = _resize(gray, min(1.0, LIGHT / max(gray.shape)))
    surface = _border_surface(small) + 16
    # A shadow dims paper and ink by the same factor, which becomes a difference in log space and can be subtracted.
    relative = ((small + 16) / surface).log()
    # A shadow continues beyond the picture's border; a stroke, which differs much more, ends there.
    around = relative.where(relative.abs() < 0.6, 0)
    padded = F.pad(around[None, None], (REACH,) * 4, mode="replicate")[0, 0]
    padded[REACH:-REACH, REACH:-REACH] = relative
    # Morphological closing: growing the light areas fills dark strokes, shrinking them back restores the rest, edges
    # of shadows included, so what changed is dark and narrow. Opening, the reverse, finds what is light and narrow.
    filled = -_grow(-_grow(padded))[REACH:-REACH, REACH:-REACH]
    wiped = _grow(-_grow(-padded))[REACH:-REACH, REACH:-REACH]
    # The paper inside a 0 is light and narrow too, but as light as the border; ink also differs from the border.
    darker = torch.minimum(filled - relative, (-relative).clamp(min=0))
    lighter = torch.minimum(relative - wiped, relative.clamp(min=0))
    dark = (darker**3).sum() >= (lighter**3).sum()
    paper = surface * (filled if dark else wiped).exp() - 16
    paper = _resize_to(paper, gray.shape).clamp(0, 255)
    if not dark:
        gray, paper = 255 - gray, 255 - paper
    ink = (paper - gray) / paper.clamp(min=25)
    # Few pixels lie on an edge, so the median difference between neighbours measures the noise.
    noise = float((ink[:, 1:] - ink[:, :-1]).abs().median())
    marks = ink[ink > max(FAINT, 4 * noise)]
    if not len(marks):
        raise DataError("no_digit")
    full = float(marks.quantile(0.99))
    return ((ink - 3 * noise) / (full - 3 * noise)).clamp(0, 1)


def _border_surface(small: Tensor) -> Tensor:
    """The paper's brightness, (H, W): a quadratic surface fitted to the picture's border, since lighting may vary."""
    y, x = torch.meshgrid(*(torch.linspace(-1, 1, n) for n in small.shape), indexing="ij")
    terms = torch.stack([torch.ones_like(x), x, y, x * y, x * x, y * y], -1)
    border = torch.maximum(x.abs(), y.abs()) > 0.85
    a, b = terms[border], small[border]
    flat = torch.tensor([float(b.median()), 0, 0, 0, 0, 0])
    keep = (b - flat[0]).abs() <= 2.5 * (b - flat[0]).abs().median() + 8
    for _ in range(4):  # robust fit: outliers, such as a stroke or a table's edge, are left out of the next fit
        # The second block is a weak prior towards a flat surface, for a border that is mostly covered.
        left = torch.cat([a[keep], torch.eye(6)])
        right = torch.cat([b[keep], flat])
        surface = torch.linalg.lstsq(left, right[:, None]).solution[:, 0]
        off = (b - a @ surface).abs()
        keep = off <= 2.5 * off.median() + 8
    return torch.mv(terms.flatten(0, 1), surface).reshape(small.shape).clamp(0, 255)


def _largest_blobs(ink: Tensor) -> Tensor:
    """Keep only the digit: the largest blob and its large neighbours, without dust and the paper's edge."""
    # On a coarse grid the search is fast, and it closes gaps of a pixel or two in a pale stroke.
    cell = -(-max(ink.shape) // 200)
    grid = F.max_pool2d(ink[None, None], cell, ceil_mode=True)[0, 0].numpy()
    blobs = _blobs(np.asarray(grid > 0.4))
    if not blobs:
        raise DataError("no_digit")
    low, high = np.array([b.min(0) for b in blobs]), np.array([b.max(0) + 1 for b in blobs])
    sizes = (high - low).max(1)
    # A frame or a table's edge lies along the border and hardly reaches the middle. A digit touches the border only
    # in a tightly cropped picture; then it fills the middle, or it is the only blob.
    shape = np.array(grid.shape)
    touches = np.minimum(low, shape - high).min(1) <= 0.02 * shape.max()
    middle = np.array([(np.abs(b / shape - 0.5).max(1) < 0.3).mean() for b in blobs])
    digits = [i for i in range(len(blobs)) if not touches[i] or middle[i] > 0.2] or list(range(len(blobs)))
    strength = [float((grid[tuple(b.T)] ** 3).sum()) for b in blobs]  # rewards much ink and dark ink
    main = max(digits, key=lambda i: strength[i])
    if sizes[main] < max(4, 0.03 * shape.max()):
        raise DataError("no_digit")
    far = np.maximum(low[main] - high, low - high[main]).max(1)
    near = (far <= 0.4 * sizes[main]) & (sizes >= 0.2 * sizes[main]) & (touches[main] | ~touches)
    full = np.array([total / len(b) for total, b in zip(strength, blobs, strict=True)])
    near &= full > 0.4 * full[main]  # remains of a shadow are much paler
    keep = torch.zeros(grid.shape)
    for i in np.flatnonzero(
        near | (np.arange(len(blobs)) == main)
    ):  # e.g. the detached top stroke of a 5 is near and large
        keep[tuple(blobs[i].T)] = 1
    keep = _grow(keep, 3)[None, None]  # a margin, because the soft edge of a stroke belongs to it
    keep = F.interpolate(keep, scale_factor=cell)[0, 0, : ink.shape[0], : ink.shape[1]]
    ink = ink * keep
    # Rescale to the digit's own black: a blot elsewhere may have been darker.
    return (ink / float(ink[ink > 0.4].quantile(0.7))).clamp(max=1)


def _blobs(grid: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Connected components (8 neighbours) of the marked cells, each as rows (y, x), (n, 2)."""
    unvisited = {(int(y), int(x)) for y, x in np.argwhere(grid)}
    blobs = []
    while unvisited:
        reached = [unvisited.pop()]
        for y, x in reached:  # the list grows while it is iterated: each cell adds its unvisited neighbours
            near = {(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)} & unvisited
            unvisited -= near
            reached.extend(near)
        blobs.append(np.array(reached))
    return blobs


def _thicken(digit: Tensor) -> Tensor:
    """Widen strokes thinner than MNIST's; leave thick ones unchanged."""
    mask = F.pad((digit > 0.5).float(), (1, 1, 1, 1))[None, None]
    core = -F.max_pool2d(-mask, 3, 1, 1)  # the mask without its outermost pixels
    # A stroke's area is length x width, and its outline is twice its length.
    width = 2 * float(mask.sum()) / max(float((mask - core).sum()), 1)
    grow = round((STROKE * FINE - width) / 2)
    if grow <= 0:
        return digit
    return _grow(F.pad(digit, (grow,) * 4), grow)


def _centre(digit: Tensor) -> Tensor:
    """Paste the digit into 28x28 with its centre of mass in the middle; the darkest pixel becomes 1."""
    final = torch.zeros(SIDE, SIDE)
    (h, w), (cy, cx) = digit.shape, _centre_of_mass(digit)
    # A symmetric digit lies exactly between two pixels: round first, so that float noise does not decide which.
    corner = (round(round(SIDE / 2 - c, 3)) for c in (cy, cx))
    top, left = (min(max(start, 0), SIDE - n) for start, n in zip(corner, (h, w), strict=True))
    final[top : top + h, left : left + w] = digit / digit.max()
    return final


def _centre_of_mass(ink: Tensor) -> tuple[float, float]:
    """Row and column of the centre of mass."""
    weight = ink / ink.sum()
    y, x = (torch.arange(n, dtype=torch.float32) for n in ink.shape)
    return float(weight.sum(1) @ y), float(weight.sum(0) @ x)


def _crop(ink: Tensor, above: float = EDGE) -> Tensor:
    """Crop to the smallest rectangle that holds all pixels with more ink than `above`."""
    y, x = torch.nonzero(ink > above, as_tuple=True)
    return ink[int(y.min()) : int(y.max()) + 1, int(x.min()) : int(x.max()) + 1]


def _grow(picture: Tensor, by: int = REACH) -> Tensor:
    """Dilate: each pixel becomes the lightest one in a square of side 2 `by` + 1."""
    column = F.max_pool2d(picture[None, None], (2 * by + 1, 1), 1, (by, 0))  # two passes, one per axis, are faster
    row: Tensor = F.max_pool2d(column, (1, 2 * by + 1), 1, (0, by))
    return row[0, 0]


def _resize(picture: Tensor, factor: float) -> Tensor:
    return _resize_to(picture, [max(1, round(n * factor)) for n in picture.shape])


def _resize_to(picture: Tensor, shape: "torch.Size | list[int]") -> Tensor:
    # Antialiasing averages all pixels that a smaller one covers; without it thin strokes break into dots.
    if picture.shape == tuple(shape):
        return picture
    return F.interpolate(picture[None, None], list(shape), mode="bilinear", antialias=True)[0, 0]


def _bytes(picture: Tensor) -> Tensor:
    return picture.round().clamp(0, 255).to(torch.uint8)
