# SPDX-License-Identifier: AGPL-3.0-or-later
"""Objecting to an erasure: what a reader wants kept stays on the readers' desks, and nowhere else changes a thing."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from plaint.casework.statements import Objection
from plaint.desk.mirror import blobs
from plaint.seal.chunks import OutgoingFile
from tests.support.groups import small_group
from tests.support.ledgers import Ledger
from tests.support.stories import Story
from tests.support.syncing import MakeDesk, Puller, pullers

READERS = (0, 1, 3)
DAY = 86_400
LONG = 30 * DAY


@pytest.fixture(name="ledger")
def _ledger() -> Ledger:
    return Ledger(small_group())


@pytest.fixture(name="desk_of")
def _desk_of(tmp_path: Path, ledger: Ledger) -> Iterator[MakeDesk]:
    with pullers(tmp_path, ledger) as make:
        yield make


def complaint(ledger: Ledger, story: Story, name: str) -> int:
    """File a complaint; return its index."""
    return ledger.file(story.complaint(story.complainant(name), readers=READERS, account=f"жалоба {name}").record)


def object_to(
    ledger: Ledger, story: Story, name: str, index: int, *, by: str, readers: tuple[int, ...] = READERS
) -> None:
    """File an objection in the case of `name` about the entry at `index`."""
    said = Objection(index=index, reason="к ней приходили")
    ledger.file(story.say(by, said, of=story.complainant(name).case_id, readers=readers).record)


def outlive(ledger: Ledger, desk: Puller) -> None:
    """Let a desk see what is there, and again when every tombstone in it has long been due."""
    ledger.tick(3600)
    desk.sync()
    ledger.tick(LONG)
    desk.sync()


def holds(desk: Puller, index: int) -> bool:
    """Tell whether the desk has the sealed copy of an entry."""
    with desk.source.mirror.read() as rows:
        return blobs.get(rows, index) is not None


def test_what_a_reader_objects_about_is_kept(ledger: Ledger, desk_of: MakeDesk) -> None:
    """Every reader's desk keeps it, sealed and opened, also one that learns of erasure and objection at once."""
    story = Story()
    index = complaint(ledger, story, "anna")
    ledger.tick(3600)
    awake, asleep = desk_of("ngo-1"), desk_of("prosecutor-1")
    awake.sync()
    asleep.sync()
    ledger.tombstone(index)
    ledger.tick(3600)
    object_to(ledger, story, "anna", index, by="ombudsman-1")
    ledger.tick(3600)
    awake.sync()
    ledger.tick(LONG)
    for desk in (awake, asleep):
        desk.sync()
        outlive(ledger, desk)
        assert desk.excerpts() == ["жалоба anna"]
        assert holds(desk, index)
        assert desk.misdeeds() == []


def test_only_a_reader_of_the_case_can_object(ledger: Ledger, desk_of: MakeDesk) -> None:
    """The accused body's member, who learned the case's id, keeps nobody's complaint from being erased."""
    story = Story()
    index = complaint(ledger, story, "anna")
    ledger.tombstone(index)
    object_to(ledger, story, "anna", index, by="interior-1", readers=(0, 1, 2, 3))
    desk = desk_of("ngo-1")
    outlive(ledger, desk)
    assert not holds(desk, index)
    assert "жалоба anna" not in desk.excerpts()


def test_an_objection_protects_its_own_case_only(ledger: Ledger, desk_of: MakeDesk) -> None:
    """A reader of one case cannot keep the entry of another, nor an entry that holds nothing of the case."""
    story = Story()
    anna, beslan = complaint(ledger, story, "anna"), complaint(ledger, story, "beslan")
    ledger.tombstone(beslan)
    object_to(ledger, story, "anna", beslan, by="ombudsman-1")
    object_to(ledger, story, "anna", 10_000_000, by="ombudsman-1")
    desk = desk_of("ngo-1")
    outlive(ledger, desk)
    assert desk.excerpts() == ["жалоба anna"]
    assert holds(desk, anna)
    assert not holds(desk, beslan)


def test_who_is_left_out_learns_nothing_and_obeys(ledger: Ledger, desk_of: MakeDesk) -> None:
    """A desk without the case drops its sealed copy as always: an objection is not for its eyes."""
    story = Story()
    index = complaint(ledger, story, "anna")
    ledger.tombstone(index)
    object_to(ledger, story, "anna", index, by="ombudsman-1")
    desk = desk_of("interior-1")
    outlive(ledger, desk)
    assert desk.excerpts() == []
    assert not holds(desk, index)


def test_files_are_kept_with_what_names_them(ledger: Ledger, desk_of: MakeDesk) -> None:
    """The chunks that a record names stay with it; another chunk goes."""
    story = Story()
    complaint(ledger, story, "anna")
    kept, other = (
        OutgoingFile(content=octets, name="x.jpg", media_type="image/jpeg", original=False) for octets in (b"x", b"y")
    )
    sealed = [list(each.blobs()) for each in (kept, other)]
    chunks = [ledger.chunk(blob) for blobs_of in sealed for blob in blobs_of]
    index = ledger.file(
        story.follow_up(
            story.complainant("anna"),
            readers=READERS,
            text="снимок",
            files=(kept.attachment(tuple(sha256(blob).digest() for blob in sealed[0])),),
        ).record
    )
    for target in (index, *chunks):
        ledger.tombstone(target)
    object_to(ledger, story, "anna", index, by="ombudsman-1")
    desk = desk_of("ngo-1")
    outlive(ledger, desk)
    assert holds(desk, index)
    with desk.source.mirror.read() as rows:
        erased = rows.execute("SELECT idx FROM chunk WHERE held = 2").fetchall()
    assert erased == [(chunks[1],)]
