"""Changes of the user's source as text: one piece of syntax for another, and the lines that come of it."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from pytorch_study.diagnosis import flow
from pytorch_study.diagnosis.records import Site
from pytorch_study.diagnosis.user_source import UserSource

LOSS = re.compile(r"loss|crit|mse|l1|huber|entropy|nll|bce", re.I)


class Edit(NamedTuple):
    """Lines `first` to `last` of a file, as they should be."""

    text: str
    first: int
    last: int


def put(sources: UserSource, site: Site, *changes: tuple[ast.expr, str]) -> Edit | None:
    """The statement of a line with pieces of it replaced; None: nothing would be left of it but a name."""
    first = min(node.lineno for node, _ in changes)
    last = max(node.end_lineno or node.lineno for node, _ in changes)
    stmt = flow.statement(sources, Site(site.file, first))
    if stmt is not None and flow.own_part(stmt) == [stmt]:
        first, last = min(first, stmt.lineno), max(last, stmt.end_lineno or last)
    lines = [line.encode() for line in sources.text(site.file).splitlines()[first - 1 : last]]  # columns are bytes
    for node, new in sorted(changes, key=lambda one: (-one[0].lineno, -one[0].col_offset)):
        start, end = node.lineno - first, (node.end_lineno or node.lineno) - first
        joined = lines[start][: node.col_offset] + new.encode() + lines[end][node.end_col_offset :]
        lines[start : end + 1] = joined.split(b"\n")
    text = [line.decode() for line in lines]
    depth = len(text[0]) - len(text[0].lstrip())
    changed = "\n".join(line[min(depth, len(line) - len(line.lstrip())) :] for line in text)
    one = _parsed(changed)
    if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == ast.unparse(one.value):
        return None
    return Edit(changed, first, last)


def _parsed(text: str) -> ast.stmt | None:
    try:
        body = ast.parse(text).body
    except SyntaxError:  # the head of a loop alone
        return None
    return body[0] if len(body) == 1 else None


def segment(sources: UserSource, site: Site, node: ast.AST) -> str:
    """A piece of syntax as it stands in the file."""
    return ast.get_source_segment(sources.text(site.file), node) or ast.unparse(node)


def atom(sources: UserSource, site: Site, node: ast.AST) -> str:
    """The same, so that `.name` can follow."""
    text = segment(sources, site, node)
    return text if isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call) else f"({text})"


def simple(node: ast.AST) -> bool:
    """Whether it can be written twice: nothing is computed by it."""
    return not any(isinstance(one, ast.Call | ast.BinOp | ast.Lambda) for one in ast.walk(node))


def calls(sources: UserSource, site: Site | None) -> Iterator[ast.Call]:
    """The calls that a line is part of, those that begin or end in it first, the innermost first."""
    if site is None:
        return
    here = [one for one in sources.calls(site.file) if one.lineno <= site.line <= (one.end_lineno or one.lineno)]
    yield from sorted(
        here,
        key=lambda one: (
            site.line not in (one.lineno, one.end_lineno),
            (one.end_lineno or 0) - one.lineno,
            (one.end_col_offset or 0) - one.col_offset,
        ),
    )


def called(call: ast.Call) -> str:
    """The last part of a called function's name."""
    return ast.unparse(call.func).rsplit(".", 1)[-1]


def parent(sources: UserSource, site: Site, node: ast.AST) -> ast.AST | None:
    """What a piece of syntax stands in."""
    tree = sources.tree(site.file)
    found = (one for one in ast.walk(tree) if any(child is node for child in ast.iter_child_nodes(one))) if tree else ()
    return next(iter(found), None)


def loss_call(sources: UserSource, site: Site | None) -> ast.Call | None:
    """The call of a loss with two arguments in a line; None: there is none, or there are several."""
    two = [one for one in calls(sources, site) if len(one.args) >= 2 and not any(map(_starred, one.args))]
    named = [one for one in two if LOSS.search(called(one))]
    chosen = named or [one for one in two if not any(one in ast.walk(other) for other in two if other is not one)]
    return chosen[0] if len(chosen) == 1 else None


def _starred(node: ast.expr) -> bool:
    return isinstance(node, ast.Starred)


def assignments(sources: UserSource, file: str, target: str) -> list[ast.Assign]:
    """The statements of a file that give a name (`self.act`, `model`) its value."""
    tree = sources.tree(file)
    return [
        one
        for one in (ast.walk(tree) if tree else ())
        if isinstance(one, ast.Assign) and target in map(ast.unparse, one.targets)
    ]


def made_at(sources: UserSource, site: Site | None) -> str:
    """The name that what is made in a line gets; empty: it has none."""
    stmt = flow.statement(sources, site) if site else None
    if (
        isinstance(stmt, ast.Assign)
        and len(stmt.targets) == 1
        and isinstance(stmt.targets[0], ast.Name | ast.Attribute)
    ):
        return ast.unparse(stmt.targets[0])
    return ""
