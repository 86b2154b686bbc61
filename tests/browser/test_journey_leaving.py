# SPDX-License-Identifier: AGPL-3.0-or-later
"""Leaving at once, and covering the page, in Chromium."""

import pytest
from playwright.sync_api import Browser, Page, expect

from plaint import language
from plaint.intake.pages.paths import LEAVE, Paths
from tests.support.journey import TEXT, Person
from tests.support.living import Living

SCREENS = ("write", "answer", "safety", "hand", "group")


def written(person: Person) -> None:
    """Go to the account and write something there."""
    person.begin()
    person.go_to("account")
    person.page.fill("#account", TEXT)


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_the_control_is_first_large_and_always_in_sight(chromium: Browser, intake: Living, scripts: str) -> None:
    """Requirement 10: after the skip link it comes first, 44 pixels at least, on top while scrolling at 320 px."""
    context = chromium.new_context(viewport={"width": 320, "height": 480}, java_script_enabled=scripts == "on")
    page = context.new_page()
    for screen in SCREENS:
        page.goto(intake.url + getattr(Paths("ru"), screen))
        focused = []
        for _ in range(2):
            page.keyboard.press("Tab")
            focused.append(page.locator(":focus").get_attribute("href"))
        assert focused == ["#main", LEAVE], screen
        for scrolled in (0, 4000):
            page.mouse.wheel(0, scrolled)
            box = page.locator("#leave").bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44
            assert 0 <= box["y"] <= 480 - box["height"]
            assert 0 <= box["x"] <= 320 - box["width"]
            page.locator("#leave").click(trial=True)  # refused by the driver where something lies over it
    context.close()


def test_the_first_page_has_no_control_and_every_other_has(page: Page, intake: Living) -> None:
    """Requirement 10: on the first page languages come first; nothing has been asked there yet."""
    page.goto(intake.url + "/")
    expect(page.locator("#leave")).to_have_count(0)


def test_leaving_empties_the_page_before_the_network(person: Person, intake: Living) -> None:
    """Requirement 11: the page is blank though the neutral site never answers; loading it anew leads there too."""
    written(person)
    page = person.page
    page.route(f"{intake.neutral}*", lambda route: route.abort("aborted"))
    page.click("#leave")
    page.wait_for_timeout(100)
    assert page.url.endswith(LEAVE)
    assert page.evaluate("document.documentElement.textContent") == ""
    page.unroute(f"{intake.neutral}*")
    page.reload()
    page.wait_for_url(intake.neutral)


def test_back_from_the_neutral_site_does_not_show_the_form(person: Person, intake: Living) -> None:
    """Requirement 11: after leaving, Back leads to the neutral site again and again, and nothing lies ahead."""
    written(person)
    page = person.page
    page.click("#leave")
    page.wait_for_url(intake.neutral)
    for _ in range(6):
        page.go_back()
        assert page.url in (intake.neutral, "about:blank")
        assert TEXT not in page.content()
    page.go_forward()
    assert page.url in (intake.neutral, "about:blank")


def test_leaving_after_going_back_leaves_no_form_ahead(person: Person, intake: Living) -> None:
    """Requirement 11: steps that lay ahead are gone from the history too."""
    written(person)
    page = person.page
    page.go_back()
    person.at("readers")
    page.click("#leave")
    page.wait_for_url(intake.neutral)
    page.go_forward()
    assert page.url == intake.neutral


def test_three_times_shift_leaves_and_escape_does_not(person: Person, intake: Living) -> None:
    """Requirement 12: Shift three times within five seconds leaves, from inside a field too; Escape never does."""
    written(person)
    page = person.page
    for _ in range(5):
        page.keyboard.press("Escape")
    for key in ("Shift", "Shift", "a", "Shift", "Shift"):
        page.keyboard.press(key)
    person.at("account")
    page.focus("#account")
    page.keyboard.type("b")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(intake.neutral)


def test_three_times_shift_over_a_longer_time_does_not_leave(person: Person) -> None:
    """Requirement 12: typing capitals now and then does not lead away."""
    person.page.clock.install()
    person.begin()
    for _ in range(4):
        person.page.keyboard.press("Shift")
        person.page.clock.run_for(3000)
    person.at("before")


def test_without_javascript_it_is_a_plain_link(chromium: Browser, intake: Living) -> None:
    """Requirement 11: with JavaScript off the control leads to the neutral site all the same."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    for screen in SCREENS:
        page.goto(intake.url + getattr(Paths("en"), screen))
        page.click("#leave")
        page.wait_for_url(intake.neutral)
    context.close()


def test_leaving_empties_cookies_and_storage(page: Page, intake: Living) -> None:
    """Requirement 7: whatever had been left for this site is gone after /leave."""
    page.goto(intake.url + "/")
    page.context.add_cookies([{"name": "planted", "value": "1", "url": intake.url}])
    page.evaluate("localStorage.setItem('planted', '1')")
    page.goto(intake.url + LEAVE)
    page.wait_for_url(intake.neutral)
    assert page.context.cookies() == []
    page.goto(intake.url + "/")
    assert page.evaluate("localStorage.length") == 0


def test_the_first_page_is_not_left_in_the_history(page: Page, intake: Living) -> None:
    """Going in from the first page replaces it: after leaving, nothing of this site lies behind."""
    page.goto("about:blank")
    page.goto(intake.url + "/lark")
    page.click("a.act")
    page.wait_for_selector('[data-step="before"]:visible')
    page.click("#leave")
    page.wait_for_url(intake.neutral)
    for _ in range(3):
        page.go_back()
        assert page.url in (intake.neutral, "about:blank")


def test_the_page_covers_itself_when_hidden(person: Person) -> None:
    """Requirement 44: hidden, the page shows nothing; it comes back on a tap, with what was written."""
    written(person)
    page = person.page
    hide = "Object.defineProperty(document, 'visibilityState', {value: '%s', configurable: true});"
    page.evaluate(hide % "hidden" + "document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#cover")).to_be_visible()
    box = page.locator("#cover").bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    assert (box["width"], box["height"]) == (size["width"], size["height"])
    page.evaluate(hide % "visible" + "document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#cover")).to_be_visible()
    assert page.evaluate("document.elementFromPoint(200, 300).closest('#cover') !== null")
    page.click("#uncover")
    expect(page.locator("#cover")).to_be_hidden()
    assert page.input_value("#account") == TEXT


def test_the_interruption_comes_before_the_first_question(person: Person) -> None:
    """Requirement 13: before anything is asked: what leaving does, history, device, how to come back."""
    person.begin()
    for key in ("exit", "history", "device", "kept", "words"):
        expect(person.page.get_by_text(language.read("ru", "page")(f"before.{key}"))).to_be_visible()
    expect(person.page.locator("textarea:visible, input:visible, select:visible")).to_have_count(0)
