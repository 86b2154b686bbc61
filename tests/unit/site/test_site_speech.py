# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates, numbers and forms as each language writes them."""

import pytest

from plaint.register.counting import combine
from plaint.register.dates import PartialDate, Period
from plaint.register.examining import read
from plaint.register.model import Claim, Words
from plaint.register.vocabulary import CommitmentStatus, StatementKind, Wording
from plaint.site.signs import KINDS, shape_of
from plaint.site.speech import Speech
from tests.support.public_record import STATEMENTS, count
from tests.support.registers import EXAMPLE

EN, RU = Speech.of("en"), Speech.of("ru")


def loose(text: str) -> str:
    """Return a date as it reads, whether or not its parts may be broken apart at the end of a line."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("date", "en", "ru"),
    [
        ("2017-04-24", "24 April 2017", "24 апреля 2017 г."),
        ("2017-04", "April 2017", "апрель 2017 г."),
        ("2017", "2017", "2017 г."),
    ],
)
def test_a_date_is_written_as_far_as_it_is_known(date: str, en: str, ru: str) -> None:
    """A month stays a month and a year a year, in both languages."""
    day = PartialDate.parse(date)
    assert (loose(EN.date(day)), loose(RU.date(day))) == (en, ru)


@pytest.mark.parametrize(
    ("period", "en", "ru"),
    [
        ("2017-01/2017-04-01", "January 2017 to 1 April 2017", "январь 2017 г. — 1 апреля 2017 г."),
        ("../2017-04", "until April 2017", "до апреля 2017 г."),
        ("2018-12/..", "since December 2018", "с декабря 2018 г."),
        ("2018/..", "since 2018", "с 2018 года"),
        ("2018", "2018", "2018 г."),
    ],
)
def test_a_period_keeps_its_open_end(period: str, en: str, ru: str) -> None:
    """An end that nobody named is not written, and Russian declines the month."""
    assert (loose(EN.period(Period.parse(period))), loose(RU.period(Period.parse(period)))) == (en, ru)


@pytest.mark.parametrize(
    ("number", "en", "ru"),
    [
        (0, "0 statements", "0 высказываний"),
        (1, "1 statement", "1 высказывание"),
        (2, "2 statements", "2 высказывания"),
        (5, "5 statements", "5 высказываний"),
        (11, "11 statements", "11 высказываний"),
        (21, "21 statements", "21 высказывание"),
        (112, "112 statements", "112 высказываний"),
        (12_345, "12\u202f345 statements", "12\u202f345 высказываний"),
    ],
)
def test_forms_go_with_their_number(number: int, en: str, ru: str) -> None:
    """Russian has three forms, English two, and thousands have a narrow space."""
    assert (EN.plural("front.statements", number), RU.plural("front.statements", number)) == (en, ru)


@pytest.mark.parametrize(
    ("wording", "low", "high", "en", "ru"),
    [
        (Wording.AT_LEAST, 100, None, "at least 100", "не менее 100"),
        (Wording.AT_MOST, None, 15_000, "at most 15\u202f000", "не более 15\u202f000"),
        (Wording.BETWEEN, 27, 56, "from 27 to 56", "от 27 до 56"),
        (Wording.EXACTLY, 60, 60, "60", "60"),
    ],
)
def test_a_number_keeps_its_wording(wording: Wording, low: int | None, high: int | None, en: str, ru: str) -> None:
    """A bound never becomes a number."""
    claim = Claim(STATEMENTS[0], count(wording, low, high))
    assert (EN.claim(claim), RU.claim(claim)) == (en, ru)


def test_a_missing_text_is_told_in_the_other_language() -> None:
    """Where the record has no Russian, the English stands there and is marked as English."""
    assert RU.text(Words(en="Said", ru="")).language == "en"
    assert EN.text(Words(en="", ru="Сказано")).text == "Сказано"


def test_every_word_of_a_list_has_a_name_and_a_shape() -> None:
    """Each kind of statement and each status is named in both languages and has a shape."""
    for word in (*StatementKind, *CommitmentStatus):
        assert EN.label(word)
        assert RU.head(word)[0].isupper()
        assert shape_of(word)
    assert set(KINDS) == set(StatementKind)


def test_claims_that_contradict_one_another_are_not_said_to_hold_together() -> None:
    """A rebutted number is no "if all of these hold", and a 0 that somebody stated is said as a bound."""
    alive = combine(read(EXAMPLE), "found-alive", "lists")
    detained = combine(read(EXAMPLE), "detained", "spring-2017")
    places = combine(read(EXAMPLE), "detention-places", "spring-2017")
    assert alive is not None
    assert detained is not None
    assert places is not None
    assert EN.conclusion(alive) == "They differ: from 0 to 2."
    assert RU.conclusion(alive) == "Расходятся: от 0 до 2."
    assert EN.conclusion(detained) == "If all of these hold: at least 200."
    assert EN.conclusion(places) == "One claim: at least 6."
