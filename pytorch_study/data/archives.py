"""Tar archives, packed or not, read in memory: nothing is extracted, so nothing can land where it should not."""

import importlib
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from pytorch_study.errors import DataError

MAGIC = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\xfd7zXZ\x00": "lzma"}
ENDINGS = {"gzip": ".tar.gz", "bz2": ".tar.bz2", "lzma": ".tar.xz", "": ".tar"}


def members(path: Path, names: set[str], most: int, most_unpacked: int) -> Iterator[tuple[str, str, bytes]]:
    """The named files of an archive, whatever folder they are in: name, where it was found, and content.

    Args:
        path: the archive; how it is packed is seen from its first bytes, not from its name.
        names: of the files that are wanted.
        most: bytes that one of them may have.
        most_unpacked: bytes that may be unpacked to find them.

    Raises:
        DataError: it is no whole archive, lacks one of the files, or grows larger than it should.
    """
    left = set(names)
    try:
        with path.open("rb") as file:
            packing = _packing(file.peek(6))
            # Imported only here: a Python may have been built without one of these modules.
            plain = importlib.import_module(packing).open(file) if packing else file
            with tarfile.open(fileobj=_Measured(plain, path, most_unpacked), mode="r|", bufsize=1 << 20) as tar:
                for member in tar:
                    name = PurePosixPath(member.name).name
                    if name not in left or not member.isreg():
                        continue
                    if member.size > most:
                        raise DataError("too_large", path=f"{path}: {member.name}", most=most)
                    content = tar.extractfile(member)
                    assert content is not None
                    left.discard(name)
                    yield name, f"{path}: {member.name}", content.read()
                    if not left:
                        return
    except DataError:
        raise
    except Exception as error:  # whatever a damaged archive leads to, in four modules
        raise DataError("not_an_archive", path=path, why=" ".join(str(error).split())[:120]) from error
    raise DataError("cifar10_incomplete", path=path, missing=", ".join(sorted(left)))


def ending(path: Path) -> str:
    """What the name of this archive should end with: `.tar`, `.tar.gz`, ...

    Raises:
        DataError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return ENDINGS[_packing(file.read(6))]
    except OSError as error:
        raise DataError("cannot_read", path=path, why=error.strerror or error) from error


class _Measured(io.RawIOBase):
    """A file that is read up to a limit: a small archive that unpacks to gigabytes is refused, not unpacked."""

    def __init__(self, file: IO[bytes], path: Path, most: int) -> None:
        self.file, self.path, self.most, self.done = file, path, most, 0

    def read(self, size: int = -1) -> bytes:
        content = self.file.read(size)
        self.done += len(content)
        if self.done > self.most:
            raise DataError("too_large", path=self.path, most=self.most)
        return content


def _packing(head: bytes) -> str:
    return next((name for magic, name in MAGIC.items() if head.startswith(magic)), "")
