# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading binary forms, and the origin that binds them to a group."""

import pytest

from plaint.errors import FormatError
from plaint.octets import Reader
from plaint.origin import packed


def test_a_form_is_taken_apart_to_its_end() -> None:
    """Integers are big-endian, lengths exact, and the end is where it must be."""
    reader = Reader(b"\x01\x02\x03\x00\x00\x02ab\x00rest", "test form")
    assert reader.integer(1) == 1
    assert reader.integer(2) == 0x0203
    reader.zeros(1)
    assert reader.prefixed(2, 2) == b"ab"
    reader.zeros(1)
    assert reader.left == 4
    assert reader.rest() == b"rest"
    reader.end()


def test_every_fault_names_the_form() -> None:
    """A cut, too large a length or number, bytes that must be zero and a rest are refused with the declared error."""
    with pytest.raises(FormatError, match="test form"):
        Reader(b"ab", "test form").take(3)
    with pytest.raises(FormatError, match="too large"):
        Reader(b"\x03abc", "test form").prefixed(1, 2)
    with pytest.raises(FormatError, match="number"):
        Reader((2**53).to_bytes(8, "big"), "test form").integer(8)
    with pytest.raises(FormatError, match="zero"):
        Reader(b"\x00\x01", "test form").zeros(2)
    with pytest.raises(FormatError, match="follows"):
        Reader(b"x", "test form").end()


@pytest.mark.parametrize("origin", ["plaint.example/moscow-2017", "a", "a" * 63, "0.1-2/3"])
def test_an_origin_is_packed_with_its_length(origin: str) -> None:
    """An origin of 1 to 63 characters has its length in front."""
    assert packed(origin) == bytes([len(origin)]) + origin.encode()


@pytest.mark.parametrize(
    "origin",
    ["", "a" * 64, "A.example", "https://a", "a//b", "/a", "a/", "-a", "a-", "a b", "é", "a\n", "a.", ".a", "а"],
)
def test_what_is_no_origin_is_refused(origin: str) -> None:
    """Capitals, schemes, doubled or outer slashes, blanks and other scripts are refused."""
    with pytest.raises(FormatError):
        packed(origin)
