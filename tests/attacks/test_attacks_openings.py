# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fewer than k bodies, or k bodies in secret, try to get at a name through Plaint."""

from dataclasses import replace
from pathlib import Path

import pytest

from plaint.age.decrypt import decrypt
from plaint.age.errors import AgeError
from plaint.casework.disclosure import OpeningShare
from plaint.casework.opening import Stage, Stray, Why
from plaint.casework.statements import Widening
from plaint.desk import opening_duties
from plaint.desk.opening_words import notice_text
from plaint.entry.envelope import OpenShare, ShareError
from plaint.entry.kinds import Tag
from plaint.unseal.envelope import TooFewSharesError, open_name
from tests.support.asking import ALL, NAME, Asking, change_member, envelope, member_at, sealed_share
from tests.support.groups import small_group
from tests.support.opening_desks import OpeningDesks
from tests.support.stories import Story, octets, relayed


def _opened(slot: int, box: bytes) -> OpenShare:
    """Open a released share with the key of the member in `slot`."""
    return OpenShare.decode(decrypt(box, [small_group().keys[member_at(slot).id].keys.identity]))


def test_two_half_requests_never_add_up() -> None:
    """One yes to each of two requests that are alike in every word is k for neither."""
    anna = Asking()
    one, other = anna.ask(0), anna.ask(0)
    anna.vote(1, one)
    anna.vote(2, other)
    anna.tell(0, one)
    anna.tell(0, other)
    for opening in anna.openings():
        assert (opening.stage, opening.agreed) == (Stage.VOTING, None)
        assert not any(opening.must_release(slot) for slot in ALL)


def test_a_share_before_its_votes_is_worth_nothing() -> None:
    """A share sent ahead of k votes is marked and never used, also not once the votes have come."""
    anna = Asking()
    request = anna.ask(0)
    anna.vote(1, request)
    anna.release(1, request)
    anna.vote(2, request)
    anna.tell(0, request)
    opening = anna.opening(request)
    assert [share.stray for share in opening.shares] == [Stray.EARLY]
    assert opening.released == {}
    assert opening.must_release(1)


def test_a_share_beside_the_last_vote_is_too_early() -> None:
    """Vote and share in one entry: the share was sealed before the vote stood in the ledger."""
    anna = Asking()
    request = anna.ask(0, ground="danger", defer=2, defer_reason="he is hunted")
    anna.vote(1, request)
    last = anna.vote(2, request)
    beside = anna.release(2, request)
    anna.story.seen[-1] = replace(beside, index=last.index, place=last.place + 1)
    assert [share.stray for share in anna.opening(request).shares] == [Stray.EARLY]


def test_a_share_before_the_complainant_was_told_is_marked() -> None:
    """K votes alone let nothing go: a desk that releases before the notice is on the board is named."""
    anna = Asking()
    request = anna.agreed()
    anna.release(1, request)
    (share,) = anna.opening(request).shares
    assert (share.slot, share.stray) == (1, Stray.EARLY)


@pytest.mark.parametrize("ahead", [1, 40])
def test_a_request_dated_forward_goes_not_before_it_is_told(ahead: int) -> None:
    """Whoever signs heads dates the request after the trustees' own day: it is told first, as if it were today's."""
    anna = Asking()
    request = anna.agreed()
    opening = anna.opening(request, day=anna.day - ahead)
    assert opening.must_tell
    assert not any(opening.must_release(slot) for slot in ALL)
    anna.tell(0, request)
    assert anna.opening(request, day=anna.day - ahead).must_release(1)


def test_a_notice_of_somebody_who_left_tells_nobody() -> None:
    """The page does not believe a cell of a retired member: with such a notice on the board no share goes."""
    anna = Asking()
    request = anna.agreed()
    anna.amend(change_member(4, retired=True))
    anna.tell(4, request)
    opening = anna.opening(request)
    assert opening.told is None
    assert opening.must_tell
    assert not opening.must_release(1)
    anna.tell(5, request)
    assert anna.opening(request).must_release(1)


def test_a_vote_for_another_case_is_none() -> None:
    """A yes to a request about Boris says nothing to one about Anna that has the same words and the same author."""
    story = Story()
    anna, boris = Asking(story), Asking(story, name="boris", sealed=envelope(number=2))
    for_anna, for_boris = anna.ask(0), boris.ask(0)
    for slot in (1, 2):
        boris.vote(slot, for_boris)
    # The same votes, said in Anna's case by somebody who has them: their signatures are over the other case's id.
    replayed = [seen.record for seen in story.seen if seen.record.case_id == boris.case_id][-2:]
    assert all(record.case_id != anna.case_id for record in replayed)
    # And votes in Anna's case that name Boris's request.
    for slot in (1, 2):
        anna.vote(slot, for_boris)
    assert anna.opening(for_anna).agreed is None


def test_a_vote_replayed_is_one_vote() -> None:
    """The record of a yes handed in again, under whatever entry, adds nothing to it."""
    anna = Asking()
    request = anna.ask(0)
    vote = anna.vote(1, request)
    for _ in range(3):
        anna.story.add(vote.record, member=vote.member)
    assert anna.opening(request).agreed is None


def test_a_vote_from_an_older_request_does_not_come_along() -> None:
    """Asked, agreed, withdrawn, asked again with the same words: the old votes stay with the old request."""
    anna = Asking()
    old = anna.agreed()
    anna.withdraw(0, old)
    new = anna.ask(0)
    assert anna.opening(new).agreed is None


def test_two_seats_of_one_body_are_one_body() -> None:
    """An envelope with seats for two members of one body still needs another body."""
    anna = Asking(sealed=envelope(trustees=(0, 4, 1)))
    anna.amend(change_member(4, trustee=True))
    request = anna.ask(5)
    for slot in (0, 4, 0, 4):
        anna.vote(slot, request)
    assert anna.opening(request).agreed is None


def test_a_reader_without_a_share_has_no_vote() -> None:
    """Readers who are no trustees, and trustees who hold no share of this envelope, vote in vain."""
    anna = Asking(sealed=envelope(trustees=(0, 1)))
    request = anna.ask(4)
    for slot in (2, 3, 4, 5):
        anna.vote(slot, request)
    opening = anna.opening(request)
    assert (opening.votes, opening.agreed) == ({}, None)
    anna.release(4, request)
    assert anna.opening(request).shares[0].stray is Stray.NOT_TRUSTEE


def test_nobody_votes_from_outside() -> None:
    """A trustee whom the complaint leaves out, and who learned the case's id, has no word in it."""
    anna = Asking(readers=(0, 1, 3, 4, 5), sealed=envelope(trustees=(0, 1, 3)))
    request = anna.ask(0)
    anna.readers = ALL
    anna.vote(2, request)
    anna.readers = (0, 1, 3, 4, 5)
    anna.vote(1, request)
    assert anna.opening(request).agreed is None
    assert anna.case().outside == (2,)


def test_a_withheld_vote_lets_nothing_go() -> None:
    """A server that shows only some of the votes gains nothing: what the verified head does not hold is no vote."""
    anna = Asking()
    request = anna.agreed()
    anna.tell(0, request)
    before = anna.openings(size=request.index + 2)
    assert (before[0].stage, before[0].must_release(1)) == (Stage.VOTING, False)


def test_k_bodies_do_not_open_in_secret() -> None:
    """A request, a vote or a share that was kept from a reader of the case is none."""
    anna = Asking()
    few = (0, 1, 2)
    hidden = anna.ask(0, readers=few)
    anna.vote(1, hidden)
    anna.vote(2, hidden)
    assert anna.opening(hidden).void is Why.READERS
    request = anna.ask(0)
    anna.vote(1, request)
    anna.vote(2, request, readers=few)
    assert anna.opening(request).agreed is None
    anna.vote(2, request)
    anna.tell(0, request)
    anna.release(1, request, readers=few)
    assert anna.opening(request).released == {}


def test_a_relayed_vote_is_none() -> None:
    """Who widens a case chooses what to relay; a desk that was added takes no votes from there."""
    anna = Asking()
    request = anna.agreed()
    anna.tell(0, request)
    widening = anna.say(0, Widening(added=("x",), reason="help"), relayed=_complaint(anna))
    later = [relayed(seen, widening, -9 + at) for at, seen in enumerate(anna.story.seen[:-1])]
    anna.story.seen[:] = [*later, widening]
    (opening,) = anna.openings(size=widening.index + 1)
    assert (opening.void, opening.must_release(1)) == (Why.RELAYED, False)


def _complaint(anna: Asking) -> bytes:
    record = anna.story.seen[0].record.encode()
    return len(record).to_bytes(4, "big") + record


def test_a_request_in_parts_binds_nobody() -> None:
    """A request cut into slices could be given another first slice: its hash is the last slice's."""
    anna = Asking()
    request = anna.ask(0)
    anna.story.seen[-1] = replace(request, hash=octets("the hash of the last part", 32))
    (opening,) = anna.openings()
    assert opening.void is Why.PARTS


def test_a_key_that_was_put_in_place_gets_nothing() -> None:
    """A request that names a reader and another's key is void: shares go to the key in the charter, or nowhere."""
    anna = Asking()
    request = anna.agreed(0, key=octets("a key of one's own", 32))
    assert anna.opening(request).void is Why.KEY


def test_a_bad_share_names_its_trustee() -> None:
    """The receiver learns whose share is not the sealed one, and combines nothing with it."""
    good, bad = (_opened(0, sealed_share(slot, envelope(), 0, spoilt=slot == 2)) for slot in (1, 2))
    with pytest.raises(ShareError) as refused:
        open_name(envelope(), [good, bad])
    assert refused.value.slot == 2
    with pytest.raises(TooFewSharesError):
        open_name(envelope(), [good])
    assert open_name(envelope(), [good, _opened(0, sealed_share(3, envelope(), 0))]) == NAME


def test_a_share_for_another_envelope_is_bad() -> None:
    """A trustee's share of the envelope that the person replaced does not pass for one of the new."""
    old = _opened(0, sealed_share(1, envelope(number=2), 0))
    with pytest.raises(ShareError):
        open_name(envelope(), [old, _opened(0, sealed_share(2, envelope(), 0))])


def test_a_reader_without_being_receiver_opens_no_share() -> None:
    """Shares lie in entries that all readers open; what is in them only the key in the request opens."""
    with pytest.raises(AgeError):
        _opened(3, sealed_share(1, envelope(), 0))


def test_a_yes_to_one_text_is_no_yes_to_another() -> None:
    """What the complainant is told stands in the request: a soothing text in its place is no telling."""
    anna = Asking()
    request = anna.agreed()
    anna.tell(0, request, "Всё хорошо, ничего не происходит.")
    assert not any(anna.opening(request).must_release(slot) for slot in ALL)


def test_the_section_of_a_share_has_one_length() -> None:
    """Anything else in the place of a share is shown as broken and counts as none."""
    anna = Asking()
    request = anna.agreed()
    anna.tell(0, request)
    anna.say(1, OpeningShare(request.hash), slice=bytes(1_740))
    assert anna.case().events[-1].broken == (Tag.SLICE,)
    assert anna.opening(request).released == {}


def test_a_language_that_nobody_speaks_stops_no_desk() -> None:
    """A request may say any two letters; whoever has to tell the complainant tells in a language that there is."""
    anna = Asking()
    opening = anna.opening(anna.agreed(language="zz"))
    text = notice_text(opening, anna.versions[-1][1])
    assert text.startswith(opening.asked.telling)
    assert "prosecutor; interior" in text.replace(" (по-русски)", "")


def _shares_of(group: OpeningDesks, member: str) -> int:
    slot = group.offices.ledger.group.signed.charter.member(member).slot
    return sum(share.slot == slot for share in group.opening("ombudsman-1").shares)


def test_a_share_that_waits_is_taken_back_with_the_consent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Queued, and not sent yet when the person seals the name anew: it does not go out, also not while locked."""
    monkeypatch.setattr("plaint.desk.post.prepare.WEEK", 86_400)
    group = OpeningDesks(tmp_path)
    offices = group.offices
    group.ask("ombudsman-1")
    group.step(2)
    for member in ("prosecutor-1", "ngo-1"):
        group.vote(member)
    group.step()
    offices.closed = {"prosecutor-1", "ngo-1"}
    desk = offices.desks["prosecutor-1"]
    for _ in range(9):
        if group.opening("ombudsman-1").told is not None:
            break
        group.step()
    desk.puller.clock.seconds = offices.ledger.now
    desk.tend()
    with group.at("prosecutor-1") as (rows, keeper, _):
        queued = [*opening_duties.queued(rows, keeper.author, group.case_id)]
    assert [type(said) for said in queued] == [OpeningShare]
    other = envelope(trustees=(0, 1, 3), number=2)
    word = offices.story.follow_up(group.anna, readers=(0, 1, 3), sealed=other, envelope="replace")
    offices.file(word.record)
    desk.tend()
    desk.posting.lock()
    group.step(2)
    assert _shares_of(group, "prosecutor-1") == 0
    group.close()
