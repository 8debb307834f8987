"""The cure of a finding in the script's own names: its line as it should be, else a sentence that says what to do."""

import ast
import contextlib
import dataclasses
import re
from collections.abc import Callable

from pytorch_study.diagnosis import cures_loop
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


def written(r: Records, one: Finding) -> Finding:
    """The finding with its cure as the reader can use it."""
    made: Edit | str | None = None
    if one.site is not None and one.kind in EDITS:
        with contextlib.suppress(Exception):  # a report without this line is better than none
            made = EDITS[one.kind](r, one)
    if isinstance(made, Edit):
        return dataclasses.replace(one, cure=made.text, replace=(made.first, made.last))
    return dataclasses.replace(one, cure=made or f"# {say(f'diagnose.how.{one.kind}')}")


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
    if len(pairs) != 1 or (sizes and sizes[0] != sizes[1]):
        return None
    (one, two) = pairs[0]
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
        return _target(".argmax(1)")(r, f)
    if "input" in f.evidence:
        return _target("", "mse_loss")(r, f)
    return _target(".long()")(r, f) if "dtype" in f.evidence else None


def _choice(r: Records, f: Finding) -> Edit | str | None:
    for call in calls(r.sources, f.site):
        if called(call) in ("argmax", "max", "topk"):
            for word in (*(k.value for k in call.keywords if k.arg == "dim"), *reversed(call.args)):
                if isinstance(word, ast.Constant | ast.UnaryOp) and f.site is not None:
                    return put(r.sources, f.site, (word, "1"))
    return None


def _keyword(names: tuple[str, ...], word: str, value: str) -> Callable[[Records, Finding], Edit | str | None]:
    """The call in this line (else the only one in the file) with a keyword of this value."""

    def edit(r: Records, f: Finding) -> Edit | str | None:
        assert f.site is not None
        here = [one for one in calls(r.sources, f.site) if called(one) in names]
        here = here or [one for one in r.sources.calls(f.site.file) if called(one) in names]
        if len(here) != 1:
            return None
        call, site = here[0], Site(f.site.file, here[0].lineno)
        given = [one.value for one in call.keywords if one.arg == word]
        if given:
            return put(r.sources, site, (given[0], value))
        last = [*call.args, *(one.value for one in call.keywords)][-1:]
        return put(r.sources, site, (last[0], f"{segment(r.sources, site, last[0])}, {word}={value}")) if last else None

    return edit


def _mixed(r: Records, f: Finding) -> Edit | str | None:
    name = str(f.evidence.get("operation", ""))
    made = {"lstm": "LSTM", "gru": "GRU", "rnn_tanh": "RNN", "multi_head_attention_forward": "MultiheadAttention"}
    if name in made:
        return _keyword((made[name],), "batch_first", "True")(r, f)
    if name == "softmax":
        for call in calls(r.sources, f.site):
            if _plain(call) == "softmax" and f.site is not None:
                words = [k.value for k in call.keywords if k.arg == "dim"] or call.args[-1:]
                if words and isinstance(words[0], ast.Constant | ast.UnaryOp):
                    return put(r.sources, f.site, (words[0], "-1"))
    return None


def _dropout(r: Records, f: Finding) -> Edit | str | None:
    return _keyword(("dropout",), "training", "self.training")(r, f) if f.evidence.get("functional") else None


def _finite(r: Records, f: Finding) -> Edit | str | None:
    """Away from the place where a logarithm, a root or a quotient is not finite."""
    assert f.site is not None
    operation = str(f.evidence.get("operation", ""))
    how = {"log": ".clamp_min(1e-8)", "sqrt": " + 1e-8"}.get(operation)
    here = [one for one in calls(r.sources, f.site) if called(one) == operation] if how else []
    if len(here) == 1 and isinstance(here[0].func, ast.Attribute):
        node = here[0].args[0] if here[0].args else here[0].func.value
        text = segment(r.sources, f.site, node)
        if how == " + 1e-8":
            new = f"{text} + 1e-8" if here[0].args else f"({text} + 1e-8)"
        else:
            new = f"{atom(r.sources, f.site, node)}{how}"
        return put(r.sources, f.site, (node, new))
    if operation == "div":
        tree = r.sources.tree(f.site.file)
        ways = [
            one
            for one in (ast.walk(tree) if tree else ())
            if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Div) and one.lineno == f.site.line
        ]
        if len(ways) == 1:
            return put(r.sources, f.site, (ways[0].right, f"({segment(r.sources, f.site, ways[0].right)} + 1e-8)"))
    return None


EDITS: dict[str, Callable[[Records, Finding], Edit | str | None]] = {
    "softmax_twice": _squash,
    "sigmoid_twice": _squash,
    "activation_on_output": _squash,
    "nll_without_log_softmax": _log_softmax,
    "loss_broadcast": _same_shape,
    "single_output_cross_entropy": _target(".squeeze(1)", "binary_cross_entropy_with_logits"),
    "labels_not_classes": _not_classes,
    "accuracy_wrong_dimension": _choice,
    "not_shuffled": lambda r, f: (
        _keyword(("DataLoader",), "shuffle", "True")(r, f)
        if any(called(one) == "DataLoader" for one in calls(r.sources, f.site))
        else None
    ),
    "samples_mixed": _mixed,
    "dropout_always_on": _dropout,
    "nan_origin": _finite,
    **cures_loop.EDITS,
}
"""What changes a kind's line; the others are told in words."""
