# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole way in Chromium: what was written is opened by the readers with the Python half, and by nobody else."""

import pytest
from playwright.sync_api import Page, expect

from plaint.entry.record import SealedBy
from tests.support.journey import TEXT, Person
from tests.support.living import Living


def test_a_complaint_arrives_and_only_its_readers_open_it(person: Person, intake: Living) -> None:
    """What is written in the browser is read by members free of the accused, and by no others."""
    words = person.file()
    person.confirm(words)
    (opened,) = intake.wait_for(words)
    charter = intake.group.signed.charter
    blocked = {member.slot for member in charter.seated if member.body == "interior"}
    assert opened.slots == {member.slot for member in charter.seated} - blocked
    said = opened.complaint
    assert said.account == TEXT
    assert (said.language, said.wish, said.consent) == ("ru", "keep", ())
    assert said.about.bodies == ("north-police",)
    assert opened.record.sealed_by is SealedBy.BROWSER
    assert opened.thread.key == intake.thread(words).key
    assert opened.envelope() is None


def test_every_answer_travels_as_it_was_given(person: Person, intake: Living) -> None:
    """Each field of the form lies in the sealed document, under its own name of the protocol."""
    page = person.page
    person.begin()
    person.go_to("about")
    page.fill("#note", "Отдел на Северной")
    person.go_to("readers")
    page.check("#reader-ngo-1")
    person.go_to("account")
    for field in ("when", "where", "who", "others", "needs"):
        page.fill(f"#{field}", f"ответ {field}")
    page.select_option("#urgency", "soon")
    page.select_option("#relation", "relative")
    page.check("#helping")
    page.fill("#organisation", "Помощь")
    page.select_option("#helper-relation", "hotline")
    page.check("#dictated")
    page.check("#earlier")
    person.go_to("wish")
    page.check("#act")
    page.uncheck("#c-count")
    person.go_to("check")
    words = person.send()
    (opened,) = intake.wait_for(words)
    said = opened.complaint
    assert said.about.note == "Отдел на Северной"
    assert said.left_out == ("ngo-1",)
    assert intake.group.signed.charter.member("ngo-1").slot not in opened.slots
    assert (said.when, said.who, said.needs) == ("ответ when", "ответ who", "ответ needs")
    assert (said.urgency, said.relation, said.earlier) == ("soon", "relative", True)
    assert said.helper is not None
    assert (said.helper.organisation, said.helper.relation, said.helper.dictated) == ("Помощь", "hotline", True)
    assert said.wish == "act"
    assert set(said.consent) == {"contact", "lead", "pattern", "petition"}


def test_a_sealed_name_is_opened_by_two_bodies_together(person: Person, intake: Living) -> None:
    """Requirement 20: the name is a page of its own, default no; sealed, it opens with k trustees only."""
    page, t = person.page, person.t
    person.begin()
    person.go_to("account")
    expect(page.locator("#i-name")).to_be_hidden()
    person.go_to("name")
    expect(page.locator("#name-no")).to_be_checked()
    expect(person.section("name")).to_contain_text(t("name.opens", k=2, n=3))
    expect(page.locator("#trustees li")).to_have_count(3)
    expect(page.locator("#i-name")).to_be_hidden()
    page.check("#name-yes")
    page.fill("#i-name", "Иса Исаев")
    page.fill("#i-safe", "только днём")
    person.go_to("check")
    expect(page.locator('[data-row="name"]')).to_contain_text(t("check.name_yes"))
    expect(person.section("check")).not_to_contain_text("Исаев")
    words = person.send()
    (opened,) = intake.wait_for(words)
    name = opened.name(intake.group, "ombudsman-1", "ngo-1")
    assert (name.name, name.safe_contact) == ("Иса Исаев", "только днём")
    envelope = opened.envelope()
    assert envelope is not None
    assert (envelope.k, len(envelope.seats)) == (2, 3)


def test_men_in_uniform_give_the_most_cautious_readers(person: Person, intake: Living) -> None:
    """Requirement 47: with "men in uniform" a warning counts as blocked, and the page says why."""
    person.about = "uniformed"
    person.begin()
    person.go_to("readers")
    expect(person.section("readers")).to_contain_text(person.t("readers.cautious"))
    expect(person.page.locator("#without input")).to_have_count(0)
    person.go_to("check")
    words = person.send()
    (opened,) = intake.wait_for(words)
    assert opened.complaint.about.uniformed
    assert opened.complaint.about.unknown
    charter = intake.group.signed.charter
    assert {member.body for member in charter.seated if member.slot in opened.slots} == {
        "ombudsman",
        "prosecutor",
        "ngo",
    }


@pytest.mark.parametrize("code", ["en"])
def test_the_way_is_the_same_in_english(page: Page, intake: Living, code: str) -> None:
    """The journey passes in each language; the words come from that language's list."""
    person = Person(page, intake.url, code)
    words = person.file()
    person.confirm(words)
    (opened,) = intake.wait_for(words)
    assert opened.complaint.language == code
    assert all(word.isascii() for word in words)
