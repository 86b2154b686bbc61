# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Chechen draft: what can be checked without speaking the language, and nothing more than that."""

import re

import pytest

from plaint import language

NAMES = ("page", "terminal", "offline")
PALOCHKA = "\u04c0"
SAME_AS_RUSSIAN = {
    "page": {
        "common.title",
        "safety.browser_heading",
        "relation.journalist",
        "hand.label",
        "say.file_size",
        "say.reply_by",
        "say.size_kb",
        "say.size_mb",
    },
    "terminal": {"ask.number"},
    "offline": set(),
}
"""Texts that are the same in both languages: loan words and forms without words. Any other equality is a copy."""
RUSSIAN_IN_BRACKETS = re.compile(r"\([^)]*\)|«[^»]*»")
BEFORE_PALOCHKA = "абгдзкпртхцч"


def words(text: str) -> list[str]:
    """Return the words of a text, places and blanks apart."""
    return re.findall(r"[\w|]+", re.sub(r"\{[a-z]+\}", " ", text))


@pytest.mark.parametrize("name", NAMES)
def test_the_catalogue_says_that_it_is_a_draft(name: str) -> None:
    """Its head says that no speaker has written it; dates are Russian and the words of the receipt, too."""
    catalogue = language.read("ce", name)
    assert catalogue.is_draft
    assert (catalogue.name, catalogue.words, catalogue.dates) == ("Нохчийн", "ru", "ru")


@pytest.mark.parametrize("name", NAMES)
def test_the_palochka_is_one_letter_only(name: str) -> None:
    """No word mixes Cyrillic letters with a digit, a Latin letter, a bar or what else looks like a palochka."""
    texts = language.read("ce", name).texts
    for key, text in texts.items():
        for word in words(text):
            cyrillic = re.search(r"[\u0400-\u04ff]", word)
            assert not (cyrillic and re.search(r"[A-Za-z0-9|]", word)), (key, word)
            assert not re.search(r"[\u0406\u0456\u04cf]", word), (key, word)
    assert PALOCHKA in "".join(texts.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_palochka_stands_where_one_can(name: str) -> None:
    """A palochka begins a word or follows a consonant that it goes with, or the а of тӀетаӀае."""
    for key, text in language.read("ce", name).texts.items():
        for word in words(text):
            for found in re.finditer(PALOCHKA, word):
                before = word[found.start() - 1].lower() if found.start() else ""
                assert before in BEFORE_PALOCHKA, (key, word)  # "" is in every text


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_in_russian_by_copying(name: str) -> None:
    """No text is the Russian or the English one, but for those that are named here one by one."""
    draft, russian = language.read("ce", name).texts, language.read("ru", name).texts
    english = language.read("en", name).texts
    same = {key for key, text in draft.items() if text in (russian[key], english[key])}
    assert same == SAME_AS_RUSSIAN[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_letter_that_chechen_words_lack_shows_no_russian_left_over(name: str) -> None:
    """The letter щ, which no Chechen word has, stands in brackets, in quotation marks or in the name of a button."""
    for key, text in language.read("ce", name).texts.items():
        own = RUSSIAN_IN_BRACKETS.sub(" ", text)
        assert [word for word in words(own) if "щ" in word.lower()] == (["щит"] if key == "nojs.browser" else []), key
