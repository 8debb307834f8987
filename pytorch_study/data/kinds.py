"""What a file is, told by its first bytes: one table for all who ask, and what to get instead of what is not read."""

import contextlib
import re
from pathlib import Path

from pytorch_study.errors import DataError
from pytorch_study.lesson import DataInfo
from pytorch_study.text import Text, pick, say
from pytorch_study.text.kinds import AGAIN, FOREIGN_NAMES, LFS, OTHER_FORM, UNPACK

HEAD = 1 << 16
"""How many bytes are looked at: the first line of a table with 3,073 columns has 30,000."""
RECORD = 3073
"""Bytes of a picture in CIFAR-10's binary version: its label, then 32 x 32 x 3 pixels."""
WIDE = 100
"""A table with fewer columns holds no pictures."""

SIGNATURES: tuple[tuple[str, re.Pattern[bytes]], ...] = tuple(
    (name, re.compile(pattern, re.DOTALL))
    for name, pattern in (
        ("rar", rb"Rar!\x1a\x07"),
        ("7z", rb"7z\xbc\xaf\x27\x1c"),
        ("zstd", rb"\x28\xb5\x2f\xfd"),
        ("lz4", rb"\x04\x22\x4d\x18"),
        ("compress", rb"\x1f\x9d"),
        ("hdf5", rb"\x89HDF\r\n\x1a\n"),
        ("mat73", rb"MATLAB 7\.3"),
        ("arrow", rb"ARROW1|\xff\xff\xff\xff.\x00\x00\x00\x10\x00"),
        ("sqlite", rb"SQLite format 3\x00"),
        ("arff", rb"(?i:\s*@relation|%[^\n]*\n(?:%[^\n]*\n)*\s*@relation)"),
        ("pdf", rb"%PDF-"),
        ("lfs", rb"version https://git-lfs"),
        ("web", rb"(?i:(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body))"),
        ("xml", rb"(?:\xef\xbb\xbf)?\s*<\?xml"),
        ("gzip", rb"\x1f\x8b"),
        ("bz2", rb"BZh"),
        ("xz", rb"\xfd7zXZ\x00"),
        ("torch", rb"PK\x03\x04.{26}[^/]{1,200}/(data\.pkl|\.format_version)|\x80\x02\x8a\x0al\xfc\x9cF"),
        ("office", rb"PK\x03\x04(.{26}(_rels/|docProps/|xl/|word/|ppt/|mimetype)|.{0,2000}\[Content_Types\]\.xml)"),
        ("old office", rb"\xd0\xcf\x11\xe0"),
        ("zip", rb"PK\x03\x04|PK\x05\x06"),
        ("tar", rb".{257}ustar"),
        ("idx", rb"\x00\x00\x08[\x01-\x04]"),
        ("npy", rb"\x93NUMPY"),
        ("parquet", rb"PAR1"),
        ("mat", rb"MATLAB 5\.0 MAT-file"),
        (
            "picture",
            rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8|BM.{4}\x00{4}|RIFF....WEBP|II\*\x00|MM\x00\*|"
            rb"\x00\x00\x00\x0cjP  |....ftypavi[fs]|P[1-6]\s+[#\d]",
        ),
        ("heic", rb"....ftyp(hei|hev|mif|msf)"),  # an iPhone's photo; Pillow alone cannot read it
        ("pickle", rb"\x80[\x02-\x05]|\((?:[dl]p\d|\(|[dlt](?![a-z)]))|[\]}]q"),
        ("json", rb"(?:\xef\xbb\xbf)?\s*[{\[]\s*(?:[\"{\[}\]\d-]|true|false|null|\Z)"),
        ("safetensors", rb".{8}\{\""),
    )
)
"""Kind: how it begins, in the order in which they are tried. Names are not asked: many have a wrong ending, or none.

Text that looks like one by chance is a table: its first column may be called BMI, P1, (days) or [t]."""
SINGLE = ("gzip", "bz2", "xz")
"""The kinds that hold one other file."""
PACKED = (*SINGLE, "zip", "tar")
"""The kinds that hold other files."""
READ = (*PACKED, "torch", "idx", "npy", "parquet", "mat", "picture", "pickle")
"""The kinds in which a data set is read."""
CURES = {
    **dict.fromkeys(("rar", "7z", "zstd", "lz4", "compress"), UNPACK),
    **dict.fromkeys(("hdf5", "mat73", "arrow", "sqlite", "arff", "tfrecord"), OTHER_FORM),
    **dict.fromkeys(("pdf", "web", "xml"), AGAIN),
    "lfs": LFS,
}
"""What to do about a kind that is not read."""
INSTEAD = {
    **dict.fromkeys((*PACKED, "rar", "7z", "zstd", "lz4", "compress"), "zip"),
    **dict.fromkeys(("office", "old office"), "office"),
    **dict.fromkeys(("torch", "safetensors"), "weights"),
    **dict.fromkeys(("picture", "heic"), "picture"),
    **{name: name for name in ("pdf", "web", "json")},
}
"""What a kind is called where an input of a lesson was wanted: `kind.zip`, ..."""
UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".aria2", ".tmp", ".!ut")
"""What browsers call a download that is not finished."""
START = 512


def signature(head: bytes) -> str:
    """The kind of a file by its first bytes, as in `SIGNATURES`, or `tfrecord`; `` if nothing marks it."""
    if _is_tfrecord(head):
        return "tfrecord"
    return next((name for name, magic in SIGNATURES if magic.match(head)), "")


def kind_of(head: bytes, size: int) -> str:
    """The kind of a file in which a data set may be: one of `READ`, `csv`, `bin`; `` if it is none of them.

    Args:
        head: its first bytes, `HEAD` of them or all.
        size: its length in bytes.
    """
    name = signature(head)
    if name in CURES:
        return ""
    if name == "office":
        return "zip"
    if name in READ:
        return name
    if columns_of(head)[1] >= WIDE:
        return "csv"
    # Nothing marks CIFAR-10's binary version, but every 3,073rd byte is a label.
    if size >= RECORD and max(head[::RECORD]) <= 9:
        return "bin"
    return ""


def columns_of(head: bytes) -> tuple[str, int]:
    """The separator and the number of columns of a table, from its first line; ("", 0) if it is none."""
    line = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]
    if not line or any(byte < 32 and byte not in b"\t\r" for byte in line):
        return "", 0
    separator = max((b",", b";", b"\t"), key=line.count)
    return separator.decode(), line.count(separator) + 1


def foreign_kind(head: bytes) -> tuple[Text, Text] | None:
    """What a file is that is not read here, and what to get instead; None for all others."""
    name = signature(head)
    return (FOREIGN_NAMES[name], CURES[name]) if name in CURES else None


def refuse_foreign(path: object, head: bytes) -> None:
    """Name what a file is if it is known, but not read here.

    Raises:
        DataError: it is; or it is a download that is not finished, or empty.
    """
    if not head:
        raise DataError("no_bytes", path=path)
    if (found := foreign_kind(head)) is not None:
        raise DataError("foreign", path=path, what=pick(found[0]), cure=pick(found[1]))
    if signature(head) == "heic":
        return
    if str(path).lower().endswith(UNFINISHED):
        raise DataError("unfinished", path=path)


def check_kind(path: Path, info: DataInfo, lesson: str) -> None:
    """Recognise a folder, and a file of another kind than a lesson's inputs.

    Args:
        path: the file.
        info: what the inputs are.
        lesson: the lesson's name, for messages.

    Raises:
        DataError: it says what the file is, and what is needed instead.
    """
    inside: list[Path] | None = None
    with contextlib.suppress(OSError, ValueError):  # told by who reads it
        if path.is_dir():
            inside = sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
    if inside is not None:
        raise DataError("file_is_folder", path=path, example=inside[0] if inside else path / "1.png")
    kind = input_kind(path)
    if info.input == "image" and kind not in (None, "picture"):
        raise DataError("file_not_picture", path=path, kind=_called(kind), lesson=lesson)
    if info.input == "row" and kind not in (None, "table", "text"):
        columns = ",".join(one.name for one in info.form.columns) if info.form else ",".join(info.columns)
        raise DataError("file_not_table", path=path, kind=_called(kind), lesson=lesson, columns=columns)


def input_kind(path: Path) -> str | None:
    """What a file is as an input: a value of `INSTEAD`, a key of `CURES`, `code`, `table` or `text`; None: unknown."""
    try:
        if not path.is_file():  # a pipe: opening it would wait for somebody to write
            return None
        with path.open("rb") as file:
            start = file.read(START)
    except (OSError, ValueError):
        return None
    name = signature(start)
    if name in INSTEAD:
        return INSTEAD[name]
    if name in CURES and name not in ("xml", "arff"):  # which are text
        return name
    if path.suffix.lower() == ".py":
        return "code"
    if not start or b"\0" in start:
        return None
    for encoding in ("utf-8", "gb18030"):
        try:
            text = (start if len(start) < START else start[:-4]).decode(
                encoding, "strict" if len(start) < START else "ignore"
            )
        except UnicodeDecodeError:
            continue
        lines = text.splitlines()
        return "table" if len(lines) > 1 and re.search("[,;\t，；]", lines[0]) else "text"
    return None


def _called(kind: str | None) -> str:
    return pick(FOREIGN_NAMES[kind]) if kind in FOREIGN_NAMES and kind not in INSTEAD.values() else say(f"kind.{kind}")


def _is_tfrecord(head: bytes) -> bool:
    """Whether it begins with the length of a record, 8 bytes, and the masked CRC-32C of that length.

    The format: https://www.tensorflow.org/tutorials/load_data/tfrecord.
    """
    if len(head) < 16:
        return False
    crc = 0xFFFFFFFF
    for byte in head[:8]:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    masked = ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
    return int.from_bytes(head[8:12], "little") == masked
