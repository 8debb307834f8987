"""Read tar archives in memory, compressed or not. Nothing is extracted, so no path in them can escape a folder."""

import importlib
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from pytorch_study.data.damage import cause
from pytorch_study.errors import DataError, reason

MAGIC = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\xfd7zXZ\x00": "lzma"}
ENDINGS = {"gzip": ".tar.gz", "bz2": ".tar.bz2", "lzma": ".tar.xz", "": ".tar"}


def members(path: Path, names: set[str], most: int, most_unpacked: int) -> Iterator[tuple[str, str, bytes]]:
    """Yield the requested files of an archive, from any folder in it: name, location for messages, content.

    Args:
        path: the archive; its compression is detected from its first bytes, not from its name.
        names: file names to find.
        most: size limit of one file, in bytes.
        most_unpacked: limit on the bytes decompressed while searching.

    Raises:
        DataError: the archive is damaged, lacks one of the files, or exceeds a size limit.
    """
    missing = set(names)
    try:
        with path.open("rb") as file:
            compression = _compression(file.peek(6))
            # Imported only when needed: a Python may have been built without one of these modules.
            plain = importlib.import_module(compression).open(file) if compression else file
            with tarfile.open(fileobj=_LimitedReader(plain, path, most_unpacked), mode="r|", bufsize=1 << 20) as tar:
                for member in tar:
                    name = PurePosixPath(member.name).name
                    if name not in missing or not member.isreg():
                        continue
                    if member.size > most:
                        raise DataError("too_large", path=f"{path}: {member.name}", most=most)
                    content = tar.extractfile(member)
                    assert content is not None
                    missing.discard(name)
                    yield name, f"{path}: {member.name}", content.read()
                    if not missing:
                        return
    except DataError:
        raise
    except Exception as error:  # a damaged archive may raise almost anything, from four modules
        raise DataError("not_an_archive", path=path, why=cause(error)) from error
    raise DataError("cifar10_incomplete", path=path, missing=", ".join(sorted(missing)))


def ending(path: Path) -> str:
    """The file extension that fits the archive's compression: `.tar`, `.tar.gz`, ...

    Raises:
        DataError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return ENDINGS[_compression(file.read(6))]
    except OSError as error:
        raise DataError("cannot_read", path=path, why=reason(error)) from error


class _LimitedReader(io.RawIOBase):
    """A file with a read limit, so that a small archive that decompresses to gigabytes is rejected early."""

    def __init__(self, file: IO[bytes], path: Path, most: int) -> None:
        self.file, self.path, self.most, self.done = file, path, most, 0

    def read(self, size: int = -1) -> bytes:
        content = self.file.read(size)
        self.done += len(content)
        if self.done > self.most:
            raise DataError("too_large", path=self.path, most=self.most)
        return content


def _compression(head: bytes) -> str:
    return next((name for magic, name in MAGIC.items() if head.startswith(magic)), "")
