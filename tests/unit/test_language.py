# SPDX-License-Identifier: AGPL-3.0-or-later
"""Catalogues: what is read, what is refused, and that no translation is left half done."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint import language
from plaint.errors import FormatError
from plaint.language import CatalogueError

HEAD = '[catalogue]\nlanguage = "en"\nname = "English"\ndates = "en-GB"\nwords = "en"\nreview = "none"\n'
NAMES = ("page", "terminal", "offline", "desk", "register")
CATALOGUES = [(code, name) for name in NAMES for code in language.languages(name)]
TRANSLATIONS = [(code, name) for code, name in CATALOGUES if code != language.SOURCE]


def test_a_text_is_found_by_table_and_name() -> None:
    """A text is called by its table and its name."""
    catalogue = language.parse(HEAD + '[one]\ntwo = "three"\n')
    assert catalogue("one.two") == "three"
    assert catalogue.table("one") == {"two": "three"}


def test_places_are_filled_and_only_those() -> None:
    """A text takes exactly the values that it has places for."""
    catalogue = language.parse(HEAD + '[one]\ntwo = "{n} of {all}"\n')
    assert catalogue("one.two", n=1, all=3) == "1 of 3"
    with pytest.raises(CatalogueError, match="places"):
        catalogue("one.two", n=1)
    with pytest.raises(CatalogueError, match="places"):
        catalogue("one.two", n=1, all=3, more=4)


def test_a_filled_value_is_not_filled_again() -> None:
    """Braces inside a value stay as they are: what a person typed never reaches into a text."""
    catalogue = language.parse(HEAD + '[one]\ntwo = "{a} {b}"\n')
    assert catalogue("one.two", a="{b}", b="x") == "{b} x"


def test_a_missing_text_is_an_error() -> None:
    """A text that is not in the catalogue is named, and never an empty place."""
    with pytest.raises(CatalogueError, match=r"one\.two"):
        language.parse(HEAD)("one.two")


@pytest.mark.parametrize(
    ("toml", "place"),
    [
        ("", "no catalogue"),
        ("catalogue = 1", "no catalogue"),
        ("[catalogue", "no catalogue"),
        (HEAD.replace('review = "none"', 'review = "machine"'), "wrong at catalogue"),
        (HEAD.replace('dates = "en-GB"\n', ""), "wrong at catalogue"),
        (HEAD + '[one]\ntwo = " "\n', "wrong at one.two"),
        (HEAD + "[one]\ntwo = 3\n", "wrong at one.two"),
    ],
)
def test_what_is_no_catalogue_is_refused(toml: str, place: str) -> None:
    """A catalogue without its head, with an unknown review state or with an empty text is refused."""
    with pytest.raises(FormatError, match=place):
        language.parse(toml)


def test_an_unknown_language_is_named() -> None:
    """Asking for a language without a catalogue names it and its catalogue."""
    with pytest.raises(CatalogueError, match="page catalogue in 'xx'"):
        language.read("xx", "page")


@given(st.text(alphabet=string.ascii_lowercase, min_size=1))
def test_places_are_what_stands_in_braces(name: str) -> None:
    """Each lower-case word in braces is a place, whatever the word."""
    assert language.places(f"a {{{name}}} b") == {name}


@pytest.mark.parametrize(("code", "name"), TRANSLATIONS)
def test_no_translation_is_missing_or_fuzzy(code: str, name: str) -> None:
    """Requirement 37: every text exists in every language, made from the English text as it now is."""
    made_from = language.sources(code, name)
    left = language.unfinished(language.read(code, name), language.read(language.SOURCE, name), made_from)
    assert left == [], "run python tools/catalogues.py and bring these up to date"


def test_a_changed_english_text_makes_the_translation_fuzzy() -> None:
    """A translation made from another English text, a missing one and a superfluous one are each named."""
    english = language.parse(HEAD + '[one]\na = "new {n}"\nb = "same"\nc = "gone {n}"\nd = "only here"\n')
    other = language.parse(HEAD + '[one]\na = "alt {n}"\nb = "gleich"\nc = "weg"\ne = "zu viel"\n')
    before = {"a": "old {n}", "b": "same", "c": "gone {n}"}
    made_from = {f"one.{key}": language.digest(text) for key, text in before.items()}
    assert language.unfinished(other, english, made_from) == [
        "one.a: fuzzy, the English text has changed",
        "one.c: other places in braces than the English text",
        "one.d: missing",
        "one.e: not in the English catalogue",
    ]


@pytest.mark.parametrize(("code", "name"), CATALOGUES)
def test_a_catalogue_says_who_reviewed_it(code: str, name: str) -> None:
    """Requirement 37: each catalogue carries the state of its human review and the name of its own language."""
    catalogue = language.read(code, name)
    assert catalogue.review in language.REVIEWS
    assert catalogue.language == code


@pytest.mark.parametrize(
    ("review", "is_draft", "is_reviewed"),
    [("draft", True, False), ("none", False, False), ("speaker", False, True), ("professional", False, True)],
)
def test_only_a_human_makes_a_review(review: str, *, is_draft: bool, is_reviewed: bool) -> None:
    """A draft and an unread text are unreviewed; what a speaker or a professional has read is reviewed."""
    catalogue = language.parse(HEAD.replace('"none"', f'"{review}"'))
    assert (catalogue.is_draft, catalogue.is_reviewed) == (is_draft, is_reviewed)


def test_the_text_that_holds_is_never_a_draft() -> None:
    """Where a draft differs, the first of the group's languages holds that is none, and English where there is none."""
    assert language.holding(("ce", "ru", "en"), "page").language == "ru"
    assert language.holding(("ce", "xx"), "page").language == "en"


@pytest.mark.parametrize("name", language.languages("page"))
def test_no_text_carries_markup(name: str) -> None:
    """Texts are plain: no tag, no entity and no line break, so that they mean the same in a page and in a script."""
    for key, text in language.read(name, "page").texts.items():
        assert not set(text) & set("<>&\n"), key
