# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members who may sign but do not read a case try to move it, to read it again, or to stop the desks that do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from plaint.casework.case import Case
from plaint.casework.chain import Hole
from plaint.casework.content import Unreadable
from plaint.casework.fold import fold_case
from plaint.casework.seen import Seen, bitmap
from plaint.casework.statements import (
    Assignment,
    Note,
    Recusal,
    Rekey,
    Statement,
    StatusChange,
    Widening,
    read_statement,
    write_statement,
)
from plaint.casework.vocabulary import LATEST_DAY
from plaint.entry import sections
from plaint.entry.kinds import Tag
from plaint.entry.strictjson import encode
from plaint.entry.thread import ThreadSection
from plaint.errors import FormatError
from tests.support.keys import age_identity
from tests.support.stories import Story, octets, relayed

READERS = (0, 1, 3)
ALL = (0, 1, 2, 3)
NOTE = Note(audience="readers", text="x")


@pytest.fixture(name="story")
def _story() -> Story:
    story = Story()
    story.complaint(story.complainant("anna"), readers=READERS)
    return story


@pytest.fixture(name="case_id")
def _case_id(story: Story) -> bytes:
    return story.complainant("anna").case_id


def _member(story: Story, slot: int) -> str:
    return next(member.id for member in story.group.signed.charter.members if member.slot == slot)


def _say(story: Story, slot: int, said: Statement, readers: tuple[int, ...] = READERS) -> Seen:
    kind, document = write_statement(said)
    body = {int(Tag.DOCUMENT): document}
    if isinstance(said, Widening):
        body[Tag.RELAYED] = sections.encode_relayed((story.seen[0].record.encode(),))
    case_id = story.complainant("anna").case_id
    return story.member_record(_member(story, slot), kind, body, of=case_id, readers=readers)


def _rekey(story: Story, slot: int) -> ThreadSection:
    """Let a member post a new thread key that the member knows."""
    kind, document = write_statement(Rekey(message=octets("rekey", 16), reason=""))
    thread = ThreadSection(octets("a known key", 32), age_identity(99).recipient)
    body: dict[int, bytes] = {Tag.DOCUMENT: document, Tag.THREAD: thread.encode()}
    story.member_record(_member(story, slot), kind, body, of=story.complainant("anna").case_id, readers=READERS)
    return thread


def _case(story: Story) -> Case:
    case_id = story.complainant("anna").case_id
    return fold_case(case_id, story.of_case(case_id))


@pytest.mark.parametrize(
    "said",
    [
        StatusChange(status="closed", ground="junk", reason=""),
        Assignment(members=(), task="leave it", due=None),
        Widening(added=("x",), reason="me too"),
        Recusal(slot=0, reason="not that one"),
    ],
)
def test_who_does_not_read_a_case_does_not_move_it(story: Story, said: Statement) -> None:
    """A member outside who learned the case's id is shown to have spoken, and nothing of the case changes."""
    before = _case(story)
    _say(story, 2, said, ALL)
    case = _case(story)
    assert case.outside == (1,)
    assert not isinstance(case.events[1].content, Unreadable)
    assert replace(case, events=before.events, outside=()) == before


def test_who_does_not_read_a_case_sets_no_thread_key(story: Story) -> None:
    """Otherwise replies, which everybody can fetch, would be sealed under a key that the one outside knows."""
    honest = _case(story).thread
    _rekey(story, 2)
    assert _case(story).thread == honest


def test_who_stepped_out_does_not_come_back(story: Story) -> None:
    """A member who recused cannot read again by a widening or a thread key of their own making."""
    _say(story, 3, Recusal(slot=3, reason="a cousin"))
    honest = _case(story).thread
    _say(story, 3, Widening(added=("ngo-1",), reason="once more"))
    _rekey(story, 3)
    case = _case(story)
    assert (case.readers, case.thread, case.outside) == (bitmap((0, 1)), honest, (2, 3))


def test_a_widening_that_crossed_a_recusal_brings_nobody_back(story: Story) -> None:
    """Written before its author knew of the recusal, it names the old readers; the one who left stays out."""
    _say(story, 3, Recusal(slot=3, reason="a cousin"))
    _say(story, 0, Widening(added=(_member(story, 2),), reason="court"), ALL)
    assert _case(story).readers == bitmap((0, 1, 2))


def test_nobody_steps_out_for_another(story: Story) -> None:
    """A reader who recuses all others does not end up alone with the case."""
    for slot in (0, 1):
        _say(story, 3, Recusal(slot=slot, reason="go"))
    assert _case(story).readers == bitmap(READERS)


def test_a_reader_still_sets_a_thread_key(story: Story) -> None:
    """What the tests above refuse is taken from a member who reads the case."""
    thread = _rekey(story, 1)
    assert _case(story).thread == thread
    assert _case(story).outside == ()


def test_a_word_ahead_of_the_complaint_makes_no_reader(story: Story, case_id: bytes) -> None:
    """Who speaks first to a member that is added later is no reader of the case for it: the complaint says who is."""
    complaint = story.seen.pop()
    early = _say(story, 2, NOTE, ALL)
    widening = _say(story, 0, Widening(added=("x",), reason="help"), (0, 1, 3, 4))
    later = replace(widening, index=5)
    assert fold_case(case_id, [early, relayed(complaint, later, -1), later]).readers == bitmap((0, 1, 3, 4))


def test_a_day_beyond_the_calendar_is_malformed() -> None:
    """The last day that is taken can be shown; one more would keep the page of the case from opening."""
    kind = write_statement(Assignment(members=(), task="x", due=LATEST_DAY))[0]
    assert (date(1970, 1, 1) + timedelta(days=LATEST_DAY)) == date.max
    for day in (LATEST_DAY + 1, 2**32 - 1):
        with pytest.raises(FormatError):
            read_statement(kind, encode({"form": 1, "members": [], "task": "x", "due": day}))


def test_a_huge_number_stops_no_desk(story: Story, case_id: bytes) -> None:
    """A record that says to be the four thousand millionth of its chain is a hole, not hours of counting."""
    last = _say(story, 2, NOTE, ALL)
    record = replace(last.record, seq=2**32 - 1, previous=octets("previous", 32))
    story.seen[-1] = replace(last, record=record)
    assert _case(story).holes == (Hole(_member(story, 2), 0, 2**32 - 2),)
    _say(story, 0, NOTE)
    assert Hole(_member(story, 2), 0, 2**32 - 2) in fold_case(case_id, story.of_case(case_id)).holes
