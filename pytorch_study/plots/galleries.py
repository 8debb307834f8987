"""Rows of pictures with a word below each: mistakes, heat maps, the steps from a file to an input."""

import math
from collections.abc import Mapping, Sequence

import torch
from matplotlib.figure import Figure
from torch import Tensor

from pytorch_study.plots.canvas import (
    BLUE,
    LETTER,
    ORANGE,
    axes_at,
    message,
    new_figure,
    shape_of,
    show_picture,
    width_of,
    write_text,
)
from pytorch_study.plots.fonts import MUTED, caption, drawn, drawn_labels, named, settings

Tile = tuple[str, Tensor, Tensor | None]
"""What is said of a picture (as it can be drawn); the picture, (C, H, W) uint8; the heat over it, (H, W) in 0..1."""

GALLERY = 40  # pictures of mistakes


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
    """A gallery of the first 40 mistakes: what was seen, how sure the model was, and what it really is.

    Args:
        images: (n, C, H, W) uint8, in the order in which they are to be shown.
        truth: their n true classes.
        seen: the n classes the model saw.
        sure: the n probabilities that it gave them.
        labels: the class names.
        disputed: of each, whether people doubt the true class; such pictures are marked.
        doubt: who doubts it.
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
    said = caption("look.mistakes_seen")
    write_text(figure, 0.2, 0.70, said, fontsize=11, color=ORANGE)
    write_text(figure, 0.6 + width_of(said) * LETTER, 0.70, caption("look.mistakes_truth"), fontsize=11, color=MUTED)
    if marked:
        said = caption("look.disputed", doubt=drawn(doubt, caption("look.disputed_by"), 120))
        size = min(11.0, 11 * (0.2 + columns * step - 0.4) / (width_of(said) * LETTER))
        write_text(figure, 0.2, 1.04, said, fontsize=size, color=BLUE)
    longest = max(width_of(names[number]) for number in [*truth[:shown], *seen[:shown]])
    size = 11.0 if longest <= 7 else (9.5 if longest <= 10 else 8.0)
    for number in range(shown):
        line, column = divmod(number, columns)
        left, down = 0.2 + column * step, top + line * line_height
        axes = axes_at(figure, left, down, tile, tile)
        show_picture(axes, images[number], anchor="W")
        down += tile
        write_text(figure, left, down + 0.20, f"✗ {names[seen[number]]}", fontsize=size, color=ORANGE)
        write_text(figure, left + tile, down + 0.20, _sure(sure[number]), fontsize=size, color=ORANGE, ha="right")
        if number in marked:
            for spine in axes.spines.values():
                spine.set(color=BLUE, linewidth=3)
            write_text(figure, left, down + 0.40, f"⚑ {names[truth[number]]}", fontsize=size, color=BLUE)
        else:
            write_text(figure, left, down + 0.40, f"✓ {names[truth[number]]}", fontsize=size, color=MUTED)
    return figure


@settings()
def heat(rows: Sequence[Sequence[Tile]], cells: tuple[int, int]) -> Figure:
    """Pictures with Grad-CAM's heat over them.

    Args:
        rows: of equally many tiles.
        cells: how many cells high and wide the maps were before they were enlarged.
    """
    tile, step, line, gap, top = 1.5, 1.62, 1.95, 0.3, 1.35
    tiles = len(rows[0])
    beside = max(1, min(len(rows), 6 // tiles))  # short rows stand side by side
    group = tiles * step + gap
    width = max(7.2, 0.4 + beside * group - gap)
    figure = new_figure(width, top + math.ceil(len(rows) / beside) * line + 0.05, constrained=False)
    write_text(figure, 0.2, 0.36, caption("look.heat"), fontsize=15)
    write_text(figure, 0.2, 0.70, caption("look.heat_key"), fontsize=11, color=MUTED)
    said = caption("look.heat_cells", height=cells[0], width=cells[1])
    write_text(figure, 0.2, 1.0, said, fontsize=11, color=MUTED)
    for number, row in enumerate(rows):
        for place, (text, picture, over) in enumerate(row):
            left = 0.2 + (number % beside) * group + place * step
            down = top + (number // beside) * line
            axes = axes_at(figure, left, down, tile, tile)
            show_picture(axes, picture if over is None else _grey(picture), anchor="W")
            if over is not None:
                axes.imshow(over.numpy(), cmap="inferno", vmin=0, vmax=1, alpha=0.6)
            write_text(figure, left, down + tile + 0.2, text, fontsize=11 if width_of(text) <= 16 else 8.5, color=MUTED)
    return figure


@settings()
def steps(pictures: Mapping[str, Tensor]) -> Figure:
    """What was done to a picture on its way into the model, step by step, side by side.

    Args:
        pictures: by the step's name, in order; each (H, W) or (C, H, W) uint8. A name may be the key of a sentence.
    """
    columns = max(1, min(5, len(pictures)))
    lines = max(1, math.ceil(len(pictures) / columns))
    box, gap, head = 2.2, 0.5, 0.5
    figure = new_figure(0.4 + columns * (box + gap) - gap, lines * (box + head + 0.4) + 0.1, constrained=False)
    for number, (name, picture) in enumerate(pictures.items()):
        row, column = divmod(number, columns)
        left, down = 0.2 + column * (box + gap), row * (box + head + 0.4) + head
        shown = named(name, caption("look.step", number=number + 1))
        write_text(figure, left, down - 0.14, shown, fontsize=12 if width_of(shown) < 20 else 9.5)
        show_picture(axes_at(figure, left, down, box, box), picture, anchor="NW")
        high, wide = picture.shape[-2:]
        write_text(figure, left, down + box * min(1, high / wide) + 0.22, shape_of(picture), fontsize=10, color=MUTED)
        if number + 1 < len(pictures) and column + 1 < columns:
            write_text(
                figure, left + box + gap / 2, down + box / 2, "→", fontsize=18, color=MUTED, ha="center", va="center"
            )
    return figure


def _sure(probability: float) -> str:
    # Nobody is 100 % sure of a mistake unless really so: 99.96 % is said as 99.9%.
    return f"{min(probability, 0.999):.1%}" if 0.995 <= probability < 1 else f"{probability:.0%}"


def _grey(picture: Tensor) -> Tensor:
    """(C, H, W) -> (1, H, W) uint8, so that the only colour is the heat's."""
    return picture.detach().cpu().float().mean(0, keepdim=True).to(torch.uint8)
