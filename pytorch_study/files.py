"""Writing files so that a reader finds the old content or the new, never half of one."""

import contextlib
import errno
import hashlib
import json
import os
import secrets
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pytorch_study.errors import DiskError

PATIENCE = 20 if os.name == "nt" else 0
"""Tenths of a second that a file which somebody has open is waited for."""


@contextlib.contextmanager
def disk(path: Path) -> Iterator[None]:
    """Turn the system's refusals around `path` into a `DiskError` (exit 5) that says what to do."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
        raise DiskError("disk_full" if full else "cannot_write", path=path, why=error.strerror or error) from error


def write(path: Path, content: bytes | str) -> None:
    """Replace `path` by `content` at one stroke: temporary file, fsync, rename.

    A crash, a kill or a full disk at any moment leaves the old file or the new one, and no third thing under that name.

    Raises:
        DiskError: the disk is full, or the folder cannot be written to.
    """
    data = content.encode() if isinstance(content, str) else content
    with disk(path):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(OSError):  # not every file system knows permissions, a FAT stick for one
                temporary.chmod(0o666 & ~_umask())  # mkstemp makes it private; a run folder is an ordinary folder
            replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        _sync_folder(path.parent)


def write_into(folder: Path, name: str, content: bytes) -> None:
    """`write` a file into a folder. A folder that was not there appears at one stroke, with the file in it.

    Raises:
        DiskError: as `write`; of a folder that was not there, nothing is left.
    """
    if folder.is_dir():
        write(folder / name, content)
        return
    with disk(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.tmp")
        temporary.mkdir()
        try:
            write(temporary / name, content)
            temporary.rename(folder)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        _sync_folder(folder.parent)


def write_json(path: Path, value: Any) -> None:
    """`write` a value as readable JSON."""
    write(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def quoted(*words: object) -> str:
    """Words of a command to type, such as a path with a space in it, as this system's shell wants them."""
    texts = [str(word) for word in words]
    return shlex.join(texts) if os.name == "posix" else subprocess.list2cmdline(texts)


def sha256(data: bytes) -> str:
    """The SHA-256 of `data`, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def replace(temporary: Path, path: Path) -> None:
    """Rename; on Windows, wait a bit where somebody has the file open, a virus scanner or a spreadsheet."""
    for _ in range(PATIENCE):
        with contextlib.suppress(PermissionError):
            temporary.replace(path)
            return
        time.sleep(0.1)
    temporary.replace(path)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    # A rename is only on the disk once its folder is; Windows cannot open a folder and does not need it.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
