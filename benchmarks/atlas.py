"""An atlas of CIFAR-10 trainings: accuracy against operations, every recipe and every trial a point.

The fewest operations for an accuracy are what matters where they are scarce; seconds depend on the machine.
"""

import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from filelock import FileLock
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from benchmarks import accuracy, operations
from pytorch_study import lessons, measurements
from pytorch_study.files import write_json
from pytorch_study.lesson import DataOptions
from pytorch_study.plots import canvas
from pytorch_study.plots.fonts import INK, MUTED, RULE, picked, settings
from pytorch_study.preparation import load_data
from pytorch_study.recipe import change, digest
from pytorch_study.text import Text

PETA = 1e15
FILES = (
    ("cifar10", Text("第三课 VGG", "lesson 3, VGG")),
    ("cifar10_fast", Text("第四课", "lesson 4")),
    ("finetune", Text("第五课 微调（预训练不计）", "lesson 5, fine-tuned (without pretraining)")),
)
"""Lessons whose results are drawn."""
PUBLISHED = {
    "airbench94_spectral": (0.29, 94.05, "right"),
    "airbench94": (0.36, 94.01, "left"),
    "airbench95": (1.4, 95.01, "right"),
    "airbench96_faster": (3.1, 96.00, "right"),
    "airbench96": (4.9, 96.03, "left"),
    "ResNet-18": (32.3, 96.0, "center"),
}
"""PFLOP, mean test accuracy (with several views at test time, but for the last) and where the name stands: README of
github.com/KellerJordan/cifar10-airbench at commit 00e4a0a."""


PLACES = {
    "left": ((-4, 6), "left", "bottom"),
    "center": ((0, 6), "center", "bottom"),
    "right": ((4, 6), "right", "bottom"),
    "after": ((6, -5), "left", "top"),
    "before": ((-6, -5), "right", "top"),
}
"""Where a name stands: its shift from the point in points, and its alignment."""


@dataclass(frozen=True)
class Point:
    """One recipe, one trial, or one ensemble.

    Attributes:
        lesson: its lesson.
        label: the recipe, and what was changed; of an ensemble, recipes and number of its members.
        work: operations of its training.
        score: mean accuracy in percent, with flip TTA where it was measured.
        trial: whether it was judged by held-out pictures, and not by the test set.
    """

    lesson: str
    label: str
    work: int
    score: float
    trial: bool


def complete() -> None:
    """Count the operations of results recorded before they were counted, where the recipe is still the same."""
    for path in _paths():
        content = json.loads(path.read_text("utf-8"))
        uncounted = [run for run in content["runs"] if "operations" not in run]
        known = {(run["label"], run["recipe_hash"]): _recount(content["lesson"], run) for run in uncounted}
        with FileLock(path.with_name(f".{path.name}.lock")):  # a training may have added a run meanwhile
            content = json.loads(path.read_text("utf-8"))
            for run in content["runs"]:
                if work := known.get((run["label"], run["recipe_hash"])):
                    run["operations"] = work
            content["summary"] = accuracy.summarise(content["runs"])
            write_json(path, content)


def points() -> Iterator[Point]:
    """Every recipe and trial whose operations are known."""
    for path in _paths():
        content = json.loads(path.read_text("utf-8"))
        trial = path.stem.endswith("_trials")
        keys = ("val_accuracy_flip", "val_accuracy") if trial else ("test_accuracy_flip", "test_accuracy")
        for label in dict.fromkeys(run["label"] for run in content["runs"]):
            runs = [run for run in content["runs"] if run["label"] == label]
            key = next(key for key in keys if all(key in run for run in runs))
            if work := runs[0].get("operations"):
                score = 100 * statistics.fmean(run[key] for run in runs)
                yield Point(content["lesson"], label, work, score, trial)
        ensembles = path.with_stem(f"{path.stem}_ensemble")
        for names, one in json.loads(ensembles.read_text("utf-8")).items() if ensembles.exists() else ():
            label = f"{names}\N{NO-BREAK SPACE}×{len(one['members'])}"
            yield Point(content["lesson"], label, one["operations"], 100 * one["test_accuracy_flip"], False)


@settings()
def draw() -> Figure:
    """Draw accuracy against operations, both on logarithmic axes: of the accuracy, what is missing to 100 %."""
    figure = canvas.new_figure(9.2, 5.8)
    axes = figure.subplots()
    found = list(points())
    for (lesson, title), colour in zip(FILES, canvas.PALETTE, strict=False):
        for trial in (True, False):
            drawn = [point for point in found if point.lesson == lesson and point.trial == trial]
            if drawn:
                axes.scatter(
                    [point.work / PETA for point in drawn],
                    [100 - point.score for point in drawn],
                    s=16 if trial else 46,
                    color=colour,
                    alpha=0.5 if trial else 1,
                    linewidths=0,
                    label=None if trial else picked(title),
                )
        scored = [one for one in found if one.lesson == lesson and not one.trial]
        for point in (one for one in scored if " " not in one.label):
            beside = [one for one in scored if point.work < one.work < 2 * point.work and "×" not in one.label]
            crowded = any(" " not in one.label and abs(one.score - point.score) < 0.25 for one in beside)
            below = any(0 < point.score - one.score < 0.5 for one in beside)
            # below the means of several networks there are other points
            side = "center" if "×" in point.label else "before" if crowded else "right" if below else "after"
            _name(axes, point.label, point.work / PETA, point.score, colour, side)
    axes.scatter(
        [work for work, _, _ in PUBLISHED.values()],
        [100 - score for _, score, _ in PUBLISHED.values()],
        s=46,
        marker="s",
        facecolors="none",
        edgecolors=INK,
        label=picked(Text("别人发表的（airbench）", "published (airbench)")),
    )
    for name, (work, score, side) in PUBLISHED.items():
        _name(axes, name, work, score, MUTED, side)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_ylim(22, 1.8)  # upside down; a training that fails is not drawn
    axes.yaxis.set_major_locator(FixedLocator([100 - score for score in (80, 85, 90, 92, 94, 95, 96, 97, 98)]))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 - value:g}%"))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.grid(color=RULE, linewidth=0.8)
    axes.set_xlabel(picked(Text("整个训练的运算量（PFLOP，千万亿次）", "operations of the whole training (PFLOP)")))
    title = Text(
        "测试集准确率（有镜像的取平均）\n×3：三个网络取平均；小点是在验证集上的尝试",
        "test accuracy (flips averaged, where scored)\n×3: three networks averaged; small dots: trials, by validation",
    )
    axes.set_title(picked(title))
    axes.legend(loc="upper left", frameon=False)
    return figure


def _name(axes: Any, name: str, work: float, score: float, colour: str, side: str) -> None:
    """Write a name where `PLACES` says."""
    place, ha, va = PLACES[side]
    style = {"ha": ha, "va": va, "color": colour, "fontsize": 9}
    axes.annotate(name, (work, 100 - score), xytext=place, textcoords="offset points", **style)


def _paths() -> list[Any]:
    """The results of the lessons that are drawn, with those of the benchmarks that train them."""
    endings = ("", "_ablation", "_worth", "_curve", "_trials")
    paths = [measurements.RESULTS / f"{lesson}{ending}.json" for lesson, _ in FILES for ending in endings]
    return [path for path in paths if path.exists()]


def _recount(lesson_name: str, run: dict[str, Any]) -> int | None:
    """The operations of a recorded run; None if its recipe is not the one that the lesson has now."""
    lesson = lessons.get(lesson_name)
    name, *changes = run["label"].split(" ")
    if name not in lesson.recipes:
        return None
    recipe = change(lesson.recipes[name], dict(one.split("=", 1) for one in changes))
    if digest(recipe) != run["recipe_hash"]:
        return None
    splits, recipe = load_data(lesson, recipe, DataOptions(), 0)
    return operations.of_training(lesson, recipe, splits.train)
