"""MNIST, 60,000 + 10,000 handwritten digits of 28 x 28 pixels: find, verify, read."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pytorch_study.data import idx, others
from pytorch_study.data.damage import cause
from pytorch_study.data.formats import accepting
from pytorch_study.data.formats.accepting import WRAPPED
from pytorch_study.data.formats.forms import MNIST, bytes_of
from pytorch_study.data.kinds import refuse_foreign
from pytorch_study.data.locations import first_found, read_bytes
from pytorch_study.errors import DataError
from pytorch_study.files import sha256
from pytorch_study.lesson import DataOptions, Split, Tell
from pytorch_study.text import say


@dataclass(frozen=True)
class Part:
    """One of the four files: official name, decompressed length in bytes, and SHA-256 of those bytes."""

    name: str
    length: int
    digest: str


# The SHA-256 are of the decompressed content, so that a recompressed or decompressed file is accepted too. They were
# computed from files whose MD5 are the published 6bbc9ace..., a25bea73..., 2646ac64..., 27ae3e4e....
PARTS = {
    "train_x": Part(
        "train-images-idx3-ubyte", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
    ),
    "train_y": Part(
        "train-labels-idx1-ubyte", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
    ),
    "test_x": Part(
        "t10k-images-idx3-ubyte", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
    ),
    "test_y": Part(
        "t10k-labels-idx1-ubyte", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
    ),
}


WIDEST_NUMBER = 8
"""Bytes of the largest numbers in which somebody may have saved bytes: float64, int64."""
NPZ = "mnist.npz"
"""Keras's file with all four arrays, under the names of `NPZ_NAMES`."""
NPZ_NAMES = {"train_x": "x_train", "train_y": "y_train", "test_x": "x_test", "test_y": "y_test"}


def find(options: DataOptions) -> dict[str, Path]:
    """Paths of the four files, by their keys in `PARTS`, in the first data folder that has any of them.

    The one key `WRAPPED` leads to a place that holds MNIST in another form.

    Raises:
        DataError: a folder has only some of the four files, `--data` has none, or no folder has any.
    """
    names = ", ".join(part.name for part in PARTS.values())
    try:
        found = first_found(options, lambda folder: accepting.found_at(folder, at, MNIST, options), names)
    except DataError as error:
        if error.key != "not_in_data" or options.folder is None:
            raise
        if (other := others.at(options.folder)) is not None:
            raise DataError("is_other_set", path=options.folder, found=other.kind.name, name="MNIST") from error
        return accepting.search(options.folder, MNIST, error)
    if found:
        return found
    raise DataError("mnist_missing", names=names)


def other_set(options: DataOptions) -> others.Other | None:
    """Fashion-MNIST, KMNIST or EMNIST in the folder that the user has named; None where MNIST is, too."""
    other = others.find(options)
    if other is None or options.folder is None or not accepting.likely(options.folder, MNIST):
        return other
    return None if accepting.found_at(options.folder, at, MNIST, DataOptions()) else other


def named(path: Path) -> dict[str, Path]:
    """Like `at`, for a path that the user has named: whatever it is, it is looked into.

    Raises:
        DataError: it is another data set of the same form.
    """
    if found := at(path):
        return found
    if (other := others.at(path)) is not None:
        raise DataError("is_other_set", path=path, found=other.kind.name, name="MNIST")
    return {WRAPPED: path}


def at(path: Path) -> dict[str, Path]:
    """Like `find`, for one path: a data folder, the files' own folder, or one of the files. {} if there are none.

    All four keys may lead to one `mnist.npz`.

    Raises:
        DataError: a folder has only some of the four files.
    """
    if path.is_file():
        if any(_file(path.parent, part.name) == path for part in PARTS.values()):  # with its three partners
            return _four(path.parent)
        return dict.fromkeys(PARTS, path) if path.suffix == ".npz" else {}
    for folder in (path / "MNIST" / "raw", path / "raw", path):
        if found := _four(folder):
            return {} if others.at(path) else found
        if (folder / NPZ).is_file():
            return dict.fromkeys(PARTS, folder / NPZ)
    return {WRAPPED: path} if path.is_dir() and accepting.likely(path, MNIST) else {}


def _four(folder: Path) -> dict[str, Path]:
    found = {key: file for key, part in PARTS.items() if (file := _file(folder, part.name))}
    if (missing := [part.name for key, part in PARTS.items() if key not in found]) and found:
        raise DataError("mnist_incomplete", path=folder, missing=", ".join(missing))
    return found


def read(path: Path, key: str) -> Tensor:
    """Verify and decode one of the parts: uint8, (n, 28, 28) images or (n,) labels.

    Whether a file is compressed, even twice, is told by its first bytes: browsers and tools change the name without
    the content, and the content without the name.

    Args:
        path: the file, or Keras's `mnist.npz`.
        key: which part, as in `PARTS`.

    Raises:
        DataError: the file cannot be read, or its content is not MNIST's.
    """
    tensor, part = _content_of(path, key), PARTS[key]
    if (found := sha256(idx.encode(tensor.numpy()))) != part.digest:
        raise DataError("wrong_digest", path=path, name="MNIST", expected=part.digest, found=found)
    return tensor


def _content_of(path: Path, key: str) -> Tensor:
    part = PARTS[key]
    if path.suffix == ".npz":
        return torch.from_numpy(npz_array(path, NPZ_NAMES[key], most=part.length))
    content = read_bytes(path)
    refuse_foreign(path, content)
    for _ in range(2):
        if content.startswith(idx.GZIP) or (path.suffix == ".gz" and not content.startswith(b"\0\0")):
            content = idx.gunzip(content, path, most=part.length)
    return idx.decode(content, path)


def npz_array(path: Path, name: str, most: int) -> NDArray[np.uint8]:
    """One array of an .npz file, without unpickling anything.

    Args:
        path: the file.
        name: the array's name.
        most: limit on its bytes, so that a small file cannot expand to gigabytes.

    Raises:
        DataError: it is no such file, is damaged, has no such array, or the array is too large or not of bytes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(read_bytes(path))) as archive:
            if archive.getinfo(f"{name}.npy").file_size > WIDEST_NUMBER * most + 1000:
                raise DataError("too_large", path=path, most=most)
            array = np.load(io.BytesIO(archive.read(f"{name}.npy")), allow_pickle=False)
    except (KeyError, ValueError, EOFError, OSError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
        raise DataError("not_npz", path=path, name=name, why=cause(error)) from error
    if array.dtype == np.uint8:
        return np.asarray(array, np.uint8)
    content = bytes_of(array.reshape(len(array), -1) if array.ndim else array.reshape(1, 1))
    if content is None:
        raise DataError("not_npz", path=path, name=name, why=array.dtype)
    return content.reshape(array.shape)


def load_mnist(options: DataOptions, part: str) -> Split:
    """Load a split: images (n, 1, 28, 28) uint8, labels (n,) int64.

    Args:
        options: where to look; `options.tell` is told if the images are in another order than the official one.
        part: `train`, 60,000 images, or `test`, 10,000.

    Raises:
        DataError: see `find` and `read`.
    """
    x, y = _load(find(options), part, options.tell)
    return Split(x.reshape(-1, 1, 28, 28), y.long())  # (n, 28, 28) -> (n, 1, 28, 28)


def verify(files: dict[str, Path], tell: Tell | None = None) -> None:
    """Verify the training and the test set by reading them.

    Raises:
        DataError: see `read`.
    """
    for part in ("train", "test"):
        _load(files, part, tell if part == "train" else None)


def kept_as(files: dict[str, Path]) -> dict[str, Path | bytes]:
    """Map the path of each file below a data folder to its current path, or to what is to be written there.

    MNIST from another form is kept as its four files.
    """
    if WRAPPED not in files:
        return {f"MNIST/raw/{path.name}": path for path in files.values()}
    found = accepting.load(files[WRAPPED], MNIST)
    arrays = {"train_x": found.train[0], "train_y": found.train[1], "test_x": found.test[0], "test_y": found.test[1]}
    return {
        f"MNIST/raw/{part.name}": idx.encode(arrays[key].reshape(-1, 28, 28) if key.endswith("x") else arrays[key])
        for key, part in PARTS.items()
    }


def _load(files: dict[str, Path], part: str, tell: Tell | None) -> tuple[Tensor, Tensor]:
    if WRAPPED in files:
        found = accepting.load(files[WRAPPED], MNIST, tell if part == "train" else None)
        if part == "test":
            accepting.forget()
        arrays = found.train if part == "train" else found.test
        return torch.from_numpy(arrays[0]), torch.from_numpy(arrays[1])
    paths = files[f"{part}_x"], files[f"{part}_y"]
    try:
        return read(paths[0], f"{part}_x"), read(paths[1], f"{part}_y")
    except DataError as error:
        if error.key != "wrong_digest":
            raise
        x, y = (_content_of(path, f"{part}_{which}") for path, which in zip(paths, "xy", strict=True))
        if not accepting.same_pictures(x.numpy(), y.numpy(), getattr(MNIST, part)):
            raise
        if tell and part == "train":
            tell(say("data.other_order", path=paths[0].parent, name="MNIST"), False)
        return x, y


def _file(folder: Path, name: str) -> Path | None:
    # Some copies are named `train-images.idx3-ubyte` instead of the official name; unpacking programs put a file into a
    # folder of its own name.
    names = [one for n in (name, name.replace("-idx", ".idx")) for one in (n, f"{n}.gz")]
    places = [(folder / n, folder / n / n, folder / n / n.removesuffix(".gz")) for n in names]
    return next((path for some in places for path in some if path.is_file()), None)
