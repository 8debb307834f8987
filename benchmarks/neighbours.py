"""How fast a training is beside other programs on the same cores, with this code and with an earlier commit's.

All take turns; each is the command that a learner types.
"""

import contextlib
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from benchmarks.accuracy import PICTURES, ROOT
from benchmarks.trees import unpacked
from pytorch_study import text
from pytorch_study.plots import canvas, fonts
from pytorch_study.text import Text

BASE = "e82504bf825c"
"""The last commit whose threads spun as long as OpenMP's default, each working on every operation."""
BUSY = "while True: pass"
SMALL = """
import torch
a = torch.randn(256, 256)
while True:
    a = (a @ a).tanh()
"""
BESIDE: dict[str, tuple[tuple[str, int], ...]] = {
    "nothing": (),
    "one_busy": ((BUSY, 0),),
    "one_busy_two_small": ((BUSY, 0), (SMALL, 10), (SMALL, 10)),
    "two_busy": ((BUSY, 0), (BUSY, 0)),
}
"""Other programs: their Python code and how nice they are."""
FORMER = ("--set", "limit=4000", "--set", "batch_size=500", "--set", "widths=64,256,256")
"""Lesson 4 as it was in the earlier commit."""
LESSONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "mnist": (("--epochs", "1"), tuple(BESIDE)),
    "cifar10": (("--epochs", "200", "--set", "limit=1000"), ("nothing", "one_busy")),
    "cifar10_fast": (("--epochs", "100", *FORMER), ("nothing", "one_busy")),
}
"""Lesson: options, of which the first epoch is timed, and beside what."""
TURNS = 3


def measure() -> dict[str, Any]:
    """Images per second by lesson, neighbours and code: medians, and the ratio to the earlier commit's."""
    found: dict[str, Any] = {"base": BASE}
    with tempfile.TemporaryDirectory() as place:
        trees = {"before": unpacked(BASE, Path(place) / "base"), "now": ROOT}
        for lesson, (options, rows) in LESSONS.items():
            ways = {name: (tree, options) for name, tree in trees.items()}
            if lesson == "mnist":
                ways["one_thread"] = (ROOT, (*options, "--threads", "1"))
            for row in rows:
                rates: dict[str, list[float]] = {way: [] for way in ways}
                for _ in range(TURNS):
                    for way, (tree, words) in ways.items():
                        with _beside(BESIDE[row]):
                            rates[way].append(rate(tree, lesson, words, Path(place)))
                medians = {way: statistics.median(each) for way, each in rates.items()}
                click.echo(f"{lesson} beside {row}: " + ", ".join(f"{k} {v:,.0f}" for k, v in medians.items()))
                for way, each in rates.items():
                    found[f"images_per_second_{lesson}_{row}_{way}"] = medians[way]
                    found[f"spread_{lesson}_{row}_{way}"] = max(each) / min(each)
                found[f"ratio_{lesson}_{row}"] = medians["now"] / medians["before"]
    draw(found)
    return found


def draw(found: dict[str, Any]) -> None:
    """Draw lesson 2's bars, in both languages: `docs/pictures/*/neighbours.png`."""
    ways = {"before": canvas.ORANGE, "now": canvas.BLUE}
    words = {
        "nothing": Text("没有", "nothing"),
        "one_busy": Text("一个满载的程序", "one busy program"),
        "one_busy_two_small": Text("一个满载，两个低优先级", "one busy, two of low priority"),
        "two_busy": Text("两个满载的程序", "two busy programs"),
        "before": Text("以前", "before"),
        "now": Text("现在", "now"),
        "axis": Text("每秒图片数（MNIST）", "images a second (MNIST)"),
    }
    before = text.language()
    for language in ("zh", "en"):
        text.use(language)
        with fonts.settings():
            figure = canvas.new_figure(8, 3.2)
            axes = figure.subplots()
            for number, (way, color) in enumerate(ways.items()):
                rates = [found[f"images_per_second_mnist_{row}_{way}"] for row in BESIDE]
                places = [place + 0.36 * number for place in range(len(BESIDE))]
                axes.barh(places, rates, height=0.34, color=color, label=text.pick(words[way]))
            axes.set_yticks([place + 0.18 for place in range(len(BESIDE))], [text.pick(words[row]) for row in BESIDE])
            axes.invert_yaxis()
            canvas.clean(axes)
            axes.set_xlabel(text.pick(words["axis"]))
            axes.legend(frameon=False)
        canvas.save(figure, PICTURES / language / "neighbours.png")
    text.use(before)


def rate(tree: Path, lesson: str, options: tuple[str, ...], place: Path) -> float:
    """Images per second of the first epoch, by the command's own clock; it is stopped after that."""
    command = [sys.executable, "-P", "-m", "pytorch_study", "--lang", "en", "train", lesson, "--device", "cpu"]
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    with subprocess.Popen(
        [*command, *options, "--runs", str(place / "runs")],
        cwd=place,
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as training:
        said = ""
        for line in training.stderr or ():
            said += line
            if epoch := re.match(r"epoch +1 .* ([\d.]+) s$", line.rstrip()):
                training.kill()
                examples = re.search(r"([\d,]+) examples", said)
                assert examples is not None
                return float(examples[1].replace(",", "")) / float(epoch[1])
    raise click.ClickException(said)


@contextlib.contextmanager
def _beside(programs: tuple[tuple[str, int], ...]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run other programs meanwhile, which the block gets."""
    running = [
        subprocess.Popen([sys.executable, "-c", f"import os\nhasattr(os, 'nice') and os.nice({nice})\n{code}"])
        for code, nice in programs
    ]
    try:
        yield running
    finally:
        for program in running:
            program.kill()
            program.wait()
