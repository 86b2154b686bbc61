# SPDX-License-Identifier: AGPL-3.0-or-later
"""The addresses of the pages.

Rules of this module:

- An address is two short words without a meaning here: whoever reads a history, a log of a proxy or a screen learns
  nothing from it. There is no query and no identifier in any address.
- The language is in the address and nowhere else: a form field would be lost by Back, a cookie would be a trace.
- Which words were chosen does not matter; once a group has printed an address, it has to stay.
"""

from dataclasses import dataclass
from typing import Final

ROOTS: Final = {"ru": "/lark", "en": "/wren", "ce": "/tern"}
"""First word, by language."""
LEAVE: Final = "/leave"
FIRST: Final = "/"


@dataclass(frozen=True, slots=True)
class Paths:
    """All addresses in one language."""

    language: str

    @property
    def start(self) -> str:
        """The first page."""
        return ROOTS[self.language]

    def _below(self, word: str) -> str:
        return f"{ROOTS[self.language]}/{word}"

    @property
    def write(self) -> str:
        """Writing a complaint."""
        return self._below("moss")

    @property
    def answer(self) -> str:
        """Coming back with the words."""
        return self._below("fern")

    @property
    def safety(self) -> str:
        """Advice on safety."""
        return self._below("reed")

    @property
    def hand(self) -> str:
        """Handing over a packet that was sealed elsewhere."""
        return self._below("sage")

    @property
    def group(self) -> str:
        """Who is in the group."""
        return self._below("dill")

    @property
    def offline(self) -> str:
        """The page to carry to another device."""
        return self._below("mint")
