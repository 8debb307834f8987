"""Augmentation: random changes to training images, so that the network sees more variety than the data hold.

Each function takes a whole batch of float images on the pixel scale, (N, C, H, W), and the context, which holds the
random generator, and returns a batch. One tensor operation over the batch is several times faster than a loop over
images, and needs no worker processes.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from pytorch_study.errors import UsageError, nearest
from pytorch_study.renamed import modern_augment, old_symbol
from pytorch_study.rng import derive_seed


@dataclass(frozen=True)
class AugmentContext:
    """Everything an augmentation may depend on besides the batch itself.

    Attributes:
        rng: the random generator of this step.
        seed: the training's random seed.
        rows: indices of the examples in the training set, (N,) int64.
        epoch: counted from 0.
        progress: fraction of the training that is done, 0 <= progress < 1.
    """

    rng: torch.Generator
    seed: int
    rows: Tensor
    epoch: int
    progress: float


def flip(x: Tensor, context: AugmentContext, share: float = 0.5) -> Tensor:
    """Flip a random `share` of the images left to right. Wrong for digits: a mirrored 2 is not a digit."""
    return _mirror(x, _some(context, len(x), share))


def alternating_flip(x: Tensor, context: AugmentContext) -> Tensor:
    """Flip each image in every other epoch: a random half of them in even epochs, the other half in odd ones.

    Every two epochs show each image both ways; with `flip`, half of the images look the same twice (Jordan 2024,
    arXiv:2404.00498, section 3.6).
    """
    return _mirror(x, _every_other_epoch(context))


def _some(context: AugmentContext, count: int, share: float = 0.5) -> Tensor:
    return torch.rand(count, generator=context.rng) < share


def _every_other_epoch(context: AugmentContext) -> Tensor:
    # A hash of the index: it looks random and needs no memory of the epoch before.
    hashed = (context.rows.cpu() + 1) * (derive_seed(context.seed, "turns") | 1)
    hashed = (hashed ^ (hashed >> 29)) * (derive_seed(context.seed, "more") | 1)
    return ((hashed >> 40) + context.epoch) % 2 == 0


def _mirror(x: Tensor, chosen: Tensor) -> Tensor:
    return torch.where(chosen.to(x.device)[:, None, None, None], x.flip(-1), x)  # (N,) -> (N, C, H, W)


def progressive_resize(x: Tensor, context: AugmentContext, side: float = 24, share: float = 0.5) -> Tensor:
    """Shrink the images to `side` x `side` pixels for the first `share` of the training, where steps are then cheaper.

    Progressive resizing: Howard 2018, fast.ai's DAWNBench entries; Touvron et al. 2019, arXiv:1906.06423, study the
    effect of image sizes. Only for networks that accept any input size.
    """
    if context.progress >= share:
        return x
    return F.interpolate(x, size=(int(side), int(side)), mode="bilinear", antialias=True, align_corners=False)


def crop(x: Tensor, context: AugmentContext, pixels: float = 4) -> Tensor:
    """Shift each image by up to `pixels` in both directions; the border is filled by reflection."""
    n, _, height, width = x.shape
    reach = int(pixels)
    padded = F.pad(x, (reach,) * 4, mode="reflect")  # (N, C, H, W) -> (N, C, H + 2r, W + 2r)
    corner = torch.randint(2 * reach + 1, (2, n, 1), generator=context.rng).to(x.device)
    rows = (corner[0] + torch.arange(height, device=x.device))[:, None, :, None]  # (N, 1, H, 1)
    columns = (corner[1] + torch.arange(width, device=x.device))[:, None, None, :]  # (N, 1, 1, W)
    images = torch.arange(n, device=x.device)[:, None, None, None]
    channels = torch.arange(x.shape[1], device=x.device)[None, :, None, None]
    return padded[images, channels, rows, columns]


def cutout(x: Tensor, context: AugmentContext, size: float = 8) -> Tensor:
    """Replace a `size` x `size` square around a random centre with the batch's mean.

    DeVries & Taylor 2017, arXiv:1708.04552, section 3.
    """
    n, _, height, width = x.shape
    centre = (
        torch.rand(2, n, 1, generator=context.rng).to(x.device)
        * torch.tensor([height, width], device=x.device)[:, None, None]
    )
    near = [  # per axis: rows (columns) inside the square, (N, H) and (N, W)
        (torch.arange(length, device=x.device) + 0.5 - middle).abs() <= size / 2
        for middle, length in zip(centre, (height, width), strict=True)
    ]
    square = near[0][:, None, :, None] & near[1][:, None, None, :]  # (N, 1, H, W)
    return torch.where(square, x.mean(dim=(0, 2, 3), keepdim=True), x)


def affine(x: Tensor, context: AugmentContext, strength: float = 1) -> Tensor:
    """Rotate (up to 10 degrees), shift (2 pixels of 28), scale (10 %) and shear (0.1) each image.

    All at once as one affine map per image (Simard et al. 2003, section 2); `strength` scales all four. The border is
    filled with 0, which is MNIST's background.
    """
    n = len(x)
    turn, scale, slant, right, down = (torch.rand(5, n, generator=context.rng) * 2 - 1) * strength
    angle, factor = turn * math.radians(10), 1 + 0.1 * scale
    cos, sin, shift = (
        torch.cos(angle) / factor,
        torch.sin(angle) / factor,
        2 * 2 / 28,
    )  # grid coordinates run from -1 to 1
    height, width = x.shape[2:]
    flat = height / width  # images need not be square
    across = torch.stack([cos, (-sin + 0.1 * slant) * flat, shift * right], -1)  # (N, 3)
    along = torch.stack([sin / flat, cos, shift * down], -1)
    matrix = torch.stack([across, along], 1).to(x.device)  # (N, 2, 3): from output to input coordinates
    # F.affine_grid in fewer operations: it multiplies 3 x 2 matrices, one per image, by the coordinates of all pixels.
    columns, rows = ((torch.arange(n, device=x.device) * 2 + 1) / n - 1 for n in (width, height))
    along_rows = torch.addcmul(matrix[:, None, :, 2], rows[:, None], matrix[:, None, :, 1])  # (N, H, 2)
    grid = torch.addcmul(along_rows[:, :, None], columns[:, None], matrix[:, None, None, :, 0])  # (N, H, W, 2)
    return F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


Change = Callable[..., Tensor]
Augmentation = Callable[[Tensor, AugmentContext], Tensor]
CHANGES: dict[str, Change] = {
    "flip": flip,
    "alternating_flip": alternating_flip,
    "crop": crop,
    "cutout": cutout,
    "affine": affine,
    "progressive_resize": progressive_resize,
}
MOST_AMOUNTS = {"alternating_flip": 0, "progressive_resize": 2}
"""How many amounts may follow the name; one for all others."""
SHARES = {"flip": 0, "progressive_resize": 1}
"""Index of the amount that is a fraction, and so at most 1."""
FLIPS: dict[str, Callable[[AugmentContext], Tensor]] = {
    "flip": lambda context: _some(context, len(context.rows)),
    "alternating_flip": _every_other_epoch,
}
"""Augmentations that train a network on mirror images, with the examples that they mirror in a step, (N,) bool."""


def mirror_mask(names: tuple[str, ...]) -> Callable[[AugmentContext], Tensor] | None:
    """Which examples a recipe mirrors in a step, if it changes nothing else; otherwise None."""
    return FLIPS.get(names[0]) if len(names) == 1 else None


def augment(names: tuple[str, ...]) -> Augmentation:
    """Compose the augmentations that a recipe names, e.g. `("flip", "crop:2")`, into one function.

    Raises:
        UsageError: an augmentation is unknown, or an amount is not a number or out of range.
    """
    steps: list[tuple[Change, tuple[float, ...]]] = []
    for text in names:
        name, _, amount = modern_augment(text).partition(":")
        if name not in CHANGES:
            raise UsageError("unknown_augment", name=name, nearest=nearest(name, CHANGES))
        try:
            amounts = tuple(map(float, amount.split(":"))) if amount else ()
        except ValueError:
            amounts = (math.nan,)
        if len(amounts) > (most := MOST_AMOUNTS.get(name, 1)):
            raise UsageError("too_many_amounts", name=name, count=len(amounts), most=most)
        for index, number in enumerate(amounts):
            highest = 1 if SHARES.get(name) == index else 100
            if not 0 <= number <= highest:
                raise UsageError("bad_type", name=f"augment {name}", value=amount, type=f"0..{highest}")
        steps.append((CHANGES[name], amounts))

    def apply(x: Tensor, context: AugmentContext) -> Tensor:
        for change, amounts in steps:
            x = change(x, context, *amounts)
        return x

    return apply


def __getattr__(name: str) -> Any:
    return old_symbol(__name__, name)
