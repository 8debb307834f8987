"""How much ink is on each pixel of a photo: paper, shadows and the camera's noise are taken out."""

import torch
from torch import Tensor
from torch.nn import functional as F

from pytorch_study.errors import DataError

LIGHT = 160  # lighting varies slowly, so it is estimated on a picture of this size
REACH = 20  # in pixels of 160: strokes up to twice as wide count as ink; shadows are wider
FAINT = 0.06  # smaller differences from the paper are not ink


def ink_of(gray: Tensor) -> Tensor:
    """Amount of ink on each pixel, 0..1, with the paper's brightness, shadows and noise removed.

    Args:
        gray: grey values 0..255, (H, W).

    Raises:
        DataError: nothing stands out.
    """
    small = resize(gray, min(1.0, LIGHT / max(gray.shape)))
    surface = border_surface(small) + 16
    # A shadow dims paper and ink by the same factor, which becomes a difference in log space and can be subtracted.
    relative = ((small + 16) / surface).log()
    # A shadow continues beyond the picture's border; a stroke, which differs much more, ends there.
    around = relative.where(relative.abs() < 0.6, 0)
    padded = F.pad(around[None, None], (REACH,) * 4, mode="replicate")[0, 0]
    padded[REACH:-REACH, REACH:-REACH] = relative
    # Morphological closing: growing the light areas fills dark strokes, shrinking them back restores the rest, edges
    # of shadows included, so what changed is dark and narrow. Opening, the reverse, finds what is light and narrow.
    filled = -grow(-grow(padded))[REACH:-REACH, REACH:-REACH]
    wiped = grow(-grow(-padded))[REACH:-REACH, REACH:-REACH]
    # The paper inside a 0 is light and narrow too, but as light as the border; ink also differs from the border.
    darker = torch.minimum(filled - relative, (-relative).clamp(min=0))
    lighter = torch.minimum(relative - wiped, relative.clamp(min=0))
    dark = (darker**3).sum() >= (lighter**3).sum()
    paper = surface * (filled if dark else wiped).exp() - 16
    paper = resize_to(paper, gray.shape).clamp(0, 255)
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


def border_surface(small: Tensor) -> Tensor:
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


def grow(picture: Tensor, by: int = REACH) -> Tensor:
    """Dilate: each pixel becomes the lightest one in a square of side 2 `by` + 1."""
    for axis in (0, 1):  # one axis after the other, and each by doubling: the lightest of 1, 2, 4, ... pixels
        margin = (0, 0, by, by) if axis == 0 else (by, by, 0, 0)
        picture = F.pad(picture, margin, value=-torch.inf)
        reached, wanted = 1, 2 * by + 1
        while reached < wanted:
            step = min(reached, wanted - reached)
            left = picture.shape[axis] - step
            picture = torch.maximum(picture.narrow(axis, 0, left), picture.narrow(axis, step, left))
            reached += step
    return picture


def resize(picture: Tensor, factor: float) -> Tensor:
    """Scale both sides by a factor."""
    return resize_to(picture, [max(1, round(n * factor)) for n in picture.shape])


def resize_to(picture: Tensor, shape: "torch.Size | list[int]") -> Tensor:
    """Scale to (H, W)."""
    # Antialiasing averages all pixels that a smaller one covers; without it thin strokes break into dots.
    if picture.shape == tuple(shape):
        return picture
    return F.interpolate(picture[None, None], list(shape), mode="bilinear", antialias=True)[0, 0]
