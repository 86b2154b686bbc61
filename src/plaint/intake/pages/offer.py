# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which languages are offered, and how a text of the charter is shown in them.

Rules of this module:

- A language that no human has reviewed is offered in the demo only, where its pages say so in one line: a wrong word
  can cost a person their safety. A group whose own people have read a language and answer for it names it in the
  setting `reviewed`.
- A draft, whose texts nobody who speaks the language has written, is offered only where a demonstration's operator
  switched `drafts` on. No setting lifts it into a group that takes complaints: its catalogue has to be mended first. It
  is never the first page, and one that has fallen behind the English texts is not offered at all.
- The person chooses by links in the languages' own names. What the browser says about itself is not looked at.
- In a language that the charter does not list its texts are shown in its first (`Charter.spoken`), and marked as such
  for those who hear them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from plaint import language
from plaint.intake.pages.paths import ROOTS
from plaint.language import Catalogue
from plaint.settings import SettingsError

NAME = "page"
"""Name of the catalogue of the pages."""
BESIDE = ("offline",)
"""Catalogues whose texts stand on the pages as well, in those languages that have them."""
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


def offered(
    charter_languages: Sequence[str], *, demo: bool, reviewed: Sequence[str], drafts: bool = False
) -> tuple[Catalogue, ...]:
    """Return the catalogues of the languages to offer; may be none.

    Outside the demo: the charter's languages that have been reviewed. In the demo: all that there are, drafts only
    with `drafts`. Raises SettingsError where `drafts` or `reviewed` would bring a draft before people in need.
    """
    if drafts and not demo:
        raise SettingsError(
            "The setting 'drafts' is for demonstrations, and this group's charter is for real complaints.",
            hint="Take the setting out. A language is ready when docs/review.md says so.",
        )
    shown = []
    for code in (code for code in language.languages(NAME) if code in ROOTS):
        catalogue = language.read(code, NAME)
        if catalogue.is_draft:
            _refuse_vouched(code, reviewed)
            if drafts and _is_complete(catalogue):
                shown.append(catalogue)
            continue
        if catalogue.review == "none" and code in reviewed:
            catalogue = replace(catalogue, review="speaker")
        if demo or (code in charter_languages and catalogue.is_reviewed):
            shown.append(catalogue)
    return tuple(sorted(shown, key=lambda one: ORDER.index(one.language)))


def _refuse_vouched(code: str, reviewed: Sequence[str]) -> None:
    if code in reviewed:
        raise SettingsError(
            f"The setting 'reviewed' names {code!r}, whose texts are a draft.",
            hint="Take it out. Whoever speaks it mends the catalogue first: docs/review.md.",
        )


def _is_complete(draft: Catalogue) -> bool:
    names = [NAME, *(name for name in BESIDE if draft.language in language.languages(name))]
    return not any(_unfinished(draft.language, name) for name in names)


def _unfinished(code: str, name: str) -> list[str]:
    source = language.read(language.SOURCE, name)
    return language.unfinished(language.read(code, name), source, language.sources(code, name))


def first_of(shown: Sequence[Catalogue], charter_languages: Sequence[str]) -> Catalogue:
    """Return the language of the first page: the first of the charter's that is offered, and never a draft.

    Beside a draft there is always another language: drafts are offered in the demo, where all others are, too.
    """
    firm = {one.language: one for one in shown if not one.is_draft}
    return next((firm[code] for code in charter_languages if code in firm), next(iter(firm.values())))
