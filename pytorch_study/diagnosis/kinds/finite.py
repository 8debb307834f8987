"""Numbers that are not finite: the operation that made the first one, and batches that are skipped because of them."""

import math
import re
from collections.abc import Iterator

from pytorch_study.diagnosis.records import Event, Finding, Records, Site


def nan_origin(r: Records) -> Iterator[Finding]:
    """The first operation whose result is not finite."""
    nan = r.facts.get("nan")
    if nan and nan["found"]:
        name, site, numbers = nan["found"]
        cure = {
            "Log": "torch.log(x.clamp_min(1e-8))",
            "Div": "x / (y + 1e-8)",
            "Sqrt": "torch.sqrt(x + 1e-8)",
            "Exp": "torch.logsumexp(...)  # never exp of large numbers",
        }
        yield Finding(
            "nan_origin",
            True,
            site or nan["site"],
            {"step": nan["step"], "operation": name.lower(), **numbers},
            cure.get(name, "x.clamp(...)"),
        )
        return
    bad = [one for one in r.updates if one.bad]
    fine = [
        one
        for one in r.backward
        if one.value is not None and math.isfinite(one.value) and bad and one.step == bad[0].step
    ]
    if bad and fine:
        sharp = [
            n
            for b in fine
            for n in b.nodes
            if n.name in ("Sqrt", "LinalgVectorNorm", "Norm", "Pow", "Div", "Std", "Log", "Acos")
        ]
        site = next((n.site for n in sharp if n.site), None) or r.facts.get("sites", {}).get(
            sharp[0].name if sharp else ""
        )
        if site:
            yield Finding(
                "nan_origin",
                True,
                site,
                {"step": bad[0].step, "operation": sharp[0].name.lower(), "loss": fine[0].value},
                "torch.sqrt(x + 1e-8)  # the root's slope at 0 is infinite",
            )
            return
    if nan and not any(one.ratios and max(one.ratios.values()) > 0.2 for one in r.updates):
        broken = [
            one
            for one in r.losses
            if one.facts and not math.isfinite(one.facts.get("high", 0.0) + one.facts.get("low", 0.0))
        ]
        inputs = [d for d in r.facts.get("data", {}).values() if not math.isfinite(d["mean"])]
        if broken or inputs:
            yield Finding(
                "nan_origin", True, nan["site"], {"step": nan["step"], "operation": "data"}, "x = torch.nan_to_num(x)"
            )


def nan_batches_skipped(r: Records) -> Iterator[Finding]:
    """Batches whose loss is not finite are left out, and what makes them so stays."""
    met = [e for e in r.events if e.kind == "met_nan" and _of_a_loss(r, e)]
    sites = [e.site for e in met]
    cure = "# find what makes the loss infinite (log of 0, division by 0, a broken example) instead"
    if len(met) < 2 and "nan" not in r.facts:
        lost = [one for one in r.losses if one.training and one.value is not None and not math.isfinite(one.value)]
        lines = [Site(file, line) for file, line, _ in r.sources.find(r"isnan|isfinite|isinf")]
        if len(lost) >= 2 and r.steps:
            place = lines[0] if lines else lost[0].site
            yield Finding(
                "nan_batches_skipped",
                True,
                place,
                {"batches": len(lost), "steps": r.steps},
                cure,
            )
    if len(met) >= 2 and "nan" not in r.facts:
        site = max(set(sites), key=sites.count)
        yield Finding(
            "nan_batches_skipped",
            True,
            site,
            {"batches": len(met), "steps": r.steps},
            cure,
        )


def _of_a_loss(r: Records, e: Event) -> bool:
    """Whether it was a loss that was met, and no metric, e.g. the IoU of a class that is absent, and no example."""
    if e.facts["grad"]:
        return True
    bad = (one for one in r.losses if one.training and one.value is not None and not math.isfinite(one.value))
    if any(one.step == e.step for one in bad):
        return True
    said = r.sources.line(*e.site) if e.site else ""
    return bool(e.step and e.facts["enabled"] and re.search(r"loss|err|cost", said))
