"""Small ways to break a program: what a good check has to notice (mutation testing: DeMillo, Lipton, Sayward 1978)."""

import ast
import copy
from collections.abc import Iterator

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Every single small change: (the changed statement's first line, the whole changed source)."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    for number in range(sum(1 for _ in _places(tree))):
        for variant in range(3):
            changed = copy.deepcopy(tree)
            parent, field, index, statement = list(_places(changed))[number]
            node = getattr(parent, field) if index is None else getattr(parent, field)[index]
            new = _variants(node)[variant : variant + 1]
            if not new:
                break
            if index is None:
                setattr(parent, field, new[0])
            else:
                getattr(parent, field)[index] = new[0]
            ast.fix_missing_locations(changed)
            text = ast.unparse(changed)
            if text not in seen:
                seen.add(text)
                shown = new[0] if node is statement else statement
                line = ast.unparse(shown).splitlines()[0]
                yield (f"{line} <- {ast.unparse(node).splitlines()[0]}" if node is statement else line), text


def _variants(node: ast.AST) -> list[ast.AST]:
    """What may stand in a node's place."""
    found: list[ast.AST] = []
    match node:
        case ast.Constant(value=bool(value)):
            found = [ast.Constant(not value)]
        case ast.Constant(value=int(value)):
            found = [ast.Constant(value + 1)]
        case ast.Constant(value=float(value)):
            found = [ast.Constant(value * 2 if value else 1.0)]
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert()):
            found = [node.operand]
        case ast.Expr() | ast.AugAssign() if not isinstance(getattr(node, "value", None), ast.Constant) or isinstance(
            node, ast.AugAssign
        ):
            found = [ast.Pass()]
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            found = [ast.Pass()]
        case ast.operator() | ast.cmpop() | ast.boolop() if type(node) in SWAPPED:
            found = [SWAPPED[type(node)]()]
        case ast.Call(args=[first, second, *rest], keywords=keywords) if not isinstance(first, ast.Starred):
            found = [ast.Call(node.func, [second, first, *rest], keywords)]
        case ast.Call(args=[], keywords=[], func=ast.Attribute(value=value)) if not isinstance(
            value, ast.Call | ast.Name
        ):
            found = [value]  # x.y.flatten() -> x.y
        case ast.Call(args=[one], keywords=[], func=ast.Attribute(value=ast.Name(id="F" | "torch"))):
            found = [one]  # F.relu(x) -> x
    return found


def _places(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node with its place and its statement, outside of imports and the block that shows something."""

    def walk(node: ast.AST, statement: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
        for field, value in ast.iter_fields(node):
            for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if not isinstance(child, ast.AST) or isinstance(child, ast.Import | ast.ImportFrom | ast.arguments):
                    continue
                if isinstance(child, ast.If) and "__name__" in ast.unparse(child.test):
                    continue
                inside = child if isinstance(child, ast.stmt) else statement
                if _variants(child):
                    yield node, field, index, inside
                yield from walk(child, inside)

    yield from walk(tree, tree)
