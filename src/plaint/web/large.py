# SPDX-License-Identifier: AGPL-3.0-or-later
"""An answer of megabytes, which costs the server only what a reader takes at a time."""

from starlette.responses import Response

from plaint.web.asgi import Receive, Scope, Send, answer


class LargeResponse(Response):
    """A response that goes out piece by piece."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send head and body."""
        del scope, receive
        headers = [(name, value) for name, value in self.raw_headers if name != b"content-length"]
        await answer(send, self.status_code, bytes(self.body), headers)
