"""From the training's thread to the pages: server-sent events, a bounded queue for each page."""

import asyncio
import contextlib
import json
import math
import re
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

BACKLOG = 64
"""So many events wait for a slow page; beyond, they are thrown away and the whole snapshot is sent again."""
KEEPALIVE = 15.0
"""After so many seconds without an event a comment is sent, so that nothing on the way closes the connection."""

Event = tuple[str, dict[str, Any]]
_HALF = re.compile("[\ud800-\udfff]")


class EventBroadcaster:
    """Sends events to all pages. They are published from any thread; a slow page does not hold the publisher up."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.subscribers: set[_Subscriber] = set()
        self.last: dict[str, float] = {}
        self.closed = False

    def publish(self, name: str, values: Any, interval: float = 0.0) -> None:
        """Send to everybody; nothing where one of this name was sent less than `interval` seconds ago."""
        if interval and not self.due(name, interval):
            return
        with self.lock:
            for subscriber in self.subscribers:
                subscriber.post((name, values))

    def due(self, name: str, interval: float) -> bool:
        """Whether `interval` seconds have passed since this was last so, for this name."""
        now = time.monotonic()
        if now - self.last.get(name, -math.inf) < interval:
            return False
        self.last[name] = now
        return True

    async def subscribe(self, snapshot: Callable[[], Any]) -> AsyncIterator[str]:
        """What one page is sent: the snapshot first, then every event, until the page or the server goes."""
        subscriber = _Subscriber()
        with self.lock:
            self.subscribers.add(subscriber)
            subscriber.closed = self.closed
        try:
            yield format_event("state", snapshot())
            while not subscriber.closed or subscriber.queue:
                try:
                    await asyncio.wait_for(subscriber.ready.wait(), KEEPALIVE)
                except TimeoutError:
                    yield ": \n\n"
                    continue
                subscriber.ready.clear()
                while subscriber.queue:
                    if subscriber.overflowed:
                        subscriber.overflowed = False
                        yield format_event("state", snapshot())
                    else:
                        yield format_event(*subscriber.queue.popleft())
        finally:
            with self.lock:
                self.subscribers.discard(subscriber)

    def close(self) -> None:
        """End all streams, once they have sent what was published before."""
        with self.lock:
            self.closed = True
            for subscriber in self.subscribers:
                subscriber.close()


class _Subscriber:
    """One page: its queue belongs to the server's own thread."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.ready = asyncio.Event()
        self.queue: deque[Event] = deque()
        self.overflowed = False
        self.closed = False  # nothing comes any more

    def post(self, event: Event) -> None:
        with contextlib.suppress(RuntimeError):  # the server has gone
            self.loop.call_soon_threadsafe(self._put, event)

    def close(self) -> None:
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        self.closed = True
        self.ready.set()

    def _put(self, event: Event) -> None:
        name, values = event
        if name == "step" and self.queue and self.queue[-1][0] == "step":
            _, unread = self.queue.pop()  # the newer one says more, but for the points in between
            event = name, {**values, "points": unread["points"] + values["points"]}
        if len(self.queue) >= BACKLOG:
            self.queue.clear()
            self.overflowed = True
        self.queue.append(event)
        self.ready.set()


def format_event(name: str, values: Any) -> str:
    """One server-sent event."""
    return f"event: {name}\ndata: {to_json(values)}\n\n"


def to_json(value: Any) -> str:
    """JSON: an error is its sentence in the reader's language, a number that is not finite is null.

    Half of a Unicode character, which nothing can send, is shown as `\ufffd`.
    """
    text = json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _HALF.sub("\ufffd", text)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Exception) else value


class EventStream(StreamingResponse):
    """Server-sent events; whatever ends them, what sends them is closed, and `release` called."""

    def __init__(self, stream: AsyncIterator[str], release: Callable[[], None] = lambda: None) -> None:
        super().__init__(stream, media_type="text/event-stream")
        self.stream = stream
        self.release = release

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.release()
            if (close := getattr(self.stream, "aclose", None)) is not None:
                await close()
