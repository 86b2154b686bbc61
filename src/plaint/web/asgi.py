# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names for what passes between a server and an application (ASGI 3), and the shortest way to answer."""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

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


async def answer(send: Send, status: int, body: bytes, headers: Sequence[tuple[bytes, bytes]] = (TEXT,)) -> None:
    """Send a whole answer: `status`, the `headers` with the length added, and `body`."""
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
