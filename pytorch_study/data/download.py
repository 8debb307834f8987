"""Download a large file from several mirrors in turn: resumable, checked by SHA-256, moved into place atomically."""

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


def download(archive: Archive, folder: Path, tell: Tell, timeouts: Timeouts = USUAL) -> Path:
    """Download `archive` to `folder` and return its path; resumes an interrupted download.

    Args:
        archive: the file and its mirrors.
        folder: created if missing; holds the partial download as `NAME.part`.
        tell: called with a message and whether it is transient (progress).
        timeouts: when to give up on a mirror.

    Raises:
        DataError: no mirror served the file, or there is no network; the message says which file to put where.
        DiskError: the folder cannot be written to, or the disk is full.
    """
    target, part = folder / archive.name, folder / f"{archive.name}.part"
    with _alone(target, tell):
        if _right(target, archive):  # another process may just have finished it
            return target
        with disk(target):
            if shutil.disk_usage(folder).free < archive.length - _size(part):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if _size(part) < archive.length or not _finish(part, target, archive):
            _from_any(archive, target, part, tell, timeouts)
    tell(say("download.done", name=archive.name, path=target), False)
    return target


def _from_any(archive: Archive, target: Path, part: Path, tell: Tell, timeouts: Timeouts) -> None:
    """Try the mirrors in turn. Slow ones are abandoned, and retried, fastest first, when there are no others."""
    waiting, slow = list(archive.urls), dict[str, float]()
    whole, reasons = set[str](), list[str]()  # `whole`: mirrors to ask for the whole file, not a range
    answered, deadline = False, time.monotonic() + timeouts.silence
    while waiting or slow:
        url = waiting.pop(0) if waiting else max(slow, key=lambda url: slow[url])
        last = slow.pop(url, None) is not None or not (waiting or slow)
        share = max(1.0, (deadline - time.monotonic()) / (len(waiting) + 1))
        limits = replace(
            timeouts,
            connect=timeouts.connect if answered else min(timeouts.connect, share),
            slowest=0.0 if last else timeouts.slowest,
        )
        had = _size(part)
        try:
            resumed = fetch(url, archive, part, url not in whole, tell, limits)
            if _finish(part, target, archive):
                return
            raise MirrorFailed(say("download.digest"), whole=resumed)  # the bytes from before may have been wrong
        except MirrorFailed as failure:
            answered = answered or not failure.silent
            reasons.append(str(failure))
            tell(say("download.leave", host=urlsplit(url).netloc, why=failure), False)
            if failure.rate is not None:
                slow[url] = failure.rate
            elif failure.whole and url not in whole:
                whole.add(url)
                waiting.insert(0, url)
            elif _size(part) - had >= archive.length / 100:  # it broke off, but only after a useful part
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
    """Verify a complete partial file: move it to `target`, or delete it; returns whether it was right."""
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
    """Let only one process at a time download this file; the system frees the lock when its owner dies."""
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
