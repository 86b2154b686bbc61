# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records and case rows in the vault: lists, filters, pages, words."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.casework.fold import fold_case
from plaint.casework.seen import Seen
from plaint.casework.statements import Assignment, Note, StatusChange
from plaint.casework.summary import summarize
from plaint.desk.vault import cases, records
from plaint.desk.vault.connection import Vault
from plaint.desk.vault.records import Refused
from tests.support.stories import Story, octets, relayed

ME, COLLEAGUE = "ombudsman-1", "ngo-1"
READERS = (0, 1, 3)


@pytest.fixture(name="rows")
def _rows(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    vault = Vault(tmp_path / "vault.db", bytes(32))
    with vault.write() as rows:
        yield rows
    vault.close()


def _file(rows: sqlite3.Connection, story: Story) -> None:
    for seen in story.seen:
        records.put(rows, seen)
    for case_id in dict.fromkeys(seen.record.case_id for seen in story.seen):
        cases.put(rows, summarize(fold_case(case_id, records.of_case(rows, case_id)), me=ME))


def _found(rows: sqlite3.Connection, view: str = "all", **how: object) -> list[str]:
    return [row.shown["excerpt"] for row in cases.page(rows, view, me=ME, **how).rows]  # type: ignore[arg-type]


def _three() -> Story:
    story = Story()
    for name, urgency in (("anna", "none"), ("boris", "now"), ("vera", "soon")):
        story.complaint(story.complainant(name), readers=READERS, account=f"жалоба {name}", urgency=urgency)
    return story


def test_records_come_back_as_they_were(rows: sqlite3.Connection) -> None:
    """What was kept of a case is equal to what was seen."""
    story = _three()
    _file(rows, story)
    anna = story.complainant("anna")
    assert records.of_case(rows, anna.case_id) == story.of_case(anna.case_id)


def test_a_record_is_kept_once(rows: sqlite3.Connection) -> None:
    """Keeping a record again is no news, and one that came directly takes the place of its relayed copy."""
    story = _three()
    first = story.seen[0]
    copy = relayed(first, story.seen[2], -1)
    assert records.put(rows, copy)
    assert not records.put(rows, first)
    assert not records.put(rows, copy)
    assert records.of_case(rows, first.record.case_id) == (first,)


def test_the_newest_records_of_a_kind_are_found(rows: sqlite3.Connection) -> None:
    """Of one kind the newest are returned, oldest of them first."""
    story = _three()
    _file(rows, story)
    assert records.of_kind(rows, 1, most=2) == tuple(story.seen[1:])


def test_what_was_refused_is_listed(rows: sqlite3.Connection) -> None:
    """A refused record stays listed with its reason, newest first, and is noted once."""
    for index in (3, 7, 3):
        records.refuse(rows, Refused(index, 0, 17_300, "signature"), b"x")
    assert [refused.index for refused in records.all_refused(rows, most=9)] == [7, 3]


def test_lists_are_newest_first(rows: sqlite3.Connection) -> None:
    """The case with the newest record stands first, whichever record that is."""
    story = _three()
    story.follow_up(story.complainant("anna"), readers=READERS, text="ещё")
    _file(rows, story)
    assert _found(rows) == ["жалоба anna", "жалоба vera", "жалоба boris"]


def test_filters(rows: sqlite3.Connection) -> None:
    """Each list holds the cases that it says, and the counts agree with the lists."""
    story = _three()
    anna, boris, vera = (story.complainant(name).case_id for name in ("anna", "boris", "vera"))
    story.say(COLLEAGUE, StatusChange(status="closed", ground="answered", reason=""), of=anna, readers=READERS)
    story.say(COLLEAGUE, Assignment(members=(ME,), task="", due=None), of=boris, readers=READERS)
    story.say(COLLEAGUE, StatusChange(status="authority", ground="", reason=""), of=vera, readers=READERS)
    _file(rows, story)
    expected = {
        "open": ["vera", "boris"], "unread": ["vera", "boris", "anna"], "mine": ["boris"], "free": ["vera"],
        "urgent": ["boris"], "waiting": ["vera"], "closed": ["anna"], "all": ["vera", "boris", "anna"],
    }  # fmt: skip
    assert {view: [name.split()[1] for name in _found(rows, view)] for view in cases.VIEWS} == expected
    assert cases.counts(rows, me=ME) == {view: len(expected[view]) for view in cases.COUNTED}


_STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("put"), st.integers(0, 4), st.sampled_from(["new", "work", "authority", "closed"]),
            st.integers(0, 2), st.sampled_from([(), (ME,), (COLLEAGUE,), (ME, COLLEAGUE)]), st.integers(1, 9),
        ),
        st.tuples(st.just("look"), st.integers(0, 4), st.integers(0, 9)),
        st.tuples(st.just("drop"), st.integers(0, 4)),
    ),
    max_size=25,
)  # fmt: skip


@given(steps=_STEPS)
def test_counts_agree_with_the_lists_whatever_happens(steps: list[tuple[Any, ...]]) -> None:
    """After any run of rows written, looked at and dropped, each counted list holds as many cases as is said."""
    story = _three()
    some = summarize(fold_case(story.seen[0].record.case_id, story.seen[:1]), me=ME)
    with TemporaryDirectory() as folder:
        vault = Vault(Path(folder) / "vault.db", bytes(32))
        with vault.write() as rows:
            for kind, number, *values in steps:
                case_id = bytes([number]) * 16
                if kind == "put":
                    status, urgency, assigned, latest = values
                    changed = replace(
                        some, case_id=case_id, reference=str(number), status=status, open=status != "closed",
                        urgency=urgency, assigned=assigned, latest=latest, by_others=(latest,),
                    )  # fmt: skip
                    cases.put(rows, changed)
                elif kind == "look":
                    cases.mark_seen(rows, case_id, *values)
                else:
                    cases.drop(rows, case_id)
            listed = {view: len(cases.page(rows, view, me=ME).rows) for view in cases.COUNTED}
            assert cases.counts(rows, me=ME) == listed
        vault.close()


def test_unread_is_what_others_wrote_since_the_last_look(rows: sqlite3.Connection) -> None:
    """Looking at a case makes it read; a colleague's later note makes it unread again, an own one does not."""
    story = _three()
    anna = story.complainant("anna").case_id
    _file(rows, story)
    cases.mark_seen(rows, anna, 0)
    assert "жалоба anna" not in _found(rows, "unread")
    story.say(ME, Note(audience="readers", text="own"), of=anna, readers=READERS)
    _file(rows, story)
    assert "жалоба anna" not in _found(rows, "unread")
    story.say(COLLEAGUE, Note(audience="readers", text="theirs"), of=anna, readers=READERS)
    _file(rows, story)
    assert _found(rows, "unread")[0] == "жалоба anna"
    row = cases.find(rows, anna)
    assert row is not None
    assert row.unread == 1


def test_looking_back_does_not_unread(rows: sqlite3.Connection) -> None:
    """A page that was opened before newer post came does not mark that post as seen, nor unmark what was."""
    story = _three()
    anna = story.complainant("anna").case_id
    story.follow_up(story.complainant("anna"), readers=READERS, text="ещё")
    _file(rows, story)
    cases.mark_seen(rows, anna, 0)
    assert "жалоба anna" in _found(rows, "unread")
    cases.mark_seen(rows, anna, 3)
    cases.mark_seen(rows, anna, 0)
    assert "жалоба anna" not in _found(rows, "unread")


def test_words_and_names_find_cases(rows: sqlite3.Connection) -> None:
    """A word in another form, a word of a later note, and the short name find the case; other words do not."""
    story = _three()
    boris = story.complainant("boris").case_id
    story.say(ME, Note(audience="readers", text="спросить полицию"), of=boris, readers=READERS)
    _file(rows, story)
    row = cases.find(rows, boris)
    assert row is not None
    for typed in ("полицией", "ЖАЛОБЫ boris", row.reference, row.reference.lower().replace("-", "")):
        assert _found(rows, typed=typed) == ["жалоба boris"]
    for typed in ("полицией anna", "0000-0000", "!"):
        assert _found(rows, typed=typed) == []


def test_a_withdrawn_word_finds_nothing(rows: sqlite3.Connection) -> None:
    """The index of a case is written anew with its row, not added to."""
    story = _three()
    _file(rows, story)
    cases.put(rows, summarize(fold_case(story.seen[0].record.case_id, []), me=ME))
    assert _found(rows, typed="anna") == []


def test_pages_lead_through_the_whole_list(rows: sqlite3.Connection) -> None:
    """Going to the end and back shows every case once in each direction, and says where the ends are."""
    story = Story()
    for number in range(7):
        story.complaint(story.complainant(str(number)), readers=READERS, account=str(number))
    _file(rows, story)
    page = cases.page(rows, "all", me=ME, size=3)
    shown, ends = [], []
    while True:
        shown.append([row.shown["excerpt"] for row in page.rows])
        ends.append((page.newer, page.older))
        if not page.older:
            break
        page = cases.page(rows, "all", me=ME, size=3, after=page.rows[-1].place)
    assert shown == [["6", "5", "4"], ["3", "2", "1"], ["0"]]
    assert ends == [(False, True), (True, True), (True, False)]
    back = cases.page(rows, "all", me=ME, size=3, before=page.rows[0].place)
    assert [row.shown["excerpt"] for row in back.rows] == ["3", "2", "1"]
    assert back.newer


def _excluded(*, complaint: bool) -> list[Seen]:
    """Return what ngo-1 reads of a ledger in which a complaint, or cover, lies that ngo-1 may not read."""
    story = _three()
    if complaint:
        story.complaint(story.complainant("about the ngo"), readers=(0, 1), account="не для них", urgency="now")
    else:
        story.say(ME, Note(audience="readers", text="elsewhere"), of=octets("x", 16), readers=(0,))
    story.follow_up(story.complainant("vera"), readers=READERS, text="ещё")
    return [seen for seen in story.seen if seen.record.readers >> 3 & 1]


def test_an_excluded_member_counts_and_finds_the_same(tmp_path: Path) -> None:
    """Lists, counts and finds of a member are equal with and without a complaint that the member may not read."""
    shown = []
    for complaint in (True, False):
        vault = Vault(tmp_path / f"{complaint}.db", bytes(32))
        with vault.write() as rows:
            story = Story(seen=_excluded(complaint=complaint))
            _file(rows, story)
            lists = {view: cases.page(rows, view, me=COLLEAGUE).rows for view in cases.VIEWS}
            shown.append((lists, cases.counts(rows, me=COLLEAGUE), cases.page(rows, "all", me=COLLEAGUE, typed="не")))
        vault.close()
    assert shown[0] == shown[1]
