# SPDX-License-Identifier: AGPL-3.0-or-later
"""TOML with lines: what is written is read back, each key has its line, and changing one leaves the rest."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.register import toml
from plaint.register.toml import Document, Path, Span

KEYS = st.one_of(st.from_regex(r"[a-z]{1,6}", fullmatch=True), st.text(min_size=1, max_size=5))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
VALUES = st.one_of(TEXTS, st.integers(0, 10**9), st.booleans(), st.lists(TEXTS, min_size=1, max_size=3))
FLAT = st.dictionaries(KEYS, VALUES, max_size=4)
ITEMS = st.dictionaries(KEYS, st.one_of(VALUES, FLAT.filter(bool)), min_size=1)
TABLES = st.dictionaries(KEYS, st.one_of(VALUES, FLAT, st.lists(ITEMS, min_size=1, max_size=3)))


def _read(text: str) -> Document:
    document, finding = toml.read(text.encode(), "x.toml")
    assert document is not None, finding
    return document


def _leaves(value: Any, path: Path = ()) -> list[Path]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in _leaves(inner, (*path, key))]
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return [leaf for place, inner in enumerate(value) for leaf in _leaves(inner, (*path, place))]
    return [path]


@given(TABLES)
def test_what_is_written_is_read_back(table: dict[str, Any]) -> None:
    """A table written as TOML means the same to the standard library."""
    assert tomllib.loads(toml.write(table)) == table


@given(TABLES)
def test_every_key_is_found_at_its_line(table: dict[str, Any]) -> None:
    """Each value has a line, and that line alone holds what is its own statement."""
    document = _read(toml.write(table))
    lines = document.text.split("\n")
    for leaf in _leaves(table):
        span = document.spans[leaf]
        assert span.first == span.last
        value: Any = tomllib.loads(lines[span.first - 1])
        while isinstance(value, dict):
            ((name, value),) = value.items()
        assert name == leaf[-1]


MULTI = '''# a comment = 3
title = """
first
[not.a.table]
key = "no key"
""" # = [
list = [
  "a]", # ]
  'b"',
]

[text] # [[no]]
ru = "x = \\"y\\""
en = \'\'\'
""" it's
\'\'\'
inline = { a = [1, 2], b = "}" }

[[count]]
low = 1
name.ru = "p"
name.en = "q"
[[count]]
[count.more]
deep = 1
'''


def test_multi_line_values_and_comments_do_not_mislead() -> None:
    """Texts over several lines, brackets in texts, comments, dotted keys and inner tables: each has its own lines."""
    document = _read(MULTI)
    assert document.spans[("title",)] == Span(2, 6)
    assert document.spans[("list",)] == Span(7, 10)
    assert document.spans[("text",)] == Span(12, 12)
    assert document.spans[("text", "ru")] == Span(13, 13)
    assert document.spans[("text", "en")] == Span(14, 16)
    assert document.spans[("text", "inline")] == Span(17, 17)
    assert document.spans[("count", 0, "name", "en")] == Span(22, 22)
    assert document.spans[("count", 1)] == Span(23, 23)
    assert document.spans[("count", 1, "more", "deep")] == Span(25, 25)
    assert document.line(("text", "inline", "a", 0)) == 17
    assert document.line(("nowhere",)) == 1


@pytest.mark.parametrize(
    ("octets", "line", "problem"),
    [
        (b"a = 1\nb = \xff\n", 2, "Byte 5 of this line is no UTF-8"),
        ("é\na = '".encode() + b"\xc3'", 2, "no UTF-8"),
        (b"a = 1\na = 2\n", 2, "no TOML"),
        (b"a = 1\n\nb =\n", 3, "no TOML"),
        (b'a = 1\nb = """x\n\n', 4, "no TOML"),
        (b"a = 1\r\nb\r\n", 2, "no TOML"),
        (b"a = " + b"[" * 17 + b"]" * 17, 1, "too deep"),
        (b"\xef\xbb\xbfa = 1", 1, "no TOML"),
        (b"a = 1\0", 1, "no TOML"),
    ],
)
def test_what_is_no_toml_is_named_by_its_line(octets: bytes, line: int, problem: str) -> None:
    """The line of the first mistake is named, be it the form or the encoding."""
    document, finding = toml.read(octets, "x.toml")
    assert document is None
    assert finding is not None
    assert (finding.line, problem in finding.problem) == (line, True), finding
    assert finding.remedy


def test_a_file_that_is_too_long_is_not_read() -> None:
    """More than 64 KiB is refused before it is looked at."""
    document, finding = toml.read(b"a" * (toml.MOST_BYTES + 1), "x.toml")
    assert document is None
    assert finding is not None
    assert "longer than" in finding.problem


@given(TABLES, st.data())
def test_a_changed_value_changes_nothing_else(table: dict[str, Any], data: st.DataObject) -> None:
    """Putting another value at one place leaves every other value, and the lines of the others, as they were."""
    leaves = _leaves(table)
    if not leaves:
        return
    path = data.draw(st.sampled_from(leaves))
    document = _read(toml.write(table))
    text = toml.replaced(document, path, "changed")
    inner: Any = table
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = "changed"
    assert tomllib.loads(text) == table


def test_what_a_person_wrote_around_it_stays() -> None:
    """Comments, order and layout survive a change; a text over several lines is replaced as a whole."""
    text = toml.replaced(_read(MULTI), ("title",), "new")
    assert text.splitlines()[:3] == ["# a comment = 3", 'title = "new"', "list = ["]
    text = toml.replaced(_read(MULTI), ("count", 0, "name", "ru"), "r")
    assert 'name.ru = "r"\nname.en = "q"\n[[count]]' in text


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("said",), 10),
        (("text", "ce"), 17),
        (("count", 0, "high"), 22),
        (("count", 0, "name", "ce"), 22),
        (("count", 1, "more", "x"), 25),
    ],
)
def test_a_new_key_is_put_into_its_table(path: Path, line: int) -> None:
    """A key that was not there stands behind the last of its table, and means what was asked for."""
    document = _read(MULTI)
    text = toml.replaced(document, path, "new")
    wanted = tomllib.loads(MULTI)
    inner: Any = wanted
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = "new"
    assert tomllib.loads(text) == wanted
    assert text.splitlines()[line].endswith('= "new"')


def test_a_key_is_taken_out() -> None:
    """None takes out the lines of a statement and no others; a table that is not there is an error."""
    wanted = tomllib.loads(MULTI)
    del wanted["text"]["en"]
    assert tomllib.loads(toml.replaced(_read(MULTI), ("text", "en"), None)) == wanted
    with pytest.raises(KeyError):
        toml.replaced(_read(MULTI), ("quote", "text"), "x")


def test_only_what_a_record_holds_can_be_written() -> None:
    """A value of another kind is a mistake of the program and said so."""
    with pytest.raises(TypeError, match="float"):
        toml.write({"a": 1.5})
