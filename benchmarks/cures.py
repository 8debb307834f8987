"""Does to a script what the cure of a finding says, from nothing but the finding and the script.

A cure names things as its reader would (`optimizer`, `model`, `x`): here they become the names that stand in the
script, on the finding's line or near it. What cannot be done that way stays undone: `applied` is then None.
"""

import ast
import re
from collections.abc import Callable
from typing import Any

from benchmarks import cures_loop
from benchmarks.cures_edit import calls, indent, move, named, near, put

SQUASHES = ("softmax", "log_softmax", "sigmoid", "relu", "tanh", "leaky_relu", "logsigmoid", "elu", "gelu", "relu6")
MADE = ("Softmax", "LogSoftmax", "Sigmoid", "ReLU", "Tanh", "LeakyReLU", "LogSigmoid", "ELU", "GELU", "ReLU6")


def applied(source: str, finding: dict[str, Any]) -> str | None:
    """The script with one finding's cure applied; None where the cure cannot be applied by its words alone."""
    if finding.get("replace"):
        return _replaced(source, finding)
    act = ACTS.get(finding["kind"])
    if act is None or not finding["line"]:
        return None
    changed = act(source, finding["line"], finding["cure"])
    if changed is None or changed == source:
        return None
    try:
        ast.parse(changed)
    except SyntaxError:
        return None
    return changed


def _replaced(source: str, finding: dict[str, Any]) -> str:
    """The script with the lines that the cure takes the place of as the cure has them."""
    lines, (first, last) = source.splitlines(), finding["replace"]
    fill = lines[first - 1][: len(lines[first - 1]) - len(lines[first - 1].lstrip())]
    lines[first - 1 : last] = [fill + line for line in finding["cure"].splitlines()]
    return "\n".join(lines) + "\n"


def _squash(source: str, line: int, cure: str) -> str | None:
    for call in calls(source, line):
        last = named(call).split(".")[-1]
        if last in MADE and not isinstance(call.func, ast.Call):
            return put(source, call, "nn.Identity()")
        if last in SQUASHES and isinstance(call.func, ast.Attribute):
            module = ast.unparse(call.func.value) in ("F", "torch", "nn.functional", "torch.nn.functional")
            if not module and isinstance(call.func.value, ast.Name) and call.func.value.id == "self":
                module = True  # self.sigmoid(x)
            kept = call.args[0] if module and call.args else call.func.value
            return put(source, call, f"({ast.unparse(kept)})")
    return None


def _dropout(source: str, line: int, cure: str) -> str | None:
    for call in calls(source, line):
        if named(call).endswith(".dropout") and "training" not in ast.unparse(call):
            inside = ", ".join(
                [*map(ast.unparse, call.args), *(f"{k.arg}={ast.unparse(k.value)}" for k in call.keywords)]
            )
            return put(source, call, f"{named(call)}({inside}, training=self.training)")
        if isinstance(call.func, ast.Call) and ast.unparse(call.func.func).endswith("Dropout"):
            start = near(source, line, r"super\(.*__init__\(", ahead=False)
            if start:
                made = ast.unparse(call.func)
                changed = put(source, call, f"self.dropout_({ast.unparse(call.args[0])})")
                return move(changed, None, start + 1, f"{indent(source.splitlines()[start - 1])}self.dropout_ = {made}")
    return None


def _words(name: str, **words: str) -> Callable[[str, int, str], str | None]:
    """Give a call on the finding's line other keywords."""

    def act(source: str, line: int, cure: str) -> str | None:
        for call in calls(source, line):
            if re.search(name, named(call)) and all(w in cure for w in words):
                kept = [*map(ast.unparse, call.args), *(ast.unparse(k) for k in call.keywords if k.arg not in words)]
                if "batch_size" in words:
                    kept = kept[:1] + [one for one in kept[1:] if "=" in one]
                return put(
                    source, call, f"{named(call)}({', '.join([*kept, *(f'{k}={v}' for k, v in words.items())])})"
                )
        return None

    return act


def _float(source: str, line: int, cure: str) -> str | None:
    text = source.splitlines()[line - 1]
    for side in ast.walk(ast.parse(source)):
        if isinstance(side, ast.BinOp) and side.lineno == line:
            names = [one for one in ast.walk(side.left) if isinstance(one, ast.Name)]
            if names and re.search(rf"\b{names[0].id}\b", text):
                return put(source, names[0], f"{names[0].id}.float()")
    return None


def _choice(source: str, line: int, cure: str) -> str | None:
    for call in calls(source, line):
        if named(call).split(".")[-1] in ("argmax", "max", "topk"):
            for one in (*(k.value for k in call.keywords if k.arg == "dim"), *reversed(call.args)):
                if isinstance(one, ast.Constant) and one.value == 0:
                    return put(source, one, "1")
    return None


def _second(source: str, line: int, cure: str) -> str | None:
    """The labels of a loss on the finding's line, as the cure has them."""
    change = re.search(r"\by(\.\w+\([\w.]*\))", cure)
    for call in calls(source, line):
        if len(call.args) >= 2 and change and re.search(r"loss|crit|entropy|mse|l1|nll", named(call), re.I):
            one, two = (ast.unparse(arg) for arg in call.args[:2])
            return put(source, call.args[1], f"({two}){change[1].replace('output', one)}")
    if "view_as" in cure:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and node.lineno == line:
                return put(source, node.right, f"({ast.unparse(node.right)}).view_as({ast.unparse(node.left)})")
    return None


def _log_softmax(source: str, line: int, cure: str) -> str | None:
    for call in calls(source, line):
        if len(call.args) >= 2 and re.search(r"loss|crit|nll", named(call), re.I):
            return put(source, call.args[0], f"torch.nn.functional.log_softmax({ast.unparse(call.args[0])}, dim=1)")
    return None


def _finite(source: str, line: int, cure: str) -> str | None:
    if found := re.match(r"torch\.(log|sqrt)\(x(.*?)\)(?:  #|$)", cure):
        for call in calls(source, line):
            if named(call) == f"torch.{found[1]}" and call.args:
                return put(source, call.args[0], f"({ast.unparse(call.args[0])}){found[2]}")
            if isinstance(call.func, ast.Attribute) and call.func.attr == found[1] and not call.args:
                return put(source, call.func.value, f"(({ast.unparse(call.func.value)}){found[2]})")
    if cure.startswith("x / (y"):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and node.lineno == line:
                return put(source, node.right, f"({ast.unparse(node.right)} + 1e-8)")
    return None


def _instead(names: tuple[str, ...], new: str) -> Callable[[str, int, str], str | None]:
    """One call for another, as the cure names it."""

    def act(source: str, line: int, cure: str) -> str | None:
        for call in calls(source, line):
            if named(call).split(".")[-1] in names:
                return put(source, call, f"{new}(0.01)")
        return None

    return act


ACTS: dict[str, Callable[[str, int, str], str | None]] = {
    "softmax_twice": _squash,
    "sigmoid_twice": _squash,
    "activation_on_output": _squash,
    "zero_grad_missing": cures_loop.clear,
    "zero_grad_misplaced": cures_loop.clear,
    "step_missing": cures_loop.step,
    "clipping_misplaced": cures_loop.clip,
    "scheduler_before_optimizer": cures_loop.schedule(False),
    "scheduler_per_batch": cures_loop.schedule(True),
    "lr_too_high": cures_loop.rate,
    "lr_too_low": cures_loop.rate,
    "optimizer_older_than_model": cures_loop.later,
    "not_in_optimizer": cures_loop.held,
    "no_gradient": cures_loop.uncut,
    "train_in_eval_mode": cures_loop.mode("train"),
    "eval_in_train_mode": cures_loop.mode("eval"),
    "dropout_always_on": _dropout,
    "batchnorm_batch_of_one": _words("DataLoader", batch_size="32", drop_last="True"),
    "not_shuffled": _words("DataLoader", shuffle="True"),
    "samples_mixed": _words("LSTM|GRU|RNN|MultiheadAttention", batch_first="True"),
    "uint8_wraps": _float,
    "accuracy_wrong_dimension": _choice,
    "loss_broadcast": _second,
    "labels_not_classes": _second,
    "nll_without_log_softmax": _log_softmax,
    "nan_origin": _finite,
    "graph_kept": cures_loop.item,
    "same_random_numbers": cures_loop.once,
    "seeds_unset": cures_loop.seed,
    "dead_relu": _instead(("ReLU",), "nn.LeakyReLU"),
}
"""What is done for a kind. A kind without an entry has a cure in words: what to do depends on what was meant."""
