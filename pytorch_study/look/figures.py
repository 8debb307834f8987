"""The pictures of a training: how it went, what the model gets wrong, what it looks like inside.

Every function gives a matplotlib `Figure`; `save` writes one, `png` gives its bytes.
"""

import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator
from numpy.typing import NDArray
from torch import Tensor

from pytorch_study import files
from pytorch_study.engine.score import per_class as scores_of
from pytorch_study.look.fonts import INK, MUTED, RULE, caption, drawn, drawn_labels, named, settings

Row = Mapping[str, float | None]
Task = Literal["classify", "regress"]
Tile = tuple[str, Tensor, Tensor | None]
"""What is said of a picture (as it can be drawn); the picture, (C, H, W) uint8; the heat over it, (H, W) in 0..1."""

DPI = 150
# Okabe & Ito's colours, which colour-blind people tell apart too.
BLUE, ORANGE, GREEN, PURPLE, YELLOW, SKY = "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"
PALETTE = (BLUE, ORANGE, GREEN, PURPLE, YELLOW, SKY)
SIGNS = LinearSegmentedColormap.from_list("signs", ["#1b5e96", "#8abfe0", "#ffffff", "#f29c8a", "#a8182a"])
WRONG = LinearSegmentedColormap.from_list("wrong", ["#ffffff", "#fbd0b5", "#ee8a54", "#c04a10", "#7a2600"])

GALLERY = 40  # pictures of mistakes
TILES = 32  # feature maps of one layer
FILTERS = 64  # filters of the first layer
LAYERS = 16  # layers in one picture
BARS = 24  # classes that still fit as bars
CLASSES = 40  # classes with their intervals; of more, the worst
LETTER = 0.084  # inches: about the width of one letter at 11 points, for leaving room


# How the training went


@settings()
def curves(rows: Sequence[Row], task: Task) -> Figure:
    """Loss, accuracy (classify) and learning rate over the epochs.

    Args:
        rows: one for each epoch with the keys epoch, lr, train_loss, train_accuracy, val_loss and val_accuracy; a value
            may be None. Accuracies are fractions of 1.
        task: the lesson's task.
    """
    if not rows:
        return _message(caption("look.no_rows"))
    measures = ["loss", "accuracy", "lr"] if task == "classify" else ["loss", "lr"]
    figure, panels = _panels(measures, caption("look.loss"))
    for measure, axes in zip(measures, panels, strict=True):
        ends = []
        if measure == "lr":
            _curve(axes, rows, "lr", INK)
        else:
            for part, name, colour in (("train", "look.train", BLUE), ("val", "look.validation", ORANGE)):
                last = _curve(axes, rows, f"{part}_{measure}", colour)
                if last is not None:
                    number = f"{last:.2f}%" if measure == "accuracy" else f"{last:.3g}"
                    ends.append((last, f"{caption(name)} {number}", colour))
        _scale(axes, measure)
        _end_labels(axes, ends)
    return figure


@settings()
def overlay(runs: Mapping[str, Sequence[Row]], task: Task) -> Figure:
    """The curves of several runs over each other: validation solid, training dashed.

    Args:
        runs: the rows of each run, as for `curves`, by the run's name. A run without validation has its training solid.
        task: the task that all of them share.
    """
    runs = {name: rows for name, rows in runs.items() if rows}
    if not runs:
        return _message(caption("look.no_rows"))
    measures = ["loss", "accuracy"] if task == "classify" else ["loss"]
    figure, panels = _panels(measures, caption("look.loss"))
    validated = [any(row.get("val_loss") is not None for row in rows) for rows in runs.values()]
    for measure, axes in zip(measures, panels, strict=True):
        ends = []
        for number, (name, rows) in enumerate(runs.items()):
            colour = PALETTE[number % len(PALETTE)]
            last = None
            if any(row.get(f"val_{measure}") is not None for row in rows):
                _curve(axes, rows, f"train_{measure}", colour, dashed=True)
                last = _curve(axes, rows, f"val_{measure}", colour)
            else:
                last = _curve(axes, rows, f"train_{measure}", colour)
            if last is not None:
                shown = drawn(name, caption("look.run", number=number + 1))
                ends.append((last, shown, colour))
        _scale(axes, measure)
        _end_labels(axes, ends)
    key = "look.overlay_key" if all(validated) else "look.overlay_key_mixed"
    key = key if any(validated) else "look.overlay_key_train"
    figure.suptitle(caption(key), x=0.012, ha="left", fontsize=11, color=MUTED)
    return figure


# What the model gets wrong


@settings()
def confusion(matrix: Tensor, labels: Sequence[str]) -> Figure:
    """How often each class was taken for each other one.

    Mistakes have a colour scale of their own; the diagonal is grey, so that it does not drown them.

    Args:
        matrix: (K, K) int64 counts; rows are the true classes, columns what was seen.
        labels: the K class names.
    """
    counts = matrix.cpu().numpy().astype(np.int64)
    size, names = len(counts), drawn_labels(labels)
    wrong = counts - np.diag(np.diag(counts))
    right, total, worst = int(np.trace(counts)), int(counts.sum()), max(5, int(wrong.max(initial=0)))
    numbers = size <= 20  # beyond, they would be too small to read

    # Inches: names at the left and below, the matrix, at its right how much of each class was right.
    cell = 0.95 if size <= 4 else (0.62 if numbers else 8.0 / size)
    font = 11.0 if numbers else (8.0 if size <= 50 else 10.0)
    ticks = range(0, size, 1 if size <= 50 else 10)
    longest = max((_width(names[tick]) for tick in ticks), default=1) * LETTER * font / 11
    slanted = longest > 0.9 * cell * (ticks.step)
    side, left, top = cell * size, 0.75 + longest, 1.4 if numbers else 1.05
    width = max(left + side + 1.2, 6.4)
    figure = _figure(width, top + side + 0.6 + (0.75 * longest if slanted else 0.25), constrained=False)
    axes = _place(figure, left, top, side, side)
    image = axes.imshow(wrong, cmap=WRONG, vmin=0, vmax=worst)
    for row in range(size):
        axes.add_patch(Rectangle((row - 0.5, row - 0.5), 1, 1, facecolor="#e6eaed", edgecolor="none", zorder=1.5))
        for column in range(size) if numbers else ():
            count = int(counts[row, column])
            if row == column or count:
                colour = MUTED if row == column else ("white" if count > 0.55 * worst else INK)
                axes.text(column, row, str(count), ha="center", va="center", fontsize=11, color=colour)

    axes.set_xticks(ticks, [names[tick] for tick in ticks], fontsize=font)
    axes.set_yticks(ticks, [names[tick] for tick in ticks], fontsize=font)
    for label in axes.get_xticklabels() if slanted else ():
        label.set(rotation=45, ha="right", rotation_mode="anchor")
    axes.tick_params(length=0, colors=INK)
    axes.spines[:].set_visible(not numbers)
    axes.set_xlabel(caption("look.seen"), labelpad=8)
    axes.set_ylabel(caption("look.truth"), labelpad=8)
    if numbers:
        axes.set_xticks(np.arange(size + 1) - 0.5, minor=True)
        axes.set_yticks(np.arange(size + 1) - 0.5, minor=True)
        axes.grid(which="minor", color=RULE, linewidth=0.6)
        axes.tick_params(which="minor", length=0)
        _write(figure, left + side + 0.15, top - 0.12, caption("look.recall"), fontsize=11, color=MUTED)
        for row in range(size):
            if counts[row].sum():
                share = counts[row, row] / counts[row].sum()
                down = top + (row + 0.5) * cell
                _write(figure, left + side + 0.15, down, f"{share:.1%}", fontsize=11, color=MUTED, va="center")
    else:
        bar = figure.colorbar(image, cax=_place(figure, left + side + 0.25, top, 0.18, 2.5))
        bar.locator = MaxNLocator(5, integer=True)
        bar.set_label(caption("look.count"))

    share = right / total if total else 0.0
    _write(figure, 0.2, 0.36, caption("look.confusion", right=right, total=total, share=share), fontsize=15)
    said = ""
    for place in np.argsort(-wrong, axis=None, kind="stable")[:3]:
        row, column = divmod(int(place), size)
        pair = caption("look.confusion_pair", truth=names[row], seen=names[column], count=int(wrong[row, column]))
        longer = said + (caption("look.comma") if said else "") + pair
        whole = caption("look.confusion_worst", pairs=longer)
        if wrong[row, column] and (not said or _width(whole) * LETTER < width - 0.4):
            said = longer
    if said:
        _write(figure, 0.2, 0.70, caption("look.confusion_worst", pairs=said), fontsize=11, color=MUTED)
    return figure


@settings()
def per_class(matrix: Tensor, labels: Sequence[str]) -> Figure:
    """How much of each class was right, the best at the top, with 95 % confidence intervals.

    Args:
        matrix: (K, K) int64 counts; rows are the true classes, columns what was seen.
        labels: the K class names.
    """
    rows = scores_of(matrix.cpu(), drawn_labels(labels))
    known = sorted(((row.accuracy, row) for row in rows if row.accuracy is not None), key=lambda pair: pair[0])
    if not known:
        return _message(caption("look.no_points"))
    shown = known[:CLASSES]
    left = 0.45 + max(_width(row.label) for _, row in shown) * LETTER
    top, line, wide = 1.05, 0.34, 6.4
    figure = _figure(left + wide + 2.2, top + line * len(shown) + 0.75, constrained=False)
    axes = _place(figure, left, top, wide, line * len(shown))
    for number, (accuracy, row) in enumerate(shown):
        (bar,) = axes.plot([100 * row.low, 100 * row.high], [number] * 2, color=BLUE, linewidth=5, alpha=0.35)
        bar.set_solid_capstyle("butt")  # it ends where the interval ends
        axes.plot([100 * accuracy], [number], color=BLUE, marker="o", markersize=6)
        said = f"{accuracy:.1%}  ({row.low:.1%} – {row.high:.1%})"
        axes.text(1.02, number, said, transform=axes.get_yaxis_transform(), va="center", fontsize=10, color=MUTED)
    axes.set_yticks(range(len(shown)), [row.label for _, row in shown], fontsize=11)
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}%"))
    axes.set_xlabel(caption("look.recall_axis"))
    _clean(axes)
    axes.tick_params(axis="y", colors=INK)
    key = "look.per_class" if len(shown) == len(known) else "look.per_class_some"
    _write(figure, 0.2, 0.36, caption(key, count=len(known), shown=len(shown)), fontsize=15)
    _write(figure, 0.2, 0.70, caption("look.per_class_key"), fontsize=11, color=MUTED)
    return figure


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
        return _message(caption("look.no_mistakes"))
    names = drawn_labels(labels)
    columns = min(8, max(5, shown))
    lines = math.ceil(shown / columns)
    marked = {number for number, doubted in enumerate(disputed[:shown]) if doubted}
    tile, step, line_height, top = 1.28, 1.47, 1.92, 1.39 if marked else 1.05
    figure = _figure(0.4 + columns * step - 0.19, top + lines * line_height + 0.02, constrained=False)
    key = "look.mistakes" if shown == count else "look.mistakes_some"
    _write(figure, 0.2, 0.36, caption(key, count=count, shown=shown), fontsize=15)
    said = caption("look.mistakes_seen")
    _write(figure, 0.2, 0.70, said, fontsize=11, color=ORANGE)
    _write(figure, 0.6 + _width(said) * LETTER, 0.70, caption("look.mistakes_truth"), fontsize=11, color=MUTED)
    if marked:
        said = caption("look.disputed", doubt=drawn(doubt, caption("look.disputed_by"), 120))
        size = min(11.0, 11 * (0.2 + columns * step - 0.4) / (_width(said) * LETTER))
        _write(figure, 0.2, 1.04, said, fontsize=size, color=BLUE)
    longest = max(_width(names[number]) for number in [*truth[:shown], *seen[:shown]])
    size = 11.0 if longest <= 7 else (9.5 if longest <= 10 else 8.0)
    for number in range(shown):
        line, column = divmod(number, columns)
        left, down = 0.2 + column * step, top + line * line_height
        axes = _place(figure, left, down, tile, tile)
        _picture(axes, images[number], anchor="W")
        down += tile
        _write(figure, left, down + 0.20, f"✗ {names[seen[number]]}", fontsize=size, color=ORANGE)
        _write(figure, left + tile, down + 0.20, _sure(sure[number]), fontsize=size, color=ORANGE, ha="right")
        if number in marked:
            for spine in axes.spines.values():
                spine.set(color=BLUE, linewidth=3)
            _write(figure, left, down + 0.40, f"⚑ {names[truth[number]]}", fontsize=size, color=BLUE)
        else:
            _write(figure, left, down + 0.40, f"✓ {names[truth[number]]}", fontsize=size, color=MUTED)
    return figure


# Regression


@settings()
def fit(truth: Tensor, predicted: Tensor, target: str) -> Figure:
    """Predicted against true values with the diagonal, and how the errors are spread.

    Args:
        truth: (N,) or (N, 1) true values.
        predicted: as many predictions.
        target: what is predicted.
    """
    true, guess = _numbers(truth), _numbers(predicted)
    if not true.size:
        return _message(caption("look.no_points"))
    errors = guess - true
    spread = float(((true - true.mean()) ** 2).sum())
    r2 = f"{1 - float((errors**2).sum()) / spread:.3f}" if spread > 0 else "—"
    name = drawn(target, caption("look.target"))

    figure = _figure(12, 5.4)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.15))
    both = np.concatenate([true, guess])
    margin = 0.05 * float(np.ptp(both)) or 1.0
    ends = (float(both.min()) - margin, float(both.max()) + margin)
    left.plot(ends, ends, color=MUTED, linewidth=1.2, zorder=1)
    left.scatter(true, guess, s=34, color=BLUE, alpha=_alpha(true.size), linewidths=0, zorder=2)
    left.set(xlim=ends, ylim=ends, aspect="equal")
    left.set_xlabel(caption("look.true", target=name))
    left.set_ylabel(caption("look.predicted", target=name))
    # The axes are square and have the same limits, so the diagonal rises at 45 degrees.
    left.text(
        *(0.955, 0.97, caption("look.perfect")),
        transform=left.transAxes,
        rotation=45,
        rotation_mode="anchor",
        ha="right",
        va="bottom",
        fontsize=11,
        color=MUTED,
    )
    _clean(left)

    right.hist(errors, bins=min(40, max(8, round(2 * true.size ** (1 / 3)))), color=BLUE, alpha=0.85, edgecolor="white")
    right.axvline(0, color=MUTED, linewidth=1.2)
    right.set_xlabel(caption("look.residual"))
    right.set_ylabel(caption("look.examples"))
    right.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    _clean(right)
    rmse = math.sqrt(float((errors**2).mean()))
    figure.suptitle(caption("look.fit", rmse=rmse, r2=r2), x=0.012, ha="left", fontsize=15)
    return figure


@settings()
def line(x: Tensor, y: Tensor, grid: Tensor, predicted: Tensor, column: str, target: str) -> Figure:
    """The data of one input column, and the curve that was fitted to them.

    Args:
        x: (N,) or (N, 1) inputs.
        y: as many true values.
        grid: (G,) or (G, 1) inputs in rising order.
        predicted: what the model says for the grid.
        column: the name of the input.
        target: what is predicted.
    """
    points, curve = (_numbers(x), _numbers(y)), (_numbers(grid), _numbers(predicted))
    figure = _figure(8.5, 5)
    axes = figure.add_subplot()
    axes.scatter(*points, s=34, color=BLUE, alpha=_alpha(points[0].size), linewidths=0)
    axes.plot(*curve, color=ORANGE, linewidth=2.8)
    axes.set_xlabel(drawn(column, caption("look.column")))
    axes.set_title(drawn(target, caption("look.target")), fontsize=12, color=MUTED)
    _clean(axes)
    if curve[1].size:
        _end_labels(axes, [(float(curve[1][-1]), caption("look.fitted"), ORANGE)])
    return figure


# Inside a network


@settings()
def filters(weight: Tensor) -> Figure:
    """The first layer's filters; blue is negative, white 0, red positive; colours where the input has three channels.

    Args:
        weight: (O, C, h, w).
    """
    values = weight.detach().cpu().float()
    count, channels = values.shape[:2]
    # With three channels a filter is a small colour picture; otherwise each of its channels is a tile of its own.
    tiles = values[:FILTERS] if channels == 3 else values.flatten(0, 1)[:FILTERS].unsqueeze(1)
    shown = len(tiles) if channels == 3 else math.ceil(len(tiles) / channels)
    limit = float(values.abs().max()) or 1.0
    columns = min(len(tiles), 16 if len(tiles) > 32 else 8)
    lines = math.ceil(len(tiles) / columns)

    tile, top = (0.72 if columns > 8 else 0.95), 1.0
    width = max(6.4, 0.4 + columns * tile)
    figure = _figure(width, top + lines * tile + 0.2, constrained=False)
    key = "look.filters" if shown == count else "look.filters_some"
    _write(figure, 0.2, 0.36, caption(key, count=count, shown=shown), fontsize=15)
    _write(figure, 0.2, 0.70, caption("look.signs_rgb" if channels == 3 else "look.signs"), fontsize=11, color=MUTED)
    for number, one in enumerate(tiles):
        row, column = divmod(number, columns)
        axes = _place(figure, 0.2 + column * tile, top + row * tile, tile - 0.09, tile - 0.09)
        if channels == 3:
            axes.imshow((0.5 + one / (2 * limit)).clamp(0, 1).permute(1, 2, 0).numpy())
        else:
            axes.imshow(one[0].numpy(), cmap=SIGNS, vmin=-limit, vmax=limit)
        _frame(axes)
    return figure


@settings()
def blocks(weights: Sequence[tuple[str, Tensor]]) -> Figure:
    """Filters of the deeper convolutions: of each filter the input channel in which it weighs most.

    Args:
        weights: (name, weight) in order, as `layers.filters` gives them: (O, C, h, w) each. At most 32 are drawn.
    """
    chosen = list(weights)
    if len(chosen) > LAYERS:
        chosen = [chosen[round(place)] for place in np.linspace(0, len(chosen) - 1, LAYERS)]
    strongest = [(name, weight.shape, _strongest(weight.detach().cpu().float())) for name, weight in chosen]
    left, gap, top = 2.5, 0.25, 1.05
    heights = [max(0.5, _map_height(values, last=False)) for _, _, values in strongest]
    figure = _figure(left + 9.8, top + sum(heights) + gap * len(heights) + 0.1, constrained=False)
    _write(figure, 0.2, 0.36, caption("look.blocks"), fontsize=15)
    _write(figure, 0.2, 0.70, caption("look.maps_scale"), fontsize=11, color=MUTED)
    down = top
    for number, ((name, shape, values), height) in enumerate(zip(strongest, heights, strict=True)):
        said = "×".join(map(str, shape))
        if len(values) > TILES:
            said += f" · {caption('look.tiles_some', shown=TILES, count=len(values))}"
        _name_layer(figure, down, drawn(name, caption("look.layer", number=number + 1), 40), said)
        _tiles(figure, left, down, values)
        down += height + gap
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
    figure = _figure(width, top + math.ceil(len(rows) / beside) * line + 0.05, constrained=False)
    _write(figure, 0.2, 0.36, caption("look.heat"), fontsize=15)
    _write(figure, 0.2, 0.70, caption("look.heat_key"), fontsize=11, color=MUTED)
    said = caption("look.heat_cells", height=cells[0], width=cells[1])
    _write(figure, 0.2, 1.0, said, fontsize=11, color=MUTED)
    for number, row in enumerate(rows):
        for place, (text, picture, over) in enumerate(row):
            left = 0.2 + (number % beside) * group + place * step
            down = top + (number // beside) * line
            axes = _place(figure, left, down, tile, tile)
            _picture(axes, picture if over is None else _grey(picture), anchor="W")
            if over is not None:
                axes.imshow(over.numpy(), cmap="inferno", vmin=0, vmax=1, alpha=0.6)
            _write(figure, left, down + tile + 0.2, text, fontsize=11 if _width(text) <= 16 else 8.5, color=MUTED)
    return figure


@settings()
def maps(image: Tensor, layers: Sequence[tuple[str, Tensor]], labels: Sequence[str] = ()) -> Figure:
    """What each layer makes of one picture, from top to bottom.

    A layer that changes nothing (dropout or flattening, when a trained model answers) is left out.

    Args:
        image: (C, H, W) uint8.
        layers: (name, output) in order, as `layers.outputs` gives them: (C, H, W) maps become tiles, at most 32 a
            layer; (F,) vectors become strips, the last of them bars.
        labels: the class names under those bars.
    """
    changed: list[tuple[str, Tensor]] = []
    for name, output in layers:
        values = output.detach().cpu().float()
        if not changed or not torch.equal(values.flatten(), changed[-1][1].flatten()):
            changed.append((name, values))
    chosen = changed
    if len(changed) > LAYERS:
        chosen = [changed[round(place)] for place in np.linspace(0, len(changed) - 1, LAYERS)]

    left, width, gap, top = 2.5, 9.6, 0.2, 1.05
    heights = [_map_height(values, last=number == len(chosen) - 1) for number, (_, values) in enumerate(chosen)]
    figure = _figure(left + width + 0.2, top + 1.3 + sum(heights) + gap * (len(heights) + 1), constrained=False)
    title = caption("look.maps")
    if len(chosen) < len(layers):
        title += f" · {caption('look.maps_some', count=len(layers), shown=len(chosen))}"
    _write(figure, 0.2, 0.36, title, fontsize=15)
    _write(figure, 0.2, 0.70, caption("look.maps_scale"), fontsize=11, color=MUTED)

    down = top
    _name_layer(figure, down, caption("look.input"), _shape(image))
    _picture(_place(figure, left, down, width, 1.3), image, anchor="W")
    down += 1.3 + gap
    for number, ((name, values), height) in enumerate(zip(chosen, heights, strict=True)):
        shape = _shape(values)
        if values.ndim == 3 and len(values) > TILES:
            shape += f" · {caption('look.tiles_some', shown=TILES, count=len(values))}"
        _name_layer(figure, down, drawn(name, caption("look.layer", number=number + 1), 40), shape)
        if _is_bars(values, last=number == len(chosen) - 1):
            _bars(_place(figure, left, down + 0.25, min(width, 0.96 * len(values)), height - 0.55), values, labels)
        elif values.ndim == 3 and values.shape[1] * values.shape[2] > 1:
            _tiles(figure, left, down, values)
        else:
            limit = float(values.abs().max()) or 1.0
            strip = values if values.ndim == 2 else values.reshape(1, -1)
            axes = _place(figure, left, down, width, height)
            axes.imshow(strip.numpy(), cmap=SIGNS, vmin=-limit, vmax=limit, aspect="auto")
            _frame(axes)
        down += height + gap
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
    figure = _figure(0.4 + columns * (box + gap) - gap, lines * (box + head + 0.4) + 0.1, constrained=False)
    for number, (name, picture) in enumerate(pictures.items()):
        row, column = divmod(number, columns)
        left, down = 0.2 + column * (box + gap), row * (box + head + 0.4) + head
        shown = named(name, caption("look.step", number=number + 1))
        _write(figure, left, down - 0.14, shown, fontsize=12 if _width(shown) < 20 else 9.5)
        _picture(_place(figure, left, down, box, box), picture, anchor="NW")
        high, wide = picture.shape[-2:]
        _write(figure, left, down + box * min(1, high / wide) + 0.22, _shape(picture), fontsize=10, color=MUTED)
        if number + 1 < len(pictures) and column + 1 < columns:
            _write(
                figure, left + box + gap / 2, down + box / 2, "→", fontsize=18, color=MUTED, ha="center", va="center"
            )
    return figure


# Files


def png(figure: Figure) -> bytes:
    """The figure as a PNG; the same figure gives the same bytes."""
    buffer = io.BytesIO()
    with settings():  # ticks are made while drawing, and read their fonts then
        figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()


def save(figure: Figure, path: Path) -> None:
    """Write the figure as a PNG, at one stroke."""
    files.write(path, png(figure))


# How it is drawn


def _figure(width: float, height: float, constrained: bool = True) -> Figure:
    """An empty figure, so many inches wide and high; pyplot knows nothing of it."""
    layout = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.12, wspace=0.04) if constrained else None
    figure = Figure(figsize=(width, height), dpi=DPI, layout=layout)
    FigureCanvasAgg(figure)
    return figure


def _message(text: str) -> Figure:
    """A figure that only says something."""
    figure = _figure(6.4, 1.6, constrained=False)
    figure.text(0.5, 0.5, text, ha="center", va="center", fontsize=16, color=MUTED)
    return figure


def _write(
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


def _place(figure: Figure, left: float, down: float, width: float, height: float) -> Axes:
    """Axes at a place in inches from the left and from the top."""
    whole_width, whole_height = figure.get_size_inches()
    return figure.add_axes(
        (left / whole_width, 1 - (down + height) / whole_height, width / whole_width, height / whole_height)
    )


def _width(text: str) -> int:
    """How wide a text is in half-width letters; Chinese characters take two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _clean(axes: Axes) -> None:
    axes.grid(color="#ececec", linewidth=0.8)
    # Set here and not left to the settings: ticks are made late, and would read whatever is set then.
    axes.tick_params(length=0, colors=MUTED, labelsize=11)


def _frame(axes: Axes) -> None:
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set(visible=True, color=RULE, linewidth=0.8)


def _picture(axes: Axes, picture: Tensor, anchor: str) -> None:
    """Show (H, W) or (C, H, W) uint8 as it is: small pictures with their pixels visible, large ones smoothly."""
    planes = picture.detach().cpu()
    planes = planes.unsqueeze(0) if planes.ndim == 2 else planes
    planes = planes[:3] if len(planes) >= 3 else planes[:1].expand(3, -1, -1)
    smooth = max(planes.shape[1:]) > 128
    axes.imshow(planes.permute(1, 2, 0).numpy(), interpolation="antialiased" if smooth else "nearest")
    axes.set_anchor(anchor)
    _frame(axes)


def _numbers(values: Tensor) -> NDArray[np.float64]:
    return values.detach().cpu().double().numpy().reshape(-1)


def _alpha(count: int) -> float:
    return min(0.7, max(0.15, 60 / math.sqrt(max(1, count)) / 10))


def _sure(probability: float) -> str:
    # Nobody is 100 % sure of a mistake unless really so: 99.96 % is said as 99.9%.
    return f"{min(probability, 0.999):.1%}" if 0.995 <= probability < 1 else f"{probability:.0%}"


# Curves


def _panels(measures: Sequence[str], first: str) -> tuple[Figure, list[Axes]]:
    """A figure with a panel for each measure in a row; the learning rate needs less room."""
    ratios = [0.62 if measure == "lr" else 1.0 for measure in measures]
    figure = _figure(1.0 + 4.4 * sum(ratios), 4.0)
    panels = figure.subplots(1, len(measures), width_ratios=ratios, squeeze=False)[0]
    for measure, axes in zip(measures, panels, strict=True):
        axes.set_title(caption(f"look.{measure}"))
        axes.set_xlabel(caption("look.epoch"))
    return figure, list(panels)


def _curve(axes: Axes, rows: Sequence[Row], key: str, colour: str, dashed: bool = False) -> float | None:
    """Draw one value of each row, where it has one; give the last value, or None if no row has any."""
    scale = 100 if key.endswith("accuracy") else 1
    points = [(row["epoch"], scale * value) for row in rows if (value := _finite(row, key)) is not None]
    if not points:
        return None
    x, y = zip(*points, strict=True)
    (drawn_line,) = axes.plot(x, y, color=colour, linewidth=2.2, solid_capstyle="round", clip_on=False, zorder=3)
    if dashed:
        drawn_line.set(linewidth=1.0, linestyle=(0, (4, 2)), alpha=0.7)
    if not dashed or len(points) == 1:  # a point for each of a few epochs, of many only for the last
        drawn_line.set(marker="o", markersize=5.5, markevery=1 if len(points) <= 15 else [len(points) - 1])
    return float(y[-1])


def _finite(row: Row, key: str) -> float | None:
    value = row.get(key)
    return value if value is not None and math.isfinite(value) else None


def _scale(axes: Axes, measure: str) -> None:
    """Choose limits, ticks and scale from what has been drawn."""
    x = np.concatenate([np.asarray(drawn_line.get_xdata(), float) for drawn_line in axes.lines] or [np.array([1.0])])
    y = np.concatenate([np.asarray(drawn_line.get_ydata(), float) for drawn_line in axes.lines] or [np.array([0.0])])
    low, high = float(y.min()), float(y.max())
    room = 0.04 * float(np.ptp(x)) or 0.5
    axes.set_xlim(float(x.min()) - room, float(x.max()) + room)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
    _clean(axes)
    if measure == "loss" and low > 0 and high > 20 * low:
        axes.set_yscale("log")
        many = math.log10(high / low) > 2.5
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0,) if many else (1.0, 2.0, 5.0)))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.set_title(caption("look.loss_log"))
    elif measure == "accuracy":
        margin = max(0.08 * (high - low), 0.25)
        # Two lines at 99.1 % and 99.3 % should be two lines: zoom in, but never out of 0..100.
        axes.set_ylim(max(0.0, low - margin), min(100.0, high + margin) + 0.02 * (high - low))
        axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}%"))
    elif measure == "lr":
        axes.set_ylim(0, 1.08 * high if high > 0 else 1)
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.3g}"))
    else:
        axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))


def _end_labels(axes: Axes, ends: Sequence[tuple[float, str, str]]) -> None:
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


# Layers


def _strongest(weight: Tensor) -> Tensor:
    """Of each filter the channel in which it weighs most: (O, C, h, w) -> (O, h, w)."""
    best = weight.square().sum((2, 3)).argmax(1)  # -> (O,)
    return weight[torch.arange(len(weight)), best]


def _grey(picture: Tensor) -> Tensor:
    """(C, H, W) -> (1, H, W) uint8, so that the only colour is the heat's."""
    return picture.detach().cpu().float().mean(0, keepdim=True).to(torch.uint8)


def _map_height(values: Tensor, last: bool) -> float:
    """How many inches one layer needs."""
    if _is_bars(values, last):
        return 2.3
    if values.ndim == 3 and values.shape[1] * values.shape[2] > 1:
        side, columns = _tile(len(values))
        return side * math.ceil(min(len(values), TILES) / columns)
    return 1.2 if values.ndim == 2 else 0.5


def _is_bars(values: Tensor, last: bool) -> bool:
    return last and values.ndim == 1 and len(values) <= BARS


def _tile(count: int) -> tuple[float, int]:
    """A tile's side in inches, and how many stand in a row."""
    return (0.9, 10) if count <= 10 else (0.6, 16)


def _tiles(figure: Figure, left: float, down: float, values: Tensor) -> None:
    """Maps (C, H, W) as tiles, all on one scale."""
    side, columns = _tile(len(values))
    limit = float(values.abs().max()) or 1.0
    for number, one in enumerate(values[:TILES]):
        row, column = divmod(number, columns)
        axes = _place(figure, left + column * side, down + row * side, side - 0.07, side - 0.07)
        axes.imshow(one.numpy(), cmap=SIGNS, vmin=-limit, vmax=limit)
        _frame(axes)


def _bars(axes: Axes, values: Tensor, labels: Sequence[str]) -> None:
    """A score for each class; the highest is the answer."""
    scores = _numbers(values)
    best = int(scores.argmax())
    names = drawn_labels(labels, 12) if len(labels) == len(scores) else [str(number) for number in range(len(scores))]
    bars = axes.bar(range(len(scores)), scores, width=0.7, color=["#b9c3cc"] * len(scores))
    bars[best].set_color(ORANGE)
    axes.bar_label(bars, [f"{score:.1f}" for score in scores], fontsize=9.5, color=MUTED, padding=2)
    axes.axhline(0, color=MUTED, linewidth=0.8)
    long = max(_width(name) for name in names) > 8
    axes.set_xticks(range(len(scores)), names, fontsize=9 if long else 11)
    axes.get_xticklabels()[best].set(color=ORANGE, fontweight="bold")
    axes.tick_params(length=0)
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.set_xlim(-0.6, len(scores) - 0.4)
    axes.margins(y=0.18)


def _shape(tensor: Tensor) -> str:
    return "×".join(str(side) for side in tensor.shape)


def _name_layer(figure: Figure, down: float, name: str, shape: str) -> None:
    _write(figure, 0.2, down + 0.18, name, fontsize=11 if _width(name) <= 24 else 8.5)
    _write(figure, 0.2, down + 0.40, shape, fontsize=10, color=MUTED)
