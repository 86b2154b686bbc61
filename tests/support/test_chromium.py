# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Chromium can be asked in our tests, tried on a tiny site under our own policy."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support import axe
from tests.support.chromium import program, slow_down
from tests.support.server import Server, run_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the sample site."""
    with run_app("tests.support.sample:app", tmp_path_factory.mktemp("site")) as running:
        yield running


def test_a_form_is_filled_and_sent(page: Page, site: Server) -> None:
    """Scripts of the page run, and what is typed arrives."""
    page.goto(site.url)
    assert "скрипт object ru-RU true" in page.inner_text("#js")
    page.fill("#t", "слово")
    page.click("button")
    assert page.inner_text("h1") == "слово"


def test_a_form_works_without_javascript(chromium: Browser, site: Server) -> None:
    """A context without JavaScript shows and sends the form."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    assert page.inner_text("#js") == "скрипта нет"
    page.fill("#t", "слово")
    page.click("button")
    assert page.inner_text("h1") == "слово"
    context.close()


def test_axe_runs_under_our_policy(page: Page, site: Server) -> None:
    """Axe finds nothing on a good page, names what is wrong on a broken one, and the policy still holds."""
    page.goto(site.url)
    assert axe.violations(page.evaluate) == []
    page.goto(site.url + "/broken")
    assert [line.split(":")[0] for line in axe.violations(page.evaluate)] == ["label"]
    page.goto(site.url + "/foreign")
    assert page.title() == "Чужое"


def test_cookies_are_seen_and_cleared(page: Page, site: Server) -> None:
    """A planted cookie is seen, and Clear-Site-Data takes it away."""
    page.goto(site.url + "/cookie")
    assert [cookie.get("name") for cookie in page.context.cookies()] == ["planted"]
    page.goto(site.url + "/leave")
    assert page.context.cookies() == []


def test_a_page_is_printed(page: Page, site: Server) -> None:
    """A page becomes a PDF."""
    page.goto(site.url)
    assert page.pdf().startswith(b"%PDF-")


def test_the_network_is_slowed_down(page: Page, site: Server) -> None:
    """With 300 ms of latency a page takes at least that long."""
    slow_down(page, latency=300, kilobits=100)
    before = time.monotonic()
    page.goto(site.url)
    assert time.monotonic() - before >= 0.3


def test_a_missing_browser_is_a_skip_or_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the program a test is skipped, and under `make test`, which installs it, it fails."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PLAINT_CHROMIUM", raising=False)
    monkeypatch.delenv("PLAINT_BROWSERS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="make browsers"):
        program("chromium", "PLAINT_CHROMIUM")
    monkeypatch.setenv("PLAINT_BROWSERS", "required")
    with pytest.raises(pytest.fail.Exception, match="make browsers"):
        program("chromium", "PLAINT_CHROMIUM")
