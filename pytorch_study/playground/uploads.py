"""Photos on their way to the server: how many are held in memory, and for how long they may take."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator

from starlette.requests import Request

from pytorch_study.playground.guard import BODY, Refused

EACH, ALL = 4, 12
"""So many large photos are held in memory: for one network, and for all."""
TIMEOUT = 60
"""Seconds that a photo may take to arrive."""


class Uploads:
    """Photos that arrive, or have arrived and wait for their answer.

    A small one is never held up: so much may anybody send. A large one waits for a place, but not for those that
    another network keeps waiting.
    """

    def __init__(self) -> None:
        self.each: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(EACH))
        self.all = asyncio.Semaphore(ALL)

    @contextlib.asynccontextmanager
    async def read(self, request: Request, target: str) -> AsyncIterator[bytes]:
        """The body of a request; its place is kept until the block ends.

        Raises:
            Refused: it takes too long to arrive.
        """
        stream, content = request.stream(), bytearray()

        async def receive(most: float) -> None:
            async for chunk in stream:
                content.extend(chunk)
                if len(content) > most:
                    return

        async with contextlib.AsyncExitStack() as places:
            for most in (BODY, float("inf")):
                try:
                    await asyncio.wait_for(receive(most), TIMEOUT)
                except TimeoutError as error:
                    raise Refused(408, "page.error.slow") from error
                if len(content) <= BODY:
                    break
                if most == BODY:
                    await places.enter_async_context(self.each[target])
                    await places.enter_async_context(self.all)
            yield bytes(content)
