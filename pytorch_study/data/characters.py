"""Characters as numbers: what a model of poems reads, what it is asked to foresee, and what a mistake costs.

A poem becomes one row of tokens: its form, then its characters, and a mark after each line. Where every line has the
same length, as in Chinese, the form says where the marks stand: n-gram models read them, the network is told line and
place instead (`pack` leaves them out), nobody foresees them, and they do not count. Where lengths differ, as in
English, a line ends with a character of its own, the newline, which counts like any other.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from pytorch_study.data.poems import Poem
from pytorch_study.lesson import Split

UNKNOWN = 0
"""The token of every character that is not in the vocabulary."""
NEWLINE = "\n"
MARKS = ("，", "。")
"""After the first and the second line of a couplet."""
IGNORED = -100
"""The answer where a row is filled up: it does not count, see torch's `cross_entropy`."""
LEAST = 5
"""How often a character must stand in the training poems to have a token of its own."""


@dataclass(frozen=True)
class Vocabulary:
    """Tokens: 0 is an unknown character, then come `characters`, the most frequent first, the two marks, and `forms`.

    Attributes:
        characters: those with a token of their own.
        outside: how many other characters the whole collection has, which all share the token `UNKNOWN`.
        forms: the number of lines and of characters a line, as `Poem.form`.
        longest: most characters of a poem.
        widest: most characters of a line.
    """

    characters: str
    outside: int
    forms: tuple[tuple[int, int], ...]
    longest: int = 0
    widest: int = 1

    @property
    def choices(self) -> int:
        """How many tokens a character may be: those below this number."""
        return 1 + len(self.characters)

    @property
    def size(self) -> int:
        """How many tokens there are."""
        return self.first_form + len(self.forms)

    @property
    def first_form(self) -> int:
        """The token of the first form; those of the others follow, up to the last token."""
        return self.choices + len(MARKS)

    @property
    def row(self) -> int:
        """Characters of a row of whole poems: 280 for Tang poems, the least common multiple of 20, 28, 40 and 56."""
        return math.lcm(*(lines * width or self.longest for lines, width in self.forms))

    @cached_property
    def tokens(self) -> Mapping[str, int]:
        """The token of each character."""
        return {character: token for token, character in enumerate(self.characters, 1)}


def fit_vocabulary(train: Sequence[Poem], others: Iterable[Poem] = (), least: int = LEAST) -> Vocabulary:
    """The characters that stand at least `least` times in the training poems; `others` only add to `outside`."""
    verses, more = [_verse(poem) for poem in train], [_verse(poem) for poem in others]
    counts = Counter("".join(verses))
    kept = sorted((one for one, count in counts.items() if count >= least), key=lambda one: (-counts[one], one))
    every = set(counts).union(*more)
    longest = max(map(len, (*verses, *more)), default=0)
    widest = max((len(line) + (not poem.form[1]) for poem in train for line in poem.lines), default=1)
    forms = tuple(sorted({poem.form for poem in train}))
    return Vocabulary("".join(kept), len(every) - len(kept), forms, longest, widest)


def encode(poem: Poem, vocabulary: Vocabulary) -> list[int]:
    """The tokens of a poem.

    Raises:
        ValueError: the vocabulary does not have the poem's form.
    """
    known = vocabulary.tokens
    row = [vocabulary.first_form + vocabulary.forms.index(poem.form)]
    for number, line in enumerate(poem.lines):
        row += [known.get(character, UNKNOWN) for character in line]
        row.append(vocabulary.choices + number % len(MARKS) if poem.form[1] else known.get(NEWLINE, UNKNOWN))
    return row


def pack(poems: Sequence[Poem], vocabulary: Vocabulary, again: bool = False) -> Split:
    """Rows of whole poems of one form, and what is to be guessed at each place.

    Args:
        poems: in the order in which they are packed.
        vocabulary: the numbers of forms and characters.
        again: where a form's last row is not full, whether its first poems count once more; else they are ignored.

    Returns:
        Each poem's form and its characters but the last, (N, row), and its characters, (N, row), both int64.
    """
    length = vocabulary.row
    marks = range(vocabulary.choices, vocabulary.first_form)
    rows = []
    for form in vocabulary.forms:
        size = form[0] * form[1] or length
        tokens = [[t for t in encode(p, vocabulary) if t not in marks] for p in poems if p.form == form]
        blanks = [size + 1 - len(t) for t in tokens]  # English poems differ in length
        x = torch.tensor([t[:-1] + [UNKNOWN] * n for t, n in zip(tokens, blanks, strict=True)]).view(-1, size)
        y = torch.tensor([t[1:] + [IGNORED] * n for t, n in zip(tokens, blanks, strict=True)]).view(-1, size)
        fill = torch.arange(-len(x) % (length // size)) % max(1, len(x))
        x, y = torch.cat([x, x[fill]]), torch.cat([y, y[fill] if again else torch.full_like(y[fill], IGNORED)])
        rows.append((x.view(-1, length), y.view(-1, length)))
    return Split(*(torch.cat(some).long() for some in zip(*rows, strict=True)))


def locate(x: Tensor, vocabulary: Vocabulary) -> tuple[Tensor, Tensor]:
    """Where the character stands that comes after each token: the number of its line, and its place there, from 0.

    Args:
        x: poems, each with its form first, (N, T) int64.
        vocabulary: the numbers of forms and characters.

    Returns:
        Two of (N, T) int64, below the number of lines and `vocabulary.widest`.
    """
    at = torch.arange(x.shape[1], device=x.device)
    if (newline := vocabulary.tokens.get(NEWLINE)) is not None:
        ends = (x == newline).long()
        line, place = ends.cumsum(1), at - (at * ends).cummax(1).values
    else:
        widths = torch.tensor([width for _, width in vocabulary.forms], device=x.device)
        width = widths[(x[:, :1] - vocabulary.first_form).clamp(min=0)]  # (N, 1)
        line, place = at // width, at % width
    most = max(lines for lines, _ in vocabulary.forms)
    return line.clamp(max=most - 1), place.clamp(max=vocabulary.widest - 1)  # behind a poem's end anything may stand


def nats(log_probabilities: Tensor, tokens: Tensor, vocabulary: Vocabulary) -> Tensor:
    """What a model pays for each character: minus the logarithm of the probability that it gave to that character.

    The token `UNKNOWN` stands for `outside` characters, so each of them gets an equal share of its probability. All
    characters of the collection then have probabilities that add up to 1, whatever the model is, and a model gains
    nothing by a smaller vocabulary.

    Args:
        log_probabilities: the model's, of the tokens that did come, (N,); over the `choices` tokens they add up to 1.
        tokens: those tokens, (N,) int64, all below `vocabulary.choices`.
        vocabulary: the one that every model compared has.

    Returns:
        (N,), in nats.
    """
    shared = math.log(max(1, vocabulary.outside))
    return -log_probabilities + (tokens == UNKNOWN) * shared


def _verse(poem: Poem) -> str:
    return "".join(poem.lines) if poem.form[1] else "".join(line + NEWLINE for line in poem.lines)
