"""Error messages of PyTorch and Python that beginners meet, said in plain words."""

import re
from typing import Any

from pytorch_study.slips import SIGNS
from pytorch_study.text import say

KNOWN = (
    (r"mat1 and mat2 shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", "explain.matmul"),
    (
        r"The size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at .*dimension (\d+)",
        "explain.broadcast",
    ),
    (r"shape '(\[.*?\])' is invalid for input of size (\d+)", "explain.view"),
    (r"expected target dtype to be Long|expected scalar type Long|multi-target not supported", "explain.labels"),
    (
        r"Expected all tensors to be on the same device|not on the expected device|torch\.cuda\..*should be the same",
        "explain.device",
    ),
    (r"needed for gradient computation has been modified by an inplace", "explain.inplace"),
    (r"Expected more than 1 value per channel when training", "explain.one_per_channel"),
    (r"Can't call numpy\(\) on Tensor that requires grad", "explain.needs_detach"),
    (r"view size is not compatible with input tensor's size and stride", "explain.not_contiguous"),
    (r"parameters appear in more than one parameter group", "explain.two_groups"),
    (r"stack expects each tensor to be equal size", "explain.stack"),
    (r"to have the same dtype|must have the same dtype|expected scalar type|should be the same", "explain.dtype"),
    (r"not implemented for '(?:Long|Int|Short|Char|Byte)'", "explain.whole_numbers"),
    (r"is missing the required \"forward\" function", "explain.forward"),
    (r"does not require grad and does not have a grad_fn", "explain.no_graph"),
    (r"a leaf Variable that requires grad is being used in an in-place", "explain.inplace_leaf"),
    (r"backward through the graph a second time", "explain.second_backward"),
    (r"grad can be implicitly created only for scalar outputs", "explain.not_scalar"),
    (r"expected input\[.*\] to have (\d+) channels, but got (\d+)", "explain.channels"),
    (r"Boolean value of Tensor with more than one value", "explain.truth"),
    (r"Target .* is out of bounds", "explain.target"),
    (r"Index.* out of range|index .* out of bounds", "explain.index"),
    (r"'NoneType' object", "explain.none"),
    (r"name '(\w+)' is not defined", "explain.name"),
    (r"has no attribute '(\w+)'", "explain.attribute"),
    (r"takes \d+ positional arguments? but \d+|missing \d+ required positional", "explain.arguments"),
    (r"cannot assign module before Module.__init__|cannot assign parameters? before Module.__init__", "explain.super"),
    (r"optimizer got an empty parameter list", "explain.no_parameters"),
)
"""Pattern of the message: key of the sentence, whose blanks {a}, {b}, ... are the groups of the pattern."""

MEANT = {**SIGNS, "×": "*", "÷": "/", "≠": "!=", "≤": "<=", "≥": ">=", "…": "...", "￥": "$", "《": "<", "》": ">"}
"""Signs that Python does not read, and what was meant."""
QUOTES = "“”‘’＂＇"
INVALID = re.compile(r"invalid (?:character '.+' \(|non-printable character )U\+([0-9A-F]{4,6})")


def slip(error: SyntaxError) -> tuple[str, dict[str, Any]] | None:
    """The mistake, and its values, behind a sign that only looks like one of Python's; None if it is something else."""
    line, source = error.lineno or 1, error.text or ""
    column = max(error.offset or 1, 1)
    found = INVALID.search(error.msg)
    if found:
        sign = chr(int(found[1], 16))
    elif "unterminated" in error.msg and (strays := [one for one in source if one in QUOTES]):
        sign = strays[0]  # opened with a plain quotation mark, closed with another
    else:
        return None
    half = MEANT.get(sign)
    if half == " " or sign.isspace():
        return "full_width_space", {"line": line, "column": column}
    if half:
        return "full_width", {"line": line, "sign": sign, "half": half}
    return (
        None
        if sign.isprintable()
        else ("invisible", {"line": line, "column": column, "sign": f"U+{found[1]}" if found else sign})
    )


def explained(error: BaseException) -> str:
    """What this error means and where to look, or "" if it is not one of those known."""
    message = str(error)
    if isinstance(error, AssertionError) and not message:
        return say("explain.assertion")
    for pattern, key in KNOWN:
        if found := re.search(pattern, message):
            groups = [group or "" for group in found.groups()]
            return say(key, **dict(zip("abcd", groups, strict=False)))
    return ""
