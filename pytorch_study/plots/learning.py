"""Training curves over epochs, of one run or of several overlaid."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from pytorch_study.metrics import is_share, metric_name
from pytorch_study.plots.canvas import BLUE, ORANGE, PALETTE, clean, end_labels, message, new_figure
from pytorch_study.plots.fonts import INK, MUTED, caption, drawn, settings

Row = Mapping[str, float | None]


MARKS = ("o", "s", "^", "D", "v")
"""Marks of the points: another one each time that the colours begin again."""
FEW = 2
"""With so few epochs, or fewer, a curve over the epochs shows nothing: loss and learning rate are drawn by step."""
SMOOTH = 50
"""About so many points are left of the losses of single steps, each the mean of its neighbours."""


@settings()
def curves(rows: Sequence[Row], headline: str, steps: Sequence[Row] = ()) -> Figure:
    """Draw loss, headline metric (if it was measured) and learning rate, over the epochs or, if these are few, steps.

    Args:
        rows: one per epoch with the keys epoch, lr, train_loss, val_loss, and train_accuracy and val_accuracy, or those
            of another headline metric; values may be None. Accuracies are fractions of 1.
        headline: name of the task's headline metric.
        steps: the rows of `steps.csv`, with the keys step, lr and loss; they are drawn if there are at most two epochs.
    """
    if rows and len(steps) > 2 and len(rows) <= FEW:
        return _by_step(rows, headline, steps)
    if not rows:
        return message(caption("look.no_rows"))
    measures = [*_measures(rows, headline), "lr"]
    figure, panels = _panels(measures, caption("look.loss"))
    for measure, axes in zip(measures, panels, strict=True):
        ends = []
        if measure == "lr":
            _curve(axes, rows, "lr", INK)
        else:
            for part, name, colour in (("train", "look.train", BLUE), ("val", "look.validation", ORANGE)):
                last = _curve(axes, rows, f"{part}_{measure}", colour)
                if last is not None:
                    number = f"{last:.2f}%" if is_share(measure) else f"{last:.3g}"
                    ends.append((last, f"{caption(name)} {number}", colour))
        _scale(axes, measure)
        end_labels(axes, ends)
    return figure


def _by_step(rows: Sequence[Row], headline: str, steps: Sequence[Row]) -> Figure:
    """Loss and learning rate of the steps; validation, and the headline metric, as points at the ends of the epochs."""
    measures = [*(_measures(rows, headline) if len(rows) > 1 else ["loss"]), "lr"]  # a single point is no curve
    figure, panels = _panels(measures, caption("look.loss"))
    ends_at = [{**row, "epoch": row["step"]} for row in rows]  # `epoch` is what `_curve` draws along
    size = math.ceil(len(steps) / SMOOTH)
    groups = [steps[start : start + size] for start in range(0, len(steps), size)]
    means = [
        {"epoch": group[-1]["step"], "train_loss": _mean(group, "loss"), "lr": group[-1]["lr"]} for group in groups
    ]
    for measure, axes in zip(measures, panels, strict=True):
        axes.set_xlabel(caption("page.chart.step"))
        ends = []
        if measure == "lr":
            _curve(axes, [{"epoch": row["step"], "lr": row["lr"]} for row in steps], "lr", INK)
        for part, name, colour in (("train", "look.train", BLUE), ("val", "look.validation", ORANGE)):
            source = means if measure == "loss" and part == "train" else ends_at
            last = None if measure == "lr" else _curve(axes, source, f"{part}_{measure}", colour)
            if last is not None:
                number = f"{last:.2f}%" if is_share(measure) else f"{last:.3g}"
                ends.append((last, f"{caption(name)} {number}", colour))
        _scale(axes, measure)
        end_labels(axes, ends)
    return figure


def _mean(rows: Sequence[Row], key: str) -> float | None:
    values = [value for row in rows if (value := _finite(row, key)) is not None]
    return sum(values) / len(values) if values else None


@settings()
def overlay(runs: Mapping[str, Sequence[Row]], headline: str) -> Figure:
    """Draw the curves of several runs in the same axes, validation solid and training dashed.

    Args:
        runs: the rows of each run, as for `curves`, by its name. Without validation, the training curve is solid.
        headline: name of the headline metric of the task, which all runs share.
    """
    runs = {name: rows for name, rows in runs.items() if rows}
    if not runs:
        return message(caption("look.no_rows"))
    measures = _measures([row for rows in runs.values() for row in rows], headline)
    figure, panels = _panels(measures, caption("look.loss"))
    validated = [any(row.get("val_loss") is not None for row in rows) for rows in runs.values()]
    for measure, axes in zip(measures, panels, strict=True):
        ends = []
        for number, (name, rows) in enumerate(runs.items()):
            turn, place = divmod(number, len(PALETTE))
            colour, mark = PALETTE[place], MARKS[turn % len(MARKS)]
            last = None
            if any(row.get(f"val_{measure}") is not None for row in rows):
                _curve(axes, rows, f"train_{measure}", colour, dashed=True)
                last = _curve(axes, rows, f"val_{measure}", colour, mark=mark)
            else:
                last = _curve(axes, rows, f"train_{measure}", colour, mark=mark)
            if last is not None:
                shown = drawn(name, caption("look.run", number=number + 1))
                ends.append((last, shown, colour))
        _scale(axes, measure)
        end_labels(axes, ends)
    key = "look.overlay_key" if all(validated) else "look.overlay_key_mixed"
    key = key if any(validated) else "look.overlay_key_train"
    figure.suptitle(caption(key), x=0.012, ha="left", fontsize=11, color=MUTED)
    return figure


def _measures(rows: Sequence[Row], headline: str) -> list[str]:
    """The loss, and the headline metric if any of its values was measured."""
    keys = (f"train_{headline}", f"val_{headline}")
    there = headline != "loss" and any(row.get(key) is not None for row in rows for key in keys)
    return ["loss", headline] if there else ["loss"]


def _title(measure: str) -> str:
    if measure in ("loss", "lr", "accuracy"):
        return caption(f"look.{measure}")
    return metric_name(measure)


def _panels(measures: Sequence[str], first: str) -> tuple[Figure, list[Axes]]:
    """A figure with one panel per measure, side by side; the learning rate's is narrower."""
    ratios = [0.62 if measure == "lr" else 1.0 for measure in measures]
    figure = new_figure(1.0 + 4.4 * sum(ratios), 4.0)
    panels = figure.subplots(1, len(measures), width_ratios=ratios, squeeze=False)[0]
    for measure, axes in zip(measures, panels, strict=True):
        axes.set_title(_title(measure))
        axes.set_xlabel(caption("look.epoch"))
    return figure, list(panels)


def _curve(
    axes: Axes, rows: Sequence[Row], key: str, colour: str, dashed: bool = False, mark: str = "o"
) -> float | None:
    """Draw one value over the epochs; returns the last value, or None if no row has any."""
    scale = 100 if is_share(key) else 1
    points = [(row["epoch"], scale * value) for row in rows if (value := _finite(row, key)) is not None]
    if not points:
        return None
    x, y = zip(*points, strict=True)
    (drawn_line,) = axes.plot(x, y, color=colour, linewidth=2.2, solid_capstyle="round", clip_on=False, zorder=3)
    if dashed:
        drawn_line.set(linewidth=1.0, linestyle=(0, (4, 2)), alpha=0.7)
    if not dashed or len(points) == 1:  # mark every epoch if there are few, else only the last
        few = len(points) <= 15
        drawn_line.set(marker=mark, markersize=5.5, markevery=1 if few or mark != "o" else [len(points) - 1])
    return float(y[-1])


def _finite(row: Row, key: str) -> float | None:
    value = row.get(key)
    return value if value is not None and math.isfinite(value) else None


def _scale(axes: Axes, measure: str) -> None:
    """Set limits, ticks and scale to fit the lines drawn so far."""
    x = np.concatenate([np.asarray(drawn_line.get_xdata(), float) for drawn_line in axes.lines] or [np.array([1.0])])
    y = np.concatenate([np.asarray(drawn_line.get_ydata(), float) for drawn_line in axes.lines] or [np.array([0.0])])
    low, high = float(y.min()), float(y.max())
    room = 0.04 * float(np.ptp(x)) or 0.5
    axes.set_xlim(float(x.min()) - room, float(x.max()) + room)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
    clean(axes)
    if measure == "loss" and low > 0 and high > 20 * low:
        axes.set_yscale("log")
        many = math.log10(high / low) > 2.5
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0,) if many else (1.0, 2.0, 5.0)))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.set_title(caption("look.loss_log"))
    elif is_share(measure):
        margin = max(0.08 * (high - low), 0.25)
        # Zoom in, so that 99.1 % and 99.3 % can be told apart, but stay within 0..100.
        axes.set_ylim(max(0.0, low - margin), min(100.0, high + margin) + 0.02 * (high - low))
        axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}%"))
    elif measure == "lr":
        axes.set_ylim(0, 1.08 * high if high > 0 else 1)
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.3g}"))
    else:
        axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
