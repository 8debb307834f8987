"""Convert any picture of digits to MNIST's format, because a model only knows data like its training data.

MNIST's format: a light digit on black, scaled into 20x20 pixels with its aspect ratio and smooth edges, its
centre of mass in the middle of 28x28 (LeCun et al. 1998, "Gradient-based learning applied to document recognition",
Proc. IEEE 86(11), section III.A). A photo differs in everything: shadows, dust, a large page, a thin pen.
"""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from torch import Tensor
from torch.nn import functional as F

from pytorch_study.data.blobs import Cells, find_digits
from pytorch_study.data.image_file import image_to_tensor, open_image
from pytorch_study.data.ink import FAINT, grow, ink_of, resize
from pytorch_study.data.ruling import without_lines
from pytorch_study.data.sheet import cut_out_sheet
from pytorch_study.lesson import Box, DataInfo, Part, largest

DIGITS = tuple("0123456789")
SIDE, BOX = 28, 20  # side of an MNIST image, and of the box that holds the digit
WORK = 1000  # longer side of the picture that is analysed: a pen stroke on a full page is still a pixel wide
LEAST = 112  # smaller pictures are enlarged smoothly: their strokes are single pixels that barely touch
FINE = 8  # the stroke is thickened at 8 times MNIST's resolution
STROKE = 2.2  # MNIST's strokes are 2 to 4 pixels wide; thinner ones nearly vanish when scaled down
COARSE = 200  # digits are sought on a picture of this size
EDGE = 0.15  # pixels with less ink than this are outside the digit
MARK = (213, 94, 0)  # the colour of the rectangles around digits


def reads_digits(info: DataInfo) -> bool:
    """Whether a model takes pictures of MNIST's form and answers with one of the ten digits."""
    return tuple(info.shape) == (1, SIDE, SIDE) and tuple(info.labels) == DIGITS


def read_digit(path: Path) -> tuple[Tensor, dict[str, Tensor]]:
    """Read the digit in the picture at `path` in MNIST's format, with the intermediate steps; of several, the largest.

    Returns:
        The digit, (1, 28, 28) uint8, light on black; the steps, (H, W) uint8 pictures by sentence key, in order.

    Raises:
        UsageError: the file does not exist.
        DataError: it cannot be read, or no digit stands out in it.
    """
    part = largest(read_digits(path))
    return part.x, dict(part.steps)


def read_digits(path: Path) -> list[Part]:
    """Like `read_digit`, for all digits of the picture, line by line and from left to right.

    Raises:
        UsageError: the file does not exist.
        DataError: it cannot be read, no digit stands out in it, or far too many.
    """
    picture = open_image(path).convert("L")
    width = picture.width
    picture.thumbnail((WORK, WORK))
    parts = digits_from_gray(np.asarray(picture, dtype=np.float32))
    scale = width / picture.width
    return [part._replace(box=part.box and _scaled(part.box, scale)) for part in parts]


def digit_from_gray(gray: NDArray[np.floating]) -> tuple[Tensor, dict[str, Tensor]]:
    """Like `read_digit`, for grey values 0..255, (H, W)."""
    part = largest(digits_from_gray(gray))
    return part.x, dict(part.steps)


def digits_from_gray(gray: NDArray[np.floating]) -> list[Part]:
    """Like `read_digits`, for grey values 0..255, (H, W).

    1. The sheet: a table around the paper is cut away.
    2. The ink: shadows, the paper's colour and noise are taken out.
    3. The lines: rules, squares, margins and frames are wiped out.
    4. The digits: connected marks, the pieces of a broken digit put together.
    5. Each digit is cropped, scaled, thickened if it is thin, and centred as MNIST's are.
    """
    page = torch.from_numpy(np.array(gray, dtype=np.float32)).clamp(0, 255)
    steps = {"reading.gray": _bytes(page)}
    if _is_mnist(page):  # resampling would only blur it
        steps["reading.final"] = _bytes(page)
        return [Part(_bytes(page)[None], (0, 0, SIDE, SIDE), steps)]
    corner, sheet = (0, 0), None
    if (found := cut_out_sheet(page)) is not None:
        page, sheet, corner = found
        steps["reading.sheet"] = _bytes(page)
    factor = min(max(*page.shape, LEAST), WORK) / max(page.shape)
    ink = ink_of(resize(page, factor))
    if sheet is not None:
        sheet = resize(sheet.float(), factor) > 0.99
        ink = ink * sheet
    steps["reading.contrast"] = _bytes(ink * 255)
    if (clear := without_lines(ink, sheet)) is not ink:
        # The lines may have been darker than the digits.
        ink = (clear / clear[clear > FAINT].quantile(0.99)).clamp(max=1) if bool((clear > FAINT).any()) else clear
        steps["reading.lines"] = _bytes(ink * 255)
    # On a coarse grid the search is fast, and it closes gaps of a pixel or two in a pale stroke.
    cell = -(-max(ink.shape) // COARSE)
    grid = F.max_pool2d(ink[None, None], cell, ceil_mode=True)[0, 0]
    digits = find_digits(grid.numpy())
    boxes = [_box(cells, cell / factor, corner, gray.shape) for cells in digits]
    if len(digits) > 1:
        steps["reading.digits"] = _with_boxes(steps["reading.gray"], boxes)
    return [_part(ink, cells, cell, box, steps) for cells, box in zip(digits, boxes, strict=True)]


def _part(ink: Tensor, cells: Cells, cell: int, box: Box, before: dict[str, Tensor]) -> Part:
    """One digit in MNIST's format."""
    keep = torch.zeros([-(-n // cell) for n in ink.shape])
    keep[tuple(cells.T)] = 1
    keep = grow(keep, 3)[None, None]  # a margin, because the soft edge of a stroke belongs to it
    ink = ink * F.interpolate(keep, scale_factor=cell)[0, 0, : ink.shape[0], : ink.shape[1]]
    # Rescale to the digit's own black: a blot elsewhere may have been darker.
    ink = (ink / float(ink[ink > 0.4].quantile(0.7))).clamp(max=1)
    steps = {**before, "reading.ink": _bytes(ink * 255)}
    # Scale every digit to the same size first, so that "thin stroke" means the same for all of them.
    digit = _crop(ink)
    digit = _thicken(resize(digit, FINE * BOX / max(digit.shape)))
    steps["reading.crop"] = _bytes(digit * 255)
    final = _centre(resize(digit, BOX / max(digit.shape)))
    steps["reading.final"] = _bytes(final * 255)
    return Part(steps["reading.final"][None], box, steps)


def _box(cells: Cells, cell: float, corner: tuple[int, int], shape: tuple[int, ...]) -> Box:
    """The rectangle around a digit's cells, in pixels of the whole picture."""
    top, left = (cells.min(0) * cell + corner).tolist()
    bottom, right = np.minimum((cells.max(0) + 1) * cell + corner, shape).tolist()
    return _scaled((left, top, right, bottom), 1)


def _scaled(box: tuple[float, float, float, float], scale: float) -> Box:
    left, top, right, bottom = (round(side * scale) for side in box)
    left, top = max(0, min(left, right - 1)), max(0, min(top, bottom - 1))  # a dot has a box, too
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _with_boxes(page: Tensor, boxes: list[Box]) -> Tensor:
    """The picture with a rectangle around every digit, (H, W) -> (3, H, W) uint8."""
    picture = Image.fromarray(page.numpy()).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for left, top, right, bottom in boxes:
        pen.rectangle((left, top, right - 1, bottom - 1), outline=MARK, width=max(1, round(max(picture.size) / 250)))
    return image_to_tensor(picture)


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
    large = resize(crop, FINE * BOX / max(crop.shape))
    thick = _thicken(large)
    final = _centre(resize(thick, BOX / max(thick.shape)))
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


def _thicken(digit: Tensor) -> Tensor:
    """Widen strokes thinner than MNIST's; leave thick ones unchanged."""
    mask = F.pad((digit > 0.5).float(), (1, 1, 1, 1))[None, None]
    core = -F.max_pool2d(-mask, 3, 1, 1)  # the mask without its outermost pixels
    # A stroke's area is length x width, and its outline is twice its length.
    width = 2 * float(mask.sum()) / max(float((mask - core).sum()), 1)
    by = round((STROKE * FINE - width) / 2)
    if by <= 0:
        return digit
    return grow(F.pad(digit, (by,) * 4), by)


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


def _bytes(picture: Tensor) -> Tensor:
    return picture.round().clamp(0, 255).to(torch.uint8)
