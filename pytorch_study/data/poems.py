"""Poems that ship: Tang quatrains and regulated verse in the simplified script, and Shakespeare's sonnets.

Each is one text file, packed with gzip, that `python -m benchmarks poems data` makes; origin and licences are in
NOTICE.md. A line is a poem: its part, author and title and its lines of verse, with tabs between the four and `/`
between the lines of verse. Lines that begin with # tell where it comes from.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pytorch_study.data.idx import gunzip
from pytorch_study.data.locations import PACKAGE, read_bytes
from pytorch_study.errors import DataError
from pytorch_study.files import sha256

TANG = PACKAGE / "tang.txt.gz"
"""Poems from the Complete Tang Poems of 4 or 8 lines, all of 5 or all of 7 characters."""
SONNETS = PACKAGE / "sonnets.txt.gz"
"""Those of Shakespeare's sonnets that have 14 lines."""
# The SHA-256 are of the text, so that a file that was packed anew is accepted too.
DIGESTS = {
    TANG.name: "d9b34cbb7755600f769459701a1f3cbfaa379e5245bd3a3bbc1f08715875e2a8",
    SONNETS.name: "762ff17376ab776b865df2407c5ca06d00b07501c0567a9072e4e4624ec82d2e",
}
PARTS = ("train", "validation", "test")
MOST = 1 << 24
"""Most bytes of a text; the larger one has 5.7 million."""


@dataclass(frozen=True)
class Poem:
    """A poem: `lines` are its lines of verse, without marks at their ends in Chinese."""

    author: str
    title: str
    lines: tuple[str, ...]

    @cached_property
    def form(self) -> tuple[int, int]:
        """How many lines it has, and how many characters each of them; 0 where they differ."""
        lengths = {len(line) for line in self.lines}
        return len(self.lines), lengths.pop() if len(lengths) == 1 else 0


@dataclass(frozen=True)
class Poems:
    """A collection. No couplet of `validation` or `test` stands elsewhere, even with a few characters changed."""

    train: tuple[Poem, ...]
    validation: tuple[Poem, ...]
    test: tuple[Poem, ...]


def read_poems(path: Path = TANG) -> Poems:
    """Read one of the collections that ship, in the order of its file.

    Raises:
        DataError: the file cannot be read, or was changed.
    """
    content = gunzip(read_bytes(path), path, MOST)
    if (found := sha256(content)) != (expected := DIGESTS[path.name]):
        raise DataError("wrong_digest", path=path, name=path.name, expected=expected, found=found)
    return parse(content.decode("utf-8"))


def parse(text: str) -> Poems:
    """Take the text of a collection apart; its form is as this module's first lines say."""
    parts: dict[str, list[Poem]] = {part: [] for part in PARTS}
    for row in text.split("\n"):
        if row and not row.startswith("#"):
            part, author, title, verse = row.split("\t")
            parts[part].append(Poem(author, title, tuple(verse.split("/"))))
    return Poems(**{part: tuple(poems) for part, poems in parts.items()})
