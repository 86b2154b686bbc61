# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates, numbers and errors as a member reads them."""

import pytest

from plaint.charter.errors import CharterError
from plaint.desk import texts
from plaint.desk.desk import catalogue
from plaint.errors import PlaintError
from plaint.keys.errors import WordsError
from plaint.language import read, sources, unfinished

EN, RU = catalogue("en"), catalogue("ru")
APRIL = 17_268  # 12 April 2017


def test_dates() -> None:
    """Days are written in the member's language, short ones without the year while it is this year's."""
    assert texts.long_date(EN, APRIL) == "12 April 2017"
    assert texts.long_date(RU, APRIL) == "12 апреля 2017"
    assert texts.short_date(EN, APRIL, today=APRIL + 40) == "12 Apr"
    assert texts.short_date(RU, APRIL, today=APRIL + 400) == "12 апр. 2017"
    assert texts.clock_time(EN, APRIL * 86_400 + 13 * 3600 + 59) == "12 Apr, 13:00 UTC"
    assert texts.day_of(APRIL * 86_400 + 86_399) == APRIL


def test_numbers_have_thin_spaces() -> None:
    """Thousands are parted so that they can be read and are not broken over lines."""
    assert [texts.number(value) for value in (7, 1_000, 1_234_567)] == ["7", "1\u202f000", "1\u202f234\u202f567"]


@pytest.mark.parametrize(
    ("count", "form"),
    [(1, "one"), (2, "few"), (5, "many"), (11, "many"), (12, "many"), (21, "one"), (114, "many"), (0, "many")],
)
def test_russian_counts_have_three_forms(count: int, form: str) -> None:
    """One, few and many as CLDR has them for Russian."""
    assert texts._form("ru", count) == form
    assert texts._form("en", count) == ("one" if count == 1 else "many")


def test_errors_are_told_in_the_members_language() -> None:
    """The catalogue has an error by its class, a charter's refusal by its code; anything else is told as it is."""
    assert texts.tell(RU, WordsError("x", hint="y")).message == "Это не слова с листа."
    assert texts.tell(RU, CharterError("root", "x")).message.startswith("Этот сервер принадлежит другой группе")
    assert texts.tell(RU, PlaintError("Plain.", hint="Do it.")) == texts.Told("Plain.", "Do it.")


def test_every_error_text_has_its_hint() -> None:
    """No error is told without what to do next."""
    names = EN.table("error")
    assert [name for name in names if not name.endswith("_hint") and f"{name}_hint" not in names] == []


def test_the_russian_catalogue_is_finished() -> None:
    """No text is missing, and none was made from English that has changed since."""
    assert unfinished(read("ru", "desk"), read("en", "desk"), sources("ru", "desk")) == []
