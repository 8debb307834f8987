"""Copy measured figures to wherever they are quoted, so that no number is typed by hand.

In Markdown a figure stands between two marks: `<!--mnist/default/test_accuracy-->99.30 ± 0.04 %<!--/-->`, that is file,
label and key in `results/`; a label may end in ` seed 3`, where that one run is meant.
In a lesson's header it is the line that begins with `实测 · Measured:`. On a lesson's page, what stands between
`<!--worth-->` and `<!--/worth-->` is the table of what its ideas are worth; between `<!--kinds-->` and `<!--/kinds-->`
the table of what `diagnose` names, between `<!--measures-->` and `<!--/measures-->` what else is known of it.
"""

import json
import re
from pathlib import Path
from typing import Any

from benchmarks import ablation, diagnose_tables, reliability
from benchmarks import worth as ideas
from benchmarks.accuracy import MEANS
from pytorch_study import lessons, measurements
from pytorch_study.artifacts.weights import SHIPPED
from pytorch_study.data.distance import fit_distance
from pytorch_study.data.splits import ranges
from pytorch_study.files import write, write_json
from pytorch_study.lesson import DataOptions
from pytorch_study.measurements import measured
from pytorch_study.preparation import load_data
from pytorch_study.recipe import change, modern
from pytorch_study.text import Text

ROOT = Path(__file__).parents[1]
MARK = re.compile(r"(<!--([a-z0-9_]+)/([^/>]+)/([a-z0-9_]+)-->).*?(<!--/-->)")
LINE = re.compile(r"^实测 · Measured:.*$", re.MULTILINE)
WORTH = re.compile(r"(<!--worth-->\n).*?(<!--/worth-->)", re.DOTALL)
KINDS = re.compile(r"(<!--kinds-->\n).*?(<!--/kinds-->)", re.DOTALL)
MEASURES = re.compile(r"(<!--measures-->\n).*?(<!--/measures-->)", re.DOTALL)
UNITS = {"test_rmse": "RMSE", "test_nats": "nats", "test_loss": "loss"}
"""What a lesson's header says before a score that is no accuracy."""
HEADS = Text(
    "| 配方 | 设置 | 测试集准确率 | 差（百分点） |",
    "| recipe | settings | test accuracy | difference (points) |",
)
"""Of the table of what ideas are worth."""
FLIPS = Text(" 水平翻转 TTA |", " with flip TTA |")


def bring() -> list[Path]:
    """Update every quoted figure; returns the files that changed."""
    changed = []
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        changed += _replace(path, filled(path))
    for name in lessons.SHELF:
        path = Path(lessons.__file__).parent / f"{name}.py"
        changed += _replace(path, LINE.sub(lambda _, n=name: header(n), path.read_text("utf-8")))  # type: ignore[misc]
    changed += _replace(reliability.PAGE, reliability.page())
    for path in sorted(SHIPPED.glob("*.json")):
        card = json.loads(path.read_text("utf-8"))
        summary = (measured(card["lesson"]) or {}).get(card["recipe"], {})
        new = {**card, **training_rows(card), "over_seeds": summary}
        if card != new:
            write_json(path, new)
            changed.append(path)
    return changed


def training_rows(card: dict[str, Any]) -> dict[str, Any]:
    """What a card tells of the rows that its weights were trained on, as a run's metadata do; {} for pictures."""
    if not card["names"]["columns"]:
        return {}
    lesson = lessons.get(card["lesson"])
    splits, _ = load_data(lesson, change(lesson.recipes[card["recipe"]], modern(card["fields"])), DataOptions(), 0)
    return {"ranges": ranges(splits.train), "distance": fit_distance(splits.train.x)}


def filled(page: Path) -> str:
    """A page's text with every figure as it was measured."""
    content = MARK.sub(_marked, page.read_text("utf-8"))
    language = page.parent.name
    content = KINDS.sub(lambda found: f"{found[1]}{diagnose_tables.by_kind(language)}{found[2]}", content)
    content = MEASURES.sub(lambda found: f"{found[1]}{diagnose_tables.measures(language)}{found[2]}", content)
    return WORTH.sub(lambda found: f"{found[1]}{worth(language, page.stem)}{found[2]}", content)


def figure(lesson: str, label: str, key: str) -> str:
    """Format one figure as it is quoted."""
    path = measurements.RESULTS / f"{lesson}.json"
    content = json.loads(path.read_text("utf-8"))
    found: dict[str, Any] = content.get("summary", content).get(label) or next(  # speed.json has no separate summary
        (b for b in content.get("baselines", []) if b["model"] == label), {}
    )
    if one := re.fullmatch(r"(.+) seed (\d+)", label):
        runs = (run for run in content["runs"] if run["label"] == one[1] and run["seed"] == int(one[2]))
        found = {**next(runs, {}), "seeds": 1}
        found = {name: [value, 0.0] if name.startswith("test_") else value for name, value in found.items()}
    if key == "minutes" and "seconds" in found:
        return f"{found['seconds'] / 60:.0f}"
    if key not in found:
        raise KeyError(f"results/{lesson}.json has no {key} of {label}")
    value = found[key]
    if isinstance(value, list) and value[0] is None:
        return "—"  # it diverged
    if key.endswith(("accuracy", "accuracy_flip")):
        if isinstance(value, float):  # of one ensemble
            return f"{100 * value:.2f} %"
        mean, sd = (f"{100 * v:.2f}" for v in value)
        return f"{mean} ± {sd} %" if found["seeds"] > 1 else f"{mean} %"
    if isinstance(value, list):
        mean, sd = (f"{v:.3f}" for v in value)
        return f"{mean} ± {sd}" if found["seeds"] > 1 else mean
    if key.startswith("times") or key.endswith("nats"):
        return f"{value:.2f}"
    if key == "operations":
        return f"{value / 1e15:.2f} PFLOP"
    if key.startswith("ratio"):
        return f"{value:.1f}"
    if key.startswith("share_"):
        return f"{value:.1%}"
    if key.startswith("of_peak"):
        return f"{value:.0%}"
    if key.startswith("bytes"):
        return f"{value / 2**20:,.0f} MB"
    if key.startswith("seconds") or key.endswith("seconds"):
        return f"{value:.0f} s" if value >= 10 else f"{value:.1f} s"
    if lesson == "unsure":
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)


def header(lesson: str) -> str:
    """The line with measured results in a lesson's header: of its recipes as they stand; docs/ has the others."""
    parts = []
    for label, found in (measured(lesson) or {}).items():
        if " " in label:
            continue
        key = next(key for key in MEANS if key in found)
        unit = "" if key == "test_accuracy" else f"{UNITS[key]} "
        labels = [f"{label} seed {seed}" for seed in range(found["seeds"])] if "each" in found else [label]
        scores = " / ".join(figure(lesson, each, key) for each in labels)
        parts.append(f"{label} {unit}{scores} ({_seeds(found)}, {figure(lesson, label, 'seconds')})")
    return "实测 · Measured: " + ("; ".join(parts) if parts else "-")


def worth(language: str, lesson: str) -> str:
    """The table of what a lesson's ideas are worth: the recipe, then what costs most to leave out first."""
    series = ideas.SERIES[lesson]
    found = measured(series.file) or {}
    epochs = min((one["epochs"] for one in found.values()), default=0)
    base = ablation.label(epochs, {}, series.recipe)
    rows = []
    for words, changes in series.rows:
        label = ablation.label(epochs, changes, series.recipe)
        if label not in found or found[label]["seeds"] != found[base]["seeds"]:
            continue  # not measured yet, or half done
        points = 100 * (found[label]["test_accuracy"][0] - found[base]["test_accuracy"][0])
        cells = [
            words.zh if language == "zh" else words.en,
            " ".join(f"`{name}={value}`" for name, value in changes.items()),
            _mark(series.file, label, "test_accuracy"),
            f"{points:+.2f}" if changes else "",
        ]
        if series.flips:
            cells.append(_mark(series.file, label, "test_accuracy_flip"))
        rows.append((bool(changes), points, "| " + " | ".join(cells) + " |\n"))
    head = HEADS.zh if language == "zh" else HEADS.en
    line = "|---|---|---|---|"
    if series.flips:
        head, line = head + (FLIPS.zh if language == "zh" else FLIPS.en), f"{line}---|"
    return f"{head}\n{line}\n" + "".join(row for *_, row in sorted(rows))


def _mark(file: str, label: str, key: str) -> str:
    return f"<!--{file}/{label}/{key}-->{figure(file, label, key)}<!--/-->"


def _seeds(found: dict[str, Any]) -> str:
    return f"{found['seeds']} 个种子 seed{'s' * (found['seeds'] > 1)}"


def _marked(match: re.Match[str]) -> str:
    start, lesson, label, key, end = match.groups()
    return f"{start}{figure(lesson, label, key)}{end}"


def _replace(path: Path, content: str) -> list[Path]:
    if path.exists() and content == path.read_text("utf-8"):
        return []
    write(path, content)
    return [path]
