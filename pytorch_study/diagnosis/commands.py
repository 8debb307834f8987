"""`pytorch-study diagnose`: run the script, judge, print."""

import contextlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from pytorch_study.diagnosis import judge, report, script
from pytorch_study.diagnosis.script import Outcome

FOUND = 7
"""Exit code with `--fail-on-findings`."""


def diagnose(
    script_name: str, arguments: Sequence[str] = (), *, module: bool = False, as_json: bool = False, steps: int | None = None,
    seconds: float | None = None, fail_on_findings: bool = False, baseline: Path | None = None,
) -> int:
    """Run a script and print its findings; returns the exit code.

    The report goes to stderr; as JSON it goes to stdout, and what the script prints to stderr.
    """
    accepted = report.baseline(baseline)
    with contextlib.redirect_stdout(sys.stderr) if as_json else contextlib.nullcontext():
        outcome: Outcome = script.run(script_name, arguments, module=module, steps=steps, seconds=seconds)
    findings = judge.judge(outcome.records, accepted)
    sys.stdout.flush()
    if as_json:
        print(json.dumps(report.as_json(outcome, findings), ensure_ascii=False))
    else:
        print(f"\n{report.as_text(outcome, findings)}", file=sys.stderr)
    return outcome.exit_code or (FOUND if findings and fail_on_findings else 0)
