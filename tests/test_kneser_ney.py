"""The yardstick counts right: by hand, against a slow model written otherwise, and its probabilities add up to 1."""

import random
from collections import Counter, defaultdict

import numpy as np
import pytest

from benchmarks import kneser_ney
from benchmarks.kneser_ney import fit

PAIRS = np.array([[0, 1], [0, 1], [0, 2], [1, 0], [2, 0]])
"""Of tokens 0, 1, 2: after 0 came 1 twice and 2 once, after 1 and 2 came 0."""


def probability(model, context, token):
    return float(model.probabilities(np.array([context]), np.array([token]))[0])


def test_by_hand():
    """Without a context: 0 came after two different tokens, 1 and 2 after one, 4 in all; each gives up 1/4."""
    model = fit(PAIRS[:, :1], PAIRS[:, 1], choices=3, base=4, discounts=(0.25, 0.5))
    alone = [(2 - 0.25) / 4 + 0.75 / 4 / 3, 0.75 / 4 + 0.75 / 4 / 3, 0.75 / 4 + 0.75 / 4 / 3]
    assert alone == [0.5, 0.25, 0.25]
    after_0 = [1 / 3 * 0.5, (2 - 0.5) / 3 + 1 / 3 * 0.25, (1 - 0.5) / 3 + 1 / 3 * 0.25]
    after_1 = [0.5 + 0.5 * 0.5, 0.5 * 0.25, 0.5 * 0.25]
    for context, expected in (([0], after_0), ([1], after_1), ([3], alone)):  # 3 was never seen
        assert [probability(model, context, token) for token in range(3)] == pytest.approx(expected)


def test_the_three_discounts_by_hand():
    """n = 4, 2, 1, 1: Y = 4 / (4 + 2 * 2) = 1/2, D = 1 - 2Y 2/4, 2 - 3Y 1/2, 3 - 4Y 1/1."""
    assert kneser_ney._discounts(np.array([1, 1, 1, 1, 2, 2, 3, 4, 9])) == (0.5, 1.25, 1.0)


def corpus(count=3000, tokens=12):
    """Tokens that depend on the two before them; some contexts never come."""
    rng = random.Random(5)
    row = [0, 1]
    while len(row) < count:
        row.append((3 * row[-1] + row[-2] + rng.choice((0, 0, 0, 1, 5))) % tokens)
    grams = np.lib.stride_tricks.sliding_window_view(np.array(row), 3)
    return grams[:, :2], grams[:, 2]


@pytest.mark.parametrize("discounts", [None, (0.1, 0.6, 0.75)])
def test_it_adds_up_to_1_after_any_context(discounts):
    contexts, tokens = corpus(1000, 40)
    contexts, tokens = contexts % 17, tokens % 12  # rare and frequent n-grams, so that the estimates differ
    model = fit(contexts, tokens, choices=14, base=20, discounts=discounts)  # 12 and 13 never come
    if discounts is None:
        assert len(set(model.levels[-1].discounts)) == 3
    after = np.random.default_rng(0).integers(0, 20, (300, 2))
    every = np.stack([model.probabilities(after, np.full(300, token)) for token in range(14)])
    assert every.min() > 0
    assert every.sum(0) == pytest.approx(np.ones(300), abs=1e-12)


def slow(grams, discounts, choices):
    """Kneser-Ney with one discount a level, as the formula has it: dictionaries, one n-gram at a time."""
    tables = [Counter(map(tuple, grams))]
    while len(next(iter(tables[0]))) > 1:
        shorter = defaultdict(set)
        for gram in tables[0]:
            shorter[gram[1:]].add(gram[0])
        tables.insert(0, Counter({gram: len(before) for gram, before in shorter.items()}))

    def probability(context, token):
        lower = probability(context[1:], token) if context else 1 / choices
        here = {gram: count for gram, count in tables[len(context)].items() if gram[:-1] == context}
        if not here:
            return lower
        total, discount = sum(here.values()), discounts[len(context)]
        return max(here.get((*context, token), 0) - discount, 0) / total + discount * len(here) / total * lower

    return probability


def test_it_equals_a_slow_model_written_otherwise():
    contexts, tokens = corpus()
    discounts = (0.2, 0.7, 0.9)
    model = fit(contexts, tokens, choices=12, base=12, discounts=discounts)
    other = slow(np.column_stack([contexts, tokens]).tolist(), discounts, 12)
    rng = random.Random(7)
    for _ in range(100):
        context, token = (rng.randrange(12), rng.randrange(12)), rng.randrange(12)
        assert probability(model, context, token) == pytest.approx(other(context, token), rel=1e-12)
