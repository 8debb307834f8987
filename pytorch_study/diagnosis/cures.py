"""The cure of a finding in the script's own names: its line as it should be, else a sentence that says what to do."""

import ast
import contextlib
import dataclasses
from collections.abc import Callable

from pytorch_study.diagnosis import cures_loop, cures_losses, cures_state, flow
from pytorch_study.diagnosis.edits import Edit, atom, called, calls, put, segment
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
    words = f"diagnose.how.{one.kind}"
    return dataclasses.replace(one, cure=made or f"# {say(words)}")


def _choice(r: Records, f: Finding) -> Edit | str | None:
    for call in calls(r.sources, f.site):
        if called(call) in ("argmax", "max", "topk"):
            method = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) != "torch"
            first = (0 if method else 1) + (called(call) == "topk")  # topk takes how many before the dimension
            for word in (*(k.value for k in call.keywords if k.arg == "dim"), *reversed(call.args[first:])):
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
            if called(call).lower() == "softmax" and f.site is not None:
                words = [k.value for k in call.keywords if k.arg == "dim"] or call.args[-1:]
                if words and isinstance(words[0], ast.Constant | ast.UnaryOp):
                    return put(r.sources, f.site, (words[0], "-1"))
    return None


def _dropout(r: Records, f: Finding) -> Edit | str | None:
    if f.evidence.get("functional"):
        return _keyword(("dropout",), "training", "self.training")(r, f)
    around = flow.scope(r.sources, f.site) if f.site else None
    arguments = {one.arg for one in ast.walk(around) if isinstance(one, ast.arg)} if around else set()
    names = arguments & {"training", "train", "is_training"}
    return _keyword(("dropout",), "training", names.pop())(r, f) if f.evidence.get("outside") and names else None


def _finite(r: Records, f: Finding) -> Edit | str | None:
    """Away from the place where a logarithm, a root or a quotient is not finite."""
    assert f.site is not None
    operation = str(f.evidence.get("operation", ""))
    how = {"log": ".clamp_min(1e-8)", "sqrt": " + 1e-8"}.get(operation)
    here = [one for one in calls(r.sources, f.site) if called(one) == operation] if how else []
    if len(here) == 1 and isinstance(here[0].func, ast.Attribute):
        node = here[0].args[0] if here[0].args else here[0].func.value
        if operation == "log" and (soft := _softmax(r, f.site, here[0], node)):
            return soft
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


def _softmax(r: Records, site: Site, log: ast.Call, node: ast.expr) -> Edit | None:
    """log(softmax(x)) in one operation, which is finite for every x."""
    if isinstance(node, ast.Call) and called(node) == "softmax" and isinstance(node.func, ast.Attribute):
        whole = segment(r.sources, site, node)
        name = segment(r.sources, site, node.func)
        return put(r.sources, site, (log, f"{name.removesuffix('softmax')}log_softmax{whole.removeprefix(name)}"))
    return None


EDITS: dict[str, Callable[[Records, Finding], Edit | str | None]] = {
    "accuracy_wrong_dimension": _choice,
    "not_shuffled": lambda r, f: (
        _keyword(("DataLoader",), "shuffle", "True")(r, f)
        if any(called(one) == "DataLoader" for one in calls(r.sources, f.site))
        else None
    ),
    "samples_mixed": _mixed,
    "dropout_always_on": _dropout,
    "nan_origin": _finite,
    **cures_losses.EDITS,
    **cures_loop.EDITS,
    **cures_state.EDITS,
}
"""What changes a kind's line; the others are told in words."""
