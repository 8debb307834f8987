"""Open any picture safely: whatever the file holds, the answer is an RGB picture or a sentence that says what to do."""

import contextlib
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps
from torch import Tensor

from pytorch_study.errors import DataError, UsageError

MAX_PIXELS = 50_000_000  # a good phone's photo; as RGB that is 150 MB of memory
# The formats of photos and drawings. Not all that Pillow knows: EPS, for one, would start another program.
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "AVIF", "TIFF", "JPEG2000", "PPM", "TGA", "ICO")


def open_image(path: Path, background: str | None = None) -> Image.Image:
    """The picture at `path` as RGB: upright, its first frame, transparency laid on a background.

    Args:
        path: of the picture.
        background: a colour's name; None: white or black, whichever shows the drawing.

    Raises:
        UsageError: there is no such file.
        DataError: it is no picture, is damaged, is too large, or may not be read.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise DataError("picture_is_folder", path=path)
        if not path.exists():
            raise UsageError("picture_not_found", path=path)
        if not path.is_file():  # a pipe or a device: reading it might never end
            raise DataError("picture_not_readable", path=path)
        Image.init()  # makes Pillow know all of FORMATS
        with path.open("rb") as file, warnings.catch_warnings():
            # Pillow warns of small oddities that do not stop it; its warning of a huge picture must stop us.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=FORMATS) as picture:  # reads the header only
                if picture.width * picture.height > MAX_PIXELS:
                    raise DataError("picture_too_large", path=path, megapixels=MAX_PIXELS // 1_000_000)
                picture.load()
                return to_rgb(_upright(picture), background)
    except (DataError, UsageError):
        raise
    except PermissionError as error:
        raise DataError("picture_not_allowed", path=path) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise DataError("picture_too_large", path=path, megapixels=MAX_PIXELS // 1_000_000) from error
    except Exception as error:  # a damaged file makes Pillow raise almost anything: OSError, ValueError, KeyError, ...
        raise DataError("picture_not_readable", path=path) from error


def read_fitted(path: Path, shape: tuple[int, ...]) -> Tensor:
    """A picture as a lesson without a way of its own gets it: its middle, scaled to the size and colours of its data.

    Args:
        path: of the picture.
        shape: (C, H, W) of the lesson's images; C is 1 (grey) or 3 (red, green, blue).

    Returns:
        (C, H, W) uint8.
    """
    channels, height, width = shape
    picture = open_image(path).convert("L" if channels == 1 else "RGB")
    return image_to_tensor(ImageOps.fit(picture, (width, height)))


def image_to_tensor(picture: Image.Image) -> Tensor:
    """A grey or colour picture as (C, H, W) uint8."""
    values = torch.from_numpy(np.array(picture))
    return values.reshape(picture.height, picture.width, -1).permute(2, 0, 1)  # (H, W, C) -> (C, H, W)


def to_rgb(picture: Image.Image, background: str | None = None) -> Image.Image:
    """A loaded picture of any of Pillow's modes as RGB; `background` as for `open_picture`."""
    if picture.mode.startswith(("I", "F")):
        # 16 bits, 32 bits or fractions: nobody says which value is white, so its own darkest and lightest do.
        # In place, and 16 bits in float32, which holds them exactly: 50 megapixels are 200 MB a copy.
        values: NDArray[Any] = np.array(picture, dtype=np.float32 if picture.mode.startswith("I;16") else np.float64)
        finite = np.isfinite(values)
        low, high = (values.min(where=finite, initial=np.inf), values.max(where=finite, initial=-np.inf))
        low, high = (low, high) if finite.any() else (0.0, 0.0)
        np.nan_to_num(values, copy=False, nan=low, posinf=high, neginf=low)
        values -= low
        values *= 255 / ((high - low) or 1)
        return Image.fromarray(values.round(out=values).astype(np.uint8)).convert("RGB")
    if picture.mode == "LAB":  # the one mode that `convert` cannot leave
        profiles = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        rgb = ImageCms.profileToProfile(picture, *profiles, outputMode="RGB")
        assert rgb is not None  # it is None only where the picture is changed in place
        return rgb
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    if picture.mode == "La":  # "a" is an alpha that is already multiplied in; La only leads to LA
        picture = picture.convert("LA")
    picture = picture.convert("RGBA")
    colour = background or ("black" if _is_light(picture) else "white")
    return Image.alpha_composite(Image.new("RGBA", picture.size, colour), picture).convert("RGB")


def _is_light(picture: Image.Image) -> bool:
    """Whether what is drawn on the transparency is light, so that white paper would swallow it."""
    brightness, alpha = (np.asarray(band) for band in (picture.convert("RGB").convert("L"), picture.getchannel("A")))
    drawn = brightness[alpha >= 128]
    # A white sheet with a dark drawing on it is bright on average too: nothing dark may lie in it.
    return drawn.size > 0 and bool(drawn.mean() > 128 and (drawn < 100).mean() < 0.002)


def _upright(picture: Image.Image) -> Image.Image:
    # A phone stores the photo as its sensor lay and notes in EXIF how to turn it. Damaged notes turn nothing.
    with contextlib.suppress(Exception):
        return ImageOps.exif_transpose(picture)
    return picture
