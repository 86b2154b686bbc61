# SPDX-License-Identifier: AGPL-3.0-or-later
"""An excluded member's desk shows no case, no count, no gap, no event of it (properties 4 and 22)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from plaint.casework.statements import Note, StatusChange
from plaint.entry.complaint import About
from tests.support.desks import FakeServer, close, connect_as, make_test_desk, sync
from tests.support.groups import small_group
from tests.support.ledgers import Ledger
from tests.support.stories import Story

ALL, WITHOUT_INTERIOR = (0, 1, 2, 3), (0, 1, 3)
EXCLUDED = "interior-1"
ADDRESSES = ["/cases", *(f"/cases?show={view}" for view in ("unread", "free", "urgent", "waiting", "closed", "all"))]


class World:
    """One ledger and the excluded member's desk on it."""

    def __init__(self, folder: Path) -> None:
        self.story, self.ledger, self.server = Story(), Ledger(small_group()), FakeServer()
        self.ledger.serve(self.server)
        self.desk = make_test_desk(folder, self.server, now=self.ledger.now)
        self.browser = connect_as(self.desk, EXCLUDED, small_group())

    def everybody(self, name: str) -> bytes:
        """File a complaint that all read, and a note on it."""
        person = self.story.complainant(name)
        self.ledger.file(self.story.complaint(person, readers=ALL, account=f"для всех {name}").record)
        note = Note(audience="readers", text="общая заметка")
        self.ledger.file(self.story.say("ngo-1", note, of=person.case_id, readers=ALL).record)
        return person.case_id

    def excluded(self) -> None:
        """File a complaint about the interior ministry, a word on it and what members did: four entries."""
        person = self.story.complainant("about the ministry")
        about = About(bodies=("interior",))
        story, file = self.story, self.ledger.file
        complaint = story.complaint(
            person, readers=WITHOUT_INTERIOR, account="не для министерства", about=about, urgency="now"
        )
        file(complaint.record)
        file(story.follow_up(person, readers=WITHOUT_INTERIOR, text="ещё не для них").record)
        for said in (Note(audience="readers", text="тайно"), StatusChange(status="work", ground="", reason="")):
            file(story.say("ngo-1", said, of=person.case_id, readers=WITHOUT_INTERIOR).record)

    def pages(self) -> dict[str, str]:
        """Sync and return every list, two searches and what a page learns by itself, with this run's path taken out."""
        self.ledger.tick(3600)
        sync(self.desk, self.ledger.now)
        pulse = self.browser.get("/pulse").text
        found = {address: self.browser.get(address).text for address in ADDRESSES}
        for typed in ("министерства", "тайно", "для всех"):
            found[typed] = self.browser.post("/cases/search?show=all", typed=typed).text
        assert "для всех" in found["/cases"], "the desk shows what this member may read"
        return {"pulse": pulse} | {address: self._plain(text) for address, text in found.items()}

    def case(self, case_id: bytes) -> str:
        """Return the page of a case."""
        return self._plain(self.browser.get(f"/case/{case_id.hex()}").text)

    def _plain(self, text: str) -> str:
        return re.sub(r"find=[0-9a-f]+", "find=", text.replace(self.desk.base, ""))


@pytest.fixture(name="worlds")
def _worlds(tmp_path: Path) -> Iterator[tuple[World, World]]:
    pair = World(tmp_path / "with"), World(tmp_path / "without")
    yield pair
    for world in pair:
        close(world.desk)


def _fill(world: World, *, complaint: bool) -> list[bytes]:
    """Let both worlds have the same number of entries: cover stands where the other has the complaint."""
    cases = [world.everybody("anna")]
    if complaint:
        world.excluded()
    else:
        for _ in range(4):
            world.ledger.cover()
    return [*cases, world.everybody("boris")]


def test_every_page_is_the_same_byte_for_byte(worlds: tuple[World, World]) -> None:
    """Lists, counts, searches, case pages and the word for new post are equal with and without the complaint."""
    cases = [_fill(world, complaint=world is worlds[0]) for world in worlds]
    with_it, without_it = (world.pages() for world in worlds)
    assert with_it == without_it
    assert cases[0] == cases[1]
    for case_id in cases[0]:
        assert worlds[0].case(case_id) == worlds[1].case(case_id)


def test_lists_are_the_same_where_it_was_never_written(worlds: tuple[World, World]) -> None:
    """Lists, counts and searches are equal also if the other ledger is shorter by those entries."""
    for world in worlds:
        world.everybody("anna")
        world.everybody("boris")
    worlds[0].excluded()
    assert worlds[0].pages() == worlds[1].pages()


def test_the_vault_does_not_know_of_it(worlds: tuple[World, World]) -> None:
    """Neither a row nor a count of any table of the vault differs."""
    for world in worlds:
        _fill(world, complaint=world is worlds[0])
        world.pages()
    counts = []
    for world in worlds:
        opened = world.desk.session.look()
        assert opened is not None
        with opened.vault.read() as rows:
            tables = [name for (name,) in rows.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            counts.append({name: rows.execute(f"SELECT count(*) FROM {name}").fetchone() for name in tables})  # noqa: S608
    assert counts[0] == counts[1]


def test_its_address_answers_as_if_it_never_was(worlds: tuple[World, World]) -> None:
    """Who knows the case's id learns nothing from its address."""
    for world in worlds:
        _fill(world, complaint=world is worlds[0])
        world.pages()
    case_id = worlds[0].story.complainant("about the ministry").case_id
    assert worlds[0].case(case_id) == worlds[1].case(case_id)


def test_nothing_of_it_lies_on_the_disk(worlds: tuple[World, World]) -> None:
    """No file of the excluded member's desk holds a word of it, or its case id."""
    world = worlds[0]
    _fill(world, complaint=True)
    world.pages()
    case_id = world.story.complainant("about the ministry").case_id
    for path in world.desk.home.folder.rglob("*"):
        if path.is_file():
            octets = path.read_bytes()
            assert "министерства".encode() not in octets
            assert case_id not in octets
