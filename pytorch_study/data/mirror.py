"""One source of a large file: asked, timed, and its bytes written to a part that another source can go on with.

Only Python's own `urllib`: it honours the system's proxies and checks certificates, and all else that is needed here
(ranges, time-outs, leaving a slow source) one would have to write around any HTTP library as well.
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

from pytorch_study.files import disk
from pytorch_study.lesson import Tell
from pytorch_study.text import say

CHUNK = 1 << 18
MB = 1e6


@dataclass(frozen=True)
class Archive:
    """A file that is published.

    Attributes:
        data_set: whose it is, for the command in an error.
        name: the file's.
        length: bytes.
        sha256: in hexadecimal.
        magic: its first bytes.
        urls: where it is, the best first. All serve the same bytes, so that one can go on where another broke off.
    """

    data_set: str
    name: str
    length: int
    sha256: str
    magic: bytes
    urls: tuple[str, ...]


@dataclass(frozen=True)
class Timeouts:
    """How long a source is borne with.

    Attributes:
        connect: seconds until its answer begins.
        silence: seconds for all sources together, as long as none of them has answered: there is no network then.
        stall: seconds without a byte.
        after: seconds over which the rate is measured.
        slowest: bytes a second; a slower source is left for the next, and asked again only when no other is left.
    """

    connect: float = 5.0
    silence: float = 20.0
    stall: float = 15.0
    after: float = 10.0
    slowest: float = 150_000.0


class MirrorFailed(Exception):
    """A source is left, and why.

    Attributes:
        rate: bytes a second, where slowness was the reason.
        whole: it may be asked again, but for the whole file.
        silent: it did not even answer.
    """

    def __init__(self, why: str, *, rate: float | None = None, whole: bool = False, silent: bool = False) -> None:
        super().__init__(why.partition("\n")[0][:120])
        self.rate, self.whole, self.silent = rate, whole, silent


def fetch(url: str, archive: Archive, part: Path, resume: bool, tell: Tell, patience: Timeouts) -> bool:
    """Fill `part` from this source; returns whether only its end came from here.

    Args:
        url: the source.
        archive: what it should serve.
        part: what has come so far, from any source.
        resume: ask for the rest only.
        tell: called with a sentence and whether it is one that passes (progress).
        patience: the time-outs.

    Raises:
        Left: the source is of no use, or no longer.
        DiskError: the part cannot be written.
    """
    start = part.stat().st_size if resume and part.is_file() else 0
    note = part.with_name(f"{part.name}.from")  # which source the part came from, and under which ETag
    headers = {"User-Agent": "pytorch-study", "Accept-Encoding": "identity"}
    tag = ""
    if start:
        headers["Range"] = f"bytes={start}-"
        with disk(note):
            before, _, tag = note.read_text("utf-8", "replace").partition("\n") if note.is_file() else ("", "", "")
        tag = tag if before == url else ""
        if tag and not tag.startswith("W/"):
            headers["If-Range"] = tag
    with contextlib.closing(_open(Request(url, headers=headers), patience)) as answer:
        start, new = _begin(answer, start, archive), answer.headers.get("ETag", "")
        if start and tag and new and new != tag:
            raise MirrorFailed(say("download.other", found=f"ETag {new}"), whole=True)
        with disk(note):
            note.write_text(f"{url}\n{new}", "utf-8")
        about = {"name": archive.name, "host": urlsplit(url).netloc, "size": archive.length / MB}
        tell(say("download.resume", have=start / MB, **about) if start else say("download.start", **about), False)
        _receive(answer, archive, part, start, tell, patience)
    return start > 0


def _open(request: Request, patience: Timeouts) -> http.client.HTTPResponse:
    """The source's answer, once its headers are there.

    Asked in a thread of its own, because no time-out of a socket covers all of it: looking a name up has none, and
    a host with eight addresses takes eight time-outs.
    """
    answers: queue.SimpleQueue[http.client.HTTPResponse | Exception] = queue.SimpleQueue()
    late = threading.Event()

    def ask() -> None:
        try:
            answers.put(urlopen(request, timeout=patience.stall))
        except Exception as error:  # whatever a server, a proxy or a name server answers
            answers.put(error)
        if late.is_set():
            close()

    def close() -> None:
        with contextlib.suppress(queue.Empty):
            if isinstance(answer := answers.get_nowait(), http.client.HTTPResponse | HTTPError):
                answer.close()

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=patience.connect)
    except queue.Empty:
        late.set()
        close()  # it may have come between the two lines
        raise MirrorFailed(say("download.silent", seconds=patience.connect), silent=True) from None
    if isinstance(answer, HTTPError):
        answer.close()
        raise MirrorFailed(f"HTTP {answer.code} {answer.reason}", whole=answer.code == 416) from answer
    if isinstance(answer, Exception):
        why = answer.reason if isinstance(answer, URLError) else answer
        raise MirrorFailed(getattr(why, "strerror", None) or str(why) or type(why).__name__, silent=True) from answer
    return answer


def _begin(answer: http.client.HTTPResponse, start: int, archive: Archive) -> int:
    """Where the answer's bytes belong: at `start` as asked, or at 0 where the server gives the whole file."""
    length, kind = answer.headers.get("Content-Length"), answer.headers.get_content_type()
    given = answer.headers.get("Content-Range", "")
    if answer.status == 206 and start and re.fullmatch(rf"bytes {start}-\d+/{archive.length}", given):
        return start
    if answer.status == 200 and length in (None, str(archive.length)):
        return 0
    raise MirrorFailed(say("download.other", found=f"{answer.status}, {kind}, {given or length or '?'} bytes"))


def _receive(
    answer: http.client.HTTPResponse, archive: Archive, part: Path, start: int, tell: Tell, patience: Timeouts
) -> None:
    """Write the answer's bytes to `part`, from `start` on."""
    done = mark = start
    since = told = time.monotonic()
    chunk = _read(answer, done, archive)
    # Looked at before the file is opened: what is there already is not given up for a web page.
    if not start and not archive.magic.startswith(chunk[: len(archive.magic)]):
        raise MirrorFailed(say("download.other", found=repr(chunk[:16])))
    with disk(part), part.open("ab" if start else "wb") as file:
        while True:
            file.write(chunk)
            done += len(chunk)
            now = time.monotonic()
            rate = (done - mark) / max(now - since, 1e-3)
            if now - told > 0.2:
                tell(say("download.progress", name=archive.name, share=done / archive.length, rate=rate / MB), True)
                told = now
            if done == archive.length:
                break
            if now - since >= patience.after:
                if rate < patience.slowest:
                    raise MirrorFailed(say("download.slow", rate=rate / 1e3), rate=rate)
                since, mark = now, done
            chunk = _read(answer, done, archive)
        file.flush()
        os.fsync(file.fileno())


def _read(answer: http.client.HTTPResponse, done: int, archive: Archive) -> bytes:
    """What has arrived: at least a byte, and no more than the file has."""
    try:
        chunk = answer.read1(CHUNK)
    except (OSError, http.client.HTTPException, ValueError):  # stalled, reset, or badly chunked
        chunk = b""
    if not chunk:
        raise MirrorFailed(say("download.cut", have=done / MB, size=archive.length / MB))
    if done + len(chunk) > archive.length:
        raise MirrorFailed(say("download.other", found=f"> {archive.length} bytes"))
    return chunk
