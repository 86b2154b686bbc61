# SPDX-License-Identifier: AGPL-3.0-or-later
"""Catalogues: the texts of one screenful of the program in one language, read from `plaint/locale/<language>/`.

Rules of this module:

- A catalogue is a TOML file of tables of texts. The standard library reads it, a translator's tool reads it, and
  nothing has to be compiled before a text shows.
- English is the text that the others are made from. Beside each translation lies a `.source` file with the digest of
  the English text that each of its texts was made from. A text whose English has changed since is *fuzzy*; a missing or
  fuzzy text fails the tests, because half a translation misleads.
- A missing text is an error, never an empty place and never silently another language: an empty warning is worse than
  none.
- `review` says which human has looked at the texts: `none` (nobody yet), `speaker` (somebody to whom the language is
  native) or `professional` (a translator who knows this field). Only who did it may set it; docs/review.md says how.
  Below `none` stands `draft`: nobody who speaks the language has even written the texts. A draft is there to be mended
  by a speaker, not to be used.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Final

from plaint.errors import FormatError, PlaintError

SOURCE: Final = "en"
"""The language that the others are made from."""
REVIEWS: Final = ("draft", "none", "speaker", "professional")
_HEAD: Final = ("language", "name", "dates", "words", "review")
_PLACE: Final = re.compile(r"\{([a-z]+)\}")


class CatalogueError(PlaintError):
    """A catalogue cannot be used; the message names the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All texts of one screenful in one language."""

    language: str
    name: str
    """What the language calls itself."""
    dates: str
    """BCP 47 tag by which a browser writes dates; Chechen uses the Russian form (CLDR's is thin)."""
    words: str
    """Language of the receipt's word list."""
    review: str
    texts: Mapping[str, str]
    """Text by key, `table.name`."""

    def __call__(self, key: str, **values: object) -> str:
        """Return the text called `key` with its places filled; raise CatalogueError where text or value is missing."""
        text = self.texts.get(key)
        if text is None:
            raise CatalogueError(f"The {self.language} catalogue has no text {key}.", hint="Add it to the catalogue.")
        wanted = places(text)
        if wanted != set(values):
            raise CatalogueError(
                f"The {self.language} text {key} has the places {sorted(wanted)}.", hint="Give exactly these values."
            )
        return _PLACE.sub(lambda match: str(values[match[1]]), text)

    @property
    def is_draft(self) -> bool:
        """Whether nobody who speaks the language has written these texts."""
        return self.review == "draft"

    @property
    def is_reviewed(self) -> bool:
        """Whether a human has looked at these texts who may."""
        return self.review not in ("draft", "none")

    def days(self, number: int) -> str:
        """Return a number of days as it stands after "within": genitive in Russian, unchanged in Chechen."""
        single = number == 1 if self.language == "en" else number % 10 == 1 and number % 100 != 11
        return self("common.day" if single else "common.days", n=number)

    def table(self, name: str) -> dict[str, str]:
        """Return the texts of one table by their name in it, in the order of the file."""
        start = f"{name}."
        return {key.removeprefix(start): text for key, text in self.texts.items() if key.startswith(start)}


def places(text: str) -> set[str]:
    """Return the names in braces that the program fills in."""
    return set(_PLACE.findall(text))


def digest(text: str) -> str:
    """Return the short digest under which a `.source` file remembers an English text; no secret, so 32 bits do."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def parse(toml: str) -> Catalogue:
    """Return the catalogue that `toml` spells; raise FormatError where it is none."""
    try:
        tables = tomllib.loads(toml)
        head = tables.pop("catalogue")
        head_names = set(head)
        texts = {f"{table}.{name}": text for table, inner in tables.items() for name, text in inner.items()}
        wrong = [key for key, text in texts.items() if not isinstance(text, str) or not text.strip()]
    except (tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError):
        raise FormatError("This is no catalogue.", hint="See the rules in plaint/language.py.") from None
    if wrong or head_names != set(_HEAD) or head["review"] not in REVIEWS:
        place = wrong[0] if wrong else "catalogue"
        raise FormatError(f"The catalogue is wrong at {place}.", hint="See the rules in plaint/language.py.")
    return Catalogue(**head, texts=MappingProxyType(texts))


def read(language: str, name: str) -> Catalogue:
    """Read the catalogue called `name` of `language` from the package; raise CatalogueError where there is none."""
    file = resources.files("plaint").joinpath("locale", language, f"{name}.toml")
    if not file.is_file():
        raise CatalogueError(f"There is no {name} catalogue in {language!r}.", hint="Use another language.")
    return parse(file.read_text(encoding="utf-8"))


def languages(name: str) -> tuple[str, ...]:
    """Return the languages that have a catalogue called `name`, sorted."""
    folder = resources.files("plaint").joinpath("locale")
    return tuple(sorted(item.name for item in folder.iterdir() if item.joinpath(f"{name}.toml").is_file()))


def holding(codes: Iterable[str], name: str) -> Catalogue:
    """Return the catalogue whose texts hold where a draft differs: of the first of `codes` that has no draft."""
    known = languages(name)
    found = (read(code, name) for code in (*codes, SOURCE) if code in known)
    return next(catalogue for catalogue in found if not catalogue.is_draft)


def sources(language: str, name: str) -> dict[str, str]:
    """Return, by key, the digest of the English text that each text of a translation was made from."""
    file = resources.files("plaint").joinpath("locale", language, f"{name}.source")
    lines = file.read_text(encoding="ascii").splitlines() if file.is_file() else []
    return {key: made_from for key, _, made_from in (line.partition(" ") for line in lines)}


def unfinished(translation: Catalogue, source: Catalogue, made_from: Mapping[str, str]) -> list[str]:
    """Return one line for each text of `translation` that is missing, superfluous, fuzzy or has other places."""
    found = []
    for key, text in source.texts.items():
        if key not in translation.texts:
            found.append(f"{key}: missing")
        elif made_from.get(key) != digest(text):
            found.append(f"{key}: fuzzy, the English text has changed")
        elif places(translation.texts[key]) != places(text):
            found.append(f"{key}: other places in braces than the English text")
    found += [f"{key}: not in the English catalogue" for key in translation.texts if key not in source.texts]
    return found
