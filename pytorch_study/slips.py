"""Typing slips that an error can name: full-width signs of a Chinese keyboard, and an unquoted path with a space."""

from collections.abc import Sequence
from pathlib import Path

from pytorch_study.text import say

DASHES = "－—–−―‐‑‒ー"
"""What keyboards, word processors and chat programs make of a hyphen."""
SIGNS = {
    "\u3000": " ",
    "\u00a0": " ",
    "。": ".",
    "、": ",",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "【": "[",
    "】": "]",
    **dict.fromkeys(DASHES, "-"),
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in DASHES},
}
"""Sign: what was meant. U+FF01 to U+FF5E are the full-width forms of ASCII, 0xFEE0 above it."""
AROUND = " ,.;:!?()[]\"'"
"""What has no place at the ends of a word, and slipped in with the sentence around it."""
WORDS = 6
"""At most so many words are joined to see whether they are one path."""


def explained(arguments: Sequence[str], message: str) -> str | None:
    """The sentence that names the slip behind an error about wrong usage; None if there seems to be none.

    Args:
        arguments: the command line.
        message: the error's message. Only a sign that it quotes is named: a name may well have full-width signs.
    """
    for word in arguments:
        for place, sign in enumerate(word):
            if sign in SIGNS and word[max(0, place - 1) : place + 2] in message:
                return _named(word, sign)
    for start in range(len(arguments)):
        for end in range(start + 2, min(start + WORDS, len(arguments)) + 1):
            path = " ".join(arguments[start:end])
            if not path.startswith("-") and _exists(path):
                line = " ".join(["pytorch-study", *arguments[:start], f'"{path}"', *arguments[end:]])
                return say("slip.quote", path=path, line=line)
    return None


def _named(word: str, sign: str) -> str:
    right = "".join(SIGNS.get(one, one) for one in word)
    if word[0] in DASHES and len(right.lstrip("-")) > 1:
        right = f"--{right.lstrip('-')}"
    if word[0] in SIGNS or word[-1] in SIGNS:
        right = right.strip(AROUND) or right
    if SIGNS[sign] == " ":
        return say("slip.space", word=word, right=right.strip())
    kind = next((kind for kind, signs in KINDS.items() if sign in signs), "sign")
    return say(f"slip.{kind}", word=word, sign=sign, half=SIGNS[sign], right=right)


KINDS = {"dash": DASHES, "quote_sign": "“”‘’"}
"""Sentences of their own, for signs that are more than full-width forms."""


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):  # longer than a name can be, or with a zero byte
        return False
