"""Open image files safely: any file gives either an RGB image or an error that says what to do."""

import contextlib
import functools
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps
from torch import Tensor

from pytorch_study.errors import DataError, UsageError

MAX_PIXELS = 50_000_000  # a good phone's photo; 150 MB of memory as RGB
# Formats of photos and drawings, not everything that Pillow supports: EPS, for example, would start another program.
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "AVIF", "TIFF", "JPEG2000", "PPM", "TGA", "ICO")


@functools.cache
def reads_heic() -> bool:
    """Whether the user has installed pillow-heif, which then teaches Pillow to read HEIC."""
    try:
        from pillow_heif import register_heif_opener  # type: ignore[import-not-found]
    except ImportError:
        return False
    register_heif_opener()
    return True


def open_image(path: Path, background: str | None = None) -> Image.Image:
    """Open an image as RGB: upright, first frame only, transparency composited on a background.

    Args:
        path: the image file.
        background: a colour name; None: white or black, whichever shows the drawing.

    Raises:
        UsageError: the file does not exist.
        DataError: it is not an image, is damaged or too large, or cannot be read.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise DataError("picture_is_folder", path=path)
        if not path.exists():
            raise UsageError("picture_not_found", path=path)
        if not path.is_file():  # a pipe or a device: reading it might never end
            raise DataError("picture_not_readable", path=path)
        if not path.stat().st_size:
            raise DataError("picture_empty", path=path)
        Image.init()  # registers all of FORMATS
        with path.open("rb") as file, warnings.catch_warnings():
            # Pillow's warnings about minor oddities are harmless; its warning about a huge image must be an error.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            formats = (*FORMATS, "HEIF") if reads_heic() else FORMATS
            with Image.open(file, formats=formats) as picture:  # reads the header only
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
    except Exception as error:  # Pillow raises almost anything for a damaged file: OSError, ValueError, KeyError, ...
        raise DataError("picture_not_readable", path=path) from error


def read_fitted(path: Path, shape: tuple[int, ...]) -> Tensor:
    """Read an image for a lesson without a `read_image` of its own: centre-cropped and scaled to the shape of its data.

    Args:
        path: the image file.
        shape: (C, H, W) of the lesson's images; C is 1 (grey), 3 (RGB) or 4 (RGBA, opaque).

    Returns:
        (C, H, W) uint8.
    """
    channels, height, width = shape
    picture = open_image(path).convert({1: "L", 4: "RGBA"}.get(channels, "RGB"))
    return image_to_tensor(ImageOps.fit(picture, (width, height)))


def image_to_tensor(picture: Image.Image) -> Tensor:
    """Convert a grey or colour image to (C, H, W) uint8."""
    values = torch.from_numpy(np.array(picture))
    return values.reshape(picture.height, picture.width, -1).permute(2, 0, 1)  # (H, W, C) -> (C, H, W)


def to_rgb(picture: Image.Image, background: str | None = None) -> Image.Image:
    """Convert a loaded image of any Pillow mode to RGB; `background` as in `open_image`."""
    if picture.mode.startswith(("I", "F")):
        # 16 bits, 32 bits or floats: the file does not say which value is white, so stretch the image's own range.
        # In place, and 16 bits in float32, which holds them exactly: a copy of 50 megapixels takes 200 MB.
        values: NDArray[Any] = np.array(picture, dtype=np.float32 if picture.mode.startswith("I;16") else np.float64)
        finite = np.isfinite(values)
        low, high = (values.min(where=finite, initial=np.inf), values.max(where=finite, initial=-np.inf))
        low, high = (low, high) if finite.any() else (0.0, 0.0)
        np.nan_to_num(values, copy=False, nan=low, posinf=high, neginf=low)
        values -= low
        values *= 255 / ((high - low) or 1)
        return Image.fromarray(values.round(out=values).astype(np.uint8)).convert("RGB")
    if picture.mode == "LAB":  # the one mode that `convert` cannot convert from
        profiles = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        rgb = ImageCms.profileToProfile(picture, *profiles, outputMode="RGB")
        assert rgb is not None  # it is None only for an in-place conversion
        return rgb
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    if picture.mode == "La":  # premultiplied alpha, which Pillow converts only to LA
        picture = picture.convert("LA")
    picture = picture.convert("RGBA")
    colour = background or ("black" if _is_light(picture) else "white")
    return Image.alpha_composite(Image.new("RGBA", picture.size, colour), picture).convert("RGB")


def _is_light(picture: Image.Image) -> bool:
    """Whether the opaque pixels are light, so that they would vanish on a white background."""
    brightness, alpha = (np.asarray(band) for band in (picture.convert("RGB").convert("L"), picture.getchannel("A")))
    drawn = brightness[alpha >= 128]
    # A white sheet with a dark drawing is bright on average too, so nothing dark may be in it.
    return drawn.size > 0 and bool(drawn.mean() > 128 and (drawn < 100).mean() < 0.002)


def _upright(picture: Image.Image) -> Image.Image:
    # A phone stores the photo as the sensor saw it, and its rotation in EXIF. Damaged EXIF is ignored.
    with contextlib.suppress(Exception):
        return ImageOps.exif_transpose(picture)
    return picture
