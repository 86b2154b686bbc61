# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fair turns: who floods waits behind itself.

Rules of this module:

- A few requests are worked on at once. The others wait, and are let in by turns between the connections (or, behind
  Tor, the circuits) that they came by: of each one request, then of each another one.
- So whoever comes with one request waits for at most one of each other connection, however many these have sent.
- Nobody is shut out and nothing is counted: there is no limit for a place that people share, such as one Tor exit.
- Keys live as long as something of theirs waits, and are never stored or logged.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager


class Gate:
    """Lets `places` requests through at once."""

    def __init__(self, places: int) -> None:
        """Open the gate; it belongs to one event loop."""
        self._free = places
        self._waiting: dict[Hashable, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def turn(self, key: Hashable) -> AsyncIterator[None]:
        """Wait for a place in the turn of `key`, and keep it for the length of the block."""
        await self._enter(key)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, key: Hashable) -> None:
        if self._free and not self._waiting:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave()  # the place had been given already
            raise

    def _leave(self) -> None:
        """Give the place to the next key in turn; a key that has more to send goes to the end of the line."""
        while self._waiting:
            key, turns = next(iter(self._waiting.items()))
            del self._waiting[key]
            turn = turns.popleft()
            if turns:
                self._waiting[key] = turns
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
