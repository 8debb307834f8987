"""`pytorch-study diagnose`: run the script, judge, print; for old scripts, mend a copy first."""

import contextlib
import json
import os
import sys
import tokenize
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import click

from pytorch_study import streams
from pytorch_study.diagnosis import judging, report, rescue, script
from pytorch_study.diagnosis.records import Finding
from pytorch_study.diagnosis.rescue import OldLine
from pytorch_study.diagnosis.script import Outcome
from pytorch_study.text import say

FOUND = 7
"""Exit code with `--fail-on-findings`."""


def diagnose(
    script_name: str,
    arguments: Sequence[str] = (),
    *,
    module: bool = False,
    as_json: bool = False,
    steps: int | None = None,
    seconds: float | None = None,
    fail_on_findings: bool = False,
    baseline: Path | None = None,
    mend: bool = False,
    yes: bool = False,
    answer: TextIO | None = None,
) -> int:
    """Run a script and print its findings; returns the exit code.

    The report goes to stderr; as JSON it goes to stdout, and what the script prints to stderr. `answer`: where JSON
    goes, if stdout is not what it was any more.
    """
    accepted = report.baseline(baseline)
    stdout = sys.stdout
    answer = answer or (streams.for_a_result_alone() if as_json else stdout)

    def judged(outcome: Outcome) -> tuple[list[Finding], int]:
        return judging.find_mistakes(outcome.records, accepted), judging.silenced(outcome.records, accepted)

    def tell(outcome: Outcome, findings: list[Finding], left_out: int, old: Sequence[OldLine] = ()) -> None:
        content = {**report.as_json(outcome, findings, left_out), "old": _as_json(old)}
        print(json.dumps(content), file=answer, flush=True)  # in ASCII: any terminal has all of a name

    def end(outcome: Outcome) -> None:
        findings, left_out = judged(outcome)
        if as_json:
            tell(outcome, findings, left_out)
        else:
            click.echo(f"\n{report.as_text(outcome, findings, left_out)}", err=True)
        sys.stderr.flush()
        stdout.flush()
        os._exit(FOUND if findings and fail_on_findings else 0)

    with contextlib.redirect_stdout(sys.stderr) if as_json else contextlib.nullcontext():
        outcome = script.run(script_name, arguments, module=module, steps=steps, seconds=seconds, stuck=end)
    findings, left_out = judged(outcome)
    failed = outcome.records.failed
    source, encoding = _source(script_name) if (failed or mend) and not module else ("", "")
    old = rescue.places(source, failed)
    sys.stdout.flush()
    if as_json and not (mend and old):
        tell(outcome, findings, left_out, old)
    elif not as_json:
        click.echo(f"\n{report.as_text(outcome, findings, left_out)}", err=True)
    if old and not as_json:
        _tell(old, mend)
    if mend and not old:
        click.echo(say("diagnose.old_none"), err=True)
    if mend and old:
        copy = rescue.write_beside(Path(script_name), rescue.mended(source, old), encoding)
        click.echo(say("diagnose.rescued", path=copy), err=True)
        if yes or (sys.stdin.isatty() and click.confirm(say("diagnose.run_it"), err=True)):
            limits = {"steps": steps, "seconds": seconds}
            same = {"as_json": as_json, "fail_on_findings": fail_on_findings, "baseline": baseline, "answer": answer}
            return diagnose(str(copy), arguments, **same, **limits)  # type: ignore[arg-type]
        click.echo(say("diagnose.not_run"), err=True)
        if as_json:
            tell(outcome, findings, left_out, old)
    return outcome.exit_code or (FOUND if findings and fail_on_findings else 0)


def _source(name: str) -> tuple[str, str]:
    """A script's text and its encoding, which its first lines may name."""
    if not name.endswith(".py"):
        return "", ""
    try:
        with tokenize.open(name) as file:
            return file.read(), file.encoding
    except (OSError, SyntaxError, UnicodeDecodeError):  # it ran: it has done away with itself since
        return "", ""


def _tell(old: list[OldLine], mend: bool) -> None:
    """The lines that are for older versions, and the lines that work."""
    click.echo(f"\n{say('diagnose.old', count=len(old))}", err=True)
    for place in old:
        new = "\n        ".join(place.new.strip("\n").splitlines())
        click.echo(f"  {place.line}: {place.old.strip()}\n     -> {new.strip()}\n     {place.why}", err=True)
    if not mend:
        click.echo(say("diagnose.old_hint"), err=True)


def _as_json(old: Sequence[OldLine]) -> list[dict[str, object]]:
    return [{"line": one.line, "old": one.old, "new": one.new, "why": one.why} for one in old]
