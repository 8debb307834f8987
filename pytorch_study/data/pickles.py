"""CIFAR-10's batches are pickles, and a pickle is a program: all it may make here is lists, numbers, bytes, an array.

Not even numpy's own functions are called: what a pickle calls `numpy.ndarray` becomes the small class below, which
only remembers shape and bytes. So a malicious file ends in an error, and no version of numpy matters.
"""

import io
import pickle
import pickletools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pytorch_study.errors import DataError

MOST_STEPS = 1_000_000
"""An honest batch takes some 31,000 steps to unpickle."""


class _Kind:
    """What stands for `numpy.dtype`: its code, e.g. `u1`."""

    code: object = None

    def __init__(self, code: object = None, *_: object) -> None:
        self.code = code.decode("latin-1") if isinstance(code, bytes) else code

    def __setstate__(self, _: object) -> None:
        """Byte order and alignment: bytes have none."""


class _Array:
    """What stands for `numpy.ndarray`."""

    state: tuple[Any, ...] = ()

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.state = state

    def rows(self) -> NDArray[np.uint8]:
        """The array, if it is rows of bytes: (n, m) uint8."""
        _, shape, kind, fortran, raw = self.state
        if fortran or not isinstance(kind, _Kind) or kind.code not in ("u1", "|u1", "B") or len(shape) != 2:
            raise ValueError("the array is not rows of bytes")
        return np.frombuffer(raw, dtype=np.uint8).reshape(shape)


def _rebuilt(raw: object, kind: object, shape: object, order: object) -> _Array:
    array = _Array()
    array.__setstate__((1, shape, kind, order != "C", raw))
    return array


def _latin(text: str, _: object) -> bytes:
    return text.encode("latin-1")


# numpy moved `core` to `_core`; protocol 2 of Python 3 writes bytes as latin-1 text; protocol 5 uses `_frombuffer`.
# A fresh function for each use: a pickle can change attributes of what it is given.
ALLOWED: dict[tuple[str, str], Callable[[], Any]] = {
    ("numpy", "ndarray"): lambda: _Array,
    ("numpy", "dtype"): lambda: _Kind,
    **{(f"numpy.{core}.multiarray", "_reconstruct"): lambda: lambda *_: _Array() for core in ("core", "_core")},
    **{(f"numpy.{core}.numeric", "_frombuffer"): lambda: lambda *a: _rebuilt(*a) for core in ("core", "_core")},
    ("_codecs", "encode"): lambda: lambda *a: _latin(*a),
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return ALLOWED[module, name]()


def decode(content: bytes, path: object, trusted: bool = False) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The images and labels of one batch: (n, 3072) and (n,), both uint8.

    Args:
        content: the pickle.
        path: its name, for the error.
        trusted: its checksum is right, so it need not be counted through first.

    Raises:
        DataError: it is no such pickle, or it asks for anything that an array of bytes does not need; nothing was run.
    """
    try:
        if not trusted:
            _count(content)
        found = _Unpickler(io.BytesIO(content), encoding="bytes").load()
        images = next(found[key] for key in (b"data", "data") if key in found).rows()
        labels = next(found[key] for key in (b"labels", "labels") if key in found)
        y = np.array([int(label) for label in labels])
        if len(y) != len(images) or images.shape[1] != 3072 or ((y < 0) | (y > 9)).any():
            raise ValueError(f"{images.shape}, {len(y)} labels")
        return images, y.astype(np.uint8)
    except Exception as error:  # whatever a damaged or malicious file leads to
        why = " ".join(f"{type(error).__name__} {error}".split())[:120]
        raise DataError("not_a_batch", path=path, why=why) from error


def _count(content: bytes) -> None:
    """Refuse a small file that would grow large in memory: too many steps, or a memo with a huge index."""
    for step, (code, argument, _) in enumerate(pickletools.genops(content)):
        if step > MOST_STEPS or (code.name in ("LONG_BINPUT", "PUT") and (argument or 0) > MOST_STEPS):
            raise ValueError("too large")
