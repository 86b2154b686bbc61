# SPDX-License-Identifier: AGPL-3.0-or-later
"""Strict JSON: what it reads, what it refuses, and its written form."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.entry import strictjson
from plaint.errors import FormatError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-strictjson.MAX_INTEGER, strictjson.MAX_INTEGER) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_any_value_comes_back(value: strictjson.JsonValue) -> None:
    """What is written reads as itself, and is written again as the same bytes."""
    octets = strictjson.encode(value)
    assert strictjson.decode(octets) == value
    assert strictjson.encode(strictjson.decode(octets)) == octets


@given(VALUES, st.sampled_from([None, 0, 2, 7]), st.booleans())
def test_any_layout_reads(value: strictjson.JsonValue, indent: int | None, ascii_only: bool) -> None:  # noqa: FBT001
    """Blanks, line breaks and escapes do not matter to a reader."""
    assert strictjson.loads(json.dumps(value, indent=indent, ensure_ascii=ascii_only)) == value


def test_the_written_form_is_fixed() -> None:
    """Keys sorted by code point, one space of indent, non-ASCII literally, a newline at the end."""
    value: strictjson.JsonValue = {
        "б": [],
        "a": {"z": [1, True, None], "y": {}},
        "\U0001f600": "\n\u2028",
        "\uff5e": -1,
    }
    assert strictjson.dumps(value) == (
        '{\n "a": {\n  "y": {},\n  "z": [\n   1,\n   true,\n   null\n  ]\n },\n'
        ' "б": [],\n "\uff5e": -1,\n "\U0001f600": "\\n\u2028"\n}\n'
    )


REFUSED = {
    "nothing": b"",
    "two values": b"{} {}",
    "a fraction": b"1.5",
    "a whole fraction": b"1.0",
    "an exponent": b"1e3",
    "minus zero": b"-0",
    "a leading zero": b"01",
    "a plus sign": b"+1",
    "2^53": b"9007199254740992",
    "-2^53": b"-9007199254740992",
    "a number of 5,000 digits": b"1" * 5000,
    "NaN": b"NaN",
    "Infinity": b"-Infinity",
    "a duplicate key": b'{"a": 1, "a": 1}',
    "a duplicate key behind an escape": b'{"a": 1, "\\u0061": 2}',
    "a lone surrogate": b'"\\ud83d"',
    "a lone surrogate as a key": b'{"\\udc00": 1}',
    "reversed surrogates": b'"\\ude00\\ud83d"',
    "a raw control character": b'"a\nb"',
    "single quotes": b"{'a': 1}",
    "a trailing comma": b"[1,]",
    "a comment": b"{} // x",
    "a byte-order mark": b"\xef\xbb\xbf{}",
    "malformed UTF-8": b'"\xff"',
    "surrogates in UTF-8": b'"\xed\xa0\x80"',
    "overlong UTF-8": b'"\xc0\xaf"',
    "UTF-16": '{"a": 1}'.encode("utf-16-le"),
    "17 levels": b"[" * 17 + b"]" * 17,
    "100,000 levels": b"[" * 100_000,
    "a no-break space": "\u00a0{}".encode(),
    "a capital": b"True",
    "a bare word": b"undefined",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_readers_differ_on_is_refused(name: str) -> None:
    """Each text that two readers could take for two different things is refused with the declared error."""
    with pytest.raises(FormatError):
        strictjson.decode(REFUSED[name])


def test_what_is_just_allowed_reads() -> None:
    """16 levels, the largest integers and a pair of surrogates are within the rules."""
    assert strictjson.decode(b"[" * 16 + b"]" * 16)
    assert strictjson.decode(b"[9007199254740991, -9007199254740991, 0]") == [2**53 - 1, 1 - 2**53, 0]
    assert strictjson.decode(b'"\\ud83d\\ude00"') == "\U0001f600"


def test_what_no_reader_would_take_is_not_written() -> None:
    """Fractions, large numbers, lone surrogates, other keys and other types are refused on writing, too."""
    deep: strictjson.JsonValue = 0
    for _ in range(17):
        deep = [deep]
    for value in (1.5, 2**53, "\ud800", {1: 2}, b"", {"a": {1, 2}}, deep):
        with pytest.raises(FormatError):
            strictjson.dumps(value)  # type: ignore[arg-type]


def test_an_object_is_asked_for() -> None:
    """Where a form wants an object, an array or a number is refused."""
    assert strictjson.decode_object(b"{}") == {}
    for octets in (b"[]", b"1", b"null", b'"a"'):
        with pytest.raises(FormatError):
            strictjson.decode_object(octets)


@given(st.binary(max_size=100))
def test_any_bytes_read_or_are_refused(octets: bytes) -> None:
    """No bytes end in any other way than a value or the declared error."""
    try:
        value = strictjson.decode(octets)
    except FormatError:
        return
    assert strictjson.decode(strictjson.encode(value)) == value
