# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which languages are offered, and how a text of the charter is shown in them.

Rules of this module:

- A language that no human has reviewed is offered in the demo only, where its pages say so in one line: a wrong word
  can cost a person their safety. A group whose own people have read a language and answer for it names it in the
  setting `reviewed`.
- The person chooses by links in the languages' own names. What the browser says about itself is not looked at.
- A text that the charter lacks in a language is shown in one that it has, and marked as such for those who hear it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from plaint import language
from plaint.intake.pages.paths import ROOTS
from plaint.language import Catalogue

NAME = "page"
"""Name of the catalogue of the pages."""
ORDER = ("ce", "ru", "en")
"""Order of the links."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text and the language that it is in."""

    text: str
    language: str

    @property
    def lines(self) -> list[str]:
        """The text's lines that are not empty."""
        return [line for line in self.text.splitlines() if line.strip()]


def said(names: Mapping[str, str], wanted: str, first: str) -> Said:
    """Return the text in the language wanted, or else in `first`, or in any."""
    for code in (wanted, first, *names):
        if code in names:
            return Said(names[code], code)
    return Said("", wanted)


def offered(charter_languages: Sequence[str], *, demo: bool, reviewed: Sequence[str]) -> tuple[Catalogue, ...]:
    """Return the catalogues of the languages to offer; may be none.

    Outside the demo: the charter's languages that have been reviewed. In the demo: all that there are.
    """
    shown = []
    for code in language.languages(NAME):
        catalogue = language.read(code, NAME)
        if catalogue.review == "none" and code in reviewed:
            catalogue = replace(catalogue, review="speaker")
        if code in ROOTS and (demo or (code in charter_languages and catalogue.review != "none")):
            shown.append(catalogue)
    return tuple(sorted(shown, key=lambda one: ORDER.index(one.language)))


def first_of(shown: Sequence[Catalogue], charter_languages: Sequence[str]) -> Catalogue:
    """Return the language of the first page: the first of the charter's that is offered."""
    for code in charter_languages:
        for one in shown:
            if one.language == code:
                return one
    return shown[0]
