"""Charts of a regression: how well it fits."""

import math

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from torch import Tensor

from pytorch_study.plots.canvas import BLUE, ORANGE, clean, end_labels, message, new_figure, numbers
from pytorch_study.plots.fonts import MUTED, caption, drawn, settings


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
    clean(left)

    right.hist(errors, bins=min(40, max(8, round(2 * true.size ** (1 / 3)))), color=BLUE, alpha=0.85, edgecolor="white")
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
    clean(axes)
    if curve[1].size:
        end_labels(axes, [(float(curve[1][-1]), caption("look.fitted"), ORANGE)])
    return figure


def _alpha(count: int) -> float:
    return min(0.7, max(0.15, 60 / math.sqrt(max(1, count)) / 10))
