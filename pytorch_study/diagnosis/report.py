"""Findings as text for people, and as JSON for programs."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pytorch_study.diagnosis.judging import KINDS
from pytorch_study.diagnosis.records import Finding
from pytorch_study.diagnosis.script import Outcome
from pytorch_study.errors import UsageError
from pytorch_study.text import language, say

LESSONS = {
    "losses": "mnist",
    "targets": "mnist",
    "loop": "regression",
    "parameters": "regression",
    "finite": "cifar10",
    "schedules": "cifar10",
    "modes": "mnist",
    "data": "own-data",
    "splits": "own-data",
    "answers": "own-data",
    "numbers": "cifar10",
    "units": "cifar10",
    "honesty": "results",
}
"""Where to read on, by the module that a kind stands in."""


class _Blanks(dict[str, Any]):
    """The numbers of a finding; one that is missing is a dash."""

    def __missing__(self, key: str) -> str:
        return "-"


def message(one: Finding) -> str:
    """What was seen, and what it does to the training."""
    from pytorch_study.text import pick
    from pytorch_study.text.sentences import SENTENCES

    key = f"diagnose.kind.{one.kind}"
    if one.kind == "lr_too_high" and "update_over_weight" not in one.evidence:  # steps by hand: nobody saw them
        key = "diagnose.rising"
    if one.kind == "activation_on_output" and "target_low" not in one.evidence:  # classes have no range
        key = "diagnose.on_logits"
    if one.kind == "symmetric_init" and not one.evidence["equal_at_the_end"]:
        key = "diagnose.began_alike"
    if one.kind == "no_gradient" and "never" in one.evidence:
        key = "diagnose.forgotten"
    if one.kind == "not_in_optimizer" and "feeds_what_is_trained" in one.evidence:
        key = "diagnose.whole_network"
    if one.kind == "loss_broadcast" and "one_row" in one.evidence:
        key = "diagnose.one_row"
    if one.kind == "labels_not_classes" and one.evidence.get("single"):
        key = "diagnose.weighted_targets"
    if one.kind == "zero_grad_misplaced" and "lost" in one.evidence:
        key = "diagnose.clears_each"
    return pick(SENTENCES[key]).format_map(_Blanks({k: _number(v) for k, v in one.evidence.items()}))


def _number(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3g}"
    return "-" if value is None else str(value)


def read(one: Finding) -> str:
    """The page that explains it."""
    module = KINDS[one.kind].__module__.rsplit(".", 1)[-1]
    return f"docs/{language()}/{LESSONS[module]}.md"


def _plain(value: Any) -> Any:
    """A value that JSON can hold: numbers that are not finite become words."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def as_json(outcome: Outcome, findings: Sequence[Finding], silenced: int = 0) -> dict[str, Any]:
    """What `diagnose --json` prints; `silenced` findings, of a baseline or a comment, are counted, not told."""
    seconds = outcome.records.seconds
    return {
        "script": outcome.script,
        "script_exit": outcome.exit_code,
        "seconds": round(seconds, 3),
        "overhead": round(outcome.records.facts["spent"] / max(seconds, 1e-9), 4),
        "findings": [
            {
                "kind": one.kind,
                "certainty": "certain" if one.certain else "suspicious",
                "file": one.site.file if one.site else None,
                "line": one.site.line if one.site else None,
                "code": outcome.records.sources.line(*one.site) if one.site else None,
                "evidence": {key: _plain(value) for key, value in one.evidence.items()},
                "message": message(one),
                "cure": one.cure,
                "replace": list(one.replace) if one.replace else None,
                "read": read(one),
            }
            for one in findings
        ],
        "silenced": silenced,
        "steps": outcome.records.steps,
        "stopped_early": outcome.early,
        "trouble": outcome.trouble,
        "skipped": list(outcome.skipped),
    }


def as_text(outcome: Outcome, findings: Sequence[Finding], silenced: int = 0) -> str:
    """The report that people read; `silenced` findings, of a baseline or a comment, are counted, not told."""
    records, lines = outcome.records, []
    if outcome.trouble:
        lines.append(outcome.trouble)
    if outcome.skipped:
        lines.append(say("diagnose.skipped_cells", lines="; ".join(outcome.skipped)))
    if findings:
        lines.append(say("diagnose.found", script=outcome.script, count=len(findings)))
    elif records.facts.get("by_hand") and not records.steps and not records.backwards:
        lines.append(say("diagnose.no_backward", script=outcome.script, losses=len(records.losses)))
    elif not records.backwards and not records.steps and outcome.early:
        lines.append(say("diagnose.too_early", script=outcome.script))
    elif not records.backwards and not records.steps:
        if outcome.exit_code == 0 or not outcome.trouble:
            lines.append(say("diagnose.no_training", script=outcome.script))
    elif not _by_hand(outcome):
        seen = {"steps": records.steps, "losses": len(records.losses), "forwards": len(records.forwards)}
        lines.append(say("diagnose.nothing", script=outcome.script, kinds=len(KINDS), **seen))
    if silenced:
        lines.append(say("diagnose.known", count=silenced))
    if _by_hand(outcome):
        seen = {"backwards": records.backwards, "losses": len(records.losses)}
        lines.append(say("diagnose.by_hand", script=outcome.script, **seen))
    for one in findings:
        lines += ["", *_finding(outcome, one)]
    if any(event.kind == "compile" for event in records.events):
        lines += ["", say("diagnose.compiled")]
    if outcome.early and records.backwards:
        lines += ["", say("diagnose.stopped_early")]
    return "\n".join(lines)


def _by_hand(outcome: Outcome) -> bool:
    """Whether the script changes its weights itself: nobody sees such steps."""
    return outcome.records.backwards > 1 and not outcome.records.steps and not outcome.records.optimizers


def _finding(outcome: Outcome, one: Finding) -> list[str]:
    sure = say("diagnose.certain") if one.certain else say("diagnose.suspicious")
    where = outcome.records.sources.place(*one.site) if one.site else outcome.script
    lines = [f"{where}  {one.kind}  [{sure}]"]
    if one.site and (code := outcome.records.sources.line(*one.site)):
        lines.append(f"    {code}")
    lines.append(f"  {message(one)}")
    if one.cure:
        lines += [f"  {say('diagnose.cure')}", *(f"    {line}" for line in one.cure.splitlines())]
    lines.append(f"  {say('diagnose.read')}{read(one)}")
    return lines


def baseline(path: Path | None) -> list[tuple[str, str]]:
    """The findings of an earlier `--json` output: (kind, the text of its line).

    Raises:
        UsageError: the file cannot be read as one.
    """
    if path is None:
        return []
    try:
        content = json.loads(path.read_text("utf-8"))
        known = [(one["kind"], one["file"], one["line"], one.get("code")) for one in content["findings"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError("diagnose_baseline", path=path) from error
    from pytorch_study.diagnosis.user_source import UserSource

    return [  # the line's text finds it again where lines above it have come or gone; older files have the number alone
        (kind, code if isinstance(code, str) else UserSource().line(file, line))
        for kind, file, line, code in known
        if file and line
    ]
