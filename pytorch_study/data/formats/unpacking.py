"""All files in a place: a folder, a file, an archive, or one within the other. Nothing is written, nothing escapes."""

import bz2
import functools
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from pytorch_study.data.damage import cause, is_cut, zip_lacks
from pytorch_study.data.formats.walking import DEPTH, MOST_FILES, files_below, reading
from pytorch_study.data.image_folder import HIDDEN
from pytorch_study.data.kinds import HEAD, PACKED, kind_of, signature
from pytorch_study.errors import DataError

MOST = 260_000_000
"""Limit on a file's size in bytes, after unpacking; the largest known, an unpacked mnist.pkl, has 220 million."""
MOST_ALL = 1_000_000_000
"""Limit on the bytes unpacked from one place."""
MOST_MEMORY = 200_000_000
"""Limit on the memory that xz asks for; its strongest compression needs 65 million bytes."""


@dataclass(frozen=True)
class Blob:
    """A file, wherever it lies.

    Attributes:
        where: its path, for messages; in an archive, the archive's and its own.
        names: its folders below the place that was named, and its name.
        source: the folder or archive in which it lies.
        size: in bytes.
        head: the first `HEAD` bytes.
        read: returns all bytes; raises DataError if it cannot be read, or exceeds `MOST`.
    """

    where: str
    names: tuple[str, ...]
    source: str
    size: int
    head: bytes
    read: Callable[[], bytes]

    @functools.cached_property
    def kind(self) -> str:
        """What it is, as `kind_of` tells."""
        return kind_of(self.head, self.size)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass
class Budget:
    """How much may still be unpacked, and the files that could not be read."""

    errors: list[DataError]
    bytes_left: int = MOST_ALL
    files_left: int = MOST_FILES

    def take(self, size: int, where: str) -> None:
        """Count unpacked bytes.

        Raises:
            DataError: there are too many.
        """
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise DataError("too_large", path=where, most=MOST_ALL)


def blobs(path: Path, errors: list[DataError]) -> Iterator[Blob]:
    """The files in a place, packed ones unpacked, in the order of their names.

    Args:
        path: a folder or a file.
        errors: receives what is wrong with files that cannot be read.
    """
    budget = Budget(errors)
    for file in files_below(path) if path.is_dir() else [path]:
        names = file.relative_to(path).parts if path.is_dir() else (file.name,)
        try:
            with reading(file):
                found = _on_disk(file, names)
        except DataError as error:
            errors.append(error)
            continue
        yield from _inside(found, budget, 0)


def _on_disk(path: Path, names: tuple[str, ...]) -> Blob:
    size = path.stat().st_size

    def read() -> bytes:
        if size > MOST:
            raise DataError("too_large", path=path, most=MOST)
        with reading(path), path.open("rb") as file:
            return file.read(MOST)

    with path.open("rb") as file:
        head = file.read(512)
        if signature(head) != "picture":  # of thousands of pictures the beginning is enough
            head += file.read(HEAD - len(head))
    return Blob(str(path), names, str(path.parent), size, head, (lambda: head) if size == len(head) else read)


def _inside(blob: Blob, budget: Budget, depth: int) -> Iterator[Blob]:
    """The blob itself, or the files in it."""
    kind = blob.kind
    if kind not in PACKED:
        yield blob
        return
    try:
        if depth == DEPTH:
            raise DataError("too_deep", path=blob.where)
        unpack = {"zip": _zip, "tar": _tar}.get(kind, _single)
        for found in unpack(blob, budget):
            yield from _inside(found, budget, depth + 1)
    except DataError as error:
        budget.errors.append(error)
    except Exception as error:  # a damaged archive may raise almost anything, from five modules
        lacks = zip_lacks(blob.read()) if kind == "zip" else ""
        key = "cut_short" if lacks or is_cut(error) else "damaged"
        budget.errors.append(DataError(key, path=blob.where, why=lacks or cause(error)))


def _held(content: bytes, where: str, names: tuple[str, ...], source: str) -> Blob:
    return Blob(where, names, source, len(content), content[:HEAD], lambda: content)


def _bounded(file: _Readable, where: str, budget: Budget) -> bytes:
    """Everything in a file that unpacks while it is read, in pieces, so that a bomb is noticed early."""
    pieces, size = [], 0
    while piece := file.read(1 << 22):
        size += len(piece)
        if size > MOST:
            raise DataError("too_large", path=where, most=MOST)
        budget.take(len(piece), where)
        pieces.append(piece)
    return b"".join(pieces)


def _single(blob: Blob, budget: Budget) -> Iterator[Blob]:
    """What gzip, bzip2 or xz has packed: one file."""
    raw = blob.read()
    if blob.kind == "gzip":
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
            content = _bounded(file, blob.where, budget)
    else:
        # xz says itself how much memory it needs
        decompressor = bz2.BZ2Decompressor() if blob.kind == "bz2" else lzma.LZMADecompressor(memlimit=MOST_MEMORY)
        content = _bounded(_Unpacked(decompressor, raw), blob.where, budget)
    yield _held(content, blob.where, blob.names, blob.source)


class _Unpacked:
    """What a decompressor gives, as a file to read from."""

    def __init__(self, decompressor: bz2.BZ2Decompressor | lzma.LZMADecompressor, packed: bytes) -> None:
        self.decompressor, self.packed = decompressor, packed

    def read(self, size: int) -> bytes:
        if self.decompressor.eof:
            return b""
        content = self.decompressor.decompress(self.packed, size)
        self.packed = b""
        if not content and self.decompressor.needs_input and not self.decompressor.eof:
            raise EOFError
        return content


def _zip(blob: Blob, budget: Budget) -> Iterator[Blob]:
    with zipfile.ZipFile(io.BytesIO(blob.read()), "r") as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            path = PurePosixPath(info.filename)
            if info.is_dir() or any(part.startswith(HIDDEN) for part in path.parts if part != ".."):
                continue
            budget.files_left -= 1
            where = f"{blob.where}: {info.filename}"
            if info.flag_bits & 1:
                raise DataError("zip_locked", path=where)
            if info.file_size > MOST or budget.files_left < 0:
                raise DataError("too_large", path=where, most=MOST)
            try:
                with archive.open(info) as file:
                    content = _bounded(file, where, budget)
            except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError) as error:
                budget.errors.append(DataError("damaged", path=where, why=cause(error)))
                continue
            yield _held(content, where, path.parts, blob.where)


def _tar(blob: Blob, budget: Budget) -> Iterator[Blob]:
    with tarfile.open(fileobj=io.BytesIO(blob.read()), mode="r:") as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            budget.files_left -= 1
            if budget.files_left < 0:
                raise DataError("too_large", path=blob.where, most=MOST)
            if not member.isreg() or any(part.startswith(HIDDEN) for part in path.parts if part not in (".", "..")):
                continue
            where = f"{blob.where}: {member.name}"
            file = archive.extractfile(member)
            assert file is not None
            content = file.read(MOST)
            if len(content) < member.size:
                raise EOFError(member.name)
            yield _held(content, where, path.parts, blob.where)
