# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of one case."""

import html
import re

import pytest

from plaint.casework.statements import Assignment, Note, Recusal, Reply, StatusChange
from plaint.charter.plan import Tree, rows
from plaint.charter.recipients import recipients
from plaint.desk.desk import Desk
from plaint.entry.complaint import About, Helper
from plaint.entry.kinds import RecordKind, Tag
from plaint.ledger.leaf import LeafKind
from plaint.seal.slots import seal_entry
from tests.support.desks import Browser, FakeServer, seen
from tests.support.groups import amended
from tests.support.stories import octets
from tests.support.tellers import READERS, Teller


def test_everything_that_was_said_is_shown(teller: Teller) -> None:
    """Account, answers, choices, whom it is about, who files it for whom."""
    case_id = teller.begin(
        account="Первая строка.\nВторая.",
        when="в марте",
        where="рынок",
        who="люди в чёрном",
        others="соседка",
        needs="врач",
        about=About(bodies=("north-police",), uniformed=True, note="и начальник"),
        urgency="now",
        wish="act",
        consent=("count", "petition"),
        relation="relative",
        left_out=("prosecutor-2",),
        earlier=True,
        helper=Helper(organisation="Горячая линия", relation="hotline", consent="spoken", dictated=True),
    )
    page = teller.page(case_id)
    for words in (
        "Первая строка. Вторая.", "в марте", "рынок", "люди в чёрном", "соседка", "врач", "north-police",
        "People in uniform", "и начальник", "Harm is feared right now", "You may act", "Be counted",
        "A petition under a pseudonym", "Relative", "officer of prosecutor", "words of an earlier complaint",
        "hotline", "Горячая линия", "as it was told", "In a browser, on the server’s page", "What is not listed",
    ):  # fmt: skip
        assert words in page


def test_what_members_did_is_shown(teller: Teller) -> None:
    """Replies, notes, assignments, states, widenings and recusals stand in their order with their authors."""
    case_id = teller.begin(account="жалоба")
    story, ledger = teller.story, teller.ledger
    for said in (
        Reply(message=octets("m", 16), language="ru", text="Мы прочли.", day=17_300),
        Note(audience="readers", text="совпадает"),
        Assignment(members=("ngo-1",), task="позвонить", due=17_400),
        StatusChange(status="authority", ground="", reason="запрос"),
        Recusal(slot=1, reason="родственник"),
    ):
        ledger.file(story.say("ngo-1", said, of=case_id, readers=READERS).record)
    page = teller.page(case_id)
    order = ["Мы прочли.", "совпадает", "позвонить", "запрос", "родственник"]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    assert "assigned to officer of ngo." in page
    assert "status is now “Waiting for an authority”." in page
    assert "By 22 August 2017." in page
    assert "officer of prosecutor (prosecutor-1) has stepped out." in page


def test_words_of_a_stranger_stay_words(teller: Teller) -> None:
    """Markup, scripts and template braces in a complaint are shown as they were typed, and nothing else."""
    nasty = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}{% raw %} &amp; \u202etxt"
    case_id = teller.begin(account=nasty, where=nasty)
    teller.page(case_id)
    text = teller.browser.get(f"/case/{case_id.hex()}").text
    assert "<script>alert" not in text
    assert "onerror=alert" not in re.sub(r"&lt;.*?&gt;", "", text)
    assert html.escape(nasty, quote=True).replace("&#x27;", "&#39;") in text
    assert "49" not in re.findall(r'class="told"[^>]*>(.*?)</p>', text, re.DOTALL)[0]


def test_a_retraction_asks_for_judgement(teller: Teller) -> None:
    """A wish to stop is shown on top, with what to consider."""
    case_id = teller.begin(account="жалоба")
    person = teller.story.complainant("anna")
    teller.ledger.file(teller.story.follow_up(person, readers=READERS, text="закройте", close=True).record)
    page = teller.page(case_id)
    assert "The complainant asks to stop" in page
    assert "People are made to take complaints back" in page


def test_what_this_program_cannot_show_is_said(teller: Teller) -> None:
    """A newer kind, a malformed record and a missing one each leave a line that says what to do."""
    case_id = teller.begin(account="жалоба")
    story, ledger = teller.story, teller.ledger
    ledger.file(story.member_record("ngo-1", 99, {Tag.DOCUMENT: b"{}"}, of=case_id, readers=READERS).record)
    ledger.file(
        story.member_record("ngo-1", RecordKind.NOTE, {Tag.DOCUMENT: b"[]"}, of=case_id, readers=READERS).record
    )
    story.say("ngo-1", Note(audience="readers", text="never filed"), of=case_id, readers=READERS)
    ledger.file(story.say("ngo-1", Note(audience="readers", text="x"), of=case_id, readers=READERS).record)
    page = teller.page(case_id)
    assert "Something here needs a newer program" in page
    assert "signed by its author, but malformed" in page
    assert "Something by officer of ngo is missing here" in page


def test_looking_makes_a_case_read(teller: Teller) -> None:
    """Opening the page takes the case out of the unread list."""
    case_id = teller.begin(account="жалоба")
    teller.page(case_id)
    assert "You have read everything." in seen(teller.browser.get("/cases?show=unread"))


@pytest.mark.parametrize("name", ["00" * 16, "ff" * 16, "zz", "", "ff", "%2e%2e"])
def test_there_is_one_answer_for_what_is_not_here(member: Browser, name: str) -> None:
    """A case that never was, one that is not for this member, and nonsense get the same answer."""
    answer = member.get(f"/case/{name}")
    assert answer.status_code in {400, 404}
    assert "officer" not in answer.text


def test_the_title_tells_nothing(teller: Teller) -> None:
    """The title of a case's page is the same for all cases."""
    case_id = teller.begin(account="жалоба")
    teller.page(case_id)
    page = teller.browser.get(f"/case/{case_id.hex()}").text
    assert re.findall(r"<title>(.*?)</title>", page) == ["A case – Plaint"]


def test_a_private_note_shows_only_to_its_readers(teller: Teller, desk: Desk) -> None:
    """A note of another body's members among themselves is nowhere on the page, not even as a gap."""
    case_id = teller.begin(account="жалоба")
    story, ledger = teller.story, teller.ledger
    ledger.file(story.say("ngo-1", Note(audience="readers", text="for all"), of=case_id, readers=READERS).record)
    private = Note(audience="body", text="канарейка")
    ledger.file(story.say("ngo-1", private, of=case_id, readers=(3,)).record)
    ledger.file(story.say("ngo-1", Note(audience="readers", text="again"), of=case_id, readers=READERS).record)
    page = teller.page(case_id)
    assert "for all" in page
    assert "again" in page
    assert "канарейка" not in page
    assert "missing here" not in page
    assert desk.engine.state.error is None


def test_an_outsider_s_word_is_marked(teller: Teller) -> None:
    """A status by a member who does not read the case is shown as what it is, and the case stands as before."""
    case_id = teller.begin(account="жалоба")
    teller.say("ngo-1", StatusChange(status="work", ground="", reason="начали"), case_id)
    teller.say("interior-1", StatusChange(status="closed", ground="junk", reason="пустое"), case_id)
    teller.say("interior-1", Note(audience="readers", text="не стоит внимания"), case_id)
    page = teller.page(case_id)
    mark = "Written by a member who did not read this case then."
    assert page.count(mark) == 2
    assert page.index("начали") < page.index(mark) < page.index("пустое")
    assert page.rindex(mark) < page.index("не стоит внимания")
    assert "In work" in page
    assert "no complaint" not in page.split("What to do")[0]


def test_a_reply_bears_the_day_of_its_posting(teller: Teller) -> None:
    """Colleagues see the day that stands on the board, not only that of the entry."""
    case_id = teller.begin(account="жалоба")
    teller.say("ngo-1", Reply(message=octets("m", 16), language="ru", text="Мы прочли.", day=17_300), case_id)
    assert "Dated 14 May 2017." in teller.page(case_id)


def test_what_was_written_waits_in_sight(teller: Teller) -> None:
    """A member's own words stand on the page at once, marked as waiting, and bear a day when the ledger has them."""
    case_id = teller.begin(account="жалоба")
    teller.page(case_id)
    page = seen(teller.do(case_id, "note", text="проверить журнал", audience="readers"))
    assert page.index("waits for its turn") < page.index("проверить журнал")


def test_forms_begin_with_how_the_case_stands(teller: Teller) -> None:
    """Who has the case, what for, by when, and its status are there to be changed, not to be typed again."""
    case_id = teller.begin(account="жалоба")
    teller.say("ngo-1", Assignment(members=("ngo-1",), task="позвонить", due=17_400), case_id)
    teller.say("ngo-1", StatusChange(status="hold", ground="", reason=""), case_id)
    teller.page(case_id)
    text = teller.browser.get(f"/case/{case_id.hex()}").text
    assert re.search(r'name="member.ngo-1" checked', text)
    assert not re.search(r'name="member.prosecutor-1" checked', text)
    assert 'value="позвонить"' in text
    assert 'value="2017-08-22"' in text
    assert re.search(r'value="hold" required checked', text)


def test_two_of_one_role_are_told_apart(teller: Teller) -> None:
    """Where a body has seated two members with one role, their ids stand beside it; elsewhere no id is shown."""
    case_id = teller.begin(account="жалоба", readers=(0, 1, 3, 4))
    page = teller.page(case_id)
    assert "officer of ombudsman (ombudsman-1)" in page
    assert "officer of ombudsman (ombudsman-2)" in page
    assert "(ngo-1)" not in page


def test_who_stepped_out_is_offered_nothing(teller: Teller) -> None:
    """A member who has stepped out still sees what came before, and no form."""
    case_id = teller.begin(account="жалоба")
    teller.say("ombudsman-1", Recusal(slot=0, reason="знакомы"), case_id)
    page = teller.page(case_id)
    assert "You do not read this case any more." in page
    assert "Reply to the complainant" not in page


def test_what_was_sealed_to_an_older_charter_is_read_and_marked(teller: Teller, server: FakeServer) -> None:
    """A packet from an old offline page opens after a reader was retired, and the page names who can read it, too."""
    ledger, person = teller.ledger, teller.person
    old = teller.story.complaint(person, readers=READERS, account="со старой страницы").record
    entry = seal_entry([old], recipients(ledger.group.signed.charter, READERS))

    def retire(tree: Tree) -> Tree:
        members = [{**one, "retired": one["id"] == "prosecutor-1"} for one in rows(tree, "members")]
        return {**tree, "members": [*members]}

    ledger.amend(amended(ledger.group, retire))
    ledger.serve(server)
    ledger.append(LeafKind.ENTRY, entry)
    page = teller.page(person.case_id)
    assert "со старой страницы" in page
    assert "officer of prosecutor (prosecutor-1) has left the group, and holds a key to this complaint" in page
    assert "officer of ngo has left" not in page


def test_a_complaint_to_the_present_group_is_not_marked(teller: Teller) -> None:
    """Where every reader still belongs to the group, the page says nothing of former ones."""
    assert "has left the group" not in teller.page(teller.begin(account="жалоба"))


def test_a_word_of_a_newer_program_is_marked(teller: Teller) -> None:
    """A status, a ground and an audience that this program does not know are told as such, each at its record."""
    case_id = teller.begin(account="жалоба")
    teller.say("ngo-1", StatusChange(status="frozen", ground="", reason="первое"), case_id)
    teller.say("ngo-1", Note(audience="press", text="второе"), case_id)
    teller.say("ngo-1", StatusChange(status="closed", ground="settled", reason="третье"), case_id)
    page = teller.page(case_id)
    assert "Something here needs a newer program" in page
    assert page.count("(with more than this program can show)") == 3
    assert "All readers of the case can read this." not in page
    assert "update needed" in seen(teller.browser.get("/cases?show=all"))
