# SPDX-License-Identifier: AGPL-3.0-or-later
"""An erasure of what a member wrote, by a token that nobody honest has (sections 4 and 8 of docs/protocol.md)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plaint.casework.statements import Note
from plaint.desk.mirror import blobs
from plaint.desk.vault import records
from tests.support.groups import small_group
from tests.support.ledgers import Ledger
from tests.support.stories import Story
from tests.support.syncing import Puller

READERS = (0, 1, 3)
LONG = 30 * 86_400


@pytest.fixture(name="ledger")
def _ledger() -> Ledger:
    return Ledger(small_group())


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, ledger: Ledger) -> Iterator[Puller]:
    desk = Puller(tmp_path, ledger, "ngo-1")
    yield desk
    desk.close()


def told(ledger: Ledger, story: Story) -> int:
    """File a complaint and a colleague's note about it; return the note's index."""
    complaint = story.complaint(story.complainant("anna"), readers=READERS, account="жалоба").record
    ledger.file(complaint)
    note = Note(audience="readers", text="я говорил с прокурором")
    return ledger.file(story.say("prosecutor-1", note, of=complaint.case_id, readers=READERS).record)


def outlived(ledger: Ledger, desk: Puller) -> None:
    """Let every tombstone take effect, on a desk that had pulled before."""
    ledger.tick(3600)
    desk.sync()
    ledger.tick(LONG)
    desk.sync()


def kinds(desk: Puller, story: Story) -> list[int]:
    """Return the kinds of records that the desk has of the case."""
    with desk.opened.vault.read() as rows:
        return [seen.record.kind for seen in records.of_case(rows, story.complainant("anna").case_id)]


def test_a_member_cannot_make_an_own_word_vanish(ledger: Ledger, desk: Puller) -> None:
    """Whoever has a token for a member's entry, its author or a server with an own commitment, erases nothing."""
    story = Story()
    index = told(ledger, story)
    ledger.tombstone(index)
    outlived(ledger, desk)
    assert kinds(desk, story) == [1, 18]
    with desk.source.mirror.read() as rows:
        assert blobs.get(rows, index) is not None


def test_a_complainants_token_still_erases(ledger: Ledger, desk: Puller) -> None:
    """The person's own erasure is obeyed as before, and the colleague's note of the case stays."""
    story = Story()
    index = told(ledger, story)
    ledger.tombstone(index - 1)
    outlived(ledger, desk)
    assert kinds(desk, story) == [18]


def test_k_bodies_can_erase_what_a_member_wrote(ledger: Ledger, desk: Puller) -> None:
    """The group's own tombstone, by members of k bodies, is obeyed; one body's is not."""
    story = Story()
    index = told(ledger, story)
    ledger.tombstone_by_group(index, "prosecutor-1", "prosecutor-2")
    outlived(ledger, desk)
    assert kinds(desk, story) == [1, 18]
    ledger.tombstone_by_group(index, "prosecutor-1", "ombudsman-1")
    outlived(ledger, desk)
    assert kinds(desk, story) == [1]


def test_who_cannot_read_it_obeys(tmp_path: Path, ledger: Ledger) -> None:
    """A desk that cannot open the entry does not know whose it is: it drops its sealed copy, which it cannot use."""
    story = Story()
    index = told(ledger, story)
    ledger.tombstone(index)
    other = Puller(tmp_path, ledger, "interior-1")
    outlived(ledger, other)
    with other.source.mirror.read() as rows:
        assert blobs.get(rows, index) is None
    other.close()
