"""What is said of one answer: load the file, run `check.py` on it, name the mistake, explain it."""

import ast
import importlib.util
import linecache
import random
import sys
import traceback
import types
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import torch

from pytorch_study import text
from pytorch_study.errors import out_of_memory
from pytorch_study.exercises.drawn import pictures
from pytorch_study.exercises.explain import explained, slip
from pytorch_study.exercises.kit import Mistake
from pytorch_study.exercises.shelf import Exercise
from pytorch_study.text import say

FORBIDDEN = {
    "os.fork": "forks",
    "os.forkpty": "forks",
    "os.posix_spawn": "forks",
    "os.spawn": "forks",
    "os.startfile": "forks",
    "os.exec": "forks",
    "os.system": "forks",
    "subprocess.Popen": "forks",
    "_winapi.CreateProcess": "forks",
    "socket.connect": "network",
    "socket.getaddrinfo": "network",
}
"""What an answer may not do, by the name of Python's audit event, and the mistake that it is."""


class Answer(types.ModuleType):
    """The learner's file as a module."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise Mistake("missing", function=name)


def assess(folder: str, answer: str, language: text.Language, seed: int) -> dict[str, Any]:
    """Check one answer, in this process.

    Args:
        folder: of the exercise.
        answer: path of the learner's file.
        language: of the sentences.
        seed: of the fresh inputs.

    Returns:
        `passed`, `mistake` (its name or None), `message`, `line` (in the learner's file, or None), `words` (the message
        without its pictures), `drawn` (the pictures).
    """
    text.use(language)
    exercise, path = Exercise(Path(folder)), Path(answer)
    forbidden: list[str] = []
    source = ""
    try:
        source = path.read_text("utf-8-sig")
        random.seed(seed)
        torch.manual_seed(seed)
        check = module_of(exercise.folder / "check.py").check
        _forbid(forbidden, path)
        seen = check(_load(path, source))
        name, values, line = None, dict(seen or {}), None
    except BaseException as error:
        name, values = _named(error, path)
        line = _line(error, path, source, values)
    if forbidden:
        name, values = forbidden[0], {}
    message = _message(exercise, name, values, source, line)
    words, drawn = pictures(message, values)
    return {"passed": name is None, "mistake": name, "message": message, "line": line, "words": words, "drawn": drawn}


def sentence(exercise: Exercise, name: str, values: dict[str, Any]) -> str:
    """What is said of a named mistake: the exercise's own words, else those that all exercises share."""
    own = exercise.mistake(name)
    return own.format(**values) if own else say(f"mistake.{name}", **values)


def _message(exercise: Exercise, name: str | None, values: dict[str, Any], source: str, line: int | None) -> str:
    if name is None:
        shared = values.get("shared")  # a sentence that several exercises show
        return say(shared, **values) if shared else exercise.text("seen").format(**values)
    lines = [sentence(exercise, name, values).rstrip()]
    if line and name != "not_written" and 0 < line <= len(source.splitlines()):
        lines.append(say("learn.line", line=line, code=source.splitlines()[line - 1].strip()))
    if "call" in values:
        lines.append(say("learn.compare", **{key: values[key] for key in ("call", "got", "expected")}))
    return "\n".join(lines)


def _named(error: BaseException, path: Path) -> tuple[str, dict[str, Any]]:
    match error:
        case Mistake():
            return error.name, dict(error.values)
        case NotImplementedError() if not str(error) and _is_raised_in(path, error):  # torch raises some, too
            return "not_written", {}
        case SystemExit():
            return "exits", {}
        case EOFError():
            return "asks", {}
        case SyntaxError():
            return slip(error) or ("syntax", {"what": error.msg, "line": error.lineno or 1})
        case UnicodeDecodeError():
            return "not_utf8", {}
        case RecursionError():
            return "recursion", {}
        case KeyboardInterrupt():
            return "exits", {}
    if out_of_memory(error):
        return "memory", {}
    what, why = str(error).split("\n")[0][:300], explained(error)
    return "raises", {"kind": type(error).__name__, "what": what or say("learn.wordless"), "why": why}


def _is_raised_in(path: Path, error: BaseException) -> bool:
    """Whether a line of the learner's file itself raised this error, nothing that it called."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return bool(frames) and frames[-1].f_code.co_filename == str(path)


def _line(error: BaseException, path: Path, source: str, values: dict[str, Any]) -> int | None:
    """The line of the learner's file where it happened: the innermost of the traceback, else the function's own."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return error.lineno
    found, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            found = trace.tb_lineno
        trace = trace.tb_next
    if found is None and (name := str(values.get("function") or str(values.get("call", "")).partition("(")[0])):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name.rpartition(".")[2]:
                return node.lineno
    return found


def _load(path: Path, source: str) -> Answer:
    answer = Answer("exercise")
    answer.__file__ = str(path)
    sys.modules["exercise"] = answer
    linecache.cache[str(path)] = (len(source), None, source.splitlines(keepends=True), str(path))
    exec(compile(source, str(path), "exec"), answer.__dict__)
    return answer


def module_of(path: Path) -> types.ModuleType:
    """A Python file of an exercise's folder as a module."""
    spec = importlib.util.spec_from_file_location("check", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _is_called_by(path: Path) -> bool:
    """Whether the learner's file is among the callers: what a check or torch does by itself is allowed."""
    frame: types.FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename == str(path):
            return True
        frame = frame.f_back
    return False


def _forbid(seen: list[str], path: Path) -> None:
    """From here on, in this process and for good, stop what an answer may not do, even if it catches the error."""

    def watch(event: str, _: tuple[Any, ...]) -> None:
        if (name := FORBIDDEN.get(event)) and _is_called_by(path):
            seen.append(name)
            raise Mistake(name)

    start = BaseProcess.start

    def refuse(process: BaseProcess) -> None:  # by spawn and forkserver it tells none of these events
        if _is_called_by(path):
            seen.append("forks")
            raise Mistake("forks")
        start(process)

    sys.addaudithook(watch)
    BaseProcess.start = refuse  # type: ignore[assignment, method-assign]
