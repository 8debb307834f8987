"""What the official data look like: how many pictures of which size, and the digests of their content."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
CHUNK = 5000
"""Rows that are converted at a time, so that numbers of four or eight bytes do not fill the memory."""


@dataclass(frozen=True)
class Part:
    """A training or test set: how many pictures, and their digest in the official order and in any order."""

    count: int
    ordered: str
    unordered: str


@dataclass(frozen=True)
class Form:
    """A data set.

    Attributes:
        name: its name, for messages.
        word: a word in the names of its files and folders.
        shape: of a picture: channels, height, width.
        classes: names of folders, by class.
        train: the training set.
        test: the test set.
    """

    name: str
    word: str
    shape: tuple[int, int, int]
    classes: tuple[str, ...]
    train: Part
    test: Part

    @property
    def pixels(self) -> int:
        """Bytes of a picture."""
        channels, height, width = self.shape
        return channels * height * width


# Computed from files with the published checksums (see `data/mnist.py` and `data/cifar10.py`).
MNIST = Form(
    "MNIST",
    "mnist",
    (1, 28, 28),
    tuple("0123456789"),
    Part(
        60_000,
        "edc0d1098aa497be14ace79ddd5171e5a3dcf9c4d196c015389203eb3ba1f59b",
        "efb0d4dfb3297d29f03ba77d302dff657724c12a047eff65d851f7e0b82be3d2",
    ),
    Part(
        10_000,
        "c3f9adf9c66efb572b1f9326c3a511b45910c7173b97be66ceceeeeaef6b802b",
        "b9d8afc58662c554f12eb062f1e3c67665718b60a68f611724060ad7d960b28f",
    ),
)
CIFAR10 = Form(
    "CIFAR-10",
    "cifar",
    (3, 32, 32),
    ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    Part(
        50_000,
        "1e91790dbaf241617ca1f29a9aba08eb9a62df84cc90676b47edd05ad2ab3c94",
        "870c6fc77df2f21f7727852778cb5aad28f72837a7210f04bcc3e826de5cf63d",
    ),
    Part(
        10_000,
        "9a4c74f5c8b6f2c4e13d3a1dfb43a5a8cda8a9da515e99fd620d2013a1a6287a",
        "7bb57daaae1f43b8733692a201fd516a6d1c89233ba8b198a9c0c6906a2281aa",
    ),
)


def ordered_digest(x: Bytes, y: Bytes) -> str:
    """SHA-256 of the pictures, (n, pixels), followed by the labels, (n,)."""
    digest = hashlib.sha256()
    for array in (x, y):
        digest.update(np.ascontiguousarray(array).data if array.size else b"")
    return digest.hexdigest()


def unordered_digest(x: Bytes, y: Bytes) -> str:
    """A digest that is the same for any order: SHA-256 of the sorted hashes of each picture with its label."""
    rows = zip(np.ascontiguousarray(x), y.tolist(), strict=True)
    hashes = sorted(hashlib.blake2b(row.tobytes() + bytes([label]), digest_size=16).digest() for row, label in rows)
    return hashlib.sha256(b"".join(hashes)).hexdigest()


def pictures_of(array: NDArray[Any], form: Form) -> Bytes | None:
    """An array as pictures of this form, (n, pixels) uint8, channel by channel; None if it holds no such pictures.

    Args:
        array: (n, C, H, W), (n, H, W, C), (n, H, W) for one channel, (n, pixels), or as MATLAB has it, (pixels, n).
            Bytes, numbers of 0..255, or brightness of 0..1 (bytes divided by 255 or 256).
        form: what the pictures should look like.
    """
    if array.dtype.kind not in "buif" or array.dtype.itemsize > 8 or array.size > 80_000 * form.pixels:
        return None
    channels, height, width = form.shape
    if array.shape[1:] in ((form.pixels,), (channels, height, width)) or (
        channels == 1 and array.shape[1:] in ((height, width), (height, width, 1))
    ):
        rows = array.reshape(len(array), form.pixels)
    elif array.shape[1:] == (height, width, channels):
        rows = array.transpose(0, 3, 1, 2).reshape(len(array), form.pixels)
    elif array.ndim == 2 and len(array) == form.pixels:
        rows = array.T
    else:
        return None
    return np.ascontiguousarray(rows) if rows.dtype == np.uint8 else bytes_of(rows)


def labels_of(array: NDArray[Any]) -> Bytes | None:
    """An array as labels, (n,) uint8; None if it holds none. Taken are (n,), (n, 1) and (1, n)."""
    if array.dtype.kind not in "buif" or array.ndim not in (1, 2) or array.size > 80_000 or array.dtype.itemsize > 8:
        return None
    if array.ndim == 2 and 1 not in array.shape:
        return None
    return bytes_of(array.reshape(-1, 1), scales=(1,), row=True)


def bytes_of(rows: NDArray[Any], scales: tuple[int, ...] = (1, 256, 255), row: bool = False) -> Bytes | None:
    """Numbers as bytes, by the first scale that makes all of them whole; None if none does."""
    for scale in scales if rows.dtype.kind == "f" else (1,):
        found = np.empty(rows.shape, np.uint8)
        for chunk, out in zip(_chunks(rows), _chunks(found), strict=True):
            values = chunk.astype(np.float64) * scale
            whole = values.round()
            if not (np.abs(values - whole) < 1e-3).all() or not ((whole >= 0) & (whole <= 255)).all():
                break
            out[:] = whole
        else:
            return found[:, 0] if row else found
    return None


def _chunks(rows: NDArray[Any]) -> Iterator[NDArray[Any]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
