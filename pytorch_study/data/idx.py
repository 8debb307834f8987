"""The IDX format of MNIST: a magic number, the sizes, then the bytes. Every field is checked before it is used.

Layout (big-endian), after http://yann.lecun.com/exdb/mnist: two zero bytes, the type (0x08: unsigned byte), the number
of dimensions d, d sizes of 4 bytes each, then one byte per element.
"""

import gzip
import io
import math
import zlib
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pytorch_study.data.damage import cause
from pytorch_study.errors import DataError

GZIP = b"\x1f\x8b"
"""How a gzip file begins."""


def encode(array: NDArray[np.uint8]) -> bytes:
    """The IDX file of an array."""
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


def decode(content: bytes, path: Path) -> Tensor:
    """Decode an IDX file to a uint8 tensor of the shape given in its header.

    Args:
        content: the decompressed bytes.
        path: for error messages.

    Raises:
        DataError: it is not an IDX file of unsigned bytes, or its length contradicts its header.
    """
    if len(content) < 4 or content[:3] != b"\x00\x00\x08" or not 1 <= content[3] <= 4:
        raise DataError("idx_magic", path=path, found=content[:4].hex(" ") or "-")
    start = 4 + 4 * content[3]
    shape = [int.from_bytes(content[i : i + 4], "big") for i in range(4, start, 4)]
    if len(content) < start or len(content) - start != math.prod(shape):
        raise DataError("idx_length", path=path, expected=start + math.prod(shape), found=len(content))
    if not math.prod(shape):
        return torch.empty(shape, dtype=torch.uint8)
    return torch.frombuffer(bytearray(content), dtype=torch.uint8, offset=start).reshape(shape)


def gunzip(packed: bytes, path: Path, most: int) -> bytes:
    """Decompress a .gz file to at most `most` bytes, so that a small file cannot expand to gigabytes.

    Raises:
        DataError: it is not a gzip file, is truncated or damaged, or holds more than `most` bytes.
    """
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
            content, size = [], 0
            while size <= most and (
                piece := file.read(min(1 << 22, most + 1 - size))
            ):  # `read(most)` would take it all
                content.append(piece)
                size += len(piece)
    except EOFError as error:
        raise DataError("gzip_cut", path=path) from error
    except (OSError, zlib.error) as error:
        raise DataError("not_gzip", path=path, why=cause(error)) from error
    if size > most:
        raise DataError("too_large", path=path, most=most)
    return b"".join(content)
