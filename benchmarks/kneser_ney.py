"""Interpolated Kneser-Ney models of tokens: the best that counting does, and so the yardstick of a network.

Kneser and Ney, "Improved backing-off for m-gram language modeling", ICASSP 1995; interpolated, and with three discounts
instead of one ("modified"), as in Chen and Goodman, "An empirical study of smoothing techniques for language modeling",
Harvard TR-10-98, 1998, section 3: each count gives up a discount D, and what is freed goes to the shorter context:

    p(w | u v) = max(c(u v w) - D, 0) / c(u v) + freed(u v) * p(w | v)

In shorter contexts, c(v w) is the number of different tokens u that stand before v w. The shortest context of all is
none: there every token is equally probable.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Level:
    """Counts of n-grams with one length of context.

    Attributes:
        grams: each different n-gram, its tokens written as one number to the base `KneserNey.base`; sorted, (G,).
        counts: how often each stands there, or in shorter contexts after how many different tokens, (G,).
        contexts: the different contexts, as numbers, sorted, (C,).
        totals: the sum of the counts in each context, (C,).
        freed: what these counts gave up together, (C,).
        discounts: what a count of 1, of 2, and of 3 or more gives up.
    """

    grams: Ints
    counts: Ints
    contexts: Ints
    totals: Ints
    freed: Floats
    discounts: tuple[float, float, float]


@dataclass(frozen=True)
class KneserNey:
    """A model: `levels` from no context to the longest; `choices` tokens may come, `base` bounds every token."""

    levels: tuple[Level, ...]
    choices: int
    base: int

    def probabilities(self, contexts: Ints, tokens: Ints) -> Floats:
        """The probability of each token after its context.

        Args:
            contexts: the tokens before, the nearest last, (N, order - 1).
            tokens: (N,), each below `choices`.

        Returns:
            (N,): over all tokens that may come, those of one context add up to 1.
        """
        found = np.full(len(tokens), 1 / self.choices)
        for length, level in enumerate(self.levels):
            context = _numbers(contexts[:, contexts.shape[1] - length :], self.base)
            place, known = _find(level.contexts, context)
            at, seen = _find(level.grams, context * self.base + tokens)
            count = np.where(seen, level.counts[at], 0)
            kept = count - np.array([0.0, *level.discounts])[np.minimum(count, 3)]
            longer = (kept + level.freed[place] * found) / level.totals[place]
            found = np.where(known, longer, found)
        return found


def fit(contexts: Ints, tokens: Ints, choices: int, base: int, discounts: tuple[float, ...] | None = None) -> KneserNey:
    """Count n-grams.

    Args:
        contexts: the tokens before each token, the nearest last, (N, order - 1).
        tokens: (N,).
        choices: tokens that may come are below this number.
        base: every token is below this number; base**order is below 2**63.
        discounts: one for each level, from no context to the longest; None estimates three for each level from the
            data, as Chen and Goodman do.
    """
    grams, counts = np.unique(_numbers(contexts, base) * base + tokens, return_counts=True)
    levels: list[Level] = []
    for length in reversed(range(contexts.shape[1] + 1)):
        given = None if discounts is None else (discounts[length],) * 3
        levels.insert(0, _level(grams, counts, base, given))
        grams, counts = np.unique(grams % base**length, return_counts=True)  # without the first: its new counts
    return KneserNey(tuple(levels), choices, base)


def _level(grams: Ints, counts: Ints, base: int, given: tuple[float, float, float] | None) -> Level:
    discounts = given or _discounts(counts)
    contexts, starts = np.unique(grams // base, return_index=True)
    freed = np.add.reduceat(np.array([0.0, *discounts])[np.minimum(counts, 3)], starts)
    return Level(grams, counts, contexts, np.add.reduceat(counts, starts), freed, discounts)


def _discounts(counts: Ints) -> tuple[float, float, float]:
    """The discounts of counts of 1, 2, and 3 or more, from how many n-grams have a count of 1, 2, 3 and 4."""
    n = [int((counts == count).sum()) for count in range(1, 5)]
    if not all(n):  # few n-grams, as in a short text
        return 0.5, 0.5, 0.5
    share = n[0] / (n[0] + 2 * n[1])
    one, two, three = (count - (count + 1) * share * n[count] / n[count - 1] for count in (1, 2, 3))
    return min(max(one, 0.0), 1.0), min(max(two, 0.0), 2.0), min(max(three, 0.0), 3.0)


def _numbers(rows: Ints, base: int) -> Ints:
    """Each row of tokens as one number: (N, n) -> (N,)."""
    number = np.zeros(len(rows), dtype=np.int64)
    for column in rows.T:
        number = number * base + column
    return number


def _find(sorted_numbers: Ints, wanted: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Where each wanted number stands, and whether it does; where it does not, the place means nothing."""
    place = np.minimum(np.searchsorted(sorted_numbers, wanted), len(sorted_numbers) - 1)
    return place, sorted_numbers[place] == wanted
