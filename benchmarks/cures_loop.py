"""Cures of the loop: calls that are missing, too many, or stand at the wrong place."""

import ast
import re
from collections.abc import Callable

from benchmarks.cures_edit import after_loop, calls, indent, move, named, near, put

OPTIMIZER = re.compile(r"([\w.]+)\s*=\s*(?:torch\.)?(?:optim\.)?(?:SGD|Adam\w*|RMSprop|LBFGS|Adagrad)\(")


def clear(source: str, line: int, cure: str) -> str | None:
    """`zero_grad` before the `backward` that belongs to a step."""
    lines = source.splitlines()
    there = ".zero_grad(" in lines[line - 1]
    place = line if there else near(source, line, r"\.step\(")
    back = near(source, line, r"\.backward\(")
    found = re.search(r"([\w.\[\]]+)\.(step|zero_grad)\(", lines[place - 1]) if place else None
    if not found or not back:
        return None
    text = lines[line - 1].strip() if there else f"{found[1]}.zero_grad()"
    return move(source, line if there else None, back, indent(lines[back - 1]) + text)


def step(source: str, line: int, cure: str) -> str | None:
    """The optimizer's step after the `backward` that has none."""
    name = OPTIMIZER.search(source)
    if not name or ".backward(" not in source.splitlines()[line - 1]:
        return None
    fill = indent(source.splitlines()[line - 1])
    return move(source, None, line + 1, f"{fill}{name[1]}.step()")


def clip(source: str, line: int, cure: str) -> str | None:
    """Clipping right after `backward`."""
    back, text = near(source, line, r"\.backward\("), source.splitlines()[line - 1]
    if back is None or "clip_grad" not in text:
        return None
    return move(source, line, back + 1, text)


def schedule(outer: bool) -> Callable[[str, int, str], str | None]:
    """The schedule's step at the end of the loop that it stands in, or of the one around it."""

    def act(source: str, line: int, cure: str) -> str | None:
        text = source.splitlines()[line - 1]
        if ".step(" not in text:
            return None
        end, fill = after_loop(source, line, outer)
        return move(source, line, end, fill + text.strip())

    return act


def rate(source: str, line: int, cure: str) -> str | None:
    """Another learning rate, where it stands as a number."""
    for call in calls(source, line):
        for word in call.keywords:
            if word.arg == "lr" and isinstance(word.value, ast.Constant):
                return put(source, word.value, cure.removeprefix("lr="))
    return None


def later(source: str, line: int, cure: str) -> str | None:
    """The optimizer made right before the loop, when the model is complete."""
    lines = source.splitlines()
    fill, stop = indent(lines[line - 1]), None
    for k in range(line + 1, len(lines) + 1):
        if re.match(rf"{fill}(for|while)\b", lines[k - 1]):
            stop = k
            break
    return move(source, line, stop, lines[line - 1]) if stop else None


def held(source: str, line: int, cure: str) -> str | None:
    """Layers in a ModuleList, or the whole model's parameters for one part's."""
    text = source.splitlines()[line - 1]
    if "ModuleList" in cure and (found := re.match(r"(\s*self\.\w+\s*=\s*)(\[.*\])\s*$", text)):
        lines = source.splitlines()
        lines[line - 1] = f"{found[1]}nn.ModuleList({found[2]})"
        return "\n".join(lines) + "\n"
    for call in calls(source, line):
        if OPTIMIZER.search(f"x = {named(call)}(") and "*other" not in cure and call.args:
            made = re.match(r"(\w+)\.\w+\.parameters\(\)$", ast.unparse(call.args[0]))
            return put(source, call.args[0], f"{made[1]}.parameters()") if made else None
    return None


def uncut(source: str, line: int, cure: str) -> str | None:
    """Without what cuts the graph."""
    lines = source.splitlines()
    text = re.sub(r"\.(detach|item|numpy)\(\)|\.data\b", "", lines[line - 1])
    lines[line - 1] = re.sub(r"with torch\.no_grad\(\):", "if True:", text)
    return "\n".join(lines) + "\n"


def mode(word: str) -> Callable[[str, int, str], str | None]:
    """The network's `train()` or `eval()` before it is called."""

    def act(source: str, line: int, cure: str) -> str | None:
        for call in reversed(list(calls(source, line))):
            made = re.search(
                rf"^\s*{re.escape(named(call))}\s*=|\({re.escape(named(call))}\b|, {named(call)}\b", source, re.M
            )
            if isinstance(call.func, ast.Name) and made and call.args:
                fill = indent(source.splitlines()[line - 1])
                return move(source, None, line, f"{fill}{call.func.id}.{word}()")
        return None

    return act


def item(source: str, line: int, cure: str) -> str | None:
    """The number of a loss instead of the loss."""
    lines = source.splitlines()
    changed = re.sub(r"(\+=\s*|\.append\()(\w+)(?=\s*(\*|\)|$))", r"\1\2.item()", lines[line - 1], count=1)
    if changed == lines[line - 1]:
        changed = re.sub(r"(=\s*\w+\s*\+\s*\w+)\s*$", r"\1.item()", changed)
    lines[line - 1] = changed
    return "\n".join(lines) + "\n"


def once(source: str, line: int, cure: str) -> str | None:
    """A seed before the loop."""
    lines = source.splitlines()
    if "seed(" not in lines[line - 1]:
        return None
    loops = [
        one.lineno
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.For) and one.lineno < line <= (one.end_lineno or 0)
    ]
    return move(source, line, min(loops), indent(lines[min(loops) - 1]) + lines[line - 1].strip()) if loops else None


def seed(source: str, line: int, cure: str) -> str | None:
    """A seed at the start of each training."""
    bodies = [
        one.body[0].lineno
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.For | ast.FunctionDef) and one.lineno < line <= (one.end_lineno or 0)
    ]
    if not bodies:
        return None
    seed = re.search(r"^(\w*seed\w*)\s*=", source, re.M | re.I)
    fill = indent(source.splitlines()[max(bodies) - 1])
    return move(source, None, max(bodies), f"{fill}torch.manual_seed({seed[1] if seed else 0})")
