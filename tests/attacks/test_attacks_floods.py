# SPDX-License-Identifier: AGPL-3.0-or-later
"""Anybody with a receipt makes work for the desks that read: it grows with what was sent, not with its square."""

from pathlib import Path

import pytest

from plaint.casework.fold import fold_case
from plaint.casework.parts import join_parts
from plaint.desk.post import duties
from plaint.desk.sync.believing import CROWDED
from plaint.desk.vault import records
from plaint.entry.kinds import RecordKind, Tag
from plaint.entry.slices import Slice
from tests.support.groups import small_group
from tests.support.ledgers import Ledger
from tests.support.offices import READERS, Offices
from tests.support.stories import Story, octets
from tests.support.syncing import Puller

MANY = 150


def test_parts_of_many_wholes_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part of another whole, none of them complete: two looks at each of them, and not one for each other."""
    story = Story()
    anna = story.complainant("anna")
    story.complaint(anna, readers=READERS)
    for number in range(MANY):
        piece = Slice(whole_id=octets(f"whole {number}", 16), kind=2, index=0, count=2, octets=b"x")
        story._by_person(anna, RecordKind.PART, {Tag.SLICE: piece.encode()}, READERS)
    looked = 0

    decode = Slice.decode

    def counting(octets: bytes) -> Slice:
        nonlocal looked
        looked += 1
        return decode(octets)

    monkeypatch.setattr(Slice, "decode", counting)
    whole, waiting = join_parts(story.seen)
    assert (len(whole), len(waiting)) == (1, MANY)
    assert looked <= 2 * MANY


def test_many_words_to_one_case_fold_it_a_few_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each word is a duty to say "received"; the case is folded for the turn and not for each of them."""
    group = Offices(tmp_path)
    anna = group.complaint("anna")
    group.file(*(group.story.follow_up(anna, readers=READERS, text=f"{number}").record for number in range(40)))
    desk = group.desks["ngo-1"]
    desk.puller.clock.seconds = group.ledger.now
    desk.puller.sync()
    folded = 0

    def counting(*given: object) -> object:
        nonlocal folded
        folded += 1
        return fold_case(*given)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(duties, "fold_case", counting)
    desk.posting.tend(desk.puller.opened, desk.puller.source.mirror)
    with desk.puller.opened.vault.read() as rows:
        assert rows.execute("SELECT count(*) FROM duty").fetchone() == (41,)
    assert 0 < folded <= 4
    group.close()


def test_an_entry_brings_one_word_of_one_complainant(tmp_path: Path) -> None:
    """Thirty complaints in one entry would be thirty cases for the work of one: they are refused and listed."""
    ledger, story = Ledger(small_group()), Story()
    crowd = [story.complaint(story.complainant(name), readers=READERS).record for name in ("anna", "boris")]
    ledger.file(*crowd)
    alone = story.complaint(story.complainant("vera"), readers=READERS, account="одна").record
    ledger.file(alone)
    ledger.tick(3600)
    desk = Puller(tmp_path, ledger, "ngo-1")
    desk.sync()
    assert desk.excerpts() == ["одна"]
    with desk.opened.vault.read() as rows:
        assert [each.reason for each in records.all_refused(rows, most=9)] == [CROWDED]
    desk.close()
