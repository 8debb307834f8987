"""Grids of images with captions: mistakes, heat maps, the steps from a file to an input."""

import math
from collections.abc import Mapping, Sequence

import torch
from matplotlib.figure import Figure
from torch import Tensor

from pytorch_study.plots.canvas import (
    BLUE,
    LETTER,
    ORANGE,
    message,
    new_figure,
    new_sheet,
    paste,
    shape_of,
    show_picture,
    width_of,
    wrapped,
    write_text,
)
from pytorch_study.plots.fonts import MUTED, RULE, caption, drawn, drawn_labels, named, settings

Tile = tuple[str, Tensor, Tensor | None]
"""A drawable caption; the image, (C, H, W) uint8; the heat map over it, (H, W) in 0..1, or None."""

GALLERY = 40  # most mistakes shown


@settings()
def mistakes(
    images: Tensor,
    truth: Sequence[int],
    seen: Sequence[int],
    sure: Sequence[float],
    labels: Sequence[str],
    disputed: Sequence[bool] = (),
    doubt: str = "",
) -> Figure:
    """Draw the first 40 mistakes with the predicted class, its probability, and the true class.

    Args:
        images: (n, C, H, W) uint8, in display order.
        truth: n true classes.
        seen: n predicted classes.
        sure: n probabilities of the predicted classes.
        labels: the class names.
        disputed: for each image, whether its label is disputed; such images are marked.
        doubt: who disputes the labels.
    """
    count, shown = len(images), min(len(images), GALLERY)
    if not count:
        return message(caption("look.no_mistakes"))
    names = drawn_labels(labels)
    columns = min(8, max(5, shown))
    lines = math.ceil(shown / columns)
    marked = {number for number, doubted in enumerate(disputed[:shown]) if doubted}
    tile, step, line_height, top = 1.28, 1.47, 1.92, 1.39 if marked else 1.05
    figure = new_figure(0.4 + columns * step - 0.19, top + lines * line_height + 0.02, constrained=False)
    key = "look.mistakes" if shown == count else "look.mistakes_some"
    write_text(figure, 0.2, 0.36, caption(key, count=count, shown=shown), fontsize=15)
    text = caption("look.mistakes_seen")
    write_text(figure, 0.2, 0.70, text, fontsize=11, color=ORANGE)
    write_text(figure, 0.6 + width_of(text) * LETTER, 0.70, caption("look.mistakes_truth"), fontsize=11, color=MUTED)
    if marked:
        text = caption("look.disputed", doubt=drawn(doubt, caption("look.disputed_by"), 120))
        size = min(11.0, 11 * (0.2 + columns * step - 0.4) / (width_of(text) * LETTER))
        write_text(figure, 0.2, 1.04, text, fontsize=size, color=BLUE)
    longest = max(width_of(names[number]) for number in [*truth[:shown], *seen[:shown]])
    size = 11.0 if longest <= 7 else (9.5 if longest <= 10 else 8.0)
    sheet = new_sheet(figure)
    for number in range(shown):
        line, column = divmod(number, columns)
        left, down = 0.2 + column * step, top + line * line_height
        edge = (BLUE, 3.0) if number in marked else (RULE, 0.8)
        show_picture(sheet, left, down, (tile, tile), images[number], edge=edge)
        down += tile
        write_text(figure, left, down + 0.20, f"✗ {names[seen[number]]}", fontsize=size, color=ORANGE)
        write_text(figure, left + tile, down + 0.20, _sure(sure[number]), fontsize=size, color=ORANGE, ha="right")
        if number in marked:
            write_text(figure, left, down + 0.40, f"⚑ {names[truth[number]]}", fontsize=size, color=BLUE)
        else:
            write_text(figure, left, down + 0.40, f"✓ {names[truth[number]]}", fontsize=size, color=MUTED)
    return figure


@settings()
def heat(rows: Sequence[Sequence[Tile]], cells: tuple[int, int]) -> Figure:
    """Draw images with Grad-CAM heat maps over them.

    Args:
        rows: tiles, the same number in each row.
        cells: height and width of the heat maps before upsampling.
    """
    tile, step, line, gap, top = 1.5, 1.62, 1.95, 0.3, 1.35
    tiles = len(rows[0])
    beside = max(1, min(len(rows), 6 // tiles))  # short rows are placed side by side
    group = tiles * step + gap
    width = max(7.2, 0.4 + beside * group - gap)
    figure = new_figure(width, top + math.ceil(len(rows) / beside) * line + 0.05, constrained=False)
    write_text(figure, 0.2, 0.36, caption("look.heat"), fontsize=15)
    write_text(figure, 0.2, 0.70, caption("look.heat_key"), fontsize=11, color=MUTED)
    note = caption("look.heat_cells", height=cells[0], width=cells[1])
    write_text(figure, 0.2, 1.0, note, fontsize=11, color=MUTED)
    sheet = new_sheet(figure)
    for number, row in enumerate(rows):
        for column, (text, picture, over) in enumerate(row):
            left = 0.2 + (number % beside) * group + column * step
            down = top + (number // beside) * line
            seen = picture if over is None else _grey(picture)
            size = show_picture(sheet, left, down, (tile, tile), seen)
            if over is not None:
                paste(sheet, left, down, size, over.numpy(), cmap="inferno", vmin=0, vmax=1, alpha=0.6)
            write_text(figure, left, down + tile + 0.2, text, fontsize=11 if width_of(text) <= 16 else 8.5, color=MUTED)
    return figure


@settings()
def steps(pictures: Mapping[str, Tensor]) -> Figure:
    """Draw the steps from an image file to the model's input, side by side.

    Args:
        pictures: (H, W) or (C, H, W) uint8 images in order, by the step's name, which may be the key of a sentence.
    """
    columns = max(1, min(5, len(pictures)))
    lines = max(1, math.ceil(len(pictures) / columns))
    shown = [named(name, caption("look.step", number=number + 1)) for number, name in enumerate(pictures)]
    titles = [wrapped(text, 30) for text in shown]
    most = max((title.count("\n") for title in titles), default=0)
    box, gap, head = 2.2, 0.5, 0.5 + 0.19 * most
    figure = new_figure(0.4 + columns * (box + gap) - gap, lines * (box + head + 0.4) + 0.1, constrained=False)
    sheet = new_sheet(figure)
    for number, picture in enumerate(pictures.values()):
        row, column = divmod(number, columns)
        left, down = 0.2 + column * (box + gap), row * (box + head + 0.4) + head
        title = titles[number]
        size = 12 if width_of(title) < 20 else 9.5
        for line, text in enumerate(reversed(title.split("\n"))):
            write_text(figure, left, down - 0.14 - 0.19 * line, text, fontsize=size)
        _, height = show_picture(sheet, left, down, (box, box), picture)
        write_text(figure, left, down + height + 0.22, shape_of(picture), fontsize=10, color=MUTED)
        if number + 1 < len(pictures) and column + 1 < columns:
            write_text(
                figure, left + box + gap / 2, down + box / 2, "→", fontsize=18, color=MUTED, ha="center", va="center"
            )
    return figure


def _sure(probability: float) -> str:
    # Show 100 % only if the probability is exactly 1: 99.96 % becomes 99.9%.
    return f"{min(probability, 0.999):.1%}" if 0.995 <= probability < 1 else f"{probability:.0%}"


def _grey(picture: Tensor) -> Tensor:
    """Convert to grey, (C, H, W) -> (1, H, W) uint8, so that only the heat map has colour."""
    return picture.detach().cpu().float().mean(0, keepdim=True).to(torch.uint8)
