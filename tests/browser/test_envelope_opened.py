# SPDX-License-Identifier: AGPL-3.0-or-later
"""A name sealed in the browser, and opened by the desks of three bodies, with a real intake between them.

Four desks run, each a program of its own with its own clock; the fourth belongs to the body that the complaint leaves
out. A desk tick lasts two seconds.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.test_round_trip import look_until
from tests.support import axe
from tests.support.journey import TEXT, Coming
from tests.support.living import Living, living
from tests.support.officer import Officer, officer

NAME, CONTACT = "Асет Иванова", "через сестру, +7 000 111"
REASON = "Вы просили исправить имя: так оно попадёт в запрос верно."
READING = ("ombudsman-1", "prosecutor-1", "ngo-1")


@dataclass
class Named(Coming):
    """Somebody who seals a name."""

    def answer(self, step: str) -> None:
        """Answer a step; at the name, seal one."""
        if step != "name":
            super().answer(step)
            return
        self.page.check("#name-yes")
        self.page.fill("#i-name", NAME)
        self.page.fill("#i-contact", CONTACT)


@pytest.fixture(name="world")
def _world(tmp_path: Path) -> Iterator[Living]:
    with living(tmp_path / "world") as intake:
        yield intake


def _context(chromium: Browser) -> BrowserContext:
    # No motion: axe must not see a colour on its way from light to dark.
    context = chromium.new_context(locale="ru-RU", viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    return context


def _openings(member: Officer) -> None:
    """Open the page of the case's requests from the case."""
    member.open_case(TEXT)
    member.page.get_by_role("link", name=member.t("opening.link")).click()


def _clean(member: Officer) -> None:
    """Hold the page against WCAG in both schemes, with everything unfolded."""
    for scheme in ("light", "dark"):
        member.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        member.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert axe.violations(member.page.evaluate) == []


def _shows(member: Officer, key: str) -> bool:
    return member.t(key) in member.page.locator("main").inner_text()


def test_a_name_is_opened_by_three_bodies(chromium: Browser, world: Living, tmp_path: Path) -> None:
    """Sealed, asked for, agreed to, told on the page before it was seen; the desk left out has nothing of it."""
    hers = _context(chromium)
    person = Named(hers.new_page(), world.url)
    words = person.file()
    with ExitStack() as stack:
        members = {
            name: stack.enter_context(officer(tmp_path, world, name, _context(chromium)))
            for name in (*READING, "interior-1")
        }
        for member in members.values():
            member.come_in()
            member.unlock()
        asks, *votes = (members[name] for name in READING)
        _ask(asks)
        for member in votes:
            _vote(member)
        _told_then_seen(asks, person, words)
        _nothing(members["interior-1"])
        for member in members.values():
            _nothing_in_clear(member)
    hers.close()


def _ask(member: Officer) -> None:
    """Ask; a refusal keeps what was typed."""
    _openings(member)
    page = member.page
    page.check("#g-correction")
    page.fill("#reason", REASON)
    page.fill("#days", "99")
    page.get_by_role("button", name=member.t("opening.ask_do"), exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(member.t("opening.wrong_days"))
    expect(page.locator("#reason")).to_have_value(REASON)
    _clean(member)
    page.fill("#days", "7")
    page.get_by_role("button", name=member.t("opening.ask_do"), exact=True).click()
    expect(page.locator("main")).to_contain_text(member.t("opening.waits"))
    member.reload_until(lambda: page.locator("section[id^=r-]").count() == 1, "the request")


def _vote(member: Officer) -> None:
    """Find the request among those that wait, and say yes."""
    page = member.page
    member.go(member.t("place.openings"))
    found = page.locator("table a.ref").first
    member.reload_until(lambda: found.count() == 1 and not _shows(member, "opening.none_mine"), "a request to vote on")
    _clean(member)
    found.click()
    page.locator("input[id^=v-yes-]").check()
    page.locator("textarea[id^=w-]").fill("Просьба видна в деле.")
    _clean(member)
    page.get_by_role("button", name=member.t("opening.vote_do"), exact=True).click()
    expect(page.locator("main")).to_contain_text(member.t("opening.waits"))


def _told_then_seen(member: Officer, person: Coming, words: list[str]) -> None:
    """Find the notice on the person's page once the name can be seen, and the name on one page alone."""
    page = member.page
    button = page.get_by_role("button", name=member.t("opening.see_do"))
    member.reload_until(lambda: button.count() == 1, "the shares")
    found = look_until(person, words, lambda found: any(REASON in each for each in found))
    notice = next(each for each in found if REASON in each)
    assert "prosecutor" in notice
    assert "ngo" in notice
    _clean(member)
    button.click()
    expect(page.locator("main")).to_contain_text(NAME)
    expect(page.locator("main")).to_contain_text(CONTACT)
    _clean(member)
    page.get_by_role("link", name=member.t("opening.name_leave")).click()
    expect(page.locator("main")).not_to_contain_text(NAME)
    member.reload_until(lambda: _shows(member, "opening.stage_opened"), "the word that it was seen")


def _nothing(member: Officer) -> None:
    """Find no case, no request, and no form for one at the desk that was left out."""
    member.go(member.t("view.all"))
    expect(member.page.locator("a.opens")).to_have_count(0)
    member.go(member.t("place.openings"))
    expect(member.page.locator("main")).to_contain_text(member.t("opening.none_mine"))
    expect(member.page.locator("table")).to_have_count(0)


def _nothing_in_clear(member: Officer) -> None:
    """Neither name nor reason lies in clear among a desk's files, or in what it printed."""
    octets = b"".join(path.read_bytes() for path in member.home.folder.rglob("*") if path.is_file())
    octets += member.program.printed().encode()
    for text in (NAME, CONTACT, REASON):
        for encoding in ("utf-8", "utf-16-le"):
            assert not re.search(re.escape(text.encode(encoding)), octets)
