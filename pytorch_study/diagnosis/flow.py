"""Where a value in the user's source comes from, by its name: its statement, the names in it, their assignments."""

import ast
import re
from collections.abc import Iterator

from pytorch_study.diagnosis.records import Site
from pytorch_study.diagnosis.user_source import UserSource

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
TEST = re.compile(r"(^|_|[xy])(test|te|tst|heldout|held|holdout)(s|x|y|ing|set|data|loader|dl|iter|ds)?\d*($|_)")
VALIDATION = re.compile(r"(^|_|[xy])(val|valid|validation|va|dev)(s|x|y|set|data|loader|dl|iter|ds)?\d*($|_)")
TRAIN = re.compile(r"(^|_|[xy])(train|training|tr)(s|x|y|set|data|loader|dl|iter|ds)?\d*($|_)")


def means(names: set[str], what: re.Pattern[str]) -> bool:
    """Whether one of these names says that it is of the test set (of the validation set, of the training set)."""
    return any(what.search(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()) for name in names)


def names_in(node: ast.AST) -> set[str]:
    """All names and attributes in a piece of syntax."""
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} | {
        one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)
    }


def _path(sources: UserSource, site: Site) -> list[ast.AST]:
    """The definitions and statements around a line, the outermost first."""
    node: ast.AST | None = sources.tree(site.file)
    found: list[ast.AST] = []
    while node is not None:
        found.append(node)
        node = next(
            (
                one
                for one in ast.iter_child_nodes(node)
                if isinstance(one, ast.stmt | ast.ExceptHandler | ast.match_case)
                and getattr(one, "lineno", one.body[0].lineno if isinstance(one, ast.match_case) else 0) <= site.line
                and (getattr(one, "end_lineno", None) or 10**9) >= site.line
            ),
            None,
        )
    return found


def statement(sources: UserSource, site: Site) -> ast.stmt | None:
    """The innermost statement in a line."""
    last = _path(sources, site)[-1:]
    return last[0] if last and isinstance(last[0], ast.stmt) else None


def own_part(stmt: ast.stmt) -> list[ast.AST]:
    """A statement without the statements inside it: of a loop, its head."""
    if isinstance(stmt, ast.For | ast.AsyncFor):
        return [stmt.target, stmt.iter]
    if isinstance(stmt, ast.While | ast.If):
        return [stmt.test]
    if isinstance(stmt, ast.With | ast.AsyncWith):
        return list(stmt.items)
    if isinstance(stmt, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Try):
        return []
    return [stmt]


def scope(sources: UserSource, site: Site) -> ast.AST | None:
    """The function around a line, else its module."""
    inside = [one for one in _path(sources, site) if isinstance(one, ast.Module | ast.FunctionDef)]
    return inside[-1] if inside else None


def names_at(sources: UserSource, site: Site) -> set[str]:
    """The names in the statement of a line, and in the heads of the loops around it in the same function."""
    path = _path(sources, site)
    last = max((k for k, one in enumerate(path) if isinstance(one, ast.FunctionDef | ast.Module)), default=0)
    around = [one for one in path[last + 1 :] if isinstance(one, ast.stmt)]
    parts = [part for one in around if isinstance(one, ast.For) or one is around[-1] for part in own_part(one)]
    return set().union(*(names_in(part) for part in parts)) if parts else set()


def loop_around(sources: UserSource, site: Site | None) -> ast.AST | None:
    """The innermost loop that a line stands in."""
    path = _path(sources, site) if site else []
    return next((one for one in reversed(path) if isinstance(one, ast.For | ast.While)), None)


def in_loop(sources: UserSource, site: Site) -> bool:
    """Whether a line stands in a loop of its own function."""
    path = _path(sources, site)
    last = max((k for k, one in enumerate(path) if isinstance(one, ast.FunctionDef | ast.Module)), default=0)
    return any(isinstance(one, ast.For | ast.While) for one in path[last + 1 :])


def targets(stmt: ast.stmt | None) -> set[str]:
    """The names that a statement gives a value to; of `xs.append(...)`, `xs`."""
    if isinstance(stmt, ast.Assign):
        return set().union(*(names_in(one) for one in stmt.targets))
    if isinstance(stmt, ast.AugAssign | ast.AnnAssign):
        return names_in(stmt.target)
    if isinstance(stmt, ast.For):
        return names_in(stmt.target)
    if isinstance(stmt, ast.Expr) and isinstance(stmt.value, ast.Call) and isinstance(stmt.value.func, ast.Attribute):
        return names_in(stmt.value.func.value) if stmt.value.func.attr in ("append", "extend", "update") else set()
    return set()


def statements(node: ast.AST) -> Iterator[ast.stmt]:
    """All statements of a function or module, those of functions inside it left out, in the order of their lines."""
    for one in ast.iter_child_nodes(node):
        if isinstance(one, ast.stmt):
            yield one
        if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
            yield from statements(one)


def assigned(sources: UserSource, site: Site, name: str) -> ast.stmt | None:
    """The last statement before a line that gives a name its value: in the same function, else in the module."""
    tree, own = sources.tree(site.file), scope(sources, site)
    if tree is None or own is None:
        return None
    for where in (own, tree) if own is not tree else (tree,):
        found = [one for one in statements(where) if name in targets(one)]
        earlier = [one for one in found if one.lineno < site.line]
        if earlier or (found and where is not own):
            return (earlier or found)[-1]
    return None


def origins(sources: UserSource, site: Site, steps: int = 4) -> Iterator[tuple[Site, set[str]]]:
    """The statements that what is used in a line comes from, the nearest first: (line, names in it)."""
    seen: set[int] = set()
    todo = [(site, names_at(sources, site), steps)]
    while todo:
        at, names, left = todo.pop(0)
        for name in sorted(names) if left else ():
            stmt = assigned(sources, at, name)
            if stmt is not None and id(stmt) not in seen:
                seen.add(id(stmt))
                inside = set().union(*(names_in(part) for part in own_part(stmt)), set())
                place = Site(site.file, stmt.lineno)
                yield place, inside
                todo.append((place, inside - targets(stmt), left - 1))


def reaches(sources: UserSource, site: Site, end: Site) -> bool:
    """Whether what the statement in a line makes is used, further down in the same loop, in the line `end`."""
    loop, own = loop_around(sources, end), scope(sources, end)
    if site.file != end.file or not site.line < end.line or loop is None or own is not scope(sources, site):
        return False
    made: set[str] = set()
    for one in statements(loop):
        parts = own_part(one)
        names = set().union(*(names_in(part) for part in parts)) if parts else set()
        first, last = one.lineno, max((getattr(part, "end_lineno", 0) or 0 for part in parts), default=0)
        if first <= site.line <= last:
            made |= targets(one)
        elif first <= end.line <= last:
            return bool(made & names)
        elif site.line < first < end.line:
            uses = bool(made & (names - targets(one) if isinstance(one, ast.Assign) else names))
            made = made | targets(one) if uses else made - (targets(one) if isinstance(one, ast.Assign) else set())
    return False


def derived(sources: UserSource, file: str, names: set[str]) -> set[str]:
    """These names, and those whose values are made from them."""
    tree = sources.tree(file)
    found = set(names)
    for _ in range(3):
        for one in ast.walk(tree) if tree else ():
            if isinstance(one, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.For):
                source = one.iter if isinstance(one, ast.For) else one.value
                if source is not None and names_in(source) & found:
                    found |= targets(one)
    return found
