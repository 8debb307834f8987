"""Pictures and numbers as the page takes them: bytes in base64, and PNGs as addresses."""

import base64
import io
import math
from typing import Any

import torch
from PIL import Image
from torch import Tensor, nn

from pytorch_study.lesson import DataInfo

SHOWN = 140
"""A step is shown at this size at most."""
PHOTO = 256
"""The longer side, in pixels, at which the page shows what the network was given of a photo."""


def base64_of(picture: Tensor) -> str:
    """A tensor's bytes, row by row, in base64; float32's are the low ones first, on all processors of today."""
    return base64.b64encode(picture.contiguous().numpy().tobytes()).decode()


def image_json(picture: Tensor) -> dict[str, Any]:
    """(C, H, W) uint8 as the page takes it: pixels row by row, of each its colours."""
    channels, height, width = picture.shape
    return {"width": width, "height": height, "channels": channels, "pixels": base64_of(picture.permute(1, 2, 0))}


def class_in_both(names: DataInfo, number: int) -> dict[str, str]:
    """A class in both languages, as the page's sentences take it."""
    return {"zh": (names.zh or names.labels)[number], "en": names.labels[number]}


def signed_bytes(values: Tensor) -> dict[str, Any]:
    """Numbers as bytes, 128 is 0; `scale` is what 255 stands for."""
    largest = float(values.abs().max()) if values.numel() else 0.0
    scale = largest if math.isfinite(largest) and largest > 0 else 1.0
    whole = (128 + (values / scale).nan_to_num(0, 1, -1) * 127).round().to(torch.uint8)
    return {"shape": list(values.shape), "values": base64_of(whole), "scale": scale}


def shown_step(picture: Tensor) -> dict[str, Any]:
    """(H, W) uint8, made smaller where it is larger than shown."""
    if max(picture.shape) > SHOWN:
        factor = SHOWN / max(picture.shape)
        size = [max(1, round(n * factor)) for n in picture.shape]
        picture = nn.functional.interpolate(picture[None, None].float(), size, mode="area")[0, 0].round().byte()
    return {"width": picture.shape[1], "height": picture.shape[0], "pixels": base64_of(picture)}


def enlarged(picture: Tensor) -> Image.Image:
    """(C, H, W) uint8 as a picture whose pixels one can see."""
    values = picture.permute(1, 2, 0).numpy()
    shown = Image.fromarray(values[:, :, 0] if values.shape[2] == 1 else values).convert("RGB")
    factor = max(1, PHOTO // max(shown.size))
    return shown.resize((shown.width * factor, shown.height * factor), Image.Resampling.NEAREST)


def png_url(picture: Image.Image) -> str:
    """A picture as the address of an image, which holds all of it."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
