"""The way from noise to pictures."""

from collections.abc import Sequence

from matplotlib.figure import Figure
from torch import Tensor

from pytorch_study.plots.canvas import new_figure, new_sheet, show_picture, width_of, write_text
from pytorch_study.plots.fonts import MUTED, caption, drawn_labels, settings

COLUMNS = 11
"""Most times drawn."""


@settings()
def way(pictures: Tensor, names: Sequence[str]) -> Figure:
    """Draw how noise becomes a picture: a row for each picture, its way from left to right.

    Args:
        pictures: (times, rows, C, H, W) uint8, at times evenly spaced from 0, noise, to 1, the picture; at most 11 of
            them are drawn, the first and the last included.
        names: what each row was to become.
    """
    last = len(pictures) - 1
    shown = min(COLUMNS, last + 1)
    times = [round(column * last / max(shown - 1, 1)) for column in range(shown)]
    labels = drawn_labels(names)
    tile, beside, top = 0.72, 0.2 + 0.1 * max(map(width_of, labels), default=1), 1.35
    figure = new_figure(max(6.4, 0.4 + beside + shown * tile), top + len(labels) * tile + 0.1, constrained=False)
    write_text(figure, 0.2, 0.36, caption("look.way"), fontsize=15)
    write_text(figure, 0.2, 0.70, caption("look.way_key"), color=MUTED)
    sheet = new_sheet(figure)
    for column, time in enumerate(times):
        left = 0.2 + beside + column * tile
        write_text(figure, left + tile / 2 - 0.03, top - 0.1, f"{time / max(last, 1):.2g}", color=MUTED, ha="center")
        for row in range(len(labels)):
            show_picture(sheet, left, top + row * tile, (tile - 0.06, tile - 0.06), pictures[time, row])
    for row, label in enumerate(labels):
        write_text(figure, 0.2, top + (row + 0.5) * tile, label, fontsize=13, va="center")
    return figure
