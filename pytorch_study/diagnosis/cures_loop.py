"""Cures of the loop, of who holds which parameters, and of rates, in the script's own names."""

import ast
import re
from collections.abc import Callable

from pytorch_study.diagnosis import flow
from pytorch_study.diagnosis.edits import Edit, called, calls, made_at, put, segment
from pytorch_study.diagnosis.kinds.shared import backward_site
from pytorch_study.diagnosis.records import Finding, Records, Site
from pytorch_study.text import say


def _line(r: Records, site: Site | None, name: str) -> tuple[str, str]:
    """The call of a method in a line, and what it is called on: ("loss.backward()", "loss")."""
    for call in calls(r.sources, site):
        if isinstance(call.func, ast.Attribute) and call.func.attr == name and site is not None:
            return segment(r.sources, site, call), segment(r.sources, site, call.func.value)
    return "", ""


def _stepping(r: Records, number: int | None = None) -> tuple[str, str]:
    """The step of an optimizer (None: of the one that steps last) as it is called, and the optimizer's name."""
    sites = [one.site for one in r.updates if one.site and number in (None, one.optimizer)]
    line, name = _line(r, sites[-1], "step") if sites else ("", "")
    if "scaler" in name:  # scaler.step(optimizer)
        name = line.partition("(")[2].rstrip(")")
    return line, name


def _backward(r: Records, number: int | None = None) -> str:
    """The `backward` that comes before the steps of an optimizer (None: that is called most)."""
    steps = [one.step for one in r.updates if one.optimizer == number and one.backwards]
    before = [[b.site for b in r.backward if b.site and b.step <= step][-1:] for step in steps]
    sites = [site for found in before for site in found]
    return _line(r, max(set(sites), key=sites.count) if sites else backward_site(r), "backward")[0]


def _together(*lines: str) -> str | None:
    return "\n".join(lines) if all(lines) else None


def _clear(r: Records, f: Finding) -> Edit | str | None:
    number = f.evidence.get("optimizer")
    step, name = _stepping(r, number)
    if r.facts.get("closures"):
        return _together(name and f"{name}.zero_grad()", _backward(r, number))
    return _together(name and f"{name}.zero_grad()", _backward(r, number), step)


def _behind(r: Records, f: Finding) -> Edit | str | None:
    """Cleared once a step, behind it."""
    if "lost" not in f.evidence:
        return _clear(r, f)
    step, name = _stepping(r)
    assert f.site is not None
    gone = f"# {say('diagnose.how.delete', line=r.sources.line(*f.site))}"
    return gone if f.evidence["cleared_elsewhere"] else _together(gone, step, name and f"{name}.zero_grad()")


def _step(r: Records, f: Finding) -> Edit | str | None:
    names = [made_at(r.sources, one.site) for one in r.optimizers]
    return _together(_backward(r), f"{names[0]}.step()") if len(names) == 1 and names[0] else None


def _clip(r: Records, f: Finding) -> Edit | str | None:
    clip = next((one for one in calls(r.sources, f.site) if called(one).startswith("clip_grad")), None)
    assert f.site is not None
    return _together(_backward(r), segment(r.sources, f.site, clip) if clip else "", _stepping(r)[0])


def _schedule(r: Records, f: Finding) -> Edit | str | None:
    return _together(_stepping(r)[0], _line(r, f.site, "step")[0])


def _train(r: Records, f: Finding) -> Edit | str | None:
    names = {_line(r, one.site, "eval")[1] for one in r.events if one.kind == "eval"} - {""}
    return f"{names.pop()}.train()" if len(names) == 1 else None


def _rate(r: Records, f: Finding) -> Edit | str | None:
    for call in calls(r.sources, f.site):
        for word in call.keywords if f.cure.startswith("lr=") else ():
            if f.site and word.arg in ("lr", "learning_rate") and isinstance(word.value, ast.Constant):
                return put(r.sources, f.site, (word.value, f.cure.removeprefix("lr=")))
    return f.cure if re.fullmatch(r"lr=[\d.e+-]+", f.cure) else None


def _item(r: Records, f: Finding) -> Edit | str | None:
    """The number instead of the tensor with its graph."""
    assert f.site is not None
    stmt = flow.statement(r.sources, f.site)
    value: ast.expr | None = None
    if isinstance(stmt, ast.AugAssign):
        value = stmt.value
    elif isinstance(stmt, ast.Expr) and isinstance(stmt.value, ast.Call) and called(stmt.value) == "append":
        value = stmt.value.args[0]
    elif isinstance(stmt, ast.Assign) and isinstance(stmt.value, ast.BinOp) and isinstance(stmt.value.op, ast.Add):
        sides = [one for one in (stmt.value.left, stmt.value.right) if ast.unparse(one) not in flow.targets(stmt)]
        value = sides[0] if len(sides) == 1 else None
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult | ast.Div):
        value = value.left
    if not isinstance(value, ast.Name | ast.Attribute | ast.Subscript):
        return None
    number = "loss" in ast.unparse(value).lower() or isinstance(stmt, ast.AugAssign)
    return put(r.sources, f.site, (value, segment(r.sources, f.site, value) + (".item()" if number else ".detach()")))


def _later(r: Records, f: Finding) -> Edit | str | None:
    """The model's line, then the optimizer's."""
    assert f.site is not None
    stmt, modules = flow.statement(r.sources, f.site), r.facts.get("modules", {})
    held = frozenset().union(*(one.params for one in r.optimizers))
    reached = {n.facts["leaf"] for b in r.backward for n in b.nodes if "leaf" in n.facts} - held
    roots = {modules[p]["root"] for p in reached if modules.get(p, {}).get("root")}
    made = [flow.statement(r.sources, one) for one in roots if one.file == f.site.file]
    if stmt is None or len(made) != 1 or not isinstance(made[0], ast.Assign) or not _same(r, f.site, made[0]):
        return None
    return f"{segment(r.sources, f.site, made[0])}\n{segment(r.sources, f.site, stmt)}"


def _same(r: Records, site: Site, stmt: ast.stmt) -> bool:
    """Whether a name of this statement is known in a line."""
    own, other = flow.scope(r.sources, site), flow.scope(r.sources, Site(site.file, stmt.lineno))
    return own is other or isinstance(other, ast.Module)


def _held(r: Records, f: Finding) -> Edit | str | None:
    assert f.site is not None
    stmt = flow.statement(r.sources, f.site)
    if f.evidence.get("registered") is False:
        kinds = {ast.List: "ModuleList", ast.ListComp: "ModuleList", ast.Dict: "ModuleDict", ast.DictComp: "ModuleDict"}
        kind = kinds.get(type(stmt.value)) if isinstance(stmt, ast.Assign) else None
        if kind is None or not isinstance(stmt, ast.Assign) or not isinstance(stmt.targets[0], ast.Attribute):
            return None
        text = segment(r.sources, f.site, stmt.value)
        kind = kind.replace("Module", "Parameter") if "Parameter(" in text else kind
        nn = "nn" if any(r.sources.find(r"import torch\.nn as nn|from torch import .*\bnn\b")) else "torch.nn"
        return put(r.sources, f.site, (stmt.value, f"{nn}.{kind}({text})"))
    if f.evidence.get("feeds_what_is_trained") is False:
        return _stays(r)
    call = next((c for c in calls(r.sources, f.site) if c.args and ".parameters()" in ast.unparse(c.args[0])), None)
    if call is None:
        return None
    held = frozenset().union(*(one.params for one in r.optimizers))
    lost = {n.facts["leaf"] for b in r.backward for n in b.nodes if "leaf" in n.facts} - held
    models = {r.params[p].model for p in lost if p in r.params}
    if models & {r.params[p].model for p in held if p in r.params}:
        return _whole(r, f.site, call) if len(models) == 1 else None
    modules = r.facts.get("modules", {})
    roots = {modules[p]["root"] for p in lost if p in modules}
    made = [flow.statement(r.sources, one) for one in roots if one and one.file == f.site.file]
    names = [made_at(r.sources, Site(f.site.file, one.lineno)) for one in made if one and _same(r, f.site, one)]
    if not names or len(names) != len(roots) or not all(names):
        return None
    first = call.args[0]
    old = segment(r.sources, f.site, first)
    parts = [
        old.removeprefix("list(").removesuffix(")") if old.startswith("list(") else old,
        *(f"{n}.parameters()" for n in names),
    ]
    if not isinstance(first, ast.Call):
        return None
    return put(r.sources, f.site, (first, f"[{', '.join(f'*{one}' for one in parts)}]"))


def _stays(r: Records) -> str | None:
    """What to say of a network that no optimizer holds, by its name."""
    held = frozenset().union(*(one.params for one in r.optimizers))
    trained, modules = {r.params[p].model for p in held if p in r.params}, r.facts.get("modules", {})
    lost = {n.facts["leaf"] for b in r.backward for n in b.nodes if "leaf" in n.facts} & set(r.params) & set(modules)
    names = {made_at(r.sources, modules[p]["root"]) for p in lost - held if r.params[p].model not in trained} - {""}
    return f"# {say('diagnose.stays', name=names.pop())}" if len(names) == 1 else None


def _whole(r: Records, site: Site, call: ast.Call) -> Edit | str | None:
    """All parameters of the network instead of those of a part of it."""
    node: ast.AST = call.args[0]
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    part = node.func.value
    while isinstance(part, ast.Attribute | ast.Subscript):
        part = part.value
    if not isinstance(part, ast.Name) or part.id == "self" or part is node.func.value:
        return None
    return put(r.sources, site, (call.args[0], f"{part.id}.parameters()"))


EDITS: dict[str, Callable[[Records, Finding], Edit | str | None]] = {
    "zero_grad_missing": _clear,
    "zero_grad_misplaced": _behind,
    "step_missing": _step,
    "clipping_misplaced": _clip,
    "scheduler_before_optimizer": _schedule,
    "train_in_eval_mode": _train,
    "lr_too_high": _rate,
    "lr_too_low": _rate,
    "graph_kept": _item,
    "optimizer_older_than_model": _later,
    "not_in_optimizer": _held,
}
