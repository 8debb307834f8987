"""Whether a cure does what it promises: the test applies it, the finding must be gone and the score that of the twin.

Each sick script is diagnosed, and the cure that the report states is applied in one of three ways:

- `applied`: by `benchmarks.cures`, from the finding's line and the cure's words alone. The changed script is run: once
  watched, where the kind must not be found any more, and with three seeds, whose mean score must reach the twin's: at
  least the lowest of the twin's own scores, or nine tenths of the way from the sick one's mean to the twin's.
- `same`: that was not possible, but what heals the twin uses a name that the cure uses as well (`ModuleList`,
  `weight`): the cured script is then the twin, and only the finding is looked for.
- `words`: the cure says in words what to do, or the kind was not found: not proven, and counted as such.
"""

import json
import math
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import cures
from benchmarks.diagnose import CORPUS, Case, cases, keep, run_all
from benchmarks.diagnose_worse import KEPT, PARTS

SEEDS = range(3)
ENOUGH = 0.9
"""Of the way from the sick one's score to the twin's."""
GENERAL = {"torch", "nn", "x", "y", "n", "m", "model", "loss", "output", "optimizer", "criterion", "F", "functional"}
GENERAL |= {"k", "v", "for", "in", "the", "and", "or", "self", "train", "test", "x_train", "x_test", "dataset", "lr"}
"""Names that say nothing about which cure it is."""


def measure(tell: Callable[[str], None], only: str = "", processes: int = 1) -> dict[str, Any]:
    """Apply every cure, and keep what came of it in `results/diagnose.json`."""
    proof = json.loads(KEPT.read_text("utf-8"))
    noted = json.loads((CORPUS / "kept_apart" / "proof.json").read_text("utf-8"))["cases"]  # means, by their authors
    noted = {name: {which: [row[which]] for which in ("sick", "twin")} for name, row in noted.items()}
    proof["kept_apart"] = {**noted, **proof["kept_apart"]}
    found: dict[str, Any] = {}
    for part in PARTS:
        chosen = [one for one in cases(part) if only in one.name]
        sick = run_all([(str(one.folder / "sick.py"), 0, True) for one in chosen], processes)
        found[part] = []
        for one, run in zip(chosen, sick, strict=True):
            row = cured(one, run, proof.get(part, {}).get(one.name))
            found[part].append(row)
            tell(json.dumps(row))
    if not only:
        keep("cures", {"parts": found}, {f"cures {part}": count(rows) for part, rows in found.items()})
    return found


def cured(case: Case, run: dict[str, Any], proof: dict[str, Any] | None) -> dict[str, Any]:
    """Apply the cure of one case's own finding and run what comes of it."""
    row: dict[str, Any] = {"case": case.name, "kind": case.kind, "way": "words", "gone": False, "reached": False}
    mine = [one for one in run["findings"] if one["kind"] == case.kind]
    if not mine:
        return {**row, "way": "not found"}
    cure, source = mine[0]["cure"], (case.folder / "sick.py").read_text("utf-8")
    changed = cures.applied(source, mine[0])
    if changed is None:
        if not same(cure, source, (case.folder / "twin.py").read_text("utf-8")):
            return row
        (twin,) = run_all([(str(case.folder / "twin.py"), 0, True)], 1)
        gone = not any(one["kind"] == case.kind for one in twin["findings"])
        return {**row, "way": "same", "gone": gone, "reached": gone}
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "sick.py"
        script.write_text(changed, "utf-8")
        runs = list(run_all([(str(script), seed, seed == 0) for seed in SEEDS], 1))
    gone = not any(one["kind"] == case.kind for one in runs[0]["findings"]) and not runs[0]["trouble"]
    scores = [one["score"] for one in runs]
    return {**row, "way": "applied", "gone": gone, "scores": scores, "reached": reaches(scores, proof)}


def same(cure: str, sick: str, twin: str) -> bool:
    """Whether what the twin has and the sick one has not uses a name that the cure uses in its code."""
    code = "\n".join(line.split("#")[0] for line in cure.splitlines())
    wanted = set(re.findall(r"[A-Za-z_]\w*", code)) - GENERAL
    before = set(sick.splitlines())
    new = "\n".join(line for line in twin.splitlines() if line not in before)
    return bool(wanted & set(re.findall(r"[A-Za-z_]\w*", new)))


def reaches(scores: Sequence[float | None], proof: dict[str, Any] | None) -> bool:
    """Whether scores are as good as the healthy twin's."""
    if proof is None or any(score is None or not math.isfinite(score) for score in scores):
        return False
    mean = sum(score for score in scores if score is not None) / len(scores)
    twin, sick = ([-math.inf if v is None else v for v in proof[which]] for which in ("twin", "sick"))
    high, low = sum(twin) / len(twin), sum(sick) / len(sick)
    way = (mean - low) / (high - low) if math.isfinite(low) and high > low else 0.0
    return mean >= min(twin) or way >= ENOUGH


def count(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """How many cures were applied in which way, and helped."""
    done = [row for row in rows if row["way"] in ("applied", "same")]
    return {
        "cases": len(rows),
        "applied": sum(row["way"] == "applied" for row in rows),
        "same": sum(row["way"] == "same" for row in rows),
        "words": sum(row["way"] == "words" for row in rows),
        "gone": sum(row["gone"] for row in done),
        "healed": sum(row["gone"] and row["reached"] for row in done),
        "applied_healed": sum(row["gone"] and row["reached"] for row in done if row["way"] == "applied"),
    }
