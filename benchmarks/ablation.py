"""Ablations: what each part of a recipe is worth, from short trainings that differ in one setting."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from benchmarks import accuracy
from pytorch_study import measurements
from pytorch_study.plots.fonts import INK, MUTED, RULE, picked, settings
from pytorch_study.text import Text


@dataclass(frozen=True)
class Series:
    """Recipes that are compared with each other.

    Attributes:
        lesson: the lesson whose recipe is changed.
        command: the benchmark's command, and its arguments but for the options.
        rows: for each recipe its title, and the fields in which it differs from that recipe.
        epochs: epochs of each training, unless others are asked for.
        growing: whether gains are relative to the row before, as each row adds a part; otherwise to the first row.
        recipe: name of the recipe.
        flips: whether flip TTA is scored, too.
    """

    lesson: str
    command: str
    rows: tuple[tuple[Text, dict[str, Any]], ...]
    epochs: int
    growing: bool = False
    recipe: str = "default"
    flips: bool = True

    @property
    def file(self) -> str:
        """File name, without extension, of its results and its picture."""
        return f"{self.lesson}_{self.command.split()[0]}"


PARTS = Series(
    "cifar10",
    "ablation",
    (
        (Text("什么都不加", "nothing"), {"augment": "none", "label_smoothing": "0"}),
        (Text("+ 左右翻转", "+ flip"), {"augment": "flip", "label_smoothing": "0"}),
        (Text("+ 平移", "+ shift"), {"augment": "flip,crop:2", "label_smoothing": "0"}),
        (Text("+ 遮挡", "+ cutout"), {"augment": "flip,crop:2,cutout:8", "label_smoothing": "0"}),
        (Text("+ 标签平滑", "+ label smoothing"), {"augment": "flip,crop:2,cutout:8", "label_smoothing": "0.1"}),
    ),
    epochs=8,
    growing=True,
)
"""From nothing to the VGG's whole recipe, one part at a time."""


def measure(series: Series, seeds: range, epochs: int | None = None) -> None:
    """Train every row with each seed, append to `results/<file>.json`, and draw the results."""
    epochs = epochs or series.epochs
    command = f"python -m benchmarks {series.command} --seeds {seeds.stop} --epochs {epochs}"
    for seed in seeds:  # seed by seed, so that an interrupted benchmark still covers all rows
        for _, changes in series.rows:
            changes = {"epochs": str(epochs), **changes}
            one = range(seed, seed + 1)
            accuracy.measure(series.lesson, series.recipe, changes, one, (series.file, command), flips=series.flips)
    accuracy.save_picture(
        f"{series.file}.png", lambda: draw(series, measurements.RESULTS / f"{series.file}.json", epochs)
    )


@settings()
def draw(series: Series, path: Path, epochs: int) -> Figure:
    """Draw one line per row: test accuracy of each seed as a dot, the mean as a tick, and the gain or loss."""
    runs = json.loads(path.read_text("utf-8"))["runs"]
    figure = Figure(figsize=(8, 1 + 0.52 * len(series.rows)), layout="constrained")
    axes = figure.subplots()
    before: float | None = None
    seeds: set[int] = set()
    for row, (title, changes) in enumerate(series.rows):
        scores_by_seed = {
            r["seed"]: 100 * r["test_accuracy"] for r in runs if r["label"] == label(epochs, changes, series.recipe)
        }
        if not scores_by_seed:
            continue
        seeds, scores = seeds or set(scores_by_seed), list(scores_by_seed.values())
        mean = sum(scores) / len(scores)
        axes.plot(scores, [row] * len(scores), "o", color=MUTED, markersize=5)
        axes.plot([mean], [row], "|", color=INK, markersize=18)
        gain = "" if before is None or set(scores_by_seed) != seeds else f"  ({mean - before:+.2f})"
        axes.annotate(f"{mean:.2f} %{gain}", (max(scores), row), xytext=(8, 0), textcoords="offset points", va="center")
        axes.text(-0.01, row, picked(title), ha="right", va="center", transform=axes.get_yaxis_transform(), color=MUTED)
        before = mean if series.growing or before is None else before
    low, high = axes.get_xlim()
    axes.set_xlim(low - 1, high + 3)  # space for the text at the right
    axes.set_yticks([])
    axes.invert_yaxis()
    axes.grid(axis="x", color=RULE)
    axes.set_xlabel(picked(Text("测试集准确率（%），点是各个种子", "test accuracy (%); a dot is a seed")))
    return figure


def label(epochs: int, changes: dict[str, Any], recipe: str = "default") -> str:
    """The label of a row in the results of `accuracy.measure`."""
    return accuracy.label_of(recipe, {"epochs": str(epochs), **changes})
