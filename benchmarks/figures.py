"""Bring measured figures to wherever they are quoted, so that nobody types a number by hand.

In Markdown a figure stands between two marks: `<!--mnist/default/test_accuracy-->99.30 ± 0.04 %<!--/-->`, that is file,
label and key in `results/`; a label may end in ` seed 3`, where that one run is meant.
In a lesson's header it is the line that begins with `实测 · Measured:`, and those from `各值多少 · Worth:` on.
"""

import json
import re
import textwrap
from pathlib import Path
from typing import Any

from benchmarks import reliability
from pytorch_study import lessons, measurements
from pytorch_study.artifacts.weights import SHIPPED
from pytorch_study.files import write, write_json
from pytorch_study.measurements import measured

ROOT = Path(__file__).parents[1]
MARK = re.compile(r"(<!--([a-z0-9_]+)/([^/>]+)/([a-z0-9_]+)-->).*?(<!--/-->)")
LINE = re.compile(r"^实测 · Measured:.*$", re.MULTILINE)
WORTH = re.compile(r"^各值多少 · Worth:(.+\n)+", re.MULTILINE)


def bring() -> list[Path]:
    """Rewrite every quoted figure; returns the files that changed."""
    changed = []
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        changed += _replace(path, MARK.sub(_marked, path.read_text("utf-8")))
    for name in lessons.SHELF:
        path = Path(lessons.__file__).parent / f"{name}.py"
        content = LINE.sub(lambda _, n=name: header(n), path.read_text("utf-8"))  # type: ignore[misc]
        changed += _replace(path, WORTH.sub(lambda _, n=name: worth(n) + "\n", content))  # type: ignore[misc]
    changed += _replace(reliability.PAGE, reliability.page())
    for path in sorted(SHIPPED.glob("*.json")):
        card = json.loads(path.read_text("utf-8"))
        summary = (measured(card["lesson"]) or {}).get(card["recipe"], {})
        if card["over_seeds"] != summary:
            write_json(path, {**card, "over_seeds": summary})
            changed.append(path)
    return changed


def figure(lesson: str, label: str, key: str) -> str:
    """One figure as it is quoted."""
    path = measurements.RESULTS / f"{lesson}.json"
    content = json.loads(path.read_text("utf-8"))
    found: dict[str, Any] = content.get("summary", content).get(label) or next(  # speed.json is its own summary
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
        mean, sd = (f"{100 * v:.2f}" for v in value)
        return f"{mean} ± {sd} %" if found["seeds"] > 1 else f"{mean} %"
    if isinstance(value, list):
        mean, sd = (f"{v:.3f}" for v in value)
        return f"{mean} ± {sd}" if found["seeds"] > 1 else mean
    if key.startswith("ratio"):
        return f"{value:.1f}"
    if key.startswith("of_peak"):
        return f"{value:.0%}"
    if key.startswith("bytes"):
        return f"{value / 2**20:,.0f} MB"
    if key.startswith("seconds") or key.endswith("seconds"):
        return f"{value:.0f} s" if value >= 10 else f"{value:.1f} s"
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)


def header(lesson: str) -> str:
    """The line of evidence in a lesson's header."""
    parts = []
    for label, found in (measured(lesson) or {}).items():
        key = "test_accuracy" if "test_accuracy" in found else "test_rmse"
        unit = "" if key == "test_accuracy" else "RMSE "
        these = [f"{label} seed {seed}" for seed in range(found["seeds"])] if "each" in found else [label]
        scores = " / ".join(figure(lesson, one, key) for one in these)
        parts.append(f"{label} {unit}{scores} ({_seeds(found)}, {figure(lesson, label, 'seconds')})")
    return "实测 · Measured: " + ("; ".join(parts) if parts else "-")


def worth(lesson: str) -> str:
    """What a lesson's ideas are worth, in its header: percentage points of accuracy by which the recipe is worse."""
    found = measured(f"{lesson}_worth") or {}
    if not found:
        return "各值多少 · Worth: -"
    base = min(found, key=len)
    parts = [f"{base} {figure(f'{lesson}_worth', base, 'test_accuracy')} ({_seeds(found[base])})"]
    for label in found:
        if not label.startswith(f"{base} ") or found[label]["seeds"] != found[base]["seeds"]:
            continue  # of another number of epochs; half done
        gain = found[label]["test_accuracy"][0] - found[base]["test_accuracy"][0]
        parts.append(f"{label.removeprefix(base).strip()} {100 * gain:+.2f}")
    parts[1:] = sorted(parts[1:], key=lambda part: float(part.split()[-1]))
    words = "各值多少 · Worth: " + "; ".join(parts)
    return textwrap.fill(words, 118, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


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
