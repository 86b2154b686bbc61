# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole way in Firefox at the security levels of Tor Browser; over a real onion service: tests/onion/."""

from pathlib import Path

import pytest

from plaint.entry.record import SealedBy
from tests.browser.conftest import OTHER_NAME
from tests.support import axe
from tests.support.answering import receive, reply
from tests.support.bidi import Firefox, firefox
from tests.support.firefox import INSECURE, SAFER, SAFEST, STANDARD, Profile
from tests.support.journey import TEXT
from tests.support.living import Living
from tests.support.terminal import ACCOUNT, sealed
from tests.support.visitor import Visitor

VISIBLE = '[...document.querySelectorAll("%s")].filter(one => one.getClientRects().length > 0)'
FIELDS = "input, textarea, select, button, [contenteditable]"


def seen(browser: Firefox, css: str, what: str) -> list[str]:
    """Return something of each element that is to be seen on the page."""
    found = str(browser.evaluate(f'{VISIBLE % css}.map(one => {what}).join("\\u0000")'))
    return found.split("\0") if found else []


@pytest.mark.parametrize(
    ("profile", "name", "compiled", "subtle"),
    [
        pytest.param(STANDARD, "127.0.0.1", "object", "object", id="standard"),
        pytest.param(SAFER, "127.0.0.1", "undefined", "object", id="safer"),
        # Under a name that only http serves the page is no secure context, as an onion address outside of Tor Browser.
        pytest.param(INSECURE, OTHER_NAME, "object", "undefined", id="insecure"),
    ],
)
def test_a_complaint_and_its_answer_pass(
    intake: Living, tmp_path: Path, profile: Profile, name: str, compiled: str, subtle: str
) -> None:
    """What is written is opened by its readers, and whoever has the words reads their reply.

    Also without JIT compilers and WebAssembly (Safer), and where the browser offers no `crypto.subtle`.
    """
    url = intake.url.replace("127.0.0.1", name)
    with firefox(tmp_path, profile) as browser:
        visitor = Visitor(browser, url)
        words = visitor.file()
        assert browser.evaluate("[typeof WebAssembly, typeof crypto.subtle].join()") == f"{compiled},{subtle}"
        assert axe.violations(browser.evaluate) == []
        visitor.confirm(words)
        (opened,) = intake.wait_for(words)
        assert opened.complaint.account == TEXT
        assert opened.record.sealed_by is SealedBy.BROWSER
        receive(intake, words, shown=False)
        reply(intake, words, "Мы прочитали. Где это было?", slot=1)
        received, replied = visitor.look(words)
        assert "5" in received
        assert replied == "Мы прочитали. Где это было?"
        assert {address.split("/")[2] for _, address in browser.requests()} == {url.removeprefix("http://")}
        assert browser.complaints_of_page() == []


def test_two_tabs_know_nothing_of_each_other(intake: Living, tmp_path: Path) -> None:
    """Complaints written in turns in two tabs, one of them loaded anew, arrive as written under own words.

    Whoever comes back to a tab finds it covered.
    """
    with firefox(tmp_path, SAFER) as browser:
        one, two = Visitor(browser, intake.url), Visitor(browser, intake.url, text="Второе.")
        tabs = {browser.tab: one, browser.open_tab(): two}
        for tab, visitor in tabs.items():
            browser.show_tab(tab)
            browser.navigate(intake.url + visitor.path.write)
            visitor.go_to("account")
        browser.fill("#account", "Это пропадёт.")
        browser.reload()
        two.at("before")
        words = {}
        for tab, visitor in tabs.items():
            browser.show_tab(tab)
            visitor.uncover()
            words[tab] = visitor.file(opened=True)
        for tab, visitor in tabs.items():
            browser.show_tab(tab)
            visitor.uncover()
            assert visitor.words() == words[tab]
            visitor.confirm(words[tab])
            (opened,) = intake.wait_for(words[tab])
            assert opened.complaint.account == visitor.text
        kept = "[localStorage.length, sessionStorage.length].join()"
        assert browser.evaluate(kept) == "0,0"


def test_back_beyond_a_loading_anew_never_leads_forwards(intake: Living, tmp_path: Path) -> None:
    """After a reload in the middle, Back goes through the new steps to the first, and what lies before shows it too."""
    with firefox(tmp_path, STANDARD) as browser:
        visitor = Visitor(browser, intake.url)
        browser.navigate(intake.url + visitor.path.write)
        for _ in range(2):
            visitor.at("before")
            visitor.on("before")
            visitor.at("about")
            browser.click(f"#{visitor.about}")
            visitor.on("about")
            visitor.at("readers")
            browser.reload()
        visitor.at("before")
        visitor.on("before")
        visitor.at("about")
        for _ in range(4):
            browser.history(-1)
            visitor.at("before")


def test_without_scripts_nothing_takes_clear_text(intake: Living, tmp_path: Path) -> None:
    """At the level Safest the page seals nothing and says so; all that is taken is a packet from elsewhere.

    No page shows a field but that for the packet; clear text typed there is refused and does not reach the ledger.
    """
    parcel, words = sealed(intake, tmp_path)
    profile = tmp_path / "profile"
    profile.mkdir()
    with firefox(profile, SAFEST) as browser:
        visitor = Visitor(browser, intake.url)
        t, path = visitor.t, visitor.path
        for page in (path.start, path.write, path.answer, path.safety, path.group):
            browser.navigate(intake.url + page)
            assert seen(browser, FIELDS, "one.outerHTML") == [], page
            assert [place for place in seen(browser, "form", "one.action") if place] == [], page
        for page in (path.write, path.answer):
            browser.navigate(intake.url + page)
            assert t("nojs.heading") in seen(browser, "h1", "one.textContent")
            assert t("nojs.said") in browser.text("main")
            assert path.hand in seen(browser, "main a", 'one.getAttribute("href")')
        before = len(intake.entries())
        intake.handed.clear()
        assert visitor.hand_over(TEXT) == t("hand.refused")
        assert seen(browser, FIELDS, "one.tagName.toLowerCase()") == ["textarea", "button"]
        assert browser.evaluate("document.querySelector('#armor').value") == TEXT
        assert visitor.hand_over(parcel.read_text("ascii")) == t("hand.held")
        assert [place for place, _ in intake.handed] == [path.hand, path.hand]
        assert browser.complaints_of_page() == []
    (opened,) = intake.wait_for(words)
    assert opened.complaint.account == ACCOUNT
    assert opened.record.sealed_by is SealedBy.TERMINAL
    assert len(intake.entries()) == before + 1
