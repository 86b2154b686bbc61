# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cover comes by the complainants' own path: each request and header line is compared with those of a real Firefox.

What differs by nature is left out of the comparison: the version in the name of the browser, which Tor Browser sets,
the port, the hash in the name of a chunk, and which of a page's scripts comes first: a browser asks for them at once,
each over a connection of its own.
"""

import re
import time
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from threading import Event

import pytest

from plaint.charter.model import Charter
from plaint.cosign.browser import ANSWER, WRITE
from plaint.cosign.cover import Cover, Rates, entry
from plaint.cosign.line import open_line
from plaint.intake.app import build_app
from plaint.intake.pages.paths import Paths
from plaint.intake.place import Place
from plaint.line.address import Address
from plaint.web.asgi import App, Receive, Scope, Send
from tests.support import living as living_module
from tests.support.answering import receive
from tests.support.bidi import firefox
from tests.support.firefox import STANDARD
from tests.support.living import Living
from tests.support.visitor import Visitor

Asked = tuple[str, str, list[tuple[str, str]]]


@pytest.fixture(name="asked")
def _asked(monkeypatch: pytest.MonkeyPatch) -> list[Asked]:
    """Record every request that an intake of this test gets."""
    asked: list[Asked] = []

    def recording(place: Place) -> App:
        app = build_app(place)

        async def recorded(scope: Scope, receive: Receive, send: Send) -> None:
            headers = [(name.decode(), value.decode()) for name, value in scope["headers"]]
            asked.append((scope["method"], scope["path"], headers))
            await app(scope, receive, send)

        return recorded

    monkeypatch.setattr(living_module, "build_app", recording)
    return asked


@pytest.fixture(name="own")
def _own(asked: list[Asked], tmp_path: Path) -> Iterator[Living]:
    """Give an intake of this test's own."""
    del asked
    with living_module.living(tmp_path) as intake:
        yield intake


class Always:
    """Draws so that a visit stays in Russian, and waits nothing."""

    def expovariate(self, rate: float) -> float:
        """Return a moment."""
        del rate
        return 0.01

    def choice(self, among: tuple[int, ...]) -> int:
        """Return the first."""
        return among[0]

    def randrange(self, count: int) -> int:
        """Return the first."""
        del count
        return 0


def cover_for(intake: Living, monkeypatch: pytest.MonkeyPatch, **rates: int) -> Cover:
    """Return what posts cover at this intake; no visit changes the language."""
    monkeypatch.setattr("plaint.cosign.browser.secrets.randbelow", lambda _: 1)
    address = Address(intake.url)
    return Cover(
        rates=Rates(**{"per_day": 1, "burst_every": 0, "erase_every": 0, **rates}),
        server=intake.url,
        reach=lambda: open_line(address),
        stop=Event(),
        charter=lambda: intake.group.signed.charter,
        random=Always(),  # type: ignore[arg-type]
    )


def plain(asked: list[Asked]) -> list[Asked]:
    """Return what was asked without what differs by nature, and without the requests of the test itself."""
    found = []
    for method, path, headers in asked:
        if ("user-agent", "python-httpx") in [(name, value[:12]) for name, value in headers]:
            continue
        lines = [
            (name, "" if name == "user-agent" else re.sub(r"127\.0\.0\.1:\d+", "host", value))
            for name, value in headers
        ]
        found.append((method, re.sub(r"[0-9a-f]{64}", "hash", path), lines))
    return [one for _, run in groupby(found, is_script) for one in sorted(run, key=lambda asked: asked[1])]


def is_script(asked: Asked) -> str:
    """Return the same for scripts that follow each other, and for each other request something of its own."""
    _, path, _ = asked
    return "script" if path.endswith(".js") else f"{id(asked)}"


def paths(asked: list[Asked]) -> list[str]:
    """Return methods and paths."""
    return [f"{method} {path}" for method, path, _ in asked]


def test_filing_looks_like_a_persons_in_firefox(
    own: Living, asked: list[Asked], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same requests in the same order with the same header lines, from the first page to the entry."""
    (tmp_path / "profile").mkdir()
    asked.clear()
    with firefox(tmp_path / "profile", STANDARD) as browser:
        visitor = Visitor(browser, own.url)
        browser.navigate(own.url + "/")
        browser.wait_until("document.readyState === 'complete'")
        browser.click(f'a[href="{visitor.path.write}"]')
        visitor.file(opened=True)
    person = plain(asked)
    asked.clear()
    cover_for(own, monkeypatch).post(own.group.signed.charter)
    cover = plain(asked)
    assert paths(cover) == paths(person)
    assert paths(cover)[0] == "GET /"
    assert paths(cover)[-1] == "POST /e"
    spoken = {value for _, _, headers in person for name, value in headers if name == "accept-language"}
    assert len(spoken) == 1, "one person speaks one language"
    for (method, path, ours), (_, _, theirs) in zip(cover, person, strict=True):
        # The language of the browser is one of few; which one a visit speaks is not this test's.
        mine, other = ([line for line in lines if line[0] != "accept-language"] for lines in (ours, theirs))
        assert (method, path, mine) == (method, path, other)
        assert [name for name, _ in ours] == [name for name, _ in theirs]


def test_taking_back_looks_like_a_persons_in_firefox(
    own: Living, asked: list[Asked], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Coming back, fetching the board and asking for the entry to be erased: the same requests and lines again."""
    (tmp_path / "profile").mkdir()
    with firefox(tmp_path / "profile", STANDARD) as browser:
        visitor = Visitor(browser, own.url)
        words = visitor.file()
        (opened,) = own.wait_for(words)
        receive(own, words)
        asked.clear()
        browser.navigate(own.url + "/")
        browser.click(f'a[href="{visitor.path.answer}"]')
        visitor.look(words, opened=True)
        browser.click('[data-step="thread"] [data-step-to="erase"]')
        visitor.at("erase")
        visitor.on("erase")
        visitor.at("erased")
    person = plain(asked)
    token = b"e" * 32
    blob_hash = filed(own, own.group.signed.charter, token)
    asked.clear()
    cover_for(own, monkeypatch).erase(own.group.signed.charter, blob_hash, token, 0)
    cover = plain(asked)
    begun = paths(cover).index("GET /")
    assert paths(cover)[0] == "GET /checkpoint"
    assert all(path.startswith("GET /tile/entries/") for path in paths(cover)[1:begun])
    assert paths(cover)[begun:] == paths(person)
    assert paths(person)[-1] == "POST /t"
    assert opened.complaint.account


def filed(intake: Living, charter: Charter, token: bytes) -> bytes:
    """Hand in an entry of cover with this token, and wait for its leaf; return the hash of its blob."""
    packet = entry(charter, token)
    digest = sha256(packet.blob).digest()
    with intake.client() as client:
        assert client.post("/e", content=bytes(packet)).status_code == 200
    deadline = time.monotonic() + 20
    while packet.blob not in intake.entries():
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return digest


def test_the_words_of_addresses_are_those_of_the_pages() -> None:
    """What a visit follows is what the pages are called."""
    assert Paths("en").write.endswith(f"/{WRITE}")
    assert Paths("en").answer.endswith(f"/{ANSWER}")
