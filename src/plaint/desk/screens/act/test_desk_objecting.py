# SPDX-License-Identifier: AGPL-3.0-or-later
"""Objecting to an erasure on the page of a case: who is told of it, what is queued, what it keeps, what is refused."""

import html
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from plaint.casework.statements import Note, Objection, Recusal
from plaint.desk.preferences import Preferences
from plaint.desk.vault import cases
from plaint.seal.chunks import OutgoingFile
from tests.support.desks import Browser, FakeServer, close, connect_as, make_test_desk, seen, sync
from tests.support.groups import small_group
from tests.support.ledgers import Ledger
from tests.support.tellers import READERS, Teller

DAY = 86_400
HEADING = "An erasure was asked for"
CHIP = "To be erased"
COMPLAINT = 1
"""Ledger index of the first complaint: the charter lies at 0."""


@pytest.fixture(name="case_id")
def _case_id(teller: Teller) -> bytes:
    """Give a case of which the complaint is to be erased on 24 May 2017."""
    case_id = teller.begin(account="жалоба")
    teller.ledger.tombstone(COMPLAINT)
    teller.page(case_id)
    return case_id


@pytest.fixture(name="stranger")
def _stranger(tmp_path: Path, server: FakeServer, teller: Teller) -> Iterator[Browser]:
    """Give the browser of a member of the accused body, who reads nothing of the case."""
    desk = make_test_desk(tmp_path / "other", server)
    browser = connect_as(desk, "interior-1", small_group())
    sync(desk, teller.ledger.now)
    yield browser
    close(desk)


def shown(teller: Teller, case_id: bytes) -> str:
    """Return the case's page as it is, without a sync before."""
    return seen(teller.browser.get(f"/case/{case_id.hex()}"))


def listed(browser: Browser) -> str:
    """Return the list of all cases as it is read."""
    return seen(browser.get("/cases?show=all"))


def objecting(**more: str) -> dict[str, str]:
    """Return the whole form, with one field changed or more of them."""
    return {f"entry.{COMPLAINT}": "on", "reason": "к ней приходили", "sure": "on", **more}


def test_a_reader_is_told_of_an_erasure_and_of_its_day(teller: Teller, case_id: bytes) -> None:
    """List and page say it, with what goes, when, and what an objection does and does not do; the form stands open."""
    assert CHIP in listed(teller.browser)
    page = shown(teller, case_id)
    assert HEADING in page
    assert "Complaint · The complainant (entry 1) Leaves the readers’ desks on 24 May 2017." in page
    for words in (
        "stays, with its files, on the desks of all who read this case", "neither the server nor the complainant",
        "It does not stop the server", "Do not wait for the last day", "may freely want to be forgotten",
    ):  # fmt: skip
        assert words in page
    text = teller.browser.get(f"/case/{case_id.hex()}").text
    assert '<details class="paper" id="object" open>' in text
    assert '<a href="#object">' in text


def test_without_an_erasure_nothing_is_offered(teller: Teller) -> None:
    """A case of which nothing is to be erased has no such form, and one that comes anyway is refused."""
    case_id = teller.begin(account="жалоба")
    teller.ledger.tombstone(COMPLAINT, token=bytes(32))
    page = teller.page(case_id)
    assert HEADING not in page
    assert "Object to the erasure" not in page
    assert CHIP not in listed(teller.browser)
    assert teller.do(case_id, "object", **objecting()).status_code == 422
    assert teller.outbox(case_id) == []


def test_an_objection_is_queued_for_the_readers(teller: Teller, case_id: bytes) -> None:
    """It is sealed to all who read the case; the page then says that the entry stays, and offers no second one."""
    answer = teller.do(case_id, "object", **objecting(reason=" к ней приходили "))
    assert answer.status_code == 200
    assert teller.outbox(case_id) == [(Objection(index=COMPLAINT, reason="к ней приходили"), READERS)]
    page = seen(answer)
    assert "A reader has objected: it stays on the readers’ desks." in page
    assert "objected: entry 1 of the ledger" in page
    assert "Object to the erasure" not in page
    assert "Objection to an erasure" in seen(teller.browser.get("/post"))
    assert teller.do(case_id, "object", **objecting()).status_code == 422
    assert len(teller.outbox(case_id)) == 1


def test_it_keeps_the_entry_here_before_it_was_posted(teller: Teller, case_id: bytes) -> None:
    """The day of the erasure passes while the objection still waits in the outbox: this desk has dropped nothing."""
    teller.do(case_id, "object", **objecting())
    teller.ledger.tick(30 * DAY)
    assert "жалоба" in teller.page(case_id)
    assert teller.outbox(case_id) != []


def test_without_an_objection_the_case_goes(teller: Teller, case_id: bytes) -> None:
    """Where nobody objects, the day passes and the case is gone from page and list."""
    teller.ledger.tick(30 * DAY)
    sync(teller.browser.desk, teller.ledger.now)
    assert "There is no such case on this desk." in shown(teller, case_id)
    assert CHIP not in listed(teller.browser)


def test_a_colleagues_objection_ends_the_warning(teller: Teller, case_id: bytes) -> None:
    """Once the ledger shows an objection, the list is quiet, and the page says that the entry stays."""
    teller.say("ngo-1", Objection(index=COMPLAINT, reason="к ней приходили"), case_id)
    page = teller.page(case_id)
    assert "A reader has objected: it stays on the readers’ desks." in page
    assert "Object to the erasure" not in page
    assert CHIP not in listed(teller.browser)


def test_each_entry_is_chosen_by_itself(teller: Teller) -> None:
    """Of several entries that are to be erased, those that were ticked are kept, with one objection each."""
    case_id = teller.begin(account="жалоба")
    for text in ("первое", "второе"):
        teller.ledger.file(teller.story.follow_up(teller.person, readers=READERS, text=text).record)
    for index in (1, 2, 3):
        teller.ledger.tombstone(index)
    page = teller.page(case_id)
    assert page.count("Leaves the readers’ desks") == 3
    assert page.count("A later word · The complainant") == 4
    teller.do(case_id, "object", **{"entry.3": "on", "entry.1": "on"}, reason="страх", sure="on")
    said = [statement for statement, _ in teller.outbox(case_id)]
    assert said == [Objection(index=1, reason="страх"), Objection(index=3, reason="страх")]
    text = teller.browser.get(f"/case/{case_id.hex()}").text
    assert re.findall(r'name="entry\.(\d+)"', text) == ["2"]


def test_files_alone_can_be_to_erase(teller: Teller) -> None:
    """Where only a chunk is aimed at, list and page say so, and of which entry: its record names it."""
    case_id = teller.begin(account="жалоба")
    photo = OutgoingFile(content=b"x", name="x.jpg", media_type="image/jpeg", original=False)
    (blob,) = photo.blobs()
    chunk = teller.ledger.chunk(blob)
    named = (photo.attachment((sha256(blob).digest(),)),)
    follow_up = teller.story.follow_up(teller.person, readers=READERS, text="снимок", files=named)
    index = teller.ledger.file(follow_up.record)
    teller.ledger.tombstone(chunk)
    assert "Only the files: A later word · The complainant · 1 file" in teller.page(case_id)
    assert CHIP in listed(teller.browser)
    teller.do(case_id, "object", **{f"entry.{index}": "on"}, reason="доказательство", sure="on")
    assert [said for said, _ in teller.outbox(case_id)] == [Objection(index=index, reason="доказательство")]
    teller.say("prosecutor-1", Objection(index=index, reason="снимок нужен"), case_id)
    teller.page(case_id)
    assert CHIP not in listed(teller.browser)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({f"entry.{COMPLAINT}": ""}, "Nothing was chosen that can still be kept."),
        ({"entry.0": "on"}, "Nothing was chosen that can still be kept."),
        ({"entry.7": "on"}, "Nothing was chosen that can still be kept."),
        ({"entry.01": "on"}, "Nothing was chosen that can still be kept."),
        ({"reason": " \r\n"}, "The reason is missing or too long."),
        ({"reason": "п" * 1001}, "The reason is missing or too long."),
        ({"sure": ""}, "This was not confirmed."),
    ],
)
def test_what_will_not_do_is_refused_and_kept(
    teller: Teller, case_id: bytes, changed: dict[str, str], told: str
) -> None:
    """A refusal says what is wrong, marks the field, holds what was typed, and queues nothing."""
    form = {name: value for name, value in objecting(**changed).items() if value}
    answer = teller.do(case_id, "object", **form)
    assert answer.status_code == 422
    assert told in seen(answer)
    assert answer.text.count('aria-invalid="true"') == 1
    assert 'role="alert"' in answer.text
    assert f">{form.get('reason', '')}</textarea>".replace("\r", "") in answer.text.replace("\r", "")
    assert teller.outbox(case_id) == []


def test_every_control_has_a_name_and_needs_no_script(teller: Teller, case_id: bytes) -> None:
    """The form is of native controls in reading order, each with a label: a keyboard or a reader's voice is enough."""
    text = teller.browser.get(f"/case/{case_id.hex()}").text
    (form,) = re.findall(r'<form method="post" action="[^"]*/object">.*?</form>', text, re.DOTALL)
    controls = re.findall(r'<(?:input|textarea)[^>]* id="([^"]+)"', form)
    assert controls == [f"object-{COMPLAINT}", "object-reason", "object-sure"]
    for control in controls:
        assert f'<label for="{control}">' in form
    assert "<legend>What is to stay</legend>" in form
    assert "tabindex" not in form
    assert form.count("<button>") == 1
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_it_can_be_done_in_russian(teller: Teller, case_id: bytes) -> None:
    """The whole form stands in Russian, and no text of it is missing there."""
    teller.browser.desk.preferences = Preferences("ru")
    page = shown(teller, case_id)
    for words in (
        "Просят удалить", "Уйдёт с рабочих столов читателей: 24 мая 2017", "Возразить против удаления",
        "Сервер это не остановит", "Почему это должно остаться",
    ):  # fmt: skip
        assert words in page
    assert "Будет удалено" in listed(teller.browser)


def test_who_does_not_read_the_case_sees_nothing(case_id: bytes, stranger: Browser) -> None:
    """For a member of the accused body there is no case, no line, no word of an erasure, and no way to object."""
    for path in ("/cases?show=all", "/ledger", "/post", f"/case/{case_id.hex()}"):
        page = seen(stranger.get(path))
        assert HEADING not in page
        assert CHIP not in page
        assert "Object to the erasure" not in page
    never = stranger.get("/case/" + "11" * 16)
    assert stranger.get(f"/case/{case_id.hex()}").text == never.text
    answer = stranger.post(f"/case/{case_id.hex()}/object", **objecting())
    assert "There is no such case on this desk." in seen(answer)
    opened = stranger.desk.session.use()
    assert opened is not None
    with opened.vault.read() as rows:
        assert rows.execute("SELECT count(*) FROM waiting WHERE case_id = ?", (case_id,)).fetchone() == (0,)
        assert cases.page(rows, "all", me="interior-1").rows == ()


def test_who_stepped_out_is_told_and_cannot_object(teller: Teller, case_id: bytes) -> None:
    """A recused member still has the complaint and sees that it goes; the form is not there, and is refused."""
    teller.say("ombudsman-1", Recusal(slot=0, reason="знакомы"), case_id)
    page = teller.page(case_id)
    assert HEADING in page
    assert "Object to the erasure" not in page
    answer = teller.do(case_id, "object", **objecting())
    assert answer.status_code == 422
    assert "You do not read this case any more." in seen(answer)


def test_words_in_the_reason_stay_words(teller: Teller, case_id: bytes) -> None:
    """Markup in a reason is shown as it was typed."""
    nasty = "<script>alert(1)</script>"
    answer = teller.do(case_id, "object", **objecting(reason=nasty))
    assert "<script>alert" not in answer.text
    assert html.escape(nasty) in answer.text


def test_what_members_wrote_can_be_named_too(teller: Teller, ledger: Ledger) -> None:
    """A colleague's entry that k bodies want erased stands under the colleague's role; a token alone does nothing."""
    case_id = teller.begin(account="жалоба")
    teller.say("ngo-1", Note(audience="readers", text="совпадает"), case_id)
    ledger.tombstone(2)
    assert HEADING not in teller.page(case_id)
    ledger.tombstone_by_group(2, "ombudsman-1", "ngo-1")
    page = teller.page(case_id)
    assert "Note · officer of ngo (entry 2) Signed for the group by: officer of ngo, ngo; officer of ombudsman" in page
    assert "(ombudsman-1), ombudsman. Leaves the readers’ desks" in page


def test_k_bodies_do_not_erase_a_complaint_unseen(teller: Teller, ledger: Ledger) -> None:
    """Where the accused body and another want a complaint gone, its readers see who signed, and one of them keeps it.

    The accused body's member cannot read it, and need not: a number is enough to sign for.
    """
    case_id = teller.begin(account="жалоба")
    ledger.tombstone_by_group(COMPLAINT, "interior-1", "prosecutor-1")
    page = teller.page(case_id)
    assert "Signed for the group by: officer of interior, interior; officer of prosecutor" in page
    assert CHIP in listed(teller.browser)
    teller.do(case_id, "object", **objecting())
    ledger.tick(30 * DAY)
    assert "жалоба" in teller.page(case_id)


def test_who_signed_is_told_beside_the_authors_own_wish(teller: Teller, case_id: bytes, ledger: Ledger) -> None:
    """A token alone names nobody; where the group asks as well, later, its signers stand there and the day stays."""
    assert "Signed for the group" not in shown(teller, case_id)
    ledger.tick(5 * DAY)
    ledger.tombstone_by_group(COMPLAINT, "interior-1", "ngo-1")
    page = teller.page(case_id)
    assert "Signed for the group by: officer of interior, interior; officer of ngo, ngo. Leaves" in page
    assert "24 May 2017" in page
