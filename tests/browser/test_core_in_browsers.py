# SPDX-License-Identifier: AGPL-3.0-or-later
"""What seals, alone in real browsers: under intake's policy, without WebCrypto, and without JIT."""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from plaint.age.identity import Identity
from plaint.entry.container import Container
from plaint.entry.record import Record
from plaint.ledger.packet import read_packet
from plaint.unseal.entry import open_entry
from tests.support.bidi import Firefox, firefox
from tests.support.browser_half import decoded
from tests.support.firefox import PLAIN, SAFER
from tests.support.server import Server, run_app

ORIGIN: Final = "plaint.example/north"
READER: Final = Identity.from_seed(b"r" * 32)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the page and `core.js`."""
    with run_app("tests.support.core_site:app", tmp_path_factory.mktemp("core")) as running:
        yield running


def asking() -> str:
    """Return a script that has the page seal."""
    asked = json.dumps({"recipient": str(READER.recipient), "origin": ORIGIN})
    return f"""(() => {{
      document.querySelector("#told").textContent = "";
      document.querySelector("#ask").value = {json.dumps(asked)};
      document.querySelector("#go").click();
    }})()"""


TOLD: Final = "document.querySelector('#told').textContent"


def in_chromium(page: Page) -> str:
    """Have Chromium's page seal; return what it tells."""
    page.evaluate(asking())
    expect(page.locator("#told")).not_to_be_empty(timeout=30_000)
    return str(page.evaluate(TOLD))


def in_firefox(browser: Firefox) -> str:
    """Have Firefox's page seal; return what it tells."""
    browser.evaluate(asking())
    browser.wait_until(f"{TOLD} !== ''", seconds=120)
    return str(browser.evaluate(TOLD))


def check(told: str) -> Any:
    """Check that what a browser sealed opens for its reader; return what the browser told."""
    result = json.loads(told)
    assert result["stages"] == ["entry"] or result["stages"] == ["entry", "work"]
    blob = read_packet(decoded(result["packet"])).blob
    assert open_entry(blob, Identity.from_seed(b"x" * 32), slots=16, slot=3) is None
    opened = open_entry(blob, READER, slots=16, slot=3)
    assert isinstance(opened, Container)
    record = Record.decode(opened.records[0])
    assert isinstance(record, Record)
    record.verify(ORIGIN)
    assert record.readers == 1 << 3
    return result


def test_chromium_seals_under_our_policy(page: Page, site: Server) -> None:
    """What seals needs nothing that the policy forbids, and the policy forbids workers."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(site.url + "/")
    check(in_chromium(page))
    assert complaints == []
    refused = "new Promise(told => {{ try {{ {} }} catch {{ told(true) }} }})"
    assert page.evaluate(refused.format("new Worker('/core.js').onerror = () => told(true)"))
    assert page.evaluate("navigator.serviceWorker.register('/core.js').then(() => false, () => true)")


def test_chromium_seals_on_an_insecure_address(chromium: Browser, site: Server) -> None:
    """Over http, as on an onion address, `crypto.subtle` is missing and nothing needs it."""
    context = chromium.new_context()
    page = context.new_page()
    # A made-up name without TLS is no secure context; it leads to the same server.
    page.route(
        "http://insecure.example/*",
        lambda route: route.fulfill(response=route.fetch(url=moved(route.request.url, site))),
    )
    page.goto("http://insecure.example/")
    assert page.evaluate("window.isSecureContext") is False
    assert check(in_chromium(page))["subtle"] == "undefined"
    context.close()


def moved(url: str, site: Server) -> str:
    """Return the address at the running server of what was asked for under the made-up name."""
    return url.replace("http://insecure.example", site.url)


def test_firefox_without_jit_and_wasm_seals(site: Server, tmp_path_factory: pytest.TempPathFactory) -> None:
    """As in Tor Browser on "Safer": slower, and the same bytes come out."""
    with firefox(tmp_path_factory.mktemp("safer"), SAFER) as browser:
        browser.navigate(site.url + "/")
        assert browser.evaluate("typeof WebAssembly") == "undefined"
        check(in_firefox(browser))


def test_a_plain_firefox_seals(site: Server, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The browser that most people have."""
    with firefox(tmp_path_factory.mktemp("plain"), PLAIN) as browser:
        browser.navigate(site.url + "/")
        check(in_firefox(browser))
