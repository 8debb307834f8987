"""A safe unpickler for CIFAR-10's batches and for mnist.pkl.

A pickle is a program; here it may only build lists, numbers, bytes, arrays.

Not even numpy's own functions are called: `numpy.ndarray` in a pickle becomes the small class below, which only stores
shape and bytes. So a malicious file ends in an error, and the version of numpy does not matter.
"""

import io
import math
import pickle
import pickletools
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pytorch_study.errors import DataError

MOST_STEPS = 1_000_000
"""Limit on the opcodes of a pickle; a real batch has about 31,000."""


CODE = re.compile(r"[<>|=]?[uif][1248]")
"""Codes of numpy's plain numbers."""


class _DType:
    """Stand-in for `numpy.dtype`: stores its code, e.g. `u1`, and its byte order."""

    code: object = None
    order: object = "|"

    def __init__(self, code: object = None, *_: object) -> None:
        self.code = code.decode("latin-1") if isinstance(code, bytes) else code

    def __setstate__(self, state: object) -> None:
        """Keep the byte order; alignment and the rest matter to structures only."""
        if isinstance(state, tuple) and len(state) > 1:
            self.order = state[1].decode("latin-1") if isinstance(state[1], bytes) else state[1]


class _Array:
    """Stand-in for `numpy.ndarray`."""

    state: tuple[Any, ...] = ()

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.state = state

    def rows(self) -> NDArray[np.uint8]:
        """The array as (n, m) uint8; ValueError if it has another type or shape."""
        _, shape, dtype, fortran, raw = self.state
        if fortran or not isinstance(dtype, _DType) or dtype.code not in ("u1", "|u1", "B") or len(shape) != 2:
            raise ValueError("the array is not rows of bytes")
        return np.frombuffer(raw, dtype=np.uint8).reshape(shape)

    def numbers(self) -> NDArray[Any]:
        """The array, whatever plain numbers it holds; ValueError if it holds others."""
        _, shape, dtype, fortran, raw = self.state
        code, order = (dtype.code, dtype.order) if isinstance(dtype, _DType) else (None, None)
        if not isinstance(code, str) or not CODE.fullmatch(code) or not isinstance(raw, bytes):
            raise ValueError("the array is not of plain numbers")
        kind = np.dtype(code).newbyteorder(">" if order == ">" else "=")
        whole = all(isinstance(size, int) and size >= 0 for size in shape)
        if not whole or math.prod(shape) * kind.itemsize != len(raw):
            raise ValueError("the array's size is not that of its numbers")
        return np.frombuffer(raw, kind).reshape(shape, order="F" if fortran else "C")


def _from_buffer(raw: object, dtype: object, shape: object, order: object) -> _Array:
    array = _Array()
    array.__setstate__((1, shape, dtype, order != "C", raw))
    return array


def _latin(text: str, _: object) -> bytes:
    return text.encode("latin-1")


# numpy moved `core` to `_core`; protocol 2 of Python 3 writes bytes as latin-1 text; protocol 5 uses `_frombuffer`.
# A new function for each use, because a pickle can change attributes of the objects it gets.
ALLOWED: dict[tuple[str, str], Callable[[], Any]] = {
    ("numpy", "ndarray"): lambda: _Array,
    ("numpy", "dtype"): lambda: _DType,
    **{(f"numpy.{core}.multiarray", "_reconstruct"): lambda: lambda *_: _Array() for core in ("core", "_core")},
    **{(f"numpy.{core}.numeric", "_frombuffer"): lambda: lambda *a: _from_buffer(*a) for core in ("core", "_core")},
    ("_codecs", "encode"): lambda: lambda *a: _latin(*a),
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return ALLOWED[module, name]()


def decode(content: bytes, path: object, trusted: bool = False) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Decode one batch: images (n, 3072) and labels (n,), both uint8.

    Args:
        content: the pickle's bytes.
        path: for error messages.
        trusted: whether its checksum was right, so that its size in memory need not be checked first.

    Raises:
        DataError: it is not such a pickle, or uses anything that a byte array does not need; no code of it was run.
    """
    try:
        if not trusted:
            _check_size(content)
        found = _Unpickler(io.BytesIO(content), encoding="bytes").load()
        images = next(found[key] for key in (b"data", "data") if key in found).rows()
        labels = next(found[key] for key in (b"labels", "labels") if key in found)
        y = np.array([int(label) for label in labels])
        if len(y) != len(images) or images.shape[1] != 3072 or ((y < 0) | (y > 9)).any():
            raise ValueError(f"{images.shape}, {len(y)} labels")
        return images, y.astype(np.uint8)
    except Exception as error:  # a damaged or malicious file may raise almost anything
        why = " ".join(f"{type(error).__name__} {error}".split())[:120]
        raise DataError("not_a_batch", path=path, why=why) from error


def encode(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> bytes:
    """A batch as `decode` reads it: images (n, 3072) and labels (n,)."""
    return pickle.dumps({b"data": images, b"labels": labels.tolist()}, 4)  # earlier protocols write bytes as text


def arrays(content: bytes, path: object) -> Iterator[tuple[str, NDArray[Any]]]:
    """The arrays in a pickle, with names that tell what they are for.

    Those in nested lists are called after their place: of three parts `train 0`, `valid 0`, `test 0`, as in mnist.pkl.

    Args:
        content: the pickle's bytes.
        path: for error messages.

    Raises:
        DataError: it is damaged, or uses anything that an array of numbers does not need; no code of it was run.
    """
    try:
        _check_size(content)
        found = _Unpickler(io.BytesIO(content), encoding="bytes").load()
        named = list(_named(found, "", 0))
        return iter([(name, array.numbers()) for name, array in named])
    except Exception as error:  # a damaged or malicious file may raise almost anything
        why = " ".join(f"{type(error).__name__} {error}".split())[:120]
        raise DataError("not_arrays", path=path, why=why) from error


PARTS = {2: ("train", "test"), 3: ("train", "valid", "test")}


def _named(value: object, name: str, depth: int) -> Iterator[tuple[str, _Array]]:
    if isinstance(value, _Array):
        yield name, value
    elif isinstance(value, dict) and depth < 4:
        for key, inner in list(value.items())[:20]:
            word = key.decode("latin-1") if isinstance(key, bytes) else str(key)
            yield from _named(inner, f"{name} {word}", depth + 1)
    elif isinstance(value, tuple | list) and depth < 4 and len(value) <= 10:
        nested = not any(isinstance(inner, _Array) for inner in value)
        names = PARTS.get(len(value)) if nested else None
        for number, inner in enumerate(value):
            yield from _named(inner, f"{name} {names[number] if names else number}", depth + 1)


def _check_size(content: bytes) -> None:
    """Raise ValueError for a file that would use much memory: too many opcodes, or a memo with a huge index."""
    for step, (code, argument, _) in enumerate(pickletools.genops(content)):
        if step > MOST_STEPS or (code.name in ("LONG_BINPUT", "PUT") and (argument or 0) > MOST_STEPS):
            raise ValueError("too large")
