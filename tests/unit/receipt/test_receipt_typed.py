# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receipts as people type them: words and digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.keys.errors import WordsError
from plaint.keys.words import LANGUAGES, WordLanguage, to_words
from plaint.receipt.digits import from_digits, to_digits
from plaint.receipt.words import read

ENTROPY = st.binary(min_size=16, max_size=16)
SAMPLE = bytes(range(16))
GROUPS = to_digits(SAMPLE)


@given(ENTROPY, st.sampled_from(LANGUAGES))
def test_words_and_digits_are_one_receipt(entropy: bytes, language: WordLanguage) -> None:
    """The words of both languages and the digits of a receipt read as the same 16 bytes."""
    assert read(" ".join(to_words(entropy, language))) == entropy
    assert read(" ".join(to_digits(entropy))) == entropy


@pytest.mark.parametrize("separator", [" ", "-", "\n", "", ", ", " - ", "\t", "\u00a0", "\u2009", "/"])
def test_groups_are_parted_as_people_part_them(separator: str) -> None:
    """Blanks, hyphens, line breaks or nothing at all may stand between the groups."""
    assert from_digits(separator.join(GROUPS)) == SAMPLE


@pytest.mark.parametrize("number", ["{}. {}", "{}) {}", "{} {}", "({}) {}"])
def test_numbers_before_groups_are_dropped(number: str) -> None:
    """The numbers that stand before groups on a sheet may be typed with them."""
    assert from_digits("\n".join(number.format(at, group) for at, group in enumerate(GROUPS, start=1))) == SAMPLE


def test_full_width_digits_are_digits() -> None:
    """Digits of an East Asian keyboard are folded; those of other scripts are refused."""
    typed = " ".join(GROUPS)
    assert from_digits(typed.translate({48 + n: 0xFF10 + n for n in range(10)})) == SAMPLE
    with pytest.raises(WordsError):
        from_digits(typed.translate({48 + n: 0x0660 + n for n in range(10)}))


@given(ENTROPY, st.integers(0, 51), st.integers(1, 9))
def test_one_wrong_digit_is_found(entropy: bytes, at: int, step: int) -> None:
    """Any single wrong digit is found, save one chance in ten thousand (the 13th group)."""
    digits = "".join(to_digits(entropy))
    wrong = digits[:at] + str((int(digits[at]) + step) % 10) + digits[at + 1 :]
    try:
        read_back = from_digits(wrong)
    except WordsError:
        return
    assert read_back != entropy


def test_swapped_groups_are_found() -> None:
    """Two neighbouring groups that changed places are refused."""
    for at in range(12):
        swapped = [*GROUPS[:at], GROUPS[at + 1], GROUPS[at], *GROUPS[at + 2 :]]
        if swapped != [*GROUPS]:
            with pytest.raises(WordsError):
                from_digits(" ".join(swapped))


def test_a_group_out_of_range_is_named() -> None:
    """0000 and 2049 are no places; the error says which group it is and not what was typed."""
    for wrong in ("0000", "2049", "9999"):
        with pytest.raises(WordsError) as caught:
            from_digits(" ".join([*GROUPS[:6], wrong, *GROUPS[7:]]))
        assert caught.value.place == 7
        assert wrong not in str(caught.value)


@pytest.mark.parametrize("count", [0, 1, 12, 14])
def test_another_number_of_groups_is_refused(count: int) -> None:
    """There are 13 groups."""
    with pytest.raises(WordsError):
        read(" ".join(["0001"] * count))


def test_a_recovery_sheet_is_no_receipt() -> None:
    """A member's 24 words, typed where a receipt is asked for, are refused and named as what they are."""
    with pytest.raises(WordsError, match="12 words") as caught:
        read(" ".join(to_words(bytes(32), "ru")))
    assert "recovery sheet" in caught.value.hint
    with pytest.raises(WordsError):
        to_digits(bytes(32))


def test_one_wrong_word_is_found_fifteen_times_in_sixteen() -> None:
    """Each word replaced by every 16th other word: fewer than one in twelve passes, and none gives the same receipt."""
    words = to_words(SAMPLE, "ru")
    others = to_words(b"\x5a" * 32, "ru")
    passed = tried = 0
    for at in range(12):
        for other in others:
            tried += 1
            try:
                read_back = read(" ".join([*words[:at], other, *words[at + 1 :]]))
            except WordsError:
                continue
            passed += 1
            assert (read_back == SAMPLE) == (other == words[at])
    assert passed <= tried / 8


@given(st.text(max_size=120))
def test_any_text_reads_or_is_refused(typed: str) -> None:
    """No text ends in any other way than 16 bytes or the declared error."""
    try:
        assert len(read(typed)) == 16
    except WordsError:
        return
