# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences for the press: a template of words, and released figures in its places.

Rules of this module:

- A number comes from a released figure or not at all. So a template holds no digit and no word for a number: "one
  applicant" told to a newspaper identified a man within three days, and no table had anything to do with it.
- A figure that is not told is said as "fewer than k", or the sentence is refused.
"""

import re
from collections.abc import Mapping
from typing import Final

from plaint.figures.errors import PressError
from plaint.figures.released import FigureKind, ReleasedFigure

_PLACE: Final = re.compile(r"\{([a-z_]+)\}")
_NUMERALS: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundreds?|thousands?"
        r"|only|single|sole|alone|lone|nobody|none|no|zero|nil|nought|both|pair|couple|half|third"
        r"|an? (?:\w+ )?(?:applicant|complainant|person|man|woman|victim|complaint|case|witness))\b",
        re.IGNORECASE,
    ),
    "ru": re.compile(
        r"\b(?:од[ие]н\w*|одн\w+|един\w+|дв[аеоу]\w*|оба|обе|обо\w+|три\w*|тр[её]\w*|четыр\w*|четвер\w*|пят\w*|шест\w*"
        r"|сем[иь]\w*|восем\w*|восьм\w*|девят\w*|десят\w*|\w+надцат\w*|сорок\w*|девянос\w*|ст[ао]|сотн\w*|тысяч\w*|никт\w*|никого"
        r"|ни|нет|нол\w*|нул\w*|пар[аоуы]\w*|половин\w*|полтор\w*|лишь|только)\b",
        re.IGNORECASE,
    ),
}
_BELOW: Final = {"ru": "менее {k}", "en": "fewer than {k}"}


def say(template: str, figures: Mapping[str, ReleasedFigure], language: str) -> str:
    """Return the sentence with its figures; raise PressError where it says a number of its own."""
    bare = _PLACE.sub(" ", template)
    if language not in _NUMERALS:
        raise PressError(f"There are no press lines in {language[:8]!r}.", hint="Use ru or en.")
    if "{" in bare or "}" in bare or set(_PLACE.findall(template)) != set(figures) or not figures:
        raise PressError("The places of the sentence and its figures differ.", hint="Give each place one figure.")
    if any(character.isnumeric() for character in bare) or _NUMERALS[language].search(bare):
        raise PressError(
            "The sentence says a number in its own words.", hint="Take numbers from released figures only."
        )
    return _PLACE.sub(lambda match: _words(figures[match[1]], language), template)


def _words(figure: ReleasedFigure, language: str) -> str:
    if figure.value is None:
        if not figure.below:
            raise PressError(f"{figure.id} is not told.", hint="Leave it out of the sentence.")
        return _BELOW[language].format(k=figure.below)
    if figure.kind is FigureKind.SHARE:
        return f"{figure.value} %" if language == "ru" else f"{figure.value}%"
    return str(figure.value)
