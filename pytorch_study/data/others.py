"""Fashion-MNIST, KMNIST and EMNIST: of MNIST's form, but not MNIST; told by digest or folder."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pytorch_study.data import idx
from pytorch_study.data.locations import read_bytes
from pytorch_study.errors import DataError
from pytorch_study.files import sha256
from pytorch_study.lesson import DataInfo, DataOptions, SharedFolder, Split, Splits
from pytorch_study.text import say

MOST = 560_000_000
"""Limit on a file's bytes after unpacking; the largest, EMNIST's `byclass` training pictures, has 547 million."""
KEYS = ("train_x", "train_y", "test_x", "test_y")
NAMES = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
MERGED = (*"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", *"abdefghnqrt")
"""Small letters that look like their capitals are in one class with them."""


@dataclass(frozen=True)
class Kind:
    """One of these data sets.

    Attributes:
        name: its name.
        labels: its classes.
        zh: their names in Chinese, where they have any.
        first: the label of the first class.
        transposed: whether rows and columns of the pictures are exchanged.
    """

    name: str
    labels: tuple[str, ...]
    zh: tuple[str, ...] = ()
    first: int = 0
    transposed: bool = False


@dataclass(frozen=True)
class Other:
    """Such a data set, found.

    Attributes:
        kind: which one.
        folder: where its files are.
        files: their paths, by `KEYS`.
        beside: further parts of EMNIST in the same folder.
    """

    kind: Kind
    folder: Path
    files: dict[str, Path]
    beside: tuple[str, ...] = ()


FASHION = Kind(
    "Fashion-MNIST",
    ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
    ("T恤", "裤子", "套头衫", "连衣裙", "外套", "凉鞋", "衬衫", "运动鞋", "包", "短靴"),
)
KMNIST = Kind("KMNIST", ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"))
EMNIST = {
    split: Kind(f"EMNIST {split}", labels, first=int(split == "letters"), transposed=True)
    for split, labels in {
        "balanced": MERGED,
        "letters": tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "digits": tuple("0123456789"),
        "mnist": tuple("0123456789"),
        "byclass": tuple("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
        "bymerge": MERGED,
    }.items()
}
"""By split, in the order in which one is chosen."""

FOLDERS = {"fashionmnist": FASHION, "fashion": FASHION, "kmnist": KMNIST, "kuzushijimnist": KMNIST, "emnist": None}
"""Names of folders, in small letters and without anything else."""
LABELS = {
    # The test labels, unpacked. Fashion-MNIST's were computed from the file with the published MD5 bb300cfd...; so few
    # bytes are quick to read, and tell the data sets apart.
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2": None,  # MNIST's
    "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34": FASHION,
}
PACKED_LABELS = {"7320c461ea6c1c855c0b718fb2a4b134": KMNIST}
"""MD5 of the packed test labels, as torchvision publishes them (torchvision/datasets/mnist.py)."""


def is_other_set(folder: str) -> bool:
    """Whether a folder's name is that of one of these data sets."""
    return _letters(folder) in FOLDERS


def _letters(name: str) -> str:
    return re.sub("[^a-z]", "", name.lower())


def find(options: DataOptions) -> Other | None:
    """The data set in the folder that the user has named; None if it is none of these, or MNIST lies there, too."""
    if options.folder is None or isinstance(options.folder, SharedFolder):
        return None
    return at(options.folder)


def at(folder: Path) -> Other | None:
    """The data set in a folder, its `raw`, or a folder of its own name; None if there is none, or MNIST is there."""
    try:
        return _at(folder) if folder.is_dir() else None
    except OSError:  # a folder that may not be entered: others say so
        return None


def _at(folder: Path) -> Other | None:
    for place in (folder / "MNIST" / "raw", folder / "raw", folder):
        if files := _four(place):
            kind = _kind(place, files)
            return Other(kind, place, files) if kind else None
    inside = [folder, *sorted(path for path in folder.iterdir() if path.is_dir() and is_other_set(path.name))]
    for place in (inner for one in inside for inner in _inner(one)):
        if (files := _four(place)) and (kind := _kind(place, files)):
            return Other(kind, place, files)
        if found := _emnist(place):
            return found
    return None


def notes(options: DataOptions) -> list[str]:
    """What is to be told before a training: which data set it is, and which other parts of it are there."""
    if (other := find(options)) is None:
        return []
    sentences = [say("data.other_set", path=other.folder, name=other.kind.name, count=len(other.kind.labels))]
    if other.beside:
        sentences.append(say("data.emnist_splits", name=other.kind.name, names=", ".join(other.beside)))
    return sentences


def load(other: Other) -> Splits:
    """Its training and test set, with the names of its classes; EMNIST's pictures are turned upright.

    Raises:
        DataError: a file is damaged, or there are not as many labels as pictures.
    """
    info = DataInfo(labels=other.kind.labels, zh=other.kind.zh, dataset=other.kind.name)
    return Splits(train=_split(other, "train"), test=lambda: _split(other, "test"), info=info)


def _split(other: Other, part: str) -> Split:
    paths = other.files[f"{part}_x"], other.files[f"{part}_y"]
    x, y = (idx.decode(_content(path), path) for path in paths)
    if x.dim() != 3 or y.dim() != 1 or len(x) != len(y):
        raise DataError("labels_count", path=paths[0], pictures=tuple(x.shape), labels=tuple(y.shape))
    if other.kind.transposed:
        x = x.transpose(1, 2).contiguous()
    y = y.long() - other.kind.first
    if len(y) and not 0 <= int(y.min()) <= int(y.max()) < len(other.kind.labels):
        first, last = other.kind.first, other.kind.first + len(other.kind.labels) - 1
        raise DataError("labels_range", path=paths[1], name=other.kind.name, first=first, last=last)
    return Split(x.unsqueeze(1), y)  # (n, 28, 28) -> (n, 1, 28, 28)


def _content(path: Path) -> bytes:
    if path.stat().st_size > MOST:
        raise DataError("too_large", path=path, most=MOST)
    content = read_bytes(path)
    return idx.gunzip(content, path, MOST) if content.startswith(idx.GZIP) else content


def _inner(folder: Path) -> Iterator[Path]:
    yield from (folder, folder / "raw", folder / "raw" / "gzip", folder / "gzip")


def _one(folder: Path, name: str) -> Path | None:
    names = (name, name.replace("-idx", ".idx"), f"{name}.gz")
    return next((path for some in names if (path := folder / some).is_file()), None)


def _four(folder: Path) -> dict[str, Path] | None:
    found = {key: _one(folder, f"{name}-ubyte") for key, name in zip(KEYS, NAMES, strict=True)}
    return {key: path for key, path in found.items() if path} if all(found.values()) else None


def _kind(folder: Path, files: dict[str, Path]) -> Kind | None:
    """Which data set four files are: by the test labels, else by the name of their folder."""
    try:
        packed = read_bytes(files["test_y"]) if files["test_y"].stat().st_size < 1_000_000 else b""
        content = idx.gunzip(packed, files["test_y"], MOST) if packed.startswith(idx.GZIP) else packed
    except DataError:
        packed = content = b""
    if (digest := sha256(content)) in LABELS:
        return LABELS[digest]
    if kind := PACKED_LABELS.get(hashlib.md5(packed, usedforsecurity=False).hexdigest()):
        return kind
    own = folder.resolve()
    while own.name.lower() in ("raw", "gzip"):
        own = own.parent
    return FOLDERS.get(_letters(own.name))


def _emnist(folder: Path) -> Other | None:
    """EMNIST in a folder, told by the names of its files; of several splits, the first of `EMNIST`."""
    found = {}
    for split in EMNIST:
        names = (f"{part}-{what}" for part in ("train", "test") for what in ("images-idx3", "labels-idx1"))
        paths = [_one(folder, f"emnist-{split}-{name}-ubyte") for name in names]
        if all(paths):
            found[split] = {key: path for key, path in zip(KEYS, paths, strict=True) if path}
    if not found:
        return None
    first = next(iter(found))
    return Other(EMNIST[first], folder, found[first], tuple(list(found)[1:]))
