"""Photos without a digit: letters, Chinese characters, doodles, textures, empty paper, photos."""

from __future__ import annotations

import string
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from benchmarks.forms import on_table
from benchmarks.hand import FONTS, PRINTED, Hand, dark_ink, glyph, line, put, sheet, shot
from benchmarks.strokes import LETTERS, Strokes, pen

LOOKALIKES = "OoIl"  # these are 0 and 1 in most hands: counted on their own, nobody could tell them apart
LATIN = [c for c in string.ascii_letters if c not in LOOKALIKES]
CHINESE = "人大天地山水木火土金日月中国学习我你他好书手写字春夏秋冬东西南北风花雪雨红黄蓝绿马牛羊鸟鱼"


def _one(hand: Hand, ink: np.ndarray) -> Image.Image:
    page = sheet(hand)
    put(page, ink, page.shape[0] * hand.between(0.4, 0.6), page.shape[1] * hand.between(0.3, 0.7), dark_ink(hand))
    return shot(page, hand)


def latin(hand: Hand) -> Image.Image:
    """One letter, printed, or by hand."""
    height = int(hand.between(100, 220))
    if hand.rng.random() < 0.4:
        return _one(
            hand, pen(LETTERS[hand.rng.choice(list(LETTERS))], hand.rng, height, height * hand.between(0.06, 0.12))
        )
    return _one(hand, glyph(str(hand.rng.choice(LATIN)), str(FONTS / hand.rng.choice(PRINTED)), height))


def lookalikes(hand: Hand) -> Image.Image:
    """O, o, I and l."""
    return _one(
        hand,
        glyph(
            str(hand.rng.choice(list(LOOKALIKES))), str(FONTS / hand.rng.choice(PRINTED)), int(hand.between(100, 220))
        ),
    )


def word(hand: Hand) -> Image.Image:
    """Three to six printed letters."""
    text = "".join(hand.rng.choice(LATIN, hand.rng.integers(3, 7)))
    return _one(hand, glyph(text, str(FONTS / hand.rng.choice(PRINTED)), int(hand.between(60, 90))))


def chinese_fonts() -> list[str]:
    """Fonts of this machine that hold Chinese; the row is left out where there is none."""
    return sorted(str(p) for p in Path("/usr/share/fonts").rglob("Noto*CJK*") if "Mono" not in p.name)


def chinese(hand: Hand) -> Image.Image:
    """One printed character."""
    return _one(
        hand,
        glyph(str(hand.rng.choice(list(CHINESE))), str(hand.rng.choice(chinese_fonts())), int(hand.between(100, 220))),
    )


def doodle(hand: Hand) -> Image.Image:
    """A star, a house, a face, a spiral, a heart, a scribble, an arrow, a flower."""
    height, t = int(hand.between(140, 260)), np.linspace(0, 1, 24)
    kind = hand.rng.integers(8)
    ring = [(0.5 + 0.5 * np.cos(a * 6.3), 0.5 + 0.5 * np.sin(a * 6.3)) for a in t]
    strokes: Strokes
    if kind == 0:
        star = [(0.5 + 0.5 * np.sin(k * 2.513), 0.5 - 0.5 * np.cos(k * 2.513)) for k in range(6)]
        strokes = tuple(pairwise(star))
    elif kind == 1:
        strokes = (
            (
                (0.1, 1),
                (0.1, 0.4),
                (0.1, 0.4),
                (0.5, 0),
                (0.5, 0),
                (0.9, 0.4),
                (0.9, 0.4),
                (0.9, 1),
                (0.9, 1),
                (0.1, 1),
            ),
            ((0.4, 1), (0.4, 0.7), (0.4, 0.7), (0.6, 0.7), (0.6, 0.7), (0.6, 1)),
        )
    elif kind == 2:
        strokes = (
            tuple(ring),
            ((0.3, 0.35), (0.32, 0.4)),
            ((0.7, 0.35), (0.68, 0.4)),
            ((0.25, 0.65), (0.5, 0.82), (0.75, 0.65)),
        )
    elif kind == 3:
        strokes = (
            tuple((0.5 + 0.5 * a * np.cos(a * 19), 0.5 + 0.5 * a * np.sin(a * 19)) for a in np.linspace(0, 1, 50)),
        )
    elif kind == 4:
        strokes = (((0.5, 0.3), (0.25, 0), (0, 0.3), (0.5, 1), (0.5, 1), (1, 0.3), (0.75, 0), (0.5, 0.3)),)
    elif kind == 5:
        strokes = (tuple((a, b) for a, b in hand.rng.random((int(hand.between(8, 25)), 2)).tolist()),)
    elif kind == 6:
        strokes = (((0, 0.5), (1, 0.5)), ((0.7, 0.25), (1, 0.5), (1, 0.5), (0.7, 0.75)))
    else:
        strokes = tuple(
            (
                (0.5, 0.5),
                (0.5 + 0.5 * np.cos(a - 0.4), 0.5 + 0.5 * np.sin(a - 0.4)),
                (0.5 + 0.5 * np.cos(a + 0.4), 0.5 + 0.5 * np.sin(a + 0.4)),
                (0.5, 0.5),
            )
            for a in np.arange(5) * 1.257
        )
    return _one(hand, pen(strokes, hand.rng, height, height * hand.between(0.025, 0.07)))


def texture(hand: Hand) -> Image.Image:
    """Stripes, checks, dots, clouds, cloth, noise."""
    h, w, kind = int(hand.between(300, 500)), int(hand.between(300, 600)), hand.rng.integers(6)
    y, x = np.mgrid[0:h, 0:w]
    period, a = hand.between(8, 60), hand.between(0, 3.14)
    wave = np.sin((x * np.cos(a) + y * np.sin(a)) * 6.28 / period)
    across = np.sin((y * np.cos(a) - x * np.sin(a)) * 6.28 / period)
    if kind == 3:
        rough = Image.fromarray((hand.rng.random((h // 24 + 2, w // 24 + 2)) * 255).astype(np.uint8))
        grey = np.asarray(rough.resize((w, h), Image.Resampling.BICUBIC), np.float64)
    else:
        grey = (
            128
            + 90
            * [
                wave,
                np.sign(wave * across),
                (wave + across > 0.9) * 2.0 - 1,
                None,
                wave * across,
                hand.rng.normal(0, 0.5, (h, w)),
            ][kind]
        )
    return shot(np.repeat(grey[:, :, None], 3, 2), hand)


def empty(hand: Hand) -> Image.Image:
    """Empty paper: bare, ruled, squared, folded in shadow, or on a table."""
    page, kind = sheet(hand), hand.rng.integers(5)
    gap = hand.between(30, 80)
    if kind in (1, 2):
        for y in np.arange(hand.between(5, gap), page.shape[0], gap):
            line(page, (0, y), (page.shape[1], y), np.array([120.0, 150, 200]), 2)
    if kind == 2:
        for x in np.arange(hand.between(5, gap), page.shape[1], gap):
            line(page, (x, 0), (x, page.shape[0]), np.array([120.0, 150, 200]), 2)
    if kind == 3:
        mask = Image.new("L", (page.shape[1], page.shape[0]))
        ImageDraw.Draw(mask).rectangle((0, 0, page.shape[1] * hand.between(0.3, 0.7), page.shape[0]), fill=255)
        page *= 1 - 0.3 * (np.asarray(mask.filter(ImageFilter.GaussianBlur(15)), np.float64) / 255)[:, :, None]
    if kind == 4:
        page = on_table(page, hand, hand.between(-10, 10))
    return shot(page, hand)


def photo(hand: Hand) -> Image.Image:
    """A piece of a real photo: matplotlib's portrait, scikit-learn's temple and flower where it is installed."""
    places = [Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg"]
    try:
        import sklearn  # type: ignore[import-untyped]

        places += [Path(sklearn.__path__[0]) / "datasets" / "images" / name for name in ("china.jpg", "flower.jpg")]
    except ImportError:
        pass
    image = Image.open(places[hand.rng.integers(len(places))]).convert("RGB")
    w = int(hand.between(0.3, 1) * image.width)
    h = min(image.height, int(w * hand.between(0.6, 1.2)))
    left, top = int(hand.between(0, image.width - w + 0.9)), int(hand.between(0, image.height - h + 0.9))
    return image.crop((left, top, left + w, top + h))


NOT_DIGITS: dict[str, Callable[[Hand], Image.Image]] = {
    f.__name__: f for f in (latin, lookalikes, word, chinese, doodle, texture, empty, photo)
}
