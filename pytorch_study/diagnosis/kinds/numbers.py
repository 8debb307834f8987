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


def _fallen(r: Records) -> float:
    """The last losses over the first ones."""
    values = list(r.values)
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
        stuck = _fallen(r) > 0.85
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
        if travelled < 0.05 and usual < 1e-4 and _fallen(r) > 0.85 and median(grads or [0.0]) > 1e-7:
            seen = {
                "update_over_weight": usual,
                "usual": 1e-3,
                "lr": one.lr,
                "steps": r.steps,
                "loss_fell_to": _fallen(r),
            }
            yield Finding(
                "lr_too_low",
                False,
                one.site,
                seen,
                f"lr={min(1e-1, one.lr * 10 ** round(math.log10(1e-3 / max(usual, 1e-9)))):.1g}",
            )
            return


def _layers(r: Records, model: int) -> list[int]:
    """The weight matrices of a network, in order."""
    return [p for p, one in r.params.items() if one.model == model and len(one.shape) > 1]


def vanishing_gradients(r: Records) -> Iterator[Finding]:
    """The first layers get gradients that are many times smaller than the last ones'."""
    early = [one for one in r.updates if one.count < 24]
    for model in {one.model for one in r.params.values()}:
        layers = _layers(r, model) if model is not None else []
        if len(layers) < 4:
            continue
        sizes = {p: [g for one in early if (g := one.grads.get(p)) is not None and math.isfinite(g)] for p in layers}
        means = [median(sizes[p]) if sizes[p] else None for p in layers]
        there = [(p, m) for p, m in zip(layers, means, strict=True) if m is not None]
        if len(there) < 4:
            continue
        first, last = min(m for _, m in there[:2]), max(m for _, m in there[-2:])
        if last > 1e-4 and first < 1e-3 * last and _fallen(r) > 0.6:
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
        if len(large) >= 2 and biggest[0] > 20 and (len(large) >= 0.3 * len(biggest)) and (_fallen(r) > 0.5):
            seen = {"gradient_over_weight": max(biggest), "steps": len(large)}
            yield Finding(
                "exploding_gradients",
                False,
                backward_site(r),
                seen,
                "torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # between backward and step",
            )
            return


def dead_relu(r: Records) -> Iterator[Finding]:
    """Units that are zero for every example, and so never get a gradient again."""
    sites: dict[Site | None, list[float]] = {}
    units: dict[Site | None, int] = {}
    for back in r.backward:
        for k, node in enumerate(back.nodes):
            if node.name == "Relu" and "zero" in node.facts and node.facts["units"] >= 4:
                key = node.site or Site(r.facts.get("sites", {}).get("Relu", Site("", 0)).file, -k)
                sites.setdefault(key, []).append(node.facts["zero"])
                units[key] = node.facts["units"]
    named = r.facts.get("sites", {}).get("Relu")
    worst = [(s, v) for s, v in sites.items() if len(v) >= 1 and v[-1] > 0.8 and median(v[-3:]) > 0.8]
    if worst and _fallen(r) > 0.5:
        site, shares = worst[0]
        early = [v[0] for v in sites.values()]
        place = site if site and site.line > 0 else named
        cause = _init_line(r) if max(early) > 0.8 else None
        yield Finding(
            "dead_relu",
            shares[-1] > 0.97,
            cause or place,
            {"dead": shares[-1], "at_first": shares[0], "units": units[site]},
            "nn.LeakyReLU(0.01)  # or a smaller learning rate, or torch's own initialisation",
        )


INITS = (
    r"init\.|\.fill_\(|\.zero_\(|zeros_\(|constant_\(|ones_\(|uniform_\(|normal_\(|\.data\s*=|\.data\.|bias\.|\.bias"
)


def _init_line(r: Records) -> Site | None:
    for file, line, text in r.sources.find(r"fill_\(|constant_\(|zeros_\(|\.zero_\(|ones_\(|uniform_\(|normal_\("):
        if "torch.zeros" not in text or "weight" in text:
            return Site(file, line)
    return None


def saturation(r: Records) -> Iterator[Finding]:
    """Sigmoid or tanh units that sit at their ends, where the gradient is nearly zero."""
    seen: dict[Site, list[float]] = {}
    for back in r.backward[:24]:
        for node in back.nodes:
            if node.name in ("Sigmoid", "Tanh") and "saturated" in node.facts and node.site:
                seen.setdefault(node.site, []).append(node.facts["saturated"])
    worst = [(s, v) for s, v in seen.items() if median(v) > 0.75 and v[0] > 0.7]
    if worst:
        yield Finding(
            "saturation",
            False,
            _init_line(r) or worst[0][0],
            {"saturated": median(worst[0][1])},
            "# smaller initial weights (torch's own), inputs with mean 0 and deviation 1",
        )


def symmetric_init(r: Records) -> Iterator[Finding]:
    """All units of a layer have the same weights, and so for ever the same gradients."""
    weights, leaves = (
        r.facts.get("weights", {}),
        {n.facts["leaf"] for b in r.backward for n in b.nodes if "leaf" in n.facts},
    )
    for model in {one.model for one in r.params.values()}:
        layers = [p for p in _layers(r, model) if p in weights] if model is not None else []
        equal = [p for p in layers if weights[p]["equal"] and p in leaves]
        alike = [p for p in layers if p in r.facts.get("alike", ()) and p in leaves]
        if len(alike) > 1 and not equal and _fallen(r) > 0.5:
            equal, sure = alike, False
        else:
            sure = True
        if len(layers) > 1 and equal and r.steps >= 3 and any(p != layers[-1] for p in equal):
            site = _init_line(r) or r.facts.get("modules", {}).get(equal[0], {}).get("site")
            names = [r.params[p].name for p in equal]
            yield Finding(
                "symmetric_init",
                sure,
                site,
                {"layers": names[:4], "rows": weights[equal[0]]["rows"], "steps": r.steps},
                "nn.init.kaiming_normal_(layer.weight)",
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


def output_ignores_input(r: Records) -> Iterator[Finding]:
    """All rows of the output are equal, whatever goes in."""
    for model, late in r.facts.get("probe late", {}).items():
        early = r.facts.get("probe early", {}).get(model, {})
        trained = any(one.model == model and one.grad for one in r.forwards)
        if late.get("constant") and trained and late.get("rows", 0) >= 3:
            from_start = bool(early.get("constant"))
            site = next((one.site for one in r.forwards if one.model == model), None)
            yield Finding(
                "output_ignores_input",
                True,
                site,
                {"rows": late["rows"], "spread": late["spread"], "from_the_start": from_start},
                "# follow x through forward(): where does it get lost?",
            )
            return
