# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a table is to show, before anything is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from plaint.figures.errors import RowsError
from plaint.figures.units import PUBLIC_UNITS, Unit


class Sensitivity(StrEnum):
    """How much a small count in a table could tell."""

    TRAIT = "trait"
    """A persecuted trait, or cases that nobody has opened: threshold 10."""
    ORDINARY = "ordinary"
    """Anything else about people: threshold 5."""
    PUBLIC = "public"
    """Public acts that the register names one by one: told exactly."""

    @property
    def threshold(self) -> int:
        """The least count that is shown as a number; 0 where every count is."""
        return THRESHOLDS[self]


THRESHOLDS: Final = {Sensitivity.TRAIT: 10, Sensitivity.ORDINARY: 5, Sensitivity.PUBLIC: 0}
"""domain practice: 3 to 10 (OECD glossary, ONS Longitudinal Study); the higher one where people are in danger."""
MOST_DIMENSIONS: Final = 2
"""A third dimension would leave cells of one or two people almost everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """One table: which unit, by which dimensions, how sensitive, and what else is said of its rows."""

    id: str
    """Short and stable: a table of the same id in two releases is the same table of two periods."""
    unit: Unit
    dimensions: tuple[str, ...]
    """Names of no, one or two dimensions; rows first, columns second."""
    sensitivity: Sensitivity
    title: Mapping[str, str]
    shares: tuple[str, ...] = ()
    """Codes of the last dimension whose share of each row is told, in whole percent, from shown figures only."""
    median: str = ""
    """Name of the number column whose median is told for each code of the first dimension; empty for none."""

    def __post_init__(self) -> None:
        """Refuse what no table may be."""
        if len(self.dimensions) > MOST_DIMENSIONS or len(set(self.dimensions)) != len(self.dimensions):
            raise RowsError(f"Table {self.id} has too many dimensions.", hint="Name two different ones at most.")
        if self.sensitivity is Sensitivity.PUBLIC and self.unit not in PUBLIC_UNITS:
            raise RowsError(f"Table {self.id} counts {self.unit} as if they were public.", hint="Call it ordinary.")
