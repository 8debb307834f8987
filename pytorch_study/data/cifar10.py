"""CIFAR-10, 50,000 + 10,000 colour images of 32 x 32 pixels in ten classes: find, download, verify, read."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from pytorch_study.data.archives import ending, members
from pytorch_study.data.cifar10_official import CIFAR10 as CIFAR10
from pytorch_study.data.cifar10_official import Batch as Batch
from pytorch_study.data.cifar10_official import Official as Official
from pytorch_study.data.download import download
from pytorch_study.data.formats import accepting
from pytorch_study.data.formats.accepting import WRAPPED
from pytorch_study.data.formats.walking import head_of
from pytorch_study.data.kinds import kind_of, refuse_foreign
from pytorch_study.data.locations import cache_folder, first_found, read_bytes
from pytorch_study.data.pickles import decode, encode
from pytorch_study.errors import DataError
from pytorch_study.lesson import DataOptions, Split, Tell

Pixels = NDArray[np.uint8]
FOLDER = "cifar-10-batches-py"
ARCHIVES = re.compile(r"cifar-10-(python|batches-py).*\.(tar|tgz|gz|bz2|xz)")
"""File names that count as the archive; a browser that downloads it twice writes `cifar-10-python (1).tar.gz`."""
MOST = 40_000_000
"""Size limit of a batch file in bytes; the official ones have 31 million."""
MOST_UNPACKED = 256_000_000
"""Limit on the decompressed size of an archive in bytes; the official one has 186 million."""


def load_cifar10(options: DataOptions, part: str, official: Official = CIFAR10) -> Split:
    """Load a split: images (n, 3, 32, 32) uint8, labels (n,) int64; downloads the data first if they are missing.

    Args:
        options: where to look; a download also needs `options.tell`, which reports it.
        part: `train`, 50,000 images, or `test`, 10,000.
        official: the reference to verify against.

    Raises:
        DataError: see `find`, `fetch` and `read`.
    """
    x, y = _load(find(options, official) or fetch(options.tell, official), part, official, options.tell)
    return Split(torch.from_numpy(x).reshape(-1, 3, 32, 32), torch.from_numpy(y).long())  # (n, 3072) -> (n, 3, 32, 32)


def _load(files: dict[str, Path], part: str, official: Official, tell: Tell | None) -> tuple[Pixels, Pixels]:
    """The images and labels of a split; that they are in another order than the official one is told."""
    tell = tell if part == "train" else None
    wrapped = files.get(WRAPPED)
    if wrapped is None:
        try:
            batches = read(files, official.train if part == "train" else official.test)
            return np.concatenate([x for x, _ in batches]), np.concatenate([y for _, y in batches])
        except DataError as error:
            # The names of the files are right, but perhaps another form is in them, or another order.
            if error.key not in ("not_cifar10", "cifar10_incomplete", "not_an_archive", "not_a_batch"):
                raise
            wrapped = files["archive"] if "archive" in files else next(iter(files.values())).parent
            try:
                found = accepting.load(wrapped, official.form, tell)
            except DataError as why:
                # Of an archive without any of the six files, what lies in it instead.
                lacks_all = str(error.values.get("missing", "")).count(",") + 1 == len(getattr(official, part))
                instead = (lacks_all and "archive" in files) or error.key == "not_an_archive"
                raise (why if instead and why.key in accepting.OTHER else error) from None
    else:
        found = accepting.load(wrapped, official.form, tell)
    if part == "test":
        accepting.forget()
    return found.train if part == "train" else found.test


def find(options: DataOptions, official: Official = CIFAR10) -> dict[str, Path]:
    """The six batch files by name, or one `archive`, from the first data folder that has them; {} if none has.

    The one key `WRAPPED` leads to a place that holds the images in another form.

    Raises:
        DataError: a folder has only some of the six files, and no archive; or `--data` has neither.
    """
    names = ", ".join([FOLDER, CIFAR10.archive.name])
    try:
        return first_found(options, lambda folder: accepting.found_at(folder, at, official.form, options), names)
    except DataError as error:
        if error.key != "not_in_data" or options.folder is None:
            raise
        return accepting.search(options.folder, official.form, error)


def named(path: Path) -> dict[str, Path]:
    """Like `at`, for a path that the user has named: whatever it is, it is looked into."""
    return at(path) or {WRAPPED: path}


def at(path: Path) -> dict[str, Path]:
    """Like `find`, for one path: a data folder, the batches' own folder, one of the batches, or any archive.

    Raises:
        DataError: a folder has only some of the six files, and no archive.
    """
    names = [batch.name for batch in (*CIFAR10.train, *CIFAR10.test)]
    if path.is_file():
        if path.name in names:  # its five partners, and not an archive beside them
            return _six(path.parent, names)
        kind = kind_of(head := head_of(path), path.stat().st_size)
        refuse_foreign(path, head)
        return {"archive": path} if kind in ("tar", "gzip", "bz2", "xz") or ARCHIVES.fullmatch(path.name) else {}
    some = next((folder for folder in (path / FOLDER, path) if any((folder / name).is_file() for name in names)), None)
    for folder in (path / FOLDER, path):
        if all((folder / name).is_file() for name in names):
            return _six(folder, names)
    archives = [file for file in path.glob("cifar-10-*") if file.is_file() and ARCHIVES.fullmatch(file.name)]
    if archives:
        return {"archive": min(archives, key=lambda file: (file.name != CIFAR10.archive.name, file.name))}
    if some:
        return _six(some, names)
    return {WRAPPED: path} if path.is_dir() and accepting.likely(path, CIFAR10.form) else {}


def _six(folder: Path, names: list[str]) -> dict[str, Path]:
    if missing := ", ".join(name for name in names if not (folder / name).is_file()):
        raise DataError("cifar10_incomplete", path=folder, missing=missing)
    return {name: folder / name for name in names}


def fetch(tell: Tell | None, official: Official = CIFAR10) -> dict[str, Path]:
    """Download the archive to the cache.

    Raises:
        DataError: `tell` is None, no mirror serves the file, or there is no network.
        DiskError: the cache cannot be written to.
    """
    if tell is None:
        raise DataError("data_missing", name=official.archive.data_set)
    return {"archive": download(official.archive, cache_folder(), tell)}


def read(files: dict[str, Path], batches: tuple[Batch, ...]) -> list[tuple[Pixels, Pixels]]:
    """Read and verify batches: for each its images (n, 3072) and labels (n,), both uint8.

    Args:
        files: as `find` returns them.
        batches: the batches to read, in order.

    Raises:
        DataError: a file cannot be read, is missing in the archive, or has the wrong content.
    """
    wanted = {batch.name: batch for batch in batches}
    found = {}
    for name, where, content in _contents(files, set(wanted)):
        found[name] = _verified(content, wanted[name], where)
    return [found[name] for name in wanted]


def verify(files: dict[str, Path], tell: Tell | None = None, official: Official = CIFAR10) -> None:
    """Verify both splits by reading them.

    Raises:
        DataError: see `read`.
    """
    for part in ("train", "test"):
        _load(files, part, official, tell)


def kept_as(files: dict[str, Path], official: Official = CIFAR10) -> dict[str, Path | bytes]:
    """Map the path of each file below a data folder to its current path, or to what is to be written there.

    Images from another form are kept as six batch files.
    """
    if "archive" in files and _has_batches(files["archive"]):
        path = files["archive"]
        return {path.name if ARCHIVES.fullmatch(path.name) else f"cifar-10-python{ending(path)}": path}
    if WRAPPED not in files and "archive" not in files:
        return {f"{FOLDER}/{name}": path for name, path in files.items()}
    found = accepting.load(files.get(WRAPPED) or files["archive"], official.form)
    kept: dict[str, Path | bytes] = {}
    for batches, (x, y) in ((official.train, found.train), (official.test, found.test)):
        size = len(y) // len(batches)
        for number, batch in enumerate(batches):
            rows = slice(number * size, (number + 1) * size)
            kept[f"{FOLDER}/{batch.name}"] = encode(x[rows], y[rows])
    return kept


def _has_batches(archive: Path) -> bool:
    """Whether an archive holds the batch files, and not another form of the images."""
    try:
        next(members(archive, {batch.name for batch in CIFAR10.train}, MOST, MOST_UNPACKED), None)
    except DataError:
        return False
    return True


def _verified(content: bytes, batch: Batch, where: str) -> tuple[Pixels, Pixels]:
    official = hashlib.md5(content, usedforsecurity=False).hexdigest() == batch.md5
    x, y = decode(content, where, trusted=official)
    if not official and (found := hashlib.sha256(x.tobytes() + y.tobytes()).hexdigest()) != batch.digest:
        raise DataError("not_cifar10", path=where, expected=batch.digest, found=found)
    return x, y


def _contents(files: dict[str, Path], names: set[str]) -> Iterator[tuple[str, str, bytes]]:
    if "archive" in files:
        yield from members(files["archive"], names, MOST, MOST_UNPACKED)
        return
    for name in sorted(names):
        if files[name].stat().st_size > MOST:
            raise DataError("too_large", path=files[name], most=MOST)
        yield name, str(files[name]), read_bytes(files[name])
