# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists of cases."""

import re

import pytest

from plaint.casework.statements import Assignment, StatusChange
from plaint.desk.desk import Desk
from plaint.desk.full import FullDiskError
from plaint.entry.complaint import About
from tests.support.desks import PASSPHRASE, Browser, seen, sync
from tests.support.ledgers import Ledger
from tests.support.stories import Story

READERS = (0, 1, 3)


def _file(ledger: Ledger, story: Story, name: str, **said: object) -> bytes:
    person = story.complainant(name)
    ledger.file(story.complaint(person, readers=READERS, **{"account": f"жалоба {name}", **said}).record)
    return person.case_id


def _accounts(page: str) -> list[str]:
    return re.findall(r'class="opens"[^>]*>([^<]+)<', page)


def test_a_new_complaint_is_in_the_list(member: Browser, desk: Desk, ledger: Ledger, story: Story) -> None:
    """After a sync the case stands in the open list, unread, with whom it is about and how urgent it is."""
    about = About(bodies=("north-police",), regions=("north",))
    _file(ledger, story, "anna", urgency="now", about=about, relation="relative")
    sync(desk, ledger.now if ledger.tick(3600) else 0)
    page = member.get("/")
    assert page.url.path.endswith("/cases")
    assert _accounts(page.text) == ["жалоба anna"]
    for words in ("north-police", "Region North", "Relative", "Danger now", "New", "nobody", "Unread"):
        assert words in seen(page)


def test_a_desk_without_cases_says_so(member: Browser, desk: Desk, ledger: Ledger) -> None:
    """An empty list says what it would hold."""
    sync(desk, ledger.now)
    assert "No case is open." in seen(member.get("/cases"))
    assert "You have read everything." in seen(member.get("/cases?show=unread"))


def test_lists_and_counts_agree(member: Browser, desk: Desk, ledger: Ledger, story: Story) -> None:
    """The numbers in the frame are those of the lists."""
    anna, boris = (_file(ledger, story, name) for name in ("anna", "boris"))
    ledger.file(
        story.say("ngo-1", Assignment(members=("ombudsman-1",), task="", due=None), of=anna, readers=READERS).record
    )
    closed = StatusChange(status="closed", ground="junk", reason="")
    ledger.file(story.say("ngo-1", closed, of=boris, readers=READERS).record)
    ledger.tick(3600)
    sync(desk, ledger.now)
    page = member.get("/cases?show=mine")
    assert _accounts(page.text) == ["жалоба anna"]
    assert "officer of ombudsman" in seen(page)
    counts = dict(re.findall(r'show=(\w+)"[^>]*>[^<]*<span class="count">(\d+)', page.text))
    assert counts == {"open": "1", "unread": "2", "mine": "1", "free": "0", "urgent": "0"}
    assert _accounts(member.get("/cases?show=closed").text) == ["жалоба boris"]


def test_words_that_are_searched_for_are_in_no_address(
    member: Browser, desk: Desk, ledger: Ledger, story: Story
) -> None:
    """A search finds by words, and neither the address nor the title of its page holds them."""
    _file(ledger, story, "anna", account="Подвал у рынка")
    _file(ledger, story, "boris")
    ledger.tick(3600)
    sync(desk, ledger.now)
    page = member.post("/cases/search?show=all", typed="подвале рынка")
    assert _accounts(page.text) == ["Подвал у рынка"]
    assert "подвал" not in str(page.url).lower()
    assert "%d0" not in str(page.url).lower()
    assert "find=" in str(page.url)
    assert "подвал" not in re.findall(r"<title>(.*?)</title>", page.text)[0].lower()
    assert 'value="подвале рынка"' in page.text
    assert "No case in this list" in seen(member.post("/cases/search?show=all", typed="нет такого"))
    assert len(_accounts(member.post("/cases/search?show=all", typed="  ").text)) == 2


def test_locking_forgets_what_was_searched_for(member: Browser, desk: Desk, ledger: Ledger) -> None:
    """After the desk was locked no search is left in memory."""
    sync(desk, ledger.now)
    page = member.post("/cases/search?show=all", typed="подвал")
    name = str(page.url).rpartition("=")[2]
    assert desk.searches.typed(name) == "подвал"
    member.post("/lock")
    assert desk.searches.typed(name) == ""


def test_pages_follow_each_other(member: Browser, desk: Desk, ledger: Ledger, story: Story) -> None:
    """With more cases than a page shows, links lead to older ones and back."""
    for number in range(53):
        _file(ledger, story, str(number))
    ledger.tick(3600)
    sync(desk, ledger.now)
    first = member.get("/cases")
    assert len(_accounts(first.text)) == 50
    assert ">Newer<" not in first.text
    older = re.findall(r'href="[^"]*?(/cases\?[^"]*after=[^"]*)"', first.text)[0].replace("&amp;", "&")
    second = member.get(older)
    assert _accounts(second.text) == ["жалоба 2", "жалоба 1", "жалоба 0"]
    newer = re.findall(r'href="[^"]*?(/cases\?[^"]*before=[^"]*)"', second.text)[0].replace("&amp;", "&")
    assert _accounts(member.get(newer).text) == _accounts(first.text)


@pytest.mark.parametrize("choices", ["show=nonsense", "after=x", "after=1.2.3", "before=-1.2", "find=nothing", "show="])
def test_nonsense_in_an_address_shows_a_list(member: Browser, choices: str) -> None:
    """An address that somebody changed by hand shows the open cases."""
    page = member.get(f"/cases?{choices}")
    assert page.status_code == 200
    assert "Open" in seen(page)


def test_a_locked_desk_shows_no_list(member: Browser) -> None:
    """After locking, lists and searches lead to the passphrase."""
    member.post("/lock")
    assert member.get("/cases").url.path.endswith("/unlock")
    assert member.post("/cases/search", typed="x").url.path.endswith("/unlock")


def test_new_post_is_told_without_a_word_of_it(member: Browser, desk: Desk, ledger: Ledger, story: Story) -> None:
    """A page that asks by itself learns that something came, and nothing else; looking at the list ends it."""
    sync(desk, ledger.now)
    member.get("/cases")
    assert member.get("/pulse").text == "calm\n"
    _file(ledger, story, "anna")
    ledger.tick(7200)
    sync(desk, ledger.now)
    assert member.get("/pulse").text == "post\n"
    member.get("/cases")
    assert member.get("/pulse").text == "calm\n"


def test_a_full_disk_is_told_and_not_waited_for(
    member: Browser, desk: Desk, ledger: Ledger, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came while the desk was locked finds no room: the list says so, and fills once there is room again."""
    sync(desk, ledger.now)
    member.post("/lock")
    _file(ledger, story, "anna")
    ledger.tick(3600)
    sync(desk, ledger.now)
    with monkeypatch.context() as crammed:

        def full(*_: object) -> int:
            raise FullDiskError("The disk of this machine is full.", hint="Free some space, then do it again.")

        crammed.setattr("plaint.desk.engine.open_pulled", full)
        member.post("/unlock", passphrase=PASSPHRASE)
        assert member.get("/pulse").text.startswith("busy")
        desk.engine.step()
        page = seen(member.get("/cases"))
        assert "Not everything that came could be opened yet" in page
        assert "The disk of this machine is full. Nothing that was there is lost." in page
        assert "The list fills by itself." not in page
        assert not member.get("/pulse").text.startswith("busy")
    desk.engine.step()
    filled = member.get("/cases")
    assert _accounts(filled.text) == ["жалоба anna"]
    assert "disk of this machine" not in seen(filled)
