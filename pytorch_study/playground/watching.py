"""From the training's thread to the pages: server-sent events, a bounded queue for each who watches."""

import asyncio
import contextlib
import json
import math
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

BACKLOG = 64
"""So many events wait for a slow page; beyond, they are thrown away and the whole state is sent anew."""
QUIET = 15.0
"""After so many seconds without an event a comment is sent, so that nobody on the way thinks the line is dead."""

Event = tuple[str, dict[str, Any]]


class Audience:
    """Everybody who watches. Events are posted from any thread; nobody who is slow holds the poster up."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.seats: set[_Seat] = set()
        self.last: dict[str, float] = {}
        self.closed = False

    def post(self, name: str, values: dict[str, Any], apart: float = 0.0) -> None:
        """Tell everybody; nothing where one of this name was told less than `apart` seconds ago."""
        if apart and not self.due(name, apart):
            return
        with self.lock:
            for seat in self.seats:
                seat.post((name, values))

    def due(self, name: str, apart: float) -> bool:
        """Whether `apart` seconds have gone by since this was last so, for this name."""
        now = time.monotonic()
        if now - self.last.get(name, -math.inf) < apart:
            return False
        self.last[name] = now
        return True

    async def watch(self, state: Callable[[], Any]) -> AsyncIterator[str]:
        """What one page is sent: the state first, then every event, until the page or the server goes."""
        seat = _Seat()
        with self.lock:
            self.seats.add(seat)
            seat.last = self.closed
        try:
            yield event("state", state())
            while not seat.last or seat.queue:
                try:
                    await asyncio.wait_for(seat.ready.wait(), QUIET)
                except TimeoutError:
                    yield ": \n\n"
                    continue
                seat.ready.clear()
                while seat.queue:
                    if seat.lost:
                        seat.lost = False
                        yield event("state", state())
                    else:
                        yield event(*seat.queue.popleft())
        finally:
            with self.lock:
                self.seats.discard(seat)

    def close(self) -> None:
        """Let everybody go, once they have heard what was posted before."""
        with self.lock:
            self.closed = True
            for seat in self.seats:
                seat.leave()


class _Seat:
    """One page's place: its queue belongs to the server's own thread."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.ready = asyncio.Event()
        self.queue: deque[Event] = deque()
        self.lost = False
        self.last = False  # nothing comes any more

    def post(self, event: Event) -> None:
        with contextlib.suppress(RuntimeError):  # the server has gone
            self.loop.call_soon_threadsafe(self._put, event)

    def leave(self) -> None:
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        self.last = True
        self.ready.set()

    def _put(self, event: Event) -> None:
        name, values = event
        if name == "step" and self.queue and self.queue[-1][0] == "step":
            _, unread = self.queue.pop()  # the newer one says more, but for the points in between
            event = name, {**values, "points": unread["points"] + values["points"]}
        if len(self.queue) >= BACKLOG:
            self.queue.clear()
            self.lost = True
        self.queue.append(event)
        self.ready.set()


def event(name: str, values: Any) -> str:
    """One server-sent event."""
    return f"event: {name}\ndata: {to_json(values)}\n\n"


def to_json(value: Any) -> str:
    """JSON: an error is its sentence in the reader's language, a number that is not finite is null."""
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Exception) else value
