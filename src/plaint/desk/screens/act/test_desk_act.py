# SPDX-License-Identifier: AGPL-3.0-or-later
"""Doing something in a case: what is queued, for whom, and what is refused with all that was typed."""

import pytest

from plaint.casework.statements import Assignment, Note, Recusal, StatusChange, Widening
from plaint.desk.vault import cases, drafts
from plaint.entry.complaint import About
from tests.support.desks import seen
from tests.support.tellers import READERS, Teller

MEMBERS = {"member.ngo-1": "on", "member.prosecutor-1": "on"}
REFUSED: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("note", {"text": " ", "audience": "readers"}, "The text is empty or too long.", "checked"),
    ("note", {"text": "слово", "audience": "friends"}, "who can read this note", ">слово</textarea>"),
    ("note", {"text": "x" * 10_001, "audience": "body"}, "The text is empty or too long.", "x" * 10_001),
    ("note", {}, "who can read this note", ""),
    ("assign", {**MEMBERS, "due": "22.08.2017", "task": "позвонить"}, "This is no day.", 'value="позвонить"'),
    ("assign", {"due": "2017-02-30"}, "This is no day.", 'value="2017-02-30"'),
    ("assign", {"due": "1066-10-14"}, "This is no day.", 'value="1066-10-14"'),
    ("assign", {"member.interior-1": "on", "task": "дело"}, "does not read this case", 'value="дело"'),
    ("assign", {"member.nobody": "on", "task": "дело"}, "does not read this case", 'value="дело"'),
    ("assign", {"task": "т" * 301}, "What to do is too long.", "т" * 301),
    ("status", {"reason": "почему"}, "No status was chosen.", ">почему</textarea>"),
    ("status", {"status": "new", "reason": "почему"}, "No status was chosen.", ">почему</textarea>"),
    ("status", {"status": "closed", "reason": "почему"}, "closed on a ground only", ">почему</textarea>"),
    ("status", {"status": "closed", "ground": "silence"}, "on a ground only", 'value="closed" required checked'),
    ("status", {"status": "work", "reason": "п" * 1001}, "reason is missing or too long", "п" * 1001),
    ("widen", {"member.ombudsman-2": "on"}, "reason is missing", 'name="member.ombudsman-2" checked'),
    ("widen", {"reason": "нужен"}, "nobody was chosen", ">нужен</textarea>"),
    ("widen", {"member.prosecutor-2": "on", "reason": "нужен"}, "may not read the case", ">нужен</textarea>"),
    ("widen", {"member.interior-1": "on", "reason": "нужен"}, "may not read the case", ">нужен</textarea>"),
    ("step-out", {"reason": "знакомы"}, "This was not confirmed.", ">знакомы</textarea>"),
)
"""What is sent where, what the refusal says, and what it still holds."""


@pytest.fixture(name="case_id")
def _case_id(teller: Teller) -> bytes:
    case_id = teller.begin(account="жалоба", about=About(bodies=("interior",)), left_out=("prosecutor-2",))
    teller.page(case_id)
    return case_id


def test_a_note_goes_to_all_readers(teller: Teller, case_id: bytes) -> None:
    """A note for all is sealed to everyone who reads the case, and its draft is gone."""
    teller.do(case_id, "draft/note", text="совпадает с", round="0")
    answer = teller.do(case_id, "note", text=" совпадает с майским \r\n случаем ", audience="readers")
    assert answer.status_code == 200
    assert teller.outbox(case_id) == [(Note(audience="readers", text="совпадает с майским \n случаем"), (0, 1, 3))]
    with teller.opened().vault.read() as rows:
        assert drafts.get(rows, case_id, "note") == ""


def test_a_note_to_the_own_body_is_kept_by_keys(teller: Teller) -> None:
    """A note for one body is sealed to that body's readers alone; nobody else could open it, whatever a page shows."""
    case_id = teller.begin(account="жалоба", readers=(0, 1, 3, 4))
    teller.page(case_id)
    teller.do(case_id, "note", text="между нами", audience="body")
    assert teller.outbox(case_id) == [(Note(audience="body", text="между нами"), (0, 4))]


def test_an_assignment_is_queued_and_freed(teller: Teller, case_id: bytes) -> None:
    """Members, task and day are written; an empty list frees the case."""
    teller.do(case_id, "assign", **MEMBERS, task="позвонить", due="2017-08-22")
    assert "assigned to officer of ngo, officer of prosecutor (prosecutor-1)." in seen(teller.do(case_id, "assign"))
    said = [statement for statement, _ in teller.outbox(case_id)]
    assert said == [
        Assignment(members=("ngo-1", "prosecutor-1"), task="позвонить", due=17_400),
        Assignment(members=(), task="", due=None),
    ]


def test_a_status_is_queued(teller: Teller, case_id: bytes) -> None:
    """A ground stands only where the case is closed."""
    teller.do(case_id, "status", status="authority", ground="junk", reason="запрос")
    page = seen(teller.do(case_id, "status", status="closed", ground="asked", reason=""))
    assert "Closed: at the complainant’s free wish" in page
    said = [statement for statement, _ in teller.outbox(case_id)]
    assert said == [
        StatusChange(status="authority", ground="", reason="запрос"),
        StatusChange(status="closed", ground="asked", reason=""),
    ]


def test_a_case_is_opened_for_another_member(teller: Teller, case_id: bytes) -> None:
    """The widening is sealed to the readers and the one who is added, and takes the complaint along."""
    teller.do(case_id, "widen", **{"member.ombudsman-2": "on"}, reason="нужен врач")
    assert teller.outbox(case_id) == [(Widening(added=("ombudsman-2",), reason="нужен врач"), (0, 1, 3, 4))]


def test_stepping_out_ends_writing(teller: Teller, case_id: bytes) -> None:
    """After it the page offers nothing, and a form that is sent anyway is refused."""
    page = seen(teller.do(case_id, "step-out", sure="on", reason="знакомы"))
    assert "You do not read this case any more." in page
    assert teller.outbox(case_id) == [(Recusal(slot=0, reason="знакомы"), (0, 1, 3))]
    answer = teller.do(case_id, "note", text="ещё", audience="readers")
    assert answer.status_code == 422
    assert "You do not read this case any more." in seen(answer)
    assert len(teller.outbox(case_id)) == 1


def test_what_will_not_do_is_refused_and_kept(teller: Teller, case_id: bytes) -> None:
    """A refusal says what is wrong and what to do, holds all that was typed, and queues nothing."""
    for what, form, told, kept in REFUSED:
        answer = teller.do(case_id, what, **form)
        assert answer.status_code == 422, (what, told)
        assert told in seen(answer)
        assert kept in answer.text, (what, told)
        assert 'role="alert"' in answer.text
    assert teller.outbox(case_id) == []


def test_the_field_that_is_wrong_is_marked(teller: Teller, case_id: bytes) -> None:
    """Assistive technology is told which field will not do."""
    text = teller.do(case_id, "assign", due="gestern").text
    assert text.count('aria-invalid="true"') == 1
    assert 'id="due" name="due" type="date" autocomplete="off" aria-invalid="true" value="gestern"' in text


def test_whom_the_page_will_not_offer(teller: Teller, case_id: bytes) -> None:
    """Who is blocked or was left out stands there with the reason, and cannot be ticked."""
    page = seen(teller.browser.get(f"/case/{case_id.hex()}"))
    text = teller.browser.get(f"/case/{case_id.hex()}").text
    assert "The complainant wanted this member not to read it." in page
    assert 'name="member.prosecutor-2" disabled' in text
    assert 'name="member.interior-1" disabled' in text
    assert 'name="member.ombudsman-2" disabled' not in text


def test_a_draft_is_kept_while_it_is_written(teller: Teller, case_id: bytes) -> None:
    """What the page sends while somebody types comes back with the form; other kinds of draft are refused."""
    assert teller.do(case_id, "draft/note", text="начатое", round="0").status_code == 204
    text = teller.browser.get(f"/case/{case_id.hex()}").text
    assert ">начатое</textarea>" in text
    assert '<details class="paper" id="note" open>' in text
    assert teller.do(case_id, "draft/diary", text="x", round="0").status_code == 404
    assert teller.do(case_id, "draft/note", text="x", round="zero").status_code == 404


def test_a_draft_that_the_sending_overtook_is_not_kept(teller: Teller, case_id: bytes) -> None:
    """A saving under way while the note was sent does not put it into the field again; the next note's does."""
    teller.do(case_id, "note", text="начатое и конченое", audience="readers", round="0")
    assert teller.do(case_id, "draft/note", text="начатое", round="0").status_code == 204
    text = teller.browser.get(f"/case/{case_id.hex()}").text
    assert ">начатое</textarea>" not in text
    assert '<input type="hidden" name="round" value="1">' in text
    teller.do(case_id, "draft/note", text="следующее", round="1")
    assert ">следующее</textarea>" in teller.browser.get(f"/case/{case_id.hex()}").text


def test_nothing_is_done_while_locked(teller: Teller, case_id: bytes) -> None:
    """A form that comes after the desk locked itself leads to unlocking."""
    teller.browser.post("/lock")
    assert teller.do(case_id, "note", text="поздно", audience="readers").url.path.endswith("/unlock")
    assert teller.do(case_id, "draft/note", text="поздно", round="0").status_code == 404


def test_a_body_of_one_still_has_a_note_of_its_own(teller: Teller, case_id: bytes) -> None:
    """Where the member is the only reader of the body, a note to the body is for the member alone."""
    teller.do(case_id, "note", text="себе", audience="body")
    assert [readers for _, readers in teller.outbox(case_id)] == [(0,)]


def test_lists_show_what_was_just_done(teller: Teller) -> None:
    """An assignment and a status stand in the lists before the ledger shows them, also after a sync."""
    case_id = teller.begin(account="жалоба")
    teller.page(case_id)
    teller.do(case_id, "assign", **{"member.ombudsman-1": "on", "task": "", "due": ""})
    teller.do(case_id, "status", status="work", ground="", reason="")
    for _ in range(2):
        mine = seen(teller.browser.get("/cases?show=mine"))
        assert "жалоба" in mine
        assert "In work" in mine
        assert "жалоба" not in seen(teller.browser.get("/cases?show=free"))
        teller.say("ngo-1", Note(audience="readers", text="видел"), case_id)
        teller.page(case_id)


def test_a_case_that_was_left_is_no_work_any_more(teller: Teller) -> None:
    """Whoever has stepped out finds the case in "All" alone, at once and after a sync; the others still have it."""
    case_id = teller.begin(account="жалоба", urgency="now")
    teller.page(case_id)
    assert all("жалоба" in seen(teller.browser.get(f"/cases?show={view}")) for view in ("open", "free", "urgent"))
    teller.do(case_id, "step-out", sure="on", reason="знакомы")
    for _ in range(2):
        for view in ("open", "mine", "free", "urgent", "waiting", "closed"):
            assert "жалоба" not in seen(teller.browser.get(f"/cases?show={view}")), view
        assert "жалоба" in seen(teller.browser.get("/cases?show=all"))
        teller.say("ombudsman-1", Recusal(slot=0, reason="знакомы"), case_id)
        teller.page(case_id)


def test_a_search_finds_why_a_case_was_just_widened(teller: Teller, case_id: bytes) -> None:
    """The row of a case that was widened holds the reason before the ledger does."""
    teller.do(case_id, "widen", **{"member.ombudsman-2": "on", "reason": "нужен врач"})
    answer = teller.browser.post("/cases/search?show=open", typed="врач")
    assert answer.status_code == 200
    assert "жалоба" in seen(answer)


def test_what_waits_moves_no_case(teller: Teller) -> None:
    """A case in which only this member has said something stays where the ledger has it, read, and pages go on."""
    first = teller.begin(account="первая")
    teller.page(first)
    story = teller.story
    teller.ledger.file(story.complaint(story.complainant("boris"), readers=READERS, account="вторая").record)
    teller.page(first)
    teller.do(first, "status", status="work", ground="", reason="")
    listed = seen(teller.browser.get("/cases"))
    assert listed.index("вторая") < listed.index("первая")
    opened = teller.browser.desk.session.use()
    assert opened is not None
    with opened.vault.read() as rows:
        row = cases.find(rows, first)
    assert row is not None
    assert row.unread == 0
