"""Mistakes in the answers: chosen along the wrong dimension, or always the same."""

from collections.abc import Iterator

from pytorch_study.diagnosis.kinds.shared import find, sets
from pytorch_study.diagnosis.records import Finding, Records


def accuracy_wrong_dimension(r: Records) -> Iterator[Finding]:
    """The answer is chosen along the batch instead of along the classes."""
    shapes = {f.facts.get("output") for f in r.forwards}
    outputs = {s for s in shapes if s and len(s) >= 2}
    choices = [e for e in r.events if e.kind == "choice" and e.facts["shape"] in outputs]
    wrong = [e for e in choices if e.facts["dim"] == 0 and len(e.facts["shape"]) == 2]
    # Each of N against each of N, as pictures and texts are, is asked both ways.
    both = {s for e in choices if e.facts["dim"] == 1 and len(s := e.facts["shape"]) == 2 and s[0] == s[1]}
    wrong = [e for e in wrong if e.facts["shape"] not in both]
    if wrong and len(wrong) > 0.5 * len(choices):
        yield Finding(
            "accuracy_wrong_dimension",
            True,
            wrong[0].site,
            {"shape": list(wrong[0].facts["shape"]), "dim": 0},
            "prediction = output.argmax(dim=1)",
        )
        return
    for loss in r.losses:
        if loss.name == "cross_entropy" and len(loss.input) >= 3:
            for e in choices:
                if e.facts["shape"] == loss.input and e.facts["dim"] != 1:
                    yield Finding(
                        "accuracy_wrong_dimension",
                        True,
                        e.site,
                        {"shape": list(loss.input), "dim": e.facts["dim"]},
                        "prediction = output.argmax(dim=1)",
                    )
                    return


def always_majority(r: Records) -> Iterator[Finding]:
    """Every answer is the most frequent class."""
    for one in sets(r):
        for ev in one["evaluations"]:
            share = one.get("majority_label", 0.0)
            if ev["answers"] >= 20 and ev["majority"] > 0.985 and share > 0.6 and one.get("classes", 0) >= 2:
                losses = [x.site for x in r.losses if x.training and x.site]
                site = find(r, r"CrossEntropyLoss\(|BCEWithLogitsLoss\(|BCELoss\(") or (
                    losses[0] if losses else one["site"]
                )
                seen = {"one_answer": ev["majority"], "label_share": share}
                yield Finding(
                    "always_majority", False, site, seen, "criterion = nn.CrossEntropyLoss(weight=1 / counts)"
                )
                return
