# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole way there and back, in Chromium: filed, received, answered from a desk, read with the words, and on.

A real intake and a real desk, each with its own clock; a desk tick lasts two seconds.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from plaint.keys import note as notes
from plaint.keys.vkey import NoteKeyType, NoteSigner
from plaint.ledger.leaf import LeafKind
from plaint.ledger.tombstone import BY_GROUP, Tombstone, group_text
from tests.support import axe
from tests.support.journey import TEXT, Coming
from tests.support.living import Living, living
from tests.support.officer import SHOWN_WITHIN, Officer, officer

REPLY = "Мы прочли. Где это было и кто ещё это видел?"
MORE = "На улице Северной. Соседи видели."


@pytest.fixture(scope="module", name="world")
def _world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    with living(tmp_path_factory.mktemp("world")) as intake:
        yield intake


def context_of(chromium: Browser) -> BrowserContext:
    """Return a fresh browser of somebody in Russia, who wants no motion: axe must not see a colour on its way."""
    context = chromium.new_context(locale="ru-RU", viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    return context


def look_until(person: Coming, words: list[str], holds: Callable[[list[str]], bool]) -> list[str]:
    """Come back again and again until what is found is what is waited for."""
    deadline = time.monotonic() + SHOWN_WITHIN
    while not holds(found := person.come_back(words)):
        assert time.monotonic() < deadline, f"{len(found)} messages were found, and not the one waited for"
        time.sleep(1)
    return found


def test_there_and_back(chromium: Browser, world: Living, tmp_path: Path) -> None:
    """Filed in the browser, "received" seen with the words, answered at the desk, read with the words, added to."""
    hers, theirs = context_of(chromium), context_of(chromium)
    person = Coming(hers.new_page(), world.url)
    words = person.file()
    with officer(tmp_path, world, "ngo-1", theirs) as member:
        member.come_in()
        member.unlock()
        received = look_until(person, words, lambda found: len(found) == 1)
        assert "officer of ngo" in received[0]
        assert person.t("say.received_bad") not in received[0]

        member.open_case(TEXT)
        member.reply(REPLY)
        found = look_until(person, words, lambda found: len(found) == 2)
        assert REPLY in found[1]
        assert "officer of ngo" in found[1]
        assert "ngo-1" not in "".join(found)
        ours = member.page.locator("article.ours")
        waits = member.t("case.waits")
        member.reload_until(lambda: waits not in ours.inner_text(), "the reply's own record")

        answer(person, MORE)
        member.reload_until(lambda: MORE in member.page.locator("main").inner_text(), "what the person added")
        look_until(person, words, lambda found: len(found) == 3)
        watch(member, words)
    hers.close()
    theirs.close()


def answer(person: Coming, text: str) -> None:
    """Add to the thread that is on the page."""
    person.page.click('[data-step-to="reply"]')
    person.at("reply")
    person.page.fill("#reply", text)
    person.on()
    person.at("sent")


def watch(member: Officer, words: list[str]) -> None:
    """Nothing of the person's or of the case lies in clear among the desk's files, or in what it printed."""
    octets = b"".join(path.read_bytes() for path in member.home.folder.rglob("*") if path.is_file())
    octets += member.program.printed().encode()
    for text in (TEXT, REPLY, MORE, " ".join(words)):
        for encoding in ("utf-8", "utf-16-le"):
            assert text.encode(encoding) not in octets


def ask_to_erase(world: Living) -> None:
    """Have every body of the group ask that each entry in the ledger be erased."""
    reading, charter = world.place.reading, world.group.signed.charter
    head = reading.head()
    assert head is not None
    signers = [
        NoteSigner(f"{charter.origin}/{member.id}", NoteKeyType.ED25519, world.group.keys[member.id].keys.ed25519)
        for member in charter.seated
        if member.signs
    ]
    with world.client() as client:
        for index, octets in enumerate(reading.leaves(0, head.size)):
            if octets[4] == LeafKind.ENTRY:
                note = notes.sign(group_text(charter.origin, index), signers)
                told = client.post("/t", content=bytes(Tombstone(BY_GROUP, index, bytes(note))))
                assert told.status_code == 200


def test_screens_of_a_case_keep_to_wcag(chromium: Browser, world: Living, tmp_path: Path) -> None:
    """No page on which a member writes breaks a rule of WCAG 2.2 AA that axe knows, in light and dark, refusals too."""
    context = context_of(chromium)
    person = Coming(context.new_page(), world.url, text="Отдельный случай.")
    person.file()
    with officer(tmp_path, world, "prosecutor-1", context) as member:
        member.come_in()
        member.unlock()
        member.open_case("Отдельный случай.")
        page = member.page
        case = page.url
        ask_to_erase(world)
        deadline = time.monotonic() + SHOWN_WITHIN
        while not page.locator("#object").count():
            assert time.monotonic() < deadline, "the desk does not tell of the erasure"
            time.sleep(1)
            page.goto(case)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(case)
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            assert axe.violations(page.evaluate) == []
            page.locator("#task").fill("т")
            refuse(member)
            assert axe.violations(page.evaluate) == []
            page.goto(case)
            page.keyboard.press("r")
            page.keyboard.type("Ответ.")
            page.get_by_role("button", name=member.t("act.look")).click()
            expect(page.locator("article.ours .told")).to_contain_text("Ответ.")
            assert axe.violations(page.evaluate) == []
            member.go(member.t("place.post"))
            expect(page.locator("h1")).to_have_text(member.t("place.post"))
            assert axe.violations(page.evaluate) == []
    context.close()


def refuse(member: Officer) -> None:
    """Send a form that cannot be taken, as a browser without its own checks would."""
    page = member.page
    page.evaluate("document.querySelectorAll('form').forEach((one) => { one.noValidate = true; })")
    page.get_by_role("button", name=member.t("act.step_out_do")).click()
    expect(page.get_by_role("alert")).to_contain_text(member.t("error.field_sure"))
