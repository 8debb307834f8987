"""Mistakes of the loop: clearing, stepping, clipping, schedules, and who holds which parameters."""

from collections.abc import Iterator

from pytorch_study.diagnosis.records import Finding, Records, Site, Update


def _by_optimizer(r: Records) -> dict[int, list[Update]]:
    found: dict[int, list[Update]] = {}
    for one in r.updates:
        found.setdefault(one.optimizer, []).append(one)
    return found


def backward_site(r: Records, step: int | None = None) -> Site | None:
    """Where `backward` is called most."""
    sites = [one.site for one in r.backward if one.site and (step is None or one.step == step)]
    return max(set(sites), key=sites.count) if sites else None


def zero_grad_missing(r: Records) -> Iterator[Finding]:
    """Gradients of earlier steps are still there at the next one."""
    for updates in _by_optimizer(r).values():
        later = [one for one in updates if one.count > 0 and one.fresh is not None and one.backwards]
        dirty = [one for one in later if one.fresh is False]
        if len(dirty) >= 2 and len(dirty) >= 0.6 * len(later):
            sites: list[Site | None] = [b.site for b in r.backward if b.site and b.step == dirty[0].step]
            sites = sites or [backward_site(r)]
            seen = {"steps": len(dirty), "of": len(later)}
            yield Finding(
                "zero_grad_missing", True, sites[-1], seen, "optimizer.zero_grad()\nloss.backward()\noptimizer.step()"
            )


def zero_grad_misplaced(r: Records) -> Iterator[Finding]:
    """Gradients are cleared after `backward` and before `step`, which then changes nothing."""
    for number, updates in _by_optimizer(r).items():
        empty = [
            one
            for one in updates
            if one.empty and one.backwards and any(g is None or g == 0 for g in one.grads.values())
        ]
        zeros = [e for e in r.events if e.kind == "zero" and e.facts["optimizer"] == number and e.facts["backwards"]]
        if len(empty) >= 2 and len(empty) >= 0.9 * len(updates) and zeros:
            seen = {"steps": len(empty), "of": len(updates)}
            yield Finding(
                "zero_grad_misplaced",
                True,
                zeros[0].site,
                seen,
                "optimizer.zero_grad()\nloss.backward()\noptimizer.step()",
            )


def step_missing(r: Records) -> Iterator[Finding]:
    """`backward` without a `step`: gradients are computed and nothing is learned."""
    stepped = {one.optimizer for one in r.updates}
    graph = _leaves(r)
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
    if len(r.optimizers) != 1 or not r.updates:
        return
    clears = [e for e in r.events if e.kind == "zero"]
    many = [one for one in r.updates if one.backwards >= 3]
    if len(many) >= 0.9 * len(r.updates) and clears and r.backwards >= 3 * r.steps:
        lost = [e for e in clears if e.facts["backwards"]]
        between = len(lost) > 2 * len(r.updates)
        if between and len(clears) >= 0.8 * min(r.backwards, len(clears) + 1) and _every_backward_cleared(r):
            yield Finding(
                "step_missing",
                True,
                backward_site(r),
                {"backwards": r.backwards, "steps": r.steps},
                "loss.backward()\noptimizer.step()",
            )


def _every_backward_cleared(r: Records) -> bool:
    clears = sum(e.kind == "zero" for e in r.events)
    return clears >= 0.8 * min(r.backwards, 3000)


def _leaves(r: Records) -> set[int]:
    return {node.facts["leaf"] for back in r.backward for node in back.nodes if "leaf" in node.facts}


def not_in_optimizer(r: Records) -> Iterator[Finding]:
    """Parameters that get gradients which nobody uses."""
    if not r.steps or r.facts.get("by_hand"):
        return
    held = frozenset().union(*(one.params for one in r.optimizers))
    registered = {p for p, one in r.params.items()}
    names: dict[int, tuple[bool, int]] = {}
    for back in r.backward:
        for node in back.nodes:
            if "leaf" in node.facts and node.facts["leaf"] not in held:
                leaf = node.facts["leaf"]
                names[leaf] = (node.facts["registered"], names.get(leaf, (False, 0))[1] + 1)
    left = [
        leaf
        for leaf, (is_parameter, times) in names.items()
        if times >= min(3, r.steps) and (is_parameter or leaf in registered)
    ]
    if not left:
        return
    stale = _stale(r)
    made = [one for one in r.optimizers if one.params]
    if not made:
        return
    modules = r.facts.get("modules", {})
    shapes = {r.params[one].shape for one in stale if one in r.params}
    if any(one in r.params and r.params[one].shape in shapes for one in left):
        return  # an optimizer that is older than the model
    if stale and not any(k in r.params for k in stale):
        return
    outside = [leaf for leaf in left if leaf not in registered]
    lost = [r.params[leaf].name for leaf in left if leaf in r.params]
    seen = {"parameters": len(left), "names": lost[:4]}
    roots = {r.params[leaf].model for leaf in left if leaf in r.params}
    whole = [m for m in roots if not any(r.params[p].model == m for p in held if p in r.params)]
    site = made[0].site
    line = r.sources.line(*site) if site else ""
    chosen = any(word in line for word in (".fc.", ".head.", ".classifier.", "filter(", "requires_grad"))
    if outside:
        place = modules.get(outside[0], {}).get("site") or site
        yield Finding(
            "not_in_optimizer",
            True,
            site if site else place,
            {"parameters": len(left), "registered": False},
            "self.layers = nn.ModuleList(layers)",
        )
    elif whole or not chosen:
        yield Finding(
            "not_in_optimizer",
            bool(whole) or len(left) > 0,
            site,
            seen,
            "optimizer = torch.optim.Adam([*model.parameters(), *other.parameters()])",
        )
    else:
        yield Finding("not_in_optimizer", False, site, seen, "optimizer = torch.optim.Adam(model.parameters())")


def _stale(r: Records) -> set[int]:
    """Parameters that an optimizer holds and that are in no graph."""
    leaves, found = _leaves(r), set()
    for updates in _by_optimizer(r).values():
        none = [frozenset(p for p, g in one.grads.items() if g is None) for one in updates]
        if len(none) >= 2:
            always = frozenset.intersection(*none)
            found |= {p for p in always if p not in leaves and r.facts.get("requires", {}).get(p, True)}
    return found


def optimizer_older_than_model(r: Records) -> Iterator[Finding]:
    """An optimizer that still holds the parameters of before."""
    held = frozenset().union(*(one.params for one in r.optimizers)) if r.optimizers else frozenset()
    leaves = _leaves(r)
    stale = _stale(r)
    trained = {leaf for leaf in leaves - held if leaf in r.params}
    for one in r.optimizers:
        mine = stale & one.params
        if mine and trained and any(e.optimizer == one.number for e in r.updates):
            unknown = [
                p for p in mine if p not in r.params or r.params[p].model not in {r.params[t].model for t in trained}
            ]
            if unknown:
                seen = {"held": len(mine), "trained": len(trained)}
                yield Finding(
                    "optimizer_older_than_model",
                    True,
                    one.site,
                    seen,
                    "model = ...\noptimizer = torch.optim.Adam(model.parameters())  # after the model",
                )
                return


def no_gradient(r: Records) -> Iterator[Finding]:
    """Parameters that are to be trained, and that no gradient reaches."""
    forged = [back for back in r.backward if back.forged]
    if forged and len(forged) >= 0.9 * len(r.backward):
        site = forged[0].site
        for file, line, _ in r.sources.find(r"requires_grad\s*=\s*True|requires_grad_\(|\.requires_grad\b"):
            if site and file == site.file and 0 <= site.line - line <= 12:
                site = Site(file, line)
        yield Finding(
            "no_gradient",
            True,
            site,
            {"backwards": len(forged), "parameters": 0},
            "loss = criterion(output, y)  # as it is: no .item(), no new tensor",
        )
        return
    stale, held = _stale(r), frozenset().union(*(one.params for one in r.optimizers)) if r.optimizers else frozenset()
    if not stale:
        return
    modules, leaves = r.facts.get("modules", {}), _leaves(r)
    called = [p for p in stale if modules.get(p, {}).get("called") and p in r.params]
    if not called or [leaf for leaf in leaves - held if leaf in r.params]:
        return
    seen = {"parameters": len(called), "names": [r.params[p].name for p in called][:4], "steps": len(r.updates)}
    yield Finding(
        "no_gradient",
        True,
        _cut(r) or backward_site(r),
        seen,
        "# without .detach(), .data, .item(), .numpy() or torch.no_grad() on the way",
    )


CUTS = r"\.detach\(|\.data\b|\.item\(|\.numpy\(|no_grad|torch\.tensor\(|from_numpy|inference_mode"


def _cut(r: Records) -> Site | None:
    """The line that cuts the graph: one of those that can, in a forward or just before `backward`."""
    import ast

    site = backward_site(r)
    lines = [(file, line) for file, line, _ in r.sources.find(CUTS)]
    for file in {file for file, _ in lines}:
        tree = r.sources.tree(file)
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.FunctionDef) and node.name == "forward":
                for one, line in lines:
                    if one == file and node.lineno <= line <= (node.end_lineno or 0):
                        return Site(file, line)
    near = [(file, line) for file, line in lines if site and file == site.file and -1 <= site.line - line <= 15]
    return Site(*near[-1]) if near else Site(*lines[0]) if lines else None
