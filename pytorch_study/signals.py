"""Ctrl-C and SIGTERM. During a training they request a stop, which is granted at the end of a step, after saving.

Elsewhere in a command they raise an exception at once, so that half-done work is cleaned up. While modules are being
imported, the process ends on the spot: some packages swallow an exception raised there, others turn it into another.
"""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

CODES: dict[int, int] = {signal.SIGINT: 130, signal.SIGTERM: 143}
"""The exit code that a shell expects after each signal."""


class Interrupted(KeyboardInterrupt):
    """A signal that takes effect at once."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


class StopRequest:
    """Whether, and with which exit code, somebody asked to stop."""

    exit_code: int | None = None
    _interruptible = False
    _interrupt_now = False
    _obeyed = False

    def on_signal(self, number: int, _: FrameType | None) -> None:
        """Handle a signal: the first requests a stop, the second interrupts, further ones change nothing."""
        again = self.exit_code is not None
        self.exit_code = self.exit_code or CODES[number]
        if ((again and self._interruptible) or self._interrupt_now) and not self._obeyed:
            self._obeyed = True
            raise Interrupted(self.exit_code)

    def interruptible(self) -> None:
        """From here on a second signal may interrupt, because the user can be told how to resume; before, it waits too."""
        self._interruptible = True

    def grant(self) -> None:
        """The training is stopping: further signals are ignored, so that the last messages are printed whole."""
        self._obeyed = True

    @property
    def granted(self) -> bool:
        """Whether the training is ending because of this request."""
        return self._obeyed

    def interrupt_now(self) -> None:
        """From here on nothing is lost by stopping: the first signal interrupts, and one that already came does so now."""
        self._interrupt_now = True
        if self.exit_code is not None:
            self._obeyed = True
            raise Interrupted(self.exit_code)


@contextlib.contextmanager
def handle_signals(stop: StopRequest | None = None) -> Iterator[StopRequest]:
    """Inside the block, the first Ctrl-C or SIGTERM only sets a `StopRequest`; the second one interrupts at once.

    Signals reach the main thread only. In another thread (a server's, say) no handler is installed; pass a `stop` to
    stop that training.
    """
    stop = stop or StopRequest()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before: dict[int, Any] = {number: signal.signal(number, stop.on_signal) for number in CODES}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            if stop.granted and isinstance(handler, _SignalHandler):
                handler.deaf = True
            signal.signal(number, handler)


class _SignalHandler:
    """What a command does on a signal: the first is an exception, the second ends the process whatever it is doing."""

    heard = False
    deaf = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self.deaf:
            return
        if self.heard or _importing(frame):
            _exit_now(CODES[number], silent=self.heard)
        self.heard = True
        raise Interrupted(CODES[number])


def listen() -> None:
    """Both signals, for a process that is nothing but one command."""

    def unraisable(event: Any) -> None:
        # Came in a place that cannot raise (a weak reference's callback): a stop is still noted, and else the next
        # signal ends the process. There is nothing to be told.
        if not isinstance(event.exc_value, KeyboardInterrupt):
            sys.__unraisablehook__(event)

    sys.unraisablehook = unraisable
    handler = _SignalHandler()
    for number in CODES:
        signal.signal(number, handler)


def ignore() -> None:
    """The exit code is settled: what is still to come is Python's own end, which tells a signal with a traceback."""
    for number in CODES:
        signal.signal(number, signal.SIG_IGN)


def _importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _exit_now(exit_code: int, silent: bool) -> None:
    if not silent and os.environ.get("LOCAL_RANK", "0") == "0":  # under torchrun, one process of a machine speaks
        with contextlib.suppress(Exception):  # the sentences themselves may be what is being imported
            from pytorch_study.text import say

            print(say("error.interrupted"), file=sys.stderr, flush=True)
    os._exit(exit_code)
