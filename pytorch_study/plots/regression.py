"""Charts for regression: predictions against true values, and the fitted curve."""

import math

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from torch import Tensor

from pytorch_study.plots.canvas import BLUE, ORANGE, clean, end_labels, message, new_figure, numbers
from pytorch_study.plots.fonts import MUTED, caption, drawn, settings


@settings()
def fit(truth: Tensor, predicted: Tensor, target: str) -> Figure:
    """Draw predicted against true values with the diagonal, and a histogram of the errors.

    Args:
        truth: true values, (N,) or (N, 1).
        predicted: predictions, the same size.
        target: name of the predicted value.
    """
    actual, predictions = numbers(truth), numbers(predicted)
    if not actual.size:
        return message(caption("look.no_points"))
    errors = predictions - actual
    spread = float(((actual - actual.mean()) ** 2).sum())
    r2 = f"{1 - float((errors**2).sum()) / spread:.3f}" if spread > 0 else "—"
    name = drawn(target, caption("look.target"))

    figure = new_figure(12, 5.4)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.15))
    values = np.concatenate([actual, predictions])
    margin = 0.05 * float(np.ptp(values)) or 1.0
    ends = (float(values.min()) - margin, float(values.max()) + margin)
    left.plot(ends, ends, color=MUTED, linewidth=1.2, zorder=1)
    left.scatter(actual, predictions, s=34, color=BLUE, alpha=_alpha(actual.size), linewidths=0, zorder=2)
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
    clean(left)

    right.hist(
        errors, bins=min(40, max(8, round(2 * actual.size ** (1 / 3)))), color=BLUE, alpha=0.85, edgecolor="white"
    )
    right.axvline(0, color=MUTED, linewidth=1.2)
    right.set_xlabel(caption("look.residual"))
    right.set_ylabel(caption("look.examples"))
    right.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    clean(right)
    rmse = math.sqrt(float((errors**2).mean()))
    figure.suptitle(caption("look.fit", rmse=rmse, r2=r2), x=0.012, ha="left", fontsize=15)
    return figure


@settings()
def line(x: Tensor, y: Tensor, grid: Tensor, predicted: Tensor, column: str, target: str) -> Figure:
    """Draw the data of one input column and the fitted curve.

    Args:
        x: inputs, (N,) or (N, 1).
        y: true values, the same size.
        grid: inputs in ascending order, (G,) or (G, 1).
        predicted: the model's predictions for the grid.
        column: name of the input.
        target: name of the predicted value.
    """
    points, curve = (numbers(x), numbers(y)), (numbers(grid), numbers(predicted))
    figure = new_figure(8.5, 5)
    axes = figure.add_subplot()
    axes.scatter(*points, s=34, color=BLUE, alpha=_alpha(points[0].size), linewidths=0)
    axes.plot(*curve, color=ORANGE, linewidth=2.8)
    axes.set_xlabel(drawn(column, caption("look.column")))
    axes.set_title(drawn(target, caption("look.target")), fontsize=12, color=MUTED)
    clean(axes)
    if curve[1].size:
        end_labels(axes, [(float(curve[1][-1]), caption("look.fitted"), ORANGE)])
    return figure


def _alpha(count: int) -> float:
    return min(0.7, max(0.15, 60 / math.sqrt(max(1, count)) / 10))
