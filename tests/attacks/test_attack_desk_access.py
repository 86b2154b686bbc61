# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk is not reachable from the web (security property 25)."""

import ipaddress
import re
import socket
from collections.abc import Iterator, Mapping
from http.cookies import SimpleCookie
from pathlib import Path

import httpx
import pytest

from plaint.desk.access import NOTHING, Gate
from plaint.desk.desk import Desk
from plaint.desk.server import listen
from tests.support.desks import HOST, NEW, PORT, Browser, close, enter, join_as, make_test_desk

OWN = {"sec-fetch-site": "same-origin", "origin": f"http://{HOST}"}


@pytest.fixture(name="browser")
def _browser(tmp_path: Path) -> Iterator[Browser]:
    desk = make_test_desk(tmp_path)
    browser = enter(desk)
    join_as(browser, NEW)
    yield browser
    close(desk)


def _refused(answer: httpx.Response) -> bool:
    return (answer.status_code, answer.content) == (404, NOTHING)


def test_who_came_in_sees_the_desk(browser: Browser) -> None:
    """What the other tests find closed is open to the browser that brought the token."""
    assert "Hand in your card" in browser.get("/card").text


@pytest.mark.parametrize("path", ["/", "/card", "/unlock", "/static/desk.css", "/pulse"])
def test_without_the_cookie_there_is_nothing(browser: Browser, path: str) -> None:
    """A program that knows port and path, but not the cookie, learns not even that a desk runs here."""
    stranger = Browser(browser.desk, browser.app)
    assert _refused(stranger.get(path))
    assert _refused(stranger.ask("GET", path, {}))


HOSTS = [
    "evil.example",
    f"evil.example:{PORT}",
    "localhost",
    f"localhost:{PORT}",
    "127.0.0.1",
    f"127.0.0.1:{PORT + 1}",
    f"127.0.0.1:{PORT}.evil.example",
    f"[::1]:{PORT}",
    "",
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_rebound_name_is_refused(browser: Browser, host: str) -> None:
    """DNS rebinding: a page whose name now points at 127.0.0.1 has that name in its Host, and gets nothing."""
    answer = browser.get("/card", {"host": host})
    assert answer.status_code == 404
    assert b"card" not in answer.content


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-site", "origin": f"http://127.0.0.1:{PORT + 1}"},
        {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-origin", "origin": "null"},
        {"sec-fetch-site": "none", "origin": "null"},
        {"sec-fetch-site": "", "origin": "https://evil.example"},
        {"sec-fetch-site": "", "origin": "null"},
        {"sec-fetch-site": "", "origin": ""},
    ],
)
def test_a_cross_site_post_is_refused(browser: Browser, headers: Mapping[str, str]) -> None:
    """A form of another site changes nothing, even if the browser sent the cookie along."""
    absent = {name for name, value in headers.items() if not value}
    sent = {name: value for name, value in headers.items() if name not in absent}
    answer = browser.ask("POST", f"{browser.desk.base}/lock", sent, {})
    assert _refused(answer)
    assert browser.desk.session.look() is not None


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_cannot_even_load_from_here(browser: Browser, site: str) -> None:
    """A picture, script or frame of another page, or of another port of this machine, gets nothing."""
    assert _refused(browser.get("/card", {"sec-fetch-site": site}))


def test_the_token_works_once(browser: Browser) -> None:
    """The address in the terminal is worth nothing after it was used, nor after a newer one was issued."""
    gate, stranger = browser.desk.gate, Browser(browser.desk, browser.app)
    first = gate.issue()
    second = gate.issue()
    assert _refused(stranger.ask("GET", first, {}))
    assert stranger.ask("GET", second, {}).status_code == 200
    assert _refused(Browser(browser.desk, browser.app).ask("GET", second, {}))


def test_a_second_browser_puts_the_first_out(browser: Browser) -> None:
    """One browser at a time: if somebody else came in, the member notices."""
    enter(browser.desk)
    assert _refused(browser.get("/card"))


@pytest.mark.parametrize("token", ["", "x", "é", "\udcff", "A" * 43])
def test_a_wrong_token_opens_nothing(token: str) -> None:
    """No guess is a token, before one was issued nor after."""
    gate = Gate()
    assert gate.enter(token) is None
    gate.issue()
    assert gate.enter(token) is None


def test_the_cookie_is_bound(browser: Browser) -> None:
    """Scripts cannot read the cookie, other sites cannot send it, and other ports are not sent it."""
    desk = browser.desk
    answer = Browser(desk, browser.app).ask("GET", desk.gate.issue(), {})
    (cookie,) = SimpleCookie(answer.headers["set-cookie"]).values()
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", desk.base)
    assert len(desk.base) >= 43
    assert not cookie["domain"]
    assert not cookie["max-age"]
    assert not cookie["expires"]


@pytest.mark.parametrize(
    "cookies", ["", "desk=", "desk", "desk=x; desk=y", "a=b", "desk=\xff", ";;;", "desk=" + "A" * 43]
)
def test_other_cookies_are_not_ours(cookies: str) -> None:
    """No other cookie passes, also none of a gate that nobody has come through."""
    gate = Gate()
    assert not gate.knows(cookies.encode("latin-1"))
    gate.enter(gate.issue().removeprefix("/enter/"))
    assert not gate.knows(cookies.encode("latin-1"))


def test_every_page_forbids_caching_framing_and_foreign_content(browser: Browser) -> None:
    """No page is kept on disk by the browser, shown inside another, or able to load or send anything elsewhere."""
    for path in ("/card", "/unlock", "/join", "/connect", "/nowhere"):
        headers = browser.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_only_loopback_is_listened_on() -> None:
    """The socket is bound to 127.0.0.1, on a port that the system picks anew each time."""
    with listen() as one, listen() as other:
        assert {one.getsockname()[0], other.getsockname()[0]} == {"127.0.0.1"}
        assert ipaddress.ip_address(one.getsockname()[0]).is_loopback
        assert one.getsockname()[1] != other.getsockname()[1]
        assert one.family is socket.AF_INET


def test_titles_tell_nothing(browser: Browser) -> None:
    """A title, which browsers keep in their history on disk, names the kind of page only."""
    titles = {re.findall(r"<title>(.*?)</title>", browser.get(path).text)[0] for path in ("/card", "/connect", "/join")}
    assert titles == {"Your card – Plaint", "Finding the group – Plaint", "Joining – Plaint"}


def test_nothing_of_a_failure_is_told(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An error inside a page shows and logs its kind, and none of the words in it."""

    def fail(_: Desk) -> None:
        raise RuntimeError("canary words of a complaint")

    monkeypatch.setattr("plaint.desk.session.Session.use", fail)
    answer = browser.get("/card")
    assert answer.status_code == 400
    assert "canary" not in answer.text
    assert "canary" not in caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize("other", ["a[b=1", 'shop={"a": 1}', "desk=evil", "two words", "desk", "\xe9=1"])
@pytest.mark.parametrize("first", [True, False])
def test_cookies_of_other_programs_shut_nobody_out(other: str, *, first: bool) -> None:
    """Whatever else listens on this address sets cookies that the browser sends along; ours is found among them."""
    gate = Gate()
    line = gate.enter(gate.issue().removeprefix("/enter/"))
    assert line is not None
    own = line.partition(";")[0]
    sent = "; ".join([other, own] if first else [own, other]).encode("latin-1")
    assert gate.knows(sent)
    assert not gate.knows(other.encode("latin-1"))
    assert not gate.knows(f"{own}x".encode("ascii"))
    assert not Gate().knows(b"desk=")
