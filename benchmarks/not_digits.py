"""Pictures that are no digits, for `benchmarks unsure`: letters, doodles and textures, in two sets that share nothing.

`tuning` pictures decide which score is used; `final` ones are looked at once, for the figures that are published.
Letters that are written as a digit is cannot be told from it by anybody: `TWINS` is counted apart.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import matplotlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Purpose = Literal["tuning", "final"]
SIDE = 320
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
TWINS = "OoIl"
"""Letters that have the shape of 0 or 1."""
FONTS: dict[Purpose, tuple[str, ...]] = {
    "tuning": ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif", "DejaVuSansMono-Oblique"),
    "final": ("STIXGeneral", "STIXGeneralItalic", "cmss10", "cmtt10", "cmb10"),
}
"""Of those that matplotlib brings, so that every machine draws the same."""
FOLDER = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
Pen = ImageDraw.ImageDraw
Random = np.random.Generator


def page() -> tuple[Image.Image, Pen]:
    """An empty sheet, and a pen for it."""
    picture = Image.new("L", (SIDE, SIDE), 235)
    return picture, ImageDraw.Draw(picture)


def letters(purpose: Purpose, count: int) -> Iterator[tuple[str, Image.Image]]:
    """`count` letters in turn, with their names, each a little turned and slanted."""
    rng = np.random.default_rng([7, len(purpose)])
    for number in range(count):
        letter, font = LETTERS[number % len(LETTERS)], FONTS[purpose][int(rng.integers(len(FONTS[purpose])))]
        picture, pen = page()
        pen.text((SIDE / 2, SIDE / 2), letter, 40, ImageFont.truetype(FOLDER / f"{font}.ttf", 190), anchor="mm")
        turn, slant = np.deg2rad(rng.uniform(-10, 10)), rng.uniform(-0.2, 0.2)
        across, down = np.array([np.cos(turn), np.sin(turn) + slant]), np.array([-np.sin(turn), np.cos(turn)])
        middle = SIDE / 2 - SIDE / 2 * np.array([across.sum(), down.sum()])
        data = [*across.tolist(), float(middle[0]), *down.tolist(), float(middle[1])]
        yield (
            letter,
            picture.transform((SIDE, SIDE), Image.Transform.AFFINE, data, Image.Resampling.BICUBIC, fillcolor=235),
        )


def _curve(rng: Random, points: int) -> list[tuple[float, float]]:
    """A smooth stroke through random points (a Bezier curve of as many)."""
    corners = rng.uniform(40, SIDE - 40, (points, 2))
    t = np.linspace(0, 1, 60)[:, None, None]
    levels = np.repeat(corners[None], 60, 0)
    while levels.shape[1] > 1:
        levels = levels[:, :-1] * (1 - t) + levels[:, 1:] * t
    return [tuple(point) for point in levels[:, 0].tolist()]


def _scribble(rng: Random) -> Image.Image:
    picture, pen = page()
    width = int(rng.integers(8, 24))
    for _ in range(int(rng.integers(2, 6))):
        pen.line(_curve(rng, int(rng.integers(4, 8))), 40, width, "curve")
    return picture


def _zigzag(rng: Random) -> Image.Image:
    picture, pen = page()
    count = int(rng.integers(6, 12))
    points = [(40 + k * 240 / count, float(rng.uniform(40, SIDE - 40))) for k in range(count + 1)]
    pen.line(points, 40, int(rng.integers(8, 20)), "curve")
    return picture


def _sticks(rng: Random) -> Image.Image:
    picture, pen = page()
    for _ in range(int(rng.integers(4, 9))):
        pen.line([tuple(point) for point in rng.uniform(40, SIDE - 40, (2, 2)).tolist()], 40, int(rng.integers(8, 20)))
    return picture


def _polygon(corners: NDArray[np.float64], rng: Random) -> Image.Image:
    picture, pen = page()
    turn = rng.uniform(-0.3, 0.3)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) * rng.uniform(80, 120)
    points = [tuple(point) for point in (corners @ matrix + SIDE / 2).tolist()]
    pen.line([*points, *points[:2]], 40, int(rng.integers(8, 20)), "curve")
    return picture


def _star(rng: Random) -> Image.Image:
    angles = np.arange(5) * 4 * np.pi / 5 - np.pi / 2
    return _polygon(np.stack([np.cos(angles), np.sin(angles)], 1), rng)


def _heart(rng: Random) -> Image.Image:
    t = np.linspace(0, 2 * np.pi, 60)
    y = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)) / 16
    return _polygon(np.stack([np.sin(t) ** 3, y], 1), rng)


def _spiral(rng: Random) -> Image.Image:
    picture, pen = page()
    t = np.linspace(0, rng.uniform(5, 8) * np.pi, 200)
    pen.line([(float(160 + 5 * k * np.cos(k)), float(160 + 5 * k * np.sin(k))) for k in t], 40, 9, "curve")
    return picture


def _face(rng: Random) -> Image.Image:
    picture, pen = page()
    width = int(rng.integers(8, 14))
    pen.ellipse((60, 60, 260, 260), outline=40, width=width)
    for x in (125, 195):
        pen.ellipse((x - 10, 115, x + 10, 140), fill=40)
    pen.arc((105, 120, 215, 220), 20, 160, 40, width)
    pen.line((160, 60, 160, 30), 40, width)
    return picture


def _house(rng: Random) -> Image.Image:
    corners = np.array([[-1, 1], [-1, -0.2], [0, -1], [1, -0.2], [-1, -0.2], [1, 1], [1, -0.2], [-1, 1], [1, 1]])
    return _polygon(corners, rng)


def _arrow(rng: Random) -> Image.Image:
    return _polygon(np.array([[-1.2, 0], [1, 0], [0.4, -0.6], [1, 0], [0.4, 0.6], [1, 0]]), rng)


def _hash(rng: Random) -> Image.Image:
    picture, pen = page()
    width, lean = int(rng.integers(8, 20)), float(rng.uniform(-20, 20))
    for place in (120, 200):
        pen.line((place + lean, 50, place - lean, 270), 40, width)
        pen.line((50, place - lean / 2, 270, place + lean / 2), 40, width)
    return picture


def _cloud(rng: Random) -> Image.Image:
    picture, pen = page()
    for k in range(6):
        x, y = 160 + 85 * np.cos(k * np.pi / 3), 160 + 50 * np.sin(k * np.pi / 3)
        pen.arc((x - 50, y - 45, x + 50, y + 45), k * 60 - 80, k * 60 + 80, 40, int(rng.integers(8, 14)))
    return picture


DOODLES: dict[Purpose, tuple[Callable[[Random], Image.Image], ...]] = {
    "tuning": (_scribble, _zigzag, _sticks),
    "final": (_star, _heart, _spiral, _face, _house, _arrow, _hash, _cloud),
}


def doodles(purpose: Purpose, count: int) -> Iterator[tuple[str, Image.Image]]:
    """`count` doodles of all kinds in turn, with the kind's name."""
    rng = np.random.default_rng([8, len(purpose)])
    for number in range(count):
        draw = DOODLES[purpose][number % len(DOODLES[purpose])]
        yield draw.__name__.strip("_"), draw(rng)


def _waves(rng: Random) -> NDArray[np.float64]:
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    kx, ky = rng.uniform(3, 20, 2)
    return np.asarray(128 + 90 * np.sin(kx * x * 6.28 + rng.uniform(0, 6)) * np.sin(ky * y * 6.28))


def _grain(rng: Random) -> NDArray[np.float64]:
    coarse = Image.fromarray(rng.integers(0, 256, (int(rng.integers(4, 30)),) * 2, np.uint8))
    return np.asarray(coarse.resize((SIDE, SIDE), Image.Resampling.BICUBIC), dtype=float)


def _slope(rng: Random) -> NDArray[np.float64]:
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    return np.asarray(
        120 + 100 * rng.uniform(-1, 1) * x + 60 * rng.uniform(-1, 1) * y**2 + rng.normal(0, 4, (SIDE, SIDE))
    )


def _photo(rng: Random) -> NDArray[np.float64]:
    """A square of one of the two photos that scikit-learn brings."""
    from sklearn.datasets import load_sample_images  # type: ignore[import-untyped]

    image = load_sample_images().images[int(rng.integers(2))]
    side = int(rng.integers(60, 400))
    top, left = (int(rng.integers(0, n - side)) for n in image.shape[:2])
    cut = Image.fromarray(image[top : top + side, left : left + side]).convert("L")
    return np.asarray(cut.resize((SIDE, SIDE), Image.Resampling.BICUBIC), dtype=float)


def _checks(rng: Random) -> NDArray[np.float64]:
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    step = int(rng.integers(12, 60))
    return np.asarray(60.0 + 150 * ((y // step + (x + y * rng.uniform(-0.3, 0.3)) // step) % 2))


def _dots(rng: Random) -> NDArray[np.float64]:
    values = np.full((SIDE, SIDE), 220.0)
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    for _ in range(int(rng.integers(5, 60))):
        cy, cx, radius = *rng.uniform(0, SIDE, 2), rng.uniform(4, 30)
        values[(y - cy) ** 2 + (x - cx) ** 2 < radius**2] = rng.uniform(30, 120)
    return values


TEXTURES: dict[Purpose, tuple[Callable[[Random], NDArray[np.float64]], ...]] = {
    "tuning": (_waves, _grain, _slope),
    "final": (_photo, _photo, _checks, _dots),
}


def textures(purpose: Purpose, count: int) -> Iterator[tuple[str, Image.Image]]:
    """`count` textures of all kinds in turn, with the kind's name."""
    rng = np.random.default_rng([9, len(purpose)])
    for number in range(count):
        draw = TEXTURES[purpose][number % len(TEXTURES[purpose])]
        picture = Image.fromarray(draw(rng).clip(0, 255).astype(np.uint8))
        yield draw.__name__.strip("_"), picture.filter(ImageFilter.GaussianBlur(1))
