"""Runs each sick script and its twin over seeds 0 to 4 and keeps the two means in proof.json.

python tests/diagnose/prove.py [NAME ...]
"""

import contextlib
import io
import json
import runpy
import sys
import time
import warnings
from pathlib import Path

import torch

HERE = Path(__file__).parent / "kept_apart"
SEEDS = range(5)
NAMES = set(sys.argv[1:])


def score(script: Path, seed: int) -> float:
    """What the script prints in its last line; a score that is not a number counts as minus infinity."""
    out = io.StringIO()
    sys.argv = [str(script), str(seed)]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        runpy.run_path(str(script), run_name="__main__")
    torch.set_grad_enabled(True)
    value = float(out.getvalue().strip().splitlines()[-1].removeprefix("score="))
    return value if value == value else float("-inf")


def main() -> int:
    torch.set_num_threads(1)
    kept = HERE / "proof.json"
    proof = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {"cases": {}}
    bad = 0
    for case in sorted(p.parent for p in HERE.glob("*/case.json")):
        if NAMES and case.name not in NAMES:
            continue
        start = time.perf_counter()
        try:
            sick, twin = ([score(case / f"{which}.py", s) for s in SEEDS] for which in ("sick", "twin"))
        except Exception as error:
            print(f"{case.name}: {type(error).__name__}: {error}", flush=True)
            proof["cases"].pop(case.name, None)
            bad += 1
            continue
        low, high = sum(sick) / len(sick), sum(twin) / len(twin)
        worse = low < high
        bad += not worse
        shown = low if low != float("-inf") else None
        proof["cases"][case.name] = {"sick": shown, "twin": high, "worse": worse}
        took = (time.perf_counter() - start) / 10
        word = "worse" if worse else "NOT WORSE"
        print(f"{case.name}: sick {low:.3f} twin {high:.3f} {word} ({took:.1f} s)", flush=True)
    names = {p.parent.name for p in HERE.glob("*/case.json")}
    proof["cases"] = {k: v for k, v in sorted(proof["cases"].items()) if k in names}
    proof["torch"] = torch.__version__
    proof["seeds"] = list(SEEDS)
    kept.write_text(json.dumps(proof, indent=1) + "\n", encoding="utf-8")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
