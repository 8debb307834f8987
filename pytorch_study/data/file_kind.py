"""What kind of file somebody has given, by its first bytes, to say so where another kind is needed."""

import contextlib
import re
from pathlib import Path

from pytorch_study.data.image_folder import HEIC, MAGIC
from pytorch_study.errors import DataError
from pytorch_study.lesson import DataInfo
from pytorch_study.text import say

KINDS = (
    ("pdf", rb"%PDF-"),
    ("office", rb"\xd0\xcf\x11\xe0|PK\x03\x04(?=.{26}(\[Content_Types\]|_rels/|docProps/|xl/|word/|ppt/|mimetype))"),
    ("zip", rb"PK\x03\x04|\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!"),
    ("json", rb"\s*[{\[]"),
    ("web", rb"\s*<(!doctype html|html|head|body)"),
    ("weights", rb".{8}\{\""),
)
"""Kind: how it begins, in the order in which they are tried."""
START = 512


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
    kind = kind_of(path)
    if info.input == "image" and kind not in (None, "picture"):
        raise DataError("file_not_picture", path=path, kind=say(f"kind.{kind}"), lesson=lesson)
    if info.input == "row" and kind not in (None, "table", "text"):
        columns = ",".join(one.name for one in info.form.columns) if info.form else ",".join(info.columns)
        raise DataError("file_not_table", path=path, kind=say(f"kind.{kind}"), lesson=lesson, columns=columns)


def kind_of(path: Path) -> str | None:
    """The kind of a file, as in `KINDS`, or `picture`, `code`, `table` or `text`; None: unknown."""
    try:
        if not path.is_file():  # a pipe: opening it would wait for somebody to write
            return None
        with path.open("rb") as file:
            start = file.read(START)
    except (OSError, ValueError):
        return None
    if MAGIC.match(start) or HEIC.match(start):
        return "picture"
    for kind, pattern in KINDS:
        if re.match(pattern, start.removeprefix(b"\xef\xbb\xbf"), re.DOTALL | re.IGNORECASE):
            return kind
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
