"""What all pictures share: colours, the sheet they are drawn on, files, and places measured in inches."""

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from numpy.typing import NDArray
from torch import Tensor

from pytorch_study import files
from pytorch_study.plots.fonts import INK, MUTED, RULE, settings

DPI = 150
# Okabe & Ito's colours, which colour-blind people tell apart too.
BLUE, ORANGE, GREEN, PURPLE, YELLOW, SKY = "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"
PALETTE = (BLUE, ORANGE, GREEN, PURPLE, YELLOW, SKY)
LETTER = 0.084  # inches: about the width of one letter at 11 points, for leaving room


def png(figure: Figure) -> bytes:
    """The figure as a PNG; the same figure gives the same bytes."""
    buffer = io.BytesIO()
    with settings():  # ticks are made while drawing, and read their fonts then
        figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()


def save(figure: Figure, path: Path) -> None:
    """Write the figure as a PNG, at one stroke."""
    files.write(path, png(figure))


def new_figure(width: float, height: float, constrained: bool = True) -> Figure:
    """An empty figure, so many inches wide and high; pyplot knows nothing of it."""
    layout = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.12, wspace=0.04) if constrained else None
    figure = Figure(figsize=(width, height), dpi=DPI, layout=layout)
    FigureCanvasAgg(figure)
    return figure


def message(text: str) -> Figure:
    """A figure that only says something."""
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
    """Text that starts (or has its centre, its end) so many inches from the left, its baseline so many from the top."""
    width, height = figure.get_size_inches()
    figure.text(left / width, 1 - down / height, text, fontsize=fontsize, color=color, ha=ha, va=va)


def axes_at(figure: Figure, left: float, down: float, width: float, height: float) -> Axes:
    """Axes at a place in inches from the left and from the top."""
    whole_width, whole_height = figure.get_size_inches()
    return figure.add_axes(
        (left / whole_width, 1 - (down + height) / whole_height, width / whole_width, height / whole_height)
    )


def width_of(text: str) -> int:
    """How wide a text is in half-width letters; Chinese characters take two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def frame(axes: Axes) -> None:
    """A thin frame, no ticks."""
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set(visible=True, color=RULE, linewidth=0.8)


def clean(axes: Axes) -> None:
    """A faint grid, no ticks, quiet numbers."""
    axes.grid(color="#ececec", linewidth=0.8)
    # Set here and not left to the settings: ticks are made late, and would read whatever is set then.
    axes.tick_params(length=0, colors=MUTED, labelsize=11)


def end_labels(axes: Axes, ends: Sequence[tuple[float, str, str]]) -> None:
    """Say at the right edge which line is which: (last value, name, colour), pushed apart where they would overlap."""
    low, high = axes.get_ylim()  # asking for it makes matplotlib settle the limits
    along = math.log if axes.get_yscale() == "log" else float
    order = sorted(ends, key=lambda end: end[0])
    places = [(along(value) - along(low)) / (along(high) - along(low)) for value, _, _ in order]
    gap = min(0.085, 1.0 / max(1, len(order) - 1))
    for _ in range(100):
        for lower in range(len(places) - 1):
            push = (gap - (places[lower + 1] - places[lower])) / 2
            if push > 0:
                places[lower], places[lower + 1] = places[lower] - push, places[lower + 1] + push
    last = len(places) - 1
    places = [min(place, 1.02 - (last - number) * gap) for number, place in enumerate(places)]  # keeps the gaps
    places = [max(place, number * gap) for number, place in enumerate(places)]
    for place, (_, text, colour) in zip(places, order, strict=True):
        axes.text(1.02, place, text, transform=axes.transAxes, va="center", fontsize=11, color=colour)


def show_picture(axes: Axes, picture: Tensor, anchor: str) -> None:
    """Show (H, W) or (C, H, W) uint8 as it is: small pictures with their pixels visible, large ones smoothly."""
    planes = picture.detach().cpu()
    planes = planes.unsqueeze(0) if planes.ndim == 2 else planes
    planes = planes[:3] if len(planes) >= 3 else planes[:1].expand(3, -1, -1)
    smooth = max(planes.shape[1:]) > 128
    axes.imshow(planes.permute(1, 2, 0).numpy(), interpolation="antialiased" if smooth else "nearest")
    axes.set_anchor(anchor)
    frame(axes)


def numbers(values: Tensor) -> NDArray[np.float64]:
    """All values in a row, as numpy has them, (n,)."""
    return values.detach().cpu().double().numpy().reshape(-1)


def shape_of(tensor: Tensor) -> str:
    """`10×24×24`."""
    return "×".join(str(side) for side in tensor.shape)
