"""Around a script that runs: what it finds as `python` would give it, and what ends it."""

import _thread
import contextlib
import os
import signal
import sys
import threading
import types
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any


class Enough(BaseException):
    """As much was seen as was asked for."""


class Ended(BaseException):
    """SIGTERM."""


@contextlib.contextmanager
def as_main(path: str, typed: str, arguments: Sequence[str], module: bool) -> Iterator[types.ModuleType]:
    """`sys.argv`, `sys.path` and `__main__` as the script expects them, and as before afterwards."""
    before = sys.argv, sys.path[:], sys.modules.get("__main__"), Path.cwd()
    main = types.ModuleType("__main__")
    main.__dict__.update(__file__=path, __builtins__=__builtins__)
    if path.endswith(".ipynb"):  # IPython's, which shows things; here they are printed
        main.__dict__["display"] = lambda *things, **_: print(*things)
    sys.argv = [path if module else typed, *arguments]
    if not module:
        sys.path.insert(0, str(Path(path).parent))
        sys.modules["__main__"] = main
    handlers = {}
    if threading.current_thread() is threading.main_thread():
        for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGTERM, _ended)):
            handlers[number] = signal.signal(number, handler)
    try:
        yield main
    finally:
        sys.argv, sys.path[:] = before[0], before[1]
        if before[2] is not None:
            sys.modules["__main__"] = before[2]
        with contextlib.suppress(OSError):
            os.chdir(before[3])
        for number, old in handlers.items():
            signal.signal(number, old)


def _ended(number: int, _: Any) -> None:
    signal.signal(number, signal.SIG_DFL)  # a script that catches everything is ended by the second one
    raise Ended


PATIENCE = 5
"""Times, a second apart, that a script is asked to stop."""


@contextlib.contextmanager
def limits(
    watch: Any, steps: int | None, seconds: float | None, give_up: Callable[[], None]
) -> Iterator[threading.Event]:
    """End the script after so many steps or seconds, wherever it is then."""
    reached = threading.Event()
    if steps is not None:
        after = watch.loop.after_step

        def counted(optimizer: Any) -> None:
            after(optimizer)
            if watch.notes.step >= steps:
                raise Enough

        watch.loop.after_step = counted

    ended = threading.Event()

    def wait() -> None:
        if ended.wait(seconds):
            return
        reached.set()
        for _ in range(PATIENCE):
            _thread.interrupt_main()
            if ended.wait(1.0):
                return
        give_up()

    if seconds is not None:
        threading.Thread(target=wait, daemon=True).start()
    try:
        yield reached
    finally:
        ended.set()
