"""Who is served next, where several clients ask several networks at once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable

Waiting = tuple[frozenset[str], asyncio.Future[None]]


class Turns:
    """A few places, given in turn to those who wait. It belongs to the server's own thread.

    Clients take turns, however much one of them asks. A network takes one question at a time, so a slow one holds one
    place, and whoever asks another goes past those who wait for it.
    """

    def __init__(self, places: int) -> None:
        self.free = places
        self.busy: set[str] = set()
        self.waiting: dict[str, list[Waiting]] = {}  # by client; whoever has just been served stands last

    @contextlib.asynccontextmanager
    async def take(self, client: str, targets: Iterable[str]) -> AsyncIterator[None]:
        """Wait for a place, and for these networks; inside the block both are taken."""
        wanted = frozenset(targets)
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (wanted, ready)
        self.waiting.setdefault(client, []).append(entry)
        self._serve()
        try:
            await ready
            yield
        finally:
            if ready.done() and not ready.cancelled():
                self.free += 1
                self.busy -= wanted
            else:  # it has gone before its turn
                self._forget(client, entry)
            self._serve()

    def _serve(self) -> None:
        for client in [*self.waiting]:
            entry = next((one for one in self.waiting[client] if not one[0] & self.busy), None)
            if not self.free:
                return
            if entry is None:
                continue
            self._forget(client, entry)
            if client in self.waiting:
                self.waiting[client] = self.waiting.pop(client)
            self.free -= 1
            self.busy |= entry[0]
            entry[1].set_result(None)

    def _forget(self, client: str, entry: Waiting) -> None:
        self.waiting[client].remove(entry)
        if not self.waiting[client]:
            del self.waiting[client]
