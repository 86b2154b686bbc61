# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Chechen draft in Chromium: the whole way, what it says of itself on each step, its letters, and axe."""

import pytest
from playwright.sync_api import Browser, Page, expect

from plaint.receipt import words as receipt_words
from tests.support import axe
from tests.support.journey import STEPS, Person
from tests.support.living import Living

# What is drawn for a letter that no font on the machine has is the same box for each such letter.
GLYPHS = """letters => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  canvas.canvas.width = canvas.canvas.height = 64;
  return letters.map(letter => {
    canvas.clearRect(0, 0, 64, 64);
    canvas.font = "32px " + getComputedStyle(document.body).fontFamily;
    canvas.fillText(letter, 8, 48);
    return Array.from(canvas.getImageData(0, 0, 64, 64).data).join();
  });
}"""
UNASSIGNED = ["\U000ffffd", "\U0010fffd"]


@pytest.fixture
def speaker(page: Page, intake: Living) -> Person:
    """Give a person who reads Chechen."""
    return Person(page, intake.url, "ce")


def says_what_it_is(person: Person) -> None:
    """Expect both lines on the page, each in its language."""
    lines = person.page.locator(".draft:visible")
    expect(lines).to_have_text(
        [person.t("common.machine", name="Русский"), Person(person.page, "").t("common.machine", name="Русский")]
    )
    assert lines.nth(1).get_attribute("lang") == "ru"


def unmarked(page: Page) -> list[str]:
    """Return what is to be read and stands in Russian without saying so; the charter's names are all known."""
    found: list[str] = page.evaluate("""() => [...document.querySelectorAll('#main *')].filter(each =>
      [...each.childNodes].some(node => node.nodeType === Node.TEXT_NODE
        && /област|полиц|прокур|омбудсм|Уполномоч|организац|министер|officer|представитель/i.test(node.data))
      && each.checkVisibility() && each.closest('[lang]').lang !== 'ru'
    ).map(each => each.outerHTML.slice(0, 160))""")
    return found


def test_the_way_is_the_same_in_the_draft(speaker: Person, intake: Living) -> None:
    """A complaint passes from the first section to the last; it says its language, and the words are Russian ones.

    What the charter says only in other languages stands in the first of them, by the charter's own order.
    """
    speaker.begin()
    for step in STEPS:
        speaker.go_to(step)
        says_what_it_is(speaker)
        assert axe.violations(speaker.page.evaluate) == [], step
        assert unmarked(speaker.page) == [], step
    charter = intake.group.signed.charter
    assert charter.languages[0] == "ru"
    (accused,) = (body.name["ru"] for body in charter.bodies if f"b-{body.id}" == speaker.about)
    expect(speaker.page.locator('[data-row="about"]')).to_contain_text(accused)
    words = speaker.send()
    says_what_it_is(speaker)
    assert axe.violations(speaker.page.evaluate) == []
    assert speaker.page.locator("#words").get_attribute("lang") == "ru"
    assert len(receipt_words.read(" ".join(words))) == 16
    speaker.confirm(words)
    assert axe.violations(speaker.page.evaluate) == []
    (opened,) = intake.wait_for(words)
    assert opened.complaint.language == "ce"


def test_coming_back_in_the_draft(speaker: Person, intake: Living) -> None:
    """Looking for an answer works, says that the page is a draft, and breaks no rule of axe."""
    words = speaker.file()
    intake.wait_for(words)
    page = speaker.page
    page.goto(intake.url + speaker.path.answer)
    for step in ("window", "words"):
        speaker.at(step)
        says_what_it_is(speaker)
        assert axe.violations(page.evaluate) == [], step
        if step == "window":
            page.check("#days7")
        else:
            page.fill("#typed", " ".join(words))
        speaker.on()
    speaker.at("thread")
    expect(speaker.section("thread")).to_contain_text(speaker.t("thread.none_heading"))
    assert axe.violations(page.evaluate) == []


@pytest.mark.parametrize("script", [True, False])
def test_pages_of_the_draft_break_no_rule(chromium: Browser, intake: Living, *, script: bool) -> None:
    """Requirement 38: axe finds nothing on any page, with JavaScript and without, and each page names its language."""
    context = chromium.new_context(java_script_enabled=script)
    person = Person(context.new_page(), intake.url, "ce")
    path = person.path
    for here in (path.start, path.write, path.answer, path.safety, path.hand, path.group):
        person.page.goto(intake.url + here)
        says_what_it_is(person)
        assert person.page.locator("html").get_attribute("lang") == "ce"
        if script:
            assert axe.violations(person.page.evaluate) == [], here
    context.close()


def test_the_palochka_is_drawn(speaker: Person) -> None:
    """The fonts of the page, or what the machine takes in their stead, have the letter: no box stands for it."""
    speaker.page.goto(speaker.url + speaker.path.start)
    palochka, shape, *boxes = speaker.page.evaluate(GLYPHS, ["\u04c0", "\u0424", *UNASSIGNED])
    assert palochka not in boxes
    assert palochka != shape
    assert any(part != "0" for part in palochka.split(","))


def test_a_narrow_screen_holds_the_longer_words(chromium: Browser, intake: Living) -> None:
    """At 320 px no page of the draft scrolls sideways, though its words are longer than the Russian ones."""
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    person = Person(context.new_page(), intake.url, "ce")
    person.begin()
    for step in STEPS:
        person.go_to(step)
        assert person.page.evaluate("document.documentElement.scrollWidth") <= 320, step
    context.close()
