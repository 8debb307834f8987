"""A notebook's code as one script: what only IPython understands is left out, and listed."""

import ast
import json
import re
from pathlib import Path
from typing import NamedTuple

from pytorch_study.errors import UsageError

PYTHON = ("%%time", "%%timeit", "%%capture", "%%prun")
"""Magic whose cell is Python all the same."""
TIMED = re.compile(r"(\s*)%time\s+(?=\S)")
FOREIGN = re.compile(r"\s*([!?]|%{1,2}[A-Za-z]|[\w., ()\[\]]+=\s*[!%][A-Za-z]|[\w.]+\?{1,2}\s*$)")
"""`!pip`, `%matplotlib`, `files = !ls`, `model?`"""


class Cells(NamedTuple):
    """Code, line for line as in the notebook; the lines left out; and the line before each cell's first."""

    text: str
    skipped: tuple[str, ...]
    starts: tuple[int, ...]


def read(path: Path) -> Cells:
    """The code cells of a notebook.

    Raises:
        UsageError: it is none.
    """
    try:
        notebook = json.loads(path.read_text("utf-8"))
        sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError("diagnose_not_python", path=path) from error
    lines: list[str] = []
    skipped: list[str] = []
    starts: list[int] = []
    for source in sources:
        starts.append(len(lines))
        lines += [*_python(source, skipped), ""]
    return Cells("\n".join(lines) + "\n", tuple(skipped), tuple(starts))


def _python(source: str, skipped: list[str]) -> list[str]:
    lines = source.splitlines()
    try:
        ast.parse(source)
        return lines
    except (SyntaxError, ValueError):
        pass
    head = source.split(maxsplit=1)[0]
    if head.startswith("%%") and head not in PYTHON:
        skipped += lines
        return [f"# {line}" for line in lines]
    made: list[str] = []
    goes_on = False
    for line in lines:
        before = len(skipped)
        if goes_on:
            skipped.append(line)
            made.append(f"# {line}")
        else:
            made.append(_line(line, skipped))
        goes_on = len(skipped) > before and line.endswith("\\")
    return made


def _line(line: str, skipped: list[str]) -> str:
    if timed := TIMED.match(line):  # what is timed runs
        return timed[1] + line[timed.end() :]
    if not FOREIGN.match(line):
        return line
    skipped.append(line)
    indent = line[: len(line) - len(line.lstrip())]
    return f"{indent}pass  # {line.strip()}"
