# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers that somebody typed into a text: found, and refused unless they are a year or a date.

Rules of this module:

- A typed number and its table drift apart with the next release, and a typed small one is how people are found. So a
  number is a released figure, a date, or marked `{=…}` as somebody's own word, which the preview lists for approvers.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_NUMBER: Final = re.compile(r"(?<![^\W_])\d+(?:[ \u00a0\u202f.,]\d{3})*(?:[.,]\d+)?")
_NUMERALS: Final = frozenset({"No", "Nl"})
"""Categories of signs that are numbers and no digits: ⑫, ½, Ⅻ."""
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_MONTHS: Final = (
    r"январ[ья]|феврал[ья]|март[а]?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|август[а]?|сентябр[ья]|октябр[ья]|ноябр[ья]|декабр[ья]"
    r"|January|February|March|April|May|June|July|August|September|October|November|December"
)
_DAY: Final = re.compile(rf"[ \u00a0](?:{_MONTHS})\b")
_LAST_DAY: Final = 31
_IN_WORDS: Final = re.compile(
    r"\b(?:one|two|three|four|five|both|nobody|no|(?:the|a) (?:only|sole|single|lone))\s+"
    r"(?:applicant|complainant|person|people|man|men|woman|women|victim|witness|complaint|case)\w*"
    r"|\b(?:од[ие]н|одна|двое|два|две|трое|три|четыре|четверо|пять|пятеро|оба|обе|никто из|ни один|ни одна"
    r"|единственн\w+)\s+"
    r"(?:заявител|человек|мужчин|женщин|пострадавш|потерпевш|свидетел|жалоб|обращени|дел)\w*",
    re.IGNORECASE,
)
"""A man was found three days after "one applicant" was told to a newspaper."""


def numbers(text: str) -> Iterator[str]:
    """Yield each number of `text` that is neither a year nor the day of a date."""
    for found in _NUMBER.finditer(text):
        typed = found[0]
        if _YEAR.fullmatch(typed):
            continue
        if typed.isdecimal() and 1 <= int(typed) <= _LAST_DAY and _DAY.match(text, found.end()):
            continue
        yield typed
    yield from (sign for sign in text if unicodedata.category(sign) in _NUMERALS)


def in_words(text: str) -> Iterator[tuple[int, str]]:
    """Yield each number of people said in words, and where it begins: "one applicant", «единственный заявитель».

    No list of words is whole. What is found is shown to those who approve; what is not, they have to find.
    """
    yield from ((found.start(), found[0]) for found in _IN_WORDS.finditer(text))


def value(typed: str) -> int | None:
    """Return the whole number that was typed with whatever groups, or None for a fraction."""
    digits = re.sub(r"[ \u00a0\u202f.,](?=\d{3}(?:\D|$))", "", typed)
    return int(digits) if digits.isdecimal() else None
