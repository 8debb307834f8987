"""Chinese text in figures if an installed font can draw it, else English; never empty boxes."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import matplotlib
from matplotlib import font_manager, ft2font

from pytorch_study.lesson import DataInfo
from pytorch_study.text import Text, language, pick, say
from pytorch_study.text.sentences import SENTENCES

# Best first. matplotlib before 3.11 sees only the first face of a collection, which for Noto is the Japanese one.
FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "Hiragino Sans GB",
    "Heiti SC",
    "STHeiti",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Noto Sans CJK TC",
    "Noto Sans CJK JP",
    "Noto Sans CJK HK",
    "Source Han Sans",
    "Arial Unicode MS",
    "SimSun",
    "Songti SC",
    "Noto Serif CJK SC",
    "Noto Serif CJK JP",
    "AR PL UMing CN",
    "AR PL UKai CN",
    "AR PL SungtiL GB",
)
LATIN = "DejaVu Sans"  # ships with matplotlib, so it is always available
INK = "#222222"
MUTED = "#666666"
RULE = "#d9d9d9"

_said = threading.Event()  # that there is no Chinese font
_rc_lock = threading.RLock()  # rc settings are global to the process


def chinese_font() -> str | None:
    """The family name of an installed font that can draw Chinese, or None.

    A font counts only if its file has a glyph for 中. matplotlib caches its list of fonts for good, so where there is
    none, fonts that were installed since are added to the list, once per process.
    """
    return _listed() or (_listed() if _add_new_fonts() else None)


def _listed() -> str | None:
    files = {entry.name: entry.fname for entry in reversed(font_manager.fontManager.ttflist)}
    for family in FAMILIES:
        if family in files and ord("中") in _characters(files[family]):
            return family
    return None


@lru_cache(maxsize=1)
def _add_new_fonts() -> bool:
    """Add this machine's fonts that matplotlib's list lacks, also to the cached list; returns whether any were."""
    manager = font_manager.fontManager
    known = {entry.fname for entry in manager.ttflist}
    new = [path for path in font_manager.findSystemFonts() if path not in known]
    for path in new:
        with contextlib.suppress(Exception):  # a damaged font raises almost anything
            manager.addfont(path)
    if new:
        cache = Path(matplotlib.get_cachedir(), f"fontlist-v{font_manager.FontManager.__version__}.json")
        with contextlib.suppress(Exception):  # then they are looked for again next time
            font_manager.json_dump(manager, cache)
    return bool(new)


def _say_once_what_to_install() -> None:
    if _said.is_set() or os.environ.get("LOCAL_RANK", "0") != "0":  # under torchrun, one process per machine prints
        return
    _said.set()
    with contextlib.suppress(OSError, ValueError):  # a closed pipe
        print(say("look.no_font"), file=sys.stderr)


def can_draw(text: str) -> bool:
    """Whether the fonts of our figures have a glyph for every character of `text`."""
    known = _characters(str(Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")))
    rest = {ord(character) for character in text} - known
    if not rest:
        return True
    chinese = chinese_font()
    return chinese is not None and rest <= _characters(font_manager.findfont(chinese, fallback_to_default=False))


def caption(key: str, **values: object) -> str:
    """The sentence `key` for a figure: in the user's language if a font can draw it, else in English."""
    return SENTENCES[key].en.format(**values) if _only_english() else say(key, **values)


def picked(text: Text | str) -> str:
    """A lesson's own text for a figure, in the language that `caption` would use."""
    return text.en if isinstance(text, Text) and _only_english() else pick(text)


def class_names(names: DataInfo) -> list[str]:
    """The class names for a figure: in Chinese if that is the language, the lesson has them, and a font draws them."""
    chinese = language() == "zh" and len(names.zh) == len(names.labels) and not _only_english()
    return list(names.zh if chinese else names.labels)


def _only_english() -> bool:
    if language() != "zh" or chinese_font() is not None:
        return False
    _say_once_what_to_install()
    return True


def drawn(text: str, otherwise: str, longest: int = 24) -> str:
    """Make a user's name drawable: one line, at most `longest` characters; `otherwise` if glyphs are missing."""
    line = " ".join(text.split())
    if not line or not can_draw(line):
        return otherwise
    return line if len(line) <= longest else line[: longest - 1] + "…"


def named(name: str, otherwise: str) -> str:
    """The sentence with the key `name` if there is one, else the name itself, made drawable."""
    return caption(name) if name in SENTENCES else drawn(name, otherwise)


def drawn_labels(labels: Iterable[str], longest: int = 14) -> list[str]:
    """Drawable class names; `class 3` replaces one that cannot be drawn."""
    return [drawn(label, caption("look.class", number=number), longest) for number, label in enumerate(labels)]


def undrawn(labels: Iterable[str]) -> list[tuple[str, str]]:
    """The key to `drawn_labels`: (name in the figure, class name) of the classes whose names cannot be drawn."""
    shown = [(caption("look.class", number=number), label) for number, label in enumerate(labels)]
    missing = [(name, label) for name, label in shown if drawn(label, "") == ""]
    if missing and chinese_font() is None:
        _say_once_what_to_install()
    return missing


def families() -> list[str]:
    """Font families of our figures; glyphs missing in the first are taken from the next."""
    chinese = chinese_font()
    if chinese is None:
        return [LATIN]
    return [chinese, LATIN] if language() == "zh" else [LATIN, chinese]


@contextmanager
def settings() -> Iterator[None]:
    """Use matplotlib's defaults with our fonts and colours in the block; the user's settings are restored after it."""
    with _rc_lock, matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(
            {
                "font.family": families(),
                "font.size": 12,
                "text.parse_math": False,  # a class name may contain `$`
                "text.color": INK,
                "axes.labelcolor": MUTED,
                "axes.edgecolor": RULE,
                "axes.titlesize": 13,
                "axes.titlelocation": "left",
                "axes.titlepad": 10,
                "axes.spines.top": False,
                "axes.spines.right": False,
                "axes.axisbelow": True,
                "figure.facecolor": "white",
                "figure.titlesize": 14,
                "image.interpolation": "nearest",
            }
        )
        yield


@lru_cache(maxsize=16)
def _characters(path: str) -> frozenset[int]:
    """Code points for which the font file at `path` has a glyph."""
    try:
        return frozenset(ft2font.FT2Font(path).get_charmap())
    except (OSError, RuntimeError):  # uninstalled since matplotlib listed it, or not readable
        return frozenset()
