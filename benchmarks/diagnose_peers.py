"""The same table for the tools of others: what they name on the same scripts.

Each is installed, in the version named here, into an environment of its own in a temporary folder, and reads the
scripts as they stand. torch-audit and torchtest2 install as well but cannot be asked this question: both examine a
model that a script hands to them, so the script would have to be rewritten first; they are listed, not measured.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.diagnose import CORPUS, NEAR, PARTS, cases, keep

VERSIONS = {"torch-preflight": "0.5.0", "TorchFix": "0.7.0", "mldoct": "1.0.0"}
NOT_ASKED = {"torch-audit": "0.3.0", "torchtest2": "0.1.0"}
"""Need calls of their own inside the script."""
NEEDS = ("rich", "libcst", "PyYAML", "flake8")
"""What the three import to read a script; the rest of what they declare (mldoct: torch, scikit-learn) is left out."""
MEANS = {
    "TG001": "graph_kept",
    "TG003": "zero_grad_missing",
    "TG004": "loading_slow",
    "TG005": "softmax_twice",
    "TG006": "sigmoid_twice",
    "TG008": "seeds_unset",
    "TG011": "train_in_eval_mode",
    "TOR401": "loading_slow",
    "cpu_bottleneck": "loading_slow",
    "missing_eval": "eval_in_train_mode",
    "missing_zero_grad": "zero_grad_missing",
    "double_softmax": "softmax_twice",
    "oom_leak": "graph_kept",
}
"""Which kind of ours each of their rules means; their other rules mean none."""

Remark = tuple[str, str, int | None]
"""Script, rule, line."""

LINTER = """
import json, sys
sys.path.insert(0, sys.argv[1])
import importlib.util
spec = importlib.util.spec_from_file_location("linter", sys.argv[1] + "/mldoctor/linter.py")
linter = importlib.util.module_from_spec(spec)
spec.loader.exec_module(linter)
paths = sys.stdin.read().splitlines()
print(json.dumps([[path, one["type"], one["line"]] for path in paths for one in linter.lint_script(path)[0]]))
"""
"""mldoct's command shows a table that is cut to the window; its linter is called directly, without its graphs."""


def measure(tell: Callable[[str], None]) -> dict[str, Any]:
    """Install the tools, let them read the corpus, and keep what they named in `results/diagnose.json`."""
    scripts = [path for part in PARTS for path in sorted((CORPUS / part).rglob("*.py"))]
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        python = _install(Path(folder))
        for tool, ask in (("torch-preflight", _preflight), ("TorchFix", _torchfix), ("mldoct", _mldoct)):
            found[tool] = {"version": VERSIONS[tool], **count(ask(python, scripts))}
            tell(f"{tool}: {json.dumps(found[tool]['summary'])}")
    summary = {f"peer {tool}": one["summary"] for tool, one in found.items()}
    keep("peers", {"tools": found, "not_asked": NOT_ASKED, "means": MEANS}, summary)
    return found


def count(remarks: Sequence[Remark]) -> dict[str, Any]:
    """How many mistakes are named, by part, and on how many healthy scripts something is."""
    by: dict[str, list[tuple[str, int | None]]] = {}
    for script, rule, line in remarks:
        by.setdefault(str(Path(script).resolve()), []).append((MEANS.get(rule, ""), line))
    summary: dict[str, int] = {"cases": 0, "found": 0, "line": 0, "healthy": 0, "false": 0}
    kinds: dict[str, int] = {}
    asked: dict[str, int] = {}
    for part in PARTS:
        rows = cases(part)
        for one in rows:
            mine = [line for kind, line in by.get(str(one.folder / "sick.py"), []) if kind == one.kind]
            near = any(line and abs(line - other) <= NEAR for line in mine for other in one.lines)
            for key, value in (("cases", 1), ("found", bool(mine)), ("line", near)):
                summary[key] += value
                summary[f"{part}_{key}"] = summary.get(f"{part}_{key}", 0) + value
            kinds[one.kind] = kinds.get(one.kind, 0) + bool(mine)
            asked[one.kind] = asked.get(one.kind, 0) + 1
        healthy = [*(one.folder / "twin.py" for one in rows), *(CORPUS / part).glob("*.py")]
        summary["healthy"] += len(healthy)
        summary["false"] += sum(any(kind for kind, _ in by.get(str(path), [])) for path in healthy)
    named = {kind: n for kind, n in sorted(kinds.items()) if n}
    return {"summary": summary, "kinds": named, "asked": dict(sorted(asked.items()))}


def _install(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *NEEDS], check=True, stderr=subprocess.DEVNULL)
    subprocess.run(
        [*pip, "--no-deps", *(f"{k}=={v}" for k, v in VERSIONS.items())], check=True, stderr=subprocess.DEVNULL
    )
    return python


def _run(command: Sequence[Any], given: str = "") -> str:
    words = [str(one) for one in command]
    return subprocess.run(words, input=given, capture_output=True, encoding="utf-8", check=False).stdout


def _preflight(python: Path, scripts: Sequence[Path]) -> list[Remark]:
    command = [python.parent / "torch-preflight", "check", "--format", "json", "--jobs", "1", CORPUS]
    return [(one["path"], one["code"], one["line"]) for one in json.loads(_run(command))["diagnostics"]]


def _torchfix(python: Path, scripts: Sequence[Path]) -> list[Remark]:
    found: list[Remark] = []
    for line in _run([python.parent / "torchfix", "--select", "ALL", "--jobs", "1", CORPUS]).splitlines():
        place, _, words = line.partition(": ")
        name, _, numbers = place.partition(".py:")
        if words.startswith("TOR"):
            found.append((f"{name}.py", words.split()[0], int(numbers.split(":")[0])))
    return found


def _mldoct(python: Path, scripts: Sequence[Path]) -> list[Remark]:
    site = _run([python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"]).strip()
    out = _run([python, "-c", LINTER, site], "\n".join(map(str, scripts)))
    return [(script, rule, line) for script, rule, line in json.loads(out)]
