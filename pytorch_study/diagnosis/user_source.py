"""The user's own source: which files are theirs, the line a call came from, and what stands in a line."""

import ast
import bisect
import linecache
import re
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from types import FrameType

from pytorch_study.text import say

PACKAGE = str(Path(__file__).parent)
RUNNER = str(Path(__file__).with_name("script.py"))
"""Whose frames stand above the script's."""
FOREIGN = tuple(
    {PACKAGE, *(path for name in ("stdlib", "platstdlib", "purelib", "platlib") if (path := sysconfig.get_path(name)))}
)


class UserSource:
    """The files that count as the user's own, and their text.

    Args:
        script: the script that was started; None: in a notebook.
        text: its source, where that is not the file's (a notebook's cells).
        cells: the line before the first one of each cell.
    """

    def __init__(self, script: str | None = None, text: str | None = None, cells: Sequence[int] = ()) -> None:
        self.script = script
        self._cells = cells
        if script and text is not None:  # tracebacks show it
            linecache.cache[script] = (len(text), None, text.splitlines(keepends=True), script)
        self._own: dict[str, bool] = {script: True} if script else {}
        self._texts: dict[str, str] = {script: text} if script and text is not None else {}
        self._trees: dict[str, ast.Module | None] = {}

    def is_own(self, file: str) -> bool:
        """Whether the user wrote this file, or this cell of a notebook."""
        known = self._own.get(file)
        if known is None:
            cell = "ipykernel" in file or file.startswith("<ipython-input")
            inside = file.startswith(FOREIGN) or "site-packages" in file or "dist-packages" in file
            known = self._own[file] = not inside and (cell or not file.startswith("<"))
        return known

    def caller(self, depth: int = 2) -> tuple[str, int] | None:
        """File and line of the innermost call in the user's own code."""
        frame: FrameType | None = sys._getframe(depth)
        while frame is not None and frame.f_code.co_filename != RUNNER:
            if frame.f_code.co_filename.startswith("<frozen importlib"):
                return None  # a module that is being imported
            if self.is_own(frame.f_code.co_filename):
                return frame.f_code.co_filename, frame.f_lineno
            frame = frame.f_back
        return None

    def callers(self, depth: int = 2, most: int = 5) -> tuple[tuple[str, int], ...]:
        """Files and lines of the calls in the user's own code that led here, the innermost first."""
        frame: FrameType | None = sys._getframe(depth)
        found: list[tuple[str, int]] = []
        while frame is not None and frame.f_code.co_filename != RUNNER and len(found) < most:
            if self.is_own(frame.f_code.co_filename):
                found.append((frame.f_code.co_filename, frame.f_lineno))
            frame = frame.f_back
        return tuple(found)

    def text(self, file: str) -> str:
        """The file's text; empty if it cannot be read."""
        if file not in self._texts:
            try:
                self._texts[file] = Path(file).read_text("utf-8-sig")
            except (OSError, UnicodeDecodeError):
                self._texts[file] = "".join(linecache.getlines(file))
        return self._texts[file]

    def place(self, file: str, number: int) -> str:
        """A line as people find it: `train.py:12`; in a notebook, by cell."""
        if file == self.script and self._cells:
            cell = bisect.bisect_left(self._cells, number)
            return say("diagnose.cell", file=Path(file).name, cell=cell, line=number - self._cells[cell - 1])
        return f"{Path(file).name}:{number}"

    def line(self, file: str, number: int) -> str:
        """One line of a file, stripped."""
        lines = self.text(file).splitlines()
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""

    def tree(self, file: str) -> ast.Module | None:
        """The file's syntax tree; None: it has none."""
        if file not in self._trees:
            try:
                self._trees[file] = ast.parse(self.text(file))
            except (SyntaxError, ValueError):
                self._trees[file] = None
        return self._trees[file]

    @property
    def files(self) -> list[str]:
        """The user's files that have been met, the script first."""
        return [file for file, own in self._own.items() if own]

    def find(self, pattern: str, file: str | None = None) -> Iterator[tuple[str, int, str]]:
        """Lines that match a regular expression, comments left out: (file, number, line)."""
        for one in [file] if file else self.files:
            for number, line in enumerate(self.text(one).splitlines(), 1):
                code = line.split("#")[0]
                if re.search(pattern, code):
                    yield one, number, code.strip()

    def calls(self, file: str) -> Iterator[ast.Call]:
        """Every call in a file."""
        tree = self.tree(file)
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call)) if tree else ()

    def keyword_given(self, file: str, line: int, function: str, keyword: str, place: int) -> bool | None:
        """Whether the call of `function` in this line gives `keyword`, by its name or its place; None: no such call."""
        for call in self.calls(file):
            if call.lineno <= line <= (call.end_lineno or call.lineno) and ast.unparse(call.func).endswith(function):
                return len(call.args) > place or any(one.arg in (keyword, None) for one in call.keywords)
        return None

    @cached_property
    def ignored(self) -> dict[tuple[str, int], set[str]]:
        """By file and line: the kinds that `# diagnose: ignore[kind, kind]` silences there (none named: all)."""
        found: dict[tuple[str, int], set[str]] = {}
        for file in self.files:
            for number, line in enumerate(self.text(file).splitlines(), 1):
                if said := re.search(r"#\s*diagnose:\s*ignore(?:\[([\w, ]*)\])?", line):
                    found[file, number] = {one.strip() for one in (said[1] or "*").split(",")}
        return found
