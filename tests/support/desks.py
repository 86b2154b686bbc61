# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk inside the test process: its pages without a socket, and a server that answers from a table.

server = FakeServer(); server.serve_group(small_group())
desk = make_test_desk(tmp_path, server)
browser = enter(desk)                       a browser that came in with the token from the terminal
browser.get("/join").text                   paths are below the desk's own
browser.post("/unlock", passphrase=PASSPHRASE)
"""

import asyncio
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from plaint.charter.fingerprint import words as fingerprint_words
from plaint.charter.founding import Founded
from plaint.charter.keyfile import Cost
from plaint.clock import HeldClock
from plaint.desk.app import build_app
from plaint.desk.desk import Desk, make_desk
from plaint.desk.home import Home
from plaint.desk.preferences import Preferences
from plaint.desk.sync.remote import Remote
from plaint.line.address import Address
from plaint.web.asgi import App
from tests.support.groups import NOW
from tests.support.network import network

PORT: Final = 40_711
HOST: Final = f"127.0.0.1:{PORT}"
PASSPHRASE: Final = "five words that nobody guesses"
CHEAP: Final = Cost(memory=64, passes=1, lanes=1)
SERVER: Final = "https://plaint.example"

NEW: Final = {"origin": "plaint.example/north", "member": "ngo-1", "body": "ngo", "sheet": "en"}
"""What a new member types, but the passphrase."""

Answer = httpx.Response | bytes | Callable[[httpx.Request], httpx.Response]


@dataclass
class FakeServer:
    """A server that answers each path from a table, and remembers what it was asked."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)
    fallback: Callable[[httpx.Request], httpx.Response | None] = lambda _: None
    """Answers what is not in the table."""

    def serve_group(self, *versions: Founded) -> None:
        """Answer for these versions of a charter, the last being the newest."""
        for number, group in enumerate(versions, start=1):
            self.answers[f"/charter/{number}"] = bytes(group.signed)
            self.answers[f"/annex/{number}"] = str(group.annex).encode()
        self.answers["/charter"] = bytes(versions[-1].signed)

    def reach(self, address: Address) -> Remote:
        """Return a way to this server, whatever the address."""
        return Remote(self.reach_plainly(address.server))

    def reach_plainly(self, base_url: str) -> httpx.Client:
        """Return an HTTP client of this server."""
        return httpx.Client(base_url=base_url, transport=network(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.get(request.url.path)
        if answer is None:
            return self.fallback(request) or httpx.Response(404, content=b"unknown: nothing\n")
        if isinstance(answer, bytes):
            return httpx.Response(200, content=answer)
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, content=answer.content)
        return answer(request)


@dataclass
class Browser:
    """A browser at a desk: same-origin requests, cookies kept, redirects followed."""

    desk: Desk
    app: App
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def get(self, path: str, headers: Mapping[str, str] | None = None, /) -> httpx.Response:
        """Open a page."""
        return self.ask("GET", f"{self.desk.base}{path}", {"sec-fetch-site": "none", **(headers or {})})

    def post(self, path: str, headers: Mapping[str, str] | None = None, /, **form: str) -> httpx.Response:
        """Send a form as the desk's own page would."""
        own = {"sec-fetch-site": "same-origin", "origin": f"http://{HOST}", **(headers or {})}
        return self.ask("POST", f"{self.desk.base}{path}", own, form)

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send any request, with the cookies of this browser."""
        return asyncio.run(self._ask(method, path, headers, form))

    async def _ask(
        self, method: str, path: str, headers: Mapping[str, str], form: Mapping[str, str] | None
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(
            transport=transport, base_url=f"http://{HOST}", cookies=self.cookies, follow_redirects=True
        ) as client:
            answer = await client.request(method, path, headers=dict(headers), data=form)
            self.cookies = client.cookies
            return answer


def make_test_desk(folder: Path, server: FakeServer | None = None, *, now: int = NOW, language: str = "en") -> Desk:
    """Return a locked desk in `folder` whose clock stands still and whose key files are cheap to open."""
    home = Home(folder / "Стол")
    home.make()
    desk = make_desk(home, HeldClock(now))
    desk.cost = CHEAP
    # Ledgers of tests tick by hours; what is tested about locking says so.
    desk.session.lock_after = 86_400 * 365
    desk.preferences = Preferences(language)
    if server is not None:
        desk.engine.reach = server.reach
    return desk


def enter(desk: Desk) -> Browser:
    """Return a browser that has come in with the token."""
    browser = Browser(desk, build_app(desk, PORT))
    assert browser.ask("GET", desk.gate.issue(), {}).status_code == 200
    return browser


def connect_as(desk: Desk, member: str, group: Founded) -> Browser:
    """Rebuild a desk as this member of the group, from the recovery sheet; it is open and connected afterwards."""
    browser = enter(desk)
    browser.post(
        "/join/restore",
        typed=" ".join(group.keys[member].keys.recovery_words("en")),
        passphrase=PASSPHRASE,
        again=PASSPHRASE,
        server=SERVER,
        proxy="",
        words=" ".join(fingerprint_words(group.signed.digest)),
    )
    assert desk.session.look() is not None
    return browser


def sheet_words(page: httpx.Response) -> str:
    """Return the 24 words on the page of a recovery sheet."""
    return " ".join(re.findall(r"<li>([^<]+)</li>", page.text)[:24])


def join_as(browser: Browser, who: Mapping[str, str]) -> None:
    """Join with fresh keys; the desk is open afterwards and not connected."""
    sheet = browser.post("/join/new", **who, passphrase=PASSPHRASE, again=PASSPHRASE)
    assert browser.post("/join/test", typed=sheet_words(sheet)).url.path.endswith("/card")


def sync(desk: Desk, now: int) -> None:
    """Let the desk's clock be `now` (Unix seconds), and let it sync."""
    assert isinstance(desk.clock, HeldClock)
    desk.clock.seconds = now
    desk.session.use()
    desk.engine.ask_to_sync()
    desk.engine.step()
    assert desk.engine.state.error is None


def close(desk: Desk) -> None:
    """Lock a desk at the end of a test."""
    desk.engine.stop()
    desk.session.lock()


def seen(page: httpx.Response) -> str:
    """Return the words of a page as a person reads them: tags away, blanks folded."""
    text = re.sub(r"<(?:script|style|title)\b.*?</(?:script|style|title)>", " ", page.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
