"""What counting says of poems: nats a character of n-gram models on held-out poems, and how strictly poems rhyme.

A model sees the form of the poem, the characters before, and the marks after lines, where the network has line and
place instead. It foresees characters only; in Chinese, marks and forms never count. Vocabulary and cost of an unknown
character are those of `data/characters.py`, for every model. Nothing is chosen on the test poems, nor on the
validation poems.
"""

import math
from typing import Any

import numpy as np
import torch

from benchmarks import kneser_ney, poems_rhymes
from benchmarks.accuracy import where
from benchmarks.kneser_ney import Floats, Ints
from pytorch_study import measurements
from pytorch_study.data.characters import UNKNOWN, Vocabulary, encode, fit_vocabulary, nats
from pytorch_study.data.poems import PARTS, SONNETS, TANG, Poem, Poems, read_poems
from pytorch_study.files import write_json

FILE = "poems_yardsticks"
COLLECTIONS = {"tang": TANG, "sonnets": SONNETS}
MODELS = ("uniform", "unigram", "bigram", "trigram", "4-gram", "5-gram")
"""By the tokens that they look at, from none to five, the last of which is the one foreseen."""
ORDERS = {"tang": 4, "sonnets": 5}
"""The longest n-grams: with thousands of characters a fourth gains next to nothing, with a few dozen a fifth does."""


def measure() -> dict[str, Any]:
    """Measure every model on both collections; returns and writes what `results/poems_yardsticks.json` holds."""
    content: dict[str, Any] = {"summary": {}, "collections": {}}
    for name, path in COLLECTIONS.items():
        poems = read_poems(path)
        parts = {part: getattr(poems, part) for part in PARTS}
        vocabulary = fit_vocabulary(poems.train, (*poems.validation, *poems.test))
        content["collections"][name] = {
            "vocabulary": len(vocabulary.characters),
            "characters_outside": vocabulary.outside,
            **{f"{part}_{key}": value for part in PARTS for key, value in _sizes(parts[part], vocabulary).items()},
        }
        rows = {part: windows(parts[part], vocabulary, ORDERS[name]) for part in PARTS}
        for order, model in enumerate(MODELS[: ORDERS[name] + 1]):
            found = {f"{part}_nats": mean_nats(order, rows["train"], rows[part], vocabulary) for part in PARTS[1:]}
            content["summary"][f"{name} {model}"] = {"seeds": 1, **found}  # there is no chance in it
        content["summary"][f"{name} lines"] = {"seeds": 1, "share_in_training": _known_by_heart(poems)}
    content["summary"] |= poems_rhymes.measure(read_poems(TANG).train)
    content.update(where("python -m benchmarks poems yardsticks"))
    write_json(measurements.RESULTS / f"{FILE}.json", content)
    return content


def windows(poems: tuple[Poem, ...], vocabulary: Vocabulary, order: int) -> tuple[Ints, Ints]:
    """Every character that counts, and the tokens before it.

    Returns:
        Contexts (N, order - 1), the nearest token last, and the characters' tokens (N,). Before a poem begins there is
        the token `vocabulary.size`, as often as the context asks.
    """
    before = [vocabulary.size] * max(0, order - 2)
    rows = [np.array(before + encode(poem, vocabulary), dtype=np.int64) for poem in poems]
    views = [np.lib.stride_tricks.sliding_window_view(row, max(order, 2))[:, -order:] for row in rows]
    grams = np.concatenate(views)
    grams = grams[grams[:, -1] < vocabulary.choices]
    return grams[:, :-1], grams[:, -1]


def log_probabilities(order: int, train: tuple[Ints, Ints], rows: tuple[Ints, Ints], vocabulary: Vocabulary) -> Floats:
    """The logarithm of the probability of each character, (N,), by a model of `order` counted on the training rows."""
    if order == 0:
        return np.full(len(rows[1]), -math.log(vocabulary.choices))
    seen, given = (contexts[:, contexts.shape[1] - order + 1 :] for contexts in (train[0], rows[0]))
    model = kneser_ney.fit(seen, train[1], vocabulary.choices, vocabulary.size + 1)
    return np.log(model.probabilities(given, rows[1]))


def mean_nats(order: int, train: tuple[Ints, Ints], rows: tuple[Ints, Ints], vocabulary: Vocabulary) -> float:
    """The mean of `data.characters.nats` over the rows."""
    found = torch.from_numpy(log_probabilities(order, train, rows, vocabulary))
    return float(nats(found, torch.from_numpy(rows[1]), vocabulary).mean())


def _known_by_heart(poems: Poems) -> float:
    """The share of the test poems' lines that stand in a training poem word for word, as poets quote poets."""
    known = {line for poem in poems.train for line in poem.lines}
    lines = [line for poem in poems.test for line in poem.lines]
    return sum(line in known for line in lines) / len(lines)


def _sizes(poems: tuple[Poem, ...], vocabulary: Vocabulary) -> dict[str, Any]:
    tokens = windows(poems, vocabulary, 1)[1]
    return {"poems": len(poems), "characters": len(tokens), "unknown": float((tokens == UNKNOWN).mean())}
