# SPDX-License-Identifier: AGPL-3.0-or-later
"""What desks do by themselves, several of them on one ledger: received, rekeyed, freshness, heads."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plaint.casework.case import Case
from plaint.casework.fold import fold_case
from plaint.casework.seen import bitmap
from plaint.casework.statements import Head, Note, Recusal, Widening, read_statement
from plaint.charter import freshness
from plaint.charter.freshness import Freshness
from plaint.charter.signed import signers
from plaint.desk.post import acts, duties, fresh
from plaint.desk.post.author import Author
from plaint.desk.post.received import said
from plaint.desk.post.turn import TAKE_OVER, order
from plaint.desk.vault import records
from plaint.entry.cell import CELL_LENGTH, MessageKind
from plaint.entry.message import Received
from plaint.keys import note as notes
from plaint.keys.note import Note as SignedNote
from plaint.keys.note import SignatureLine
from plaint.ledger.checkpoint import Checkpoint, open_checkpoint
from plaint.ledger.leaf import LeafKind
from plaint.ledger.merkle import leaf_hash
from plaint.ledger.proof import verify_inclusion
from plaint.receipt.derive import Thread
from plaint.seal.cells import seal_cell
from tests.support.groups import NOW, ORIGIN, amended
from tests.support.offices import READERS, Offices

NAMES = {0: "ombudsman-1", 1: "prosecutor-1", 3: "ngo-1"}
DAY = 86_400


@pytest.fixture(name="group")
def _group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Offices]:
    # A day's stock instead of a week's: nothing here lasts longer, and sealing takes most of the time.
    monkeypatch.setattr("plaint.desk.post.prepare.WEEK", DAY)
    group = Offices(tmp_path)
    yield group
    group.close()


def received(group: Offices, person: Thread) -> list[Received]:
    """Return the "received" that a person's page finds."""
    found = group.messages(person)
    return [Received.decode(octets) for kind, octets in found if kind is MessageKind.RECEIVED]


def first_of(group: Offices, number: int = 0) -> tuple[str, ...]:
    """Return the names of the desks in the order in which they answer a record of the story."""
    record = group.story.seen[number].record
    return tuple(NAMES[slot] for slot in order(record.record_id, READERS))


def case_of(group: Offices, name: str, person: Thread) -> Case:
    """Return a case as one desk has it."""
    with group.desks[name].puller.opened.vault.read() as rows:
        return fold_case(person.case_id, records.of_case(rows, person.case_id))


def author_of(group: Offices, name: str) -> Author:
    """Return a desk's member as signer."""
    desk = group.desks[name]
    with desk.puller.opened.vault.write() as rows:
        return desk.posting.author(desk.puller.opened, rows)


def test_received_comes_by_itself_and_proves_what_it_says(group: Offices) -> None:
    """Within one tick one desk says "received", with a path to a head that the ledger signed."""
    anna = group.complaint("anna")
    group.step(2)
    (message,) = received(group, anna)
    assert message.record_id == group.story.seen[0].record.record_id
    assert message.readers == bitmap(READERS)
    assert message.role.startswith("officer of")
    leaf = group.ledger.leaves[message.index]
    assert message.blob_hash == leaf.blob_hash
    verify_inclusion(leaf_hash(bytes(leaf)), message.index, message.size, message.path, message.root)
    head = Checkpoint(origin=ORIGIN, size=message.size, root=message.root, tick=message.tick, board=message.board)
    key = group.ledger.group.signed.charter.ledger_key
    line = SignatureLine(key.name, key.key_id, message.signature)
    assert open_checkpoint(SignedNote(head.text, (line,)), [key], ORIGIN) == head


def test_one_desk_says_it_and_the_others_see_that(group: Offices) -> None:
    """After many ticks there still is one "received", from the desk whose turn it was."""
    anna = group.complaint("anna")
    group.step(9)
    assert len(received(group, anna)) == 1
    for desk in group.desks.values():
        with desk.puller.opened.vault.read() as rows:
            assert [row[0] for row in rows.execute("SELECT done FROM duty WHERE kind = 1")] == [duties.DONE]


def test_the_next_desk_takes_over(group: Offices) -> None:
    """Where the first desk stays closed the second says it after three ticks, and where both do, the third."""
    anna = group.complaint("anna")
    first, second, third = first_of(group)
    group.closed.add(first)
    group.step(TAKE_OVER)
    assert received(group, anna) == []
    group.step(2)
    assert len(received(group, anna)) == 1
    boris = group.complaint("boris")
    line = first_of(group, 1)
    group.closed = {line[0], line[1]}
    group.step(2 * TAKE_OVER + 1)
    assert len(received(group, boris)) == 1
    assert {first, second, third} == set(NAMES.values())


def test_within_a_day_even_if_two_desks_are_closed(group: Offices) -> None:
    """With three readers and ticks of three hours the third desk's "received" is on the board within a day."""
    anna = group.complaint("anna")
    group.closed = set(first_of(group)[:2])
    begun = group.ledger.now
    while not received(group, anna):
        group.step()
    assert group.ledger.now - begun <= DAY


def test_a_locked_desk_goes_on_posting(group: Offices) -> None:
    """A desk that was locked after preparing still posts its answer, and its share in every tick."""
    anna = group.complaint("anna")
    (first, *_) = first_of(group)
    desk = group.desks[first]
    desk.puller.clock.seconds = group.ledger.now
    desk.tend()
    desk.posting.lock()
    group.closed = set(group.names)
    group.step(4)
    assert len(received(group, anna)) == 1
    slot = group.ledger.group.signed.charter.member(first).slot
    assert len([tick for whose, tick in group.cells if whose == slot]) == 4


def test_follow_ups_are_answered_too(group: Offices) -> None:
    """Each later word of the person gets its own "received"."""
    anna = group.complaint("anna")
    group.step(2)
    group.file(group.story.follow_up(anna, readers=READERS, text="Ещё одно.").record)
    group.step(5)
    assert {message.record_id for message in received(group, anna)} == {
        seen.record.record_id for seen in group.story.seen
    }


def test_who_was_left_out_does_not_answer(group: Offices) -> None:
    """A desk that cannot read a complaint has no duty of it."""
    group.complaint("anna", readers=(0, 3))
    group.step(2)
    with group.desks["prosecutor-1"].puller.opened.vault.read() as rows:
        assert rows.execute("SELECT count(*) FROM duty").fetchone() == (0,)


def test_old_complaints_are_not_answered_again(group: Offices) -> None:
    """A desk that sees a complaint of weeks ago for the first time leaves it be."""
    anna = group.complaint("anna")
    group.ledger.board()
    group.ledger.now += 20_000
    group.ledger.board()
    group.ledger.tick(20 * DAY)
    group.step(2)
    assert received(group, anna) == []


def test_what_was_withheld_is_posted_again(group: Offices) -> None:
    """Cells that intake acknowledged and left out of the board go out again."""
    anna = group.complaint("anna")
    dropped: list[bytes] = []

    def lose(_slot: int, cells: bytes) -> bool:
        dropped.append(cells)
        return len(dropped) <= 3

    group.lose = lose
    group.step(1)
    assert received(group, anna) == []
    group.step(4)
    assert len({message.record_id for message in received(group, anna)}) == 1


def test_a_forged_received_counts_for_nothing(group: Offices) -> None:
    """A cell under the thread's key that no seated member signed does not keep a desk from answering."""
    anna = group.complaint("anna")
    group.step(2)
    charter = group.ledger.group.signed.charter
    cells = [board.cells[at : at + CELL_LENGTH] for board in group.ledger.boards for at in range(0, 8192, CELL_LENGTH)]
    keys = {anna.case_id: frozenset({anna.key})}
    record_id = group.story.seen[0].record.record_id
    assert said(cells, keys, charter=charter) == {(anna.case_id, record_id)}
    author = replace(author_of(group, "ngo-1"), key=group.ledger.group.keys["interior-1"].keys.ed25519)
    (part,) = author.parts(MessageKind.RECEIVED, b"\x01x" + record_id, case_id=anna.case_id)
    forged = seal_cell(part, anna.key, origin=ORIGIN)
    assert said([forged], keys, charter=charter) == frozenset()
    (other,) = author.parts(MessageKind.REPLY, b"\x01x" + record_id, case_id=anna.case_id)
    assert said([seal_cell(other, anna.key, origin=ORIGIN)], keys, charter=charter) == frozenset()


def test_the_key_is_changed_when_somebody_steps_out(group: Offices) -> None:
    """After a recusal the complainant is told a new key, and the one who stepped out cannot read what follows."""
    anna = group.complaint("anna")
    group.step(1)
    leaving = group.desks["prosecutor-1"]
    with leaving.puller.opened.vault.write() as rows:
        author = leaving.posting.author(leaving.puller.opened, rows)
        when = leaving.posting.when()
        acts.step_out(rows, author, "Знаю его.", case=case_of(group, "prosecutor-1", anna), when=when)
    group.step(6)
    for name in ("ombudsman-1", "ngo-1"):
        case = case_of(group, name, anna)
        assert case.thread is not None
        assert case.thread.key != anna.key
    gone = case_of(group, "prosecutor-1", anna).thread
    assert gone is not None
    assert gone.key == anna.key
    writing = group.desks["ngo-1"]
    with writing.puller.opened.vault.write() as rows:
        author, when = writing.posting.author(writing.puller.opened, rows), writing.posting.when()
        acts.reply(rows, author, "После.", case=case_of(group, "ngo-1", anna), language="ru", when=when)
    group.step(3)
    kinds = [kind for kind, _ in group.messages(anna)]
    assert kinds.count(MessageKind.REKEY) == 1
    assert MessageKind.REPLY in kinds


def test_the_key_is_changed_when_a_member_is_retired(group: Offices) -> None:
    """A charter that retires a reader leads to new keys for that reader's cases, and for no others."""
    anna, boris = group.complaint("anna"), group.complaint("boris", readers=(0, 3))
    group.step(2)

    def retire(tree: dict) -> dict:  # type: ignore[type-arg]
        for member in tree["members"]:
            member["retired"] = member["retired"] or member["slot"] == 1
        return tree

    group.ledger.amend(amended(group.ledger.group, retire))
    group.desks.pop("prosecutor-1").close()
    for desk in group.desks.values():
        group.ledger.serve(desk.puller.server)
    group.ledger.tick()
    group.step(6)
    assert [kind for kind, _ in group.messages(anna)].count(MessageKind.REKEY) == 1
    assert MessageKind.REKEY not in [kind for kind, _ in group.messages(boris)]


def test_a_widening_gives_the_key_on(group: Offices) -> None:
    """Who was added reads with the thread's key, counts as its holder, and is no reason for a new one."""
    anna = group.complaint("anna", readers=(0, 3))
    group.step(1)
    desk = group.desks["ngo-1"]
    secret = Note(audience="body", text="Только для своих.")
    with desk.puller.opened.vault.write() as rows:
        author, when = desk.posting.author(desk.puller.opened, rows), desk.posting.when()
        acts.say(rows, author, secret, case_id=anna.case_id, readers=bitmap((3,)), when=when)
    group.step(2)
    with desk.puller.opened.vault.write() as rows:
        case, when = case_of(group, "ngo-1", anna), desk.posting.when()
        widening = Widening(added=("prosecutor-1",), reason="Нужна проверка.")
        acts.widen(rows, author, widening, case=case, added=bitmap((1,)), when=when)
    group.step(2)
    seen = case_of(group, "prosecutor-1", anna)
    assert seen.complaint is not None
    assert seen.thread is not None
    assert not [event for event in seen.events if isinstance(event.content, Note)]
    for name in NAMES.values():
        case = case_of(group, name, anna)
        assert duties.holders(case) == bitmap(READERS)
        assert not duties.needs_rekey(case, author_of(group, name))


def test_heads_are_told_to_all_once_a_week(group: Offices) -> None:
    """Each desk tells every member the head that it has verified, once in a week."""
    group.step(3)
    with group.desks["ngo-1"].puller.opened.vault.read() as rows:
        heads = records.of_kind(rows, 16, most=99)
    assert {seen.member for seen in heads} == set(NAMES.values())
    assert len(heads) == 3
    text = heads[0].record.sections()[1]
    assert b"checkpoint" in text
    group.step(3)
    with group.desks["ngo-1"].puller.opened.vault.read() as rows:
        assert len(records.of_kind(rows, 16, most=99)) == 3
    group.ledger.now += 7 * DAY
    group.step(3)
    with group.desks["ngo-1"].puller.opened.vault.read() as rows:
        assert len(records.of_kind(rows, 16, most=99)) == 6


def test_a_told_head_is_one_that_the_ledger_signed(group: Offices) -> None:
    """What is told opens with the ledger's Ed25519 key alone."""
    group.step(2)
    with group.desks["ngo-1"].puller.opened.vault.read() as rows:
        (seen, *_) = records.of_kind(rows, 16, most=9)
    statement, more = read_statement(16, seen.record.sections()[1])
    assert isinstance(statement, Head)
    assert not more
    note = notes.parse(statement.checkpoint.encode())
    assert len(note.signatures) == 1
    open_checkpoint(note, [group.ledger.group.signed.charter.ledger_key], ORIGIN)


def test_freshness_notes_of_all_desks_add_up(group: Offices) -> None:
    """Desks that sign on different days of a week sign one text, and together they are a quorum."""
    group.closed = {"ngo-1"}
    group.step(1)
    group.closed = set()
    group.step(3)
    assert len(group.words) == 3
    signed = group.ledger.group.signed
    joined = freshness.merge(tuple(notes.parse(octets) for octets in group.words))
    assert signers(joined, signed.charter, signed.charter.seated) == set(NAMES.values())
    freshness.verify(Freshness.from_bytes(bytes(joined)), signed, group.ledger.now)


def test_a_note_holds_for_the_next_period_as_well() -> None:
    """At every moment, and under every charter, a note of the present period is within bounds, and outlasts it."""
    for days in range(1, 61):
        for now in range(NOW, NOW + 15 * DAY, 7_777):
            until = fresh.until(now, days)
            assert now < until <= now + days * DAY
            end = now - now % fresh.period(days) + fresh.period(days)
            assert until - end >= min(3 * DAY, days * DAY // 2 - 1)


def test_recusals_of_others_are_no_rekey_of_ours_twice(group: Offices) -> None:
    """One shrinking leads to one rekey, also when every desk notices it at once and for long."""
    anna = group.complaint("anna")
    group.step(1)
    left = group.story.say("prosecutor-1", Recusal(slot=1, reason=""), of=anna.case_id, readers=READERS)
    group.file(left.record)
    group.step(2 * TAKE_OVER + 4)
    with group.desks["ngo-1"].puller.opened.vault.read() as rows:
        assert len(records.of_kind(rows, 23, most=9)) == 1
    assert [kind for kind, _ in group.messages(anna)].count(MessageKind.REKEY) == 1


def test_every_desk_looks_the_same_in_every_tick(group: Offices) -> None:
    """Whatever happens in a group, each tick has one entry and one batch of each desk, of one length."""
    begun = len(group.ledger.leaves)
    group.step(1)
    anna = group.complaint("anna")
    group.step(1)
    group.file(group.story.follow_up(anna, readers=READERS, text="Ещё.").record)
    group.step(4)
    entries = [leaf for leaf in group.ledger.leaves[begun:] if leaf.kind == LeafKind.ENTRY]
    assert len(entries) == 6 * 3 + 2
    assert sorted(group.cells) == sorted((slot, tick) for slot in NAMES for tick in {tick for _, tick in group.cells})
    assert {len(cells) for cells in group.cells.values()} == {CELL_LENGTH}
    assert len({hashlib.sha256(cells).digest() for cells in group.cells.values()}) == 18
