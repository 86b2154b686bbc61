# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where each page stands, and how one leads to another.

A page is a folder with an `index.html`, so that its address stays when a page gets parts: `/en/statement/e02-1/`. Links
name the file (`../statement/e02-1/index.html`), since a folder opened from a disk has no server that would look for it.
"""

import re
from dataclasses import dataclass
from typing import Final

from plaint.errors import PlaintError

INDEX: Final = "index.html"
_STEP: Final = re.compile(r"[a-z0-9][a-z0-9-]*")


class PathError(PlaintError):
    """A name cannot be part of an address."""


@dataclass(frozen=True, slots=True)
class Address:
    """One page in one language: the steps of its address below the language, none for the front page."""

    language: str
    steps: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a step that is no plain name: nothing climbs out of the folder, whatever a record is called."""
        for step in (self.language, *self.steps):
            if not _STEP.fullmatch(step):
                raise PathError(f"{step!r} cannot stand in an address.", hint="Use a-z, 0-9 and hyphens.")

    @property
    def file(self) -> str:
        """The path of its file in the site."""
        return "/".join((self.language, *self.steps, INDEX))

    @property
    def public(self) -> str:
        """The address as people pass it on, below the site's own: `en/statement/e02-1/`."""
        return self.file.removesuffix(INDEX)

    def within(self, language: str) -> "Address":
        """Return the same page in another language."""
        return Address(language, self.steps)


def link(source: str, target: str) -> str:
    """Return how the file `source` leads to the file `target`, both paths in the site."""
    here, there = source.split("/")[:-1], target.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "/".join([".."] * (len(here) - shared) + there[shared:])
