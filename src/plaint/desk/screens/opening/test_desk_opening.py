# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages about envelopes: asking, voting, step by step, and the name."""

import hashlib
from collections.abc import Mapping
from typing import Any

import pytest

from plaint.casework.disclosure import (
    Opened,
    OpeningRequest,
    OpeningShare,
    OpeningVote,
    OpeningWithdrawal,
)
from plaint.casework.seen import Seen
from plaint.casework.statements import Statement, write_statement
from plaint.entry.kinds import Tag
from tests.support.asking import NAME, envelope, member_at, sealed_share
from tests.support.desks import seen
from tests.support.tellers import READERS, Teller

SEALED = envelope(trustees=READERS)
WISH = {
    "to": "0", "ground": "correction", "purpose": "", "reason": "ошибка в имени", "days": "14", "defer": "0",
    "defer_reason": "",
}  # fmt: skip


@pytest.fixture(name="case_id")
def _case_id(teller: Teller) -> bytes:
    case_id = teller.begin(account="жалоба", sealed=SEALED, consent=("contact",))
    teller.page(case_id)
    return case_id


def _say(teller: Teller, slot: int, said: Statement, **sections: bytes) -> Seen:
    """File what a member says, as the next entry, with the next tick."""
    kind, document = write_statement(said)
    body = {int(Tag.DOCUMENT): document} | {int(Tag[name.upper()]): part for name, part in sections.items()}
    story = teller.story
    record = story.member_record(member_at(slot).id, kind, body, of=teller.person.case_id, readers=READERS)
    teller.ledger.file(record.record)
    teller.ledger.tick(3600)
    return record


def _request(teller: Teller, slot: int, **changes: Any) -> Seen:
    to = changes.get("to", slot)
    return _say(teller, slot, OpeningRequest(**{
        "envelope": SEALED.eid, "to": to, "key": hashlib.sha256(member_at(to).recipient).digest(),
        "ground": "court", "purpose": "", "reason": "суд просит", "language": "ru", "telling": "Ваш конверт откроют.",
        "days": 20, "defer": 10, "defer_reason": "тайна следствия", **changes,
    }))  # fmt: skip


def _vote(teller: Teller, slot: int, request: Seen, vote: str = "yes") -> None:
    _say(teller, slot, OpeningVote(request=request.hash, vote=vote, reason="документ видел"))


def _page(teller: Teller, case_id: bytes) -> str:
    teller.page(case_id)
    answer = teller.browser.get(f"/case/{case_id.hex()}/opening")
    assert answer.status_code == 200
    return seen(answer)


def _released(teller: Teller, case_id: bytes) -> Seen:
    """Let everything be done by the others, up to the shares for this desk's member."""
    request = _request(teller, 0)
    for slot in (1, 3):
        _vote(teller, slot, request)
    for slot in (1, 3):
        _say(teller, slot, OpeningShare(request.hash), slice=sealed_share(slot, SEALED, 0))
    teller.page(case_id)
    return request


def test_asking_is_offered_where_there_is_a_name(teller: Teller, case_id: bytes) -> None:
    """The case leads to the page; the page says how many have to agree, and lists only grounds that can count."""
    assert "Requests to open it, and asking for it" in teller.page(case_id)
    page = _page(teller, case_id)
    assert "You ask 3 trustees; 2 of different bodies have to agree." in page
    assert "the person allows it" in page
    assert "handing it over" not in page


def test_without_an_envelope_nothing_is_offered(teller: Teller) -> None:
    """A complaint without a name has nothing to ask for."""
    case_id = teller.begin(account="жалоба")
    assert "Requests to open it" not in teller.page(case_id)
    assert "no sealed name" in _page(teller, case_id)
    assert teller.do(case_id, "opening/ask", **WISH).status_code == 422
    assert teller.outbox(case_id) == []


def test_a_request_is_queued_for_all_readers(teller: Teller, case_id: bytes) -> None:
    """It names the envelope, the receiver's key and the text for the complainant, in the complainant's language."""
    answer = teller.do(case_id, "opening/ask", **WISH)
    assert "waits in the outbox" in seen(answer)
    ((said, readers),) = teller.outbox(case_id)
    assert isinstance(said, OpeningRequest)
    assert readers == READERS
    assert (said.envelope, said.to) == (SEALED.eid, 0)
    assert said.key == hashlib.sha256(member_at(0).recipient).digest()
    assert said.language == "ru"
    assert said.telling.startswith("Это о конверте с вашим именем.")
    assert "Зачем: ошибка в имени" in said.telling


@pytest.mark.parametrize(
    ("change", "told", "kept"),
    [
        ({"ground": ""}, "Choose a ground.", ">ошибка в имени</textarea>"),
        ({"reason": "  "}, "Say why, in at most 1,000 characters.", 'value="14"'),
        ({"reason": "п" * 1_001}, "Say why, in at most 1,000 characters.", "п" * 1_001),
        ({"days": "31"}, "A request stands for 1 to 30 days.", 'value="31"'),
        ({"days": "+7"}, "A request stands for 1 to 30 days.", 'value="+7"'),
        ({"days": "٧"}, "A request stands for 1 to 30 days.", 'value="٧"'),
        ({"defer": "3", "defer_reason": "x"}, "cannot be put off", 'value="3"'),
        ({"ground": "court", "defer": "3"}, "why the complainant may not know", 'value="court" required checked'),
        ({"ground": "consent"}, "does not allow this", 'value="consent" required checked'),
        ({"to": "2"}, "does not read this case", ">ошибка в имени</textarea>"),
    ],
)
def test_what_will_not_do_is_refused_with_all_that_was_typed(
    teller: Teller, case_id: bytes, change: Mapping[str, str], told: str, kept: str
) -> None:
    """The field is named, what was typed stands there still, and nothing is queued."""
    answer = teller.do(case_id, "opening/ask", **{**WISH, **change})
    assert answer.status_code == 422
    assert told in seen(answer)
    assert kept in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert teller.outbox(case_id) == []


def test_requests_that_wait_for_me_come_first(teller: Teller, case_id: bytes) -> None:
    """The list over all cases shows where a vote is missing, and no more once it was given."""
    request = _request(teller, 1)
    teller.page(case_id)
    page = seen(teller.browser.get("/openings"))
    assert "Waiting for your vote" in page
    assert "No request waits" not in page
    teller.do(case_id, f"opening/{request.hash.hex()}/vote", vote="no", reason="нет оснований")
    assert teller.outbox(case_id)[-1][0] == OpeningVote(request=request.hash, vote="no", reason="нет оснований")
    _vote(teller, 0, request, "no")
    teller.page(case_id)
    page = seen(teller.browser.get("/openings"))
    assert "No request waits for your vote." in page
    assert "Other requests" in page


def test_a_vote_without_a_choice_or_reason_is_refused(teller: Teller, case_id: bytes) -> None:
    """What was typed stays, beside the request that it belongs to."""
    request = _request(teller, 1)
    teller.page(case_id)
    at = f"opening/{request.hash.hex()}/vote"
    answer = teller.do(case_id, at, reason="потому")
    assert (answer.status_code, "Choose yes or no." in seen(answer)) == (422, True)
    assert ">потому</textarea>" in answer.text
    answer = teller.do(case_id, at, vote="yes", reason="")
    assert (answer.status_code, "Say why" in seen(answer)) == (422, True)
    assert 'value="yes" required checked' in answer.text
    assert teller.outbox(case_id) == []


def test_each_step_is_told(teller: Teller, case_id: bytes) -> None:
    """Votes with their reasons, bodies that agreed, shares, and what went wrong stand on the page."""
    request = _request(teller, 1, to=3)
    _say(teller, 3, OpeningShare(request.hash), slice=sealed_share(3, SEALED, 3))
    _vote(teller, 1, request)
    page = _page(teller, case_id)
    assert "1 of 2 bodies said yes" in page
    assert "документ видел" in page
    assert "came that counts for nothing: before its time" in page
    _vote(teller, 3, request)
    page = _page(teller, case_id)
    assert "2 bodies said yes: officer of prosecutor (prosecutor-1); officer of ngo" in page
    assert "0 of 2 shares were released" in page
    assert "The complainant is told at the latest on" in page


def test_who_asked_takes_it_back(teller: Teller, case_id: bytes) -> None:
    """Only who asked is offered it."""
    mine, other = _request(teller, 0), _request(teller, 1)
    page = _page(teller, case_id)
    assert page.count("Take the request back") == 1
    assert teller.do(case_id, f"opening/{other.hash.hex()}/withdraw").status_code == 422
    teller.do(case_id, f"opening/{mine.hash.hex()}/withdraw", reason="нашлось иначе")
    assert teller.outbox(case_id)[-1][0] == OpeningWithdrawal(request=mine.hash, reason="нашлось иначе")


def test_the_name_is_shown_to_its_receiver_once_it_may(teller: Teller, case_id: bytes) -> None:
    """A form shows it, with the word "opened" queued before; no page that an address leads to holds it."""
    request = _released(teller, case_id)
    answer = teller.do(case_id, f"opening/{request.hash.hex()}/see")
    assert answer.status_code == 200
    assert NAME.name in seen(answer)
    assert "Do not copy this" in seen(answer)
    assert "no-store" in answer.headers["cache-control"]
    said = [each for each, _ in teller.outbox(case_id) if isinstance(each, Opened)]
    assert said == [Opened(request=request.hash, outcome="opened", shares=(member_at(1).id, member_at(3).id), bad=())]
    for path in (f"/case/{case_id.hex()}/opening", f"/case/{case_id.hex()}", "/openings", "/post"):
        assert NAME.name not in teller.browser.get(path).text
    assert teller.browser.get(f"/case/{case_id.hex()}/opening/{request.hash.hex()}/see").status_code in (404, 405)
    teller.do(case_id, f"opening/{request.hash.hex()}/see")
    assert len([each for each, _ in teller.outbox(case_id) if isinstance(each, Opened)]) == 1


def test_nobody_else_is_shown_the_name(teller: Teller, case_id: bytes) -> None:
    """A request whose shares go to somebody else offers nothing here, and the form is refused."""
    request = _request(teller, 1)
    for slot in (1, 3):
        _vote(teller, slot, request)
        _say(teller, slot, OpeningShare(request.hash), slice=sealed_share(slot, SEALED, 1))
    assert "show the name" not in _page(teller, case_id)
    answer = teller.do(case_id, f"opening/{request.hash.hex()}/see")
    assert answer.status_code == 422
    assert NAME.name not in answer.text
    assert teller.outbox(case_id) == []


def test_a_consent_taken_back_takes_the_name_away(teller: Teller, case_id: bytes) -> None:
    """Once the person has sealed another envelope, the older request shows nothing any more."""
    request = _released(teller, case_id)
    story, ledger = teller.story, teller.ledger
    word = story.follow_up(teller.person, readers=READERS, envelope="replace", sealed=envelope(number=2))
    ledger.file(word.record)
    page = _page(teller, case_id)
    assert "The complainant has sealed another envelope since." in page
    assert teller.do(case_id, f"opening/{request.hash.hex()}/see").status_code == 422


def test_a_locked_desk_shows_nothing(teller: Teller, case_id: bytes) -> None:
    """Every page and form leads to the door."""
    request = _released(teller, case_id)
    teller.browser.desk.session.lock()
    at = f"/case/{case_id.hex()}/opening"
    for answer in (
        teller.browser.get(at),
        teller.browser.get("/openings"),
        teller.browser.post(f"{at}/{request.hash.hex()}/see"),
        teller.browser.post(f"{at}/ask", **WISH),
    ):
        assert answer.url.path.endswith("/unlock")
        assert NAME.name not in answer.text


def test_the_thread_tells_of_openings(teller: Teller, case_id: bytes) -> None:
    """The page of the case has a line for each word about the envelope."""
    _released(teller, case_id)
    page = teller.page(case_id)
    assert "asks to open the envelope." in page
    assert page.count("votes yes on opening the envelope.") == 2
    assert page.count("released a share of the envelope.") == 2
