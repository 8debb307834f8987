"""Inside a network: its filters, and every layer's output for one image."""

import math
from collections.abc import Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from torch import Tensor

from pytorch_study.plots.canvas import (
    ORANGE,
    axes_at,
    new_figure,
    new_sheet,
    numbers,
    paste,
    shape_of,
    show_picture,
    width_of,
    write_text,
)
from pytorch_study.plots.fonts import MUTED, caption, drawn, drawn_labels, settings

SIGNS = LinearSegmentedColormap.from_list("signs", ["#1b5e96", "#8abfe0", "#ffffff", "#f29c8a", "#a8182a"])

TILES = 32  # most feature maps drawn of one layer
FILTERS = 64  # most filters drawn of the first layer
LAYERS = 16  # most layers in one figure
BARS = 24  # most classes drawn as bars


@settings()
def filters(weight: Tensor) -> Figure:
    """Draw the first layer's filters: blue is negative, white 0, red positive; in RGB if the input has three channels.

    Args:
        weight: the layer's weight, (O, C, h, w).
    """
    values = weight.detach().cpu().float()
    count, channels = values.shape[:2]
    # With three channels a filter is drawn as a small RGB image, otherwise each of its channels as a separate tile.
    tiles = values[:FILTERS] if channels == 3 else values.flatten(0, 1)[:FILTERS].unsqueeze(1)
    shown = len(tiles) if channels == 3 else math.ceil(len(tiles) / channels)
    limit = float(values.abs().max()) or 1.0
    columns = min(len(tiles), 16 if len(tiles) > 32 else 8)
    lines = math.ceil(len(tiles) / columns)

    tile, top = (0.72 if columns > 8 else 0.95), 1.0
    width = max(6.4, 0.4 + columns * tile)
    figure = new_figure(width, top + lines * tile + 0.2, constrained=False)
    key = "look.filters" if shown == count else "look.filters_some"
    write_text(figure, 0.2, 0.36, caption(key, count=count, shown=shown), fontsize=15)
    write_text(
        figure, 0.2, 0.70, caption("look.signs_rgb" if channels == 3 else "look.signs"), fontsize=11, color=MUTED
    )
    sheet, side = new_sheet(figure), tile - 0.09
    for number, one in enumerate(tiles):
        row, column = divmod(number, columns)
        pixels = (0.5 + one / (2 * limit)).clamp(0, 1).permute(1, 2, 0) if channels == 3 else one[0]
        high, wide = (length * side / max(one.shape[1:]) for length in one.shape[1:])
        place = (0.2 + column * tile, top + row * tile)
        paste(sheet, *place, (wide, high), pixels.numpy(), cmap=SIGNS, vmin=-limit, vmax=limit)
    return figure


@settings()
def blocks(weights: Sequence[tuple[str, Tensor]]) -> Figure:
    """Draw filters of the deeper convolutions: for each filter the input channel with the largest weights.

    Args:
        weights: (name, weight) in order, as `layers.filters` returns them, (O, C, h, w) each; at most 32 filters of a
            layer are drawn.
    """
    chosen = list(weights)
    if len(chosen) > LAYERS:
        chosen = [chosen[round(index)] for index in np.linspace(0, len(chosen) - 1, LAYERS)]
    strongest = [(name, weight.shape, _strongest(weight.detach().cpu().float())) for name, weight in chosen]
    left, gap, top = 2.5, 0.25, 1.05
    heights = [max(0.5, _map_height(values, last=False)) for _, _, values in strongest]
    figure = new_figure(left + 9.8, top + sum(heights) + gap * len(heights) + 0.1, constrained=False)
    write_text(figure, 0.2, 0.36, caption("look.blocks"), fontsize=15)
    write_text(figure, 0.2, 0.70, caption("look.maps_scale"), fontsize=11, color=MUTED)
    sheet, down = new_sheet(figure), top
    for number, ((name, shape, values), height) in enumerate(zip(strongest, heights, strict=True)):
        size = "×".join(map(str, shape))
        if len(values) > TILES:
            size += f" · {caption('look.tiles_some', shown=TILES, count=len(values))}"
        _name_layer(figure, down, drawn(name, caption("look.layer", number=number + 1), 40), size)
        _tiles(sheet, left, down, values)
        down += height + gap
    return figure


@settings()
def maps(image: Tensor, layers: Sequence[tuple[str, Tensor]], labels: Sequence[str] = ()) -> Figure:
    """Draw every layer's output for one image, from top to bottom.

    Layers that change no value in evaluation mode (dropout, flatten) are left out.

    Args:
        image: (C, H, W) uint8.
        layers: (name, output) in order, as `layers.outputs` returns them: (C, H, W) feature maps are drawn as tiles, at
            most 32 per layer, (F,) vectors as strips, and the last layer as bars.
        labels: class names for the bars.
    """
    changed: list[tuple[str, Tensor]] = []
    for name, output in layers:
        values = output.detach().cpu().float()
        if not changed or not torch.equal(values.flatten(), changed[-1][1].flatten()):
            changed.append((name, values))
    chosen = changed
    if len(changed) > LAYERS:
        chosen = [changed[round(index)] for index in np.linspace(0, len(changed) - 1, LAYERS)]

    left, width, gap, top = 2.5, 9.6, 0.2, 1.05
    heights = [_map_height(values, last=number == len(chosen) - 1) for number, (_, values) in enumerate(chosen)]
    figure = new_figure(left + width + 0.2, top + 1.3 + sum(heights) + gap * (len(heights) + 1), constrained=False)
    title = caption("look.maps")
    if len(chosen) < len(layers):
        title += f" · {caption('look.maps_some', count=len(layers), shown=len(chosen))}"
    write_text(figure, 0.2, 0.36, title, fontsize=15)
    write_text(figure, 0.2, 0.70, caption("look.maps_scale"), fontsize=11, color=MUTED)

    sheet, down = new_sheet(figure), top
    _name_layer(figure, down, caption("look.input"), shape_of(image))
    show_picture(sheet, left, down, (width, 1.3), image)
    down += 1.3 + gap
    for number, ((name, values), height) in enumerate(zip(chosen, heights, strict=True)):
        shape = shape_of(values)
        if values.ndim == 3 and len(values) > TILES:
            shape += f" · {caption('look.tiles_some', shown=TILES, count=len(values))}"
        _name_layer(figure, down, drawn(name, caption("look.layer", number=number + 1), 40), shape)
        if _is_bars(values, last=number == len(chosen) - 1):
            _bars(axes_at(figure, left, down + 0.25, min(width, 0.96 * len(values)), height - 0.55), values, labels)
        elif values.ndim == 3 and values.shape[1] * values.shape[2] > 1:
            _tiles(sheet, left, down, values)
        else:
            limit = float(values.abs().max()) or 1.0
            strip = values if values.ndim == 2 else values.reshape(1, -1)
            paste(sheet, left, down, (width, height), strip.numpy(), cmap=SIGNS, vmin=-limit, vmax=limit)
        down += height + gap
    return figure


def _strongest(weight: Tensor) -> Tensor:
    """For each filter the input channel with the largest L2 norm: (O, C, h, w) -> (O, h, w)."""
    best = weight.square().sum((2, 3)).argmax(1)  # -> (O,)
    return weight[torch.arange(len(weight)), best]


def _map_height(values: Tensor, last: bool) -> float:
    """Height of one layer's drawing in inches."""
    if _is_bars(values, last):
        return 2.3
    if values.ndim == 3 and values.shape[1] * values.shape[2] > 1:
        side, columns = _tile(len(values))
        return side * math.ceil(min(len(values), TILES) / columns)
    return 1.2 if values.ndim == 2 else 0.5


def _is_bars(values: Tensor, last: bool) -> bool:
    return last and values.ndim == 1 and len(values) <= BARS


def _tile(count: int) -> tuple[float, int]:
    """Side of a tile in inches, and tiles per row."""
    return (0.9, 10) if count <= 10 else (0.6, 16)


def _tiles(sheet: Axes, left: float, down: float, values: Tensor) -> None:
    """Draw feature maps, (C, H, W), as tiles on a common colour scale."""
    side, columns = _tile(len(values))
    limit = float(values.abs().max()) or 1.0
    height, width = (size * (side - 0.07) / max(values.shape[1:]) for size in values.shape[1:])
    for number, one in enumerate(values[:TILES]):
        row, column = divmod(number, columns)
        place = (left + column * side + 0.01, down + row * side + 0.01)
        paste(sheet, *place, (width, height), one.numpy(), cmap=SIGNS, vmin=-limit, vmax=limit)


def _bars(axes: Axes, values: Tensor, labels: Sequence[str]) -> None:
    """Draw the logits as bars; the highest, the prediction, is highlighted."""
    scores = numbers(values)
    best = int(scores.argmax())
    names = drawn_labels(labels, 12) if len(labels) == len(scores) else [str(number) for number in range(len(scores))]
    bars = axes.bar(range(len(scores)), scores, width=0.7, color=["#b9c3cc"] * len(scores))
    bars[best].set_color(ORANGE)
    axes.bar_label(bars, [f"{score:.1f}" for score in scores], fontsize=9.5, color=MUTED, padding=2)
    axes.axhline(0, color=MUTED, linewidth=0.8)
    long = max(width_of(name) for name in names) > 8
    axes.set_xticks(range(len(scores)), names, fontsize=9 if long else 11)
    axes.get_xticklabels()[best].set(color=ORANGE, fontweight="bold")
    axes.tick_params(length=0)
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.set_xlim(-0.6, len(scores) - 0.4)
    axes.margins(y=0.18)


def _name_layer(figure: Figure, down: float, name: str, shape: str) -> None:
    write_text(figure, 0.2, down + 0.18, name, fontsize=11 if width_of(name) <= 24 else 8.5)
    write_text(figure, 0.2, down + 0.40, shape, fontsize=10, color=MUTED)
