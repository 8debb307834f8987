"""What a file is, told by its first bytes; and what to get instead of one that is not read here."""

import re

from pytorch_study.data.image_folder import HEIC, MAGIC
from pytorch_study.errors import DataError
from pytorch_study.text import Text, pick

HEAD = 1 << 16
"""How many bytes are looked at: the first line of a table with 3,073 columns has 30,000."""
RECORD = 3073
"""Bytes of a picture in CIFAR-10's binary version: its label, then 32 x 32 x 3 pixels."""
WIDE = 100
"""A table with fewer columns holds no pictures."""

READ: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("gzip", re.compile(rb"\x1f\x8b")),
    ("bz2", re.compile(rb"BZh")),
    ("xz", re.compile(rb"\xfd7zXZ\x00")),
    (
        "torch",
        re.compile(
            rb"PK\x03\x04.{26}[^/]{1,200}/(data\.pkl|\.format_version)|\x80\x02\x8a\x0al\xfc\x9cF\xf9", re.DOTALL
        ),
    ),
    ("zip", re.compile(rb"PK\x03\x04|PK\x05\x06")),
    ("tar", re.compile(rb".{257}ustar", re.DOTALL)),
    ("idx", re.compile(rb"\x00\x00\x08[\x01-\x04]")),
    ("npy", re.compile(rb"\x93NUMPY")),
    ("parquet", re.compile(rb"PAR1")),
    ("mat", re.compile(rb"MATLAB 5\.0 MAT-file")),
    ("picture", MAGIC),
    ("pickle", re.compile(rb"\x80[\x02-\x05]|\((?:dp|lp|[dlt(])|[\]}]q")),
)
SINGLE = ("gzip", "bz2", "xz")
"""The kinds that hold one other file."""
PACKED = (*SINGLE, "zip", "tar")
"""The kinds that hold other files."""

UNPACK = Text(
    "这里不能解它：请先解开，再写解开后的文件夹。", "It cannot be unpacked here: unpack it, and give the folder."
)
OTHER_FORM = Text(
    "这里不读这种形式，请换一种：MNIST 用四个 IDX 文件或 mnist.npz，CIFAR-10 用 cifar-10-python.tar.gz。",
    "That is not read here; get another form: MNIST as its four IDX files or mnist.npz, CIFAR-10 as "
    "cifar-10-python.tar.gz.",
)
AGAIN = Text(
    "存下来的不是数据。请用 `pytorch-study data list` 里的地址重新下载。",
    "It was saved instead of the data: download them again, from an address of `pytorch-study data list`.",
)
LFS = Text(
    "数据本身还在服务器上：在那个仓库里运行 git lfs pull，或者在网页上直接下载这个文件。",
    "The data themselves are still on the server: run git lfs pull in that repository, or download the file itself.",
)
FOREIGN: tuple[tuple[re.Pattern[bytes], Text, Text], ...] = (
    (re.compile(rb"Rar!\x1a\x07"), Text(" RAR 压缩包", "a RAR archive"), UNPACK),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), Text(" 7z 压缩包", "a 7z archive"), UNPACK),
    (re.compile(rb"\x28\xb5\x2f\xfd"), Text(" zstd 压缩的文件", "a file packed with zstd"), UNPACK),
    (re.compile(rb"\x04\x22\x4d\x18"), Text(" lz4 压缩的文件", "a file packed with lz4"), UNPACK),
    (re.compile(rb"\x1f\x9d"), Text(" .Z 压缩的文件", "a file packed with compress (.Z)"), UNPACK),
    (re.compile(rb"\x89HDF\r\n\x1a\n"), Text(" HDF5 文件", "an HDF5 file"), OTHER_FORM),
    (re.compile(rb"MATLAB 7\.3"), Text(" MATLAB 7.3 的 .mat（HDF5）", "a .mat of MATLAB 7.3 (HDF5)"), OTHER_FORM),
    (re.compile(rb"ARROW1|\xff\xff\xff\xff.\x00\x00\x00\x10\x00"), Text(" Arrow 文件", "an Arrow file"), OTHER_FORM),
    (re.compile(rb"SQLite format 3\x00"), Text(" SQLite 数据库", "an SQLite database"), OTHER_FORM),
    (
        re.compile(rb"\s*@relation|%[^\n]*\n(?:%[^\n]*\n)*\s*@relation", re.I),
        Text(" ARFF 表", "an ARFF table"),
        OTHER_FORM,
    ),
    (re.compile(rb"%PDF-"), Text(" PDF 文档", "a PDF document"), AGAIN),
    (
        re.compile(rb"version https://git-lfs"),
        Text(" Git LFS 的指针，只有几行字", "a Git LFS pointer, a few lines of text"),
        LFS,
    ),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)", re.I | re.DOTALL),
        Text("网页（HTML）", "a web page (HTML)"),
        AGAIN,
    ),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml"),
        Text(" XML，多半是服务器的报错", "XML, probably a server's error message"),
        AGAIN,
    ),
)
TFRECORD = Text(" TFRecord 文件", "a TFRecord file")
UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".aria2", ".tmp", ".!ut")
"""What browsers call a download that is not finished."""


def kind_of(head: bytes, size: int) -> str:
    """The kind of a file that can be read here; `` if it is none of them.

    Args:
        head: its first bytes, `HEAD` of them or all.
        size: its length in bytes.
    """
    if foreign_kind(head) is not None:
        return ""
    for name, magic in READ:
        if magic.match(head):
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
    for magic, what, cure in FOREIGN:
        if magic.match(head):
            return what, cure
    return (TFRECORD, OTHER_FORM) if _is_tfrecord(head) else None


def refuse_foreign(path: object, head: bytes) -> None:
    """Name what a file is if it is known, but not read here.

    Raises:
        DataError: it is; or it is a download that is not finished, or empty.
    """
    if not head:
        raise DataError("no_bytes", path=path)
    if (found := foreign_kind(head)) is not None:
        raise DataError("foreign", path=path, what=pick(found[0]), cure=pick(found[1]))
    if HEIC.match(head):
        return
    if str(path).lower().endswith(UNFINISHED):
        raise DataError("unfinished", path=path)


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
