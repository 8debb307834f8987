"""Mistakes that show in the numbers: rates, gradients, dead units, weights that are all alike, what is not finite."""

import math
from collections.abc import Iterator
from statistics import median

from pytorch_study.diagnosis.kinds.loop import backward_site
from pytorch_study.diagnosis.records import Finding, Records, Site


def _ratios(r: Records, optimizer: int, first: int = 0) -> list[float]:
    return [
        median(one.ratios.values())
        for one in r.updates
        if one.optimizer == optimizer and one.ratios and one.count >= first
    ]


def fallen(records: Records) -> float:
    """The last losses over the first ones."""
    values = records.values
    if len(values) < 4:
        return 1.0
    few = max(1, min(20, len(values) // 10))
    first, last = min(values[0], median(values[:few])), median(values[-few:])
    return last / first if first > 0 and math.isfinite(last) else (math.inf if not math.isfinite(last) else 1.0)


def lr_too_high(r: Records) -> Iterator[Finding]:
    """Each step changes the weights by a large part of themselves, and the loss does not fall for it."""
    if r.facts.get("nan", {}).get("found"):
        return
    for one in r.optimizers:
        ratios = [v for v in _ratios(r, one.number) if math.isfinite(v)]
        if len(ratios) < 3 or one.name == "LBFGS":
            continue
        usual, first = median(ratios), max(ratios[:3])
        values = [v for v in r.values if math.isfinite(v)]
        start = values[0] if values else 0.0
        blown = bool(values) and max(values) > 10 * abs(start) + 1e-9
        exploded = len(values) < len(r.values) or (
            values and median(values[-max(1, len(values) // 5) :]) > 3 * abs(start)
        )
        stuck = fallen(r) > 0.85
        seen = {
            "update_over_weight": usual,
            "usual": 1e-3,
            "lr": one.lr,
            "loss_first": start,
            "loss_largest": max(values, default=math.nan),
        }
        worst = max(usual, first)
        if (worst > 0.2 and (exploded or (blown and stuck))) or (usual > 0.05 and exploded) or (worst > 0.3 and stuck):
            factor = 10 ** math.ceil(math.log10(max(worst / 1e-2, 10)))
            yield Finding("lr_too_high", bool(exploded and worst > 0.5), one.site, seen, f"lr={one.lr / factor:.1g}")
            return


def lr_too_low(r: Records) -> Iterator[Finding]:
    """After all steps together the weights have hardly moved."""
    for one in r.optimizers:
        ratios = _ratios(r, one.number)
        if len(ratios) < 5 or r.steps < 20 or one.lr <= 0 or len(r.optimizers) > 1:
            continue
        usual = median(ratios)
        travelled = usual * r.steps
        grads = [g for u in r.updates for g in u.grads.values() if g is not None]
        if travelled < 0.05 and usual < 1e-4 and fallen(r) > 0.85 and median(grads or [0.0]) > 1e-7:
            seen = {
                "update_over_weight": usual,
                "usual": 1e-3,
                "lr": one.lr,
                "steps": r.steps,
                "loss_fell_to": fallen(r),
            }
            yield Finding(
                "lr_too_low",
                False,
                one.site,
                seen,
                f"lr={min(1e-1, one.lr * 10 ** round(math.log10(1e-3 / max(usual, 1e-9)))):.1g}",
            )
            return


def matrices(r: Records, model: int) -> list[int]:
    """The weight matrices of a network, in order."""
    return [p for p, one in r.params.items() if one.model == model and len(one.shape) > 1]


def vanishing_gradients(r: Records) -> Iterator[Finding]:
    """The first layers get gradients that are many times smaller than the last ones'."""
    early = [one for one in r.updates if one.count < 24]
    for model in {one.model for one in r.params.values()}:
        layers = matrices(r, model) if model is not None else []
        if len(layers) < 4:
            continue
        sizes = {p: [g for one in early if (g := one.grads.get(p)) is not None and math.isfinite(g)] for p in layers}
        means = [median(sizes[p]) if sizes[p] else None for p in layers]
        there = [(p, m) for p, m in zip(layers, means, strict=True) if m is not None]
        if len(there) < 4:
            continue
        first, last = min(m for _, m in there[:2]), max(m for _, m in there[-2:])
        if last > 1e-4 and first < 1e-3 * last and fallen(r) > 0.6:
            name = r.params[there[0][0]].name
            site = (
                _activation_site(r) or r.facts.get("modules", {}).get(there[0][0], {}).get("site") or backward_site(r)
            )
            seen = {"first_layer": first, "last_layer": last, "times": last / (first + 1e-30), "layer": name}
            yield Finding(
                "vanishing_gradients",
                False,
                site,
                seen,
                "nn.ReLU()  # and nn.init.kaiming_normal_, batch normalisation or residual connections",
            )
            return


def _activation_site(r: Records) -> Site | None:
    for back in r.backward:
        for node in back.nodes:
            if node.name in ("Sigmoid", "Tanh") and node.site and node.facts.get("saturated") is not None:
                return node.site
    return None


def exploding_gradients(r: Records) -> Iterator[Finding]:
    """Gradients many times as large as the weights that they belong to."""
    for one in r.optimizers:
        early = [u for u in r.updates if u.optimizer == one.number][:24]
        biggest = [
            max(
                (g for p, g in u.grads.items() if g is not None and p in r.params and len(r.params[p].shape) > 1),
                default=0.0,
            )
            for u in early
        ]
        large = [b for b in biggest if b > 100 or not math.isfinite(b)]
        if len(large) >= 2 and biggest[0] > 20 and (len(large) >= 0.3 * len(biggest)) and (fallen(r) > 0.5):
            seen = {"gradient_over_weight": max(biggest), "steps": len(large)}
            yield Finding(
                "exploding_gradients",
                False,
                backward_site(r),
                seen,
                "torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # between backward and step",
            )
            return


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
    met = [e for e in r.events if e.kind == "met_nan"]
    sites = [e.site for e in met]
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
                "# find what makes the loss infinite (log of 0, division by 0, a broken example) instead",
            )
    if len(met) >= 2 and r.steps and "nan" not in r.facts:
        site = max(set(sites), key=sites.count)
        yield Finding(
            "nan_batches_skipped",
            True,
            site,
            {"batches": len(met), "steps": r.steps},
            "# find what makes the loss infinite (log of 0, division by 0, a broken example) instead",
        )


def graph_kept(r: Records) -> Iterator[Finding]:
    """A running total that holds on to the graphs of all steps."""
    kept = [one for one in r.backward if one.kept]
    if len(kept) < 3:
        return
    lines = list(
        r.sources.find(
            r"\+=\s*\w*(loss|err|cost|l)\w*\s*(\*.*)?$|\.append\(\s*\w*(loss|err|cost|out|pred|logits)\w*\s*\)|=\s*\w+\s*\+\s*\w*loss\w*\s*$"
        )
    )
    lines = [one for one in lines if "item()" not in one[2] and "detach" not in one[2]]
    site = backward_site(r)
    near = sorted(lines, key=lambda one: abs(one[1] - site.line)) if site else lines
    yield Finding(
        "graph_kept", True, Site(*near[0][:2]) if near else site, {"steps": len(kept)}, "total += loss.item()"
    )
