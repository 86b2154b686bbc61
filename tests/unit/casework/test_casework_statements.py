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
    Recusal,
    Reply,
    Statement,
    StatusChange,
    Widening,
    read_statement,
    write_statement,
)
from plaint.errors import FormatError

SHOWN = st.characters(
    exclude_categories=["Cc", "Cs"],
    exclude_characters="\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff",
)
IDS = st.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)
DAYS = st.integers(0, 0xFFFFFFFF)
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
    st.builds(Recusal, member=IDS, reason=st.text(SHOWN, max_size=99)),
)  # fmt: skip


@given(STATEMENTS)
def test_what_is_written_is_read(statement: Statement) -> None:
    """Each statement comes back equal from its document, with no key left over."""
    kind, document = write_statement(statement)
    assert read_statement(kind, document) == (statement, ())


def test_a_key_of_a_newer_program_is_reported() -> None:
    """An unknown key does not spoil the document; it is named so that the desk can say "update needed"."""
    kind, document = write_statement(Note(audience="readers", text="looked at it"))
    statement, unknown = read_statement(kind, document | {"mood": 3})
    assert statement == Note(audience="readers", text="looked at it")
    assert unknown == ("mood",)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (statements.NOTE, {"text": ""}),
        (statements.NOTE, {"text": "a\u202eb"}),
        (statements.NOTE, {"text": "a\0b"}),
        (statements.NOTE, {"text": "x" * 10_001}),
        (statements.NOTE, {"text": 7}),
        (statements.NOTE, {"audience": "Всем"}),
        (statements.NOTE, {"form": 2}),
        (statements.NOTE, {"form": None}),
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
        (statements.WIDENING, {"reason": ""}),
    ],
)
def test_a_malformed_document_is_refused(kind: int, change: dict[str, object]) -> None:
    """One wrong value refuses the whole document, and the message names the field and not what stood in it."""
    good: dict[int, Statement] = {
        statements.NOTE: Note(audience="readers", text="x"),
        statements.STATUS: StatusChange(status="work", ground="", reason=""),
        statements.ASSIGNMENT: Assignment(members=("a",), task="", due=None),
        statements.REPLY: Reply(message=bytes(16), language="ru", text="", day=0),
        statements.WIDENING: Widening(added=("a",), reason="x"),
    }
    _, document = write_statement(good[kind])
    with pytest.raises(FormatError):
        read_statement(kind, document | change)


def test_a_missing_key_is_refused() -> None:
    """Every key of a form is there, be it empty."""
    with pytest.raises(FormatError, match="text"):
        read_statement(statements.NOTE, {"form": 1, "audience": "body"})


def test_we_do_not_write_what_we_would_refuse() -> None:
    """A statement that no colleague's desk would take is refused where it is made."""
    with pytest.raises(FormatError):
        write_statement(StatusChange(status="closed", ground="", reason=""))
