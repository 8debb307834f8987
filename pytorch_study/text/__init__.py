"""Every sentence a person sees, in Chinese and in English, side by side.

`say("key", name=value)` gives the sentence in the reader's language; `pick(text)` does the same for a `Text` that a
lesson carries itself.
"""

import contextlib
import locale
import os
import re
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Text(NamedTuple):
    """One thing said in both languages."""

    zh: str
    en: str


# A ContextVar, not a global: one server can answer two readers in two languages at once.
_language: ContextVar[Language | None] = ContextVar("language", default=None)


def preferred(environ: Mapping[str, str] | None = None) -> Language:
    """The reader's language: PYTORCH_STUDY_LANG, else the locale (any Chinese one is zh), else English."""
    environ = os.environ if environ is None else environ  # a copy would cost more than all the rest, of each sentence
    asked = environ.get("PYTORCH_STUDY_LANG", "").lower()
    if asked[:2] in ("zh", "en"):
        return "zh" if asked.startswith("zh") else "en"
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(variable):
            return "zh" if environ[variable].lower().startswith("zh") else "en"
    system = (locale.getlocale()[0] or "").lower()  # Windows says `Chinese (Simplified)_China`
    return "zh" if system.startswith(("zh", "chinese")) else "en"


def use(language: Language | None) -> None:
    """Speak this language from here on (`None`: the reader's preferred one)."""
    _language.set(language)


@contextlib.contextmanager
def speaking(language: Language | None) -> Iterator[None]:
    """Speak this language inside the block only."""
    before = _language.set(language)
    try:
        yield
    finally:
        _language.reset(before)


def language() -> Language:
    """The language spoken now."""
    return _language.get() or preferred()


def pick(text: "Text | str") -> str:
    """The half of `text` that the reader reads; a plain string is the same in both languages."""
    return text if isinstance(text, str) else getattr(text, language())


def say(key: str, **values: object) -> str:
    """The sentence `key` in the reader's language, its `{blanks}` filled with `values`."""
    from pytorch_study.text.sentences import SENTENCES

    sentence = pick(SENTENCES[key])
    return (singular(sentence, values) if language() == "en" else sentence).format(**values)


PLURALS = (
    "examples|epochs|threads|seeds|images|files|rows|subfolders|filters|mistakes|numbers|GPUs|parameters|bytes|steps|"
    "logits|targets|cells|cores|processes|classes"
)
COUNTED = re.compile(
    rf"(\{{(\w+)[^}}]*\}} (?:CPU |training |test |other |of your )?)({PLURALS})\b( were\b| are\b| have\b)?"
)
VERBS = {" were": " was", " are": " is", " have": " has"}


def singular(sentence: str, values: Mapping[str, object]) -> str:
    """The English sentence with `{count} examples` as `{count} example` where that count is 1."""

    def one(found: re.Match[str]) -> str:
        if not re.search(r"(^|[ ,])1$", str(values.get(found[2]))):
            return found[0]
        noun = found[3].removesuffix("es") if found[3] in ("classes", "processes") else found[3].removesuffix("s")
        return found[1] + noun + VERBS.get(found[4] or "", "")

    return COUNTED.sub(one, sentence)
