"""How lesson 6 learns: nats a character by the characters read, beside what counting can do."""

import json

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from benchmarks import poems_yardsticks
from pytorch_study import measurements
from pytorch_study.plots import canvas
from pytorch_study.plots.fonts import MUTED, RULE, caption, picked, settings
from pytorch_study.text import Text

MODELS = {
    "uniform": Text("均匀：谁也不认识", "uniform: knows nothing"),
    "unigram": Text("一元：多常见", "unigram: how common"),
    "bigram": Text("二元：看前一个字", "bigram: one before"),
    "trigram": Text("三元：看前两个字", "trigram: two before"),
}


@settings()
def draw() -> Figure:
    """The training loss of the first seed, the validation loss of every seed, and a line for each n-gram model."""
    runs = json.loads((measurements.RESULTS / "poems.json").read_text("utf-8"))["runs"]
    found = [run["course"] for run in runs if run["label"] == "default"]  # see `accuracy.course`
    yardsticks = json.loads((measurements.RESULTS / f"{poems_yardsticks.FILE}.json").read_text("utf-8"))["summary"]
    figure = canvas.new_figure(8.4, 4.8)
    axes = figure.subplots()
    read, losses = zip(*found[0]["train"], strict=True)
    axes.plot(read, losses, color=canvas.BLUE, linewidth=2.2, label=caption("look.train"))
    for number, course in enumerate(found):
        label = caption("look.validation") if not number else None
        axes.plot(*zip(*course["validation"], strict=True), color=canvas.ORANGE, marker="o", linewidth=2.2, label=label)
    for name, title in MODELS.items():
        level = yardsticks[f"tang {name}"]["validation_nats"]
        axes.axhline(level, color=MUTED, linewidth=1, linestyle="--")
        axes.annotate(
            f"{picked(title)}  {level:.2f}",
            (0.99, level),
            xycoords=("axes fraction", "data"),
            xytext=(0, 3 if name == "bigram" else -4),  # bigram and trigram are close
            textcoords="offset points",
            color=MUTED,
            va="bottom" if name == "bigram" else "top",
            ha="right",
            fontsize=10,
        )
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(axis="y", color=RULE)
    axes.set_xlabel(picked(Text("读过的字（对数刻度）", "characters read (logarithmic)")))
    axes.set_title(picked(Text("每个字的损失（纳特）", "loss per character (nats)")))
    axes.legend(loc="lower left")
    return figure
