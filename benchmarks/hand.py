"""A hand that writes digits on paper, and the camera's photo of it: what `forms.py` is drawn with."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from benchmarks.strokes import CROSSED_SEVEN, DIGITS, Floats, pen, trimmed

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
PRINTED = (
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
    "DejaVuSerif.ttf",
    "DejaVuSansMono.ttf",
    "DejaVuSans-Oblique.ttf",
    "STIXGeneral.ttf",
)


@dataclass(frozen=True)
class Hand:
    """Where digits come from: MNIST's test images ``(N, 28, 28)`` uint8 with their labels, and chance."""

    images: np.ndarray
    labels: np.ndarray
    rng: np.random.Generator

    def digit(self, name: str, height: int, thickness: float | None = None) -> Floats:
        """Ink from 0 to 1 of one digit, ``height`` pixels high or a little less."""
        rng = self.rng
        if thickness is None and rng.random() < 0.5:
            found = self.images[rng.choice(np.flatnonzero(self.labels == int(name)))]
            ink = trimmed(found.astype(np.float64) / 255)
            wide = max(2, round(height * ink.shape[1] / ink.shape[0]))
            grown = Image.fromarray((ink * 255).astype(np.uint8)).resize((wide, height), Image.Resampling.BICUBIC)
            # an edge as sharp as a pen's, where enlarging left it soft
            return np.clip((np.asarray(grown, np.float64) / 255 - 0.35) * 4, 0, 1)
        strokes = DIGITS[name][rng.integers(len(DIGITS[name]))]
        if name == "7" and rng.random() < 0.2:
            strokes = CROSSED_SEVEN
        return pen(strokes, rng, height, thickness or height * rng.uniform(0.06, 0.13))

    def text(self, low: int, high: int) -> str:
        """From ``low`` to ``high`` digits by chance."""
        return "".join(str(d) for d in self.rng.integers(0, 10, self.rng.integers(low, high + 1)))

    def between(self, low: float, high: float) -> float:
        """A number by chance."""
        return float(self.rng.uniform(low, high))


def paper(hand: Hand, height: int, width: int) -> Floats:
    """A sheet, nearly white, with a tint and grain: (H, W, 3), 0 .. 255."""
    colour = np.array([hand.between(225, 250)] * 3) + hand.rng.normal(0, 4, 3)
    return np.clip(colour + hand.rng.normal(0, 2, (height, width, 1)), 0, 255)


def dark_ink(hand: Hand) -> Floats:
    """A pen's colour: black, blue or grey."""
    return np.array([(25, 25, 30), (20, 30, 110), (40, 40, 45)][hand.rng.integers(3)], np.float64)


def put(page: Floats, ink: Floats, y: float, x: float, colour: Floats) -> None:
    """Inks the page with its middle at (y, x); what reaches over the page's end is moved back onto it."""
    h, w = ink.shape
    top = min(max(round(y - h / 2), 2), page.shape[0] - h - 2)
    left = min(max(round(x - w / 2), 2), page.shape[1] - w - 2)
    part = page[top : top + h, left : left + w]
    part += (colour - part) * ink[:, :, None]


def row(
    page: Floats, hand: Hand, text: str, y: float, height: int, colour: Floats, left: float | None = None, **how: float
) -> None:
    """Writes digits from left to right with gaps that differ."""
    room = page.shape[1] * 0.97 - (left or 0)
    while True:  # nobody writes over the paper's end: a row that would not fit is written smaller
        inks = [hand.digit(d, round(height * hand.between(0.9, 1.05)), **how) for d in text]
        gaps = [height * hand.between(0.25, 0.5) for _ in inks]
        spare = room - sum(i.shape[1] for i in inks) - sum(gaps)
        if spare >= 0:
            break
        height = round(height * 0.9)
    x = hand.between(0.15, 0.85) * spare + gaps[0] / 2 if left is None else left
    for ink, gap in zip(inks, gaps, strict=True):
        put(page, ink, y + height * hand.between(-0.06, 0.06), x + ink.shape[1] / 2, colour)
        x += ink.shape[1] + gap


def line(page: Floats, a: tuple[float, float], b: tuple[float, float], colour: Floats, width: int) -> None:
    """A straight line from (x, y) to (x, y)."""
    mask = Image.new("L", (page.shape[1], page.shape[0]))
    ImageDraw.Draw(mask).line([a, b], fill=255, width=width)
    page += (colour - page) * (np.asarray(mask.filter(ImageFilter.GaussianBlur(0.6)), np.float64) / 255)[:, :, None]


def shot(page: Floats, hand: Hand, quality: int = 88, blur: float | None = None, noise: float = 3) -> Image.Image:
    """What the camera makes of it: blur, noise, JPEG."""
    soft = Image.fromarray(np.clip(page, 0, 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(hand.between(0.3, 1.2) if blur is None else blur)
    )
    rough = np.asarray(soft, np.float64) + hand.rng.normal(0, noise, (*page.shape[:2], 1))
    out = io.BytesIO()
    Image.fromarray(np.clip(rough, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def sheet(hand: Hand) -> Floats:
    """A sheet of a size by chance."""
    return paper(hand, int(hand.between(420, 700)), int(hand.between(560, 900)))


def size(hand: Hand, page: Floats, low: float = 0.2, high: float = 0.4) -> int:
    """The height of digits on a page."""
    height: int = page.shape[0]
    return round(height * hand.between(low, high))


def glyph(text: str, font: str, height: int) -> Floats:
    """Ink from 0 to 1 of printed text."""
    face = ImageFont.truetype(font, height * 2)
    image = Image.new("L", (height * (2 + 2 * len(text)), height * 4))
    ImageDraw.Draw(image).text((height // 2, height // 2), text, fill=255, font=face)
    ink = trimmed(np.asarray(image, np.float64) / 255)
    wide = max(2, round(ink.shape[1] * height / ink.shape[0]))
    return (
        np.asarray(
            Image.fromarray((ink * 255).astype(np.uint8)).resize((wide, height), Image.Resampling.BOX), np.float64
        )
        / 255
    )
