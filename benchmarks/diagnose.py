"""How good `diagnose` is: every script of tests/diagnose is run, and what is found compared with what is there.

Torch is imported once; where the system can, each script runs in a process forked from here.
"""

import contextlib
import io
import json
import multiprocessing
import os
import re
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from benchmarks.accuracy import where
from pytorch_study import measurements
from pytorch_study.files import write_json

CORPUS = Path(__file__).parents[1] / "tests" / "diagnose"
NEAR = 2
"""A finding so many lines away from the mistake still names it."""


@dataclass(frozen=True)
class Case:
    """A sick script, and the one that one change has healed."""

    folder: Path
    kind: str
    lines: tuple[int, ...]

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name


def cases(part: str) -> list[Case]:
    """The cases of one part of the corpus: `cases`, or `kept_apart`."""
    found = []
    for path in sorted((CORPUS / part).glob("*/case.json")):
        content = json.loads(path.read_text("utf-8"))
        lines = content["line"] if isinstance(content["line"], list) else [content["line"]]
        found.append(Case(path.parent, content["kind"], tuple(lines)))
    return found


def watch(script: str, seed: int = 0, watched: bool = True) -> dict[str, Any]:
    """Run one script in this process: its findings and its score."""
    import torch

    from pytorch_study.diagnosis import judging, report
    from pytorch_study.diagnosis.script import run

    torch.set_num_threads(1)
    out, err, before = io.StringIO(), io.StringIO(), Path.cwd()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        os.chdir(folder)
        if watched:
            outcome = run(script, [str(seed)])
            findings = report.as_json(outcome, judging.find_mistakes(outcome.records))
        else:
            import runpy

            sys.argv = [script, str(seed)]
            with contextlib.suppress(SystemExit):
                runpy.run_path(script, run_name="__main__")
            findings = {"findings": []}
        os.chdir(before)
    score = re.findall(r"score=([-\w.+]+)", out.getvalue())
    return {
        "script": str(Path(script).relative_to(CORPUS)) if CORPUS in Path(script).parents else Path(script).name,
        "score": float(score[-1]) if score else None,
        "seconds": time.perf_counter() - began,
        "findings": findings["findings"],
        "trouble": findings.get("trouble", ""),
        "troubles": list(outcome.records.facts["troubles"]) if watched else [],
        "printed": out.getvalue(),
    }


def _one(task: tuple[str, int, bool]) -> dict[str, Any]:
    warnings.resetwarnings()  # as in a script that somebody runs, whoever started this process
    try:
        return watch(*task)
    except BaseException as error:
        return {
            "script": task[0],
            "score": None,
            "seconds": 0.0,
            "findings": [],
            "trouble": repr(error),
            "troubles": [],
            "printed": "",
        }


LOADED = ["numpy", "torch", "torch._dynamo", "matplotlib.figure", "benchmarks.diagnose"]
"""Imported once, before processes are forked. torch loads `_dynamo` when the first optimizer is made: a second each.

A process has one server that forks, and what is to be loaded is heard only before it starts: the tests, which fork
trainings from the same server, name this list, too.
"""
LOADED += [f"sklearn.{name}" for name in ("datasets", "model_selection", "preprocessing")]
LOADED += [f"pytorch_study.{name}" for name in ("api", "cli")]
LOADED += [f"pytorch_study.diagnosis.{name}" for name in ("judging", "report", "script", "watch", "watch_bytes")]


def run_all(tasks: Sequence[tuple[str, int, bool]], processes: int) -> Iterable[dict[str, Any]]:
    """Run scripts, each in a fresh process, in order.

    Where the system can, these are forked from a server that has imported everything and computed nothing: a process
    that has already run a parallel operation must not be forked.
    """
    can_fork = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if can_fork else "spawn")
    if can_fork:
        context.set_forkserver_preload(LOADED)
    with context.Pool(processes, maxtasksperchild=1) as pool:
        yield from pool.imap(_one, tasks)


def is_named(case: Case, findings: Sequence[dict[str, Any]]) -> tuple[bool, bool]:
    """Whether the right kind was found, and whether on the right line."""
    mine = [one for one in findings if one["kind"] == case.kind]
    near = [one for one in mine if one["line"] and any(abs(one["line"] - line) <= NEAR for line in case.lines)]
    return bool(mine), bool(near)


PARTS = ("cases", "lookalikes", "kept_apart", "kept_apart_healthy", "healthy")
"""Folders of the corpus. Those kept apart, and `healthy`, were written before their authors saw any detector."""


def measure(parts: Sequence[str] = PARTS, processes: int = 2, only: str = "") -> dict[str, Any]:
    """Run the corpus and write `results/diagnose.json`."""
    found: dict[str, Any] = {}
    for part in parts:
        chosen = [one for one in cases(part) if only in one.name]
        healthy = sorted(path for path in (CORPUS / part).glob("*.py") if only in path.name)
        tasks = [(str(one.folder / name), 0, True) for one in chosen for name in ("sick.py", "twin.py")]
        tasks += [(str(path), 0, True) for path in healthy]
        results = list(run_all(tasks, processes))
        rows = []
        for one, sick, twin in zip(
            chosen, results[0 : 2 * len(chosen) : 2], results[1 : 2 * len(chosen) : 2], strict=True
        ):
            kind, line = is_named(one, sick["findings"])
            rows.append(
                {
                    "case": one.name,
                    "kind": one.kind,
                    "found": kind,
                    "line": line,
                    "others": [
                        f"{f['kind']}:{f['line']}:{f['certainty'][0]}"
                        for f in sick["findings"]
                        if f["kind"] != one.kind
                    ],
                    "false_certain": [f["kind"] for f in twin["findings"] if f["certainty"] == "certain"],
                    "false_suspicious": [f["kind"] for f in twin["findings"] if f["certainty"] == "suspicious"],
                    "at": [f["line"] for f in sick["findings"] if f["kind"] == one.kind],
                    "lines": list(one.lines),
                    "score": [sick["score"], twin["score"]],
                    "seconds": round(sick["seconds"] + twin["seconds"], 2),
                    "troubles": sick["troubles"][:2] + twin["troubles"][:2],
                    "failed": sick["trouble"] or twin["trouble"],
                }
            )
        alone = [
            {
                "script": one["script"],
                "false_certain": [f["kind"] for f in one["findings"] if f["certainty"] == "certain"],
                "false_suspicious": [f["kind"] for f in one["findings"] if f["certainty"] == "suspicious"],
                "failed": one["trouble"],
            }
            for one in results[2 * len(chosen) :]
        ]
        found[part] = {"cases": rows, "healthy": alone, "summary": summarise(rows, alone)}
    return found


def summarise(rows: Sequence[dict[str, Any]], alone: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Counts, in all and by kind."""
    healthy = [*rows, *alone]
    kinds: dict[str, dict[str, int]] = {}
    for row in rows:
        one = kinds.setdefault(row["kind"], {"cases": 0, "found": 0, "line": 0})
        one["cases"] += 1
        one["found"] += row["found"]
        one["line"] += row["line"]
    return {
        "cases": len(rows),
        "found": sum(row["found"] for row in rows),
        "line": sum(row["line"] for row in rows),
        "healthy": len(healthy),
        "false_certain": sum(bool(row["false_certain"]) for row in healthy),
        "false_suspicious": sum(bool(row["false_suspicious"]) for row in healthy),
        "kinds": dict(sorted(kinds.items())),
    }


def write(found: dict[str, Any]) -> None:
    """Keep what was found by the parts of the corpus, and their summaries by name."""
    found = {part: one for part, one in found.items() if one["cases"] or one["healthy"]}
    summary: dict[str, Any] = {}
    for part, one in found.items():
        summary[part] = {key: value for key, value in one["summary"].items() if key != "kinds"}
        summary |= {f"{part} {kind}": counts for kind, counts in one["summary"]["kinds"].items()}
    keep("parts", found, summary, "python -m benchmarks diagnose")


def keep(section: str, content: dict[str, Any], summary: dict[str, Any], command: str = "") -> None:
    """Put a section into `results/diagnose.json`; the others stay. Of `parts`, those that were not run stay as well."""
    path = measurements.RESULTS / "diagnose.json"
    before = json.loads(path.read_text("utf-8")) if path.exists() else {"summary": {}}
    whence = where(command or f"python -m benchmarks diagnose {section}")
    if section == "parts":
        before |= whence
        content = {**before.get(section, {}), **content}
    else:
        content = {**content, **whence}
    write_json(path, {**before, "summary": {**before["summary"], **summary}, section: content})


def tell(found: dict[str, Any]) -> None:
    """Print what went wrong, and the counts."""
    for part, one in found.items():
        for row in one["cases"]:
            if not row["line"] or row["false_certain"] or row["false_suspicious"] or row["others"] or row["failed"]:
                click.echo(json.dumps({k: v for k, v in row.items() if v not in ([], "", None)}))
        for row in one["healthy"]:
            if row["false_certain"] or row["false_suspicious"] or row["failed"]:
                click.echo(json.dumps(row))
        click.echo(f"{part}: {json.dumps({k: v for k, v in one['summary'].items() if k != 'kinds'})}")
