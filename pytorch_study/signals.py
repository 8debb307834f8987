"""Ctrl-C and SIGTERM as a wish that is granted at the end of a step, when everything can be saved."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}
"""The exit code that a shell expects after each signal."""


class Wish:
    """Whether, and with which exit code, somebody asked to stop."""

    exit_code: int | None = None


@contextlib.contextmanager
def wishes() -> Iterator[Wish]:
    """While inside, the first Ctrl-C or SIGTERM only leaves a `Wish`; the second one interrupts at once.

    Signals reach the main thread only; in another thread (a server's, say) nothing is changed.
    """
    wish = Wish()

    def hear(number: int, _: FrameType | None) -> None:
        if wish.exit_code is not None:
            raise KeyboardInterrupt
        wish.exit_code = CODES[signal.Signals(number)]

    if threading.current_thread() is not threading.main_thread():
        yield wish
        return
    before: dict[signal.Signals, Any] = {number: signal.signal(number, hear) for number in CODES}
    try:
        yield wish
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
