"""Augmentation: changed copies of training images, so that the network sees more than there is.

Each function takes a whole batch of float images on the pixel scale, (N, C, H, W), and a random generator, and returns
a batch of the same shape. One tensor operation over the batch is several times faster than one image after the other,
and needs no worker processes.
"""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from pytorch_study.errors import UsageError, nearest


def flip(x: Tensor, rng: torch.Generator, share: float = 0.5) -> Tensor:
    """Mirror a random `share` of the images left to right. Wrong for digits: a mirrored 2 is no digit."""
    chosen = torch.rand(len(x), generator=rng) < share  # (N,)
    return torch.where(chosen.to(x.device)[:, None, None, None], x.flip(-1), x)


def crop(x: Tensor, rng: torch.Generator, pixels: float = 4) -> Tensor:
    """Move each image by up to `pixels` in both directions; what comes in is the mirrored border."""
    n, _, height, width = x.shape
    reach = int(pixels)
    padded = F.pad(x, (reach,) * 4, mode="reflect")  # (N, C, H, W) -> (N, C, H + 2r, W + 2r)
    corner = torch.randint(2 * reach + 1, (2, n, 1), generator=rng).to(x.device)
    rows = (corner[0] + torch.arange(height, device=x.device))[:, None, :, None]  # (N, 1, H, 1)
    columns = (corner[1] + torch.arange(width, device=x.device))[:, None, None, :]  # (N, 1, 1, W)
    images = torch.arange(n, device=x.device)[:, None, None, None]
    channels = torch.arange(x.shape[1], device=x.device)[None, :, None, None]
    return padded[images, channels, rows, columns]


def cutout(x: Tensor, rng: torch.Generator, size: float = 8) -> Tensor:
    """Cover a square of `size` pixels around a random centre with the batch's mean.

    DeVries & Taylor 2017, arXiv:1708.04552, section 3.
    """
    n, _, height, width = x.shape
    centre = (
        torch.rand(2, n, 1, generator=rng).to(x.device) * torch.tensor([height, width], device=x.device)[:, None, None]
    )
    near = [  # per axis: which rows (columns) lie in the square; (N, H) and (N, W)
        (torch.arange(length, device=x.device) + 0.5 - middle).abs() <= size / 2
        for middle, length in zip(centre, (height, width), strict=True)
    ]
    square = near[0][:, None, :, None] & near[1][:, None, None, :]  # (N, 1, H, W)
    return torch.where(square, x.mean(dim=(0, 2, 3), keepdim=True), x)


def affine(x: Tensor, rng: torch.Generator, strength: float = 1) -> Tensor:
    """Turn each image a little (10 degrees), move it (2 pixels of 28), stretch it (10 %) and slant it (0.1).

    All at once as one affine map per image (Simard et al. 2003, section 2); `strength` scales all four. What comes in
    at the border is 0, which is MNIST's background.
    """
    n = len(x)
    turn, scale, slant, right, down = (torch.rand(5, n, generator=rng) * 2 - 1) * strength
    angle, factor = turn * math.radians(10), 1 + 0.1 * scale
    cos, sin, shift = torch.cos(angle) / factor, torch.sin(angle) / factor, 2 * 2 / 28  # the grid goes from -1 to 1
    matrix = torch.stack(  # (N, 2, 3): where in the old image each pixel of the new one is looked up
        [torch.stack([cos, -sin + 0.1 * slant, shift * right], -1), torch.stack([sin, cos, shift * down], -1)], 1
    )
    grid = F.affine_grid(matrix.to(x.device), list(x.shape), align_corners=False)  # (N, H, W, 2)
    return F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


Change = Callable[..., Tensor]
Augmentation = Callable[[Tensor, torch.Generator], Tensor]
CHANGES: dict[str, Change] = {"flip": flip, "crop": crop, "cutout": cutout, "affine": affine}


def augment(names: tuple[str, ...]) -> Augmentation:
    """One function that makes all the changes a recipe names, in order: `("flip", "crop:2")`.

    Raises:
        UsageError: an unknown change, or an amount that is no number.
    """
    steps: list[tuple[Change, tuple[float, ...]]] = []
    for text in names:
        name, _, amount = text.partition(":")
        if name not in CHANGES:
            raise UsageError("unknown_augment", name=name, nearest=nearest(name, CHANGES))
        try:
            amounts = (float(amount),) if amount else ()
        except ValueError:
            amounts = (math.nan,)
        if any(not 0 <= a <= 100 for a in amounts):
            raise UsageError("bad_type", name=f"augment {name}", value=amount, type="0..100")
        steps.append((CHANGES[name], amounts))

    def apply(x: Tensor, rng: torch.Generator) -> Tensor:
        for change, amounts in steps:
            x = change(x, rng, *amounts)
        return x

    return apply
