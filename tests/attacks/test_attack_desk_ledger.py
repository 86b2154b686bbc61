# SPDX-License-Identifier: AGPL-3.0-or-later
"""A forked, truncated, stale or rewritten ledger is noticed by a desk and refused, with evidence kept (8 and 11)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plaint.casework.statements import Head, Note
from plaint.charter.amend import retire
from plaint.charter.recipients import recipients
from plaint.charter.signed import SignedCharter
from plaint.desk.mirror import evidence, tree
from plaint.desk.mirror.evidence import Misdeed
from plaint.desk.sync.heads import AheadError, RefusedError
from plaint.desk.vault import records
from plaint.entry.kinds import RecordKind
from plaint.keys import note as notes
from plaint.keys.note import Note as SignedNote
from plaint.ledger.board import NO_PREVIOUS, BoardBlob
from plaint.ledger.checkpoint import read_checkpoint
from plaint.ledger.leaf import LeafKind
from plaint.ledger.tombstone import BY_AUTHOR, Tombstone
from plaint.seal.slots import seal_entry
from tests.support.groups import NOW, amended, small_group
from tests.support.ledgers import Ledger
from tests.support.stories import Story, octets
from tests.support.syncing import Puller

READERS = (0, 1, 3)
DAY = 86_400


@pytest.fixture(name="ledger")
def _ledger() -> Ledger:
    ledger = Ledger(small_group())
    for _ in range(5):
        ledger.cover()
    ledger.board()
    ledger.tick(3600)
    return ledger


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, ledger: Ledger) -> Iterator[Puller]:
    """Give a desk that has verified the honest ledger once."""
    desk = Puller(tmp_path, ledger, "ngo-1")
    desk.sync()
    yield desk
    desk.close()


def _refuses(desk: Puller, kind: Misdeed) -> None:
    """Sync; the desk must refuse, keep evidence of this kind, and stay at the head that it had."""
    with desk.source.mirror.read() as rows:
        before = tree.head(rows)
    with pytest.raises(RefusedError, match="Compare heads") as caught:
        desk.sync()
    assert caught.value.kind is kind
    with desk.source.mirror.read() as rows:
        assert tree.head(rows) == before
        assert rows.execute("SELECT count(*) FROM staged").fetchone() == (0,)
    assert desk.misdeeds() == [kind]


def test_a_truncated_ledger_is_refused(ledger: Ledger, desk: Puller) -> None:
    """Fewer leaves than were verified before, though signed, are a rollback."""
    ledger.note = ledger.sign(4)
    _refuses(desk, Misdeed.ROLLBACK)


def test_a_fork_at_one_size_is_refused(ledger: Ledger, desk: Puller) -> None:
    """Another root at the same size is a fork; both signed heads are kept as evidence that convinces others."""
    other = ledger.fork()
    other.leaves.pop()
    other.append(LeafKind.ENTRY, octets("another", 65_536))
    ledger.note = other.tick()
    _refuses(desk, Misdeed.FORK)
    with desk.source.mirror.read() as rows:
        (found,) = evidence.everything(rows)
    heads = [notes.parse(found.held), notes.parse(found.shown)]
    roots = set()
    for head in heads:
        notes.verify(head, [ledger.group.signed.charter.ledger_key])
        checkpoint = read_checkpoint(head.text)
        roots.add((checkpoint.size, checkpoint.root))
    assert len({size for size, _ in roots}) == 1
    assert len(roots) == 2


@pytest.mark.parametrize("place", [0, 1, 3, 6])
def test_a_rewritten_past_is_refused(ledger: Ledger, desk: Puller, place: int) -> None:
    """A longer ledger in which one earlier leaf is another does not lead from what was verified."""
    other = ledger.fork()
    added = other.cover()
    other.leaves[place] = other.leaves[added]
    other.tick(3600)
    ledger.leaves, ledger.blobs, ledger.note = other.leaves, other.blobs, other.note
    _refuses(desk, Misdeed.REWRITTEN)


def test_reordered_leaves_are_refused(ledger: Ledger, desk: Puller) -> None:
    """Two leaves that changed places since the last sync are a rewritten past."""
    ledger.leaves[1], ledger.leaves[2] = ledger.leaves[2], ledger.leaves[1]
    ledger.cover()
    ledger.tick(3600)
    _refuses(desk, Misdeed.REWRITTEN)


def test_a_root_that_the_leaves_do_not_give_is_refused(ledger: Ledger, desk: Puller) -> None:
    """A signed root over leaves that are not the ones served is refused."""
    ledger.cover()
    ledger.now += 3600
    ledger.note = ledger.sign(len(ledger.leaves), root=octets("root", 32))
    _refuses(desk, Misdeed.REWRITTEN)


def test_an_older_tick_with_more_leaves_is_refused(ledger: Ledger, desk: Puller) -> None:
    """Time does not run backwards in an honest ledger."""
    ledger.cover()
    ledger.note = ledger.sign(len(ledger.leaves), tick=1)
    _refuses(desk, Misdeed.FORK)


def test_a_shrunken_board_is_refused(ledger: Ledger, desk: Puller) -> None:
    """The number of the newest board only grows."""
    ledger.cover()
    ledger.note = ledger.sign(len(ledger.leaves), board=0)
    _refuses(desk, Misdeed.FORK)


@pytest.mark.parametrize("line", [0, 1])
def test_a_head_that_lacks_a_signature_is_refused(ledger: Ledger, desk: Puller, line: int) -> None:
    """Both of the ledger's signatures are needed: without the post-quantum one, too, there is no head."""
    ledger.cover()
    whole = notes.parse(ledger.tick(3600))
    ledger.note = bytes(SignedNote(whole.text, (whole.signatures[line],)))
    _refuses(desk, Misdeed.UNSIGNED)


def test_a_head_of_another_ledger_is_refused(ledger: Ledger, desk: Puller) -> None:
    """A head that somebody else signed, or nobody, is not looked at any further."""
    ledger.note = ledger.note.replace(b"plaint.example/north\n", b"plaint.example/south\n", 1)
    _refuses(desk, Misdeed.UNSIGNED)


@pytest.mark.parametrize("noise", [b"", b"\x00", b"<html>", b"a\n\n\n"])
def test_noise_is_refused(ledger: Ledger, desk: Puller, noise: bytes) -> None:
    """Whatever stands in the place of a head, only a head is taken."""
    ledger.note = noise
    _refuses(desk, Misdeed.UNSIGNED)


def test_a_withheld_blob_is_evidence(ledger: Ledger, desk: Puller) -> None:
    """A blob that is gone without a tombstone is noted, with its leaf, and the rest is pulled all the same."""
    story = Story()
    ledger.file(story.complaint(story.complainant("anna"), readers=READERS, account="held back").record)
    ledger.file(story.complaint(story.complainant("boris"), readers=READERS, account="shown").record)
    ledger.blobs[-2] = None
    ledger.tick(3600)
    desk.sync()
    assert desk.excerpts() == ["shown"]
    assert desk.misdeeds() == [Misdeed.WITHHELD]


def test_another_blob_than_the_leafs_is_refused(ledger: Ledger, desk: Puller) -> None:
    """A blob whose hash is not the leaf's is not kept."""
    ledger.cover()
    ledger.blobs[-1] = octets("other", 65_536)
    ledger.tick(3600)
    with pytest.raises(RefusedError):
        desk.sync()
    assert desk.misdeeds() == [Misdeed.WITHHELD]


@pytest.mark.parametrize(
    "change", [{"number": 3}, {"previous": octets("p", 32)}, {"desk_tick": 1}, {"number": 1, "previous": bytes(32)}]
)
def test_a_board_out_of_line_is_refused(ledger: Ledger, desk: Puller, change: dict[str, int | bytes]) -> None:
    """A board that leaves out a number, follows another one, or goes back in time is refused."""
    before = ledger.boards[-1]
    fields = {
        "number": before.number + 1, "desk_tick": before.desk_tick + 1, "previous": before.hash,
        "cells": before.cells, **change,
    }  # fmt: skip
    ledger.append(LeafKind.BOARD, bytes(BoardBlob(**fields)))  # type: ignore[arg-type]
    ledger.tick(3600)
    with pytest.raises(RefusedError):
        desk.sync()
    assert desk.misdeeds() == [Misdeed.BOARD]


def test_a_fork_shows_when_another_members_head_arrives(ledger: Ledger, tmp_path: Path) -> None:
    """Two desks that are shown different ledgers find out as soon as a head of the one reaches the other."""
    other = ledger.fork()
    other.leaves.pop()
    other.append(LeafKind.ENTRY, octets("another", 65_536))
    other.tick()
    story = Story()
    head = notes.parse(other.note)
    text = bytes(SignedNote(head.text, head.signatures[:1])).decode()
    said = story.say("ombudsman-1", Head(text), of=bytes(16), readers=READERS)
    assert said.record.kind == RecordKind.HEAD
    ledger.file(said.record)
    ledger.tick(3600)
    desk = Puller(tmp_path, ledger, "ngo-1")
    desk.sync()
    assert desk.misdeeds() == [Misdeed.FORK]
    assert desk.excerpts() == []
    desk.close()


def test_an_honest_members_head_is_no_evidence(ledger: Ledger, desk: Puller) -> None:
    """A head that another member saw earlier of the same ledger fits the tree; an unsigned one convicts nobody."""
    story = Story()
    seen = notes.parse(ledger.note)
    honest = bytes(SignedNote(seen.text, seen.signatures[:1])).decode()
    for text in (honest, "plaint.example/north\n3\nAAAA\n", honest.replace("tick", "tock")):
        ledger.file(story.say("ombudsman-1", Head(text), of=bytes(16), readers=READERS).record)
    ledger.tick(3600)
    desk.sync()
    assert desk.misdeeds() == []


def test_a_rolled_back_charter_is_refused(ledger: Ledger, desk: Puller) -> None:
    """A desk that knows version 2 does not go back to version 1."""
    ledger.amend(amended(small_group(), lambda tree: {**tree, "reply_days": 20}))
    ledger.serve(desk.server)
    ledger.tick(3600)
    desk.sync()
    ledger.versions.pop()
    ledger.serve(desk.server)
    _refuses(desk, Misdeed.CHARTER)


def test_a_charter_that_the_group_did_not_sign_is_refused(ledger: Ledger, desk: Puller) -> None:
    """A next version with too few signatures, served and laid into the ledger, is not followed."""
    whole = amended(small_group(), lambda tree: {**tree, "reply_days": 20})
    few = SignedNote(whole.signed.note.text, whole.signed.note.signatures[:2])
    ledger.amend(replace(whole, signed=SignedCharter.from_note(few)))
    ledger.serve(desk.server)
    ledger.tick(3600)
    with pytest.raises(RefusedError) as caught:
        desk.sync()
    assert caught.value.kind is Misdeed.CHARTER


def test_a_charter_leaf_of_nobody_is_evidence(ledger: Ledger, desk: Puller) -> None:
    """A charter leaf that is none of the group's versions is refused, though the server serves the right ones."""
    ledger.append(LeafKind.CHARTER, b"another charter\n")
    ledger.tick(3600)
    with pytest.raises(RefusedError):
        desk.sync()
    assert desk.misdeeds() == [Misdeed.CHARTER]


def test_a_retired_key_signs_nothing_later(ledger: Ledger, desk: Puller) -> None:
    """A record by a member whom the charter in force has retired is listed, not believed; an earlier one stays."""
    story = Story()
    case_id = octets("case", 16)
    earlier = story.say("prosecutor-2", Note(audience="readers", text="x"), of=case_id, readers=(3, 5))
    later = story.say("prosecutor-2", Note(audience="readers", text="y"), of=case_id, readers=(3, 5))
    ledger.file(earlier.record)
    ledger.amend(amended(small_group(), lambda tree: retire(tree, "prosecutor-2")))
    ledger.append(LeafKind.ENTRY, seal_entry([later.record], recipients(small_group().signed.charter, (3, 5))))
    ledger.serve(desk.server)
    ledger.tick(3600)
    desk.sync()
    with desk.opened.vault.read() as rows:
        assert [seen.hash for seen in records.of_case(rows, case_id)] == [earlier.hash]
        assert [each.reason for each in records.all_refused(rows, most=9)] == ["author"]


@pytest.mark.parametrize("ahead", [5, 24 * 365, 2**51])
def test_a_head_from_the_future_is_not_taken(ledger: Ledger, desk: Puller, ahead: int) -> None:
    """It would hide for as long that the ledger stands still, and date what came today; the clock is named first."""
    with desk.source.mirror.read() as rows:
        before = tree.head(rows)
    ledger.cover()
    present = ledger.now // 3600
    ledger.note = ledger.sign(len(ledger.leaves), tick=present + ahead)
    with pytest.raises(AheadError, match="clock"):
        desk.sync()
    with desk.source.mirror.read() as rows:
        assert tree.head(rows) == before
    assert desk.misdeeds() == []
    ledger.note = ledger.sign(len(ledger.leaves), tick=present + 3)
    desk.sync()


@pytest.mark.parametrize("tick", [NOW // 10_800 + 2, 2**53 - 1])
def test_a_board_from_the_future_is_refused(ledger: Ledger, desk: Puller, tick: int) -> None:
    """It would date every leaf before it; with a large enough tick no database could hold the date."""
    before = ledger.boards[-1]
    ledger.append(LeafKind.BOARD, bytes(BoardBlob(number=2, desk_tick=tick, previous=before.hash, cells=before.cells)))
    ledger.tick(3600)
    with pytest.raises(RefusedError) as caught:
        desk.sync()
    assert caught.value.kind is Misdeed.BOARD


def test_a_board_from_the_past_hides_nothing(ledger: Ledger, desk: Puller) -> None:
    """One of a desk tick that was over before a head without it passes a complaint of today for one of years ago."""
    ledger.tick(731 * 86_400)
    ledger.cover()
    ledger.tick()
    desk.sync()
    complaint = ledger.cover()
    last = ledger.boards[-1]
    false = replace(last, number=last.number + 1, desk_tick=last.desk_tick + 1, previous=last.hash)
    ledger.boards.append(false)
    ledger.append(LeafKind.BOARD, bytes(false))
    ledger.blobs[complaint] = None
    ledger.tick(3600)
    with pytest.raises(RefusedError) as caught:
        desk.sync()
    assert caught.value.kind is Misdeed.BOARD


def test_a_backdated_board_hides_nothing_from_a_desk_that_is_new(tmp_path: Path) -> None:
    """A desk without any earlier head holds boards to the day of the charter: the group was not there before."""
    ledger = Ledger(small_group())
    complaint = ledger.cover()
    charter = ledger.group.signed.charter
    years_ago = (NOW - charter.entry_days * DAY) // charter.desk_tick - 1
    cells = octets("cells", charter.slots * 1024)
    ledger.append(LeafKind.BOARD, bytes(BoardBlob(number=1, desk_tick=years_ago, previous=NO_PREVIOUS, cells=cells)))
    ledger.blobs[complaint] = None
    ledger.tick(3600)
    desk = Puller(tmp_path, ledger, "ngo-1")
    with pytest.raises(RefusedError) as caught:
        desk.sync()
    assert caught.value.kind is Misdeed.BOARD
    desk.close()


def test_a_later_charter_dates_what_lies_behind_it(tmp_path: Path) -> None:
    """Two years on, a board behind the leaf of the second version is not taken from before that version's day."""
    ledger = Ledger(small_group())
    ledger.board()
    last = ledger.boards[-1]
    ledger.tick(2 * 365 * DAY)
    newer = amended(ledger.group, lambda tree: retire(tree, "ombudsman-2"), issued="2019-05-09")
    ledger.amend(newer)
    ledger.tick(3600)
    # Not of one batch with the leaf of the version, which would leave the order open.
    while ledger.leaves[-1].blob_hash > ledger.leaves[ledger.cover()].blob_hash:
        continue
    false = replace(last, number=2, desk_tick=last.desk_tick + 1, previous=last.hash)
    ledger.append(LeafKind.BOARD, bytes(false))
    ledger.tick(3600)
    desk = Puller(tmp_path, ledger, "ngo-1")
    with pytest.raises(RefusedError) as caught:
        desk.sync()
    assert caught.value.kind is Misdeed.BOARD
    desk.close()


def test_a_tombstone_of_yesterday_has_not_taken_effect_for_a_new_desk(tmp_path: Path) -> None:
    """No board lies before it: by the day of the charter it cannot be `erase_days` old, so the blob is withheld."""
    ledger = Ledger(small_group())
    complaint = ledger.cover()
    ledger.tombstone(complaint)
    ledger.blobs[complaint] = None
    ledger.tick(5 * DAY)
    desk = Puller(tmp_path, ledger, "ngo-1")
    desk.sync()
    assert desk.misdeeds() == [Misdeed.WITHHELD]
    ledger.tick(30 * DAY)
    other = Puller(tmp_path / "later", ledger, "prosecutor-1")
    other.sync()
    assert other.misdeeds() == []
    desk.close()
    other.close()


def test_a_tombstone_of_a_leaf_that_no_ledger_has_stops_nobody(ledger: Ledger, desk: Puller) -> None:
    """A leaf is for ever: one that a desk cannot get past would end its reading, whoever runs the server afterwards."""
    ledger.append(LeafKind.TOMBSTONE, bytes(Tombstone(BY_AUTHOR, 2**64 - 1, bytes(32))))
    story = Story()
    ledger.file(story.complaint(story.complainant("anna"), readers=READERS, account="после").record)
    ledger.tick(3600)
    desk.sync()
    assert desk.excerpts() == ["после"]
