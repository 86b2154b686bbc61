# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members who stepped out of a case, or never read it, reach for its thread, its envelope and its notices."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plaint.casework.case import Case
from plaint.casework.fold import fold_case
from plaint.casework.opening import Stage
from plaint.casework.openings import envelope_of
from plaint.casework.statements import Recusal, Rekey, write_statement
from plaint.desk.post.author import Author
from plaint.desk.post.duties import holders
from plaint.desk.vault import records
from plaint.entry.cell import CELL_LENGTH, MessageKind
from plaint.entry.kinds import Tag
from plaint.entry.message import Received
from plaint.entry.record import Record
from plaint.entry.thread import ThreadSection
from plaint.receipt.derive import Thread
from plaint.seal.cells import seal_cell
from plaint.unseal.cells import open_cells
from tests.support.asking import ALL, Asking, envelope
from tests.support.groups import ORIGIN
from tests.support.keys import age_identity
from tests.support.offices import READERS, Offices
from tests.support.opening_desks import OpeningDesks
from tests.support.stories import Story, octets

KNOWN = octets("a key that the attacker knows", 32)
NEWER = 25
"""A kind of record that this program does not know."""


@pytest.fixture(autouse=True)
def _small_stock(monkeypatch: pytest.MonkeyPatch) -> None:
    # A day's stock instead of a week's: sealing takes most of the time.
    monkeypatch.setattr("plaint.desk.post.prepare.WEEK", 86_400)


@pytest.fixture(name="group")
def _group(tmp_path: Path) -> Iterator[Offices]:
    group = Offices(tmp_path)
    yield group
    group.close()


def _rekey(story: Story, member: str, person: Thread, readers: tuple[int, ...]) -> Record:
    """Return a record that gives `readers` a thread key that its author knows; no cell tells the complainant of it."""
    kind, document = write_statement(Rekey(message=octets("no such message", 16), reason=""))
    thread = ThreadSection(KNOWN, age_identity(99).recipient)
    body: dict[int, bytes] = {Tag.DOCUMENT: document, Tag.THREAD: thread.encode()}
    return story.member_record(member, kind, body, of=person.case_id, readers=readers).record


def _case(group: Offices, name: str, person: Thread) -> Case:
    with group.desks[name].puller.opened.vault.read() as rows:
        return fold_case(person.case_id, records.of_case(rows, person.case_id))


def _key(group: Offices, name: str, person: Thread) -> bytes:
    thread = _case(group, name, person).thread
    assert thread is not None
    return thread.key


def test_who_stepped_out_does_not_keep_the_thread_by_a_rekey_that_counts_for_nothing(group: Offices) -> None:
    """The old key is what the one who left knows: a rekey written after leaving must not look as if it were changed."""
    anna = group.complaint("anna")
    group.step(1)
    left = group.story.say("prosecutor-1", Recusal(slot=1, reason=""), of=anna.case_id, readers=READERS)
    group.file(left.record, _rekey(group.story, "prosecutor-1", anna, (0, 3)))
    group.desks.pop("prosecutor-1").close()
    group.step(6)
    for name in ("ombudsman-1", "ngo-1"):
        assert _key(group, name, anna) not in (anna.key, KNOWN)
    assert [kind for kind, _ in group.messages(anna)].count(MessageKind.REKEY) == 1


def test_a_key_made_by_somebody_who_then_steps_out_is_changed(group: Offices) -> None:
    """Whoever made the newest key has it, though it was given to the others only."""
    anna = group.complaint("anna")
    group.step(1)
    made = _rekey(group.story, "prosecutor-1", anna, (0, 3))
    group.file(
        made, group.story.say("prosecutor-1", Recusal(slot=1, reason=""), of=anna.case_id, readers=(0, 3)).record
    )
    group.desks.pop("prosecutor-1").close()
    group.desks["ngo-1"].tend()
    assert holders(_case(group, "ngo-1", anna)) == 0b1011
    group.step(6)
    assert _key(group, "ngo-1", anna) not in (anna.key, KNOWN)


def test_who_stepped_out_gets_no_later_word_of_the_complainant(group: Offices) -> None:
    """The page seals to those whom the newest "received" names: it is said anew, without the one who left."""
    anna = group.complaint("anna")
    group.step(3)
    assert {message.readers for message in _received(group, anna)} == {0b1011}
    group.file(group.story.say("prosecutor-1", Recusal(slot=1, reason=""), of=anna.case_id, readers=READERS).record)
    group.desks.pop("prosecutor-1").close()
    group.step(6)
    newest = max(_received(group, anna), key=lambda message: message.tick)
    assert newest.readers == 0b1001
    assert newest.record_id == group.story.seen[0].record.record_id
    later = group.story.follow_up(anna, readers=READERS, text="Ещё.")
    group.file(later.record)
    group.step(5)
    newest = max(_received(group, anna), key=lambda message: message.tick)
    assert (newest.record_id, newest.readers) == (later.record.record_id, 0b1001)


def _received(group: Offices, person: Thread) -> list[Received]:
    found = group.messages(person)
    return [Received.decode(octets) for kind, octets in found if kind is MessageKind.RECEIVED]


@pytest.mark.parametrize("slot", [0, 2])
def test_a_record_of_an_unknown_kind_brings_no_envelope(slot: int) -> None:
    """Neither a reader nor somebody outside puts another envelope, or the same with fewer bodies, in its place."""
    sealed = envelope(trustees=(0, 1, 3), k=3)
    anna = Asking(readers=(0, 1, 3), sealed=sealed)
    request = anna.agreed(0, voters=(1, 3))
    anna.readers = ALL
    member = next(each.id for each in anna.story.group.signed.charter.members if each.slot == slot)
    for forged in (replace(sealed, k=2), envelope(number=2)):
        body: dict[int, bytes] = {Tag.DOCUMENT: b"{}", Tag.ENVELOPE: forged.encode()}
        anna.story.member_record(member, NEWER, body, of=anna.case_id, readers=ALL)
    assert envelope_of(anna.case()) == sealed
    opening = anna.opening(request)
    assert (opening.stage, opening.void, opening.envelope) == (Stage.VOTING, None, sealed)
    assert anna.openings()[-1].envelope == sealed


def test_a_record_of_an_unknown_kind_changes_no_thread() -> None:
    """A reader's covert way to a thread key that nothing on the page of the case would speak of."""
    story = Story()
    anna = story.complainant("anna")
    story.complaint(anna, readers=READERS)
    thread = ThreadSection(KNOWN, age_identity(99).recipient)
    story.member_record(
        "ngo-1", NEWER, {Tag.DOCUMENT: b"{}", Tag.THREAD: thread.encode()}, of=anna.case_id, readers=READERS
    )
    case = fold_case(anna.case_id, story.of_case(anna.case_id))
    assert case.thread is not None
    assert case.thread.key == anna.key
    assert case.update_needed


def _agreed(group: OpeningDesks, reason: str = "Ошибка.") -> None:
    group.ask("ombudsman-1", reason=reason)
    group.step(2)
    group.vote("prosecutor-1")
    group.vote("ngo-1")
    group.step(2)


def _until_told(group: OpeningDesks) -> None:
    for _ in range(16):
        if group.opening("ngo-1").told is not None:
            return
        group.step()
    raise AssertionError("the opening was held up")


def test_a_rekey_from_outside_holds_no_opening_up(tmp_path: Path) -> None:
    """The member whom the complaint leaves out ends no key of the thread: the notice under it is found all the same."""
    group = OpeningDesks(tmp_path)
    _agreed(group)
    group.offices.file(_rekey(group.offices.story, "interior-1", group.anna, (0, 1, 2, 3)))
    _until_told(group)
    group.close()


def test_parts_under_the_id_of_a_notice_hold_no_opening_up(tmp_path: Path) -> None:
    """A seated member who still has the thread's key mixes a part of their own into a notice before it is whole."""
    group = OpeningDesks(tmp_path)
    offices = group.offices
    charter = offices.ledger.group.signed
    key = offices.ledger.group.keys["interior-1"].keys.ed25519
    author = Author(member="interior-1", charter=charter, key=key, device=bytes(8))
    _agreed(group, "Имя записано с ошибкой. " * 25)
    mixed: set[bytes] = set()
    for _ in range(16):
        if group.opening("ngo-1").told is not None:
            break
        cells = [board.cells[at : at + CELL_LENGTH] for board in offices.ledger.boards
                 for at in range(0, len(board.cells), CELL_LENGTH)]  # fmt: skip
        shown = [part for part in open_cells(cells, group.anna.key, origin=ORIGIN) if part.kind == MessageKind.NOTICE]
        for first in [part for part in shown if part.message_id not in mixed][:1]:
            mixed.add(first.message_id)
            (part,) = author.parts(MessageKind.NOTICE, b"other", case_id=group.case_id)
            forged = replace(part, message_id=first.message_id, part=first.parts - 1, parts=first.parts)
            forged = forged.sign(key, origin=ORIGIN, case_id=group.case_id)
            offices.cells[2, offices.tick] = seal_cell(forged, group.anna.key, origin=ORIGIN)
        group.step()
    assert mixed
    assert group.opening("ngo-1").told is not None
    group.close()
