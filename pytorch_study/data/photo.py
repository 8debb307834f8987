"""Convert any photo to CIFAR-10's format: the square in its middle, 32x32 pixels, RGB; or to a larger square.

CIFAR-10's makers shrank whole photos to 32x32 (Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny
Images", chapter 3), and the object fills most of each. If it is small or near the edge of a photo, crop the photo by
hand first: what remains of it in 32x32 pixels is all that the model sees.
"""

from pathlib import Path

from PIL import Image
from torch import Tensor

from pytorch_study.data.image_file import image_to_tensor, open_image

SIDE = 32  # side of a CIFAR-10 image
WORK = 1024  # longer side of the picture shown as the first step: 50 megapixels would only cost time
# Averages all pixels that a smaller one covers, so that fine patterns do not alias, and interpolates smoothly when a
# picture is smaller than the square. A picture of just that size stays unchanged.
FILTER = Image.Resampling.LANCZOS


def read_photo(path: Path, side: int = SIDE) -> tuple[Tensor, dict[str, Tensor]]:
    """Read the photo at `path` as a square of `side` pixels, by default CIFAR-10's, with the intermediate steps.

    Any size and mode is accepted; transparency becomes white, and the EXIF rotation is applied.

    Returns:
        The image, (3, side, side) uint8; the steps, (3, H, W) uint8 pictures by sentence key, in order.

    Raises:
        UsageError: the file does not exist.
        DataError: it cannot be read.
    """
    picture = open_image(path, background="white")
    picture.thumbnail((WORK, WORK), FILTER)
    shorter = min(picture.size)
    left, top = (picture.width - shorter) // 2, (picture.height - shorter) // 2
    square = picture.crop((left, top, left + shorter, top + shorter))
    steps = {
        "reading.photo": image_to_tensor(picture),
        "reading.square": image_to_tensor(square),
        "reading.pixels": image_to_tensor(square.resize((side, side), FILTER)),
    }
    return steps["reading.pixels"], steps
