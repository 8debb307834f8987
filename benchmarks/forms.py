"""Photos of forms and notes as people make them, with the digits on them: written before the reader's code was read.

Each form is a function of a hand (chance, and MNIST's test images): it gives a picture and what is written on it. Half
the digits are MNIST's, half are our own strokes (`strokes.py`); "printed" takes matplotlib's fonts.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from benchmarks.hand import FONTS, PRINTED, Hand, dark_ink, glyph, line, paper, put, row, sheet, shot, size
from benchmarks.strokes import CROSSED_SEVEN, Floats, pen

Written = tuple[Image.Image, str]


def _note(hand: Hand, low: int = 1, high: int = 4, colour: Floats | None = None, **how: float) -> tuple[Floats, str]:
    page, text = sheet(hand), hand.text(low, high)
    row(
        page,
        hand,
        text,
        page.shape[0] * hand.between(0.35, 0.65),
        size(hand, page, 0.2, 0.35),
        dark_ink(hand) if colour is None else colour,
        **how,
    )
    return page, text


def plain(hand: Hand) -> Written:
    """One digit on paper."""
    page, text = _note(hand, 1, 1)
    return shot(page, hand), text


def two_digits(hand: Hand) -> Written:
    """Two digits side by side."""
    page, text = _note(hand, 2, 2)
    return shot(page, hand), text


def boxed(hand: Hand) -> Written:
    """One digit in a drawn frame."""
    page, text = sheet(hand), hand.text(1, 1)
    height = size(hand, page)
    y, x = page.shape[0] * hand.between(0.42, 0.58), page.shape[1] * hand.between(0.3, 0.7)
    colour, width = np.full(3, hand.between(20, 130)), int(hand.between(2, 7))
    r = height * hand.between(0.7, 0.9)
    corners = [
        (x + sx * r + hand.between(-3, 3), y + sy * r * 0.99 + hand.between(-3, 3))
        for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
        line(page, a, b, colour, width)
    put(page, hand.digit(text, height), y, x, dark_ink(hand))
    return shot(page, hand), text


def ruled(hand: Hand) -> Written:
    """Ruled paper; the digits stand on a rule, or across it as big ones do."""
    page, text = sheet(hand), hand.text(1, 3)
    gap, colour = (
        page.shape[0] * hand.between(0.1, 0.28),
        np.array([[60, 60, 70], [120, 150, 200], [150, 150, 150]], np.float64)[hand.rng.integers(3)],
    )
    tilt, first = hand.between(-6, 6), hand.between(0.3, 1) * gap
    rules = np.arange(first, page.shape[0], gap)
    for y in rules:
        line(page, (0, y), (page.shape[1], y + tilt), colour, int(hand.between(1, 4)))
    height = size(hand, page, 0.2, 0.32)
    base = rules[min(len(rules) - 1, len(rules) * 2 // 3)]
    row(page, hand, text, base - height * hand.between(0.4, 0.55), height, dark_ink(hand))
    return shot(page, hand), text


def squared(hand: Hand) -> Written:
    """Squared paper."""
    page, text = sheet(hand), hand.text(1, 3)
    gap, colour = (
        hand.between(28, 60),
        np.array([[130, 160, 200], [150, 150, 150], [170, 140, 150]], np.float64)[hand.rng.integers(3)],
    )
    for y in np.arange(hand.between(2, gap), page.shape[0], gap):
        line(page, (0, y), (page.shape[1], y), colour, int(hand.between(1, 3)))
    for x in np.arange(hand.between(2, gap), page.shape[1], gap):
        line(page, (x, 0), (x, page.shape[0]), colour, int(hand.between(1, 3)))
    row(page, hand, text, page.shape[0] * hand.between(0.35, 0.65), size(hand, page, 0.2, 0.35), dark_ink(hand))
    return shot(page, hand), text


def on_table(page: Floats, hand: Hand, degrees: float) -> Floats:
    """The sheet on a dark table with a grain like wood's."""
    h, w = page.shape[:2]
    turned = Image.fromarray(page.astype(np.uint8)).rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    mask = Image.new("L", (w, h), 255).rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    th, tw = turned.height + int(hand.between(0.1, 0.4) * h), turned.width + int(hand.between(0.1, 0.4) * w)
    grain = np.cumsum(hand.rng.normal(0, 1.2, (th, 1, 1)), 0) * 0.5 + hand.rng.normal(0, 3, (th, tw, 1))
    table = np.clip(np.array([hand.between(45, 100), hand.between(35, 75), hand.between(20, 60)]) + grain, 0, 140)
    top, left = int(hand.between(0.2, 0.8) * (th - turned.height)), int(hand.between(0.2, 0.8) * (tw - turned.width))
    part = table[top : top + turned.height, left : left + turned.width]
    part += (np.asarray(turned, np.float64) - part) * (np.asarray(mask, np.float64) / 255)[:, :, None]
    return table


def dark_table(hand: Hand) -> Written:
    """The sheet lies on a dark table, straight."""
    page, text = _note(hand, 1, 3)
    return shot(on_table(page, hand, hand.between(-2, 2)), hand), text


def turned_sheet(hand: Hand) -> Written:
    """The sheet lies on a dark table, turned by 5 to 15 degrees."""
    page, text = _note(hand, 1, 3)
    return shot(on_table(page, hand, hand.between(5, 15) * hand.rng.choice([-1, 1])), hand), text


def two_lines(hand: Hand) -> Written:
    """Three to six digits in two lines."""
    page, upper, lower = sheet(hand), hand.text(1, 3), hand.text(2, 3)
    height, colour = size(hand, page, 0.18, 0.28), dark_ink(hand)
    left = page.shape[1] * hand.between(0.08, 0.2)
    row(page, hand, upper, page.shape[0] * hand.between(0.25, 0.3), height, colour, left + hand.between(0, 40))
    row(page, hand, lower, page.shape[0] * hand.between(0.68, 0.75), height, colour, left + hand.between(0, 40))
    return shot(page, hand), upper + lower


def postcode(hand: Hand) -> Written:
    """Six cells with a digit in each, cells touching or apart."""
    text, cell = hand.text(6, 6), hand.between(85, 120)
    page = paper(hand, int(cell * hand.between(2.5, 4)), int(cell * 8.5))
    colour, width, apart = (
        np.array([[200, 70, 60], [50, 50, 60], [120, 120, 125]], np.float64)[hand.rng.integers(3)],
        int(hand.between(2, 5)),
        hand.rng.choice([0, 0.15]),
    )
    ink, top = dark_ink(hand), page.shape[0] / 2 - cell / 2
    for i, d in enumerate(text):
        x = cell * (0.5 + i * (1 + apart))
        corners = [(x, top), (x + cell, top), (x + cell, top + cell), (x, top + cell)]
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
            line(page, a, b, colour, width)
        put(
            page,
            hand.digit(d, round(cell * hand.between(0.5, 0.7))),
            top + cell * hand.between(0.45, 0.55),
            x + cell * hand.between(0.45, 0.55),
            ink,
        )
    return shot(page, hand), text


def light(hand: Hand) -> Written:
    """Lamp from one side: the far side is half as bright."""
    page, text = _note(hand)
    y, x = np.mgrid[0 : page.shape[0], 0 : page.shape[1]]
    way = np.cos(a := hand.between(0, 6.28)) * x / page.shape[1] + np.sin(a) * y / page.shape[0]
    way = (way - way.min()) / (way.max() - way.min())
    return shot(page * (1 - hand.between(0.35, 0.65) * way)[:, :, None], hand), text


def shadow(hand: Hand) -> Written:
    """A hand's or telephone's shadow with a soft edge."""
    page, text = _note(hand)
    mask = Image.new("L", (page.shape[1], page.shape[0]))
    w, h = mask.size
    ImageDraw.Draw(mask).polygon(
        [
            (w * hand.between(0.2, 0.6), h),
            (w * hand.between(0.3, 0.5), h * hand.between(0, 0.4)),
            (w * hand.between(0.7, 1), h * hand.between(0, 0.3)),
            (w, h),
        ],
        fill=255,
    )
    dark = np.asarray(mask.filter(ImageFilter.GaussianBlur(hand.between(6, 25))), np.float64) / 255
    return shot(page * (1 - hand.between(0.25, 0.45) * dark)[:, :, None], hand), text


def pencil(hand: Hand) -> Written:
    """Thin and grey, with the paper's grain in the stroke."""
    page, text = sheet(hand), hand.text(1, 3)
    height = size(hand, page, 0.2, 0.35)
    before = page.copy()
    row(
        page,
        hand,
        text,
        page.shape[0] * hand.between(0.35, 0.65),
        height,
        np.full(3, hand.between(95, 140)),
        thickness=height * hand.between(0.035, 0.06),
    )
    grain = hand.rng.uniform(0.55, 1, (*page.shape[:2], 1))
    return shot(before + (page - before) * grain, hand), text


def marker(hand: Hand) -> Written:
    """A thick felt pen."""
    page, text = sheet(hand), hand.text(1, 3)
    height = size(hand, page, 0.25, 0.35)
    row(
        page,
        hand,
        text,
        page.shape[0] * hand.between(0.4, 0.6),
        height,
        dark_ink(hand),
        thickness=height * hand.between(0.15, 0.2),
    )
    return shot(page, hand), text


def coloured_pen(hand: Hand) -> Written:
    """Blue or red ink."""
    page, text = _note(
        hand, 1, 4, np.array([[30, 60, 180], [200, 35, 45], [60, 90, 210]], np.float64)[hand.rng.integers(3)]
    )
    return shot(page, hand), text


def blackboard(hand: Hand) -> Written:
    """Chalk, with the board's grain in it."""
    page, text = sheet(hand), hand.text(1, 4)
    page[:] = np.array([[35, 60, 45], [40, 42, 45]], np.float64)[hand.rng.integers(2)] + hand.rng.normal(
        0, 3, (*page.shape[:2], 1)
    )
    before, height = page.copy(), size(hand, page, 0.2, 0.35)
    row(page, hand, text, page.shape[0] * hand.between(0.35, 0.65), height, np.full(3, hand.between(200, 240)))
    return shot(before + (page - before) * hand.rng.uniform(0.6, 1, (*page.shape[:2], 1)), hand), text


def margin(hand: Hand) -> Written:
    """A red margin line down the paper; the digits stand beside it."""
    page, text = sheet(hand), hand.text(1, 3)
    x = page.shape[1] * hand.between(0.1, 0.2)
    line(page, (x, 0), (x + hand.between(-8, 8), page.shape[0]), np.array([210.0, 80, 90]), int(hand.between(2, 5)))
    row(
        page,
        hand,
        text,
        page.shape[0] * hand.between(0.35, 0.65),
        size(hand, page, 0.2, 0.3),
        dark_ink(hand),
        x + hand.between(20, 90),
    )
    return shot(page, hand), text


def crossed_seven(hand: Hand) -> Written:
    """A seven with a bar."""
    page, text = sheet(hand), "7"
    height = size(hand, page)
    ink = pen(CROSSED_SEVEN, hand.rng, height, height * hand.between(0.06, 0.12))
    put(page, ink, page.shape[0] * hand.between(0.4, 0.6), page.shape[1] * hand.between(0.3, 0.7), dark_ink(hand))
    return shot(page, hand), text


def near_edge(hand: Hand) -> Written:
    """Whole, but only a few pixels from the photo's end."""
    page, text = sheet(hand), hand.text(1, 1)
    ink = hand.digit(text, size(hand, page))
    h, w = page.shape[0], page.shape[1]
    a, b = ink.shape[0] / 2 + hand.between(4, 14), ink.shape[1] / 2 + hand.between(4, 14)
    y, x = [(a, w * 0.5), (h - a, w * 0.4), (h * 0.5, b), (h * 0.5, w - b), (a, b), (h - a, w - b)][
        hand.rng.integers(6)
    ]
    put(page, ink, y, x, dark_ink(hand))
    return shot(page, hand), text


def jpeg(hand: Hand) -> Written:
    """Saved so small that blocks show."""
    page, text = _note(hand)
    return shot(page, hand, int(hand.between(8, 25)), noise=6), text


def small(hand: Hand) -> Written:
    """A thumbnail: 90 to 160 pixels wide."""
    page, text = _note(hand, 1, 2)
    wide = int(hand.between(90, 160))
    image = Image.fromarray(page.astype(np.uint8)).resize(
        (wide, wide * page.shape[0] // page.shape[1]), Image.Resampling.BOX
    )
    return shot(np.asarray(image, np.float64), hand, blur=0.2), text


def twelve_megapixels(hand: Hand) -> Written:
    """4000 x 3000, as telephones take it; the sheet fills it or lies on a table."""
    page, text = _note(hand, 1, 4)
    if hand.rng.random() < 0.5:
        page = on_table(page, hand, hand.between(-4, 4))
    large = Image.fromarray(np.clip(page, 0, 255).astype(np.uint8)).resize(
        (4000, 3000 if hand.rng.random() < 0.9 else 2250), Image.Resampling.BICUBIC
    )
    out = io.BytesIO()
    large.save(out, "JPEG", quality=85)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB"), text


def printed(hand: Hand) -> Written:
    """Printed digits, not written ones."""
    page, text = sheet(hand), hand.text(1, 3)
    height = size(hand, page, 0.15, 0.3)
    font, colour = str(FONTS / hand.rng.choice(PRINTED)), dark_ink(hand)
    x, y = page.shape[1] * hand.between(0.08, 0.3), page.shape[0] * hand.between(0.4, 0.6)
    for d in text:
        ink = glyph(d, font, height)
        put(page, ink, y, x + ink.shape[1] / 2, colour)
        x += ink.shape[1] + height * 0.25
    return shot(page, hand), text


FORMS: dict[str, Callable[[Hand], Written]] = {
    f.__name__: f
    for f in (
        plain, two_digits, boxed, ruled, squared, dark_table, turned_sheet, two_lines, postcode, light, shadow, pencil,
        marker, coloured_pen, blackboard, margin, crossed_seven, near_edge, jpeg, small, twelve_megapixels, printed,
    )
}  # fmt: skip
