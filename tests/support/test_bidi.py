# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Firefox can be asked in our tests, tried on a tiny site under our own policy."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support import axe
from tests.support.bidi import BidiError, Firefox, firefox
from tests.support.firefox import SAFER, SAFEST, STANDARD
from tests.support.server import Server, run_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the sample site."""
    with run_app("tests.support.sample:app", tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Run one Firefox at the level Standard, but without private windows, of which BiDi lists no cookies."""
    with firefox(tmp_path_factory.mktemp("standard"), replace(STANDARD, private=False)) as browser:
        yield browser


def test_a_form_is_filled_and_sent(standard: Firefox, site: Server, tmp_path: Path) -> None:
    """Scripts run, keys and clicks arrive, files are chosen, and each request is recorded."""
    standard.navigate(site.url + "/")
    assert standard.text("#js").startswith("скрипт object ")
    standard.fill("#t", "слово")
    (tmp_path / "a.txt").write_text("a")
    standard.choose_files("#f", [tmp_path / "a.txt"])
    assert standard.evaluate("document.querySelector('#f').files[0].name") == "a.txt"
    standard.click("button")
    standard.wait_until("document.querySelector('h1').textContent === 'слово'")
    assert ("POST", site.url + "/") in standard.requests()


def test_what_the_page_may_not_do_is_reported(standard: Firefox, site: Server) -> None:
    """The policy stops an inline script, and the console says so."""
    standard.navigate(site.url + "/foreign")
    assert standard.evaluate("document.title") == "Чужое"
    assert any("Content-Security-Policy" in line for line in standard.complaints_of_page())


def test_axe_runs_under_our_policy(standard: Firefox, site: Server) -> None:
    """Axe finds nothing on a good page and names what is wrong on a broken one."""
    standard.navigate(site.url + "/")
    assert axe.violations(standard.evaluate) == []
    standard.navigate(site.url + "/broken")
    assert [line.split(":")[0] for line in axe.violations(standard.evaluate)] == ["label"]


def test_cookies_history_picture_and_print(standard: Firefox, site: Server) -> None:
    """Cookies are seen and cleared, the way back works, and a page becomes PNG and PDF."""
    standard.navigate(site.url + "/cookie")
    assert [cookie["name"] for cookie in standard.cookies()] == ["planted"]
    standard.navigate(site.url + "/leave")
    assert standard.cookies() == []
    standard.history(-1)
    standard.wait_until("document.title === 'Память'")
    standard.reload()
    assert standard.screenshot().startswith(b"\x89PNG")
    assert standard.pdf().startswith(b"%PDF-")


def test_a_refused_command_is_an_error(standard: Firefox, site: Server) -> None:
    """A missing element and a failing expression are errors that say what was wrong."""
    standard.navigate(site.url + "/")
    with pytest.raises(BidiError, match="#nonesuch"):
        standard.choose_files("#nonesuch", [])
    with pytest.raises(BidiError, match="nonesuch"):
        standard.evaluate("nonesuch()")
    with pytest.raises(AssertionError, match="not true within"):
        standard.wait_until("false", seconds=0.1)


def test_safest_runs_no_script_of_the_page(tmp_path: Path, site: Server) -> None:
    """At the level Safest the page's scripts do not run, and the form still works."""
    with firefox(tmp_path, SAFEST) as browser:
        browser.navigate(site.url + "/")
        assert browser.text("#js") == "скрипта нет"
        browser.fill("#t", "слово")
        browser.press("Tab")
        browser.press("Tab")
        browser.press("Enter")
        browser.wait_until("document.querySelector('h1').textContent === 'слово'")
        with pytest.raises(AssertionError, match="private"):
            browser.cookies()


def test_safer_has_no_webassembly(tmp_path: Path, site: Server) -> None:
    """At the level Safer scripts run, but there is no WebAssembly and no JIT."""
    with firefox(tmp_path, SAFER) as browser:
        browser.navigate(site.url + "/")
        assert browser.text("#js").startswith("скрипт undefined ")


def test_nothing_is_left_running(tmp_path: Path) -> None:
    """When the block ends, by an error too, Firefox and all its processes are gone."""
    with pytest.raises(BidiError, match="nonesuch"), firefox(tmp_path, SAFER) as browser:
        browser.evaluate("nonesuch()")
    assert browser.program.process.returncode is not None
    deadline = time.monotonic() + 10  # they are killed without being asked, and go as the machine comes to it
    while left := alive(tmp_path):
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def alive(profile: Path) -> list[Path]:
    """Return the processes whose command line names a folder of `profile`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it may end while we look
            if str(profile).encode() in path.read_bytes():
                found.append(path)
    return found
