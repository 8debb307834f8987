"""Rhyme and tone in Tang poems, by the 106 rhymes of the Pingshui table (13th century).

Origin and licence of the table are in NOTICE.md; `python -m benchmarks poems data --rhymes` makes the file. A row is a
tone (平 level, 仄 oblique), a rhyme, and its characters. It was simplified like the poems, so that a character may
stand in several rhymes that the traditional script keeps apart: then whichever fits is taken.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pytorch_study.data.locations import PACKAGE, read_bytes
from pytorch_study.errors import DataError
from pytorch_study.files import sha256

RHYMES = PACKAGE / "rhymes.tsv"
DIGEST = "8d5d38e6541bf4020b910f8ef4d9aa8cf89258b5bc1d533888a76006d5fdbfd7"
LEVEL, OBLIQUE = "平", "仄"


@dataclass(frozen=True)
class Rhymes:
    """The table: for each character the names of its rhymes, and its tones."""

    rhymes: Mapping[str, frozenset[str]]
    tones: Mapping[str, frozenset[str]]


def read_rhymes(path: Path = RHYMES) -> Rhymes:
    """Read the table.

    Raises:
        DataError: the file cannot be read, or was changed.
    """
    content = read_bytes(path).replace(b"\r\n", b"\n")  # git may change line endings on Windows
    if (found := sha256(content)) != DIGEST:
        raise DataError("wrong_digest", path=path, name=path.name, expected=DIGEST, found=found)
    rhymes: dict[str, set[str]] = defaultdict(set)
    tones: dict[str, set[str]] = defaultdict(set)
    for row in content.decode("utf-8").splitlines():
        if not row.startswith("#"):
            tone, rhyme, characters = row.split("\t")
            for character in characters:
                rhymes[character].add(rhyme)
                tones[character].add(tone)
    return Rhymes(*({one: frozenset(some) for one, some in each.items()} for each in (rhymes, tones)))


def in_rhyme(lines: Sequence[str], table: Rhymes) -> bool | None:
    """Whether every second line ends in one and the same rhyme; None if the table lacks one of these characters."""
    ends = [table.rhymes.get(line[-1]) for line in lines[1::2]]
    known = [end for end in ends if end]
    if not known or len(known) < len(ends):
        return None
    return bool(frozenset.intersection(*known))


def alternates(line: str, table: Rhymes) -> bool | None:
    """Whether the tones of a line's second, fourth and sixth characters alternate, as regulated verse asks.

    A character that has both tones fits either. None if the table lacks one of them.
    """
    places = [table.tones.get(character) for character in line[1::2]]
    known = [place for place in places if place]
    if len(known) < len(places):
        return None
    orders = ((LEVEL, OBLIQUE), (OBLIQUE, LEVEL))
    return any(all(order[at % 2] in tones for at, tones in enumerate(known)) for order in orders)
