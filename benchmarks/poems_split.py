"""Which poems are for training, for validation and for the test: poems that share a couplet are on one side.

Anthologies hold many poems twice, under two authors or with a few other characters. Split by windows, or poem by poem,
a part of the test set would be known by heart, and so would the opening couplets that a series of poems shares.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pytorch_study.data.poems import PARTS
from pytorch_study.files import sha256

Lines = tuple[str, ...]
PIECES = 4
"""Two couplets of one length that differ in fewer places than this have an equal piece."""


def split(poems: Sequence[Lines], held_out: int) -> list[str]:
    """The part of each poem: `held_out` poems for the test, as many for validation, the rest for training.

    Poems are linked if they share a couplet, or nearly: if fewer than `PIECES` characters differ. Those that are
    linked, directly or through others, stay together. The choice depends on the poems' text alone.
    """
    groups: dict[int, list[int]] = defaultdict(list)
    for number, top in enumerate(_groups(poems)):
        groups[top].append(number)
    parts = [PARTS[0]] * len(poems)
    left = dict.fromkeys(reversed(PARTS[1:]), held_out)
    for group in sorted(groups.values(), key=lambda some: min(sha256("/".join(poems[i]).encode()) for i in some)):
        part = next((part for part, count in left.items() if count >= len(group)), None)
        if part:
            left[part] -= len(group)
            for number in group:
                parts[number] = part
    return parts


def linked(poems: Sequence[Lines]) -> Iterator[tuple[int, int]]:
    """Pairs of poems, by number, that share a couplet or nearly; enough of them to link all that do."""
    pairs = ((n, a + b) for n, poem in enumerate(poems) for a, b in zip(poem[::2], poem[1::2], strict=False))
    couplets = list(dict.fromkeys(pairs))
    same: dict[str, int] = {}
    near: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for number, (poem, text) in enumerate(couplets):
        first = same.setdefault(text, number)
        if first != number:
            yield couplets[first][0], poem
            continue  # whatever else is near to it is near to the first
        cuts = [len(text) * i // PIECES for i in range(PIECES + 1)]
        for place, (start, end) in enumerate(pairwise(cuts)):
            near[len(text), place, text[start:end]].append(number)
    for numbers in near.values():
        for at, one in enumerate(numbers):
            for other in numbers[:at]:
                (poem, text), (before, old) = couplets[one], couplets[other]
                if poem != before and sum(a != b for a, b in zip(text, old, strict=True)) < PIECES:
                    yield before, poem


def _groups(poems: Sequence[Lines]) -> list[int]:
    """The group of each poem: the number of one of those that it is linked to (union-find)."""
    above = list(range(len(poems)))

    def top(number: int) -> int:
        while above[number] != number:
            above[number] = number = above[above[number]]
        return number

    for one, other in linked(poems):
        above[top(other)] = top(one)
    return [top(number) for number in range(len(poems))]
