"""Arithmetic in numpy on bytes, which wraps in silence: seen by asking at each `+`, `-` and `*` of the script itself.

numpy lets nobody look in, so these operators become calls that compute the same and then compare. It is only done
to scripts that speak of bytes, and not to those that are compiled.
"""

import ast
import builtins
import operator
import re
import sys
import types
from typing import Any

from pytorch_study.diagnosis.notes import Notes
from pytorch_study.diagnosis.records import Site

NAME = "__pytorch_study_bytes__"
OPERATORS = {"add": operator.add, "sub": operator.sub, "mul": operator.mul}
IN_PLACE = {"add": operator.iadd, "sub": operator.isub, "mul": operator.imul}
SPEAKS = re.compile(r"uint8|imread|Image\.open|frombuffer")
COMPILED = re.compile(r"torch\.compile|jit|numba|inspect\.")


class _Asking(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        symbol = _symbol(node.op)
        plain = (ast.Constant, ast.JoinedStr, ast.List, ast.Tuple)
        if not symbol or (isinstance(node.left, plain) and isinstance(node.right, plain)):
            return node
        return _call(node, symbol, node.left, node.right)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if (symbol := _symbol(node.op)) and isinstance(node.target, ast.Name):
            now = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
            node.value = _call(node, f"i{symbol}", now, node.value)
        return node

    def visit_MatchValue(self, node: ast.MatchValue) -> ast.AST:
        return node


def _symbol(op: ast.operator) -> str:
    return {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul"}.get(type(op), "")


def _call(node: Any, symbol: str, left: ast.expr, right: ast.expr) -> ast.expr:
    parts = [left, right, ast.copy_location(ast.Constant(symbol), node)]
    return ast.copy_location(ast.Call(ast.copy_location(ast.Name(NAME, ast.Load()), node), parts, []), node)


def compiled(text: str, path: str, notes: Notes) -> types.CodeType:
    """The script's code; where it speaks of bytes, with the questions in it."""
    if not SPEAKS.search(text) or COMPILED.search(text):
        return compile(text, path, "exec")
    setattr(builtins, NAME, _observer(notes))
    return compile(ast.fix_missing_locations(_Asking().visit(ast.parse(text, path))), path, "exec")


def forget() -> None:
    """Nobody asks any more."""
    if hasattr(builtins, NAME):  # functions of the script may outlive it
        setattr(builtins, NAME, lambda a, b, symbol: b if symbol[0] == "i" else OPERATORS[symbol](a, b))


def _observer(notes: Notes) -> Any:
    import numpy as np

    def observed(a: Any, b: Any, symbol: str) -> Any:
        in_place = symbol[0] == "i"
        if type(a) is not np.ndarray and type(b) is not np.ndarray:
            return b if in_place else OPERATORS[symbol](a, b)
        if in_place:  # asked before, because it writes into `a`
            if getattr(a, "dtype", None) == np.uint8 and not notes.skip():
                _compare(notes, a, b, symbol[1:], a)
            return b
        made = OPERATORS[symbol](a, b)
        if getattr(made, "dtype", None) == np.uint8 and made.ndim and not notes.skip():
            _compare(notes, a, b, symbol, made)
        return made

    return observed


def _compare(notes: Notes, a: Any, b: Any, symbol: str, made: Any) -> None:
    import numpy as np

    wraps = notes.facts.setdefault("wraps", [])
    frame = sys._getframe(2)
    if len(wraps) >= 5 or not made.size:
        return
    with notes.own_work():
        a, b = (one[:64] if np.shape(one) == made.shape else np.asarray(one) for one in (a, b))
        exact = OPERATORS[symbol](a.astype(np.int64), b.astype(np.int64))
        share = float(((exact < 0) | (exact > 255)).mean())
        if share > 0.001 and made.size > 16:
            wraps.append((Site(frame.f_code.co_filename, frame.f_lineno), share, symbol))
            notes.facts.setdefault("wraps in numpy", []).append(wraps[-1][0])
