"""The checks of the exercises, checked: right answers pass, wrong ones are rejected by their names, mutants die."""

import ast
import contextlib
import functools
import hashlib
import itertools
import json
import queue
import re
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import torch

from benchmarks.edits import edited
from benchmarks.mutants import mutants
from pytorch_study.exercises.checker import Checker, Verdict
from pytorch_study.exercises.shelf import Exercise, exercises, find
from pytorch_study.files import write_json
from pytorch_study.measurements import RESULTS

PROOFS = Path(__file__).parent.parent / "tests" / "exercises"
SECTION = re.compile(r"^# === (right|wrong|equal)(?: (\w+))?: (.+)$", re.MULTILINE)
RIGHT, WRONG = 3, 5
"""The least number of right and of wrong answers of an exercise."""
REPEATS = 5
"""How often a right answer is checked, each time with new inputs; once only without mutants."""


@dataclass(frozen=True)
class Proof:
    """A section of an exercise's proofs: `kind` right, wrong or equal; `mistake` that a wrong answer must be given."""

    kind: str
    mistake: str | None
    about: str
    source: str


def proofs(exercise: Exercise) -> list[Proof]:
    """The sections of `tests/exercises/<chapter>/<exercise>.py`, each completed by the solution."""
    path = PROOFS / exercise.file
    if not path.exists():
        return []
    parts = SECTION.split(path.read_text("utf-8"))[1:]
    rows = [parts[k : k + 4] for k in range(0, len(parts), 4)]
    return [Proof(kind, mistake, about, _completed(exercise, body)) for kind, mistake, about, body in rows]


def _completed(exercise: Exercise, section: str) -> str:
    """Definitions go into the solution; changes (`# - `) into the given file, or into the solution if they say so."""
    if not re.search(r"^# - ", section, re.MULTILINE):
        return merged(exercise.solution, section)
    return edited(exercise.solution if "# of the solution\n" in section else exercise.given, section)


def merged(solution: str, section: str) -> str:
    """The solution with the section's definitions in place of its own of the same names; new ones come first."""
    lines, new = solution.splitlines(), {_name(node): ast.unparse(node) for node in ast.parse(section).body}
    for node in reversed(ast.parse(solution).body):
        if (name := _name(node)) in new and not name.startswith("!"):
            start = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
            lines[start - 1 : node.end_lineno] = new.pop(name).splitlines()
    at = next((n.lineno for n in ast.parse(solution).body if isinstance(n, ast.FunctionDef | ast.ClassDef)), 1) - 1
    at = min(at, len(lines))
    return "\n".join([*lines[:at], *new.values(), *lines[at:]]) + "\n"


def _name(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return f"!{ast.unparse(node)}"  # an import, say: kept as it is


def prove(
    exercise: Exercise, check: Callable[[Exercise, str], Verdict], breaking: bool = True, most: int | None = None
) -> dict[str, Any]:
    """Put one exercise to the test.

    Args:
        exercise: which.
        check: judges a source.
        breaking: also try mutants of the solution.
        most: how many of the right and of the wrong answers are tried; None: all.

    Returns:
        Counts, seconds, under `failures` what is not as it should be, a line each, and under `verdicts` what was said
        of each answer: the name of a mistake, or None.
    """
    failures: list[str] = []
    given, solved = check(exercise, exercise.given), check(exercise, exercise.solution)
    patient = given.mistake == "sick"  # of the clinic: whatever trains as well is a cure, so no mutant is a mistake
    if given.mistake != "not_written" and not patient:
        failures.append(f"the untouched file: {given.mistake or 'passes'}, not not_written")
    repeats = REPEATS if breaking else 1
    if unlucky := _rejected(solved, lambda: check(exercise, exercise.solution), repeats):
        failures.append(f"the solution: {unlucky.mistake}: {unlucky.message}")
    counts = {"right": 0, "wrong": 0, "equal": 0}
    known = proofs(exercise)
    verdicts = [given.mistake, solved.mistake]
    for proof in known:
        counts[proof.kind] += 1
        if proof.kind == "equal" or (most is not None and counts[proof.kind] > most):
            continue
        found = check(exercise, proof.source)
        verdicts.append(found.mistake)
        if proof.kind == "right":
            found = _rejected(found, functools.partial(check, exercise, proof.source), repeats) or found
        if found.mistake != proof.mistake:
            failures.append(
                f"{proof.kind} {proof.mistake or ''}({proof.about}): {found.mistake or 'passes'}: {found.message}"
            )
    if counts["right"] < RIGHT or counts["wrong"] < WRONG:
        failures.append(f"only {counts['right']} right and {counts['wrong']} wrong answers")
    if len(exercise.hints) != 3:
        failures.append(f"{len(exercise.hints)} hints instead of 3")
    tried, survivors = 0, []
    equal = {
        proof.about.partition(" · ")[0].strip(): proof.about.partition(" · ")[2]
        for proof in known
        if proof.kind == "equal"
    }
    for line, source in mutants(exercise.solution) if breaking and solved.passed and not patient else ():
        tried += 1
        if all(check(exercise, source).passed for _ in range(3)):
            survivors.append({"line": line, "reason": equal.get(line)})
    return {
        "name": exercise.name,
        "chapter": exercise.chapter,
        "right": counts["right"],
        "wrong": counts["wrong"],
        "mutants": tried,
        "survivors": survivors,
        "seconds": solved.seconds,
        "failures": failures,
        "verdicts": verdicts,
    }


def _rejected(first: Verdict, again: Callable[[], Verdict], times: int) -> Verdict | None:
    """The first verdict of several that rejects a right answer; None: all accept it."""
    verdicts = itertools.chain([first], (again() for _ in range(times - 1)))
    return next((verdict for verdict in verdicts if not verdict.passed), None)


def source_check(checker: Checker, folder: Path) -> Callable[[Exercise, str], Verdict]:
    """A function that judges a source, by way of a file in `folder`."""

    def check(exercise: Exercise, source: str) -> Verdict:
        path = folder / Path(exercise.file).name
        path.write_text(source, "utf-8")
        return checker.check(exercise, path)

    return check


def chosen(names: Sequence[str]) -> list[Exercise]:
    """The exercises of these names (of an exercise or of a chapter); all, if none is named."""
    known = {one.chapter for one in exercises()}
    wanted = {find(name).name for name in names if name not in known}
    return [one for one in exercises() if not names or one.chapter in names or one.name in wanted]


def measure(names: Sequence[str], breaking: bool = True, jobs: int = 2) -> Iterator[dict[str, Any]]:
    """Prove exercises, `jobs` at a time.

    All of them: the table goes to results/learn.json; without mutants, only the verdicts under this version of torch.
    """
    rows: list[dict[str, Any]] = []

    free: queue.SimpleQueue[Checker] = queue.SimpleQueue()  # each imports torch once

    def one(exercise: Exercise) -> dict[str, Any]:
        checker = free.get()
        try:
            with tempfile.TemporaryDirectory() as folder:
                return prove(exercise, source_check(checker, Path(folder)), breaking)
        finally:
            free.put(checker)

    with contextlib.ExitStack() as stack, ThreadPoolExecutor(jobs) as pool:
        for _ in range(jobs):
            free.put(stack.enter_context(Checker()))
        for row in pool.map(one, chosen(names)):
            rows.append(row)
            yield row
    if not names and rows:
        record(rows, breaking)


def record(rows: Sequence[dict[str, Any]], breaking: bool) -> None:
    """Write what was found of all exercises to results/learn.json; the verdicts under each version of torch are kept.

    Under `torch`, `digest` is of all verdicts: the same under two versions means that both judge every answer alike.
    """
    path = RESULTS / "learn.json"
    content = json.loads(path.read_text("utf-8")) if path.exists() else {}
    said = json.dumps([[row["name"], row["verdicts"]] for row in rows]).encode()
    versions = {
        one: found for one, found in content.get("verdicts", {}).items() if found["exercises"] == len(rows)
    } | {  # of fewer exercises: out of date
        torch.__version__: {
            "exercises": len(rows),
            "answers": sum(len(row["verdicts"]) for row in rows),
            "failures": sum(len(row["failures"]) for row in rows),
            "digest": hashlib.sha256(said).hexdigest(),
        }
    }
    if breaking:
        table = [{key: value for key, value in row.items() if key != "verdicts"} for row in rows]
        content = {"torch": torch.__version__, "summary": {"all": summary(rows)}, "exercises": table}
    write_json(path, {**content, "verdicts": versions})


def summary(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The figures of all exercises together."""
    seconds = sorted(row["seconds"] for row in rows)
    tried = sum(row["mutants"] for row in rows)
    killed = sum(row["mutants"] - len(row["survivors"]) for row in rows)
    return {
        "exercises": len(rows),
        "chapters": len({row["chapter"] for row in rows}),
        "right": sum(row["right"] for row in rows),
        "wrong": sum(row["wrong"] for row in rows),
        "failures": sum(len(row["failures"]) for row in rows),
        "mutants": tried,
        "killed": killed,
        "killed_per_cent": round(100 * killed / tried, 1) if tried else 100.0,
        "survivors_without_reason": sum(1 for row in rows for one in row["survivors"] if not one["reason"]),
        "seconds_median": round(statistics.median(seconds), 3),
        "seconds_95": seconds[int(0.95 * (len(seconds) - 1))],
        "under_5_seconds": sum(1 for one in seconds if one < 5),
    }


def tell(row: dict[str, Any]) -> None:
    """Print what was found of one exercise."""
    mark = "FAIL" if row["failures"] else "ok"
    killed = row["mutants"] - len(row["survivors"])
    click.echo(
        f"{mark:4} {row['chapter']}/{row['name']:<22} right {row['right']:2}  wrong {row['wrong']:2}  "
        f"mutants killed {killed}/{row['mutants']}  {row['seconds']:.2f} s"
    )
    for failure in row["failures"]:
        click.echo(f"     {failure.strip()}")
    for one in row["survivors"]:
        click.echo(f"     survives: {one['line']}" + (f"  ({one['reason']})" if one["reason"] else ""))
