"""What lesson 6 writes, by numbers: rhyme, tone and copied lines, beside the poems that it learned from."""

import json
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from benchmarks import accuracy, poems_rhymes, poems_yardsticks
from pytorch_study import measurements
from pytorch_study.data.poems import Poem
from pytorch_study.files import write_json
from pytorch_study.generation import make
from pytorch_study.generative import Request
from pytorch_study.lessons.poem_plan import FORMS, form_title
from pytorch_study.plots import canvas
from pytorch_study.plots.fonts import RULE, picked, settings
from pytorch_study.text import Text
from pytorch_study.trained import load_trained

RESULT = measurements.RESULTS / "poems_written.json"
TITLES = {
    "share_in_rhyme": Text("押韵的诗（双数句同一个韵）", "poems in rhyme (all even lines)"),
    "share_alternating": Text("平仄相间的句子", "lines whose tones alternate"),
}
WHO = (
    Text("网络写的", "the network"),
    Text("训练集里的唐诗", "Tang poems it learned from"),
    Text("同样的字句打乱", "the same, shuffled"),
)
NAMES = {form: form_title(form) for form, _ in FORMS.values() if form[1]}


def measure(target: str | Path, count: int) -> dict[str, Any]:
    """Let a trained network write `count` poems of each form; returns and writes `results/poems_written.json`."""
    trained = load_trained(target)
    poems, copied, lines = [], 0, 0
    for name in NAMES.values():
        _, made = make(trained, Request(count=count, options={"form": name.zh}))
        poems += [Poem("", "", tuple(item["lines"])) for item in made.items]
        copied, lines = copied + made.facts["lines_in_training"], lines + made.facts["lines"]
    command = f"python -m benchmarks poems written {trained.lesson.name} --count {count}"
    content = {
        "summary": {"lines": {"seeds": 1, "share_in_training": copied / lines}, **poems_rhymes.measure(poems)},
        **accuracy.where(command),
    }
    write_json(RESULT, content)
    accuracy.save_picture("poems_written.png", draw)
    return content


@settings()
def draw() -> Figure:
    """Two panels, rhyme and tone; for each form what the network writes, the training poems, and chance."""
    written, real = (
        json.loads(path.read_text("utf-8"))["summary"]
        for path in (RESULT, measurements.RESULTS / f"{poems_yardsticks.FILE}.json")
    )
    figure = canvas.new_figure(8.4, 4.2)
    for axes, (key, title) in zip(figure.subplots(1, 2), TITLES.items(), strict=True):
        for place, (lines, width) in enumerate(NAMES):
            form = f"form {lines}x{width}"
            shares = (written[form][key], real[form][key], real[form][f"{key}_shuffled"])
            for number, (share, colour) in enumerate(zip(shares, canvas.PALETTE, strict=False)):
                label = picked(WHO[number]) if not place else None
                axes.bar(place + 0.27 * (number - 1), 100 * share, 0.25, color=colour, label=label)
        axes.set_xticks(range(len(NAMES)), [picked(name) for name in NAMES.values()])
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}%"))
        axes.set_ylim(0, 100)
        axes.grid(axis="y", color=RULE)
        axes.set_axisbelow(True)
        axes.set_title(picked(title))
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure
