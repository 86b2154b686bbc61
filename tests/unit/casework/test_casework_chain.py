# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chains of records within one reader set."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from plaint.casework.chain import Hole, holes, newest_heads, next_link
from plaint.casework.seen import Seen, bitmap, slots
from plaint.casework.statements import Note
from tests.support.stories import Story, octets

OMBUDSMAN, PROSECUTOR = "ombudsman-1", "prosecutor-1"
BOTH, OWN = (0, 1), (0,)
CASE = octets("a case", 16)


def _note(story: Story, *, readers: tuple[int, ...] = BOTH, member: str = OMBUDSMAN, desk: str = "one") -> Seen:
    return story.say(member, Note(audience="readers", text="x"), of=CASE, readers=readers, desk=desk)


def test_the_first_record_of_a_chain_has_nothing_before_it() -> None:
    """An empty case gives number 0, a previous hash of zeros and no heads."""
    link = next_link([], author=0, device=bytes(8), readers=3)
    assert (link.seq, link.previous, link.heads) == (0, bytes(32), ())


def test_a_chain_runs_on() -> None:
    """The second record of a desk to the same readers names the first."""
    story = Story()
    first, second = _note(story), _note(story)
    assert (second.record.seq, second.record.previous, second.record.heads) == (1, first.hash, (first.hash,))


def test_a_note_to_the_own_body_leaves_no_hole_for_others() -> None:
    """Who cannot read a note sees consecutive numbers around it and no head that points at it."""
    story = Story()
    _note(story)
    private = _note(story, readers=OWN)
    _note(story)
    _note(story, member=PROSECUTOR)
    for_prosecutor = story.of_case(CASE, slot=1)
    assert private not in for_prosecutor
    assert holes(for_prosecutor) == ()
    assert all(private.hash not in seen.record.heads for seen in for_prosecutor)


@given(st.lists(st.tuples(st.sampled_from([BOTH, OWN]), st.sampled_from(["one", "two"])), max_size=8))
def test_what_others_see_does_not_depend_on_private_notes(written: list[tuple[tuple[int, ...], str]]) -> None:
    """Numbers, previous hashes and heads of shared records are the same with and without the notes in between."""
    story, shared_only = Story(), Story()
    for readers, desk in written:
        seen = _note(story, readers=readers, desk=desk)
        if readers == BOTH:
            link = next_link(shared_only.seen, author=0, device=seen.record.device, readers=bitmap(BOTH))
            assert (link.seq, link.previous, link.heads) == (
                seen.record.seq, seen.record.previous, seen.record.heads,
            )  # fmt: skip
            shared_only.seen.append(seen)


def test_a_missing_record_is_a_hole() -> None:
    """A record that did not reach this desk shows as missing, with its author."""
    story = Story()
    for _ in range(4):
        _note(story)
    assert holes([story.seen[0], story.seen[3]]) == (Hole(OMBUDSMAN, 1, 2),)


def test_a_complainant_has_no_chain() -> None:
    """What comes from a receipt's side carries number 0 each time, and that is no hole."""
    story = Story()
    story.complaint(story.complainant("anna"), readers=BOTH)
    assert holes([story.seen[0], replace(story.seen[0], index=9)]) == ()


def test_at_most_eight_heads_are_named() -> None:
    """Of many chains the newest eight are named, in ascending order of their hashes."""
    story = Story()
    for number in range(12):
        _note(story, desk=str(number))
    heads = newest_heads(story.seen, bitmap(BOTH))
    assert len(heads) == 8
    assert list(heads) == sorted(seen.hash for seen in story.seen[4:])


@given(st.sets(st.integers(0, 15)))
def test_slots_and_bitmaps_are_one_thing(readers: set[int]) -> None:
    """A set of slots comes back from its bitmap in ascending order."""
    assert slots(bitmap(readers)) == tuple(sorted(readers))
