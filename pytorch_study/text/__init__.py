"""Every sentence a person sees, in Chinese and in English, side by side.

`say("key", name=value)` gives the sentence in the reader's language; `pick(text)` does the same for a `Text` that a
lesson carries itself.
"""

import locale
import os
from collections.abc import Mapping
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


def language() -> Language:
    """The language spoken now."""
    return _language.get() or preferred()


def pick(text: "Text | str") -> str:
    """The half of `text` that the reader reads; a plain string is the same in both languages."""
    return text if isinstance(text, str) else getattr(text, language())


def say(key: str, **values: object) -> str:
    """The sentence `key` in the reader's language, its `{blanks}` filled with `values`."""
    from pytorch_study.text.sentences import SENTENCES

    return pick(SENTENCES[key]).format(**values)
