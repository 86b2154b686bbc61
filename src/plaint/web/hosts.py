# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which names this server answers to.

Rules of this module:

- A request under any other name gets a plain 404 and nothing else: who scans addresses does not learn what runs here,
  and a page that rebinds its DNS name to this machine gets nowhere.
- The name is compared whole, with its port. It is never put into an answer or a link.
"""

from collections.abc import Iterable

from plaint.web.asgi import TEXT, App, Receive, Scope, Send, answer, header

NOT_FOUND = b"404 page not found\n"


class Hosts:
    """Wraps an application so that it is reached under its own names only. It has to be the outermost wrapper."""

    def __init__(self, app: App, hosts: Iterable[str]) -> None:
        """Wrap `app`; `hosts` are the values of the Host header that are let in, such as `example.org:8080`."""
        self._app = app
        self._hosts = frozenset(host.lower().encode("ascii") for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on where its Host is ours; answer 404 where it is not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            host = header(scope, b"host")
            if host is not None and host.lower() in self._hosts:
                await self._app(scope, receive, send)
            else:
                await answer(send, 404, NOT_FOUND, (TEXT,))
        # A websocket is neither accepted nor refused: the server then closes it.
