"""Which line of a table names its columns, where the first does not; and the rows at its end that only add up."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from pytorch_study.data.table_file import BLOCK, LONGEST, SEPARATORS, TableFile, column_index, opened, parts
from pytorch_study.data.table_numbers import COMMA, GROUPED, NUMBER
from pytorch_study.errors import DataError
from pytorch_study.text import say

LOOKED_AT = 12
"""Lines in which the names are looked for."""
SUMMARY = re.compile(
    r"\s*((合|总|累|小)计|总(和|数|额)|汇总|(总)?平均([值数])?|均值|中位数|标准差|"
    r"(grand |sub)?totals?|sum|averages?|avg\.?|mean|median|std(\.? ?dev\.?)?)\s*[:：]?\s*",
    re.IGNORECASE,
)
"""A cell that says its row adds up or averages others."""
PARTIAL = re.compile(r"\s*(小计|subtotals?)\s*[:：]?\s*", re.IGNORECASE)
"""One that may also stand between the rows."""
MENTIONED = re.compile(rf"(^|[\s,;\t|，；\"])({SUMMARY.pattern})([,;\t|，；\"\r\n]|$)", re.IGNORECASE)
YEARS = range(1900, 2101)
Line = tuple[int, list[str]]


def explain_header(table: TableFile, wanted: Sequence[str] = ()) -> None:
    """Look for the names of the columns where the first line is not they.

    Args:
        table: the table.
        wanted: columns that it should have, of which the first line lacks one.

    Raises:
        DataError: a line further down looks like the header, or there is none.
    """
    lines = _first_lines(table)
    for place, (number, cells) in enumerate(lines[1:], 1):
        named = sum(column_index(name, cells) is not None for name in wanted)
        following = lines[place + 1][1] if place + 1 < len(lines) else []
        if named > sum(column_index(name, table.header) is not None for name in wanted) or (
            _is_title(lines[0][1], cells) and _names(cells) and _numbers(following)
        ):
            title, found = _shown(lines[0][1]), _shown(cells)
            raise DataError("title_above", path=table.path, line=number, header=found, title=title, last=number - 1)
    check_headed(table, wanted)


def check_headed(table: TableFile, wanted: Sequence[str] = ()) -> None:
    """Check that the first line is not a row like the second.

    Args:
        table: the table.
        wanted: the names that it should have, of which it lacks one.

    Raises:
        DataError: it is, so that there are no names.
    """
    lines = _first_lines(table)
    if len(lines) < 2:
        return
    (number, first), second = lines[0], lines[1][1]
    kinds = [[_is_number(cell) for cell in cells if cell] for cells in (first, second)]
    measured = [cell for cell in first if _is_number(cell) and not (cell.isdigit() and int(cell) in YEARS)]
    counting = [str(int(measured[0]) + k) for k in range(len(measured))] if measured and measured[0].isdigit() else []
    all_numbers = bool(wanted) and all(kinds[0])  # a column was sought in vain
    if all_numbers or (kinds[0] == kinds[1] and measured and measured != counting):
        example = ",".join(wanted if len(wanted) > 1 else [f"c{k}" for k in range(1, len(first) + 1)])
        raise DataError(
            "no_header", path=table.path, line=number, first=_shown(first), count=len(first), example=example
        )


def without_summaries(table: TableFile, known: Iterable[str] = ()) -> TableFile:
    """The table without rows that add up or average others: those at its end, and subtotals between.

    A word that stands in the same column of an ordinary row, too, is a category, and so is one of `known`.

    Raises:
        DataError: the table cannot be read, see `parts`.
    """
    if not _mentions(table):
        return table
    words = {word.strip().lower() for word in known}
    last: list[Line] = []
    marked: list[Line] = []
    elsewhere: set[tuple[int, str]] = set()
    count = 0
    for number, cells in (row for part in parts(table) for row in part):
        count += 1
        if not (found := _summing(cells, words)):
            elsewhere.update((place, word) for row in last for place, word in _summing(row[1], words))
            last = []
        elif any(PARTIAL.fullmatch(word) for _, word in found):
            marked.append((number, cells))
        else:
            last.append((number, cells))
    ends = [row for row in last if not elsewhere.intersection(_summing(row[1], words))]
    partial = marked if 3 * len(marked) <= count else []
    rows = sorted([*ends[:LOOKED_AT], *partial]) if len(ends) <= LOOKED_AT and len(ends) < count else sorted(partial)
    return replace(table, summaries=tuple((number, _shown(cells)) for number, cells in rows))


def told_summaries(table: TableFile) -> str:
    """The sentence about rows that only add up others."""
    shown = say("done.comma").join(say("table.summary", line=line, row=row) for line, row in table.summaries[:3])
    more = len(table.summaries) - 3
    return say(
        "table.summaries", path=table.path, rows=shown + (say("table.summaries_more", count=more) if more > 0 else "")
    )


def _summing(cells: Sequence[str], known: set[str]) -> list[tuple[int, str]]:
    words = ((place, cell.strip().lower()) for place, cell in enumerate(cells))
    return [(place, word) for place, word in words if word not in known and SUMMARY.fullmatch(word)]


def _mentions(table: TableFile) -> bool:
    """Whether any cell may be such a word; far quicker than reading the rows."""
    end = ""
    with opened(table.path, table.encoding) as file:
        while block := file.read(BLOCK):
            if MENTIONED.search(end + block):
                return True
            end = block[-100:]
    return False


def _first_lines(table: TableFile) -> list[Line]:
    """The first lines that are not empty, each parted by the separator that parts it most."""
    found: list[Line] = []
    with opened(table.path, table.encoding) as file:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST), ""), 1):
            if number <= table.skipped or not line.strip():
                continue
            rows = [_cells(line.strip("\r\n"), one) for one in (table.separator, *SEPARATORS)]
            found.append((number, max(rows, key=len)))
            if len(found) == LOOKED_AT:
                break
    return found


def _cells(line: str, separator: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return []


def _is_title(first: list[str], cells: list[str]) -> bool:
    """Whether a line has so few cells beside another's that it can only be above all columns."""
    filled, others = (sum(map(bool, some)) for some in (first, cells))
    return others >= 2 and 2 * filled <= others


def _names(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return len(set(filled)) == len(filled) and not any(map(_is_number, filled))


def _numbers(cells: list[str]) -> bool:
    return any(map(_is_number, cells))


def _is_number(cell: str) -> bool:
    return any(form.fullmatch(cell) for form in (NUMBER, COMMA, GROUPED))


def _shown(cells: Sequence[str]) -> str:
    text = ", ".join(islice((cell.strip() for cell in cells if cell.strip()), 8))
    return text if len(text) <= 60 else f"{text[:59]}…"
