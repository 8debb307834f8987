"""Mistakes of who holds which parameters: in no optimizer, in an old one, or where no gradient reaches."""

import ast
from collections.abc import Iterator

from pytorch_study.diagnosis import flow
from pytorch_study.diagnosis.kinds.losses import plain
from pytorch_study.diagnosis.kinds.shared import backward_site, leaves, stale
from pytorch_study.diagnosis.records import Finding, Records, Site


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
    old = stale(r)
    made = [one for one in r.optimizers if one.params]
    if not made or not any(p in r.params for p in held):
        return  # what is optimized is no network's: an image, to which the network only gives the gradient
    shapes = {r.params[one].shape for one in old if one in r.params}
    if any(one in r.params and r.params[one].shape in shapes for one in left):
        return  # an optimizer that is older than the model
    if old and not any(k in r.params for k in old):
        return
    outside = [leaf for leaf in left if leaf not in registered]
    trained = {r.params[p].model for p in held if p in r.params}
    fixed = {m for m in {r.params[p].model for p in left if p in r.params} - trained if _meant_to_stay(r, m)}
    left = [leaf for leaf in left if leaf not in r.params or r.params[leaf].model not in fixed]
    if not left:
        return
    lost = [r.params[leaf].name for leaf in left if leaf in r.params]
    seen = {"parameters": len(left), "names": lost[:4]}
    whole = {r.params[leaf].model for leaf in left if leaf in r.params} - trained
    site = made[0].site
    line = r.sources.line(*site) if site else ""
    chosen = any(word in line for word in (".fc.", ".head.", ".classifier.", "filter(", "requires_grad"))
    if outside:
        yield Finding(
            "not_in_optimizer",
            True,
            r.facts.get("strays", {}).get(outside[0]) or site,
            {"parameters": len(left), "registered": False},
            "self.layers = nn.ModuleList(layers)",
        )
    elif whole:  # a teacher, or fixed features, may be meant to stay
        yield Finding(
            "not_in_optimizer",
            False,
            site,
            {**seen, "feeds_what_is_trained": _feeds(r, set(left), held)},
            "network.requires_grad_(False)",
        )
    elif not chosen:
        yield Finding(
            "not_in_optimizer",
            not set(left) <= _loaded(r),
            site,
            seen,
            "optimizer = torch.optim.Adam([*model.parameters(), *other.parameters()])",
        )
    else:
        yield Finding("not_in_optimizer", False, site, seen, "optimizer = torch.optim.Adam(model.parameters())")


def _loaded(r: Records) -> set[int]:
    """The parameters whose values were read from a file."""
    return {p for e in r.events if e.kind == "load" for p in e.facts["params"]}


def _meant_to_stay(r: Records, model: int | None) -> bool:
    """Whether a network was read from a file, or is never called in training mode: a teacher, a measure of likeness."""
    calls = [one for one in r.forwards if one.model == model and one.grad]
    read = any(r.params[p].model == model for p in _loaded(r) if p in r.params)
    return read or (bool(calls) and not any(one.training for one in calls))


def _feeds(r: Records, lost: set[int], held: frozenset[int]) -> bool:
    """Whether what these parameters compute goes through layers that are trained."""
    for back in r.backward[:4]:
        nodes = back.nodes
        for node in nodes:
            ends = [plain(nodes, k) for k in node.inputs]
            weighted = any(end is not None and end.facts.get("leaf") in held for end in ends)
            seen, todo = set(), list(node.inputs) if weighted else []
            while todo:
                place = todo.pop()
                if nodes[place].facts.get("leaf") in lost:
                    return True
                if place not in seen:
                    seen.add(place)
                    todo += nodes[place].inputs
    return False


def optimizer_older_than_model(r: Records) -> Iterator[Finding]:
    """An optimizer that still holds the parameters of before."""
    held = frozenset().union(*(one.params for one in r.optimizers)) if r.optimizers else frozenset()
    reached = leaves(r)
    old = stale(r)
    trained = {leaf for leaf in reached - held if leaf in r.params}
    for one in r.optimizers:
        mine = old & one.params
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
    unused = all(one.empty for one in r.updates)  # else the script sets .grad itself: evolution strategies
    if r.steps and r.updates and unused and not r.backwards and not r.facts.get("by_hand"):
        yield Finding("no_gradient", True, r.updates[0].site, {"never": r.steps}, "loss.backward()\noptimizer.step()")
        return
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
    old, held = stale(r), frozenset().union(*(one.params for one in r.optimizers)) if r.optimizers else frozenset()
    if not old:
        return
    modules, reached = r.facts.get("modules", {}), leaves(r)
    heard = r.facts.get("heard", {})  # what the output does not depend on is of a branch that nobody uses
    called = [p for p in old if modules.get(p, {}).get("called") and p in r.params and heard.get(p, True)]
    if not called or [leaf for leaf in reached - held if leaf in r.params]:
        return
    seen = {"parameters": len(called), "names": [r.params[p].name for p in called][:4], "steps": len(r.updates)}
    cut = _cut(r)
    yield Finding(
        "no_gradient",
        cut is not None or any(heard.get(p) for p in called),
        cut or backward_site(r),
        seen,
        "# without .detach(), .data, .item(), .numpy() or torch.no_grad() on the way",
    )


CUTS = r"\.detach\(|\.data\b|\.item\(|\.numpy\(|no_grad|torch\.tensor\(|from_numpy|inference_mode"


def _cut(r: Records) -> Site | None:
    """The line that cuts the graph: one of those that can, in a forward or just before `backward`."""
    site = backward_site(r)
    forged = {n.facts["leaf"] for b in r.backward for n in b.nodes if "leaf" in n.facts and not n.facts["registered"]}
    held = frozenset().union(*(one.params for one in r.optimizers)) if r.optimizers else frozenset()
    if forged - held and not leaves(r) & held:  # a new leaf took the place of the output
        made = [Site(file, line) for file, line, _ in r.sources.find(r"requires_grad\s*=\s*True|requires_grad_\(")]
        inside = [one for one in made if not isinstance(flow.scope(r.sources, one), ast.Module)]
        inside = inside or [one for one in made if flow.in_loop(r.sources, one)]
        if inside or made:
            return (inside or made)[0]
    lines = [(file, line) for file, line, _ in r.sources.find(CUTS)]
    for file in {file for file, _ in lines}:
        tree = r.sources.tree(file)
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.FunctionDef) and node.name == "forward":
                for one, line in lines:
                    if one == file and node.lineno <= line <= (node.end_lineno or 0):
                        return Site(file, line)
    near = [(file, line) for file, line in lines if site and file == site.file and 0 <= site.line - line <= 15]
    return Site(*near[-1]) if near else None
