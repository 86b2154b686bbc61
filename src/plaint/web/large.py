# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers of megabytes, which cost the server only what a reader takes at a time."""

import asyncio
from collections.abc import AsyncIterator

from starlette.responses import Response

from plaint.web.asgi import PATIENCE, Receive, Scope, Send, answer


class LargeResponse(Response):
    """A response that goes out piece by piece; for a body that many answers share."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send head and body."""
        del scope, receive
        headers = [(name, value) for name, value in self.raw_headers if name != b"content-length"]
        await answer(send, self.status_code, bytes(self.body), headers)


class StreamedResponse(Response):
    """A response whose pieces are fetched while it is taken; for a body that no other answer shares.

    Read whole, it would lie in memory for as long as its reader takes over it, once for each reader.
    """

    def __init__(self, first: bytes, rest: AsyncIterator[bytes], *, media_type: str, length: int | None = None) -> None:
        """Answer with the pieces `first` and `rest`, each of at most some hundred KiB; of `length` bytes, if known.

        A length is told where it is known: whoever reads past a proxy of HTTP/1.0, which has no other mark of an end,
        would take an answer that broke off for a whole one.
        """
        super().__init__(first, media_type=media_type)
        self._rest = rest
        self._length = length

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send head and body; who takes no piece for `PATIENCE` seconds gets no more."""
        del scope, receive
        headers = [(name, value) for name, value in self.raw_headers if name != b"content-length"]
        if self._length is not None:
            headers.append((b"content-length", str(self._length).encode()))
        await send({"type": "http.response.start", "status": self.status_code, "headers": headers})
        piece: bytes | None = bytes(self.body)
        while piece is not None:
            try:
                async with asyncio.timeout(PATIENCE):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            except TimeoutError:
                return  # an answer that is not whole makes the server close the connection
            piece = await anext(self._rest, None)
        await send({"type": "http.response.body", "body": b""})
