"""What all figures share: colours, figure creation, PNG files, and positions in inches."""

import io
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Rectangle
from numpy.typing import NDArray
from torch import Tensor

from pytorch_study import files
from pytorch_study.plots.fonts import INK, MUTED, RULE, settings

DPI = 150
# Okabe & Ito's palette, which colour-blind people can tell apart too.
BLUE, ORANGE, GREEN, PURPLE, YELLOW, SKY = "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"
PALETTE = (BLUE, ORANGE, GREEN, PURPLE, YELLOW, SKY)
LETTER = 0.084  # approximate width of one letter at 11 points in inches, to reserve space


class Picture(Figure):
    """A figure that a notebook shows as a picture, without `%matplotlib inline`."""

    def _repr_png_(self) -> bytes:  # IPython asks for it
        return png(self)


def png(figure: Figure) -> bytes:
    """Render the figure as PNG bytes; the same figure always gives the same bytes."""
    buffer = io.BytesIO()
    with settings():  # ticks are created while drawing and read their fonts then
        figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()


def save(figure: Figure, path: Path) -> None:
    """Write the figure to a PNG file atomically."""
    files.write(path, png(figure))


def new_figure(width: float, height: float, constrained: bool = True) -> Figure:
    """An empty figure, with its size in inches, that is not registered with pyplot."""
    layout = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.12, wspace=0.04) if constrained else None
    figure = Picture(figsize=(width, height), dpi=DPI, layout=layout)
    FigureCanvasAgg(figure)
    return figure


def message(text: str) -> Figure:
    """A figure that only shows a text."""
    figure = new_figure(6.4, 1.6, constrained=False)
    figure.text(0.5, 0.5, text, ha="center", va="center", fontsize=16, color=MUTED)
    return figure


def write_text(
    figure: Figure,
    left: float,
    down: float,
    text: str,
    *,
    fontsize: float = 11,
    color: str = INK,
    ha: Literal["left", "center", "right"] = "left",
    va: Literal["baseline", "center"] = "baseline",
) -> None:
    """Write text; `left` (of its start, centre or end) and `down` (of its baseline) are inches from the top left."""
    width, height = figure.get_size_inches()
    figure.text(left / width, 1 - down / height, text, fontsize=fontsize, color=color, ha=ha, va=va)


def axes_at(figure: Figure, left: float, down: float, width: float, height: float) -> Axes:
    """Add axes; position and size are in inches, from the figure's top left."""
    whole_width, whole_height = figure.get_size_inches()
    return figure.add_axes(
        (left / whole_width, 1 - (down + height) / whole_height, width / whole_width, height / whole_height)
    )


def new_sheet(figure: Figure) -> Axes:
    """Invisible axes over the whole figure, in inches from its top left, to paste pictures on.

    One pair for all of them: axes take much longer to make and to draw than pictures.
    """
    width, height = figure.get_size_inches()
    axes = axes_at(figure, 0, 0, width, height)
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    return axes


def paste(
    sheet: Axes,
    left: float,
    down: float,
    size: tuple[float, float],
    pixels: NDArray[Any],
    *,
    edge: tuple[str, float] = (RULE, 0.8),
    **style: Any,
) -> None:
    """Paste an image with a thin frame on a sheet.

    Args:
        sheet: as `new_sheet` makes it.
        left: of the image's left edge, in inches.
        down: of its top edge, in inches.
        size: its width and height in inches.
        pixels: (H, W), or (H, W, 3).
        edge: the frame's colour and width in points.
        style: what `imshow` takes, the colour map for example.
    """
    width, height = size
    sheet.imshow(pixels, extent=(left, left + width, down + height, down), aspect="auto", **style)
    colour, thick = edge
    sheet.add_patch(Rectangle((left, down), width, height, fill=False, edgecolor=colour, linewidth=thick))


def width_of(text: str) -> int:
    """Width of a text in half-width letters; a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def wrapped(text: str, widest: int) -> str:
    """The text in lines of at most `widest` half-width letters, broken at spaces or after Chinese characters."""
    lines = [""]
    for piece in re.findall(r"[^\s\u2e80-\uffef]+[\uff0c\u3001\uff1b\u3002]?|[\u2e80-\uffef]|\s+", text):
        if width_of(lines[-1] + piece.rstrip()) > widest and lines[-1].strip() and piece not in "，、；。":
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return "\n".join(line.rstrip() for line in lines)


def clean(axes: Axes) -> None:
    """Style axes with a faint grid, no tick marks, and muted tick labels."""
    axes.grid(color="#ececec", linewidth=0.8)
    # Set here, not in the rc settings: ticks are created late and would read whatever is set then.
    axes.tick_params(length=0, colors=MUTED, labelsize=11)


def end_labels(axes: Axes, ends: Sequence[tuple[float, str, str]]) -> None:
    """Label lines at the right edge, given (last value, name, colour); labels that would overlap are pushed apart."""
    low, high = axes.get_ylim()  # this call makes matplotlib compute the limits
    transform = math.log if axes.get_yscale() == "log" else float
    order = sorted(ends, key=lambda end: end[0])
    positions = [(transform(value) - transform(low)) / (transform(high) - transform(low)) for value, _, _ in order]
    gap = min(0.085, 1.0 / max(1, len(order) - 1))
    for _ in range(100):
        for lower in range(len(positions) - 1):
            push = (gap - (positions[lower + 1] - positions[lower])) / 2
            if push > 0:
                positions[lower], positions[lower + 1] = positions[lower] - push, positions[lower + 1] + push
    last = len(positions) - 1
    # Both limits leave room for the labels beyond, so that the gaps remain.
    positions = [min(position, 1.02 - (last - number) * gap) for number, position in enumerate(positions)]
    positions = [max(position, number * gap) for number, position in enumerate(positions)]
    for position, (_, text, colour) in zip(positions, order, strict=True):
        axes.text(1.02, position, text, transform=axes.transAxes, va="center", fontsize=11, color=colour)


def show_picture(
    sheet: Axes,
    left: float,
    down: float,
    box: tuple[float, float],
    picture: Tensor,
    *,
    edge: tuple[str, float] = (RULE, 0.8),
) -> tuple[float, float]:
    """Show an (H, W) or (C, H, W) uint8 image on a sheet; small ones with visible pixels, large ones smoothed.

    Args:
        sheet: as `new_sheet` makes it.
        left: of the box that the image is fitted in, in inches.
        down: of the box, in inches.
        box: its width and height in inches; the image stands at its top left.
        picture: the image.
        edge: the frame's colour and width in points.

    Returns:
        The image's width and height in inches.
    """
    planes = picture.detach().cpu()
    planes = planes.unsqueeze(0) if planes.ndim == 2 else planes
    planes = planes[:3] if len(planes) >= 3 else planes[:1].expand(3, -1, -1)
    smooth = max(planes.shape[1:]) > 128
    high, wide = planes.shape[1:]
    scale = min(box[0] / wide, box[1] / high)
    size = (wide * scale, high * scale)
    interpolation = "antialiased" if smooth else "nearest"
    paste(sheet, left, down, size, planes.permute(1, 2, 0).numpy(), edge=edge, interpolation=interpolation)
    return size


def numbers(values: Tensor) -> NDArray[np.float64]:
    """Flatten a tensor to a float64 numpy array, (n,)."""
    return values.detach().cpu().double().numpy().reshape(-1)


def shape_of(tensor: Tensor) -> str:
    """The tensor's shape as text, e.g. `10×24×24`."""
    return "×".join(str(side) for side in tensor.shape)
