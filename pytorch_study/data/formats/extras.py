"""Formats that only a package can read: .mat with scipy, Parquet with pyarrow, and what `torch.save` has written."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pytorch_study.data.formats.unpacking import MOST, Blob
from pytorch_study.errors import DataError

LABELS, PICTURES = ("label", "labels", "class", "target"), ("image", "img", "picture", "png", "bytes")
"""Names of columns."""


def mat_arrays(blob: Blob) -> Iterator[tuple[str, NDArray[Any]]]:
    """The matrices of numbers in a .mat file, by name.

    Raises:
        DataError: scipy is not installed, or the file is cut short or would unpack to too much.
    """
    try:
        from scipy.io import loadmat, whosmat  # type: ignore[import-untyped]
    except ImportError as error:
        raise DataError("needs_package", path=blob.where, what="MATLAB .mat", package="scipy") from error
    content = blob.read()
    _check_mat(content, blob)
    sizes = {name: shape for name, shape, kind in whosmat(io.BytesIO(content)) if kind in ("uint8", "double", "single")}
    wanted = [name for name, shape in sizes.items() if len(shape) == 2 and np.prod(shape, dtype=float) < MOST]
    found = loadmat(io.BytesIO(content), variable_names=wanted) if wanted else {}
    for name in wanted:
        if isinstance(array := found.get(name), np.ndarray):
            yield name, array


def _check_mat(content: bytes, blob: Blob) -> None:
    """Check that its packed parts do not unpack to too much, before a library that would believe them reads them."""
    place, left = 128, MOST
    big = content[126:128] == b"MI"
    while place + 8 <= len(content):
        kind, size = (int.from_bytes(content[place + i : place + i + 4], "big" if big else "little") for i in (0, 4))
        if place + 8 + size > len(content):
            raise DataError("cut_short", path=blob.where, why=f"{len(content)} < {place + 8 + size}")
        if kind == 15:  # packed by zlib
            unpacker = zlib.decompressobj()
            piece = content[place + 8 : place + 8 + size]
            while piece and not unpacker.eof:
                left -= len(unpacker.decompress(piece, 1 << 22))
                if left < 0:
                    raise DataError("too_large", path=blob.where, most=MOST)
                piece = unpacker.unconsumed_tail
        place += 8 + size


def parquet_rows(blob: Blob) -> Iterator[tuple[bytes, int]]:
    """Each row's picture, as the bytes of its file, and its label; none if there are no such columns.

    Raises:
        DataError: pyarrow is not installed, or the file is cut short.
    """
    try:
        from pyarrow import parquet  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError as error:
        raise DataError("needs_package", path=blob.where, what="Parquet", package="pyarrow") from error
    content = blob.read()
    if not content.endswith(b"PAR1"):
        raise DataError("cut_short", path=blob.where, why="PAR1")
    file = parquet.ParquetFile(io.BytesIO(content))
    names = file.schema_arrow.names
    label = next((name for name in LABELS if name in names), None)
    picture = next((name for name in PICTURES if name in names), None)
    if label is None or picture is None:
        return
    for batch in file.iter_batches(batch_size=1000, columns=[picture, label]):
        for cell, answer in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True):
            raw = cell.get("bytes") if isinstance(cell, dict) else cell
            if not isinstance(raw, bytes) or not isinstance(answer, int) or not 0 <= answer <= 255:
                return
            yield raw, answer


def torch_arrays(blob: Blob) -> Iterator[tuple[str, NDArray[Any]]]:
    """The tensors in a file of `torch.save`, alone, in a tuple or in a dictionary, as bytes or numbers.

    torchvision before 0.8 kept MNIST so: `processed/training.pt` and `test.pt`, each with pictures and labels.

    Raises:
        DataError: it would unpack to too much.
    """
    content = blob.read()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST:
                raise DataError("too_large", path=blob.where, most=MOST)
    found = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)  # runs no code of the file
    if isinstance(found, dict):
        named = {str(key): value for key, value in list(found.items())[:20]}
    else:
        named = {str(key): value for key, value in enumerate(found if isinstance(found, tuple | list) else [found])}
    for name, value in named.items():
        if isinstance(value, Tensor) and value.numel() <= MOST:
            yield name, value.detach().numpy()
