"""What watching costs: twenty scripts, each run alone and diagnosed in turn, as commands of their own.

The two take turns, so that a busy moment meets both alike. Each script's ratio is that of its two medians; what is
told is the median of the ratios, and the largest. Whole processes are measured, start and judgement included, and
the most memory that each one held.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.diagnose import CORPUS, keep

ROUNDS = 5
CHILD = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""
"""Runs a command and writes down the most memory that it held, in KiB (on macOS in bytes)."""


def scripts() -> list[Path]:
    """Twenty scripts of the corpus, spread over its healthy programs: what people watch most of the time."""
    there = [*sorted((CORPUS / "healthy").glob("*.py")), *sorted((CORPUS / "lookalikes").glob("*.py"))]
    return there[:: max(1, len(there) // 20)][:20]


def measure(tell: Callable[[str], None], rounds: int = ROUNDS) -> dict[str, Any]:
    """Run them all and keep the ratios in `results/diagnose.json`."""
    rows: list[dict[str, Any]] = []
    load = os.getloadavg() if hasattr(os, "getloadavg") else None
    for script in scripts():
        runs: dict[str, list[tuple[float, int]]] = {"alone": [], "watched": []}
        for k in range(rounds):
            ways: list[tuple[str, tuple[str, ...]]] = [("alone", ()), ("watched", ("-m", "pytorch_study", "diagnose"))]
            for way, words in ways[:: 1 if k % 2 == 0 else -1]:
                runs[way].append(_run([sys.executable, *words, str(script)]))
        times = {way: statistics.median(seconds for seconds, _ in both) for way, both in runs.items()}
        memory = {way: statistics.median(held for _, held in both) for way, both in runs.items()}
        row = {
            "script": str(script.relative_to(CORPUS)),
            "seconds_alone": round(times["alone"], 3),
            "seconds_watched": round(times["watched"], 3),
            "ratio": round(times["watched"] / times["alone"], 3),
            "bytes_alone": int(memory["alone"]),
            "bytes_watched": int(memory["watched"]),
        }
        rows.append(row)
        tell(json.dumps(row))
    summary = {
        "scripts": len(rows),
        "rounds": rounds,
        "times": statistics.median(row["ratio"] for row in rows),
        "times_most": max(row["ratio"] for row in rows),
        "seconds_more": statistics.median(row["seconds_watched"] - row["seconds_alone"] for row in rows),
        "seconds_more_most": max(row["seconds_watched"] - row["seconds_alone"] for row in rows),
        "bytes_more": int(statistics.median(row["bytes_watched"] - row["bytes_alone"] for row in rows)),
        "bytes_more_most": max(row["bytes_watched"] - row["bytes_alone"] for row in rows),
    }
    keep("cost", {"scripts": rows, "load": load}, {"cost": summary})
    return summary


def _run(command: list[str]) -> tuple[float, int]:
    """Seconds, and the most memory in bytes (0 where the system does not tell)."""
    env = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(CORPUS.parents[1])}
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "held"
        posix = sys.platform != "win32"
        words = [sys.executable, "-c", CHILD, str(kept), *command] if posix else command
        began = time.perf_counter()
        subprocess.run(words, cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds = time.perf_counter() - began
        held = int(kept.read_text("utf-8")) * (1 if sys.platform == "darwin" else 1024) if posix else 0
    return seconds, held
