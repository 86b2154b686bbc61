# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members' documents about a case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.casework import statements
from plaint.casework.statements import (
    Assignment,
    Head,
    Note,
    Objection,
    Recusal,
    Rekey,
    Reply,
    Statement,
    StatusChange,
    Widening,
    read_statement,
    write_statement,
)
from plaint.casework.vocabulary import LATEST_DAY, OPEN, Ground, Status
from plaint.entry import strictjson
from plaint.entry.strictjson import JsonValue
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError

SHOWN = st.characters(exclude_categories=["Cs"])
IDS = st.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)
DAYS = st.integers(0, LATEST_DAY)
STATEMENTS: st.SearchStrategy[Statement] = st.one_of(
    st.builds(Head, st.text(SHOWN, min_size=1, max_size=200)),
    st.builds(
        Reply, message=st.binary(min_size=16, max_size=16), language=st.sampled_from(["ru", "en"]),
        text=st.text(SHOWN, max_size=200), day=DAYS,
    ),
    st.builds(Note, audience=st.sampled_from(["body", "readers"]), text=st.text(SHOWN, min_size=1, max_size=200)),
    st.builds(
        Assignment, members=st.lists(IDS, max_size=5, unique=True).map(tuple), task=st.text(SHOWN, max_size=300),
        due=st.none() | DAYS,
    ),
    st.builds(
        StatusChange, status=st.sampled_from(["work", "hold"]), ground=st.just(""), reason=st.text(SHOWN, max_size=99)
    ),
    st.builds(
        Widening, added=st.lists(IDS, max_size=5, unique=True).map(tuple),
        reason=st.text(SHOWN, min_size=1, max_size=99),
    ),
    st.builds(Objection, index=st.integers(0, 2**53 - 1), reason=st.text(SHOWN, min_size=1, max_size=99)),
    st.builds(Recusal, slot=st.integers(0, 15), reason=st.text(SHOWN, max_size=99)),
    st.builds(Rekey, message=st.binary(min_size=16, max_size=16), reason=st.text(SHOWN, max_size=99)),
)  # fmt: skip


def _changed(kind: int, document: bytes, change: dict[str, JsonValue]) -> tuple[Statement | Unknown, bool]:
    return read_statement(kind, strictjson.encode({**strictjson.decode_object(document), **change}))


@given(STATEMENTS)
def test_what_is_written_is_read(statement: Statement) -> None:
    """Each statement comes back equal from its document, with nothing left over."""
    assert read_statement(*write_statement(statement)) == (statement, False)


def test_a_key_of_a_newer_program_is_reported() -> None:
    """An unknown key does not spoil the document; it is reported so that the desk can say "update needed"."""
    note = Note(audience="readers", text="looked at it")
    assert _changed(*write_statement(note), {"mood": 3}) == (note, True)


def test_a_newer_form_is_kept() -> None:
    """A document of another form is unknown and not malformed."""
    said, _ = _changed(*write_statement(Note(audience="readers", text="x")), {"form": 2})
    assert isinstance(said, Unknown)
    assert said.version == 2


def test_a_word_of_a_newer_program_is_kept() -> None:
    """A status that this version does not know stays the word that it is."""
    kind, document = write_statement(StatusChange(status="work", ground="", reason=""))
    said, _ = _changed(kind, document, {"status": "handed_over"})
    assert said == StatusChange(status="handed_over", ground="", reason="")


GOOD: dict[int, Statement] = {
    statements.NOTE: Note(audience="readers", text="x"),
    statements.STATUS: StatusChange(status="work", ground="", reason=""),
    statements.ASSIGNMENT: Assignment(members=("a",), task="", due=None),
    statements.REPLY: Reply(message=bytes(16), language="ru", text="", day=0),
    statements.WIDENING: Widening(added=("a",), reason="x"),
    statements.RECUSAL: Recusal(slot=1, reason=""),
    statements.OBJECTION: Objection(index=7, reason="forced"),
    statements.REKEY: Rekey(message=bytes(16), reason=""),
}


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (statements.NOTE, {"text": ""}),
        (statements.NOTE, {"text": "x" * 10_001}),
        (statements.NOTE, {"text": 7}),
        (statements.NOTE, {"audience": "Всем"}),
        (statements.NOTE, {"audience": "two__words"}),
        (statements.NOTE, {"form": None}),
        (statements.NOTE, {"form": True}),
        (statements.STATUS, {"ground": "answered"}),
        (statements.STATUS, {"status": "closed"}),
        (statements.ASSIGNMENT, {"members": ["a", "a"]}),
        (statements.ASSIGNMENT, {"members": "a"}),
        (statements.ASSIGNMENT, {"members": [["a"]]}),
        (statements.ASSIGNMENT, {"due": True}),
        (statements.ASSIGNMENT, {"due": -1}),
        (statements.REPLY, {"message": ""}),
        (statements.REPLY, {"message": "AA" * 16}),
        (statements.REPLY, {"message": "00" * 15}),
        (statements.REPLY, {"language": "rus"}),
        (statements.REPLY, {"day": LATEST_DAY + 1}),
        (statements.WIDENING, {"reason": ""}),
        (statements.RECUSAL, {"slot": 16}),
        (statements.RECUSAL, {"slot": None}),
        (statements.REKEY, {"message": None}),
        (statements.OBJECTION, {"reason": ""}),
        (statements.OBJECTION, {"index": -1}),
        (statements.OBJECTION, {"index": 2**53}),
        (statements.OBJECTION, {"index": "7"}),
    ],
)
def test_a_malformed_document_is_refused(kind: int, change: dict[str, JsonValue]) -> None:
    """One wrong value refuses the whole document, and the message names the field and not what stood in it."""
    with pytest.raises(FormatError):
        _changed(*write_statement(GOOD[kind]), change)


def test_a_case_is_closed_on_a_ground() -> None:
    """A statement that no colleague's desk would take is refused where it is made."""
    with pytest.raises(FormatError, match="ground"):
        write_statement(StatusChange(status="closed", ground="", reason=""))


def test_silence_is_no_ground() -> None:
    """No ground of closing says that somebody did not answer."""
    assert not {ground for ground in Ground if "silen" in ground or "no_answer" in ground}
    assert Status.CLOSED not in OPEN
    assert Status.RETRACTED in OPEN
    assert Status.PRESSED in OPEN
