"""Run anybody's script in this process as Python itself would, with a watch beside it."""

import os
import runpy
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pytorch_study.diagnosis import guards, notebook
from pytorch_study.diagnosis import trouble as trouble_with
from pytorch_study.diagnosis.records import Records
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


def run(
    script: str,
    arguments: Sequence[str] = (),
    *,
    module: bool = False,
    steps: int | None = None,
    seconds: float | None = None,
    stuck: Callable[[Outcome], None] | None = None,
) -> Outcome:
    """Run a script to its end, or until enough was seen.

    Args:
        script: a .py or .ipynb file; with `module`, a module's name.
        arguments: the script's own.
        module: as `python -m`.
        steps: stop after so many steps of optimizers; None: never.
        seconds: stop after so many seconds.
        stuck: called, from another thread, with what was seen, if the script does not stop then; it ends the process.

    Raises:
        UsageError: there is no such script.
    """
    path, text, skipped, starts = _find(script, module)
    from pytorch_study.diagnosis import watch_bytes
    from pytorch_study.diagnosis.watch import Watch

    if seconds is not None:  # the first optimizer imports it, and that is not the script's time
        import torch._dynamo  # noqa: F401

    sources = UserSource(path, text if starts else None, starts)
    watch = Watch(sources)
    pid, code, trouble, failed, early = os.getpid(), 0, "", "", False

    def give_up() -> None:
        if stuck is not None:
            stuck(Outcome(script, 0, watch.stop(), say("diagnose.stuck"), True, skipped))

    with (
        guards.as_main(path or script, script, arguments, module) as main,
        guards.limits(watch, steps, seconds, give_up) as limits,
    ):
        try:
            if module:
                runpy.run_module(script, run_name="__main__", alter_sys=True)
            else:
                assert path is not None
                exec(watch_bytes.compiled(text, path, watch.notes), main.__dict__)
        except SystemExit as error:
            code = trouble_with.exit_code(error)
        except guards.Enough:
            early = True
        except KeyboardInterrupt:
            early = limits.is_set()
            code, trouble = (0, "") if early else (130, say("diagnose.interrupted"))
        except guards.Ended:
            code, trouble = 143, say("diagnose.terminated")
        except BaseException as error:
            code, failed = 1, f"{type(error).__name__}: {error}"
            trouble = trouble_with.explain(error, sources)
            watch.notes.facts["failed_site"] = trouble_with.last_line(error, sources)
            trouble_with.show(error)
        if os.getpid() != pid:  # a child that the script forked ends here, and says nothing of its own
            sys.stdout.flush()
            os._exit(code)
        records = watch.stop(failed)
        watch_bytes.forget()
    return Outcome(script, code, records, trouble, early, skipped)


def _find(script: str, module: bool) -> tuple[str | None, str, tuple[str, ...], tuple[int, ...]]:
    if module:
        import importlib.util

        sys.path.insert(0, str(Path.cwd()))
        try:
            spec = importlib.util.find_spec(script)
            if spec is not None and spec.submodule_search_locations is not None:
                spec = importlib.util.find_spec(f"{script}.__main__")
        except ModuleNotFoundError as error:
            if not f"{script}.__main__.".startswith(f"{error.name}."):
                return None, "", (), ()  # another one, which its package imports: the script's own error
            spec = None
        except (Exception, SystemExit):  # its package's own, which comes again, and is watched then
            return None, "", (), ()
        if spec is None:
            raise UsageError("diagnose_no_script", path=script)
        return spec.origin, "", (), ()
    path = Path(script)
    if path.is_dir() and (path / "__main__.py").is_file():
        path = path / "__main__.py"
    if script == "-":
        raise UsageError("diagnose_stdin")
    if path.is_dir():
        raise UsageError("diagnose_folder", path=script)
    if not path.is_file():
        raise UsageError("diagnose_no_script", path=script)
    if path.suffix == ".ipynb":
        return (str(path.resolve()), *notebook.read(path))
    try:
        import tokenize

        with tokenize.open(path) as file:
            return str(path.resolve()), file.read(), (), ()
    except (SyntaxError, UnicodeDecodeError) as error:
        raise UsageError("diagnose_encoding", path=script, encoding=_encoding(path)) from error


def _encoding(path: Path) -> str:
    """What a file that is not UTF-8 is most likely written in."""
    for name in ("gbk", "gb18030", "big5"):
        try:
            path.read_bytes().decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "latin-1"
