"""Cures at the loss in the script's own names: what goes into it, and what it is compared with."""

import ast
import re
from collections.abc import Callable

from pytorch_study.diagnosis.edits import (
    Edit,
    assignments,
    atom,
    called,
    calls,
    loss_call,
    parent,
    put,
    segment,
    simple,
)
from pytorch_study.diagnosis.records import Finding, Records, Site
from pytorch_study.text import say


def _plain(call: ast.Call) -> str:
    return called(call).lower().replace("_", "")


def _made(call: ast.Call) -> bool:
    """Whether a layer is made by it, and nothing computed."""
    return called(call)[:1].isupper()


def _input(r: Records, site: Site, call: ast.Call) -> str | None:
    """What goes into an activation that is called: `F.relu(x)`, `x.relu()`, `self.act(x)`."""
    if isinstance(call.func, ast.Attribute):
        owner = ast.unparse(call.func.value)
        module = owner == "self" or re.fullmatch(r"F|(torch\.)?(nn\.)?functional|torch|torch\.special|nn", owner)
        return segment(r.sources, site, call.args[0] if module and call.args else call.func.value)
    return segment(r.sources, site, call.args[0]) if call.args else None


def _squash(r: Records, f: Finding) -> Edit | str | None:
    """Without the activation."""
    site = f.site
    assert site is not None
    wanted = str(f.evidence.get("activation", f.kind.removesuffix("_twice"))).lower()
    here = [one for one in calls(r.sources, site) if _plain(one) == wanted]
    if here:  # the last one is the output's
        call = max(here, key=lambda one: (one.end_lineno or 0, one.end_col_offset or 0))
        return _last_layer(r, site, call) if _made(call) else _without(r, site, call)
    for call in calls(r.sources, site):  # by a name of its own
        made = assignments(r.sources, site.file, ast.unparse(call.func))
        layers = [one.value for one in made if isinstance(one.value, ast.Call) and _plain(one.value) == wanted]
        if layers and len(call.args) == 1:
            return _without(r, site, call)
    return None


def _without(r: Records, site: Site, call: ast.Call) -> Edit | str | None:
    inner = _input(r, site, call)
    if inner is None:
        return None
    return put(r.sources, site, (call, inner)) or _delete(r, site, call)


def _delete(r: Records, site: Site, call: ast.Call) -> str:
    return f"# {say('diagnose.how.delete', line=r.sources.line(site.file, call.lineno))}"


def _last_layer(r: Records, site: Site, call: ast.Call) -> Edit | str | None:
    around = parent(r.sources, site, call)
    if isinstance(around, ast.Call) and around.func is call and len(around.args) == 1:  # nn.Softmax(dim=1)(x)
        return put(r.sources, site, (around, segment(r.sources, site, around.args[0])))
    parts = around.args if isinstance(around, ast.Call) else around.elts if isinstance(around, ast.List) else []
    if len(parts) > 1 and parts[-1] is call:
        before = parts[-2]
        gap = ast.copy_location(ast.Constant(0), before)  # from the end of the last layer but one to the end of this
        gap.lineno, gap.col_offset = before.end_lineno or 0, before.end_col_offset or 0
        gap.end_lineno, gap.end_col_offset = call.end_lineno, call.end_col_offset
        return put(r.sources, site, (gap, ""))
    if isinstance(around, ast.Assign):
        name = ast.unparse(around.targets[0])
        uses = [one for one in r.sources.calls(site.file) if ast.unparse(one.func) == name and len(one.args) == 1]
        if len(uses) == 1:
            return _without(r, Site(site.file, uses[0].lineno), uses[0])
    return None


def _log_softmax(r: Records, f: Finding) -> Edit | str | None:
    """log_softmax in the place of softmax; where there is none, around the loss's input."""
    site = f.site
    assert site is not None
    soft = [one for one in calls(r.sources, site) if _plain(one) == "softmax"]
    if not soft and f.evidence.get("probabilities"):
        everywhere = [one for one in r.sources.calls(site.file) if _plain(one) == "softmax"]
        soft = everywhere if len(everywhere) == 1 else []
        if not soft:
            return None
    for call in soft:
        layers = assignments(r.sources, site.file, ast.unparse(call.func))
        made = layers[0].value if layers else call
        if isinstance(made, ast.Call):
            new = "LogSoftmax" if _made(made) else "log_softmax"
            func = made.func
            name = f"{segment(r.sources, site, func.value)}.{new}" if isinstance(func, ast.Attribute) else new
            if isinstance(func, ast.Name) and not any(r.sources.find(rf"import .*\b{new}\b")):
                return None
            return put(r.sources, Site(site.file, made.lineno), (func, name))
    loss = loss_call(r.sources, site)
    if loss is not None:
        return put(
            r.sources, site, (loss.args[0], f"torch.log_softmax({segment(r.sources, site, loss.args[0])}, dim=1)")
        )
    return None


def _same_shape(r: Records, f: Finding) -> Edit | str | None:
    """Both sides of a loss in one shape."""
    site = f.site
    assert site is not None
    loss = loss_call(r.sources, site)
    pairs = [(one.left, one.right) for one in _differences(r, site)]
    if "input" in f.evidence:
        pairs = [(loss.args[0], loss.args[1])] if loss is not None else []
    sizes = [_size(f.evidence[key]) for key in ("input", "target") if key in f.evidence]
    if len(pairs) != 1:
        return None
    (one, two) = pairs[0]
    if f.evidence.get("one_row"):
        new = f"{atom(r.sources, site, two)}.expand_as({segment(r.sources, site, one)})"
        return put(r.sources, site, (two, new)) if simple(one) else None
    if sizes and sizes[0] != sizes[1]:
        return None
    if simple(one):
        return put(r.sources, site, (two, f"{atom(r.sources, site, two)}.view_as({segment(r.sources, site, one)})"))
    if simple(two):
        return put(r.sources, site, (one, f"{atom(r.sources, site, one)}.view_as({segment(r.sources, site, two)})"))
    return None


def _size(shape: list[int]) -> int:
    size = 1
    for one in shape:
        size *= one
    return size


def _differences(r: Records, site: Site) -> list[ast.BinOp]:
    tree = r.sources.tree(site.file)
    return [
        one
        for one in (ast.walk(tree) if tree else ())
        if isinstance(one, ast.BinOp)
        and isinstance(one.op, ast.Sub)
        and one.lineno <= site.line <= (one.end_lineno or 0)
        and not isinstance(one.left, ast.Constant)
        and not isinstance(one.right, ast.Constant)
    ]


def _target(how: str, function: str = "") -> Callable[[Records, Finding], Edit | str | None]:
    """The loss's second argument, changed; or both in another loss."""

    def edit(r: Records, f: Finding) -> Edit | str | None:
        loss = loss_call(r.sources, f.site)
        if loss is None or f.site is None:
            return None
        x, y = (atom(r.sources, f.site, arg) for arg in loss.args[:2])
        if not function:
            return put(r.sources, f.site, (loss.args[1], f"{y}{how}"))
        first = x if how else segment(r.sources, f.site, loss.args[0])
        return put(r.sources, f.site, (loss, f"torch.nn.functional.{function}({first}{how}, {y}.float())"))

    return edit


def _not_classes(r: Records, f: Finding) -> Edit | str | None:
    if "row_sum_off" in f.evidence:
        return None if f.evidence["single"] else _target(".argmax(1)")(r, f)  # which would drop weights
    if "input" in f.evidence:
        return _target("", "mse_loss")(r, f)
    return _target(".long()")(r, f) if "dtype" in f.evidence else None


def _single(r: Records, f: Finding) -> Edit | str | None:
    """The binary loss, where the labels are numbers in the output's shape; class indices could only be 0 here."""
    site, loss = f.site, loss_call(r.sources, f.site)
    seen = [one for one in r.losses if one.site == site and one.name == "cross_entropy" and one.training]
    if site is None or loss is None or not seen or seen[0].target != seen[0].input or "float" not in seen[0].dtype:
        return None
    both = ", ".join(segment(r.sources, site, one) for one in loss.args[:2])
    return put(r.sources, site, (loss, f"torch.nn.functional.binary_cross_entropy_with_logits({both})"))


EDITS: dict[str, Callable[[Records, Finding], Edit | str | None]] = {
    "softmax_twice": _squash,
    "sigmoid_twice": _squash,
    "activation_on_output": _squash,
    "nll_without_log_softmax": _log_softmax,
    "loss_broadcast": _same_shape,
    "single_output_cross_entropy": _single,
    "labels_not_classes": _not_classes,
}
