"""Charts of a training: how it went, which classes are taken for which, how well a regression fits.

Every function gives a matplotlib `Figure`; `canvas.save` writes one, `canvas.png` gives its bytes.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator
from torch import Tensor

from pytorch_study.engine.score import per_class as scores_of
from pytorch_study.look.canvas import (
    BLUE,
    LETTER,
    ORANGE,
    PALETTE,
    axes_at,
    message,
    new_figure,
    numbers,
    width_of,
    write_text,
)
from pytorch_study.look.fonts import INK, MUTED, RULE, caption, drawn, drawn_labels, settings

Row = Mapping[str, float | None]
Task = Literal["classify", "regress"]

WRONG = LinearSegmentedColormap.from_list("wrong", ["#ffffff", "#fbd0b5", "#ee8a54", "#c04a10", "#7a2600"])
CLASSES = 40  # classes with their intervals; of more, the worst


@settings()
def curves(rows: Sequence[Row], task: Task) -> Figure:
    """Loss, accuracy (classify) and learning rate over the epochs.

    Args:
        rows: one for each epoch with the keys epoch, lr, train_loss, train_accuracy, val_loss and val_accuracy; a value
            may be None. Accuracies are fractions of 1.
        task: the lesson's task.
    """
    if not rows:
        return message(caption("look.no_rows"))
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
        return message(caption("look.no_rows"))
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
    longest = max((width_of(names[tick]) for tick in ticks), default=1) * LETTER * font / 11
    slanted = longest > 0.9 * cell * (ticks.step)
    side, left, top = cell * size, 0.75 + longest, 1.4 if numbers else 1.05
    width = max(left + side + 1.2, 6.4)
    figure = new_figure(width, top + side + 0.6 + (0.75 * longest if slanted else 0.25), constrained=False)
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
    said = ""
    for place in np.argsort(-wrong, axis=None, kind="stable")[:3]:
        row, column = divmod(int(place), size)
        pair = caption("look.confusion_pair", truth=names[row], seen=names[column], count=int(wrong[row, column]))
        longer = said + (caption("look.comma") if said else "") + pair
        whole = caption("look.confusion_worst", pairs=longer)
        if wrong[row, column] and (not said or width_of(whole) * LETTER < width - 0.4):
            said = longer
    if said:
        write_text(figure, 0.2, 0.70, caption("look.confusion_worst", pairs=said), fontsize=11, color=MUTED)
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
        return message(caption("look.no_points"))
    shown = known[:CLASSES]
    left = 0.45 + max(width_of(row.label) for _, row in shown) * LETTER
    top, line, wide = 1.05, 0.34, 6.4
    figure = new_figure(left + wide + 2.2, top + line * len(shown) + 0.75, constrained=False)
    axes = axes_at(figure, left, top, wide, line * len(shown))
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
    write_text(figure, 0.2, 0.36, caption(key, count=len(known), shown=len(shown)), fontsize=15)
    write_text(figure, 0.2, 0.70, caption("look.per_class_key"), fontsize=11, color=MUTED)
    return figure


@settings()
def fit(truth: Tensor, predicted: Tensor, target: str) -> Figure:
    """Predicted against true values with the diagonal, and how the errors are spread.

    Args:
        truth: (N,) or (N, 1) true values.
        predicted: as many predictions.
        target: what is predicted.
    """
    true, guess = numbers(truth), numbers(predicted)
    if not true.size:
        return message(caption("look.no_points"))
    errors = guess - true
    spread = float(((true - true.mean()) ** 2).sum())
    r2 = f"{1 - float((errors**2).sum()) / spread:.3f}" if spread > 0 else "—"
    name = drawn(target, caption("look.target"))

    figure = new_figure(12, 5.4)
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
    points, curve = (numbers(x), numbers(y)), (numbers(grid), numbers(predicted))
    figure = new_figure(8.5, 5)
    axes = figure.add_subplot()
    axes.scatter(*points, s=34, color=BLUE, alpha=_alpha(points[0].size), linewidths=0)
    axes.plot(*curve, color=ORANGE, linewidth=2.8)
    axes.set_xlabel(drawn(column, caption("look.column")))
    axes.set_title(drawn(target, caption("look.target")), fontsize=12, color=MUTED)
    _clean(axes)
    if curve[1].size:
        _end_labels(axes, [(float(curve[1][-1]), caption("look.fitted"), ORANGE)])
    return figure


def _clean(axes: Axes) -> None:
    axes.grid(color="#ececec", linewidth=0.8)
    # Set here and not left to the settings: ticks are made late, and would read whatever is set then.
    axes.tick_params(length=0, colors=MUTED, labelsize=11)


def _alpha(count: int) -> float:
    return min(0.7, max(0.15, 60 / math.sqrt(max(1, count)) / 10))


def _panels(measures: Sequence[str], first: str) -> tuple[Figure, list[Axes]]:
    """A figure with a panel for each measure in a row; the learning rate needs less room."""
    ratios = [0.62 if measure == "lr" else 1.0 for measure in measures]
    figure = new_figure(1.0 + 4.4 * sum(ratios), 4.0)
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
