"""What the columns of a table hold: numbers, words, dates, or nothing that a model could use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pytorch_study.data.table_file import TableFile, parts
from pytorch_study.data.table_numbers import COMMA, GROUPED, NO_WORD, NUMBER, Commas, is_missing, plain_numbers
from pytorch_study.errors import DataError
from pytorch_study.lesson import Tell
from pytorch_study.text import say

MOST_WORDS = 30
"""Most categories of a column; one with more is a name or free text, or needs more thought than one-hot inputs."""
MOSTLY = 0.9
"""A column of which this share of the filled cells are numbers, or dates, is meant to hold only those."""
DATE = re.compile(r"\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?([ T]\d.*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}( \d.*)?")
UNITS = re.compile(r"[¥￥$€£]\s*[-+]?\d[\d,.]*|[-+]?\d[\d,.]*\s*[^\d\s,.:/_-][^\d]{0,5}")
"""A number with a currency before it or a unit behind it, `¥2,441` or `60㎡`, which is no word."""
ROW_NUMBER = re.compile(r"(unnamed.*|index|id|no\.?|nr\.?|row|编号|序号|行号|)", re.IGNORECASE)


@dataclass
class Profile:
    """What the cells of a column are, gathered part by part.

    Attributes:
        name: the column's name.
        place: where it stands.
        numbers: number of cells with a number.
        dates: number of cells with a date.
        others: number of cells that are filled, but with no number.
        words: the distinct cells, those of a part more than can be categories.
        other: the first cell that is filled but no number: line and text.
        counts_up: whether every cell is one more than the cell above it.
        commas: what commas in its numbers can mean.
    """

    name: str
    place: int
    numbers: int = 0
    dates: int = 0
    others: int = 0
    words: set[str] = field(default_factory=set)
    other: tuple[int, str] | None = None
    counts_up: bool = True
    commas: Commas = field(default_factory=Commas)
    last: float | None = None

    def add(self, lines: Sequence[int], cells: Sequence[str]) -> None:
        """Take a part's cells into account."""
        if len(self.words) <= MOST_WORDS:
            self.words.update(word for cell in cells if (word := cell.strip()).lower() not in NO_WORD)
        self.commas.look(lines, self.name, cells)
        found = plain_numbers(cells)
        if found is not None:
            self.numbers += len(found)
            if self.counts_up:
                steps = [*([] if self.last is None else [self.last]), *found]
                self.counts_up = all(b - a == 1 for a, b in pairwise(steps))
                self.last = found[-1]
            return
        self.counts_up = False
        for line, cell in zip(lines, cells, strict=True):
            text = cell.strip()
            if is_missing(text):
                continue
            if NUMBER.fullmatch(text) or COMMA.fullmatch(text) or GROUPED.fullmatch(text):
                self.numbers += 1
                if "," in text:
                    self.commas.add(line, self.name, cell)
            else:
                self.others += 1
                self.dates += DATE.fullmatch(text) is not None
                self.other = self.other or (line, text)

    @property
    def is_number(self) -> bool:
        """Whether all filled cells are numbers."""
        return self.other is None


def column_profiles(table: TableFile, tell: Tell) -> list[Profile]:
    """What each column holds; the whole table is read, a part at a time.

    Raises:
        DataError: there are no rows, or `parts` cannot read them.
    """
    profiles = [Profile(name, place) for place, name in enumerate(table.header)]
    count = 0
    for part in parts(table, tell, "table.checking"):
        count += len(part)
        lines = [line for line, _ in part]
        for profile, cells in zip(profiles, zip(*(row[: len(profiles)] for _, row in part), strict=True), strict=True):
            profile.add(lines, cells)
    if not count:
        raise DataError("no_rows", path=table.path)
    return profiles


def check_target(table: TableFile, profiles: list[Profile], target: str) -> None:
    """Check that the target holds numbers.

    Raises:
        DataError: it holds words, or a word among numbers.
    """
    wanted = next(one for one in profiles if one.name == target)
    if wanted.other is None:
        return
    line, word = wanted.other
    if wanted.numbers >= MOSTLY * (wanted.numbers + wanted.others):
        raise DataError("not_a_number", path=table.path, line=line, column=target, value=word[:40])
    names = ", ".join(one.name for one in profiles if one.is_number and one.numbers and one.name) or "-"
    if UNITS.fullmatch(word):
        raise DataError("target_units", path=table.path, target=target, word=word[:40])
    raise DataError("target_words", path=table.path, target=target, word=word[:40], numbers=names)


def unusable_columns(table: TableFile, profiles: list[Profile], target: str, dropped: list[str]) -> dict[str, str]:
    """The columns that cannot be inputs, with the reason.

    Raises:
        DataError: a column of numbers holds a few words.
    """
    found: dict[str, str] = {}
    for one in profiles:
        if one.name == target:
            continue
        if one.name in dropped:
            found[one.name] = say("table.why_dropped")
        elif not one.numbers + one.others:
            found[one.name] = say("table.why_empty")
        elif not one.name:
            found[one.name] = say("table.why_no_name")
        elif one.counts_up and ROW_NUMBER.fullmatch(one.name) and len(profiles) > 2:
            found[one.name] = say("table.why_row_number")
        elif one.other is not None and one.dates >= MOSTLY * (one.numbers + one.others):
            found[one.name] = say("table.why_dates", word=one.other[1][:40])
        elif one.other is not None and len(one.words) > MOST_WORDS:
            line, word = one.other
            if one.numbers >= MOSTLY * (one.numbers + one.others):
                raise DataError("mixed_column", path=table.path, line=line, column=one.name, value=word[:40])
            why = "table.why_units" if UNITS.fullmatch(word) else "table.why_words"
            found[one.name] = say(why, most=MOST_WORDS, word=word[:40])
    return found
