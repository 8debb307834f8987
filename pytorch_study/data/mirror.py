"""Download from one mirror, with timeouts, into a partial file that another mirror can resume.

Uses only the standard library's `urllib`: it respects the system's proxies and checks certificates, and the rest
(range requests, timeouts, abandoning a slow mirror) would have to be written around any HTTP library as well.
"""

import contextlib
import http.client
import os
import queue
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from pytorch_study.errors import reason
from pytorch_study.files import disk
from pytorch_study.lesson import Tell
from pytorch_study.text import say

CHUNK = 1 << 18
MB = 1e6


@dataclass(frozen=True)
class Archive:
    """A published file.

    Attributes:
        data_set: name of its data set, for the command in error messages.
        name: file name.
        length: in bytes.
        sha256: checksum in hexadecimal.
        magic: the file's first bytes.
        urls: mirrors, best first. All serve the same bytes, so that one can resume where another broke off.
    """

    data_set: str
    name: str
    length: int
    sha256: str
    magic: bytes
    urls: tuple[str, ...]


@dataclass(frozen=True)
class Timeouts:
    """When to give up on a mirror.

    Attributes:
        connect: seconds until its response begins.
        silence: seconds for all mirrors together while none has responded, which means that there is no network.
        stall: seconds without receiving a byte.
        after: seconds over which the rate is measured.
        slowest: bytes per second; a slower mirror is abandoned, and retried only when there are no others.
    """

    connect: float = 5.0
    silence: float = 20.0
    stall: float = 15.0
    after: float = 10.0
    slowest: float = 150_000.0


class MirrorFailed(Exception):
    """A mirror failed; the message says why.

    Attributes:
        rate: bytes per second, if it was too slow.
        whole: whether to retry it with a request for the whole file.
        silent: whether it did not respond at all.
    """

    def __init__(self, why: str, *, rate: float | None = None, whole: bool = False, silent: bool = False) -> None:
        super().__init__(why.partition("\n")[0][:120])
        self.rate, self.whole, self.silent = rate, whole, silent


def fetch(url: str, archive: Archive, part: Path, resume: bool, tell: Tell, timeouts: Timeouts) -> bool:
    """Complete the partial file `part` from one mirror; returns whether an earlier download was resumed.

    Args:
        url: the mirror.
        archive: the file that it should serve.
        part: the partial file, from any mirror.
        resume: request only the rest.
        tell: called with a message and whether it is transient (progress).
        timeouts: when to give up.

    Raises:
        MirrorFailed: the mirror does not serve the file, or is too slow.
        DiskError: the partial file cannot be written.
    """
    start = part.stat().st_size if resume and part.is_file() else 0
    note = part.with_name(f"{part.name}.from")  # the mirror that the part came from, and its ETag
    headers = {"User-Agent": "pytorch-study", "Accept-Encoding": "identity"}
    tag = ""
    if start:
        headers["Range"] = f"bytes={start}-"
        with disk(note):
            before, _, tag = note.read_text("utf-8", "replace").partition("\n") if note.is_file() else ("", "", "")
        tag = tag if before == url else ""
        if tag and not tag.startswith("W/"):
            headers["If-Range"] = tag
    with contextlib.closing(_open(Request(url, headers=headers), timeouts)) as response:
        start, new = _start_offset(response, start, archive), response.headers.get("ETag", "")
        if start and tag and new and new != tag:
            raise MirrorFailed(say("download.other", found=f"ETag {new}"), whole=True)
        with disk(note):
            note.write_text(f"{url}\n{new}", "utf-8")
        details = {"name": archive.name, "host": urlsplit(url).netloc, "size": archive.length / MB}
        tell(say("download.resume", have=start / MB, **details) if start else say("download.start", **details), False)
        _receive(response, archive, part, start, tell, timeouts)
    return start > 0


def _open(request: Request, timeouts: Timeouts) -> http.client.HTTPResponse:
    """Send a request and return the response as soon as its headers have arrived.

    Runs in its own thread, because no socket timeout covers everything: a DNS lookup has none, and a host with eight
    addresses may take eight timeouts.
    """
    responses: queue.SimpleQueue[http.client.HTTPResponse | Exception] = queue.SimpleQueue()
    timed_out = threading.Event()

    def send() -> None:
        try:
            responses.put(urlopen(request, timeout=timeouts.stall))
        except Exception as error:  # servers, proxies and DNS fail in many ways
            responses.put(error)
        if timed_out.is_set():
            close()

    def close() -> None:
        with contextlib.suppress(queue.Empty):
            if isinstance(response := responses.get_nowait(), http.client.HTTPResponse | HTTPError):
                response.close()

    threading.Thread(target=send, daemon=True).start()
    try:
        response = responses.get(timeout=timeouts.connect)
    except queue.Empty:
        timed_out.set()
        close()  # the response may have arrived between the two lines
        raise MirrorFailed(say("download.silent", seconds=timeouts.connect), silent=True) from None
    if isinstance(response, HTTPError):
        response.close()
        raise MirrorFailed(f"HTTP {response.code} {response.reason}", whole=response.code == 416) from response
    if isinstance(response, Exception):
        why = response.reason if isinstance(response, URLError) else response
        words = _why(why) if isinstance(why, BaseException) else str(why)
        raise MirrorFailed(words or type(why).__name__, silent=True) from response
    return response


def _why(error: BaseException) -> str:
    # By its name: `ssl` cannot be imported where Python was built without it, and a download by http needs none.
    return say("download.certificate") if type(error).__name__ == "SSLCertVerificationError" else reason(error)


def _start_offset(response: http.client.HTTPResponse, start: int, archive: Archive) -> int:
    """Offset of the response's first byte: `start` as requested, or 0 if the server sends the whole file."""
    length, content_type = response.headers.get("Content-Length"), response.headers.get_content_type()
    content_range = response.headers.get("Content-Range", "")
    if response.status == 206 and start and re.fullmatch(rf"bytes {start}-\d+/{archive.length}", content_range):
        return start
    if response.status == 200 and length in (None, str(archive.length)):
        return 0
    raise MirrorFailed(
        say("download.other", found=f"{response.status}, {content_type}, {content_range or length or '?'} bytes")
    )


def _receive(
    response: http.client.HTTPResponse, archive: Archive, part: Path, start: int, tell: Tell, timeouts: Timeouts
) -> None:
    """Append the response's bytes to `part` from `start` on, or overwrite it for `start` 0."""
    done = mark = start
    mark_time = last_reported = time.monotonic()
    chunk = _read(response, done, archive)
    # Checked before the file is opened, so that a web page does not overwrite what is there already.
    if not start and not archive.magic.startswith(chunk[: len(archive.magic)]):
        raise MirrorFailed(say("download.other", found=repr(chunk[:16])))
    with disk(part), part.open("ab" if start else "wb") as file:
        while True:
            file.write(chunk)
            done += len(chunk)
            now = time.monotonic()
            rate = (done - mark) / max(now - mark_time, 1e-3)
            if now - last_reported > 0.2:
                tell(say("download.progress", name=archive.name, share=done / archive.length, rate=rate / MB), True)
                last_reported = now
            if done == archive.length:
                break
            if now - mark_time >= timeouts.after:
                if rate < timeouts.slowest:
                    raise MirrorFailed(say("download.slow", rate=rate / 1e3), rate=rate)
                mark_time, mark = now, done
            chunk = _read(response, done, archive)
        file.flush()
        os.fsync(file.fileno())


def _read(response: http.client.HTTPResponse, done: int, archive: Archive) -> bytes:
    """Read the next chunk: at least one byte, and no more than the file has."""
    try:
        chunk = response.read1(CHUNK)
    except (OSError, http.client.HTTPException, ValueError):  # stalled, reset, or badly chunked
        chunk = b""
    if not chunk:
        raise MirrorFailed(say("download.cut", have=done / MB, size=archive.length / MB))
    if done + len(chunk) > archive.length:
        raise MirrorFailed(say("download.other", found=f"> {archive.length} bytes"))
    return chunk
