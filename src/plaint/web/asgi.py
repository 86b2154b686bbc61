# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names for what passes between a server and an application (ASGI 3), and the shortest way to answer."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, Final

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

TEXT = (b"content-type", b"text/plain; charset=utf-8")
OCTETS = (b"content-type", b"application/octet-stream")
JSON = (b"content-type", b"application/json")
CLOSE = (b"connection", b"close")


def header(scope: Scope, name: bytes) -> bytes | None:
    """Return the value of the request header `name` (lower case), or None where it is missing or stands there twice.

    Twice is treated as missing: two parsers in a row (a proxy and this one) might take a different one of the two.
    """
    found = [value for key, value in scope["headers"] if key == name]
    return found[0] if len(found) == 1 else None


PIECE: Final = 65_536
"""Bytes that are handed to the server at once: what it holds of a large answer for a slow reader."""
PATIENCE: Final = 300.0
"""Seconds for one piece to be taken by a reader: 220 bytes a second. Slower ones would hold memory for ever."""


async def answer(send: Send, status: int, body: bytes, headers: Sequence[tuple[bytes, bytes]] = (TEXT,)) -> None:
    """Send a whole answer: `status`, the `headers` with the length added, and `body`, piece by piece.

    A piece goes out when the one before has been taken, so a reader who takes nothing costs one piece and not the body.
    """
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    if len(body) <= PIECE:
        await send({"type": "http.response.body", "body": body})
        return
    for at in range(0, len(body), PIECE):
        last = at + PIECE >= len(body)
        try:
            async with asyncio.timeout(PATIENCE):
                await send({"type": "http.response.body", "body": body[at : at + PIECE], "more_body": not last})
        except TimeoutError:
            return  # an answer that is not whole makes the server close the connection
