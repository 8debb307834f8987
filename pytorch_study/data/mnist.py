"""MNIST: 60,000 + 10,000 handwritten digits of 28 x 28 pixels, found, verified and read."""

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
    """One of the four files: its official name, its unpacked length in bytes, and the SHA-256 of those bytes."""

    name: str
    length: int
    digest: str


# The digests are of the unpacked content, so that a file that was packed anew, or unpacked, is as good as the original.
# Taken from files whose MD5 are the published 6bbc9ace..., a25bea73..., 2646ac64..., 27ae3e4e....
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
    """The paths of the four files, in the first folder that has any of them.

    Raises:
        DataError: a folder has some of the four files, but not all; or none has any.
    """
    for folder in data_folders(options):
        if found := at(folder):
            return found
    raise DataError("mnist_missing", names=", ".join(part.name for part in PARTS.values()))


def at(place: Path) -> dict[str, Path]:
    """The same in one place: a data folder, the files' own folder, or one of the files. {} where there is none.

    Raises:
        DataError: some of the four files are there, but not all.
    """
    if place.is_file():
        place = place.parent
    for folder in (place / "MNIST" / "raw", place / "raw", place):
        found = {key: path for key, part in PARTS.items() if (path := _file(folder, part.name))}
        if missing := [part.name for key, part in PARTS.items() if key not in found]:
            if found:
                raise DataError("mnist_incomplete", path=folder, missing=", ".join(missing))
        else:
            return found
    return {}


def read(path: Path, part: Part) -> Tensor:
    """One file, packed or not, verified before anything of it is believed: uint8, (n, 28, 28) or (n,).

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
    """`part`: `train`, 60,000 images, or `test`, 10,000. Images (n, 1, 28, 28) uint8, labels (n,) int64.

    Raises:
        DataError: see `find` and `read`.
    """
    files = find(options)
    x = read(files[f"{part}_x"], PARTS[f"{part}_x"]).unsqueeze(1)  # (n, 28, 28) -> (n, 1, 28, 28)
    return Split(x, read(files[f"{part}_y"], PARTS[f"{part}_y"]).long())


def _file(place: Path, name: str) -> Path | None:
    # Besides the official name, some copies write `train-images.idx3-ubyte`.
    names = [name, name.replace("-idx", ".idx")]
    return next((p for n in names for p in (place / n, place / f"{n}.gz") if p.is_file()), None)
