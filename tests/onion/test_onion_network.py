# SPDX-License-Identifier: AGPL-3.0-or-later
"""The private Tor network itself: a page and a form come through, in both browsers, without an outside packet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.bidi import firefox
from tests.support.firefox import Profile
from tests.support.server import run_app
from tests.support.tornet import Onion, onion


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Onion]:
    """Serve the sample site as an onion service."""
    folder = tmp_path_factory.mktemp("tor")
    with run_app("tests.support.sample:app", folder) as site, onion(folder, f"127.0.0.1:{site.port}") as running:
        running.wait()
        yield running


def test_a_page_comes_through_the_onion_service(service: Onion) -> None:
    """A client that knows only the onion address gets the page."""
    with service.client() as client:
        assert "Что произошло" in client.get(service.url).text


@pytest.mark.parametrize("secure", ["true", "false"])
def test_firefox_sends_a_form_through_the_onion_service(service: Onion, tmp_path: Path, secure: str) -> None:
    """Firefox opens and sends the form; whether that is a secure context is what the preference says."""
    profile = Profile(socks_port=service.socks_port, onions_secure=secure == "true")
    with firefox(tmp_path, profile) as browser:
        browser.navigate(service.url + "/")
        assert browser.text("#js").endswith(secure)
        browser.fill("#t", "слово")
        browser.click("button")
        browser.wait_until("document.querySelector('h1').textContent === 'слово'", seconds=60)


def test_chromium_has_no_web_crypto_on_an_onion_address(service: Onion, chromium: Browser) -> None:
    """Chromium behind Tor opens the page, and has no `crypto.subtle` there: what we ship must not need it."""
    context = chromium.new_context(proxy={"server": f"socks5://127.0.0.1:{service.socks_port}"})
    page = context.new_page()
    page.goto(service.url + "/", timeout=60_000)
    assert page.inner_text("h1") == "Форма"
    assert page.evaluate("[isSecureContext, typeof crypto.subtle]") == [False, "undefined"]
    context.close()
