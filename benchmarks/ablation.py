"""What each part of a recipe is worth: the same training over and over, with one thing changed, a few epochs each."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from benchmarks import accuracy
from pytorch_study import measurements, text
from pytorch_study.plots import canvas
from pytorch_study.plots.fonts import INK, MUTED, RULE, picked, settings
from pytorch_study.text import Text


@dataclass(frozen=True)
class Series:
    """Recipes that are measured side by side.

    Attributes:
        lesson: whose default recipe is changed.
        name: of the benchmark's command.
        rows: what a recipe is called, and the fields in which it differs from the default.
        growing: each row adds to the one before, which its gain is over; else all are set against the first.
    """

    lesson: str
    name: str
    rows: tuple[tuple[Text, dict[str, Any]], ...]
    growing: bool = False

    @property
    def file(self) -> str:
        """The name of its results and of its picture."""
        return f"{self.lesson}_{self.name}"


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
    growing=True,
)
"""From nothing to all of the VGG's recipe, one more at a time."""


def measure(series: Series, seeds: range, epochs: int) -> None:
    """Train every row with each seed, append to `results/<file>.json`, and draw it."""
    command = f"python -m benchmarks {series.name} --seeds {seeds.stop} --epochs {epochs}"
    for seed in seeds:  # one seed of all rows first: stopped half way, it compares them all
        for _, changes in series.rows:
            changes = {"epochs": str(epochs), **changes}
            accuracy.measure(series.lesson, None, changes, range(seed, seed + 1), (series.file, command))
    before = text.language()
    for language in ("zh", "en"):
        text.use(language)
        place = accuracy.PICTURES / language / f"{series.file}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        canvas.save(draw(series, measurements.RESULTS / f"{series.file}.json", epochs), place)
    text.use(before)


@settings()
def draw(series: Series, path: Path, epochs: int) -> Figure:
    """A line a row: each seed's test accuracy as a dot, the mean as a stroke, and what it gains, or loses."""
    runs = json.loads(path.read_text("utf-8"))["runs"]
    figure = Figure(figsize=(8, 1 + 0.52 * len(series.rows)), layout="constrained")
    axes = figure.subplots()
    before: float | None = None
    seeds: set[int] = set()
    for row, (title, changes) in enumerate(series.rows):
        these = {r["seed"]: 100 * r["test_accuracy"] for r in runs if r["label"] == label(epochs, changes)}
        if not these:
            continue
        seeds, scores = seeds or set(these), list(these.values())
        mean = sum(scores) / len(scores)
        axes.plot(scores, [row] * len(scores), "o", color=MUTED, markersize=5)
        axes.plot([mean], [row], "|", color=INK, markersize=18)
        gain = "" if before is None or set(these) != seeds else f"  ({mean - before:+.2f})"
        axes.annotate(f"{mean:.2f} %{gain}", (max(scores), row), xytext=(8, 0), textcoords="offset points", va="center")
        axes.text(-0.01, row, picked(title), ha="right", va="center", transform=axes.get_yaxis_transform(), color=MUTED)
        before = mean if series.growing or before is None else before
    low, high = axes.get_xlim()
    axes.set_xlim(low - 1, high + 3)  # room for the words at the right
    axes.set_yticks([])
    axes.invert_yaxis()
    axes.grid(axis="x", color=RULE)
    axes.set_xlabel(picked(Text("测试集准确率（%），点是各个种子", "test accuracy (%); a dot is a seed")))
    return figure


def label(epochs: int, changes: dict[str, Any]) -> str:
    """What `accuracy.measure` files a row under."""
    return accuracy.label_of("default", {"epochs": str(epochs), **changes})
