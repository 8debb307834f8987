"""Charts for a classifier: the confusion matrix and the accuracy of each class."""

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator
from torch import Tensor

from pytorch_study.engine.score import per_class as scores_of
from pytorch_study.plots.canvas import BLUE, LETTER, axes_at, clean, message, new_figure, width_of, write_text
from pytorch_study.plots.fonts import INK, MUTED, RULE, caption, drawn_labels, settings, undrawn

WRONG = LinearSegmentedColormap.from_list("wrong", ["#ffffff", "#fbd0b5", "#ee8a54", "#c04a10", "#7a2600"])
CLASSES = 40  # at most this many classes are drawn, the worst ones


@settings()
def confusion(matrix: Tensor, labels: Sequence[str]) -> Figure:
    """Draw the confusion matrix.

    Only mistakes are coloured; the diagonal is grey, because its large counts would hide them.

    Args:
        matrix: (K, K) int64 counts; rows are true classes, columns predicted ones.
        labels: the K class names.
    """
    counts = matrix.cpu().numpy().astype(np.int64)
    size, names = len(counts), drawn_labels(labels)
    wrong = counts - np.diag(np.diag(counts))
    right, total, worst = int(np.trace(counts)), int(counts.sum()), max(5, int(wrong.max(initial=0)))
    numbers = size <= 20  # in a larger matrix they would be too small to read

    # Layout in inches: class names at the left and below, the matrix, and each class's recall at its right.
    cell = 0.95 if size <= 4 else (0.62 if numbers else 8.0 / size)
    font = 11.0 if numbers else (8.0 if size <= 50 else 10.0)
    ticks = range(0, size, 1 if size <= 50 else 10)
    longest = max((width_of(names[tick]) for tick in ticks), default=1) * LETTER * font / 11
    slanted = longest > 0.9 * cell * (ticks.step)
    side, left, top = cell * size, 0.75 + longest, 1.4 if numbers else 1.05
    width = max(left + side + 1.2, 6.4)
    below = 0.6 + (0.75 * longest if slanted else 0.25)
    figure = new_figure(width, top + side + below + _room_for_key(labels), constrained=False)
    _tell_of_key(figure, labels)
    axes = axes_at(figure, left, top, side, side)
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
        write_text(figure, left + side + 0.15, top - 0.12, caption("look.recall"), fontsize=11, color=MUTED)
        for row in range(size):
            if counts[row].sum():
                share = counts[row, row] / counts[row].sum()
                down = top + (row + 0.5) * cell
                write_text(figure, left + side + 0.15, down, f"{share:.1%}", fontsize=11, color=MUTED, va="center")
    else:
        bar = figure.colorbar(image, cax=axes_at(figure, left + side + 0.25, top, 0.18, 2.5))
        bar.locator = MaxNLocator(5, integer=True)
        bar.set_label(caption("look.count"))

    share = right / total if total else 0.0
    write_text(figure, 0.2, 0.36, caption("look.confusion", right=right, total=total, share=share), fontsize=15)
    pairs = ""
    for index in np.argsort(-wrong, axis=None, kind="stable")[:3]:
        row, column = divmod(int(index), size)
        pair = caption("look.confusion_pair", truth=names[row], seen=names[column], count=int(wrong[row, column]))
        longer = pairs + (caption("look.comma") if pairs else "") + pair
        whole = caption("look.confusion_worst", pairs=longer)
        if wrong[row, column] and (not pairs or width_of(whole) * LETTER < width - 0.4):
            pairs = longer
    if pairs:
        write_text(figure, 0.2, 0.70, caption("look.confusion_worst", pairs=pairs), fontsize=11, color=MUTED)
    return figure


@settings()
def per_class(matrix: Tensor, labels: Sequence[str]) -> Figure:
    """Draw the accuracy of each class with 95 % confidence intervals, the best at the top.

    Args:
        matrix: (K, K) int64 counts; rows are true classes, columns predicted ones.
        labels: the K class names.
    """
    rows = scores_of(matrix.cpu(), drawn_labels(labels))
    known = sorted(((row.accuracy, row) for row in rows if row.accuracy is not None), key=lambda pair: pair[0])
    if not known:
        return message(caption("look.no_points"))
    shown = known[:CLASSES]
    left = 0.45 + max(width_of(row.label) for _, row in shown) * LETTER
    top, line, width = 1.05, 0.34, 6.4
    height = top + line * len(shown) + 0.75 + _room_for_key(labels)
    figure = new_figure(left + width + 2.2, height, constrained=False)
    _tell_of_key(figure, labels)
    axes = axes_at(figure, left, top, width, line * len(shown))
    for number, (accuracy, row) in enumerate(shown):
        (bar,) = axes.plot([100 * row.low, 100 * row.high], [number] * 2, color=BLUE, linewidth=5, alpha=0.35)
        bar.set_solid_capstyle("butt")  # so that the bar ends exactly where the interval ends
        axes.plot([100 * accuracy], [number], color=BLUE, marker="o", markersize=6)
        numbers = f"{accuracy:.1%}  ({row.low:.1%} – {row.high:.1%})"
        axes.text(1.02, number, numbers, transform=axes.get_yaxis_transform(), va="center", fontsize=10, color=MUTED)
    axes.set_yticks(range(len(shown)), [row.label for _, row in shown], fontsize=11)
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}%"))
    axes.set_xlabel(caption("look.recall_axis"))
    clean(axes)
    axes.tick_params(axis="y", colors=INK)
    key = "look.per_class" if len(shown) == len(known) else "look.per_class_some"
    write_text(figure, 0.2, 0.36, caption(key, count=len(known), shown=len(shown)), fontsize=15)
    write_text(figure, 0.2, 0.70, caption("look.per_class_key"), fontsize=11, color=MUTED)
    return figure


def _room_for_key(labels: Sequence[str]) -> float:
    """Inches below a figure for the line that says where undrawn class names are told."""
    return 0.3 if undrawn(labels) else 0.0


def _tell_of_key(figure: Figure, labels: Sequence[str]) -> None:
    if undrawn(labels):
        height = figure.get_size_inches()[1]
        write_text(figure, 0.2, height - 0.12, caption("look.key_below"), fontsize=10, color=MUTED)
