"""Whether each sick script of the corpus is worse than its healthy twin, by its own score, over five seeds.

The rule: its mean is lower, and it is the lower one with at least four of the five seeds. A score that is not a
number, or none at all because the script stopped, counts as minus infinity.
"""

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.diagnose import CORPUS, Case, cases, run_all

KEPT = CORPUS / "proof.json"
PARTS = ("cases", "kept_apart")
SEEDS = range(5)
LOWER = 4
"""With so many of the seeds the sick one's score must be the lower one."""


def fingerprint(case: Case) -> str:
    """Of both scripts, so that a proof is known to be of them as they stand."""
    both = b"\0".join((case.folder / name).read_bytes().replace(b"\r\n", b"\n") for name in ("sick.py", "twin.py"))
    return hashlib.sha256(both).hexdigest()[:16]


def is_worse(sick: Sequence[float | None], twin: Sequence[float | None]) -> bool:
    """The rule above."""
    low, high = ([-math.inf if v is None or math.isnan(v) else v for v in scores] for scores in (sick, twin))
    return sum(low) < sum(high) and sum(a < b for a, b in zip(low, high, strict=True)) >= LOWER


def measure(tell: Callable[[str], None], only: str = "", processes: int = 1) -> int:
    """Run all pairs that have not been proven as they stand, and keep each result at once.

    Returns:
        How many are not worse.
    """
    proof: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    for part in PARTS:
        known, there = proof.get(part, {}), cases(part)
        proof[part] = {one.name: known[one.name] for one in there if one.name in known}
        for one in there:
            if only not in one.name or proof[part].get(one.name, {}).get("scripts") == fingerprint(one):
                continue
            tasks = [(str(one.folder / name), seed, False) for seed in SEEDS for name in ("sick.py", "twin.py")]
            runs = list(run_all(tasks, processes))
            sick, twin = ([_number(run["score"]) for run in runs[k::2]] for k in (0, 1))
            worse = is_worse(sick, twin)
            proof[part][one.name] = {
                "scripts": fingerprint(one),
                "sick": sick,
                "twin": twin,
                "worse": worse,
                "seconds": round(sum(run["seconds"] for run in runs) / len(runs), 1),
            }
            write(proof)
            tell(f"{part}/{one.name}: {sick} {twin} {'worse' if worse else 'NOT WORSE'}")
    write(proof)
    return sum(not one["worse"] for part in PARTS for one in proof[part].values())


def write(proof: dict[str, Any]) -> None:
    """Keep it, one case a line."""
    parts = []
    for part in PARTS:
        rows = ",\n".join(f'  "{name}": {json.dumps(row)}' for name, row in sorted(proof.get(part, {}).items()))
        parts.append(f' "{part}": {{\n{rows}\n }}')
    body = "{\n" + ",\n".join(parts) + "\n}\n"
    KEPT.with_suffix(".new").write_text(body, "utf-8", newline="\n")
    KEPT.with_suffix(".new").replace(KEPT)


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 6)
