# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences for the press: a template of words, and released figures in its places.

Rules of this module:

- A number comes from a released figure or not at all. So a template holds no digit and no word for a number: "one
  applicant" told to a newspaper identified a man within three days, and no table had anything to do with it.
- A figure that is not told is said as "fewer than k", or the sentence is refused.
- A figure that was kept from an earlier release is said with its month: it does not count what came since.
"""

import re
from collections.abc import Mapping
from typing import Final

from plaint.figures.errors import PressError
from plaint.figures.released import FigureKind, ReleasedFigure

_PLACE: Final = re.compile(r"\{([a-z_]+)\}")
NUMERALS: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:ones?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
        r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|millions?|dozens?|scores?|tens|fortnight"
        r"|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|\w+tieth|hundredth"
        r"|once|twice|thrice|(?:two|three|four|five)fold|double|triple|quadruple|twins?|duo|trio|quartet"
        r"|(?:one|two|three)some|only|single|singly|sole|solely|solitary|alone|lone|someone|somebody|nobody|none|no|zero|nil"
        r"|nought|both|either|neither|pair|couple|half|halves|thirds|quarters?"
        r"|an? (?:\w+ )?(?:applicant|complainant|person|individual|man|woman|child|boy|girl|victim|complaint|case"
        r"|witness|prisoner|detainee|relative|citizen|resident|officer|official|lawyer|family))\b",
        re.IGNORECASE,
    ),
    "ru": re.compile(
        r"\b(?:од[ие]н\w*|одн\w+|един\w+|дв[ауе]|двум\w*|двух\w*|двое\w*|двои\w*|дважды|две(?:сти|надцат\w*)|двадцат\w*"
        r"|двойн\w*|двоек|двойк\w*|вдво[её]м?|обоих|обоим\w*|оба|обе|обеих|обеим\w*|три|трижды|триста|тридцат\w*|трина\w*"
        r"|тр[её][мх]\w*|трет[ьие]\w*|трое\w*|трои[мх]\w*|тройк\w*|втро[её]м?|втройне|четыр\w*|четвер\w*|четв[её]рт\w*"
        r"|пят(?:ь\w*|и\w*|[её]р\w*|ый|ая|ое|ого|ому|ую|ых|ым\w*|ой|ом)|шест(?:ь\w*|и\w*|[её]р\w*|ый|ая|ое|ого|ой|ую)"
        r"|сем(?:ь|и|ью|ьсот|ьюдесят\w*|ьюстами|исот|ист\w*|идесят\w*|ьдесят\w*|надцат\w*|[её]р\w*|ижды)|седьм\w*|восем\w*|восьм\w*"
        r"|девят\w*|десят\w*|\w+надцат\w*|сорок\w*|девянос\w*|ст[ао]|сотн\w*|сот|сотый|тысяч\w*|миллион\w*|дюжин\w*"
        r"|пол(?:сотн|дюжин|тысяч|десятк)\w*|в(?:четв|пят|шест|сем|восьм|девят|десят)ером"
        r"|перв(?:ый|ая|ое|ые|ого|ому|ой|ую|ым\w*|ых|ом)|втор(?:ой|ая|ое|ые|ого|ому|ую|ым\w*|ых|ом)|впервые|кто-то|некто"
        r"|никт\w*|никого|никому|ни|нет|нол\w*|нул\w*|пар[аоуы]\w*|половин\w*|полтор\w*|лишь|только"
        r"|в одиночку|одиноч\w*)\b",
        re.IGNORECASE,
    ),
}
"""No list is whole; what these cannot find stands in docs/figures.md. A word too many costs a rewording, one too few a
person: so "second" and «первый» are refused, whatever they mean in the sentence."""
_BELOW: Final = {"ru": "менее {k}", "en": "fewer than {k}"}


def say(template: str, figures: Mapping[str, ReleasedFigure], language: str) -> str:
    """Return the sentence with its figures; raise PressError where it says a number of its own."""
    bare = _PLACE.sub(" ", template)
    if language not in NUMERALS:
        raise PressError(f"There are no press lines in {language[:8]!r}.", hint="Use ru or en.")
    if "{" in bare or "}" in bare or set(_PLACE.findall(template)) != set(figures) or not figures:
        raise PressError("The places of the sentence and its figures differ.", hint="Give each place one figure.")
    if any(character.isnumeric() for character in bare) or NUMERALS[language].search(bare):
        raise PressError(
            "The sentence says a number in its own words.", hint="Take numbers from released figures only."
        )
    return _PLACE.sub(lambda match: _words(figures[match[1]], language), template)


def _words(figure: ReleasedFigure, language: str) -> str:
    return f"{_number(figure, language)} ({figure.as_of})" if figure.as_of else _number(figure, language)


def _number(figure: ReleasedFigure, language: str) -> str:
    if figure.value is None:
        if not figure.below:
            raise PressError(f"{figure.id} is not told.", hint="Leave it out of the sentence.")
        return _BELOW[language].format(k=figure.below)
    if figure.kind is FigureKind.SHARE:
        return f"{figure.value} %" if language == "ru" else f"{figure.value}%"
    return str(figure.value)
