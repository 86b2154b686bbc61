# SPDX-License-Identifier: AGPL-3.0-or-later
"""Random bits as words, and the ways in which people type them."""

import difflib
import re
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.keys import words
from plaint.keys.errors import WordsError

ENTROPY = st.one_of(st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32))
LANGUAGE = st.sampled_from(words.LANGUAGES)
BOTH = pytest.mark.parametrize("language", words.LANGUAGES)


@given(ENTROPY, LANGUAGE)
def test_words_come_back_to_the_same_bits(entropy: bytes, language: words.WordLanguage) -> None:
    """Any 16 or 32 bytes come back from their words in either language, and from the words' places."""
    assert words.from_words(" ".join(words.to_words(entropy, language))) == entropy
    assert words.from_places(words.to_places(entropy)) == entropy


def test_the_vectors_of_bip_39_hold() -> None:
    """Entropy and English words are those of BIP-39's published vectors."""
    assert " ".join(words.to_words(bytes(16), "en")) == "abandon " * 11 + "about"
    assert " ".join(words.to_words(b"\x7f" * 16, "en")) == (
        "legal winner thank year wave sausage worth useful legal winner thank yellow"
    )
    assert " ".join(words.to_words(b"\xff" * 32, "en")) == "zoo " * 23 + "vote"
    assert words.from_words("letter advice cage absurd amount doctor acoustic avoid letter advice cage above") == (
        b"\x80" * 16
    )


@BOTH
def test_lists_are_as_bip_39_wants_them(language: words.WordLanguage) -> None:
    """2,048 words, in NFC, that differ after folding and already in their first four letters."""
    listed = words.word_list(language)
    assert len(listed) == 2048
    assert all(unicodedata.is_normalized("NFC", word) for word in listed)
    folded = [unicodedata.normalize("NFC", words.fold(word)) for word in listed]
    assert len(set(folded)) == 2048
    assert len({word[:4] for word in folded}) == 2048


def test_every_word_can_be_written_by_hand() -> None:
    """Each word is of the small letters of its alphabet alone: the package lists one with a letter lost to U+FFFD."""
    assert all(re.fullmatch("[а-я]{3,8}", word) for word in words.word_list("ru"))
    assert all(re.fullmatch("[a-z]{3,8}", word) for word in words.word_list("en"))
    assert words.word_list("ru")[1571:1574] == ("сниться", "снова", "снять")
    held = (1572 << 117).to_bytes(16, "big")
    assert words.to_words(held, "ru")[0] == "снова"
    assert words.from_words(" ".join(words.to_words(held, "ru"))) == held


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_the_russian_nfc_trap_is_closed(form: Literal["NFC", "NFD", "NFKC", "NFKD"]) -> None:
    """Every one of the 2,048 Russian words reads in every Unicode form, in capitals, and with е for ё.

    BIP-39 compares in NFKD while the published list is in NFC: 276 words with й or ё failed in two libraries.
    """
    listed = words.word_list("ru")
    assert len([word for word in listed if unicodedata.normalize("NFKD", word) != word]) == 276
    for place, word in enumerate(listed):
        for typed in (word, word.upper(), word.replace("ё", "е")):
            assert words._folded("ru")[words.fold(unicodedata.normalize(form, typed))] == place


def test_short_i_stays_another_letter() -> None:
    """й does not become и: folding takes the dots off ё and nothing else."""
    assert words.fold("Ёлка Йод") == unicodedata.normalize("NFKD", "елка йод")
    assert words.fold("й") != words.fold("и")


@pytest.mark.parametrize(
    "template",
    ["{0} {1} {2} ", "{0},{1},{2},", "{0}\n{1}\r\n{2}\n", "{0}\u00a0{1}\t{2} ", "{0}, {1},  {2}, "],
)
def test_words_are_parted_as_people_part_them(template: str) -> None:
    """Blanks of any kind, commas and line breaks part words."""
    listed = words.to_words(bytes(range(16)), "ru")
    typed = "".join(template.format(*listed[at : at + 3]) for at in range(0, 12, 3))
    assert words.from_words("  " + typed) == bytes(range(16))


@pytest.mark.parametrize("number", ["{}. {}", "{}) {}", "{}.{}", "{}){}", "{} {}"])
def test_leading_numbers_are_dropped(number: str) -> None:
    """The numbers that stand before words on a sheet may be typed with them."""
    listed = words.to_words(bytes(range(32)), "ru")
    typed = "\n".join(number.format(place, word) for place, word in enumerate(listed, start=1))
    assert words.from_words(typed) == bytes(range(32))


def test_a_word_that_is_in_no_list_is_named_by_its_place() -> None:
    """A slip of the finger is told by its place with the word it may have been; the message holds neither."""
    listed = list(words.to_words(bytes(range(16)), "ru"))
    slip = listed[4][:-1] + "ъъ"
    typed = [*listed[:4], slip, *listed[5:]]
    with pytest.raises(WordsError) as caught:
        words.from_words(" ".join(typed))
    assert caught.value.place == 5
    assert listed[4] in caught.value.nearest
    assert not any(word in str(caught.value).split() for word in [*listed, slip])


@given(st.data(), LANGUAGE)
def test_the_words_that_are_shown_are_the_nearest_of_the_whole_list(
    data: st.DataObject, language: words.WordLanguage
) -> None:
    """What is left out beforehand, because it has too few letters in common, difflib would have left out as well."""
    listed = {words.fold(word): word for word in words.word_list(language)}
    start = data.draw(st.sampled_from(sorted(listed)) | st.just("") | st.just("х" * 40))
    at = data.draw(st.integers(0, len(start)))
    put = data.draw(st.text("абвгийлнос" if language == "ru" else "abceilnost", max_size=3))
    typed = start[:at] + put + start[at + 1 :]
    nearest = difflib.get_close_matches(typed, list(listed), n=3, cutoff=0.6)
    assert words._nearest(typed, language) == tuple(listed[each] for each in nearest)


@pytest.mark.parametrize("count", [0, 1, 11, 13, 23, 25, 100])
def test_another_number_of_words_is_refused(count: int) -> None:
    """There are 12 words, or 24."""
    with pytest.raises(WordsError):
        words.from_words(" ".join(["abandon"] * count))


def test_words_of_two_lists_are_refused() -> None:
    """One receipt is in one language."""
    mixed = [*words.to_words(bytes(16), "ru")[:6], *words.to_words(bytes(16), "en")[6:]]
    with pytest.raises(WordsError):
        words.from_words(" ".join(mixed))


def test_the_checksum_finds_fifteen_of_sixteen_wrong_words() -> None:
    """Of all 2,047 wrong words in each place, one in sixteen passes the check bits; the rest are refused."""
    places = words.to_places(bytes(range(16)))
    passed = tried = 0
    for index in range(12):
        for wrong in range(0, 2048, 8):
            if wrong == places[index]:
                continue
            tried += 1
            try:
                words.from_places((*places[:index], wrong, *places[index + 1 :]))
            except WordsError:
                continue
            passed += 1
    assert passed / tried < 0.08


def test_entropy_of_another_length_is_refused() -> None:
    """Neither 15 nor 20 bytes become words."""
    for length in (0, 15, 17, 20, 31, 33):
        with pytest.raises(WordsError):
            words.to_words(bytes(length))


@given(st.text(max_size=200))
def test_any_text_reads_or_is_refused(typed: str) -> None:
    """No text ends in any other way than bits or the declared error."""
    try:
        entropy = words.from_words(typed)
    except WordsError:
        return
    assert len(entropy) in (16, 32)
