"""Ctrl-C and SIGTERM. While a training runs: a stop, granted at the end of a step, when everything can be saved.

Elsewhere in a command: an exception at once, so that what is half done is tidied up. While modules are being imported:
the process ends on the spot, because an exception in there is swallowed by some packages, and in others surfaces as
quite another error.
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
    """A signal that is obeyed at once."""

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
        """A signal. The first is a stop, the second interrupts; whoever goes on hammering changes nothing any more."""
        again = self.exit_code is not None
        self.exit_code = self.exit_code or CODES[number]
        if ((again and self._interruptible) or self._interrupt_now) and not self._obeyed:
            self._obeyed = True
            raise Interrupted(self.exit_code)

    def interruptible(self) -> None:
        """From here on somebody can tell an interrupted user how to go on; before, the second signal waits, too."""
        self._interruptible = True

    def grant(self) -> None:
        """It is being done: no signal changes anything any more, and none may cut off what is still to be said."""
        self._obeyed = True

    @property
    def granted(self) -> bool:
        """Whether the training ends because of it."""
        return self._obeyed

    def interrupt_now(self) -> None:
        """From here on nothing is lost by stopping, so that the first signal interrupts; one that has come does now."""
        self._interrupt_now = True
        if self.exit_code is not None:
            self._obeyed = True
            raise Interrupted(self.exit_code)


@contextlib.contextmanager
def handle_signals(stop: StopRequest | None = None) -> Iterator[StopRequest]:
    """While inside, the first Ctrl-C or SIGTERM only leaves a `Wish`; the second one interrupts at once.

    Signals reach the main thread only; in another thread (a server's, say) nothing is changed, and whoever wants to
    stop that one gives a `stop` of his own.
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
