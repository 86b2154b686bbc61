# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may talk to the desk: one browser, which was shown an address that only this machine's terminal knows.

Rules of this module:

- Other pages in the same browser, other programs that can reach the port and other users of the machine are strangers.
- The address in the terminal works once. What it gives is a cookie that scripts cannot read and that no other site can
  make the browser send (HttpOnly, SameSite=Strict).
- A browser sends cookies of 127.0.0.1 to every port of it, and counts all of them as one site (RFC 6265, 8.5). So the
  cookie is bound to a path that nobody can guess, and requests must say that they come from this very origin.
- A stranger gets one answer, whatever is asked for. It does not say what runs here.
"""

import hmac
import secrets
from typing import Final

from plaint.web.asgi import TEXT, App, Receive, Scope, Send, answer, header

COOKIE: Final = "desk"
_OCTETS: Final = 32
"""Of randomness in token, cookie and path each: nothing to guess."""
NOTHING: Final = b"nothing here\n"


class Gate:
    """The secrets of one run of the desk: the way in that works once, the path, the cookie of who came in."""

    def __init__(self) -> None:
        """Draw a path; there is no way in until `issue` is called."""
        self.path = f"/{secrets.token_urlsafe(_OCTETS)}"
        self._token = ""
        self._cookie = ""

    def issue(self) -> str:
        """Return the path of a new way in, which works once; an earlier one stops working."""
        self._token = secrets.token_urlsafe(_OCTETS)
        return f"/enter/{self._token}"

    def enter(self, token: str) -> str | None:
        """Return the cookie line for who brings the token, or None; another browser that was in is put out."""
        if not self._token or not _same(token, self._token):
            return None
        self._token = ""
        self._cookie = secrets.token_urlsafe(_OCTETS)
        return f"{COOKIE}={self._cookie}; Path={self.path}; HttpOnly; SameSite=Strict"

    def knows(self, cookies: bytes) -> bool:
        """Say whether a Cookie header carries the cookie of who came in."""
        # Any other program on this address may set cookies that come along: malformed ones, or one of the same name.
        # The standard library's parser stops at the first and takes the last; either would shut the member out.
        wanted = f"{COOKIE}={self._cookie}"
        pairs = [pair.strip() for pair in cookies.decode("latin-1").split(";")]
        return bool(self._cookie) and any(_same(pair, wanted) for pair in pairs)


class Door:
    """Wraps the desk's pages: lets requests of the browser that came in pass, and nobody else's."""

    def __init__(self, app: App, gate: Gate) -> None:
        """Wrap `app`, which is reached below the gate's path only."""
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, let the bringer of the token in, or answer that there is nothing here."""
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        cookie = None
        if scope["method"] == "GET" and path.startswith("/enter/"):
            cookie = self._gate.enter(path.removeprefix("/enter/"))
        if cookie is not None:
            await self._welcome(send, cookie)
        elif path.startswith(f"{self._gate.path}/") and self._is_ours(scope):
            await self._app(scope, receive, send)
        else:
            await answer(send, 404, NOTHING, (TEXT,))

    def _is_ours(self, scope: Scope) -> bool:
        if not self._gate.knows(header(scope, b"cookie") or b""):
            return False
        site, origin = header(scope, b"sec-fetch-site"), header(scope, b"origin")
        own = b"http://" + (header(scope, b"host") or b"")
        if origin is not None and origin != own:
            return False
        if scope["method"] == "GET":
            # Another port of this address is "same-site" and must not even be able to load a picture from here.
            return site in (None, b"none", b"same-origin")
        # Every browser that is new enough for these pages sends one of the two with a form of its own.
        return site == b"same-origin" or (site is None and origin == own)

    async def _welcome(self, send: Send, cookie: str) -> None:
        # A page that leads on, and no redirect: a browser that was sent here by a link from elsewhere would not send
        # a SameSite=Strict cookie along with the redirected request.
        to = f"{self._gate.path}/"
        page = (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Plaint</title>'
            f'<meta http-equiv="refresh" content="0; url={to}"><p><a href="{to}">Plaint</a></p></html>'
        )
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"set-cookie", cookie.encode("ascii"))]
        await answer(send, 200, page.encode("ascii"), headers)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogateescape"), other.encode("utf-8"))
