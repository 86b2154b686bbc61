# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a table is to show, before anything is counted."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Final

from plaint.figures.codebook import Codebook, label, texts
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


_WANTED: Final = {"id", "unit", "dimensions", "sensitivity", "ru", "en"}


def parse(toml: str, codebook: Codebook, name: str = "tables.toml") -> tuple[TableSpec, ...]:
    """Return the tables that `toml` asks for; raise RowsError, with the place, where one cannot be counted."""
    try:
        tables = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise RowsError(f"{name}: this is no TOML: {error}.", hint="Mend the line.") from None
    listed = tables.get("table")
    if set(tables) != {"table"} or not isinstance(listed, list):
        raise RowsError(f"{name}: only [[table]] may stand here.", hint="See the rules in docs/figures.md.")
    specs = tuple(_spec(entry, codebook, f"{name}: table {number}") for number, entry in enumerate(listed, start=1))
    if len({spec.id for spec in specs}) != len(specs):
        raise RowsError(f"{name}: two tables have one id.", hint="Give each its own.")
    return specs


def standard(codebook: Codebook) -> tuple[TableSpec, ...]:
    """Return the tables of the annual report that come with the program."""
    return parse(resources.files("plaint.figures").joinpath("tables.toml").read_text("utf-8"), codebook)


def _spec(entry: object, codebook: Codebook, place: str) -> TableSpec:
    if not isinstance(entry, dict) or not _WANTED <= set(entry) <= _WANTED | {"shares", "median"}:
        raise RowsError(f"{place}: a key is missing or unknown.", hint=f"Give {', '.join(sorted(_WANTED))}.")
    if entry["unit"] not in list(Unit):
        raise RowsError(f"{place}: the unit is missing or unknown.", hint=f"Units are {', '.join(Unit)}.")
    if entry["sensitivity"] not in list(Sensitivity):
        raise RowsError(f"{place}: sensitivity is wrong.", hint=f"Say one of {', '.join(Sensitivity)}.")
    unit, median = Unit(entry["unit"]), entry.get("median", "")
    spec = TableSpec(
        id=texts([entry["id"]], place)[0],
        unit=unit,
        dimensions=texts(entry["dimensions"], place),
        sensitivity=Sensitivity(entry["sensitivity"]),
        title=label({"ru": entry["ru"], "en": entry["en"]}, place),
        shares=texts(entry.get("shares", []), place),
        median=median,
    )
    if stray := [one for one in spec.dimensions if one not in codebook.columns.get(unit, ())]:
        raise RowsError(f"{place}: {unit} have no dimension {stray[0]!r}.", hint="Name one that its rows have.")
    if median and median not in codebook.numbers.get(unit, ()):
        raise RowsError(f"{place}: {unit} have no number {str(median)[:40]!r}.", hint="Name one that its rows have.")
    if spec.shares and not spec.dimensions:
        raise RowsError(f"{place}: a share needs a dimension.", hint="Name the dimension of its codes.")
    for share in spec.shares:
        codebook.dimensions[spec.dimensions[-1]].code(share)
    trait = any(codebook.dimensions[one].trait for one in spec.dimensions)
    if trait and spec.sensitivity is not Sensitivity.TRAIT:
        raise RowsError(f"{place}: it tells of a persecuted trait.", hint='Give it the sensitivity "trait".')
    return spec
