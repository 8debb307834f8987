"""Mistakes in what a loss compares with: labels that are no classes, out of range, or dropped."""

import re
from collections.abc import Iterator

from pytorch_study.diagnosis.kinds.losses import BROADCAST, training_calls
from pytorch_study.diagnosis.kinds.shared import find
from pytorch_study.diagnosis.records import Finding, Records


def labels_out_of_range(r: Records) -> Iterator[Finding]:
    """A label that is no class, or not between 0 and 1 where a probability is meant."""
    for one in r.losses:
        if (
            one.failed
            and one.name in ("cross_entropy", "nll_loss")
            and ("out of bounds" in one.failed or "out of range" in one.failed)
        ):
            seen = {"low": one.facts.get("low"), "high": one.facts.get("high"), "classes": one.facts.get("classes")}
            yield Finding("labels_out_of_range", True, one.site, seen, "# classes must be 0 ... C-1")
            return
        if one.failed and one.name == "binary_cross_entropy" and "between 0 and 1" in one.failed:
            yield Finding(
                "labels_out_of_range",
                True,
                one.site,
                {"low": one.facts.get("low"), "high": one.facts.get("high")},
                "y = (y == positive).float()",
            )
            return
    wrong = [
        one
        for one in r.losses
        if one.training
        and one.name.startswith("binary")
        and one.facts
        and one.value is not None  # else a loss for each element, of which some may be masked
        and (one.facts["high"] > 1 or one.facts["low"] < 0)
    ]
    if wrong:
        high = max(one.facts["high"] for one in wrong)
        low = min(one.facts["low"] for one in wrong)
        seen = {"low": low, "high": high, "loss": wrong[-1].value}
        noisy = low > -0.5 and high < 1.5 and not any(one.facts["whole"] for one in wrong)  # as GANs' labels may be
        yield Finding("labels_out_of_range", not noisy, wrong[0].site, seen, "y = (y == positive).float()")


def labels_ignored(r: Records) -> Iterator[Finding]:
    """Labels that a loss drops without a word."""
    calls = [one for one in training_calls(r, "cross_entropy", "nll_loss") if "ignored" in one.facts]
    dropped = sum(one.facts["ignored"] for one in calls)
    total = sum(one.facts["count"] for one in calls)
    if not dropped:
        return
    worst = next(one for one in calls if one.facts["ignored"])
    flat = len(worst.input) == 2 and not any(len(f.facts.get("output", ())) == 3 for f in r.forwards)
    sizes = {f.facts["shape"][0] for f in r.forwards if f.facts.get("shape")}
    flat = flat and (not sizes or worst.target[0] in sizes)  # else a label for each word: prompts and padding have none
    meant = worst.facts["ignore"] != -100 and not flat
    written = worst.site and any(True for _ in r.sources.find(r"ignore_index"))
    if (flat and not meant and not (written and worst.facts["ignore"] == -100)) or (
        worst.facts["ignore"] >= 0 and flat
    ):
        seen = {"dropped": dropped, "of": total, "label": worst.facts["ignore"]}
        said = r.sources.line(*worst.site).lower() if worst.site else ""
        place = worst.site if re.search(r"loss|criterion|cross_entropy|nll", said) else find(r, r"-\s*100\b")
        yield Finding("labels_ignored", False, place or worst.site, seen, "assert (y >= 0).all()")


def single_output_cross_entropy(r: Records) -> Iterator[Finding]:
    """The cross-entropy of a single class is exactly 0."""
    for one in r.losses:
        here = [two for two in training_calls(r, "cross_entropy") if two.site == one.site]
        single = len(one.input) >= 2 and one.input[1] == 1 and all(two.input[1:2] == (1,) for two in here)
        if one.training and one.name == "cross_entropy" and single:  # of every batch, and not of a last small one
            yield Finding(
                "single_output_cross_entropy",
                True,
                one.site,
                {"shape": list(one.input), "loss": one.value},
                "loss = F.binary_cross_entropy_with_logits(output.squeeze(1), y.float())",
            )
            return


def labels_not_classes(r: Records) -> Iterator[Finding]:
    """Floats or a mask where the numbers of classes are meant; or the other way round."""
    for one in r.losses:
        if not one.training or one.name not in ("cross_entropy", "nll_loss"):
            continue
        if one.name == "cross_entropy" and len(one.input) == 1 and one.dtype.startswith(("float", "double")):
            yield Finding(
                "labels_not_classes",
                True,
                one.site,
                {"input": list(one.input), "dtype": one.dtype},
                "loss = F.mse_loss(output, y)",
            )
            return
        if one.facts.get("off", 0) > 1e-2:
            single = one.facts["single"]
            yield Finding(
                "labels_not_classes",
                not single,
                one.site,
                {"row_sum_off": one.facts["off"], "target": list(one.target), "single": single},
                "loss = F.cross_entropy(output, y.argmax(1))",
            )
            return
        if one.failed and (
            "expected scalar type Long" in one.failed or ("Expected" in one.failed and "class" in one.failed)
        ):
            yield Finding(
                "labels_not_classes", True, one.site, {"dtype": one.dtype, "target": list(one.target)}, "y = y.long()"
            )
            return
    whole = [one for one in r.losses if one.training and one.name in BROADCAST and one.facts.get("whole")]
    scored = any(e.kind == "choice" for e in r.events) or any(True for _ in r.sources.find(r"\.round\(\)"))
    if (
        whole
        and 3 <= max(one.facts["values"] for one in whole) <= 20
        and scored
        and min(one.facts["low"] for one in whole) == 0
    ) and all(one.input == one.target and (len(one.input) == 1 or one.input[-1] == 1) for one in whole):
        values = max(one.facts["values"] for one in whole)
        yield Finding(
            "labels_not_classes",
            False,
            whole[0].site,
            {"classes": values, "loss": whole[0].name},
            "loss = F.cross_entropy(logits, y.long())",
        )
