# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records become a case."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.casework.case import Case
from plaint.casework.content import Unreadable
from plaint.casework.fold import fold_case
from plaint.casework.seen import Seen, bitmap
from plaint.casework.statements import Assignment, Note, Recusal, Rekey, StatusChange, Widening
from plaint.casework.summary import summarize
from plaint.casework.vocabulary import Status
from plaint.entry import sections
from plaint.entry.complaint import About
from plaint.entry.kinds import RecordKind, Tag
from plaint.entry.record import Record
from plaint.entry.slices import cut
from plaint.entry.strictjson import encode
from plaint.entry.thread import ThreadSection
from plaint.entry.unknown import Unknown
from tests.support.groups import ORIGIN
from tests.support.keys import age_identity
from tests.support.stories import Story, octets, relayed

READERS = (0, 1, 3)
OMBUDSMAN, PROSECUTOR, NGO = "ombudsman-1", "prosecutor-1", "ngo-1"


def _begun(**said: Any) -> tuple[Story, bytes]:
    story = Story()
    anna = story.complainant("anna")
    story.complaint(anna, readers=READERS, **said)
    return story, anna.case_id


def _case(story: Story, case_id: bytes) -> Case:
    return fold_case(case_id, story.of_case(case_id))


def test_a_complaint_is_a_new_case() -> None:
    """A case of one complaint is new, free, read by those whom it was sealed to, and allows what the person allowed."""
    story, case_id = _begun(account="Меня задержали.", urgency="now", consent=("count", "lead"))
    case = _case(story, case_id)
    assert case.complaint is not None
    assert case.complaint.account == "Меня задержали."
    assert (case.status.status, case.assignment.members, case.readers) == (Status.NEW, (), bitmap(READERS))
    assert (case.consent, case.urgency, case.language) == (("count", "lead"), "now", "ru")
    assert case.thread is not None
    assert case.thread.key == story.complainant("anna").key


def test_the_later_word_holds() -> None:
    """Of two members who set the status at once, the one whose entry comes later in the ledger is followed."""
    story, case_id = _begun()
    story.say(OMBUDSMAN, StatusChange(status="work", ground="", reason=""), of=case_id, readers=READERS)
    story.say(PROSECUTOR, StatusChange(status="authority", ground="", reason="asked"), of=case_id, readers=READERS)
    story.say(OMBUDSMAN, Assignment(members=(NGO,), task="call back", due=17_400), of=case_id, readers=READERS)
    case = _case(story, case_id)
    assert case.status == StatusChange(status="authority", ground="", reason="asked")
    assert case.assignment == Assignment(members=(NGO,), task="call back", due=17_400)


@given(st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(random: Any) -> None:
    """The same records in any order, any of them twice, give the same case."""
    story, case_id = _begun(consent=("count",))
    story.say(OMBUDSMAN, StatusChange(status="work", ground="", reason=""), of=case_id, readers=READERS)
    story.follow_up(story.complainant("anna"), readers=READERS, text="ещё", withdraw=("count",))
    story.say(PROSECUTOR, Note(audience="readers", text="x"), of=case_id, readers=READERS)
    shuffled = [*story.seen, *random.choices(story.seen, k=3)]
    random.shuffle(shuffled)
    assert fold_case(case_id, shuffled) == fold_case(case_id, story.seen)


def test_consent_is_given_and_taken_back() -> None:
    """A purpose that is withdrawn later is no longer allowed, and one that is granted later is."""
    story, case_id = _begun(consent=("count", "lead"))
    story.follow_up(story.complainant("anna"), readers=READERS, grant=("petition",), withdraw=("lead",))
    assert _case(story, case_id).consent == ("count", "petition")


def test_a_wish_to_stop_ends_nothing_by_itself() -> None:
    """A retraction is shown until a member answers it with a status; the status itself stays what members made it."""
    story, case_id = _begun()
    story.say(OMBUDSMAN, StatusChange(status="work", ground="", reason=""), of=case_id, readers=READERS)
    story.follow_up(story.complainant("anna"), readers=READERS, text="Прошу закрыть.", close=True)
    case = _case(story, case_id)
    assert case.retraction
    assert case.status.status == Status.WORK
    story.say(
        NGO, StatusChange(status="pressed", ground="", reason="a policeman stood by"), of=case_id, readers=READERS
    )
    case = _case(story, case_id)
    assert not case.retraction
    assert case.status.status == Status.PRESSED


def test_a_replay_is_shown_once() -> None:
    """The same record in a later entry changes nothing."""
    story, case_id = _begun()
    story.seen.append(replace(story.seen[0], index=9))
    assert len(_case(story, case_id).events) == 1


def test_a_record_id_of_somebody_else_hides_nothing() -> None:
    """A member who takes another's record id does not push that record out."""
    story, case_id = _begun()
    note = story.say(OMBUDSMAN, Note(audience="readers", text="mine"), of=case_id, readers=READERS)
    other = story.say(PROSECUTOR, Note(audience="readers", text="theirs"), of=case_id, readers=READERS)
    story.seen[-1] = replace(other, record=replace(other.record, record_id=note.record.record_id))
    assert len(_case(story, case_id).events) == 3


def test_long_matter_is_put_together() -> None:
    """Parts count as waiting until the last has come; then the whole stands where the last part stood."""
    story, case_id = _begun()
    body = sections.encode({Tag.DOCUMENT: encode({"form": 1, "audience": "readers", "text": "д" * 9_000})})
    pieces = cut(body, RecordKind.NOTE, octets("whole", 16), room=8_000)
    for piece in pieces[:-1]:
        story.member_record(OMBUDSMAN, RecordKind.PART, sections.decode(piece), of=case_id, readers=READERS)
    case = _case(story, case_id)
    (waiting,) = case.waiting_parts
    assert (waiting.kind, waiting.have, waiting.count) == (RecordKind.NOTE, len(pieces) - 1, len(pieces))
    last = story.member_record(OMBUDSMAN, RecordKind.PART, sections.decode(pieces[-1]), of=case_id, readers=READERS)
    case = _case(story, case_id)
    assert case.waiting_parts == ()
    assert case.events[-1].content == Note(audience="readers", text="д" * 9_000)
    assert case.events[-1].seen.index == last.index


def test_parts_that_make_no_record_are_unreadable() -> None:
    """Parts that are signed and together have not the form of their kind show as one unreadable record."""
    story, case_id = _begun()
    for piece in cut(b"\x01\x00\x00\x00\x05hello", RecordKind.REKEY, octets("whole", 16), room=100):
        story.member_record(OMBUDSMAN, RecordKind.PART, sections.decode(piece), of=case_id, readers=READERS)
    assert isinstance(_case(story, case_id).events[-1].content, Unreadable)


def test_a_malformed_document_is_shown_as_unreadable() -> None:
    """A record with a good signature and a broken document keeps its author and its place."""
    story, case_id = _begun()
    story.member_record(OMBUDSMAN, RecordKind.NOTE, {Tag.DOCUMENT: b"{}"}, of=case_id, readers=READERS)
    event = _case(story, case_id).events[-1]
    assert isinstance(event.content, Unreadable)
    assert event.seen.member == OMBUDSMAN


def test_a_newer_kind_is_kept_and_shown() -> None:
    """A kind that this version does not know is an event that asks for an update."""
    story, case_id = _begun()
    story.member_record(OMBUDSMAN, 99, {Tag.DOCUMENT: b"{}"}, of=case_id, readers=READERS)
    case = _case(story, case_id)
    assert isinstance(case.events[-1].content, Unknown)
    assert case.update_needed


def test_a_newer_section_asks_for_an_update() -> None:
    """What is known of a record is shown, and beside it that there is more."""
    story, case_id = _begun()
    document = encode({"form": 1, "audience": "readers", "text": "x"})
    story.member_record(OMBUDSMAN, RecordKind.NOTE, {Tag.DOCUMENT: document, 77: b"?"}, of=case_id, readers=READERS)
    event = _case(story, case_id).events[-1]
    assert event.content == Note(audience="readers", text="x")
    assert event.newer


def test_a_broken_list_of_files_does_not_hide_the_complaint() -> None:
    """A malformed section is reported, and the document beside it is shown."""
    story, case_id = _begun()
    first = story.seen[0].record
    body = sections.encode({**first.sections(), Tag.ATTACHMENTS: b"\x09broken"})
    story.seen[0] = replace(story.seen[0], record=replace(first, body=body))
    case = _case(story, case_id)
    assert case.complaint is not None
    assert case.events[0].broken == (Tag.ATTACHMENTS,)


def test_readers_are_widened_and_recuse_themselves() -> None:
    """A widening adds its readers; who recuses stops being one."""
    story, case_id = _begun()
    wider = (*READERS, 4)
    story.member_record(
        OMBUDSMAN,
        RecordKind.WIDENING,
        {
            Tag.DOCUMENT: encode({"form": 1, "added": ["ombudsman-2"], "reason": "speaks Chechen"}),
            Tag.RELAYED: sections.encode_relayed((story.seen[0].record.encode(),)),
        },
        of=case_id,
        readers=wider,
    )
    assert _case(story, case_id).readers == bitmap(wider)
    assert _case(story, case_id).events[-1].content == Widening(added=("ombudsman-2",), reason="speaks Chechen")
    story.say(PROSECUTOR, Recusal(slot=1, reason="a cousin"), of=case_id, readers=wider)
    assert _case(story, case_id).readers == bitmap((0, 3, 4))


def test_what_was_relayed_comes_before_the_widening() -> None:
    """A new reader's case begins with what was relayed, and has no holes."""
    story, case_id = _begun(account="сначала")
    story.say(OMBUDSMAN, Note(audience="readers", text="потом"), of=case_id, readers=READERS)
    widening = story.say(OMBUDSMAN, Note(audience="readers", text="see above"), of=case_id, readers=(*READERS, 4))
    new = [relayed(story.seen[0], widening, -2), relayed(story.seen[1], widening, -1), widening]
    case = fold_case(case_id, new)
    assert [event.seen.hash for event in case.events] == [seen.hash for seen in story.seen]
    assert case.holes == ()


def test_a_new_thread_key_takes_the_place_of_the_old() -> None:
    """After a rekey, cells are sealed with the new key."""
    story, case_id = _begun()
    section = ThreadSection(bytes(range(32)), age_identity(1).recipient)
    document = encode({"form": 1, "message": "00" * 16, "reason": "a member was recused"})
    story.member_record(
        OMBUDSMAN, RecordKind.REKEY, {Tag.DOCUMENT: document, Tag.THREAD: section.encode()}, of=case_id, readers=READERS
    )
    case = _case(story, case_id)
    assert case.thread is not None
    assert case.thread.key == bytes(range(32))
    assert isinstance(case.events[-1].content, Rekey)


def test_a_case_of_the_groups_own_motion_has_no_complaint() -> None:
    """Members' records without a complaint are a case with their first note as its words."""
    story = Story()
    case_id = octets("own motion", 16)
    story.say(OMBUDSMAN, Note(audience="readers", text="From the press"), of=case_id, readers=READERS)
    case = _case(story, case_id)
    assert (case.complaint, case.first_words, case.language) == (None, "From the press", "")


def test_excluded_members_fold_the_same_with_and_without_what_they_cannot_read() -> None:
    """For who cannot read some records, the case is equal whether those were written or not."""

    def story_for_ngo(*, private: bool) -> list[Seen]:
        story, case_id = _begun()
        if private:
            story.say(OMBUDSMAN, Note(audience="body", text="own"), of=case_id, readers=(0,))
        else:
            story.say(PROSECUTOR, Note(audience="readers", text="elsewhere"), of=octets("other", 16), readers=(1,))
        story.say(OMBUDSMAN, Note(audience="readers", text="all"), of=case_id, readers=READERS)
        return [_without_randomness(seen) for seen in story.of_case(case_id, slot=3)]

    assert story_for_ngo(private=True) == story_for_ngo(private=False)


def _without_randomness(seen: Seen) -> Seen:
    return replace(seen, hash=bytes(32), record=replace(seen.record, signature=bytes(64)))


def test_a_summary_says_what_a_list_shows() -> None:
    """The summary holds the first words, who is assigned, what others wrote, and every word for the index."""
    story, case_id = _begun(
        account="Их  увезли\nночью. " + "Дальше. " * 80,
        about=About(bodies=("north-police",), regions=("north",)),
        urgency="now",
        where="Посёлок",
    )
    story.say(OMBUDSMAN, Assignment(members=(NGO,), task="", due=None), of=case_id, readers=READERS)
    summary = summarize(_case(story, case_id), me=OMBUDSMAN)
    assert summary.excerpt.startswith("Их увезли ночью. Дальше.")
    assert len(summary.excerpt) <= 180
    assert (summary.bodies, summary.regions, summary.urgency, summary.open) == (("north-police",), ("north",), 0, True)
    assert summary.assigned == (NGO,)
    assert summary.by_others == (0,)
    assert "поселок" in summary.words
    assert summary.words.startswith(summary.reference.lower())


@pytest.mark.parametrize(("status", "ground", "is_open"), [("closed", "answered", False), ("handed_over", "", True)])
def test_only_closed_is_closed(status: str, ground: str, is_open: bool) -> None:  # noqa: FBT001 - a case of the table
    """A state of a newer program counts as open: better looked at once too often."""
    story, case_id = _begun()
    story.say(OMBUDSMAN, StatusChange(status=status, ground=ground, reason=""), of=case_id, readers=READERS)
    assert summarize(_case(story, case_id), me=NGO).open is is_open


def test_records_are_kept_as_they_were_signed() -> None:
    """A record of the story decodes from its own bytes and verifies, so that tests fold real records."""
    story, _ = _begun()
    record = Record.decode(story.seen[0].record.encode())
    assert isinstance(record, Record)
    record.verify(ORIGIN)
