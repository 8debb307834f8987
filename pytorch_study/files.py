"""Atomic file writes: a reader sees the old content or the new, never a partial file."""

import contextlib
import errno
import hashlib
import json
import os
import secrets
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pytorch_study.errors import DiskError, advice, reason

PATIENCE = 20
"""How long to retry replacing a file that another program has open, in tenths of a second."""
IN_USE = (errno.EACCES, errno.EPERM, errno.EBUSY)
"""What Windows answers then, and a network drive or a folder of Windows seen from Linux."""


@contextlib.contextmanager
def disk(path: Path) -> Iterator[None]:
    """Turn an `OSError` inside the block into a `DiskError` (exit code 5) that names `path` and says what to do."""
    try:
        yield
    except OSError as error:
        raise disk_error(path, error) from error


def disk_error(path: object, error: OSError) -> DiskError:
    """The `DiskError` that says why `path` cannot be written, and what to do about that reason."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return DiskError("disk_full", path=path)
    return DiskError("cannot_write", path=path, why=reason(error), advice=advice(error))


def write(path: Path, content: bytes | str) -> None:
    """Replace the content of `path` atomically: temporary file, fsync, rename.

    After a crash, a kill or a full disk at any point, `path` is either the old file or the new one.

    Raises:
        DiskError: the disk is full, or the folder cannot be written to.
    """
    data = content.encode(errors="replace") if isinstance(content, str) else content  # a path may be no UTF-8
    with disk(path):
        # not tempfile's: on Windows, until Python 3.13, that takes a folder without permission for a name in use, and
        # tries two thousand million others
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        _sync_folder(path.parent)


def write_into(folder: Path, name: str, content: bytes) -> None:
    """`write` a file into a folder. A missing folder is created atomically, together with the file.

    Raises:
        DiskError: as for `write`; a folder that was missing is then not created.
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
            replace(temporary, folder)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        _sync_folder(folder.parent)


def write_json(path: Path, value: Any) -> None:
    """`write` a value as indented JSON."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # a path whose bytes are no UTF-8; escaped, it is read back as it was
        text = json.dumps(value, indent=2)
    write(path, text + "\n")


def quoted(*words: object) -> str:
    """The words of a command, quoted for this system's shell, e.g. a path that contains a space."""
    texts = [str(word) for word in words]
    return shlex.join(texts) if os.name == "posix" else subprocess.list2cmdline(texts)


def sha256(data: bytes) -> str:
    """The SHA-256 hash of `data`, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def replace(temporary: Path, path: Path) -> None:
    """Rename; retry while another program, e.g. a virus scanner or a spreadsheet, has the file or folder open."""
    for _ in range(PATIENCE):
        try:
            temporary.replace(path)
            return
        except OSError as error:
            if error.errno not in IN_USE:
                raise
        time.sleep(0.1)
    temporary.replace(path)


def _sync_folder(folder: Path) -> None:
    # A rename is durable only after an fsync of its folder. Windows cannot open folders, and does not need it.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
