"""From a file to arrays: pictures, labels, or both. Nothing in a file is executed."""

import io
import math
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pytorch_study.data import idx, pickles
from pytorch_study.data.damage import cause
from pytorch_study.data.formats import extras
from pytorch_study.data.formats.forms import CHUNK, Bytes, Form, labels_of, pictures_of
from pytorch_study.data.formats.unpacking import MOST, Blob
from pytorch_study.data.kinds import RECORD, columns_of, refuse_foreign
from pytorch_study.errors import DataError, StudyError

MOST_ROWS = 80_000
"""Rows after which a table is not read on; the largest has 70,000."""
OFFICIAL = re.compile(r"(data_batch_\d|test_batch)(\.(bin|mat))?$|(train|t10k)-(images|labels)[-.]idx\d-ubyte")
"""Names of the official files of MNIST and CIFAR-10."""
NAMED_LABEL = ("label", "class", "target", "y", "digit", "labels")


@dataclass(frozen=True)
class Found:
    """What a file holds of a data set.

    Attributes:
        where: the file, for messages.
        names: its folders and its name, and the name of the array.
        source: the folder or archive in which it lies.
        x: pictures, (n, pixels); None: only labels.
        y: labels, (n,); None: only pictures.
    """

    where: str
    names: tuple[str, ...]
    source: str
    x: Bytes | None
    y: Bytes | None


Arrays = Iterator[tuple[str, Bytes | None, Bytes | None]]


def read(blob: Blob, form: Form) -> list[Found]:
    """What a file holds of pictures of this form and of labels; pictures in files of their own are read elsewhere.

    Raises:
        DataError: it is damaged, or of a kind that is not read.
    """
    reader = READERS.get(blob.kind)
    if reader is None:
        refuse_foreign(blob.where, blob.head)
        if OFFICIAL.match(blob.names[-1]):
            raise DataError("wrong_content", path=blob.where, name=form.name, found=blob.head[:4].hex(" "))
        return []
    try:
        return [Found(blob.where, (*blob.names, name), blob.source, x, y) for name, x, y in reader(blob, form)]
    except StudyError:
        raise
    except MemoryError as error:
        raise DataError("too_large", path=blob.where, most=MOST) from error
    except Exception as error:  # a damaged file may raise almost anything, from libraries that read it
        raise DataError("damaged", path=blob.where, why=cause(error)) from error


def read_picture(content: bytes, where: str, form: Form) -> Bytes | None:
    """A picture file as (pixels,) bytes; None if it has another size.

    Raises:
        DataError: it is damaged.
    """
    channels, height, width = form.shape
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=("PNG", "BMP", "GIF", "TIFF", "JPEG", "PPM")) as picture:
                if picture.size != (width, height):  # the header only; nothing was unpacked yet
                    return None
                pixels = np.asarray(picture.convert("L" if channels == 1 else "RGB"))
    except Exception as error:  # Pillow raises almost anything
        raise DataError("picture_not_readable", path=where) from error
    return (pixels if channels == 1 else pixels.transpose(2, 0, 1)).reshape(-1)


def _pair(name: str, one: NDArray[Any], form: Form) -> tuple[str, Bytes | None, Bytes | None]:
    """An array of either kind: pictures, else labels, else neither."""
    x = pictures_of(one, form)
    return name, x, labels_of(one) if x is None else None


def _idx(blob: Blob, form: Form) -> Arrays:
    yield _pair("", idx.decode(blob.read(), Path(blob.where)).numpy(), form)


def _npy(blob: Blob, form: Form) -> Arrays:
    content = blob.read()
    file = io.BytesIO(content)
    first = np.lib.format.read_magic(file) == (1, 0)
    header = np.lib.format.read_array_header_1_0 if first else np.lib.format.read_array_header_2_0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shape, _, dtype = header(file)
        expected = math.prod(shape) * dtype.itemsize + file.tell()
        if len(content) < expected:
            raise DataError("cut_short", path=blob.where, why=f"{len(content)} < {expected}")
        array = np.load(io.BytesIO(content), allow_pickle=False)
    yield _pair("", array, form)


def _bin(blob: Blob, form: Form) -> Arrays:
    if form.pixels + 1 != RECORD:
        return
    content = blob.read()
    if len(content) % RECORD:
        expected = -(-len(content) // RECORD) * RECORD
        raise DataError("cut_short", path=blob.where, why=f"{len(content)} < {expected}")
    rows = np.frombuffer(content, np.uint8).reshape(-1, RECORD)
    yield "", np.ascontiguousarray(rows[:, 1:]), rows[:, 0].copy()


def _csv(blob: Blob, form: Form) -> Arrays:
    separator, columns = columns_of(blob.head)
    if columns != form.pixels + 1:
        return
    content = blob.read().removeprefix(b"\xef\xbb\xbf")
    first = content.partition(b"\n")[0].decode("latin-1").strip().split(separator)
    names = [name.strip().strip('"').lower() for name in first]
    header = not names[-1].replace(".", "", 1).isdigit() or not names[0].replace(".", "", 1).isdigit()
    try:
        rows = _numbers(content, separator, int(header), columns, np.uint8)
    except ValueError:  # no whole numbers of 0..255; perhaps brightness of 0..1
        rows = _numbers(content, separator, int(header), columns, np.float32)
    if len(rows) > MOST_ROWS:
        raise DataError("too_many_rows", path=blob.where, most=MOST_ROWS)
    place = next((names.index(name) for name in NAMED_LABEL if header and name in names), 0)
    if not header and not rows[:, 0].any():  # a corner of the pictures, not a label: that stands last
        place = columns - 1
    y = labels_of(rows[:, place])
    yield "", pictures_of(np.delete(rows, place, axis=1), form), y


def _numbers(content: bytes, separator: str, skip: int, columns: int, kind: type) -> NDArray[Any]:
    """The rows of a table; ValueError if a cell is no number of this kind."""
    lines = io.TextIOWrapper(io.BytesIO(content), "latin-1")
    found: list[NDArray[Any]] = []
    for _ in range(skip):
        lines.readline()
    while sum(map(len, found)) <= MOST_ROWS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a chunk that is empty, which is the end
            rows: NDArray[Any] = np.loadtxt(
                lines, kind, comments=None, delimiter=separator, ndmin=2, max_rows=CHUNK, quotechar='"'
            )
        if not rows.size:
            break
        if rows.shape[1] != columns:
            raise ValueError(f"{rows.shape[1]} columns, not {columns}")
        found.append(rows)
    return np.concatenate(found) if found else np.empty((0, columns), kind)


def _pickle(blob: Blob, form: Form) -> Arrays:
    content = blob.read()
    if form.pixels == RECORD - 1:
        x, y = pickles.decode(content, blob.where)
        yield "", x, y
        return
    for name, array in pickles.arrays(content, blob.where):
        yield _pair(name, array, form)


def _mat(blob: Blob, form: Form) -> Arrays:
    for name, array in extras.mat_arrays(blob):
        yield _pair(name, array, form)


def _parquet(blob: Blob, form: Form) -> Arrays:
    x: list[Bytes] = []
    y: list[int] = []
    for content, label in extras.parquet_rows(blob):
        one = read_picture(content, blob.where, form)
        if one is None:
            return
        x.append(one)
        y.append(label)
        if len(y) > MOST_ROWS:
            raise DataError("too_many_rows", path=blob.where, most=MOST_ROWS)
    if x:
        yield "", np.stack(x), np.array(y, np.uint8)


def _torch(blob: Blob, form: Form) -> Arrays:
    for name, array in extras.torch_arrays(blob):
        yield _pair(name, array, form)


READERS: dict[str, Callable[[Blob, Form], Arrays]] = {
    "idx": _idx,
    "npy": _npy,
    "bin": _bin,
    "csv": _csv,
    "pickle": _pickle,
    "mat": _mat,
    "parquet": _parquet,
    "torch": _torch,
}
