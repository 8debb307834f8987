"""What a poem is to be like before lesson 6 writes it: its form, its beginning, what its lines spell."""

import re
from dataclasses import dataclass

from pytorch_study.data.characters import NEWLINE, UNKNOWN, Vocabulary
from pytorch_study.errors import UsageError, nearest
from pytorch_study.generative import GenerateOption, Request, number
from pytorch_study.text import Text, pick

FORMS = {
    "五绝": ((4, 5), ("wujue", "4x5", "五言绝句", "五絕", "五言絕句")),
    "七绝": ((4, 7), ("qijue", "4x7", "七言绝句", "七絕", "七言絕句")),
    "五律": ((8, 5), ("wulü", "wulu", "wulv", "8x5", "五言律诗", "五言律詩")),
    "七律": ((8, 7), ("qilü", "qilu", "qilv", "8x7", "七言律诗", "七言律詩")),
    "sonnet": ((14, 0), ("十四行诗", "十四行詩")),
}
"""Name: lines and characters a line, and other spellings."""
SHOWN = 10
"""Most unknown characters named in an error."""


@dataclass(frozen=True)
class Plan:
    """What is fixed before a character is drawn.

    Attributes:
        form: number of lines, and of characters a line; 0: as many as it likes.
        start: tokens: the form, then the characters of the prompt.
        heads: tokens with which the lines begin, as far as there are any.
        vocabulary: of the training poems.
        length: most characters of a poem.
    """

    form: tuple[int, int]
    start: list[int]
    heads: list[int]
    vocabulary: Vocabulary
    length: int

    @property
    def newline(self) -> int:
        """The token that ends a line of free length; UNKNOWN, which is never drawn, where lines have a fixed one."""
        return self.vocabulary.tokens.get(NEWLINE, UNKNOWN)


OPTIONS = {
    "form": GenerateOption(
        Text("体裁：五绝、七绝、五律、七律", "form: wujue (4 lines of 5), qijue (4x7), wulü (8x5), qilü (8x7)"),
        str,
    ),
    "acrostic": GenerateOption(Text("藏头：各句的第一个字连起来", "what the first characters of the lines spell"), str),
    "temperature": GenerateOption(
        Text("温度：越低越稳，越高越奇，默认 1", "lower is safer, higher is stranger; 1 by default"),
        number("temperature", 0, 10),
        1.0,
    ),
    "top_p": GenerateOption(
        Text(
            "只在最可能的字里挑，它们的概率合计达到这个数，默认 0.9",
            "draw from the likeliest characters whose probabilities add up to this; 0.9 by default",
        ),
        number("top-p", 0, 1),
        0.9,
    ),
}
"""The lesson's own options of `generate`."""


def make_plan(request: Request, vocabulary: Vocabulary) -> Plan:
    """Check what the user asks for.

    Raises:
        UsageError: a character is unknown, there is none, there are too many, or prompt and acrostic contradict.
    """
    prompt, heads = (_tokens(name, text, vocabulary) for name, text in _words(request).items())
    wanted = request.options.get("form")
    form = _usual_form(vocabulary, len(prompt), len(heads)) if wanted is None else _read_form(wanted, vocabulary)
    lines, width = form
    for name, count, most in (
        ("prompt", len(prompt), lines * width or vocabulary.longest // 2),
        ("acrostic", len(heads), lines),
    ):
        if count > most:
            raise UsageError("generate_too_long", name=name, count=count, form=pick(form_title(form)), most=most)
    for number_, head in enumerate(heads if width else []):
        if number_ * width < len(prompt) and prompt[number_ * width] != head:
            raise UsageError("generate_contradiction", line=number_ + 1)
    if not width and prompt and heads and prompt[0] != heads[0]:
        raise UsageError("generate_contradiction", line=1)
    first = vocabulary.first_form + vocabulary.forms.index(form)
    return Plan(form, [first, *prompt], heads, vocabulary, lines * width or vocabulary.longest)


def _words(request: Request) -> dict[str, str | None]:
    return {"prompt": request.prompt, "acrostic": request.options.get("acrostic")}


def _tokens(name: str, text: str | None, vocabulary: Vocabulary) -> list[int]:
    """The tokens of a text of the user's, without marks and blanks where poems have none."""
    if text is None:
        return []
    known = vocabulary.tokens
    kept = text if NEWLINE in known else re.sub(r"[\s，。、？！；：,.?!;:]", "", text)
    if not kept.strip():
        raise UsageError("generate_empty", name=name)
    if unknown := [one for one in dict.fromkeys(kept) if one not in known]:
        shown = [one if one.isprintable() else f"U+{ord(one):04X}" for one in unknown[:SHOWN]]
        more = ["…"] if len(unknown) > SHOWN else []
        raise UsageError("generate_unknown", name=name, characters=" ".join(shown + more), count=len(unknown))
    return [known[one] for one in kept]


def _read_form(name: str, vocabulary: Vocabulary) -> tuple[int, int]:
    """The form of this name, of those that the model has seen."""
    known = {own: others for own, (form, others) in FORMS.items() if form in vocabulary.forms}
    for own, others in known.items():
        if name.strip().lower() in (own, *others):
            return FORMS[own][0]
    titles = {own: pick(form_title(FORMS[own][0])) for own in known}
    names = [f"{own} ({others[0]})" if FORMS[own][0][1] else titles[own] for own, others in known.items()]
    raise UsageError("bad_choice", name="form", value=name[:40], nearest=nearest(name[:40], names))


def _usual_form(vocabulary: Vocabulary, prompt: int, heads: int) -> tuple[int, int]:
    """The form where the user names none: four lines of seven characters, or more lines if the words ask for them."""
    if len(vocabulary.forms) == 1:
        return vocabulary.forms[0]
    return (4, 7) if prompt <= 4 * 7 and heads <= 4 else (8, 7)


def form_name(form: tuple[int, int]) -> str:
    """The name of a form."""
    return next(name for name, (known, _) in FORMS.items() if known == form)


def form_title(form: tuple[int, int]) -> Text:
    """The name of a form for a sentence in either language."""
    name = form_name(form)
    return Text(name, FORMS[name][1][0]) if form[1] else Text(FORMS[name][1][0], name)
