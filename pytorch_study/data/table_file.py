"""A table as a text file: its encoding, its separator, and its rows, a part at a time, so that memory stays bounded."""

import codecs
import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from pytorch_study.data.kinds import signature
from pytorch_study.errors import DataError, UsageError, reason
from pytorch_study.lesson import Tell
from pytorch_study.text import say

SEPARATORS = (",", ";", "\t", "，", "；", "|")
"""What separates the cells, the likeliest first; taken is the one with which the first line names most columns."""
PART = 10_000
"""Rows that are in memory at once."""
BLOCK = 1 << 20
LONGEST = 1 << 24
"""Most characters in a line; a longer one is no table, and would have to be held in memory."""
OTHER_KINDS = {
    **dict.fromkeys(("zip", "gzip", "torch"), "packed_table"),
    **dict.fromkeys(("office", "old office"), "workbook"),
    "parquet": "parquet_table",
}
"""Kinds of files that hold a table, but not as text, and the error that names the cure."""

Part = list[tuple[int, list[str]]]
"""Rows: the line number, as an editor shows it, and the cells."""


@dataclass(frozen=True)
class TableFile:
    """A table whose header has been read.

    Attributes:
        path: the file.
        encoding: `utf-8-sig`, `gb18030` or `utf-16`.
        separator: the character between cells.
        header: the names of the columns, without spaces around them.
        skipped: number of lines before the header.
        summaries: rows that `parts` leaves out: line number and text, see `table_head.without_summaries`.
    """

    path: Path
    encoding: str
    separator: str
    header: tuple[str, ...]
    skipped: int
    summaries: tuple[tuple[int, str], ...] = ()


def open_table(path: Path, wanted: Sequence[str] = ()) -> TableFile:
    """Find out how a table is written, and read its header.

    Args:
        path: a table as text in UTF-8 (with or without a BOM), GB 18030, or UTF-16 with a BOM; its first line names the
            columns. A line `sep=;` before it may name the separator.
        wanted: columns that it should have, by which the separator is recognised.

    Raises:
        UsageError: the file does not exist.
        DataError: it cannot be read, is empty, is no text, or a row cannot be parsed.
    """
    if not path.exists():
        raise UsageError("no_file", path=path)
    try:
        encoding = _encoding(path)
        with opened(path, encoding) as file:
            skipped, first = 0, file.readline(LONGEST)
            while first and not first.strip():
                skipped, first = skipped + 1, file.readline(LONGEST)
    except OSError as error:
        raise DataError("cannot_read", path=path, why=reason(error)) from error
    if not first:
        raise DataError("empty_file", path=path)
    if len(first) == LONGEST:
        raise DataError("long_line", path=path)
    first = first.strip("\r\n ")
    if (said := re.fullmatch(r"sep=([^\"\s]|\t)", first, re.IGNORECASE)) is not None:  # as Excel writes and reads it
        skipped, separator = skipped + 1, said[1]
    else:
        separator = max(SEPARATORS, key=lambda one: _named(_cells(first, one), wanted))  # the first of equals
    table = TableFile(path, encoding, separator, (), skipped)
    with opened(path, encoding) as file:
        _, header = next(_rows(table, file), (0, []))
    return replace(table, header=tuple(name.strip() for name in header))


def column_index(name: str, header: Sequence[str]) -> int | None:
    """Index of a column: an exact match, else a case-insensitive one; None if there is none."""
    if name in header:
        return list(header).index(name)
    lower = [column.lower() for column in header]
    return lower.index(name.lower()) if name.lower() in lower else None


def parts(table: TableFile, tell: Tell | None = None, doing: str = "table.progress") -> Iterator[Part]:
    """The rows below the header, `PART` at a time, without empty lines and those of `summaries`.

    Args:
        table: the table.
        tell: called with the progress after each full part.
        doing: the sentence that tells it.

    Raises:
        DataError: a row has more or fewer cells than the header, or cannot be parsed.
    """
    part: Part = []
    width, count, skipped = len(table.header), 0, {number for number, _ in table.summaries}
    with opened(table.path, table.encoding) as file:
        raw, size = file.buffer, max(1, os.fstat(file.fileno()).st_size)
        assert isinstance(raw, io.BufferedReader)
        for number, cells in islice(_rows(table, file), 1, None):
            # With a comma too many or too few, numbers would shift to other columns. Empty cells at the end are
            # harmless.
            if len(cells) != width and (len(cells) < width or any(cells[width:])):
                raise DataError("row_length", path=table.path, line=number, found=len(cells), expected=width)
            if number not in skipped:
                part.append((number, cells))
            if len(part) == PART:
                yield part
                count, part = count + PART, []
                if tell:
                    share = min(1.0, raw.tell() / size)
                    tell(say(doing, path=table.path, rows=count, share=share), True)
    if part:
        yield part


def _rows(table: TableFile, file: io.TextIOWrapper) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, the header first, each with the number of its first line."""
    # strict: otherwise an unclosed quotation mark would swallow the rows after it
    rows = csv.reader(_lines(table.path, file), delimiter=table.separator, strict=True)
    number = 1
    try:
        for cells in rows:
            if cells and number > table.skipped:
                yield number, cells
            number = rows.line_num + 1
    except (csv.Error, UnicodeError) as error:
        raise DataError("broken_table", path=table.path, line=number, why=error) from error


def _lines(path: Path, file: io.TextIOWrapper) -> Iterator[str]:
    while line := file.readline(LONGEST):
        if len(line) == LONGEST:
            raise DataError("long_line", path=path)
        yield line


def _named(header: list[str], wanted: Sequence[str]) -> tuple[int, int]:
    """How many of the wanted columns a header names, and how many columns it has."""
    names = [name.strip() for name in header]
    return sum(column_index(name, names) is not None for name in wanted), len(names)


def opened(path: Path, encoding: str) -> io.TextIOWrapper:
    """The file as text, its line ends as they are."""
    return path.open(encoding=encoding, newline="")


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # told when the row is read
        return []


def _encoding(path: Path) -> str:
    """The encoding of a text file; the whole file is read, a block at a time.

    Raises:
        DataError: it is no text, or a table of another kind.
    """
    with path.open("rb") as file:
        start = file.read(4096)
        if (kind := signature(start)) in OTHER_KINDS:
            raise DataError(OTHER_KINDS[kind], path=path)
        wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
            file.seek(0)
            if _decodes(file, encoding):
                if encoding == "gb18030":
                    _refuse_western(start, path)
                return encoding
    raise DataError("not_text", path=path)


def _refuse_western(start: bytes, path: Path) -> None:
    """Refuse text of one byte a character, as Excel writes it in Western Europe: in GB 18030, Größe is Gr鲞e.

    Raises:
        DataError: all that is not ASCII are single characters, one of them between two letters.
    """
    text = start.decode("gb18030", errors="ignore")
    found = re.findall(r"(?:(?<=[A-Za-z])[^\x00-\x7f](?=[A-Za-z]))|[^\x00-\x7f]{2,}", text)
    if found and all(len(one) == 1 for one in found):
        word = re.search(rf"\w*{found[0]}\w*", text)
        raise DataError("western_text", path=path, word=word[0] if word else found[0])


def _decodes(file: io.BufferedReader, encoding: str) -> bool:
    """Whether all of a file is text in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := file.read(BLOCK):
            if "\x00" in decoder.decode(block):
                return False
        return "\x00" not in decoder.decode(b"", final=True)
    except UnicodeError:
        return False
