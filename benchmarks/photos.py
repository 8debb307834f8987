"""Photos of digits as people take them, drawn for `benchmarks unsure`; the reader was not tuned on them.

A pen of any width follows the middle line of an MNIST test digit over a sheet of 1200 x 1600 points. The sheet is then
seen in perspective on a table, in uneven light, with a camera's noise, and saved as JPEG. Everything random comes from
one seed.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Array = NDArray[np.float64]
Points = list[tuple[float, float]]
WIDTH, HEIGHT = 1200, 1600
FINE = 168
PAPER, TABLE = (238, 236, 228), (78, 62, 50)
BLACK, BLUE, PENCIL = (35, 35, 40), (35, 55, 140), (120, 120, 122)


@dataclass(frozen=True)
class Photo:
    """A drawn photo.

    Attributes:
        picture: RGB.
        digits: what is written there, line by line.
    """

    picture: Image.Image
    digits: str


Draw = Callable[[np.random.Generator, list[NDArray[np.uint8]], str], Photo]


def middle_line(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """The middle line of a digit's strokes, (28, 28) -> (168, 168) (Zhang & Suen 1984, Comm. ACM 27(3))."""
    large = np.asarray(Image.fromarray(pixels).resize((FINE, FINE), Image.Resampling.BICUBIC))
    ink = np.pad(large > 128, 1)
    while True:
        before = ink.sum()
        for step in (0, 1):
            n, e, s, w = (np.roll(ink, shift, axis) for shift, axis in ((1, 0), (-1, 1), (-1, 0), (1, 1)))
            ne, se, sw, nw = np.roll(n, -1, 1), np.roll(s, -1, 1), np.roll(s, 1, 1), np.roll(n, 1, 1)
            ring = np.stack([n, ne, e, se, s, sw, w, nw, n])
            count, turns = ring[:8].sum(0), (~ring[:-1] & ring[1:]).sum(0)
            corner = ~(n & e & s) & ~(e & s & w) if step == 0 else ~(n & e & w) & ~(n & s & w)
            ink = ink & ~((count >= 2) & (count <= 6) & (turns == 1) & corner)
        if ink.sum() == before:
            return np.asarray(ink[1:-1])


def write_digit(
    sheet: Image.Image,
    pixels: NDArray[np.uint8],
    at: tuple[float, float],
    height: float,
    pen: float,
    ink: tuple[int, int, int],
) -> None:
    """Write a digit into a square with its top left at `at` and `height` as its side; the stroke is `pen` wide."""
    line = middle_line(pixels)
    scale, half = height / FINE, pen / 2
    mask = Image.new("L", sheet.size, 0)
    draw = ImageDraw.Draw(mask)
    places = {(int(y), int(x)) for y, x in np.argwhere(line)}
    for y, x in places:
        cx, cy = at[0] + (x + 0.5) * scale, at[1] + (y + 0.5) * scale
        draw.ellipse((cx - half, cy - half, cx + half, cy + half), fill=255)
        for other in ((y, x + 1), (y + 1, x - 1), (y + 1, x), (y + 1, x + 1)):
            if other in places:
                draw.line(
                    (cx, cy, at[0] + (other[1] + 0.5) * scale, at[1] + (other[0] + 0.5) * scale),
                    255,
                    max(1, round(pen)),
                )
    sheet.paste(ink, (0, 0), mask.filter(ImageFilter.GaussianBlur(1)))


def wobbly(rng: np.random.Generator, start: tuple[float, float], end: tuple[float, float], by: float) -> Points:
    """Points of a line drawn by hand."""
    t = np.linspace(0, 1, 30)
    off = np.convolve(rng.normal(0, by, 36), np.ones(7) / 7, "valid")
    return [
        (float(start[0] + (end[0] - start[0]) * k + o), float(start[1] + (end[1] - start[1]) * k + o))
        for k, o in zip(t, off, strict=True)
    ]


def sheet_of(ruling: str = "", rng: np.random.Generator | None = None) -> Image.Image:
    """An empty sheet: plain, `ruled`, `squared`, or ruled with a `margin`."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(sheet)
    first = int(rng.integers(20, 60)) if rng else 40
    step = {"squared": 66}.get(ruling, 110)
    if ruling:
        for y in range(first, HEIGHT, step):
            draw.line((0, y, WIDTH, y), (160, 180, 205), 3)
    if ruling == "squared":
        for x in range(first, WIDTH, step):
            draw.line((x, 0, x, HEIGHT), (160, 180, 205), 3)
    if ruling == "margin":
        draw.line((210, 0, 210, HEIGHT), (205, 90, 90), 4)
    return sheet


def photographed(
    rng: np.random.Generator,
    sheet: Image.Image,
    *,
    size: tuple[int, int] = (1200, 1600),
    whole: bool = False,
    turn: float = 0.0,
    tilt: float = 0.03,
    light: float = 0.15,
    shadow: float = 0.0,
    noise: float = 3.0,
    quality: int = 85,
    table: tuple[int, int, int] = TABLE,
) -> Image.Image:
    """A photo of a sheet.

    Args:
        rng: where everything random comes from.
        sheet: the sheet.
        size: the photo's width and height in pixels.
        whole: whether the sheet's edges and the table are seen.
        turn: the sheet's rotation in degrees.
        tilt: how far the corners are moved by perspective, as a share of the side.
        light: how much darker one side is than the other.
        shadow: how much darker a shadow's half of the picture is.
        noise: the camera's noise, in grey levels.
        quality: of JPEG.
        table: its colour.
    """
    width, height = size
    share = rng.uniform(0.66, 0.8) if whole else 1.18
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * share / 2 + rng.uniform(-tilt, tilt, (4, 2))
    angle = np.deg2rad(turn)
    scaled = corners * (width, height) @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    seen = scaled + np.array([width, height]) / 2 + rng.uniform(-0.02, 0.02, 2) * (width, height)
    source = np.array([[0, 0], [sheet.width, 0], [sheet.width, sheet.height], [0, sheet.height]], dtype=float)
    rows, values = [], []
    for (x, y), (u, v) in zip(seen, source, strict=True):  # PIL asks for the map from the photo to the sheet
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    coefficients = np.linalg.solve(np.array(rows), np.array(values))
    over = Image.merge("RGBA", [*sheet.split(), Image.new("L", sheet.size, 255)])
    moved = over.transform(size, Image.Transform.PERSPECTIVE, list(coefficients), Image.Resampling.BICUBIC)
    grain = rng.normal(0, 6, (height, 1, 1)) * np.ones((height, width, 1))
    ground = Image.fromarray((np.array(table) + grain).clip(0, 255).astype(np.uint8))
    ground.paste(moved, (0, 0), moved)
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    way = rng.uniform(0, 2 * np.pi)
    bright = 1 - light * (np.cos(way) * x + np.sin(way) * y + 1.4) / 2.8
    if shadow:
        edge = np.cos(way + 1) * x + np.sin(way + 1) * y - rng.uniform(-0.4, 0.4)
        bright = bright * (1 - shadow / (1 + np.exp(-edge * 25)))
    values_seen = np.asarray(ground, dtype=np.float32) * bright[:, :, None]
    values_seen += rng.normal(0, noise, (height, width, 1)).astype(np.float32)
    picture = Image.fromarray(values_seen.clip(0, 255).astype(np.uint8))
    if width > 2000:
        picture = picture.filter(ImageFilter.GaussianBlur(2))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")


def _one(
    rng: np.random.Generator,
    sheet: Image.Image,
    pixels: NDArray[np.uint8],
    pen: float,
    ink: tuple[int, int, int] = BLACK,
) -> tuple[float, float, float]:
    """Write one digit somewhere in the middle; where its square is: left, top, side."""
    side = float(rng.uniform(420, 700))
    left, top = (WIDTH - side) / 2 + rng.uniform(-120, 120), (HEIGHT - side) / 2 + rng.uniform(-200, 200)
    write_digit(sheet, pixels, (left, top), side, pen, ink)
    return left, top, side


def _simple(
    ruling: str = "", pen: tuple[float, float] = (16, 30), ink: tuple[int, int, int] = BLACK, **kwargs: object
) -> Draw:
    def draw(rng: np.random.Generator, pixels: list[NDArray[np.uint8]], labels: str) -> Photo:
        sheet = sheet_of(ruling, rng)
        _one(rng, sheet, pixels[0], rng.uniform(*pen), ink)
        given = {
            name: rng.uniform(*value) if isinstance(value, tuple) and len(value) == 2 and name != "size" else value
            for name, value in kwargs.items()
        }
        return Photo(photographed(rng, sheet, **given), labels[0])  # type: ignore[arg-type]

    return draw


def _open_frame(rng: np.random.Generator, pixels: list[NDArray[np.uint8]], labels: str) -> Photo:
    """A frame drawn by hand, with a gap in one side or at a corner."""
    sheet = sheet_of()
    left, top, side = _one(rng, sheet, pixels[0], rng.uniform(16, 30))
    a, b, c, d = left - 30, top - 30, left + side + 30, top + side + 30
    draw = ImageDraw.Draw(sheet)
    lines = [((a, b), (c, b)), ((c, b), (c, d)), ((c, d), (a, d)), ((a, d), (a, b))]
    gap, share = int(rng.integers(4)), rng.uniform(0.6, 0.85)
    for number, (start, end) in enumerate(lines):
        if number == gap:
            end = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
        draw.line(wobbly(rng, start, end, 3), BLACK, int(rng.integers(5, 11)))
    return Photo(photographed(rng, sheet), labels[0])


def _on_a_rule(rng: np.random.Generator, pixels: list[NDArray[np.uint8]], labels: str) -> Photo:
    """A digit that stands on a dark rule, and touches it."""
    sheet = sheet_of()
    _, top, side = _one(rng, sheet, pixels[0], rng.uniform(16, 30))
    rows = np.flatnonzero(middle_line(pixels[0]).any(1))
    y = top + (rows[-1] + 0.5) * side / FINE + rng.uniform(-4, 14)
    ImageDraw.Draw(sheet).line((0, y, WIDTH, y), (90, 90, 100), 6)
    return Photo(photographed(rng, sheet), labels[0])


def _two_lines(rng: np.random.Generator, pixels: list[NDArray[np.uint8]], labels: str) -> Photo:
    """Three to five digits in two lines."""
    sheet, count, first = sheet_of(), len(labels), (len(labels) + 1) // 2
    side, pen = rng.uniform(270, 340), rng.uniform(14, 24)
    for number in range(count):
        line, place = divmod(number, first)
        at = (120 + place * side * rng.uniform(0.95, 1.05), 330 + line * side * 1.45 + rng.uniform(-20, 20))
        write_digit(sheet, pixels[number], at, side * rng.uniform(0.9, 1.1), pen, BLACK)
    return Photo(photographed(rng, sheet), labels)


def _board(rng: np.random.Generator, pixels: list[NDArray[np.uint8]], labels: str) -> Photo:
    """Chalk on a board, with dust; the wall around it is light."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), (48, 66, 58))
    _one(rng, sheet, pixels[0], rng.uniform(18, 34), (215, 218, 212))
    return Photo(photographed(rng, sheet, whole=bool(rng.integers(2)), noise=8, table=(205, 200, 190)), labels[0])


FORMS: dict[str, Draw] = {
    "perspective": _simple(whole=True, tilt=0.06),
    "light": _simple(light=0.5, shadow=(0.2, 0.4)),
    "pencil": _simple(pen=(5, 8), ink=PENCIL),
    "marker": _simple(pen=(60, 85)),
    "squared": _simple("squared", ink=BLUE),
    "open_frame": _open_frame,
    "on_a_rule": _on_a_rule,
    "turned_sheet": _simple("ruled", whole=True, turn=(-14, 14)),
    "margin": _simple("margin", ink=BLUE),
    "two_lines": _two_lines,
    "jpeg": _simple("ruled", noise=14, quality=12),
    "phone": _simple("ruled", size=(3000, 4000), ink=BLUE, light=0.3),
    "board": _board,
}
"""Name to how it is drawn."""


def draw(form: str, number: int, images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Photo:
    """Photo `number` of a form, from (N, 28, 28) images with their (N,) digits; its first digit is `number` % 10."""
    rng = np.random.default_rng([1998, list(FORMS).index(form), number])
    count = int(rng.integers(3, 6)) if form == "two_lines" else 1
    wanted = [number % 10, *rng.integers(0, 10, count - 1).tolist()]
    chosen = [int(rng.choice(np.flatnonzero(labels == digit))) for digit in wanted]
    return FORMS[form](rng, [images[k] for k in chosen], "".join(str(digit) for digit in wanted))
