# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding cases by their words: how text is folded for the index, and how a typed query becomes a match expression.

Rules of this module:

- Every word that is typed must be found, in any order, and is matched from its beginning: "полиц" finds "полицией".
- Of a Russian word the ending is dropped before it is matched: "полицией" finds "полиция". It is a rule of thumb that
  finds somewhat too much and never asks the member to think of grammatical cases.
- ё and е are one letter, as they are to who types in a hurry. In Chechen words the palochka is typed as 1, I, l or |;
  all of them are one letter here.
- Nothing typed reaches the match expression unquoted: FTS5 would take a hyphen or a colon for a command.
"""

import re
import unicodedata
from typing import Final

from plaint.casework.reference import fold_reference

_WORD: Final = re.compile(r"[^\W_]+")
_PALOCHKA: Final = re.compile(r"(?<=[а-я])[1il|ӏ]|[1il|ӏ](?=[а-я])")
_ENDING: Final = re.compile(
    r"(?:иями|ями|ами|ией|иях|ого|его|ому|ему|ыми|ими|иям|ием|ях|ах|ях|ям|ам|ов|ев|ей|ой|ом|ем|ый|ий|ая|яя|ое|ее|ые|ие"
    r"|ую|юю|ия|ию|ии|ых|их|ым|им|ью|[аяоеыиуюьй])$"
)
_SHORTEST_STEM: Final = 4
"""Shorter stems begin too many words: "дома" stays "дома" rather than matching everything from "дом" on."""
_MOST_WORDS: Final = 12


def fold(text: str) -> str:
    """Return `text` as the index holds it: composed, lower case, ё as е, one palochka."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("ё", "е")
    return _PALOCHKA.sub("ӏ", folded)


def match_expression(typed: str) -> str | None:
    """Return the FTS5 expression for what was typed, or None if there is no word in it."""
    words = _WORD.findall(fold(typed))[:_MOST_WORDS]
    return " AND ".join(f'"{_stem(word)}"*' for word in words) or None


def typed_reference(typed: str) -> str | None:
    """Return the case's short name if that is what was typed."""
    return fold_reference(typed.strip())


def _stem(word: str) -> str:
    stem = _ENDING.sub("", word)
    return stem if len(stem) >= _SHORTEST_STEM else word
