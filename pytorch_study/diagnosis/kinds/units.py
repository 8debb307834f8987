"""Mistakes that show in the units: dead, saturated, all alike, or not listening to the input."""

import math
from collections.abc import Iterator
from statistics import median

from pytorch_study.diagnosis.kinds.shared import fallen, init_line, matrices
from pytorch_study.diagnosis.records import Finding, Records, Site


def dead_relu(r: Records) -> Iterator[Finding]:
    """Units that are zero for every example, and so never get a gradient again."""
    sites: dict[Site | None, list[float]] = {}
    units: dict[Site | None, int] = {}
    for back in r.backward:
        for k, node in enumerate(back.nodes):
            if node.name == "Relu" and node.facts.get("hidden") and node.facts["units"] >= 4:
                key = node.site or Site(r.facts.get("sites", {}).get("Relu", Site("", 0)).file, -k)
                sites.setdefault(key, []).append(node.facts["zero"])
                units[key] = node.facts["units"]
    named = r.facts.get("sites", {}).get("Relu")
    worst = [(s, v) for s, v in sites.items() if len(v) >= 1 and v[-1] > 0.8 and median(v[-3:]) > 0.8]
    always = [(s, v) for s, v in worst if min(v) > 0.97 and len(v) >= 3]
    if always or (worst and fallen(r) > 0.5):
        site, shares = (always or worst)[0]
        early = [v[0] for v in sites.values()]
        place = site if site and site.line > 0 else named
        cause = init_line(r) if max(early) > 0.8 else None
        yield Finding(
            "dead_relu",
            shares[-1] > 0.97,
            cause or place,
            {"dead": shares[-1], "at_first": shares[0], "units": units[site]},
            "nn.LeakyReLU(0.01)  # or a smaller learning rate, or torch's own initialisation",
        )


def saturation(r: Records) -> Iterator[Finding]:
    """Sigmoid or tanh units that sit at their ends, where the gradient is nearly zero."""
    seen: dict[Site, list[float]] = {}
    for back in r.backward[:24]:
        for node in back.nodes:
            if node.name in ("Sigmoid", "Tanh") and node.facts.get("hidden") and node.site:
                seen.setdefault(node.site, []).append(node.facts["saturated"])
    worst = [(s, v) for s, v in seen.items() if median(v) > 0.75 and v[0] > 0.7]
    if worst:
        yield Finding(
            "saturation",
            False,
            init_line(r) or worst[0][0],
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
        every = matrices(r, model, but="Norm")  # normalisation begins with ones
        layers = [p for p in every if p in weights and p in leaves and not _one_number_each(r, p)]
        equal = [p for p in layers if weights[p]["equal"]]
        alike = [p for p in layers if p in r.facts.get("alike", ())]
        flat = [p for p in layers if p in r.facts.get("one number", ()) and p != every[-1]]
        # A few layers of zeros between others are meant, as in residual networks.
        most = len(alike) > 1 and 2 * len(alike) > len(layers)
        if not equal and ((most and fallen(r) > 0.5) or (flat and init_line(r))):
            equal, sure = alike, False  # they have become different, and began all alike
        else:
            sure = True
        if equal and r.steps >= 3 and any(p != every[-1] for p in equal):
            site = init_line(r) or r.facts.get("modules", {}).get(equal[0], {}).get("site")
            names = [r.params[p].name for p in equal]
            yield Finding(
                "symmetric_init",
                sure,
                site,
                {"layers": names[:4], "rows": weights[equal[0]]["rows"], "steps": r.steps, "equal_at_the_end": sure},
                "nn.init.kaiming_normal_(layer.weight)",
            )
            return


def _one_number_each(r: Records, p: int) -> bool:
    """Whether a parameter of the script's own layer holds one number for each channel or head, such as layer scale."""
    shape, layer = r.params[p].shape, r.facts.get("modules", {}).get(p, {})
    return not layer.get("torch", True) and math.prod(shape) == shape[0]


def output_ignores_input(r: Records) -> Iterator[Finding]:
    """All rows of the output are equal, whatever goes in."""
    for model, late in r.facts.get("probe late", {}).items():
        early = r.facts.get("probe early", {}).get(model, {})
        trained = any(one.model == model and one.grad for one in r.forwards)
        if late.get("constant") and trained and late.get("rows", 0) >= 3:
            from_start = bool(early.get("constant"))
            norms = any(one.model == model and one.facts["norms"] for one in r.forwards)
            site = early.get("lost") if from_start else None
            site = site or next((one.site for one in r.forwards if one.model == model), None)
            yield Finding(
                "output_ignores_input",
                not (late.get("varies") and norms),  # else only statistics of batches that are not there yet make it so
                site,
                {"rows": late["rows"], "spread": late["spread"], "from_the_start": from_start},
                "# follow x through forward(): where does it get lost?",
            )
            return
