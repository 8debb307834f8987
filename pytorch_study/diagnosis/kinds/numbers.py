"""Mistakes that show in the numbers: rates, gradients, dead units, weights that are all alike, what is not finite."""

import itertools
import math
from collections.abc import Iterator
from statistics import median

from pytorch_study.diagnosis.kinds.shared import backward_site, fallen, find, init_line, matrices, rate_line
from pytorch_study.diagnosis.records import Finding, Records, Site


def _ratios(r: Records, optimizer: int, first: int = 0) -> list[float]:
    return [
        median(one.ratios.values())
        for one in r.updates
        if one.optimizer == optimizer and one.ratios and one.count >= first
    ]


def lr_too_high(r: Records) -> Iterator[Finding]:
    """Each step changes the weights by a large part of themselves, and the loss does not fall for it."""
    if r.facts.get("nan", {}).get("found"):
        return
    if not r.optimizers:
        yield from _by_hand(r)
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
            yield Finding(
                "lr_too_high", bool(exploded and worst > 0.5), rate_line(r, one), seen, f"lr={one.lr / factor:.1g}"
            )
            return


def _by_hand(r: Records) -> Iterator[Finding]:
    """Without an optimizer: the loss rises and rises."""
    values = [v if math.isfinite(v) else math.inf for v in r.values]
    few = len(values) // 4
    if few < 2 or values[0] <= 0:
        return
    quarters = [median(values[k * few : (k + 1) * few]) for k in range(4)]
    rising = all(b > a or b == math.inf for a, b in itertools.pairwise(quarters))
    if rising and quarters[-1] > 10 * values[0]:
        site = find(r, r"\b(lr|learning_rate|step_size|eta|alpha)\b\s*=") or backward_site(r)
        seen = {"loss_first": values[0], "loss_largest": max(values), "steps": len(values)}
        yield Finding("lr_too_high", False, site, seen, "lr = ...  # a tenth of it")


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
                rate_line(r, one),
                seen,
                f"lr={min(1e-1, one.lr * 10 ** math.ceil(math.log10(1e-3 / max(usual, 1e-9)))):.1g}",
            )
            return


def vanishing_gradients(r: Records) -> Iterator[Finding]:
    """The first layers get gradients that are many times smaller than the last ones'."""
    early = [one for one in r.updates if one.count < 24]
    for model in {one.model for one in r.params.values()}:
        layers = matrices(r, model, but="Embed")  # the gradient of a table goes to a few of its rows
        if len(layers) < 4:
            continue
        sizes = {p: [g for one in early if (g := one.grads.get(p)) is not None and math.isfinite(g)] for p in layers}
        means = [median(sizes[p]) if sizes[p] else None for p in layers]
        there = [(p, m) for p, m in zip(layers, means, strict=True) if m is not None]
        if len(there) < 4:
            continue
        first, last = min(m for _, m in there[:2]), max(m for _, m in there[-2:])
        rising = all(a < 2 * b for (_, a), (_, b) in itertools.pairwise(there))  # from layer to layer
        less = 5e-3 if rising and fallen(r) > 0.9 else 1e-3
        if last > 1e-4 and first < less * last and fallen(r) > 0.6:
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
                if node.name.lower() in r.sources.line(*node.site).lower():
                    return node.site
                return find(r, node.name) or node.site  # it has another name there
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
        moved = [v for u in early for v in u.ratios.values()]
        harmless = all(v < 0.05 for v in moved) and max(biggest, default=0.0) < 1e4  # a summed loss, and Adam
        if harmless:
            continue
        if len(large) >= 2 and biggest[0] > 20 and (len(large) >= 0.3 * len(biggest)) and (fallen(r) > 0.5):
            seen = {"gradient_over_weight": max(biggest), "steps": len(large)}
            yield Finding(
                "exploding_gradients",
                False,
                init_line(r) or backward_site(r),
                seen,
                "torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # between backward and step",
            )
            return
