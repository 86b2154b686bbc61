# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields of documents that only members write."""

import pytest

from plaint.entry.fields import DocumentError, Fields
from plaint.entry.strictjson import JsonValue


@pytest.mark.parametrize("value", ["work", "handed_over", "a"])
def test_a_word_is_read_known_or_not(value: str) -> None:
    """A word of small letters is read, also one that this version does not know."""
    assert Fields({"x": value}).word("x") == value


@pytest.mark.parametrize("value", ["", "Work", "two words", "_a", "a_", "a__b", "слово", "a1", 1, None, ["a"]])
def test_other_texts_are_no_words(value: JsonValue) -> None:
    """Anything that could be text of a person is refused where a word belongs."""
    with pytest.raises(DocumentError, match="x"):
        Fields({"x": value}).word("x")


@pytest.mark.parametrize("value", [0, 7, 15])
def test_a_number_is_read_within_its_bounds(value: int) -> None:
    """Both bounds are allowed, and null stands for no number where it may."""
    assert Fields({"x": value}).number("x", 15) == value
    assert Fields({"x": value}).optional_number("x", 15) == value
    assert Fields({"x": None}).optional_number("x", 15) is None


@pytest.mark.parametrize("value", [-1, 16, True, False, "7", None])
def test_other_values_are_no_numbers(value: JsonValue) -> None:
    """A truth value or a text is no number, nor is what lies outside the bounds."""
    with pytest.raises(DocumentError):
        Fields({"x": value}).number("x", 15)


def test_a_missing_number_is_not_null() -> None:
    """A key that may be null has to be there."""
    with pytest.raises(DocumentError):
        Fields({}).optional_number("x", 15)


def test_octets_have_one_spelling() -> None:
    """Lower-case digits of exactly the length are read; capitals, blanks and other lengths are refused."""
    assert Fields({"x": "00ff"}).octets("x", 2) == b"\x00\xff"
    for value in ("00FF", "00 f", "00f", "00fff", "", None, 255):
        with pytest.raises(DocumentError):
            Fields({"x": value}).octets("x", 2)
