# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may be shown: tables and figures that went through the gate. Charts, texts and press lines take these only.

Rules of this module:

- Nothing here can be made without `mint`, which the gate and the reader of the release book hold; a test looks through
  the sources for anybody else who does.
- There is no way from these types back to a count: a hidden cell carries no number at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from plaint.figures.codebook import TOTAL, Dimension
from plaint.figures.errors import GateError
from plaint.figures.period import Period
from plaint.figures.spec import Sensitivity
from plaint.figures.units import Unit


class Mint:
    """Proof of having come through the gate."""


MINT: Final = Mint()
"""Held by `gate.py` and `book.py` alone (tests/unit/figures/test_figures_minting.py)."""


class Why(StrEnum):
    """Why a cell does not show its number, as far as the public may know it."""

    SMALL = "small"
    """Below the threshold, zero included: nobody learns whether there was nobody."""
    COVER = "cover"
    """Small, or hidden so that another cannot be computed; which of the two is not told, since it would tell a size."""
    COARSE = "coarse"
    """Shown, and rounded to more than 5, so that another cannot be computed."""
    KEPT = "kept"
    """The figure of an earlier release stands, since too few rows have changed."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """One plain reason why something is not shown, or not exactly."""

    why: Why
    text: Mapping[str, str]
    """The sentence for readers, by language (`ru`, `en`)."""


class Shown(StrEnum):
    """The three forms of a cell."""

    COUNT = "count"
    """A rounded count."""
    BELOW = "below"
    """Less than the threshold, zero included."""
    HIDDEN = "hidden"
    """Not shown; the mark says nothing of its size."""


@dataclass(frozen=True, slots=True)
class ReleasedCell:
    """One cell as the public sees it; margins are cells too."""

    shown: Shown
    value: int | None
    """The rounded count if `shown` is COUNT, else None."""
    base: int
    """What `value` was rounded to: 5, or 15, 45, 135 where 5 would tell too much; 1 for public acts; 0 if hidden."""
    threshold: int
    hidden: Hidden | None = None
    """Why it is not shown, or rounded more coarsely; None for a plain figure."""
    as_of: str = ""
    """Month of an earlier release whose figure was kept, since too few rows changed; empty if it is of this release."""

    def __str__(self) -> str:
        """Return the cell as it stands in a table: `120`, `<10`, or `…` for hidden."""
        return {Shown.COUNT: str(self.value), Shown.BELOW: f"<{self.threshold}", Shown.HIDDEN: "…"}[self.shown]


class FigureKind(StrEnum):
    """What a released figure is."""

    TOTAL = "total"
    SHARE = "share"
    """Whole percent, from shown counts."""
    MEDIAN = "median"
    """Of days, rounded."""
    LEAST = "least"
    """The lower bound of a documented minimum, rounded down."""
    MOST = "most"
    """Its upper bound, rounded up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedFigure:
    """One number that may be said in a sentence, with its unit; or that it may not, and why."""

    id: str
    """`TABLE/KIND/CODE…`, unique within a release."""
    kind: FigureKind
    unit: Unit
    value: int | None
    """Count, percent or days; None where it is not told."""
    below: int = 0
    """If the value is None because it is small: what it is less than."""
    base: int
    """What it was rounded to."""
    label: Mapping[str, str]
    """What it is of, by language."""
    hidden: Hidden | None = None
    as_of: str = ""
    """Month of an earlier release whose figure was kept, as of a cell; empty if it is of this release."""
    mint: Mint = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a figure that did not come through the gate."""
        _only_minted(self.mint)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedTable:
    """One table as the public sees it."""

    id: str
    unit: Unit
    title: Mapping[str, str]
    dimensions: tuple[Dimension, ...]
    """Rows first; only the codes that are shown, merged ones under their parent."""
    period: Period
    as_of: str
    """Month up to which rows were counted (`2027-03`)."""
    sensitivity: Sensitivity
    cells: Mapping[tuple[str, ...], ReleasedCell]
    """By one code for each dimension; `TOTAL` in a place stands for its margin."""
    figures: tuple[ReleasedFigure, ...] = ()
    """Shares and medians of this table."""
    notes: tuple[Mapping[str, str], ...] = ()
    """Sentences that stand under the table, by language: what is hidden and why, what was merged."""
    mint: Mint = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a table that did not come through the gate."""
        _only_minted(self.mint)

    def __getitem__(self, codes: tuple[str, ...]) -> ReleasedCell:
        """Return the cell of these codes; KeyError where the table has none."""
        return self.cells[codes]

    @property
    def total(self) -> ReleasedCell:
        """The cell of everything."""
        return self.cells[(TOTAL,) * len(self.dimensions)]

    def lines(self) -> Iterator[tuple[str, tuple[ReleasedCell, ...]]]:
        """Yield each row's code with its cells in the order of the columns, the margin last; the margin's row last."""
        rows = [code.code for code in self.dimensions[0].codes] if self.dimensions else []
        columns = [code.code for code in self.dimensions[1].codes] if len(self.dimensions) > 1 else []
        for row in [*rows, TOTAL]:
            if len(self.dimensions) > 1:
                yield row, tuple(self.cells[row, column] for column in [*columns, TOTAL])
            else:
                yield row, (self.cells[(row,) * len(self.dimensions)],)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One publication as it stands in the release book: every number of it, and who approved."""

    id: str
    """Like `annual-2026`."""
    period: Period
    as_of: str
    tables: tuple[ReleasedTable, ...]
    figures: tuple[ReleasedFigure, ...]
    """Figures outside tables: the documented minimum."""
    digest: bytes = field(repr=False)
    """SHA-256 of what was approved."""
    approved_by: tuple[tuple[str, str], ...]
    """Names of members and of their bodies; empty for a proposal that nobody has approved yet."""
    mint: Mint = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a release that did not come through the gate."""
        _only_minted(self.mint)

    def table(self, name: str) -> ReleasedTable:
        """Return the table of this id; raise GateError where the release has none."""
        for table in self.tables:
            if table.id == name:
                return table
        raise GateError(f"The release {self.id} has no table {name!r}.", hint="Name one of its tables.")


def _only_minted(mint: object) -> None:
    if mint is not MINT:
        raise GateError("This figure did not come through the gate.", hint="Take it from a release.")
