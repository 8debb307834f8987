"""The table of `docs/*/diagnose.md`, made of `results/diagnose.json`: by kind, with misses, beside other tools."""

import json
from typing import Any

from pytorch_study import measurements
from pytorch_study.text import Text

HEADS = Text(
    "| 毛病 | 自己的 | 行也对 | 没见过的 | 行也对 |",
    "| kind | our own | on the line | never seen | on the line |",
)
TOTAL = Text("一共", "all")


def by_kind(language: str) -> str:
    """How many scripts of each kind are named: by `diagnose`, on its own and on unseen ones, and by other tools."""
    content = json.loads((measurements.RESULTS / "diagnose.json").read_text("utf-8"))
    parts = {name: content["parts"][name]["summary"] for name in ("cases", "kept_apart")}
    peers: dict[str, Any] = content.get("peers", {}).get("tools", {})
    head = getattr(HEADS, language) + "".join(f" {name} |" for name in peers)
    rows = [head, "|---" * (head.count("|") - 1) + "|"]
    kinds = sorted({kind for one in parts.values() for kind in one["kinds"]})
    for kind in kinds:
        cells = []
        for one in parts.values():
            counts = one["kinds"].get(kind, {"cases": 0, "found": 0, "line": 0})
            cells += [_of(counts["found"], counts["cases"]), _of(counts["line"], counts["cases"])]
        there = sum(one["kinds"].get(kind, {"cases": 0})["cases"] for one in parts.values())
        cells += [_of(one["kinds"].get(kind, 0), there) for one in peers.values()]
        rows.append(f"| `{kind}` | {' | '.join(cells)} |")
    totals = [_of(one[key], one["cases"]) for one in parts.values() for key in ("found", "line")]
    totals += [_of(one["summary"]["found"], one["summary"]["cases"]) for one in peers.values()]
    rows.append(f"| **{getattr(TOTAL, language)}** | {' | '.join(totals)} |")
    return "\n".join(rows) + "\n"


def _of(count: int, whole: int) -> str:
    return f"{count} / {whole}" if whole else "—"
