"""Small changes to a script's source: the calls on a line, another text for one, lines moved to where they belong."""

import ast
import re
from collections.abc import Iterator


def calls(source: str, line: int) -> Iterator[ast.Call]:
    """Calls that a line is part of, the innermost and last ones first."""
    found = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Call)]
    here = [one for one in found if one.lineno <= line <= (one.end_lineno or one.lineno)]
    exact = [one for one in here if line in (one.lineno, one.end_lineno)]
    yield from sorted(exact or here, key=lambda one: (one.end_lineno or 0, one.end_col_offset or 0), reverse=True)


def named(call: ast.Call) -> str:
    """What is called, as it stands there."""
    return ast.unparse(call.func)


def put(source: str, node: ast.AST, text: str) -> str:
    """The source with a node's text replaced."""
    lines = source.splitlines(keepends=True)
    assert isinstance(node, ast.expr)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    start = sum(len(one) for one in lines[: node.lineno - 1]) + node.col_offset
    end = sum(len(one) for one in lines[: node.end_lineno - 1]) + node.end_col_offset
    return source[:start] + text + source[end:]


def indent(line: str) -> str:
    """The spaces that a line begins with."""
    return line[: len(line) - len(line.lstrip())]


def move(source: str, line: int | None, to: int, text: str) -> str:
    """Take one line away (None: none) and put another before line `to`, both counted from 1."""
    lines = source.splitlines()
    fill = indent(lines[line - 1]) if line and not lines[line - 1].strip().startswith("#") else ""
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
    depth = len(indent(lines[at]))
    before = next((one for one in reversed(lines[:at]) if one.strip()), "")
    after = next((one for one in lines[at + 1 :] if one.strip()), "")
    return len(indent(before)) < depth and len(indent(after)) < depth


def near(source: str, line: int, pattern: str, ahead: bool = True) -> int | None:
    """The nearest line with a pattern, at or before a line first, then after it."""
    lines = source.splitlines()
    order: list[int] = [*range(line, 0, -1), *(range(line + 1, len(lines) + 1) if ahead else ())]
    for k in order:
        if re.search(pattern, lines[k - 1].split("#")[0]):
            return k
    return None


def after_loop(source: str, line: int, outer: bool = False) -> tuple[int, str]:
    """The line after the loop body that a line stands in (or after the one around it), and the body's indent."""
    loops = [
        one
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.For | ast.While) and one.lineno < line <= (one.end_lineno or 0)
    ]
    loops.sort(key=lambda one: -one.lineno)
    chosen = loops[min(int(outer), len(loops) - 1)] if loops else None
    if chosen is None:
        return line + 1, indent(source.splitlines()[line - 1])
    return (chosen.end_lineno or line) + 1, " " * chosen.body[0].col_offset
