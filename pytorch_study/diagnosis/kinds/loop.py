"""Mistakes of the loop: clearing, stepping, and graphs that are kept."""

from collections.abc import Iterator

from pytorch_study.diagnosis import flow
from pytorch_study.diagnosis.kinds.shared import backward_site, by_optimizer, leaves
from pytorch_study.diagnosis.records import Event, Finding, Records, Site

CLEARED = "optimizer.zero_grad()\nloss.backward()\noptimizer.step()"


def _before(r: Records, back: Site | None, step: int) -> Site | None:
    """The call of the network before a `backward`, if it stands just before it: there the clearing belongs."""
    calls = [one.site for one in r.forwards if one.grad and one.step == step and one.site]
    near = [site for site in calls if back and site.file == back.file and 0 <= back.line - site.line <= 4]
    return near[-1] if near else back


def zero_grad_missing(r: Records) -> Iterator[Finding]:
    """Gradients of earlier steps are still there at the next one."""
    for number, updates in by_optimizer(r).items():
        later = [one for one in updates if one.count > 0 and one.fresh is not None and one.backwards]
        dirty = [one for one in later if one.fresh is False]
        if len(dirty) >= 2 and len(dirty) >= 0.6 * len(later):
            sites: list[Site | None] = [b.site for b in r.backward if b.site and b.step == dirty[0].step]
            sites = sites or [backward_site(r)]
            seen = {"steps": len(dirty), "of": len(later), "optimizer": number}
            place = _before(r, sites[-1], dirty[0].step)
            yield Finding("zero_grad_missing", True, place, seen, CLEARED)
    for number, (dirty, total) in r.facts.get("closures", {}).items():
        if dirty >= 3 and dirty >= 0.6 * total:
            cure = "def closure():\n    optimizer.zero_grad()\n    loss = ...\n    loss.backward()\n    return loss"
            seen = {"steps": dirty, "of": total, "optimizer": number}
            yield Finding("zero_grad_missing", True, backward_site(r), seen, cure)


def zero_grad_misplaced(r: Records) -> Iterator[Finding]:
    """Gradients are cleared after `backward` and before `step`, which then changes nothing."""
    for number, updates in by_optimizer(r).items():
        empty = [
            one
            for one in updates
            if one.empty and one.backwards and any(g is None or g == 0 for g in one.grads.values())
        ]
        zeros = [e for e in r.events if e.kind == "zero" and e.facts["optimizer"] == number and e.facts["backwards"]]
        if len(empty) >= 2 and len(empty) >= 0.9 * len(updates) and zeros:
            seen = {"steps": len(empty), "of": len(updates), "optimizer": number}
            yield Finding(
                "zero_grad_misplaced",
                True,
                zeros[0].site,
                seen,
                CLEARED,
            )
            return
    lost = _lost(r)
    if lost and _accumulates(r):
        sites = [e.site for e in lost if e.site]
        place = max(set(sites), key=sites.count) if sites else None
        others = {e.site for e in r.events if e.kind == "zero"} - {place}
        seen = {"steps": r.steps, "of": r.backwards, "lost": len(lost), "cleared_elsewhere": bool(others)}
        yield Finding("zero_grad_misplaced", True, place, seen)


def step_missing(r: Records) -> Iterator[Finding]:
    """`backward` without a `step`: gradients are computed and nothing is learned."""
    stepped = {one.optimizer for one in r.updates}
    graph = leaves(r)
    versions = r.facts.get("versions", {})
    for one in r.optimizers:
        if one.number in stepped or r.backwards < 2 or not one.params & graph:
            continue
        if all(versions.get(p, 1) <= 1 for p in one.params & graph) or not r.steps:
            again = [o for o in r.optimizers if o.number in stepped and o.params & one.params]
            if again or r.facts.get("by_hand"):
                continue
            yield Finding(
                "step_missing",
                True,
                backward_site(r),
                {"backwards": r.backwards, "steps": 0},
                "loss.backward()\noptimizer.step()",
            )
            return
    if _lost(r) and not _accumulates(r):
        yield Finding("step_missing", True, backward_site(r), {"backwards": r.backwards, "steps": r.steps})


def _lost(r: Records) -> list[Event]:
    """Where there are several calls of `backward` for a step: the calls that clear gradients in between."""
    if len(r.optimizers) != 1 or not r.updates:
        return []
    clears = [e for e in r.events if e.kind == "zero"]
    many = [one for one in r.updates if one.backwards >= 3]
    if len(many) < 0.9 * len(r.updates) or r.backwards < 3 * r.steps or not _every_backward_cleared(r):
        return []
    if any(not n.facts["registered"] for b in r.backward for n in b.nodes if "leaf" in n.facts):
        return []  # gradients of inputs, too: an attack, which clears those of the network
    lost = [e for e in clears if e.facts["backwards"]]
    return lost if len(lost) > 2 * len(r.updates) else []


def _accumulates(r: Records) -> bool:
    """Whether the step stands in the same loop as `backward`: it is meant to come only now and then."""
    loop = flow.loop_around(r.sources, backward_site(r))
    sites = {one.site for one in r.updates if one.site}
    return loop is not None and any(flow.loop_around(r.sources, site) is loop for site in sites)


def _every_backward_cleared(r: Records) -> bool:
    clears = sum(e.kind == "zero" for e in r.events)
    return clears >= 0.8 * min(r.backwards, 3000)


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
