"""MNIST, 60,000 + 10,000 handwritten digits of 28 x 28 pixels: find, verify, read."""

from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from pytorch_study.data import idx
from pytorch_study.data.locations import data_folders, read_bytes
from pytorch_study.errors import DataError
from pytorch_study.files import sha256
from pytorch_study.lesson import DataOptions, Split


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


def find(options: DataOptions) -> dict[str, Path]:
    """Paths of the four files, by their keys in `PARTS`, in the first data folder that has any of them.

    Raises:
        DataError: a folder has only some of the four files, or no folder has any.
    """
    for folder in data_folders(options):
        if found := at(folder):
            return found
    raise DataError("mnist_missing", names=", ".join(part.name for part in PARTS.values()))


def at(path: Path) -> dict[str, Path]:
    """Like `find`, for one path: a data folder, the files' own folder, or one of the files. {} if there are none.

    Raises:
        DataError: a folder has only some of the four files.
    """
    if path.is_file():
        path = path.parent
    for folder in (path / "MNIST" / "raw", path / "raw", path):
        found = {key: file for key, part in PARTS.items() if (file := _file(folder, part.name))}
        if missing := [part.name for key, part in PARTS.items() if key not in found]:
            if found:
                raise DataError("mnist_incomplete", path=folder, missing=", ".join(missing))
        else:
            return found
    return {}


def read(path: Path, part: Part) -> Tensor:
    """Verify and decode one file, compressed or not: uint8, (n, 28, 28) images or (n,) labels.

    Raises:
        DataError: the file cannot be read, or its content is not MNIST's.
    """
    content = read_bytes(path)
    if path.suffix == ".gz":
        content = idx.gunzip(content, path, most=part.length)
    if (found := sha256(content)) != part.digest:
        raise DataError("wrong_digest", path=path, name="MNIST", expected=part.digest, found=found)
    return idx.decode(content, path)


def load_mnist(options: DataOptions, part: str) -> Split:
    """Load a split: images (n, 1, 28, 28) uint8, labels (n,) int64.

    Args:
        options: where to look.
        part: `train`, 60,000 images, or `test`, 10,000.

    Raises:
        DataError: see `find` and `read`.
    """
    files = find(options)
    x = read(files[f"{part}_x"], PARTS[f"{part}_x"]).unsqueeze(1)  # (n, 28, 28) -> (n, 1, 28, 28)
    return Split(x, read(files[f"{part}_y"], PARTS[f"{part}_y"]).long())


def _file(folder: Path, name: str) -> Path | None:
    # Some copies are named `train-images.idx3-ubyte` instead of the official name.
    names = [name, name.replace("-idx", ".idx")]
    return next((p for n in names for p in (folder / n, folder / f"{n}.gz") if p.is_file()), None)
