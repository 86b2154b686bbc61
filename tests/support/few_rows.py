# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small sets of neutral rows, and an attacker of the tests' own who tries every way in which the rows could lie.

The attacker knows nothing of `plaint.figures` but what is published: it reads cells as a newspaper's reader would,
lists every table of whole numbers that agrees with all of them, and says between which bounds each count lies.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np

from plaint.figures.codebook import TOTAL, Code, Dimension
from plaint.figures.gate import Frame, Proposal, examine
from plaint.figures.period import Period
from plaint.figures.released import Release, ReleasedTable, Shown
from plaint.figures.rows import Rows
from plaint.figures.spec import Sensitivity, TableSpec
from plaint.figures.units import Unit

Profile = tuple[str, ...]
"""One code for each dimension, the half-year last."""
Constraint = tuple[frozenset[Profile], int, int]
END = 1 << 20


def dimension(name: str, *codes: str, known_by: bool = False) -> Dimension:
    """Return a dimension whose codes are their own labels."""
    listed = tuple(Code(code, {"ru": code, "en": code}) for code in codes)
    return Dimension(name, {"ru": name, "en": name}, listed, known_by)


def rows(
    dimensions: Sequence[Dimension],
    counts: Mapping[Profile, int],
    *,
    entered: Mapping[Profile, int] | None = None,
    gone: Mapping[Profile, int] | None = None,
) -> Rows:
    """Return rows with so many of each profile, counted since 2020-12.

    Of `entered` so many more are counted since 2021-12; of `gone` so many more from 2020-12 on until 2021-12.
    """
    listed = [(profile, 0, -1) for profile, count in counts.items() for _ in range(count)]
    listed += [(profile, 1, -1) for profile, count in (entered or {}).items() for _ in range(count)]
    listed += [(profile, 0, 1) for profile, count in (gone or {}).items() for _ in range(count)]
    halves = tuple(sorted({profile[-1] for profile, _, _ in listed}))
    columns = {
        one.name: np.array([[c.code for c in one.codes].index(profile[at]) for profile, _, _ in listed], np.int16)
        for at, one in enumerate(dimensions)
    }
    period = np.array([halves.index(profile[-1]) for profile, _, _ in listed], np.int16)
    since = np.array([late for _, late, _ in listed], np.int16)
    left = np.array([until for _, _, until in listed], np.int16)
    named = {one.name: one for one in dimensions}
    return Rows(Unit.COMPLAINTS, named, columns, halves, period, ("2020-12", "2021-12"), since, left, {})


def spec(*dimensions: str, sensitivity: Sensitivity = Sensitivity.ORDINARY) -> TableSpec:
    """Return a table of complaints by these dimensions."""
    name = "_".join(dimensions) or "all"
    return TableSpec(
        id=name,
        unit=Unit.COMPLAINTS,
        dimensions=dimensions,
        sensitivity=sensitivity,
        title={"ru": name, "en": name},
    )


def propose(
    given: Rows,
    specs: Sequence[TableSpec],
    earlier: Sequence[Release] = (),
    *,
    period: str = "2020",
    as_of: str = "2020-12",
    restates: bool = False,
) -> Proposal:
    """Send rows through the gate, and return what comes out."""
    frame = Frame(name=f"r-{period}-{as_of}", period=Period.parse(period), as_of=as_of, bound=4)
    return examine({Unit.COMPLAINTS: given}, specs, earlier, frame, restates=restates)


def published(table: ReleasedTable) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Yield each cell as a reader understands it: its codes, its least and its greatest count."""
    for codes, cell in table.cells.items():
        # A figure that was kept says nothing of today: "<5" may be nine by now.
        if cell.shown is Shown.BELOW and not cell.as_of:
            yield codes, 0, cell.threshold - 1
        elif cell.shown is Shown.COUNT and not cell.as_of:
            assert cell.value is not None
            low = cell.value - {5: 2, 15: 7, 45: 22, 135: 67}[cell.base]
            yield codes, max(low, cell.threshold), low + cell.base - 1


def constraints(
    dimensions: Sequence[Dimension], halves: Sequence[str], cells: Mapping[Profile, tuple[int, int]]
) -> list[Constraint]:
    """Return what cells say: each names a code or `*` for each dimension, and last `*` or half-years with a plus."""
    every = list(product(*([code.code for code in one.codes] for one in dimensions), halves))
    return [(frozenset(one for one in every if _meets(one, cell)), low, high) for cell, (low, high) in cells.items()]


def of_table(table: ReleasedTable, dimensions: Sequence[Dimension]) -> dict[Profile, tuple[int, int]]:
    """Return a released table's cells in the form that `constraints` takes."""
    places = [
        [one.name for one in table.dimensions].index(one.name)
        if one.name in [d.name for d in table.dimensions]
        else None
        for one in dimensions
    ]
    halves = "+".join(table.period.halves)
    return {
        (*(TOTAL if at is None else codes[at] for at in places), halves): (low, high)
        for codes, low, high in published(table)
    }


def naive(
    counts: Mapping[Profile, int], cells: Sequence[Profile], threshold: int = 5
) -> dict[Profile, tuple[int, int]]:
    """Return cells as many offices publish them: small ones blank, zeros and all others exact."""
    found = {}
    for cell in cells:
        count = sum(number for profile, number in counts.items() if _meets(profile, cell))
        found[cell] = (1, threshold - 1) if 0 < count < threshold else (count, count)
    return found


def ranges(
    profiles: Sequence[Profile], known: Sequence[Constraint], wanted: Sequence[frozenset[Profile]], most: int = 14
) -> list[tuple[int, int]]:
    """Return the least and the greatest count of each wanted set over all ways to lie, up to `most` a profile."""
    touching = [[at for at, (own, _, _) in enumerate(known) if profile in own] for profile in profiles]
    last = [max((at for at, one in enumerate(profiles) if one in own), default=-1) for own, _, _ in known]
    sums, chosen = [0] * len(known), [0] * len(profiles)
    found = [[END, -1] for _ in wanted]
    places = [[at for at, one in enumerate(profiles) if one in own] for own in wanted]

    def step(at: int) -> None:
        if at == len(profiles):
            for bounds, own in zip(found, places, strict=True):
                count = sum(chosen[one] for one in own)
                bounds[0], bounds[1] = min(bounds[0], count), max(bounds[1], count)
            return
        for count in range(most + 1):
            chosen[at] = count
            for one in touching[at]:
                sums[one] += count
            over = any(sums[one] > known[one][2] for one in touching[at])
            short = any(last[one] == at and sums[one] < known[one][1] for one in touching[at])
            if not over and not short:
                step(at + 1)
            for one in touching[at]:
                sums[one] -= count
            if over:
                break
        chosen[at] = 0

    step(0)
    return [(low, high) for low, high in found]


def _meets(profile: Profile, cell: Profile) -> bool:
    codes = all(asked in (TOTAL, code) for code, asked in zip(profile[:-1], cell[:-1], strict=True))
    return codes and (cell[-1] == TOTAL or profile[-1] in cell[-1].split("+"))
