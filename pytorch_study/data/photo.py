"""Bring any photo into the form of CIFAR-10: the square in its middle, 32x32 pixels, three colours.

CIFAR-10's makers shrank whole photos to 32x32 (Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny
Images", chapter 3), and the thing itself fills most of each. A photo in which it is small or near the edge is better
cropped by hand first: what is left of it in 32x32 pixels is all that the model sees.
"""

from pathlib import Path

from PIL import Image
from torch import Tensor

from pytorch_study.data.image_file import image_to_tensor, open_image

SIDE = 32  # CIFAR-10's pictures
WORK = 1024  # the longer side of the picture that is shown as the first step: a photo's 50 megapixels help nobody
# Averages all pixels that fall into a smaller one, so that fine patterns do not turn into coarse ones, and draws
# smoothly where a picture is smaller than 32x32. One that has 32x32 pixels already stays as it is.
FILTER = Image.Resampling.LANCZOS


def read_photo(path: Path) -> tuple[Tensor, dict[str, Tensor]]:
    """The photo at `path` as CIFAR-10 would show it, and the steps that led there.

    Any size and mode is fine; what is transparent becomes white, the camera's note of how it was held is followed.

    Returns:
        (3, 32, 32) uint8; and (3, H, W) uint8 pictures by sentence key, in order.

    Raises:
        UsageError: there is no such file.
        DataError: it cannot be read.
    """
    picture = open_image(path, background="white")
    picture.thumbnail((WORK, WORK), FILTER)
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    square = picture.crop((left, top, left + side, top + side))
    steps = {
        "reading.photo": image_to_tensor(picture),
        "reading.square": image_to_tensor(square),
        "reading.pixels": image_to_tensor(square.resize((SIDE, SIDE), FILTER)),
    }
    return steps["reading.pixels"], steps
