# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dimensions by which rows are told apart, and the closed lists of codes that each may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from plaint.figures.errors import RowsError

TOTAL: Final = "*"
"""Stands for all codes of a dimension in the place of one: the margin of a table."""


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a dimension."""

    code: str
    label: Mapping[str, str]
    """What readers see, by language (`ru`, `en`)."""
    parent: str = ""
    """The coarser code that takes this one's rows where they are too few; empty if there is none."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A property of rows with a closed list of codes."""

    name: str
    label: Mapping[str, str]
    codes: tuple[Code, ...]
    """In the order in which they are shown; parents stand among them."""
    known_by: bool = False
    """Whether each code is a body that knows all rows under its own code: an insider of them."""
    trait: bool = False
    """Whether it tells of a persecuted trait: every table with it has the higher threshold."""

    def code(self, code: str) -> Code:
        """Return the code called `code`; raise RowsError where the list has none."""
        for one in self.codes:
            if one.code == code:
                return one
        raise RowsError(f"{self.name} has no code {code[:40]!r}.", hint="Add it to the codebook, or mend the row.")
