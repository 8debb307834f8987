"""How much do few pictures teach? Accuracy by the number of pictures per class, with and without pretrained weights."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from benchmarks import accuracy
from pytorch_study import measurements
from pytorch_study.plots import canvas
from pytorch_study.plots.fonts import RULE, picked, settings
from pytorch_study.text import Text

COUNTS = (10, 30, 100, 300, 1000)
"""Pictures per class."""


@dataclass(frozen=True)
class Way:
    """One way to learn from few pictures.

    Attributes:
        title: its name in the picture.
        lesson: the lesson, whose results are in `results/<lesson>_curve.json`.
        recipe: the recipe that is changed.
        epochs: number of epochs by number of pictures per class.
        changes: other changes of the recipe.
    """

    title: Text
    lesson: str
    recipe: str
    epochs: Mapping[int, int]
    changes: Mapping[str, str]

    def settings(self, count: int) -> dict[str, Any]:
        """The changes of the recipe for this number of pictures per class."""
        return {"per_class": str(count), "epochs": str(self.epochs[count]), **self.changes}


WAYS = (
    Way(
        Text("微调：全部的层", "fine-tuned, all layers"),
        "finetune",
        "few",
        {10: 30, 30: 20, 100: 12, 300: 8, 1000: 4},
        {},
    ),
    Way(
        Text("只练最后一层", "last layer only"),
        "finetune",
        "few",
        dict.fromkeys(COUNTS, 100),
        {"head_epochs": "100", "lr": "0.05", "augment": "flip"},
    ),
    Way(
        Text("第四课的网络，随机初始化", "lesson 4's network, from random weights"),
        "cifar10_fast",
        "small_batches",
        {10: 60, 30: 60, 100: 60, 300: 40, 1000: 20},
        {"batch_size": "100", "lr": "0.02"},
    ),
    Way(
        Text("同一个网络，随机初始化", "the same network, from random weights"),
        "finetune",
        "few",
        {10: 60, 30: 60, 100: 40, 300: 20, 1000: 12},
        {"init": "none", "norm": "batch", "lr": "0.05", "side": "64"},
    ),
)
"""In the order of the picture's colours."""


def measure(seeds: range, counts: tuple[int, ...] = COUNTS) -> None:
    """Train in every way with each number of pictures and each seed, which draws the pictures, too; then draw."""
    for seed in seeds:
        for count in counts:
            for way in WAYS:
                file = f"{way.lesson}_curve"
                accuracy.measure(
                    way.lesson,
                    way.recipe,
                    way.settings(count),
                    range(seed, seed + 1),
                    (file, f"python -m benchmarks curve --seeds {seeds.stop}"),
                    flips=False,
                )
    accuracy.save_picture("finetune_curve.png", draw)


@settings()
def draw() -> Figure:
    """Draw one line per way: the mean over seeds, and a bar from the worst seed to the best."""
    figure = canvas.new_figure(8.4, 4.6)
    axes = figure.subplots()
    ends = []
    for way, colour in zip(WAYS, canvas.PALETTE, strict=False):
        found = scores(way)
        if not found:
            continue
        means = [sum(each) / len(each) for each in found.values()]
        spread = [
            [mean - min(each) for mean, each in zip(means, found.values(), strict=True)],
            [max(each) - mean for mean, each in zip(means, found.values(), strict=True)],
        ]
        axes.errorbar(list(found), means, spread, color=colour, marker="o", linewidth=2.2, capsize=3)
        ends.append((means[-1], picked(way.title), colour))
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(FixedLocator(COUNTS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}%"))
    axes.set_ylim(0, 100)
    axes.grid(axis="y", color=RULE)
    axes.set_xlabel(picked(Text("每类有多少张图", "pictures per class")))
    axes.set_title(picked(Text("测试集准确率：平均值，竖线是最差到最好", "test accuracy: mean; bars: worst to best")))
    canvas.end_labels(axes, ends)
    return figure


def scores(way: Way) -> dict[int, list[float]]:
    """Test accuracy of each seed in percent, by the number of pictures per class."""
    path = measurements.RESULTS / f"{way.lesson}_curve.json"
    runs = json.loads(path.read_text("utf-8"))["runs"] if path.exists() else []
    labels = {count: accuracy.label_of(way.recipe, way.settings(count)) for count in COUNTS}
    found = {
        count: [100 * run["test_accuracy"] for run in runs if run["label"] == label] for count, label in labels.items()
    }
    return {count: each for count, each in found.items() if each}
