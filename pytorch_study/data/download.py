"""A large file from several sources in turn: gone on with, checked, and put in its place at one stroke."""

import contextlib
import errno
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from pytorch_study.data.mirror import MB, Archive, MirrorFailed, Timeouts, fetch
from pytorch_study.errors import DataError
from pytorch_study.files import disk
from pytorch_study.files import replace as rename
from pytorch_study.lesson import Tell
from pytorch_study.text import say

USUAL = Timeouts()


def download(archive: Archive, folder: Path, tell: Tell, patience: Timeouts = USUAL) -> Path:
    """Get `archive` into `folder`; returns its path. What has come before a stop or a crash is gone on with.

    Args:
        archive: what, and where from.
        folder: made if missing. `NAME.part` in it is what has come so far.
        tell: called with a sentence and whether it is one that passes (progress).
        patience: the time-outs.

    Raises:
        DataError: no source has it, or there is no network; says what to put where.
        DiskError: the folder cannot be written to, or the disk is too small.
    """
    target, part = folder / archive.name, folder / f"{archive.name}.part"
    with _alone(target, tell):
        if _right(target, archive):  # another process has just finished it
            return target
        with disk(target):
            if shutil.disk_usage(folder).free < archive.length - _size(part):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if _size(part) < archive.length or not _finish(part, target, archive):
            _from_any(archive, target, part, tell, patience)
    tell(say("download.done", name=archive.name, path=target), False)
    return target


def _from_any(archive: Archive, target: Path, part: Path, tell: Tell, patience: Timeouts) -> None:
    """Ask the sources in turn. A slow one is left, and asked again, the fastest first, when no other is left."""
    waiting, slow = list(archive.urls), dict[str, float]()
    whole, reasons = set[str](), list[str]()  # `whole`: those that are not asked for a part any more
    answered, deadline = False, time.monotonic() + patience.silence
    while waiting or slow:
        url = waiting.pop(0) if waiting else max(slow, key=lambda url: slow[url])
        last = slow.pop(url, None) is not None or not (waiting or slow)
        share = max(1.0, (deadline - time.monotonic()) / (len(waiting) + 1))
        borne = replace(
            patience,
            connect=patience.connect if answered else min(patience.connect, share),
            slowest=0.0 if last else patience.slowest,
        )
        had = _size(part)
        try:
            resumed = fetch(url, archive, part, url not in whole, tell, borne)
            if _finish(part, target, archive):
                return
            raise MirrorFailed(say("download.digest"), whole=resumed)  # or what had come before was wrong
        except MirrorFailed as left:
            answered = answered or not left.silent
            reasons.append(str(left))
            tell(say("download.leave", host=urlsplit(url).netloc, why=left), False)
            if left.rate is not None:
                slow[url] = left.rate
            elif left.whole and url not in whole:
                whole.add(url)
                waiting.insert(0, url)
            elif _size(part) - had >= archive.length / 100:  # it broke off, but not before it was of use
                waiting.append(url)
    raise DataError(
        "no_download",
        name=archive.name,
        why="; ".join(dict.fromkeys(reasons)),
        size=f"{archive.length / MB:.0f}",
        url=archive.urls[-1],
        sha256=archive.sha256,
        folder=target.parent,
        data_set=archive.data_set,
    )


def _finish(part: Path, target: Path, archive: Archive) -> bool:
    """Put a whole part in its place; a wrong one is thrown away."""
    right = _right(part, archive)
    with disk(target):
        if right:
            rename(part, target)
        else:
            part.unlink()
        part.with_name(f"{part.name}.from").unlink(missing_ok=True)
    return right


def _right(path: Path, archive: Archive) -> bool:
    if _size(path) != archive.length:
        return False
    with disk(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == archive.sha256


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


@contextlib.contextmanager
def _alone(target: Path, tell: Tell) -> Iterator[None]:
    """One process at a time downloads this file; the system frees the lock when its owner dies."""
    held = FileLock(target.with_name(f".{target.name}.lock"))
    with disk(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            held.acquire(blocking=False)
        except Timeout:  # itself an OSError
            tell(say("download.wait", name=target.name), False)
            held.acquire()
    try:
        yield
    finally:
        held.release()
