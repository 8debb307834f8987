"""Lines that bring one array into another order and leave the one that belongs to it as it was."""

import ast
from collections.abc import Iterator

from pytorch_study.diagnosis import flow
from pytorch_study.diagnosis.records import Site
from pytorch_study.diagnosis.user_source import UserSource

ORDERS = ("randperm", "permutation", "argsort", "permuted")
"""Functions that make a random order (or take one)."""


def one_sided(sources: UserSource) -> Iterator[Site]:
    """Lines where only one of two arrays gets a new order, as far as names tell."""
    for file in sources.files:
        tree = sources.tree(file)
        for stmt in ast.walk(tree) if tree else ():
            if isinstance(stmt, ast.Assign | ast.Expr) and any(_alone(tree, call, stmt) for call in _calls(stmt)):
                yield Site(file, stmt.lineno)


def _calls(stmt: ast.stmt) -> Iterator[ast.Call]:
    return (one for one in ast.walk(stmt) if isinstance(one, ast.Call))


def _alone(tree: ast.AST | None, call: ast.Call, stmt: ast.stmt) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if tree is None or not isinstance(stmt, ast.Assign | ast.Expr):
        return False
    if name == "shuffle":  # in place
        return bool(call.args) and isinstance(stmt, ast.Expr) and not _is_order(tree, flow.names_in(call.args[0]))
    if name == "DataLoader":
        return False
    if name not in ORDERS or not isinstance(stmt, ast.Assign):
        return False
    here = [one for one in ast.walk(stmt.value) if isinstance(one, ast.Subscript) and call in ast.walk(one.slice)]
    if here:  # x = x[torch.randperm(n)]
        return True
    made = flow.targets(stmt)
    if call is stmt.value and name in ("permutation", "permuted") and call.args and not _is_order(tree, made):
        given = flow.names_in(call.args[0])
        return bool(given & made)  # y = rng.permutation(y)
    return len(_ordered(tree, made)) == 1


def _is_order(tree: ast.AST, names: set[str]) -> bool:
    """Whether numbers of examples are meant, and no array of them: something is indexed by it, or nothing is at all."""
    return bool(_ordered(tree, names)) or not _is_indexed(tree, names)


def _is_indexed(tree: ast.AST, names: set[str]) -> bool:
    return any(isinstance(one, ast.Subscript) and flow.names_in(one.value) & names for one in ast.walk(tree))


def _ordered(tree: ast.AST, names: set[str]) -> set[str]:
    """The arrays that are indexed by these names, or by what was made from them."""
    found = set(names)
    for _ in range(3):
        for one in ast.walk(tree):
            if isinstance(one, ast.Assign | ast.For | ast.comprehension):
                source = one.value if isinstance(one, ast.Assign) else one.iter
                if _passes(source, found):
                    made = one.targets if isinstance(one, ast.Assign) else [one.target]
                    found |= set().union(*(flow.names_in(target) for target in made))
    return {
        ast.unparse(one.value).split("[")[0]
        for one in ast.walk(tree)
        if isinstance(one, ast.Subscript) and flow.names_in(one.slice) & found and not flow.names_in(one.value) & found
    }


def _passes(source: ast.AST, names: set[str]) -> bool:
    """Whether it is still an order: a slice of it, a part of it, a list of it, but nothing that it was used on."""
    if isinstance(source, ast.Subscript):
        return _passes(source.value, names)
    if isinstance(source, ast.Call):
        return any(_passes(one, names) for one in (source.func, *source.args))
    if isinstance(source, ast.Attribute):
        return _passes(source.value, names)
    if isinstance(source, ast.Tuple | ast.List):
        return any(_passes(one, names) for one in source.elts)
    return isinstance(source, ast.Name) and source.id in names
