# SPDX-License-Identifier: AGPL-3.0-or-later
"""An opening along its way: asked, voted upon, told, released, opened."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from plaint.casework.opening import Stage, Stray, Why
from plaint.casework.openings import envelope_of, purposes_of
from plaint.casework.statements import Recusal
from tests.support.asking import ALL, Asking, change_member, envelope, member_at


def test_the_whole_way() -> None:
    """Asked, k bodies say yes, the complainant is told, shares go, and the receiver says that it is open."""
    anna = Asking()
    request = anna.ask(0)
    assert anna.opening(request).stage is Stage.VOTING
    anna.vote(1, request)
    assert anna.opening(request).stage is Stage.VOTING
    anna.vote(2, request)
    opening = anna.opening(request)
    assert (opening.stage, opening.must_tell) == (Stage.AGREED, True)
    assert opening.agreed is not None
    assert opening.agreed.slots == (1, 2)
    anna.tell(0, request)
    opening = anna.opening(request)
    assert (opening.stage, opening.must_tell) == (Stage.RELEASING, False)
    assert [slot for slot in range(8) if opening.must_release(slot)] == [1, 2]
    anna.release(1, request)
    assert [slot for slot in range(8) if anna.opening(request).must_release(slot)] == [2]
    anna.release(2, request)
    assert anna.opening(request).stage is Stage.RELEASED
    anna.result(0, request)
    assert anna.opening(request).stage is Stage.OPENED


def test_every_desk_sees_the_same() -> None:
    """Whichever reader folds the case, the opening comes out equal."""
    anna = Asking()
    request = anna.agreed()
    anna.tell(0, request)
    anna.release(1, request)
    assert len({repr(anna.openings(slot=slot)) for slot in ALL}) == 1


def test_who_said_no_releases_nothing() -> None:
    """A trustee who said no, or nothing, has no share to send when others made it k."""
    anna = Asking()
    request = anna.ask(0)
    anna.vote(3, request, "no")
    anna.vote(1, request)
    anna.vote(2, request)
    anna.tell(0, request)
    opening = anna.opening(request)
    assert [slot for slot in range(8) if opening.must_release(slot)] == [1, 2]


def test_a_yes_taken_back_after_k_holds_the_own_share_back() -> None:
    """Votes are counted until k stand; a trustee who changes their mind later still keeps the own share."""
    anna = Asking()
    request = anna.agreed()
    anna.vote(1, request, "no")
    anna.tell(0, request)
    opening = anna.opening(request)
    assert opening.stage is Stage.RELEASING
    assert [slot for slot in range(8) if opening.must_release(slot)] == [2]
    anna.release(1, request)
    assert anna.opening(request).shares[0].stray is Stray.NO_YES


def test_a_changed_vote_is_counted_once() -> None:
    """Yes, no, yes by one trustee is one yes; the last word before k stands is the one that counts."""
    anna = Asking()
    request = anna.ask(0)
    for vote in ("yes", "no", "yes"):
        anna.vote(1, request, vote)
    assert anna.opening(request).agreed is None
    anna.vote(1, request, "no")
    anna.vote(2, request)
    assert anna.opening(request).agreed is None
    anna.vote(3, request)
    agreed = anna.opening(request).agreed
    assert agreed is not None
    assert agreed.slots == (2, 3)


def test_three_of_four_can_refuse() -> None:
    """When so many said no that k cannot be reached it shows as refused, until one of them says yes."""
    anna = Asking()
    request = anna.ask(0)
    for slot in (1, 2, 3):
        anna.vote(slot, request, "no")
    assert anna.opening(request).stage is Stage.REFUSED
    anna.vote(3, request)
    assert anna.opening(request).stage is Stage.VOTING


def test_enough_is_enough() -> None:
    """With three yes for k = 2, the third desk keeps its share once two are out; a bad one calls for another."""
    anna = Asking()
    request = anna.agreed(voters=(1, 2, 3))
    anna.tell(0, request)
    anna.release(1, request)
    anna.release(2, request, spoilt=True)
    assert not anna.opening(request).must_release(3)
    anna.result(0, request, bad=(member_at(2).id,), outcome="failed")
    opening = anna.opening(request)
    assert opening.bad == {2}
    assert opening.stage is Stage.RELEASING
    assert opening.must_release(3)
    anna.release(3, request)
    assert anna.opening(request).stage is Stage.RELEASED


def test_a_request_ends() -> None:
    """After its last day no vote counts, no share is to go, and one that comes is marked."""
    anna = Asking()
    request = anna.ask(0, days=5)
    anna.vote(1, request)
    anna.day += 6
    anna.vote(2, request)
    opening = anna.opening(request)
    assert (opening.stage, opening.agreed) == (Stage.ENDED, None)
    other = Asking()
    request = other.agreed(days=5)
    other.tell(0, request)
    other.day += 6
    assert not other.opening(request).must_release(1)
    other.release(1, request)
    assert other.opening(request).shares[0].stray is Stray.LATE


def test_the_last_day_still_counts() -> None:
    """What comes on the last day itself is in time."""
    anna = Asking()
    request = anna.ask(0, days=5)
    anna.day += 5
    anna.vote(1, request)
    anna.vote(2, request)
    anna.tell(0, request)
    assert anna.opening(request).must_release(1)


def test_a_deferral_lets_shares_go_until_its_day() -> None:
    """A court's order may put off telling: shares go first, and on the day after the person has to be told."""
    anna = Asking()
    request = anna.agreed(ground="court", defer=10, defer_reason="order of 3 May")
    opening = anna.opening(request)
    assert (opening.must_tell, opening.must_release(1)) == (False, True)
    anna.release(1, request)
    anna.day += 11
    opening = anna.opening(request)
    assert (opening.must_tell, opening.must_release(2)) == (True, False)
    anna.release(2, request)
    assert anna.opening(request).shares[1].stray is Stray.EARLY
    anna.tell(3, request)
    opening = anna.opening(request)
    assert (opening.must_tell, opening.must_release(2)) == (False, True)


def test_what_may_have_been_seen_is_told_though_the_request_fell() -> None:
    """Once a share is out, a withdrawal or the end of the request spares nobody the telling, nor does its deferral."""
    anna = Asking()
    request = anna.agreed(ground="court", defer=10, defer_reason="order of 3 May")
    anna.release(1, request)
    anna.withdraw(0, request)
    opening = anna.opening(request)
    assert (opening.stage, opening.void, opening.must_tell) == (Stage.VOID, Why.WITHDRAWN, True)
    untouched = Asking()
    request = untouched.agreed()
    untouched.withdraw(0, request)
    assert not untouched.opening(request).must_tell


@pytest.mark.parametrize("what", ["withdraw", "close"])
def test_consent_taken_back_leaves_nothing_to_vote_on(what: str) -> None:
    """A purpose that is withdrawn, and the wish to stop, end what rests on consent, for good."""
    anna = Asking()
    request = anna.agreed(ground="consent", purpose="contact")
    anna.tell(0, request)
    assert anna.opening(request).must_release(1)
    anna.write(text="нет", **({"withdraw": ("contact",)} if what == "withdraw" else {"close": True}))
    opening = anna.opening(request)
    assert (opening.void, opening.must_release(1)) == (Why.CONSENT, False)
    assert "contact" not in purposes_of(anna.case())
    anna.write(grant=("contact",))
    assert anna.opening(request).void is Why.CONSENT
    assert anna.opening(anna.ask(0, ground="consent", purpose="contact")).void is None


def test_another_envelope_makes_the_older_request_void() -> None:
    """The envelope in force is the one that the person sealed last."""
    anna = Asking()
    request = anna.agreed()
    anna.write(text="другое имя", sealed=envelope(number=2))
    assert anna.opening(request).void is Why.ENVELOPE
    assert envelope_of(anna.case()) == envelope(number=2)
    anna.day += 1
    assert anna.opening(anna.ask(0)).void is Why.ENVELOPE
    anna.sealed = envelope(number=2)
    assert anna.opening(anna.ask(0)).void is None


def test_only_who_asked_takes_it_back() -> None:
    """Another reader's withdrawal of a request moves nothing."""
    anna = Asking()
    request = anna.agreed()
    anna.withdraw(3, request)
    assert anna.opening(request).void is None
    anna.withdraw(0, request)
    assert anna.opening(request).void is Why.WITHDRAWN


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (change_member(0, retired=True), Why.PARTY),
        (change_member(0, recipient=member_at(4).recipient), Why.KEY),
    ],
)
def test_a_new_charter_can_end_a_request(change: Callable[..., object], why: Why) -> None:
    """When its receiver is retired or gets another key, shares voted for the old one go nowhere."""
    anna = Asking()
    request = anna.agreed()
    anna.tell(0, request)
    anna.amend(change)  # type: ignore[arg-type]  # a change of a charter
    opening = anna.opening(request)
    assert (opening.void, opening.must_release(1)) == (why, False)


def test_a_receiver_who_stepped_out_gets_nothing() -> None:
    """Neither who asked nor who was to get the shares may have left the case."""
    anna = Asking()
    request = anna.agreed(0, to=4)
    anna.tell(0, request)
    anna.say(4, Recusal(slot=4, reason="a cousin"))
    assert anna.opening(request).void is Why.PARTY


def test_a_ground_of_a_newer_program_is_not_voted_on() -> None:
    """A request on a ground that this program does not know is shown, and nobody's desk releases for it."""
    anna = Asking()
    request = anna.agreed(ground="prophecy")
    assert anna.opening(request).void is Why.GROUND


def test_a_notice_counts_when_it_is_on_the_board_as_said() -> None:
    """The record alone tells nobody: without the message, or with another text or sender, nothing may go."""
    anna = Asking()
    request = anna.agreed()
    anna.tell(0, request, on_board=False)
    assert anna.opening(request).told is None
    seen = anna.tell(0, request)
    (message,) = anna.posted
    good = anna.posted[message]
    for other in (replace(good, text="Погода."), replace(good, slot=3), replace(good, language="en")):
        anna.posted[message] = other
        assert anna.opening(request).told is None
    anna.posted[message] = good
    assert anna.opening(request).told == good
    anna.posted[message] = replace(good, index=seen.index + 5)
    assert not anna.opening(request).must_release(1)


def test_a_notice_says_what_was_voted_upon() -> None:
    """A text that does not begin with the one in the request is no telling."""
    anna = Asking()
    request = anna.agreed()
    anna.tell(0, request, "Всё хорошо.")
    assert anna.opening(request).told is None


def test_two_trustees_of_one_body_are_one_body() -> None:
    """Where a charter has changed a body's trustee and an envelope holds seats of both, they do not make two."""
    sealed = envelope(trustees=(0, 4, 1))
    anna = Asking(sealed=sealed)
    anna.amend(change_member(4, trustee=True))
    request = anna.ask(1)
    anna.vote(0, request)
    anna.vote(4, request)
    assert anna.opening(request).agreed is None
    anna.vote(1, request)
    assert anna.opening(request).agreed is not None


def test_who_left_before_k_stood_is_not_counted() -> None:
    """A yes of a trustee who was retired, recused, or is trustee no longer falls away if it is needed later."""
    for leave in ("retire", "recuse", "replace"):
        anna = Asking()
        request = anna.ask(0)
        anna.vote(1, request)
        if leave == "recuse":
            anna.say(1, Recusal(slot=1, reason="a cousin"))
            anna.readers = (0, 2, 3, 4, 5)
        else:
            anna.amend(change_member(1, **({"retired": True} if leave == "retire" else {"trustee": False})))
        anna.vote(2, request)
        assert anna.opening(request).agreed is None, leave
        anna.vote(3, request)
        assert anna.opening(request).agreed is not None, leave


def test_only_the_receiver_says_what_became_of_the_shares() -> None:
    """Another reader's word that it was opened moves nothing, nor does the receiver's own before k shares are out."""
    anna = Asking()
    request = anna.agreed()
    anna.result(0, request)
    anna.tell(0, request)
    anna.release(1, request)
    anna.release(2, request)
    anna.result(3, request)
    assert anna.opening(request).stage is Stage.RELEASED
    anna.result(0, request)
    assert anna.opening(request).stage is Stage.OPENED
