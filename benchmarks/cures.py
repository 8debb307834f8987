"""Does to a script what the cure of a finding says, from nothing but the finding and the script.

A cure names things as its reader would (`optimizer`, `model`, `x`): here they become the names that stand in the
script, on the finding's line or near it. What cannot be done that way stays undone: `applied` is then None.
"""

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any

SQUASHES = ("softmax", "log_softmax", "sigmoid", "relu", "tanh", "leaky_relu", "logsigmoid", "elu", "gelu", "relu6")
MADE = ("Softmax", "LogSoftmax", "Sigmoid", "ReLU", "Tanh", "LeakyReLU", "LogSigmoid", "ELU", "GELU", "ReLU6")
OPTIMIZER = re.compile(r"([\w.]+)\s*=\s*(?:torch\.)?(?:optim\.)?(?:SGD|Adam\w*|RMSprop|LBFGS|Adagrad)\(")


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


def _calls(source: str, line: int) -> Iterator[ast.Call]:
    """Calls that a line is part of, the innermost and last ones first."""
    found = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Call)]
    here = [one for one in found if one.lineno <= line <= (one.end_lineno or one.lineno)]
    exact = [one for one in here if line in (one.lineno, one.end_lineno)]
    yield from sorted(exact or here, key=lambda one: (one.end_lineno or 0, one.end_col_offset or 0), reverse=True)


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func)


def _put(source: str, node: ast.AST, text: str) -> str:
    """The source with a node's text replaced."""
    lines = source.splitlines(keepends=True)
    assert isinstance(node, ast.expr) and node.end_lineno and node.end_col_offset is not None
    start = sum(len(one) for one in lines[: node.lineno - 1]) + node.col_offset
    end = sum(len(one) for one in lines[: node.end_lineno - 1]) + node.end_col_offset
    return source[:start] + text + source[end:]


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _move(source: str, line: int | None, to: int, text: str) -> str:
    """Take one line away (None: none) and put another before line `to`, both counted from 1."""
    lines = source.splitlines()
    fill = _indent(lines[line - 1]) if line and not lines[line - 1].strip().startswith("#") else ""
    lines.insert(to - 1, text)
    if line:
        gone = line + (to <= line)
        if _alone(lines, gone - 1):
            lines[gone - 1] = f"{fill}pass"
        else:
            del lines[gone - 1]
    return "\n".join(lines) + "\n"


def _alone(lines: list[str], at: int) -> bool:
    """Whether a line is all that its block holds."""
    depth = len(_indent(lines[at]))
    before = next((one for one in reversed(lines[:at]) if one.strip()), "")
    after = next((one for one in lines[at + 1 :] if one.strip()), "")
    return len(_indent(before)) < depth and len(_indent(after)) < depth


def _near(source: str, line: int, pattern: str, ahead: bool = True) -> int | None:
    """The nearest line with a pattern, at or before a line first, then after it."""
    lines = source.splitlines()
    for k in (*range(line, 0, -1), *(range(line + 1, len(lines) + 1) if ahead else ())):
        if re.search(pattern, lines[k - 1].split("#")[0]):
            return k
    return None


def _end(source: str, line: int, outer: bool = False) -> tuple[int, str]:
    """The line after the loop body that a line stands in (or after the one around it), and the body's indent."""
    loops = [
        one
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.For | ast.While) and one.lineno < line <= (one.end_lineno or 0)
    ]
    loops.sort(key=lambda one: -one.lineno)
    chosen = loops[min(int(outer), len(loops) - 1)] if loops else None
    if chosen is None:
        return line + 1, _indent(source.splitlines()[line - 1])
    return (chosen.end_lineno or line) + 1, " " * chosen.body[0].col_offset


def _squash(source: str, line: int, cure: str) -> str | None:
    for call in _calls(source, line):
        last = _name(call).split(".")[-1]
        if last in MADE and not isinstance(call.func, ast.Call):
            return _put(source, call, "nn.Identity()")
        if last in SQUASHES and isinstance(call.func, ast.Attribute):
            module = ast.unparse(call.func.value) in ("F", "torch", "nn.functional", "torch.nn.functional")
            if not module and isinstance(call.func.value, ast.Name) and call.func.value.id == "self":
                module = True  # self.sigmoid(x)
            kept = call.args[0] if module and call.args else call.func.value
            return _put(source, call, f"({ast.unparse(kept)})")
    return None


def _clear(source: str, line: int, cure: str) -> str | None:
    """`zero_grad` before the `backward` that belongs to a step."""
    step = re.search(r"([\w.\[\]]+)\.(step|zero_grad)\(", source.splitlines()[line - 1])
    there = re.search(r"\.zero_grad\(", source.splitlines()[line - 1])
    back = _near(source, line, r"\.backward\(")
    if not step or not back:
        return None
    fill = _indent(source.splitlines()[back - 1])
    text = source.splitlines()[line - 1].strip() if there else f"{step[1]}.zero_grad()"
    return _move(source, line if there else None, back, fill + text)


def _step(source: str, line: int, cure: str) -> str | None:
    name = OPTIMIZER.search(source)
    if not name or ".backward(" not in source.splitlines()[line - 1]:
        return None
    fill = _indent(source.splitlines()[line - 1])
    return _move(source, None, line + 1, f"{fill}{name[1]}.step()")


def _clip(source: str, line: int, cure: str) -> str | None:
    back, text = _near(source, line, r"\.backward\("), source.splitlines()[line - 1]
    if back is None or "clip_grad" not in text:
        return None
    return _move(source, line, back + 1, text)


def _schedule(outer: bool) -> Callable[[str, int, str], str | None]:
    def act(source: str, line: int, cure: str) -> str | None:
        text = source.splitlines()[line - 1]
        if ".step(" not in text:
            return None
        end, fill = _end(source, line, outer)
        return _move(source, line, end, fill + text.strip())

    return act


def _rate(source: str, line: int, cure: str) -> str | None:
    for call in _calls(source, line):
        for word in call.keywords:
            if word.arg == "lr" and isinstance(word.value, ast.Constant):
                return _put(source, word.value, cure.removeprefix("lr="))
    return None


def _later(source: str, line: int, cure: str) -> str | None:
    lines = source.splitlines()
    fill, stop = _indent(lines[line - 1]), None
    for k in range(line + 1, len(lines) + 1):
        if re.match(rf"{fill}(for|while)\b", lines[k - 1]):
            stop = k
            break
    return _move(source, line, stop, lines[line - 1]) if stop else None


def _held(source: str, line: int, cure: str) -> str | None:
    text = source.splitlines()[line - 1]
    if "ModuleList" in cure and (found := re.match(r"(\s*self\.\w+\s*=\s*)(\[.*\])\s*$", text)):
        lines = source.splitlines()
        lines[line - 1] = f"{found[1]}nn.ModuleList({found[2]})"
        return "\n".join(lines) + "\n"
    for call in _calls(source, line):
        if OPTIMIZER.search(f"x = {_name(call)}(") and "*other" not in cure and call.args:
            made = re.match(r"(\w+)\.\w+\.parameters\(\)$", ast.unparse(call.args[0]))
            return _put(source, call.args[0], f"{made[1]}.parameters()") if made else None
    return None


def _uncut(source: str, line: int, cure: str) -> str | None:
    lines = source.splitlines()
    text = re.sub(r"\.(detach|item|numpy)\(\)|\.data\b", "", lines[line - 1])
    lines[line - 1] = re.sub(r"with torch\.no_grad\(\):", "if True:", text)
    return "\n".join(lines) + "\n"


def _mode(word: str) -> Callable[[str, int, str], str | None]:
    def act(source: str, line: int, cure: str) -> str | None:
        for call in reversed(list(_calls(source, line))):
            made = re.search(
                rf"^\s*{re.escape(_name(call))}\s*=|\({re.escape(_name(call))}\b|, {_name(call)}\b", source, re.M
            )
            if isinstance(call.func, ast.Name) and made and call.args:
                fill = _indent(source.splitlines()[line - 1])
                return _move(source, None, line, f"{fill}{call.func.id}.{word}()")
        return None

    return act


def _dropout(source: str, line: int, cure: str) -> str | None:
    for call in _calls(source, line):
        if _name(call).endswith(".dropout") and "training" not in ast.unparse(call):
            inside = ", ".join(
                [*map(ast.unparse, call.args), *(f"{k.arg}={ast.unparse(k.value)}" for k in call.keywords)]
            )
            return _put(source, call, f"{_name(call)}({inside}, training=self.training)")
        if isinstance(call.func, ast.Call) and ast.unparse(call.func.func).endswith("Dropout"):
            start = _near(source, line, r"super\(.*__init__\(", ahead=False)
            if start:
                made = ast.unparse(call.func)
                changed = _put(source, call, f"self.dropout_({ast.unparse(call.args[0])})")
                return _move(
                    changed, None, start + 1, f"{_indent(source.splitlines()[start - 1])}self.dropout_ = {made}"
                )
    return None


def _words(name: str, **words: str) -> Callable[[str, int, str], str | None]:
    """Give a call on the finding's line other keywords."""

    def act(source: str, line: int, cure: str) -> str | None:
        for call in _calls(source, line):
            if re.search(name, _name(call)) and all(w in cure for w in words):
                kept = [*map(ast.unparse, call.args), *(ast.unparse(k) for k in call.keywords if k.arg not in words)]
                if "batch_size" in words:
                    kept = kept[:1] + [one for one in kept[1:] if "=" in one]
                return _put(
                    source, call, f"{_name(call)}({', '.join([*kept, *(f'{k}={v}' for k, v in words.items())])})"
                )
        return None

    return act


def _float(source: str, line: int, cure: str) -> str | None:
    text = source.splitlines()[line - 1]
    for side in ast.walk(ast.parse(source)):
        if isinstance(side, ast.BinOp) and side.lineno == line:
            names = [one for one in ast.walk(side.left) if isinstance(one, ast.Name)]
            if names and re.search(rf"\b{names[0].id}\b", text):
                return _put(source, names[0], f"{names[0].id}.float()")
    return None


def _choice(source: str, line: int, cure: str) -> str | None:
    for call in _calls(source, line):
        if _name(call).split(".")[-1] in ("argmax", "max", "topk"):
            for one in (*(k.value for k in call.keywords if k.arg == "dim"), *reversed(call.args)):
                if isinstance(one, ast.Constant) and one.value == 0:
                    return _put(source, one, "1")
    return None


def _second(source: str, line: int, cure: str) -> str | None:
    """The labels of a loss on the finding's line, as the cure has them."""
    change = re.search(r"\by(\.\w+\([\w.]*\))", cure)
    for call in _calls(source, line):
        if len(call.args) >= 2 and change and re.search(r"loss|crit|entropy|mse|l1|nll", _name(call), re.I):
            one, two = (ast.unparse(arg) for arg in call.args[:2])
            return _put(source, call.args[1], f"({two}){change[1].replace('output', one)}")
    return None


def _log_softmax(source: str, line: int, cure: str) -> str | None:
    for call in _calls(source, line):
        if len(call.args) >= 2 and re.search(r"loss|crit|nll", _name(call), re.I):
            return _put(source, call.args[0], f"torch.nn.functional.log_softmax({ast.unparse(call.args[0])}, dim=1)")
    return None


def _finite(source: str, line: int, cure: str) -> str | None:
    if found := re.match(r"torch\.(log|sqrt)\(x(.*?)\)(?:  #|$)", cure):
        for call in _calls(source, line):
            if _name(call) == f"torch.{found[1]}" and call.args:
                return _put(source, call.args[0], f"({ast.unparse(call.args[0])}){found[2]}")
            if isinstance(call.func, ast.Attribute) and call.func.attr == found[1] and not call.args:
                return _put(source, call.func.value, f"(({ast.unparse(call.func.value)}){found[2]})")
    if cure.startswith("x / (y"):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and node.lineno == line:
                return _put(source, node.right, f"({ast.unparse(node.right)} + 1e-8)")
    return None


def _item(source: str, line: int, cure: str) -> str | None:
    lines = source.splitlines()
    changed = re.sub(r"(\+=\s*|\.append\()(\w+)(?=\s*(\*|\)|$))", r"\1\2.item()", lines[line - 1], count=1)
    if changed == lines[line - 1]:
        changed = re.sub(r"(=\s*\w+\s*\+\s*\w+)\s*$", r"\1.item()", changed)
    lines[line - 1] = changed
    return "\n".join(lines) + "\n"


def _once(source: str, line: int, cure: str) -> str | None:
    lines = source.splitlines()
    if "seed(" not in lines[line - 1]:
        return None
    loops = [
        one.lineno
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.For) and one.lineno < line <= (one.end_lineno or 0)
    ]
    return _move(source, line, min(loops), _indent(lines[min(loops) - 1]) + lines[line - 1].strip()) if loops else None


def _seed(source: str, line: int, cure: str) -> str | None:
    bodies = [
        one.body[0].lineno
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.For | ast.FunctionDef) and one.lineno < line <= (one.end_lineno or 0)
    ]
    if not bodies:
        return None
    seed = re.search(r"^(\w*seed\w*)\s*=", source, re.M | re.I)
    fill = _indent(source.splitlines()[max(bodies) - 1])
    return _move(source, None, max(bodies), f"{fill}torch.manual_seed({seed[1] if seed else 0})")


def _strict(source: str, line: int, cure: str) -> str | None:
    prefix = re.search(r"removeprefix\('(.*?)'\)", cure)
    for call in _calls(source, line):
        if _name(call).endswith(".load_state_dict") and prefix and call.args:
            state = ast.unparse(call.args[0])
            kept = f"{{k.removeprefix('{prefix[1]}'): v for k, v in ({state}).items()}}"
            return _put(source, call, f"{_name(call)}({kept})")
    return None


def _instead(names: tuple[str, ...], new: str) -> Callable[[str, int, str], str | None]:
    """One call for another, as the cure names it."""

    def act(source: str, line: int, cure: str) -> str | None:
        for call in _calls(source, line):
            if _name(call).split(".")[-1] in names:
                inside = ast.unparse(call.args[0]) if new.endswith("_") and call.args else "0.01" * ("Leaky" in new)
                return _put(source, call, f"{new}({inside})")
        return None

    return act


ACTS: dict[str, Callable[[str, int, str], str | None]] = {
    "softmax_twice": _squash,
    "sigmoid_twice": _squash,
    "activation_on_output": _squash,
    "zero_grad_missing": _clear,
    "zero_grad_misplaced": _clear,
    "step_missing": _step,
    "clipping_misplaced": _clip,
    "scheduler_before_optimizer": _schedule(False),
    "scheduler_per_batch": _schedule(True),
    "lr_too_high": _rate,
    "lr_too_low": _rate,
    "optimizer_older_than_model": _later,
    "not_in_optimizer": _held,
    "no_gradient": _uncut,
    "train_in_eval_mode": _mode("train"),
    "eval_in_train_mode": _mode("eval"),
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
    "graph_kept": _item,
    "same_random_numbers": _once,
    "seeds_unset": _seed,
    "checkpoint_partial": _strict,
    "dead_relu": _instead(("ReLU",), "nn.LeakyReLU"),
    "vanishing_gradients": _instead(("Sigmoid", "Tanh"), "nn.ReLU"),
    "symmetric_init": _instead(("zeros_", "constant_", "ones_"), "nn.init.kaiming_normal_"),
}
"""What is done for a kind. A kind without an entry has a cure in words: what to do depends on what was meant."""
