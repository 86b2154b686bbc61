# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words that find a case."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.casework.search import fold, match_expression, typed_reference


@pytest.fixture(name="index", scope="module")
def _index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5 (words, tokenize = 'unicode61 remove_diacritics 0')")
    yield connection
    connection.close()


def _finds(index: sqlite3.Connection, text: str, typed: str) -> bool:
    index.execute("DELETE FROM t")
    index.execute("INSERT INTO t VALUES (?)", (fold(text),))
    expression = match_expression(typed)
    return bool(expression and index.execute("SELECT 1 FROM t WHERE t MATCH ?", (expression,)).fetchone())


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Его увезла полиция района", "полицией"),
        ("Задержанных держали в подвале", "подвал задержанные"),
        ("Ёлкин сказал своё", "елкин"),
        ("Елкин сказал", "ЁЛКИН"),
        ("Хьо мичахь ву, гӀо", "гIо"),
        ("Хьо мичахь ву, г1о", "гӏо"),
        ("taken from the Market street", "market STREET"),
        ("3 апреля 2017 года", "апрель 2017"),
    ],
)
def test_words_are_found_in_their_other_forms(index: sqlite3.Connection, text: str, typed: str) -> None:
    """Endings, letter case, ё and the many ways to type a palochka do not keep a word from being found."""
    assert _finds(index, text, typed)


@pytest.mark.parametrize(("text", "typed"), [("дом стоит", "домой"), ("полиция", "полиция ночью"), ("три", "четыре")])
def test_other_words_are_not_found(index: sqlite3.Connection, text: str, typed: str) -> None:
    """Every typed word must be there, and a short word is not cut to a stem."""
    assert not _finds(index, text, typed)


@given(st.text(max_size=60))
def test_nothing_typed_is_a_command(typed: str) -> None:
    """Any text gives an expression that FTS5 takes, or none."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5 (words)")
    expression = match_expression(typed)
    if expression is not None:
        connection.execute("SELECT 1 FROM t WHERE t MATCH ?", (expression,)).fetchall()
    connection.close()


def test_no_words_give_no_expression() -> None:
    """Blanks and signs alone are no query."""
    assert match_expression(" -- : * ") is None


def test_a_short_name_is_taken_for_one() -> None:
    """The name of a case, however typed, is looked up as a name."""
    assert typed_reference(" 7kq2m9xa ") == "7KQ2-M9XA"
