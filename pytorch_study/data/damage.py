"""Why a file cannot be read, in the reader's language: the libraries that read it say so in English only."""

import re
import tarfile
import zipfile
import zlib

from pytorch_study.text import pick
from pytorch_study.text.brought import DAMAGE

END_OF_ZIP = b"PK\x05\x06"
CAUSES = (
    ("checksum", re.compile("bad crc|crc check failed|corrupt input data", re.I)),
    ("method", re.compile("compression method|unsupported (method|version)", re.I)),
    ("size", re.compile("incorrect length", re.I)),
    (
        "unpacked",
        re.compile("decompress|invalid data stream|not a gzipped file|invalid (block|stored|dist|code)", re.I),
    ),
    ("members", re.compile("invalid header|bad checksum|truncated header|missing header|empty header|magic", re.I)),
)
"""What is known of a damaged file, by words in the error."""


def cause(error: BaseException) -> str:
    """What is known about why a file cannot be read: no more than that, and in the reader's language."""
    text = str(error)
    if isinstance(error, zipfile.BadZipFile) and "not a zip file" in text:
        return pick(DAMAGE["no_end"])
    if isinstance(error, EOFError) or "end of data" in text or "end-of-stream" in text:
        return pick(DAMAGE["end"])
    for name, words in CAUSES:
        if words.search(text):
            return pick(DAMAGE[name])
    if isinstance(error, zlib.error):
        return pick(DAMAGE["unpacked"])
    return pick(DAMAGE["members" if isinstance(error, zipfile.BadZipFile | tarfile.TarError) else "form"])


def is_cut(error: BaseException) -> bool:
    """Whether a file ended before what it holds did; of zip archives `zip_lacks` tells."""
    return isinstance(error, EOFError) or "end of data" in str(error) or "end-of-stream" in str(error)


def zip_lacks(content: bytes) -> str:
    """What stands in a zip archive but lies behind its end, so that it is cut short for certain: `123 < 456`; else "".

    A zip has its list of files at its end; without it, the files are walked through from the front, as far as they
    tell their length (PKWARE APPNOTE 6.3.10, section 4.3.7).
    """
    place = 0
    while END_OF_ZIP not in content[-66_000:] and content[place : place + 4] == b"PK\x03\x04":
        head = content[place : place + 30]
        if len(head) < 30:
            return f"{len(content)} < {place + 30}"
        flags, packed, name, more = (
            int.from_bytes(head[a:b], "little") for a, b in ((6, 8), (18, 22), (26, 28), (28, 30))
        )
        extra = content[place + 30 + name : place + 30 + name + more]
        if packed == 0xFFFFFFFF and extra[:2] == b"\x01\x00" and len(extra) >= 20:  # as numpy writes it
            packed = int.from_bytes(extra[12:20], "little")
        if flags & 8 or packed == 0xFFFFFFFF:  # its length stands behind it
            return ""
        place += 30 + name + more + packed
        if place > len(content):
            return f"{len(content)} < {place}"
    return ""
