"""Programs written for torchvision, Lightning and the transformers Trainer: are their mistakes named as well?

`tests/diagnose/others` holds twenty sick ones and their healthy twins. They run in an environment of their own
(`runs/benchmarks/diagnose-others`, made at the first run), because the project itself never needs these libraries.
torchvision fits one torch only, and its wheels only the torch from the same place: so both are pinned here.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.accuracy import KEPT, ROOT
from benchmarks.diagnose import Case, cases, is_named, keep

VERSIONS = {
    "torch": "2.14.1",
    "torchvision": "0.29.1",
    "lightning": "2.6.6",
    "transformers": "5.24.0",
    "accelerate": "1.15.0",
}
FOLDER = KEPT / "diagnose-others"


def measure(tell: Callable[[str], None], only: str = "") -> dict[str, Any]:
    """Diagnose all of them, and keep what was named in `results/diagnose.json`."""
    python, rows = environment(), []
    for one in cases("others"):
        if only not in one.name:
            continue
        sick, twin = (diagnosed(python, one, name) for name in ("sick.py", "twin.py"))
        kind, line = is_named(one, sick["findings"])
        row = {
            "case": one.name,
            "kind": one.kind,
            "found": kind,
            "line": line,
            "others": [
                f"{f['kind']}:{f['line']}:{f['certainty'][0]}" for f in sick["findings"] if f["kind"] != one.kind
            ],
            "false_certain": [f["kind"] for f in twin["findings"] if f["certainty"] == "certain"],
            "false_suspicious": [f["kind"] for f in twin["findings"] if f["certainty"] == "suspicious"],
            "score": [sick["score"], twin["score"]],
            "failed": sick["trouble"] or twin["trouble"],
        }
        rows.append(row)
        tell(json.dumps({key: value for key, value in row.items() if value not in ([], "")}))
    summary = {
        "cases": len(rows),
        "found": sum(row["found"] for row in rows),
        "line": sum(row["line"] for row in rows),
        "healthy": len(rows),
        "false_certain": sum(bool(row["false_certain"]) for row in rows),
        "false_suspicious": sum(bool(row["false_suspicious"]) for row in rows),
        "failed": sum(bool(row["failed"]) for row in rows),
    }
    if not only:
        keep("others", {"cases": rows, "versions": VERSIONS}, {"others": summary})
    return summary


def environment() -> Path:
    """The Python of the environment, made if it is not there or holds other versions."""
    python = FOLDER / ("Scripts" if os.name == "nt" else "bin") / "python"
    stamp, wanted = FOLDER / "versions.json", json.dumps(VERSIONS)
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return python
    subprocess.run([sys.executable, "-m", "venv", FOLDER], check=True)
    pins = [f"{name}=={version}" for name, version in VERSIONS.items()]
    command = [str(python), "-m", "pip", "install", "--quiet", *pins, "scikit-learn", str(ROOT)]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    stamp.write_text(wanted, "utf-8")
    return python


def diagnosed(python: Path, case: Case, name: str) -> dict[str, Any]:
    """What `diagnose --json` says of one program, and the program's own score."""
    script = case.folder / name
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [str(python), "-m", "pytorch_study", "diagnose", "--json", str(script)],
            cwd=folder, env=env, capture_output=True, encoding="utf-8", errors="replace", check=False,
        )  # fmt: skip
    try:
        content: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {
            "findings": [],
            "trouble": (done.stderr or done.stdout)[-300:] or f"exit {done.returncode}",
            "score": None,
        }
    score = re.findall(r"score=([-\w.+]+)", done.stderr)
    trouble = content["trouble"] or (content.get("troubles") or "")
    return {**content, "trouble": trouble, "score": float(score[-1]) if score else None}
