"""What each part of the CIFAR-10 recipe is worth: from nothing to all of it, one more at a time, a few epochs each."""

import json
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from benchmarks import accuracy
from pytorch_study import lessons, text
from pytorch_study.look import canvas
from pytorch_study.look.fonts import INK, MUTED, RULE, settings
from pytorch_study.text import Text, pick

FILE = "cifar10_ablation"
STAGES: dict[str, tuple[Text, dict[str, Any]]] = {
    "none": (Text("什么都不加", "nothing"), {"augment": "none", "label_smoothing": "0"}),
    "flip": (Text("+ 左右翻转", "+ flip"), {"augment": "flip", "label_smoothing": "0"}),
    "crop": (Text("+ 平移裁剪", "+ crop"), {"augment": "flip,crop:2", "label_smoothing": "0"}),
    "cutout": (Text("+ 遮挡", "+ cutout"), {"augment": "flip,crop:2,cutout:8", "label_smoothing": "0"}),
    "rest": (Text("+ 标签平滑", "+ label smoothing"), {"augment": "flip,crop:2,cutout:8", "label_smoothing": "0.1"}),
}


def measure(seeds: range, epochs: int) -> None:
    """Train every stage with each seed, append to `results/cifar10_ablation.json`, and draw it."""
    command = f"python -m benchmarks ablation --seeds {seeds.stop} --epochs {epochs}"
    for _, changes in STAGES.values():
        accuracy.measure("cifar10", None, {"epochs": str(epochs), **changes}, seeds, (FILE, command))
    before = text.language()
    for language in ("zh", "en"):
        text.use(language)
        place = accuracy.PICTURES / language / f"{FILE}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        canvas.save(draw(lessons.RESULTS / f"{FILE}.json", epochs), place)
    text.use(before)


@settings()
def draw(path: Path, epochs: int) -> Figure:
    """A line a stage: each seed's test accuracy as a dot, the mean as a stroke, the gain over the stage before."""
    runs = json.loads(path.read_text("utf-8"))["runs"]
    figure = Figure(figsize=(8, 3.6), layout="constrained")
    axes = figure.subplots()
    before: float | None = None
    for row, (title, changes) in enumerate(STAGES.values()):
        scores = [100 * r["test_accuracy"] for r in runs if r["label"] == label(epochs, changes)]
        if not scores:
            continue
        mean = sum(scores) / len(scores)
        axes.plot(scores, [row] * len(scores), "o", color=MUTED, markersize=5)
        axes.plot([mean], [row], "|", color=INK, markersize=18)
        gain = "" if before is None else f"  ({mean - before:+.2f})"
        axes.annotate(f"{mean:.2f} %{gain}", (max(scores), row), xytext=(8, 0), textcoords="offset points", va="center")
        axes.text(-0.01, row, pick(title), ha="right", va="center", transform=axes.get_yaxis_transform(), color=MUTED)
        before = mean
    every = [100 * r["test_accuracy"] for r in runs]
    axes.set_xlim(min(every) - 1, max(every) + 3)  # room for the words at the right
    axes.set_yticks([])
    axes.invert_yaxis()
    axes.grid(axis="x", color=RULE)
    axes.set_xlabel(pick(Text("测试集准确率（%），点是各个种子", "test accuracy (%); a dot is a seed")))
    return figure


def label(epochs: int, changes: dict[str, Any]) -> str:
    """What `accuracy.measure` files a stage under."""
    return " ".join(["default", *(f"{k}={v}" for k, v in {"epochs": str(epochs), **changes}.items())])
