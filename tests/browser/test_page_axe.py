# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement 38: every page of intake in every language and state, looked at by axe-core and by ruler, in Chromium."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from plaint import language
from plaint.intake.pages.paths import ROOTS, Paths
from plaint.receipt import digits
from tests.support.answering import receive, reply
from tests.support.axe import violations
from tests.support.journey import STEPS, Coming, Person
from tests.support.living import Living

LANGUAGES: Final = [one for one in language.languages("page") if one in ROOTS]
FIXED: Final = ("start", "safety", "hand", "group")

Look = Callable[[Page, str], None]


def write_through(person: Person, look: Look) -> list[str]:
    """Go the whole way of writing; look at each step, also with its errors shown and with all of it unfolded."""
    page = person.page
    person.begin()
    look(page, "before")
    page.get_by_role("link", name=person.t("common.safety")).click()
    person.at("safety")
    look(page, "safety")
    page.go_back()
    person.on()
    person.at("about")
    look(page, "about")
    person.on()
    look(page, "about: errors")
    person.answer("about")
    person.on()
    person.at("readers")
    look(page, "readers")
    person.on()
    person.at("account")
    page.check("#helping")
    page.fill("#when", "в" * 301)
    person.on()
    look(page, "account: errors")
    page.fill("#when", "")
    person.answer("account")
    person.on()
    person.at("wish")
    page.click("[data-step=wish] details summary")
    look(page, "wish")
    person.on()
    person.at("name")
    return finish_through(person, look)


def finish_through(person: Person, look: Look) -> list[str]:
    """Go on from the page for the name to the last one."""
    page = person.page
    look(page, "name")
    page.check("#name-yes")
    person.on()
    look(page, "name: errors")
    page.fill("#i-name", "Иса")
    person.on()
    person.at("check")
    look(page, "check")
    page.click('[data-row="files"] button')
    page.set_input_files("#choose", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a note"})
    expect(page.locator("#files > li")).to_have_count(1)
    look(page, "files")
    person.on()
    person.at("check")
    page.route("**/e", lambda route: route.fulfill(status=507))
    person.on()
    expect(page.locator("[data-again]")).to_be_visible(timeout=30_000)
    look(page, "sending: failed")
    page.unroute("**/e")
    page.click("[data-again]")
    expect(person.section("receipt")).to_be_visible(timeout=30_000)
    words = page.locator("#words li").all_inner_texts()
    page.click("details:has(#digits) summary")
    look(page, "receipt")
    person.on()
    person.at("confirm")
    person.on()
    look(page, "confirm: errors")
    page.click("[data-skip]")
    person.at("next")
    look(page, "next")
    return words


def come_through(coming: Coming, words: list[str], look: Look) -> None:
    """Come back; look at each step, at nothing found and at what was found."""
    page = coming.page
    page.goto(coming.url + coming.path.answer)
    coming.at("window")
    page.click("[data-step=window] details summary")
    look(page, "window")
    coming.on()
    coming.at("words")
    coming.look("дом дом")
    look(page, "words: errors")
    coming.look(" ".join(digits.to_digits(bytes(range(16)))))
    coming.at("thread")
    look(page, "thread: nothing")
    coming.see(" ".join(words))
    look(page, "thread")
    page.click('[data-step-to="erase"]')
    coming.at("erase")
    look(page, "erase")
    page.go_back()
    coming.at("thread")
    page.click('[data-step-to="reply"]')
    coming.at("reply")
    for summary in page.locator("[data-step=reply] details summary").all():
        summary.click()
    page.check("#e-add")
    look(page, "reply")
    coming.on()
    look(page, "reply: errors")
    page.fill("#i-name", "Иса")
    page.fill("#reply", "Ещё одно.")
    coming.on()
    coming.at("sent")
    look(page, "sent")


@pytest.fixture(params=LANGUAGES)
def code(request: pytest.FixtureRequest) -> str:
    """Give each language that the demonstration offers."""
    return str(request.param)


@pytest.fixture
def narrow(chromium: Browser) -> Iterator[Page]:
    """Give a page 320 pixels wide: a small phone, or a screen of 1280 at 400 % (WCAG 1.4.10)."""
    context = chromium.new_context(viewport={"width": 320, "height": 640}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def test_axe_finds_nothing_on_any_page_or_state(narrow: Page, intake: Living, code: str) -> None:
    """No rule of WCAG 2.2 A and AA or of best practice is broken, and nothing runs out of a narrow screen."""
    seen: list[str] = []

    def look(page: Page, state: str) -> None:
        assert violations(page.evaluate) == [], (code, state)
        assert overflowing(page) == [], (code, state)
        assert small_targets(page) == [], (code, state)
        seen.append(state)

    for name in FIXED:
        narrow.goto(intake.url + getattr(Paths(code), name))
        look(narrow, name)
    narrow.goto(intake.url + Paths(code).hand)
    narrow.fill("#armor", "no packet")
    narrow.click("main button")
    expect(narrow.locator(".errors")).to_be_visible()
    look(narrow, "hand: refused")
    words = write_through(Person(narrow, intake.url, code), look)
    receive(intake, words, shown=False)
    reply(intake, words, "Первый ответ. https://example.org/" + "a" * 80)
    come_through(Coming(narrow, intake.url, code), words, look)
    assert len(seen) == 28


def overflowing(page: Page) -> list[str]:
    """Return what stands out of the screen to the right (WCAG 1.4.10)."""
    found: list[str] = page.evaluate("""() => [...document.querySelectorAll('body *')].filter(each => {
      if (each.closest('.away, .skip') || each.checkVisibility?.() === false) return false;
      return each.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
    }).map(each => each.outerHTML.slice(0, 120))""")
    return found


def small_targets(page: Page) -> list[str]:
    """Return what is to be pressed and is smaller than 24 pixels, but for links within a sentence (WCAG 2.5.8)."""
    found: list[str] = (
        page.evaluate("""() => [...document.querySelectorAll('a, button, input, select, summary')].filter(
      each => each.checkVisibility() && !each.closest('p, li:not(.languages li), .skip, .errors')
    ).filter(each => {
      const { width, height } = each.getBoundingClientRect();
      return width < 24 || height < 24;
    }).map(each => each.outerHTML.slice(0, 120))""")
    )
    return found


def test_nothing_is_lost_at_twice_the_text(chromium: Browser, intake: Living, code: str) -> None:
    """Text at 200 % on a phone stays within the screen, and the control that leaves stays in sight (WCAG 1.4.4)."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    person = Person(page, intake.url, code)
    person.begin()
    person.go_to("check")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for _ in STEPS[1:]:
        assert overflowing(page) == [], person.step
        expect(page.locator("#leave")).to_be_in_viewport()
        page.go_back()
    context.close()


def test_focus_is_seen_and_not_covered(page: Page, intake: Living) -> None:
    """Going through the longest step by Tab, what has the focus has a ring and is in sight (WCAG 2.4.11)."""
    page.set_viewport_size({"width": 360, "height": 640})
    person = Person(page, intake.url)
    person.begin()
    person.go_to("account")
    for _ in range(24):
        page.keyboard.press("Tab")
        state: dict[str, Any] = page.evaluate("""() => {
          const { activeElement: each } = document, box = each.getBoundingClientRect(), style = getComputedStyle(each);
          const bar = document.querySelector('.bar').getBoundingClientRect();
          const outside = each === document.body || each.closest('.bar, .skip') !== null;
          return { outside, ring: parseFloat(style.outlineWidth), style: style.outlineStyle,
                   under: box.bottom <= bar.bottom, below: box.top >= innerHeight };
        }""")
        if state["outside"]:
            continue
        assert state["ring"] >= 2, state
        assert state["style"] == "solid", state
        assert not state["under"], state
        assert not state["below"], state


def test_forced_colours_keep_buttons_and_words(chromium: Browser, intake: Living) -> None:
    """With forced colours the buttons have borders, and no meaning stands in a colour alone."""
    context = chromium.new_context(forced_colors="active")
    page = context.new_page()
    person = Person(page, intake.url)
    person.begin()
    for css in ("#leave", '[data-step="before"] .act'):
        assert page.locator(css).evaluate("each => parseFloat(getComputedStyle(each).borderTopWidth)") >= 2
        border, ground = page.locator(css).evaluate(
            "each => [getComputedStyle(each).borderTopColor, getComputedStyle(document.body).backgroundColor]"
        )
        assert border != ground
    context.close()


def test_nothing_moves(page: Page, intake: Living) -> None:
    """There is no transition and no animation to be reduced."""
    page.goto(intake.url + Paths("ru").write)
    page.wait_for_selector('[data-step="before"]:visible')
    moving: list[str] = page.evaluate("""() => [...document.querySelectorAll('*')].filter(each => {
      const { transitionDuration, animationName } = getComputedStyle(each);
      return animationName !== 'none' || transitionDuration.split(', ').some(one => one !== '0s');
    }).map(each => each.tagName)""")
    assert moving == []
