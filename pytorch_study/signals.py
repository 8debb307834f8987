"""Ctrl-C and SIGTERM. During a training they request a stop, which happens at the end of a step, after saving.

Elsewhere in a command they raise an exception at once, so that half-done work is cleaned up. While modules are being
imported, the process exits immediately: some packages swallow an exception raised there, others replace it.
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
    """Whether a stop was requested, and the exit code to stop with."""

    exit_code: int | None = None
    heard = False
    """Whether the training has come so far that a stop is heard, and something saved."""
    _interruptible = False
    _interrupt_now = False
    _granted = False

    def on_signal(self, number: int, _: FrameType | None) -> None:
        """Handle a signal: the first requests a stop, the second interrupts, further ones change nothing."""
        repeated = self.exit_code is not None
        self.exit_code = self.exit_code or CODES[number]
        if ((repeated and self._interruptible) or self._interrupt_now) and not self._granted:
            self._granted = True
            raise Interrupted(self.exit_code)

    def interruptible(self) -> None:
        """Let a second signal interrupt from now on, since the resume command is known; until then it waits, too."""
        self._interruptible = True

    def grant(self) -> None:
        """Mark the request as granted: further signals are ignored, so that the last messages are printed in full."""
        self._granted = True

    @property
    def granted(self) -> bool:
        """Whether the training is stopping because of this request."""
        return self._granted

    def interrupt_now(self) -> None:
        """Let the first signal interrupt from now on, since nothing can be lost; a pending one interrupts right now."""
        self._interrupt_now = True
        if self.exit_code is not None:
            self._granted = True
            raise Interrupted(self.exit_code)


@contextlib.contextmanager
def handle_signals(stop: StopRequest | None = None) -> Iterator[StopRequest]:
    """Inside the block, the first Ctrl-C or SIGTERM only sets a `StopRequest`; the second one interrupts at once.

    Python handles signals in the main thread only. In another thread (e.g. of a server) no handler is installed; pass a
    `stop` to be able to stop that training.

    Raises:
        Interrupted: `stop` has been requested already.
    """
    stop = stop or StopRequest()
    stop.heard = True
    if stop.exit_code is not None:
        raise Interrupted(stop.exit_code)
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before: dict[int, Any] = {number: signal.signal(number, stop.on_signal) for number in CODES}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            if stop.granted and isinstance(handler, _SignalHandler):
                handler.ignoring = True
            signal.signal(number, signal.SIG_DFL if handler is None else handler)  # None: not installed by Python


class _SignalHandler:
    """The signal handler of a command: the first signal raises `Interrupted`, the second exits immediately."""

    received = False
    ignoring = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self.ignoring:
            return
        if self.received or _importing(frame):
            _exit_now(CODES[number], silent=self.received)
        self.received = True
        raise Interrupted(CODES[number])


def listen() -> None:
    """Install handlers for both signals, in a process that runs a single command."""

    def unraisable(event: Any) -> None:
        # The signal arrived where an exception cannot propagate (e.g. in a weak reference's callback). There is nothing
        # to print: a stop request is recorded all the same, and otherwise the next signal ends the process.
        if not isinstance(event.exc_value, KeyboardInterrupt):
            sys.__unraisablehook__(event)

    sys.unraisablehook = unraisable
    handler = _SignalHandler()
    for number in CODES:
        signal.signal(number, handler)


def ignore() -> None:
    """Ignore further signals: the exit code is decided, and during shutdown Python would print a traceback for one."""
    for number in CODES:
        signal.signal(number, signal.SIG_IGN)


def _importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _exit_now(exit_code: int, silent: bool) -> None:
    if not silent and os.environ.get("LOCAL_RANK", "0") == "0":  # under torchrun, one process per machine prints
        with contextlib.suppress(Exception):  # the module being imported may be `text` itself
            from pytorch_study.text import say

            print(say("error.interrupted"), file=sys.stderr, flush=True)
    os._exit(exit_code)
