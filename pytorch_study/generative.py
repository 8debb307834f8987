"""The types of what a generative lesson takes and gives: a request, options of the lesson's own, what was made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pytorch_study.errors import UsageError
from pytorch_study.text import Text


@dataclass(frozen=True)
class GenerateOption:
    """An option of `generate` that one lesson has: `--top-p 0.9` on the command line, `top_p=0.9` in Python.

    Attributes:
        about: what it does, in one sentence.
        read: a value, mostly text -> the value that the lesson works with; raises `UsageError`.
        default: the lesson's value where the user gives none.
    """

    about: Text
    read: Callable[[Any], Any]
    default: Any = None


@dataclass(frozen=True)
class Request:
    """What the user asks of a generative lesson.

    Attributes:
        prompt: what to begin with, or to show; None: nothing given.
        count: how many things to make.
        seed: random seed; the same request with the same seed gives the same.
        options: the lesson's own options by name, each read or at its default.
        watched: whether each thing tells how it came about, for the page: `watched`, as the lesson likes.
        progress: is called with how many things are made, where they are too many to be made at once.
    """

    prompt: str | None = None
    count: int = 1
    seed: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    watched: bool = False
    progress: Callable[[int], None] = lambda made: None


@dataclass(frozen=True)
class Made:
    """What a generative lesson has made.

    Attributes:
        items: a dictionary of JSON values for each thing; `text` is what people read.
        facts: JSON values about all of them together.
        notes: sentences for people about all of them, such as what the model cannot do.
        picture: all of them as one PNG; None: they are text.
    """

    items: Sequence[Mapping[str, Any]]
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: Sequence[str] = ()
    picture: bytes | None = None


def number(name: str, lowest: float, highest: float) -> Callable[[Any], float]:
    """What reads an option that is a number in [lowest, highest]."""

    def read(value: Any) -> float:
        try:
            found = float(value)
        except (TypeError, ValueError, OverflowError):
            raise UsageError("generate_number", name=name, value=str(value)[:40]) from None
        if not lowest <= found <= highest:
            raise UsageError("out_of_range", name=name, value=value, range=f"[{lowest:g}, {highest:g}]")
        return found

    return read
