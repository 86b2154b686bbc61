# SPDX-License-Identifier: AGPL-3.0-or-later
"""Replying to a complainant: looked at first, queued in role, dated, and kept while it is written."""

import pytest

from plaint.casework.statements import Reply
from plaint.desk.vault import drafts
from plaint.entry.cell import MessageKind
from plaint.entry.message import Reply as Message
from tests.support.desks import seen
from tests.support.tellers import Teller

TEXT = "Мы прочли ваше обращение.\nГде это было?"


@pytest.fixture(name="case_id")
def _case_id(teller: Teller) -> bytes:
    case_id = teller.begin(account="жалоба")
    teller.page(case_id)
    return case_id


def parts(teller: Teller) -> list[tuple[int, int]]:
    """Return kind and number of parts of each message in the outbox, without what the desk says by itself."""
    with teller.opened().vault.read() as rows:
        found = rows.execute("SELECT kind, count(*) FROM message JOIN part USING (message_id) GROUP BY message_id")
        return [row for row in found.fetchall() if row[0] != MessageKind.RECEIVED]


def draft(teller: Teller, case_id: bytes) -> str:
    """Return the draft of a reply."""
    with teller.opened().vault.read() as rows:
        return drafts.get(rows, case_id, "reply")


def test_a_reply_is_looked_at_before_it_is_queued(teller: Teller, case_id: bytes) -> None:
    """The look shows the words, the role in the complainant's language, and by when; nothing is queued by it."""
    page = seen(teller.do(case_id, "reply", text=TEXT))
    assert "Мы прочли ваше обращение. Где это было?" in page
    assert "officer of ombudsman (по-русски)" in page
    assert "ombudsman-1" not in page.split("Reply in")[1]
    assert "It takes 1 cell. If nothing more urgent comes, it is on the board by 10 May, 16:00 UTC." in page
    assert parts(teller) == []
    assert draft(teller, case_id) == TEXT


@pytest.mark.parametrize("consent", [("contact", "lead"), ("lead",)])
def test_who_has_not_allowed_answers_is_not_answered_unawares(teller: Teller, consent: tuple[str, ...]) -> None:
    """The look says so where the complainant has not allowed answers, and only there; the reply can still be sent."""
    case_id = teller.begin(account="жалоба", consent=consent)
    teller.page(case_id)
    page = seen(teller.do(case_id, "reply", text=TEXT))
    assert ("The complainant has not allowed answers." in page) == ("contact" not in consent)
    teller.do(case_id, "reply/send")
    assert parts(teller) == [(MessageKind.REPLY, 1)]


def test_a_queued_reply_is_two_things(teller: Teller, case_id: bytes) -> None:
    """Cells for the complainant, and the same text as a record for all readers, dated with the day of posting."""
    teller.do(case_id, "reply", text=TEXT)
    page = seen(teller.do(case_id, "reply/send"))
    assert parts(teller) == [(MessageKind.REPLY, 1)]
    ((said, readers),) = teller.outbox(case_id)
    assert isinstance(said, Reply)
    assert (said.text, said.day, said.language, readers) == (TEXT, teller.browser.desk.today, "ru", (0, 1, 3))
    assert page.index("waits for its turn") < page.index("Где это было?")
    assert "Dated 10 May 2017." in page
    assert "Should be there by 10 May, 13:00 UTC." in page
    assert draft(teller, case_id) == ""


def test_the_forecast_counts_what_waits_before_it(teller: Teller, case_id: bytes) -> None:
    """A second long reply is promised for later than the first, by as many ticks as its cells need."""
    first = seen(teller.do(case_id, "reply", text="Долго. " * 200))
    teller.do(case_id, "reply/send")
    second = seen(teller.do(case_id, "reply", text="Коротко."))
    assert "It takes 3 cells." in first
    assert "on the board by 10 May, 22:00 UTC" in first
    assert "on the board by 11 May, 01:00 UTC" in second


def test_sending_twice_queues_once(teller: Teller, case_id: bytes) -> None:
    """A second press finds no draft and sends nothing."""
    teller.do(case_id, "reply", text=TEXT)
    teller.do(case_id, "reply/send")
    teller.do(case_id, "reply/send")
    assert len(parts(teller)) == 1


def test_what_is_too_long_is_refused_and_kept(teller: Teller, case_id: bytes) -> None:
    """A text beyond 10,000 characters is not queued; it waits as a draft to be shortened."""
    long = "Длинно. " * 1_300
    assert "too long for one reply" in seen(teller.do(case_id, "reply", text=long))
    answer = teller.do(case_id, "reply/send")
    assert answer.status_code == 422
    assert "The text is empty or too long." in seen(answer)
    assert parts(teller) == []
    assert teller.outbox(case_id) == []
    assert draft(teller, case_id) == long


def test_an_empty_reply_leads_back(teller: Teller, case_id: bytes) -> None:
    """Nothing typed is nothing to look at."""
    for path in ("reply", "reply/send"):
        assert teller.do(case_id, path, text=" \r\n ").url.path.endswith(case_id.hex())
    assert teller.browser.get(f"/case/{case_id.hex()}/reply").url.path.endswith(case_id.hex())


def test_the_draft_opens_the_form_again(teller: Teller, case_id: bytes) -> None:
    """Whoever goes back from the look finds the words where they were typed."""
    teller.do(case_id, "reply", text="Начатый ответ")
    text = teller.browser.get(f"/case/{case_id.hex()}").text
    assert ">Начатый ответ</textarea>" in text
    assert '<details class="paper" id="reply" open>' in text


def test_a_reply_waits_for_unlocking(teller: Teller, case_id: bytes) -> None:
    """While the desk is locked no page of a reply shows anything, and nothing is queued."""
    teller.do(case_id, "reply", text=TEXT)
    teller.browser.post("/lock")
    for answer in (
        teller.browser.get(f"/case/{case_id.hex()}/reply"),
        teller.do(case_id, "reply", text=TEXT),
        teller.do(case_id, "reply/send"),
    ):
        assert answer.url.path.endswith("/unlock")
        assert "прочли" not in answer.text


def test_who_stepped_out_does_not_reply(teller: Teller, case_id: bytes) -> None:
    """A reply by somebody who no longer reads the case would count for nothing: it is refused."""
    teller.do(case_id, "reply", text=TEXT)
    teller.do(case_id, "step-out", sure="on", reason="")
    answer = teller.do(case_id, "reply/send")
    assert "You do not read this case any more." in seen(answer)
    assert parts(teller) == []


def test_the_look_shows_what_the_cells_hold(teller: Teller, case_id: bytes) -> None:
    """What is signed into the cells is what was shown: role, day, language and text."""
    teller.do(case_id, "reply", text=TEXT)
    teller.do(case_id, "reply/send")
    with teller.opened().vault.read() as rows:
        kind = int(MessageKind.REPLY)
        found = rows.execute("SELECT part.bytes FROM part JOIN message USING (message_id) WHERE kind = ?", (kind,))
        ((octets,),) = found.fetchall()
    length = int.from_bytes(octets[26:28], "big")
    message = Message.decode(octets[28 : 28 + length])
    assert (message.role, message.text) == ("officer of ombudsman (по-русски)", TEXT)
    assert (message.day, message.language) == (teller.browser.desk.today, "ru")
