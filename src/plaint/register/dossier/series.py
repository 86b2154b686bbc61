# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which numbers of a dossier hang together, as far as the table itself shows it.

Rules of this module:

- Somebody who counts the same unit "so far", day after day, keeps a cumulative series.
- Numbers of people on a list, by whomever, are versions of lists until somebody has compared the lists.
- A rebuttal with a number answers the newest earlier finding or claim of that unit.
- Everything here is a proposal, told in the report.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from plaint.register.dossier.naming import read_actor, slug
from plaint.register.dossier.rows import Row
from plaint.register.vocabulary import LineageKind, StatementKind

_SO_FAR: Final = re.compile(r"\bso far\b")


@dataclass(frozen=True, slots=True)
class Bond:
    """What a number belongs to."""

    why: str
    """A sentence for the report."""
    lineage: str | None = None
    kind: LineageKind = LineageKind.ONE_ORIGIN
    rebuts: str | None = None


def bonds(rows: Sequence[Row]) -> dict[str, Bond]:
    """Return, by id of the statement, what each number belongs to that does not stand alone."""
    found: dict[str, Bond] = {}
    by_unit: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row.date.place):
        if row["count_kind"]:
            by_unit.setdefault(row["count_kind"], []).append(row)
    for unit, own in by_unit.items():
        if "list" in unit.split("_") and len(own) > 1:
            found.update(_versions(unit, own))
        else:
            for series in _series(own):
                found.update(_cumulative(unit, series))
        found.update(_rebuttals(own))
    return found


def _versions(unit: str, rows: Sequence[Row]) -> Iterator[tuple[str, Bond]]:
    numbers = ", ".join(str(row.low if row.low is not None else row.high) for row in rows)
    why = f"Lists of {numbers}: proposed as versions of one list, whose range spans them; compare the lists."
    for row in rows:
        yield row.id, Bond(why, unit.replace("_", "-"), LineageKind.VERSIONS)


def _series(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Give the rows of each one who counts alone or with others, on more than one day, and says "so far"."""
    names = [read_actor(row["actor"]).name for row in rows]
    for name in dict.fromkeys(names):
        own = [row for row, other in zip(rows, names, strict=True) if other == name or other.startswith(f"{name} and ")]
        rising = all((earlier.low or 0) <= (later.low or 0) for earlier, later in pairwise(own))
        if len({row.date for row in own}) > 1 and rising and any(_SO_FAR.search(row["statement"]) for row in own):
            yield own


def _cumulative(unit: str, rows: Sequence[Row]) -> Iterator[tuple[str, Bond]]:
    name = slug(f"{read_actor(rows[0]['actor']).name} {unit}")
    numbers = ", ".join(str(row.low) for row in rows)
    for row in rows:
        why = f"Proposed as one cumulative series ({numbers}), which is never added up."
        if not _SO_FAR.search(row["statement"]):
            why += " This text does not say “so far”: look whether it counts everything until then."
        yield row.id, Bond(why, name, LineageKind.SERIES)


def _rebuttals(rows: Sequence[Row]) -> Iterator[tuple[str, Bond]]:
    for place, row in enumerate(rows):
        earlier = [one for one in rows[:place] if one.kind is not StatementKind.REBUTTAL]
        if row.kind is StatementKind.REBUTTAL and earlier:
            why = f"Rebuts the number of {earlier[-1].id}: proposed as its answer; both stand."
            yield row.id, Bond(why, rebuts=earlier[-1].id)
