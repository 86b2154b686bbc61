# SPDX-License-Identifier: AGPL-3.0-or-later
"""The texts of the offline page: those of the page that intake serves, and in place of some of them its own."""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from plaint import language
from plaint.intake.pages.offer import offered
from plaint.language import Catalogue

NAME: Final = "offline"
"""Name of the catalogue of what differs."""


def catalogues(charter_languages: Sequence[str], *, demo: bool, reviewed: Sequence[str]) -> tuple[Catalogue, ...]:
    """Return the catalogues of the languages to offer, by the rule of the pages; may be none.

    A language counts as reviewed only where both its catalogues are. A draft is never offered: what people carry away
    on a stick cannot be taken back, not even by a demonstration.
    """
    shown = (_joined(page, reviewed) for page in offered(charter_languages, demo=demo, reviewed=reviewed))
    return tuple(one for one in shown if one is not None and (demo or one.review != "none"))


def _joined(page: Catalogue, reviewed: Sequence[str]) -> Catalogue | None:
    if page.language not in language.languages(NAME):
        return None
    own = language.read(page.language, NAME)
    if own.is_draft:
        return None
    unread = own.review == "none" and page.language not in reviewed
    texts = MappingProxyType({**page.texts, **own.texts})
    return replace(page, texts=texts, review="none" if unread else page.review)
