"""Keys and commands of the watch mode: a single key on a terminal, whole lines elsewhere and with `--plain`."""

import contextlib
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator

from pytorch_study.text import say

Ask = Callable[[float], str | None]
"""Waits so many seconds for a key: the command's letter, "" if it is none, END after the last; None if none came."""
END = "end"

COMMANDS = {
    "h": "hint",
    "l": "list",
    "n": "next",
    "p": "previous",
    "c": "check",
    "r": "reset",
    "s": "solution",
    "q": "quit",
}


def line_of_keys() -> str:
    """The reminder below each result."""
    return say("learn.keys")


@contextlib.contextmanager
def keyboard(plain: bool) -> Iterator[Ask]:
    """Yield a function that waits for a key. The terminal is as before afterwards, whatever happens."""
    if plain or not sys.stdin or not sys.stdin.isatty():
        yield _lines()
    elif sys.platform == "win32":
        yield _windows
    else:
        with _single_keys() as ask:
            yield ask


def letter(word: str) -> str:
    """A command's letter: of `h`, `hint`, `H`; an empty line means check; "" if it is none."""
    word = word.strip().lower()
    if not word:
        return "c"
    return next((key for key, name in COMMANDS.items() if word in (key, name)), "")


@contextlib.contextmanager
def _single_keys() -> Iterator[Ask]:
    import select
    import termios
    import tty

    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)

    def ask(seconds: float) -> str | None:
        ready, _, _ = select.select([handle], [], [], seconds)
        if not ready:
            return None
        key = os.read(handle, 32)
        if not key:  # the terminal is gone
            return "q"
        text = key.decode("utf-8", "ignore")
        if text.startswith("\x1b"):  # an arrow, say
            return {"\x1b[C": "n", "\x1b[B": "n", "\x1b[D": "p", "\x1b[A": "p"}.get(text, "")
        return letter(text[:1])

    try:
        tty.setcbreak(handle)
        yield ask
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


def _windows(seconds: float) -> str | None:
    import msvcrt

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if msvcrt.kbhit():  # type: ignore[attr-defined,unused-ignore]
            key = msvcrt.getwch()  # type: ignore[attr-defined,unused-ignore]
            if key in "\x00\xe0":  # an arrow, say: which one comes as the next character
                code = msvcrt.getwch()  # type: ignore[attr-defined,unused-ignore]
                return {"M": "n", "P": "n", "K": "p", "H": "p"}.get(code, "")
            return letter(key)
        time.sleep(0.05)
    return None


def _lines() -> Ask:
    """Lines of stdin, read by a thread; its end quits."""
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in sys.stdin or ():
            lines.put(letter(line))
        lines.put(END)

    threading.Thread(target=read, daemon=True).start()

    def ask(seconds: float) -> str | None:
        try:
            return lines.get(timeout=seconds)
        except queue.Empty:
            return None

    return ask
