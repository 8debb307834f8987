"""`with ps.diagnose():` around a training loop in a notebook, or anywhere in one's own code."""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pytorch_study.diagnosis import judging, report
from pytorch_study.diagnosis.records import Finding, Records
from pytorch_study.diagnosis.script import Outcome
from pytorch_study.diagnosis.user_source import UserSource
from pytorch_study.text import say


@dataclass
class Diagnosis:
    """What was found in the block; filled in when it ends."""

    findings: Sequence[Finding] = ()
    records: Records | None = field(default=None, repr=False)


@contextlib.contextmanager
def diagnose() -> Iterator[Diagnosis]:
    """Watch the training inside the block, and tell what is wrong with it on stderr when the block ends.

        with ps.diagnose():
            for x, y in loader: ...

    Models and optimizers may have been made before the block. Nothing that the code computes is changed.

    Yields:
        A `Diagnosis`, whose `findings` are filled in when the block ends.
    """
    from pytorch_study.diagnosis.watch import Watch

    diagnosis = Diagnosis()
    watch = Watch(UserSource())
    try:
        yield diagnosis
    finally:
        diagnosis.records = watch.stop()
        diagnosis.findings = judging.find_mistakes(diagnosis.records)
        outcome = Outcome(say("diagnose.block"), 0, diagnosis.records)
        print(report.as_text(outcome, diagnosis.findings), file=sys.stderr)
