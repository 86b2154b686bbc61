# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers that somebody typed into a text: found, and refused unless they are a year or a date.

Rules of this module:

- A typed number and its table drift apart with the next release, and a typed small one is how people are found. So a
  number is a released figure, a date, or marked `{=…}` as somebody's own word, which is listed for approvers.
- What stands before people or papers counts them, whatever it looks like: "1956 complaints", "XII applicants" and
  "12 May complaints" are refused. Digits within a word ("n12") are digits.
- Between the two lies what may be either: "In 1956 complaints …", a year that nothing marks as one, a Roman numeral. It
  is let through and shown to those who approve, as are numbers of people in words.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from typing import Final

from plaint.figures import press

_SPACE: Final = "[ \u00a0\u202f]"
_NUMBER: Final = re.compile(rf"\d+(?:(?:{_SPACE}|[.,'’])\d{{3}}(?!\d))*(?:[.,]\d+)?")
_GENITIVES: Final = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
_NOMINATIVES: Final = "январь|февраль|март|апрель|май|июнь|июль|август|сентябрь|октябрь|ноябрь|декабрь"
_PREPOSITIONALS: Final = "январе|феврале|марте|апреле|мае|июне|июле|августе|сентябре|октябре|ноябре|декабре"
_ENGLISH: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_YEARS: Final = r"(?:19|20)\d\d"
_DAYS: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_DATES: Final = re.compile(
    rf"(?<![\w.,/№$-])(?:"
    # 5 May 2017, 5th of May, 5–7 мая, с 5 по 7 мая 2017; what counts people may not follow an English one.
    rf"(?:{_DAYS}(?:st|nd|rd|th)?{_SPACE}?(?:[-–—]|and|to|и|по|до){_SPACE}?)?"
    rf"{_DAYS}(?:st|nd|rd|th|-го|-е)?{_SPACE}(?:of )?"
    rf"(?:(?:{_GENITIVES})\b(?:{_SPACE}{_YEARS}\b)?|(?P<english>{_ENGLISH})\b(?:,?{_SPACE}{_YEARS}\b)?)"
    # May 5, 2017: without its year a day may as well count what follows it.
    rf"|(?:{_ENGLISH}){_SPACE}{_DAYS}(?:st|nd|rd|th)?,?{_SPACE}{_YEARS}\b"
    rf"|{_DAYS}\.{_MONTH}\.{_YEARS}\b|(?:{_DAYS}/{_MONTH}|{_MONTH}/{_DAYS})/{_YEARS}\b|{_YEARS}-{_MONTH}-{_DAYS}\b"
    rf")(?![.,/-]?\d)"
)
_PEOPLE: Final = (
    r"(?:applicant|complainant|person|people|m[ae]n|wom[ae]n|child(?:ren)?|boy|girl|victim|witness|prisoner|detainee"
    r"|relative|citizen|resident|official|officer|famil(?:y|ies)|bod(?:y|ies)|complaint|appeal|case|petition|request|answer"
    r"|repl(?:y|ies)|letter|inquir(?:y|ies)|opening|killed|dead|detained|arrested|brother|sister|son|daughter"
    r"|neighbou?r)(?:e?s)?\b"
    r"|(?:заявител|заявлени|жалоб|обращени|человек|люд(?:ей|и|ьми|ям)|лиц[оа]?\b|мужчин|женщин|дет(?:ей|и)|реб[её]н|мальчик"
    r"|девоч|пострадавш|потерпевш|свидетел|заключ[её]нн|задержан|арестован|убит|погибш|родственник|граждан|жител|чиновник"
    r"|сотрудник|сем(?:ей|ья|ьи|ьям)|орган|дел[оа]?\b|ходатайств|запрос|ответ|пис(?:ем|ьм)|провер(?:к|ок)|случа"
    r"|брат(?:а|ья|ьев|ьям)|сест[её]?р|сынов|дочер|сосед)\w*"
)
_COUNTS: Final = re.compile(
    rf"(?:-\w{{1,3}})?(?:{_SPACE}+(?P<between>[^\W\d_][\w-]*))?{_SPACE}+(?:{_PEOPLE})", re.IGNORECASE
)
_NOT_COUNTED: Final = frozenset(
    {"a", "all", "few", "fewer", "many", "more", "most", "no", "other", "some", "such", "the", "these", "those"}
)
"""Words that no count stands before: "in 2026 more people" is a year."""
_TIME: Final = re.compile(
    r"\b(?:in|since|until|till|from|before|after|during|throughout|between|early|late|mid|spring|summer|autumn|winter"
    r"|(?:spring|summer|autumn|winter|end|beginning|start|middle|half|quarter|year|course) of"
    rf"|{_YEARS},? (?:and|or|to|и|или|по)|{_ENGLISH}|{_GENITIVES}|{_NOMINATIVES}|{_PREPOSITIONALS}){_SPACE}$",
    re.IGNORECASE,
)
_ON: Final = re.compile(rf"\b(?:on|by|from|until|till|to|since|before|after|of){_SPACE}$", re.IGNORECASE)
_ENDS: Final = re.compile(rf"(?:s|['’]s|-(?:е|х|м|й|го|му|ми))\b|{_SPACE}(?:год[ауыео]?\w*\b|гг?\.)|[-–—/]{_YEARS}\b")
_ALONE: Final = (re.compile(r"(?:^|[(\[,;«“\"])\s*$"), re.compile(r"\s*(?:$|[)\].,;»”\"])"))
_RANGE: Final = re.compile(rf"{_YEARS}[-–—/]$")
_ROMAN: Final = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_LETTERS: Final = re.compile(r"(?<![\w.])(?:[IVXLCDM]+|[ХІӀVIXМС]{2,}|[ivx]{2,})(?!\w)")
_LATIN: Final = str.maketrans("ХІӀМС", "XIIMC")
"""Cyrillic letters that look like Roman numerals, and are typed for them."""
_NAMED: Final = re.compile(
    rf"(?:[A-ZА-ЯЁ][\w-]+|\b(?:part|chapter|annex|section|volume|page|част[ьи]|глав[аеуы]|раздел\w?|том[аеу]?)){_SPACE}$"
)
_CENTURY: Final = re.compile(
    rf"(?:-\w{{1,3}})?{_SPACE}(?:век\w*|вв?\.|centur\w+|квартал\w*|quarter\w*|созыв\w*|степен\w*)"
)
_WITHIN: Final = re.compile(r"[\w№$.,/-]$")
"""Before a number: it is a part of something else, and no year."""
_DATED: Final = "\N{FULL BLOCK}"
_NUMERALS: Final = frozenset({"No", "Nl"})
"""Categories of signs that are numbers and no digits: ⑫, ½, Ⅻ."""
_BETWEEN: Final = r"(?:a|and|are|but|day|days|is|nor|of|or|that|time|times|was|were|а|день|дня|и|или|но|раз|раза|что)\b"
"""No word that tells which people are counted: "one day people came", "neither are people"."""
_IN_WORDS: Final = re.compile(
    rf"(?:\b(?:the|an?){_SPACE}+)?"
    rf"(?:{'|'.join(one.pattern for one in press.NUMERALS.values())}|\b(?=[ЗзбlOОо]|I[lOОо])[ЗзбlIOОо]{{2,3}}|\b[Ззбl])"
    rf"(?:{_SPACE}+(?:of(?:{_SPACE}+the)?|(?!{_BETWEEN})[^\W\d_][\w-]*))?{_SPACE}+(?!bod|орган)(?:{_PEOPLE})"
    # These count people and nothing else, whoever stands behind them.
    r"|\b(?:дво(?:е|и[хм]и?)|тро(?:е|и[хм]и?)|(?:четв|пят|шест|сем|восьм|девят|десят)ер(?:о|ы[хм]и?)|в(?:дво|тро)[её]м"
    r"|в(?:четв|пят|шест|сем|восьм|девят|десят)ером)\b",
    re.IGNORECASE,
)
"""A man was found three days after "one applicant" was told to a newspaper. The words are those that a press line may
not hold; beside them stand letters that are read as digits (З, б, l, lO)."""


class _Judged(Enum):
    DATE = "a year or a date, surely"
    DOUBT = "may be one, may be a count"
    REFUSED = "a number"


def numbers(text: str) -> Iterator[tuple[int, str]]:
    """Yield each number of `text` that may not stand there, and where it begins: neither a year nor a date."""
    yield from ((at, typed) for at, typed, judged in _typed(text) if judged is _Judged.REFUSED)


def doubts(text: str) -> Iterator[tuple[int, str]]:
    """Yield what those who approve have to look at, and where it begins: "one applicant", "In 1956 complaints", "XII".

    No list of words is whole. What is found is shown to those who approve; what is not, they have to find.
    """
    found = [(at, _around(text, at, typed)) for at, typed, judged in _typed(text) if judged is _Judged.DOUBT]
    yield from sorted([*found, *((found.start(), found[0]) for found in _IN_WORDS.finditer(text))])


def _typed(text: str) -> Iterator[tuple[int, str, _Judged]]:
    """Yield each number that was typed, with its place, dates aside."""
    rest = text
    for date in _DATES.finditer(text):
        if date["english"] and _counts(text, date.end()) and not _ON.search(text, 0, date.start()):
            continue
        # Every place stays where it was: nothing within a date is a number, and nothing beside it is part of one.
        rest = rest[: date.start()] + _DATED * len(date[0]) + rest[date.end() :]
    for found in _NUMBER.finditer(rest):
        yield found.start(), found[0], _year(rest, found)
    for found in _LETTERS.finditer(text):
        yield found.start(), found[0], _roman(text, found)
    yield from ((at, sign, _Judged.REFUSED) for at, sign in enumerate(text) if unicodedata.category(sign) in _NUMERALS)


def _year(text: str, found: re.Match[str]) -> _Judged:
    before, end = text[: found.start()], found.end()
    begins, ends = bool(_RANGE.search(before)), bool(_ENDS.match(text, end))
    if not re.fullmatch(_YEARS, found[0]) or (_WITHIN.search(before) and not begins):
        return _Judged.REFUSED
    if ends or re.match(r"\w", text[end : end + 1]):
        return _Judged.DATE if ends else _Judged.REFUSED
    timed = bool(_TIME.search(before))
    if counts := _counts(text, end):
        free = (counts["between"] or "").casefold() in _NOT_COUNTED
        return (_Judged.DATE if free else _Judged.DOUBT) if timed else _Judged.REFUSED
    alone = _ALONE[0].search(before) and _ALONE[1].match(text, end)
    return _Judged.DATE if timed or begins or alone else _Judged.DOUBT


def _roman(text: str, found: re.Match[str]) -> _Judged:
    letters = found[0].translate(_LATIN)
    if not _ROMAN.fullmatch(letters.upper()) or letters == "I":
        return _Judged.DATE
    named = _NAMED.search(text, 0, found.start())
    if _counts(text, found.end()):
        return _Judged.DOUBT if named else _Judged.REFUSED
    small = len(letters) > 1 and set(letters) <= set("IVX")
    return _Judged.DOUBT if small and not named and not _CENTURY.match(text, found.end()) else _Judged.DATE


def _counts(text: str, end: int) -> re.Match[str] | None:
    """Return the people or papers that stand after a number, one word between at most."""
    return _COUNTS.match(text, end)


def _around(text: str, at: int, typed: str) -> str:
    """Return a number with a word on each side, so that whoever reads the list sees what it is."""
    before, after = text[:at].split(" ")[-2:], text[at + len(typed) :].split(" ")[:2]
    return f"{' '.join(before)}{typed}{' '.join(after)}".strip()


def value(typed: str) -> int | None:
    """Return the whole number that was typed with whatever groups, or None for a fraction."""
    digits = re.sub(r"[ \u00a0\u202f.,](?=\d{3}(?:\D|$))", "", typed)
    return int(digits) if digits.isdecimal() else None
