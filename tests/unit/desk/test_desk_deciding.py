# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may write in a case, who may be asked to read it, and to whom it may be given."""

import pytest

from plaint.casework.case import Case
from plaint.casework.fold import fold_case
from plaint.casework.statements import Note, Recusal
from plaint.charter.model import Charter
from plaint.desk.deciding import (
    NotAllowedError,
    NotAReaderError,
    candidates,
    check_assignment,
    check_widening,
    may_write,
    need_to_write,
    own_body,
    seated_readers,
    slots_of,
)
from plaint.entry.complaint import About
from plaint.entry.fields import DocumentError
from tests.support.groups import amended, small_group
from tests.support.stories import Story

READERS = (0, 1, 3)


def begun(story: Story, **said: object) -> Case:
    """Return a case with one complaint."""
    person = story.complainant("anna")
    story.complaint(person, readers=READERS, **said)
    return fold_case(person.case_id, story.seen)


def charter() -> Charter:
    """Return the small group's charter."""
    return small_group().signed.charter


def test_those_who_read_are_no_candidates() -> None:
    """Offered is who sits in the group and does not read yet, in slot order."""
    found = candidates(begun(Story()), charter())
    assert [one.member.id for one in found] == ["interior-1", "ombudsman-2", "prosecutor-2"]


def test_the_rules_of_the_page_hold_at_the_desk() -> None:
    """Whom the conflict rules block, and whom the complainant left out, nobody can bring in."""
    case = begun(Story(), about=About(bodies=("interior",)), left_out=("ombudsman-2",))
    found = {one.member.id: one for one in candidates(case, charter())}
    assert found["interior-1"].effect == "blocked"
    assert found["interior-1"].rules
    assert found["ombudsman-2"].left_out
    assert [name for name, one in found.items() if one.allowed] == ["prosecutor-2"]
    for name in ("interior-1", "ombudsman-2", "ngo-1", "nobody"):
        with pytest.raises(NotAllowedError):
            check_widening(case, charter(), ("prosecutor-2", name))
    assert check_widening(case, charter(), ("prosecutor-2",)) == 1 << 5


def test_nobody_chosen_is_no_widening() -> None:
    """An empty choice is refused."""
    with pytest.raises(NotAllowedError):
        check_widening(begun(Story()), charter(), ())


def test_a_body_that_a_newer_charter_dropped_does_not_stop_the_page() -> None:
    """What the charter does not list cannot be judged; the cautious reading takes its place."""
    found = candidates(begun(Story(), about=About(bodies=("gone",), regions=("lost",))), charter())
    cautious = candidates(begun(Story(), about=About(unknown=True)), charter())
    assert [one.effect for one in found] == [one.effect for one in cautious]


def test_a_case_without_a_complaint_has_no_rules_to_judge_by() -> None:
    """Where this desk has no complaint, nobody is blocked by one."""
    story = Story()
    person = story.complainant("anna")
    story.say("ngo-1", Note(audience="readers", text="x"), of=person.case_id, readers=(3, 4))
    found = candidates(fold_case(person.case_id, story.seen), charter())
    assert {one.effect for one in found} == {"none"}


def test_a_case_is_given_to_its_readers_only() -> None:
    """Nobody takes up a case that they do not read; nobody at all may have it."""
    case = begun(Story())
    check_assignment(case, charter(), ())
    check_assignment(case, charter(), ("ngo-1", "prosecutor-1"))
    for name in ("interior-1", "prosecutor-2", "nobody"):
        with pytest.raises(DocumentError) as refused:
            check_assignment(case, charter(), ("ngo-1", name))
        assert refused.value.field == "members"


def test_who_stepped_out_writes_no_more() -> None:
    """A recusal ends writing, and so does a retirement."""
    story = Story()
    case = begun(story)
    assert [each.slot for each in seated_readers(case, charter())] == [0, 1, 3]
    need_to_write(case, charter(), "ngo-1")
    story.say("ngo-1", Recusal(slot=3, reason=""), of=case.case_id, readers=READERS)
    case = fold_case(case.case_id, story.seen)
    assert not may_write(case, charter(), "ngo-1")
    with pytest.raises(NotAReaderError):
        need_to_write(case, charter(), "ngo-1")

    def retire(tree: dict) -> dict:  # type: ignore[type-arg]
        for member in tree["members"]:
            member["retired"] = member["id"] == "prosecutor-1"
        return tree

    later = amended(small_group(), retire).signed.charter
    assert [each.id for each in seated_readers(case, later)] == ["ombudsman-1"]


def test_the_own_body_are_its_readers() -> None:
    """A colleague of the body who does not read the case is not among those who get a note to the body."""
    case = begun(Story())
    assert [each.id for each in own_body(case, charter(), "prosecutor-1")] == ["prosecutor-1"]
    assert slots_of(own_body(case, charter(), "prosecutor-1")) == 2
    assert own_body(case, charter(), "interior-1") == ()
