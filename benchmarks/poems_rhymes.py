"""How strictly Tang poems rhyme and alternate their tones, beside the same lines and characters in random order.

What a network writes is measured with the same functions (`data/rhymes.py`), and so against the poems it learned from.
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pytorch_study.data.poems import Poem
from pytorch_study.data.rhymes import Rhymes, alternates, in_rhyme, read_rhymes

SEED = 0


def measure(poems: Sequence[Poem]) -> dict[str, dict[str, Any]]:
    """By form, such as `form 4x5`: of how many poems the even lines rhyme, and in how many lines the tones alternate.

    `unknown`: the share of poems or lines that are not judged because the table lacks a character.
    """
    table = read_rhymes()
    found = {}
    for count, length in sorted({poem.form for poem in poems}):
        lines = [line for poem in poems if poem.form == (count, length) for line in poem.lines]
        rng = random.Random(SEED)
        mixed = rng.sample(lines, len(lines))
        characters = [character for line in lines for character in line]
        letters = rng.sample(characters, len(characters))
        strewn = ["".join(letters[at : at + length]) for at in range(0, len(letters), length)]
        rhymes, mixed_rhymes = (_shares(_rhymes(some, count, table)) for some in (lines, mixed))
        tones, strewn_tones = (_shares(alternates(line, table) for line in some) for some in (lines, strewn))
        found[f"form {count}x{length}"] = {
            "seeds": 1,
            "poems": len(lines) // count,
            "share_in_rhyme": rhymes[0],
            "share_in_rhyme_shuffled": mixed_rhymes[0],
            "share_rhyme_unknown": rhymes[1],
            "share_alternating": tones[0],
            "share_alternating_shuffled": strewn_tones[0],
            "share_alternating_unknown": tones[1],
        }
    return found


def _rhymes(lines: Sequence[str], count: int, table: Rhymes) -> Iterable[bool | None]:
    """Of each `count` lines in turn."""
    return (in_rhyme(lines[at : at + count], table) for at in range(0, len(lines), count))


def _shares(judged: Iterable[bool | None]) -> tuple[float, float]:
    """The share of True among those judged, and the share not judged."""
    counts = Counter(judged)
    return counts[True] / max(1, counts[True] + counts[False]), counts[None] / max(1, counts.total())
