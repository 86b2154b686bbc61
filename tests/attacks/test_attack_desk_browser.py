# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk is not reachable from the web (security property 25), as real browsers see it.

A member is in the desk with a browser. In the same browser, and in the same session, lies a page of another program on
another port of 127.0.0.1: for browsers the same site. It knows everything but the cookie's value: the port, and even
the desk's secret path. It tries every way that a page has of sending or loading something.
"""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from plaint.desk.access import NOTHING
from plaint.desk.app import build_app
from plaint.desk.desk import Desk
from plaint.desk.server import configure, listen
from plaint.web.asgi import App, Message, Receive, Scope, Send, answer, header
from plaint.web.hosts import NOT_FOUND
from tests.support.bidi import firefox
from tests.support.chromium import FLAGS, program
from tests.support.desks import NEW, close, enter, join_as, make_test_desk
from tests.support.firefox import INSECURE

pytestmark = pytest.mark.browser
REBOUND = "evil.example"
EVIL = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A game</title>
<iframe name="within"></iframe><script>
const [desk, icon, code, style] = decodeURIComponent(location.hash.slice(1)).split(" "), said = {};
const within = (what, promise) => Promise.race([promise, new Promise(done => setTimeout(() => done("silent"), 4000))])
  .then(found => { said[what] = found; }, error => { said[what] = "refused: " + error.name; });
const element = (what, tag, change) => within(what, new Promise(done => {
  const one = document.createElement(tag);
  one.onload = () => done("loaded"); one.onerror = () => done("refused");
  change(one);
  document.body.append(one);
}));
const form = (what, action, method) => within(what, new Promise(done => {
  const one = document.createElement("form");
  Object.assign(one, {action, method, target: "within"});
  document.querySelector("iframe").onload = event => {
    try { done(event.target.contentDocument ? "readable" : "unreadable"); } catch (error) { done("unreadable"); }
  };
  document.body.append(one);
  one.submit();
}));
const read = response => response.type === "opaque" ? "opaque" : response.text().then(text => "read: " + text);
onload = async () => {
  const post = {method: "POST", body: "a=b", credentials: "include"};
  await within("fetch", fetch(desk + "/card", {credentials: "include"}).then(read));
  await within("fetch blind", fetch(desk + "/card", {credentials: "include", mode: "no-cors"}).then(read));
  await within("fetch way in", fetch(new URL("/enter/guess", desk), {credentials: "include"}).then(read));
  await within("post", fetch(desk + "/lock", post).then(read));
  await within("post blind", fetch(desk + "/lock", {...post, mode: "no-cors"}).then(read));
  await within("put", fetch(desk + "/lock", {...post, method: "PUT", headers: {"X-A": "b"}}).then(read));
  await within("beacon", Promise.resolve("sent " + navigator.sendBeacon(desk + "/lock", "a=b")));
  await element("image", "img", one => { one.src = icon; });
  await element("script", "script", one => { one.src = code; });
  await element("style", "link", one => { one.rel = "stylesheet"; one.href = style; });
  await element("object", "object", one => { one.data = desk + "/card"; });
  await form("form post", desk + "/lock", "post");
  await form("form get", desk + "/card", "get");
  await within("websocket", new Promise((done, refused) => {
    const line = new WebSocket(desk.replace("http", "ws") + "/card");
    line.onopen = () => done("open"); line.onerror = () => done("refused");
  }));
  await within("events", new Promise(done => {
    const line = new EventSource(desk + "/card", {withCredentials: true});
    line.onopen = () => done("open"); line.onerror = () => { line.close(); done("refused"); };
  }));
  document.documentElement.dataset.said = JSON.stringify(said);
};
</script></html>"""
TOLD = "document.documentElement.dataset.said || ''"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that reached the desk, and what it was answered."""

    what: str
    site: str
    host: str
    status: int
    body: bytes


@dataclass
class Running:
    """A desk that answers on a port, with a member in it, and a page of another program."""

    desk: Desk
    port: int
    evil: str
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address of the desk's pages, which only its member knows."""
        return f"http://127.0.0.1:{self.port}{self.desk.base}"

    def foreign(self) -> list[Asked]:
        """Return the requests that another page made, as the browser says (Sec-Fetch-Site)."""
        return [one for one in self.asked if one.site in ("same-site", "cross-site")]

    def rebound(self) -> list[Asked]:
        """Return the requests that came under another name."""
        return [one for one in self.asked if one.host.startswith(REBOUND)]

    def wait_for(self, what: str) -> Asked:
        """Wait for a request, and return the first one like it."""
        deadline = time.monotonic() + 20
        while not (found := [one for one in self.asked if one.what == what]):
            assert time.monotonic() < deadline, f"no {what}"
            time.sleep(0.05)
        return found[0]

    def static(self, name: str) -> str:
        """Return where a static file of the desk lies, below its own path."""
        return self.desk.static.address(name).removeprefix(self.desk.base)

    def known(self) -> str:
        """Return the address of the other program's page, with all that it knows of the desk."""
        names = ["", *(self.static(name) for name in ("icon.svg", "desk.js", "desk.css"))]
        # With a query, so that the browser asks the desk and does not answer from its own cache.
        return f"{self.evil}#{quote(' '.join(f'{self.url}{name}?' if name else self.url for name in names))}"

    def way_in(self) -> str:
        """Return a new address that works once."""
        return f"http://127.0.0.1:{self.port}{self.desk.gate.issue()}"


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of any browser."""

    goto: Callable[[str], object]
    value: Callable[[str], object]

    def told(self) -> dict[str, str]:
        """Return what the other program's page has learnt, once it has tried everything."""
        deadline = time.monotonic() + 120
        while not (said := str(self.value(TOLD))):
            assert time.monotonic() < deadline, "the page did not end"
            time.sleep(0.1)
        found: dict[str, str] = json.loads(said)
        return found


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """Run a desk that somebody has joined with, and another program on another port."""
    desk = make_test_desk(tmp_path)
    join_as(enter(desk), NEW)
    with listen() as bound, listen() as other:
        port, evil = (one.getsockname()[1] for one in (bound, other))
        found = Running(desk, port, f"http://127.0.0.1:{evil}/")
        with served(watched(build_app(desk, port), found), bound), served(game, other):
            yield found
    close(desk)


@contextmanager
def served(app: App, bound: socket.socket) -> Iterator[None]:
    """Serve an application as a desk is served, in a thread."""
    server = uvicorn.Server(configure(app))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[bound])))
    thread.start()
    try:
        yield
    finally:
        server.should_exit = server.force_exit = True
        thread.join(20)


def watched(app: App, running: Running) -> App:
    """Wrap a desk so that a test sees what it answers."""

    async def watching(scope: Scope, receive: Receive, send: Send) -> None:
        seen: list[Message] = []

        async def keep(message: Message) -> None:
            seen.append(message)
            await send(message)

        await app(scope, receive, keep)
        running.asked.append(
            Asked(
                what=f"{scope.get('method', 'WS')} {scope['path']}".replace(running.desk.base, ""),
                site=(header(scope, b"sec-fetch-site") or b"").decode(),
                host=(header(scope, b"host") or b"").decode(),
                status=next((int(one["status"]) for one in seen if "status" in one), 0),
                body=b"".join(one.get("body", b"") for one in seen),
            )
        )

    return watching


async def game(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer as the other program."""
    del receive
    if scope["type"] == "http":
        await answer(send, 200, EVIL.encode(), ((b"content-type", b"text/html; charset=utf-8"),))


@pytest.fixture(params=["chromium", "firefox"])
def tab(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tab]:
    """Give a tab of each browser; to both, every name of this machine's is 127.0.0.1, as after a rebinding."""
    if request.param == "firefox":
        (tmp_path / "profile").mkdir()
        with firefox(tmp_path / "profile", INSECURE) as browser:
            yield Tab(browser.navigate, browser.evaluate)
        return
    with sync_playwright() as playwright:
        path = program("chromium", "PLAINT_CHROMIUM")
        args = [*FLAGS, f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1"]
        chromium = playwright.chromium.launch(executable_path=path, args=args)
        page = chromium.new_page()
        yield Tab(page.goto, page.evaluate)
        chromium.close()


def come_in(tab: Tab, running: Running) -> None:
    """Let a member in with this browser, up to a page of the desk."""
    tab.goto(running.way_in())
    # The way in leads on by itself, to a page; by the time it asks for its style the browser shows it.
    assert [running.wait_for(f"GET {path}").status for path in ("/connect", running.static("desk.css"))] == [200, 200]
    tab.goto(f"{running.url}/card")
    assert running.wait_for("GET /card").status == 200
    assert "Hand in your card" in str(tab.value("document.body.innerText"))


def test_a_page_on_another_port_gets_nothing(running: Running, tab: Tab) -> None:
    """Whatever it tries, the desk answers "nothing here", nothing is read, nothing is changed, nobody is shut out."""
    come_in(tab, running)
    tab.goto(running.known())
    said = tab.told()
    tried = {one.what for one in running.foreign()}
    loaded = {f"GET {running.static(name)}" for name in ("icon.svg", "desk.js", "desk.css")}
    assert tried >= {"GET /card", "POST /lock", "GET /enter/guess", *loaded}
    assert {(one.status, one.body) for one in running.foreign()} == {(404, NOTHING)}
    assert len(said) == 15
    assert [what for what, found in said.items() if found.startswith(("read", "loaded", "open"))] == []
    assert running.desk.session.look() is not None
    tab.goto(f"{running.url}/card")
    assert "Hand in your card" in str(tab.value("document.body.innerText"))


def test_a_link_from_another_port_leads_nowhere(running: Running, tab: Tab) -> None:
    """Even where the browser sends the member's cookie along, a page that another one opened is not shown."""
    come_in(tab, running)
    tab.goto(running.known())
    tab.told()
    tab.value(f"location.assign('{running.url}/cases'), 0")
    found = running.wait_for("GET /cases")
    assert (found.site, found.status, found.body) == ("same-site", 404, NOTHING)


def test_a_rebound_name_gets_nothing(running: Running, tab: Tab) -> None:
    """A page whose name was turned to 127.0.0.1 reaches the port, and is told that nothing is there.

    Neither with a way in that works, nor with the path of a desk that somebody is in.
    """
    issued = running.way_in()
    tab.goto(issued.replace("127.0.0.1", REBOUND))
    token = issued.removeprefix(f"http://127.0.0.1:{running.port}/enter/")
    assert running.desk.gate.enter(token) is not None, "the way in was used up by a stranger"
    come_in(tab, running)
    tab.goto(f"{running.url.replace('127.0.0.1', REBOUND)}/card")
    tab.value("fetch(location.href, {method: 'POST', body: 'a'}).then(answer => answer.status)")
    # What was answered is noted after the answer has left.
    running.wait_for("POST /card")
    tried = [one.what for one in running.rebound()]
    assert tried[0].startswith("GET /enter/")
    assert {"GET /card", "POST /card"} <= set(tried)
    assert {(one.status, one.body) for one in running.rebound()} == {(404, NOT_FOUND)}
    assert running.desk.session.look() is not None


def test_a_running_desk_listens_on_loopback_only(running: Running) -> None:
    """Of all sockets that this process listens on, the desk's included, none is open beyond the machine."""
    inodes = {str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()}
    addresses = []
    for table, size in (("tcp", 8), ("tcp6", 32)):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *_, inode = line.split()[:10]
            if state == "0A" and f"socket:[{inode}]" in inodes:
                addresses.append((local[:size], int(local[size + 1 :], 16)))
    assert ("0100007F", running.port) in addresses
    assert {address for address, _ in addresses} == {"0100007F"}
