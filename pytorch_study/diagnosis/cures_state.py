"""Cures of what the weights begin with, of what is read into them, of bytes, and of a loss that is made anew."""

import ast
import re
from collections.abc import Callable

from pytorch_study.diagnosis import flow
from pytorch_study.diagnosis.edits import Edit, assignments, atom, called, calls, put, segment
from pytorch_study.diagnosis.kinds.shared import matrices
from pytorch_study.diagnosis.records import Finding, Records
from pytorch_study.text import say

NEW = ("tensor", "Tensor", "FloatTensor", "as_tensor", "Variable")
"""Calls that make a leaf of a number or of a tensor."""
DEEPEST = 7
"""Layers. With torch's own initialisation a ReLU layer hands on about 0.4 of the gradient's size."""


def _network(r: Records) -> str:
    return "nn" if any(r.sources.find(r"import torch\.nn as nn|from torch import .*\bnn\b")) else "torch.nn"


def _random(r: Records, f: Finding) -> Edit | str | None:
    """Random weights in the place of constant ones."""
    site = f.site
    assert site is not None
    stmt = flow.statement(r.sources, site)
    call = stmt.value if isinstance(stmt, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    if called(call) in ("zeros_", "ones_", "constant_") and call.args:
        tensor, init = segment(r.sources, site, call.args[0]), segment(r.sources, site, call.func.value)
    elif called(call) in ("fill_", "zero_"):
        tensor, init = segment(r.sources, site, call.func.value), f"{_network(r)}.init"
    else:
        return None
    tensor = tensor.removesuffix(".data")
    made = f"{init}.kaiming_normal_({tensor})"
    if tensor.endswith(".bias"):
        return None
    if tensor.endswith(".weight"):
        return put(r.sources, site, (call, made))
    alone = r.sources.line(site.file, call.lineno).startswith(segment(r.sources, site, call).splitlines()[0])
    if not alone:  # `for p in ...: nn.init.zeros_(p)`
        return None
    text = f"if {tensor}.dim() > 1:\n    {made}"  # biases have one dimension
    return Edit(text, call.lineno, call.end_lineno or call.lineno)


def _names(r: Records, f: Finding) -> Edit | str | None:
    """The checkpoint's names as the network has them, where they differ by what they begin with."""
    loaded = [one for one in r.events if one.kind == "load" and one.site == f.site]
    prefix = loaded[0].facts["prefix"] if loaded else None
    call = next((one for one in calls(r.sources, f.site) if called(one) == "load_state_dict" and one.args), None)
    if not prefix or call is None or f.site is None:
        return None
    more, text = prefix
    key = f"k.removeprefix({text!r})" if more == "drop" else f"{text!r} + k"
    state, load = atom(r.sources, f.site, call.args[0]), segment(r.sources, f.site, call.func)
    return put(r.sources, f.site, (call, f"{load}({{{key}: v for k, v in {state}.items()}})"))


def _as_it_is(r: Records, f: Finding) -> Edit | str | None:
    """The loss itself instead of a new tensor with its number."""
    assert f.site is not None
    stmt = flow.statement(r.sources, f.site)
    call = stmt.value if isinstance(stmt, ast.Assign) and len(stmt.targets) == 1 else None
    if "backwards" not in f.evidence or not isinstance(call, ast.Call) or called(call) not in NEW or not call.args:
        return None
    inner = call.args[0]
    while True:  # loss.detach().item()
        if isinstance(inner, ast.Call) and not inner.args and called(inner) in ("item", "detach", "clone", "cpu"):
            inner = inner.func.value if isinstance(inner.func, ast.Attribute) else inner
        elif isinstance(inner, ast.Attribute) and inner.attr == "data":
            inner = inner.value
        else:
            break
    if not isinstance(inner, ast.Name) or stmt is None:
        return None
    others = [ast.unparse(one.value) for one in assignments(r.sources, f.site.file, inner.id) if one is not stmt]
    if not others or any(re.search(r"\.item\(|\.numpy\(|float\(", one) for one in others):  # a number without a graph
        return None
    line = r.sources.line(f.site.file, stmt.lineno)
    gone = Edit(f"# {say('diagnose.how.delete', line=line)}", stmt.lineno, stmt.end_lineno or stmt.lineno)
    return put(r.sources, f.site, (call, segment(r.sources, f.site, inner))) or gone


def _activation(r: Records, f: Finding) -> Edit | str | None:
    """ReLU where the activation of all hidden layers is made in one place; a deep network needs more than that."""
    assert f.site is not None
    if max(len(matrices(r, one.model)) for one in r.params.values() if one.model is not None) > DEEPEST:
        return None
    tree = r.sources.tree(f.site.file)
    made = [
        one
        for one in (ast.walk(tree) if tree else ())
        if isinstance(one, ast.Attribute) and one.attr in ("Sigmoid", "Tanh", "sigmoid", "tanh")
    ]
    if len(made) != 1 or made[0].lineno != f.site.line or made[0].attr not in ("Sigmoid", "Tanh"):
        return None
    return put(r.sources, f.site, (made[0], f"{segment(r.sources, f.site, made[0].value)}.ReLU"))


def _floating(r: Records, f: Finding) -> Edit | str | None:
    """Floating numbers before the operation that wraps."""
    assert f.site is not None
    wanted = {"add": ast.Add, "sub": ast.Sub, "rsub": ast.Sub, "mul": ast.Mult}.get(str(f.evidence["operation"]))
    tree = r.sources.tree(f.site.file)
    found = [
        one
        for one in (ast.walk(tree) if tree and wanted else ())
        if isinstance(one, ast.BinOp) and isinstance(one.op, wanted or ast.Add) and one.lineno == f.site.line
    ]
    if len(found) != 1:
        return None
    sides = [one for one in (found[0].left, found[0].right) if isinstance(one, ast.Name | ast.Attribute)]
    if not sides:
        return None
    how = ".float()"
    if "astype" in f.cure:
        short = re.search(r"import numpy as (\w+)", r.sources.text(f.site.file))
        how = f".astype({short[1] if short else 'numpy'}.float32)"
    return put(r.sources, f.site, (sides[0], f"{segment(r.sources, f.site, sides[0])}{how}"))


EDITS: dict[str, Callable[[Records, Finding], Edit | str | None]] = {
    "symmetric_init": _random,
    "checkpoint_partial": _names,
    "no_gradient": _as_it_is,
    "vanishing_gradients": _activation,
    "uint8_wraps": _floating,
}
