"""Run anybody's script in this process as Python itself would, with a watch beside it."""

import _thread
import contextlib
import json
import os
import runpy
import signal
import sys
import threading
import traceback
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytorch_study.diagnosis.records import Records, Site
from pytorch_study.diagnosis.user_source import UserSource
from pytorch_study.errors import UsageError
from pytorch_study.text import say


@dataclass(frozen=True)
class Outcome:
    """How a script went.

    Attributes:
        exit_code: the script's own.
        trouble: what it stopped with, as a sentence; empty: it ended by itself.
        early: whether `steps` or `seconds` ended it.
        skipped: lines of a notebook that are no Python.
    """

    script: str
    exit_code: int
    records: Records
    trouble: str = ""
    early: bool = False
    skipped: tuple[str, ...] = ()


class Enough(BaseException):
    """As much was seen as was asked for."""


def cells(path: Path) -> tuple[str, tuple[str, ...]]:
    """The code of a notebook as a script, line for line, and the lines that only IPython understands."""
    try:
        notebook = json.loads(path.read_text("utf-8"))
        sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError("diagnose_not_python", path=path) from error
    lines, skipped = [], []
    for source in sources:
        foreign = source.lstrip().startswith("%%")
        for line in source.splitlines():
            if foreign or line.lstrip().startswith(("!", "%")):
                skipped.append(line)
                indent = line[: len(line) - len(line.lstrip())]
                line = f"{indent}pass  # {line.strip()}" if not foreign else f"# {line}"
            lines.append(line)
        lines.append("")
    return "\n".join(lines) + "\n", tuple(skipped)


def run(
    script: str,
    arguments: Sequence[str] = (),
    *,
    module: bool = False,
    steps: int | None = None,
    seconds: float | None = None,
) -> Outcome:
    """Run a script to its end, or until enough was seen.

    Args:
        script: a .py or .ipynb file; with `module`, a module's name.
        arguments: the script's own.
        module: as `python -m`.
        steps: stop after so many steps of optimizers; None: never.
        seconds: stop after so many seconds.

    Raises:
        UsageError: there is no such script.
    """
    path, text, skipped = _find(script, module)
    from pytorch_study.diagnosis import watch_bytes
    from pytorch_study.diagnosis.watch import Watch

    sources = UserSource(path, text if skipped or (path and path.endswith(".ipynb")) else None)
    watch = Watch(sources)
    pid, code, trouble, failed, early = os.getpid(), 0, "", "", False
    with _as_main(path or script, arguments, module) as main, _limits(watch, steps, seconds) as limits:
        try:
            if module:
                runpy.run_module(script, run_name="__main__", alter_sys=True)
            else:
                assert path is not None
                exec(watch_bytes.compiled(text, path, watch.notes), main.__dict__)
        except SystemExit as error:
            code = _code(error)
        except Enough:
            early = True
        except KeyboardInterrupt:
            early = limits.is_set()
            code, trouble = (0, "") if early else (130, say("diagnose.interrupted"))
        except BaseException as error:
            code, failed = 1, f"{type(error).__name__}: {error}"
            trouble = _trouble(error, sources)
            watch.notes.facts["failed_site"] = _last(error, sources)
            _show(error)
        if os.getpid() != pid:  # a child that the script forked ends here, and says nothing of its own
            sys.stdout.flush()
            os._exit(code)
        records = watch.stop(failed)
        watch_bytes.forget()
    return Outcome(script, code, records, trouble, early, skipped)


def _find(script: str, module: bool) -> tuple[str | None, str, tuple[str, ...]]:
    if module:
        import importlib.util

        sys.path.insert(0, str(Path.cwd()))
        try:
            spec = importlib.util.find_spec(script)
            if spec is not None and spec.submodule_search_locations is not None:
                spec = importlib.util.find_spec(f"{script}.__main__")
        except (ImportError, ValueError):
            spec = None
        if spec is None:
            raise UsageError("diagnose_no_script", path=script)
        return spec.origin, "", ()
    path = Path(script)
    if path.is_dir() and (path / "__main__.py").is_file():
        path = path / "__main__.py"
    if not path.is_file():
        raise UsageError("diagnose_no_script", path=script)
    if path.suffix == ".ipynb":
        return (str(path.resolve()), *cells(path))
    try:
        import tokenize

        with tokenize.open(path) as file:
            return str(path.resolve()), file.read(), ()
    except (SyntaxError, UnicodeDecodeError) as error:
        raise UsageError("diagnose_not_python", path=script) from error


@contextlib.contextmanager
def _as_main(path: str, arguments: Sequence[str], module: bool) -> Iterator[types.ModuleType]:
    """`sys.argv`, `sys.path` and `__main__` as the script expects them, and as before afterwards."""
    before = sys.argv, sys.path[:], sys.modules.get("__main__"), Path.cwd()
    main = types.ModuleType("__main__")
    main.__dict__.update(__file__=path, __builtins__=__builtins__)
    sys.argv = [path, *arguments]
    if not module:
        sys.path.insert(0, str(Path(path).parent))
        sys.modules["__main__"] = main
    handler = None
    if threading.current_thread() is threading.main_thread():
        handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield main
    finally:
        sys.argv, sys.path[:] = before[0], before[1]
        if before[2] is not None:
            sys.modules["__main__"] = before[2]
        with contextlib.suppress(OSError):
            os.chdir(before[3])
        if handler is not None:
            signal.signal(signal.SIGINT, handler)


@contextlib.contextmanager
def _limits(watch: Any, steps: int | None, seconds: float | None) -> Iterator[threading.Event]:
    """End the script after so many steps or seconds, wherever it is then."""
    reached = threading.Event()
    if steps is not None:
        after = watch.loop.after_step

        def counted(optimizer: Any) -> None:
            after(optimizer)
            if watch.notes.step >= steps:
                raise Enough

        watch.loop.after_step = counted

    def over() -> None:
        reached.set()
        _thread.interrupt_main()

    timer = threading.Timer(seconds, over) if seconds is not None else None
    if timer is not None:
        timer.daemon = True
        timer.start()
    try:
        yield reached
    finally:
        if timer is not None:
            timer.cancel()


def _code(error: SystemExit) -> int:
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code
    print(error.code, file=sys.stderr)
    return 1


def _last(error: BaseException, sources: UserSource) -> Site | None:
    """The innermost line of the user's own code that an exception came through."""
    if isinstance(error, SyntaxError) and error.filename and sources.is_own(error.filename):
        return Site(error.filename, error.lineno or 1)
    frames = [
        Site(one.filename, one.lineno or 1)
        for one in traceback.extract_tb(error.__traceback__)
        if sources.is_own(one.filename)
    ]
    return frames[-1] if frames else None


def _trouble(error: BaseException, sources: UserSource) -> str:
    """What a script's own exception means, in a sentence."""
    site = _last(error, sources)
    where = f"{Path(site.file).name}:{site.line}" if site else "-"
    if isinstance(error, ModuleNotFoundError):
        meaning = say("diagnose.failed_import", name=(error.name or "").split(".")[0])
    elif isinstance(error, SyntaxError):
        meaning = say("diagnose.failed_syntax")
    elif isinstance(error, EOFError):
        meaning = say("diagnose.failed_stdin")
    elif isinstance(error, FileNotFoundError):
        meaning = say("diagnose.failed_file")
    else:
        meaning = say("diagnose.failed_other")
    what = error.msg if isinstance(error, SyntaxError) else str(error).splitlines()[0] if str(error) else "-"
    return say("diagnose.failed", where=where, kind=type(error).__name__, what=what.rstrip("."), meaning=meaning)


def _show(error: BaseException) -> None:
    """The script's traceback, without our own frames."""
    own = str(Path(__file__).parent)
    frames = [one for one in traceback.extract_tb(error.__traceback__) if not one.filename.startswith(own)]
    lines = ["Traceback (most recent call last):\n", *traceback.format_list(frames)] if frames else []
    sys.stdout.flush()
    print("".join([*lines, *traceback.format_exception_only(error)]), file=sys.stderr, end="")
