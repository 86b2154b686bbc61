# SPDX-License-Identifier: AGPL-3.0-or-later
"""The release gate: an annual report of an invented year, and one table, beside bare counting and solving.

python bench/figures.py [--quick] [--json]
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from measured import Figure, arguments, processor_time, report

from plaint.demo import year
from plaint.figures import audit, gate, spec
from plaint.figures.period import Period
from plaint.figures.released import Release, Shown
from plaint.figures.rows import Rows
from plaint.figures.solver import solve
from plaint.figures.spec import TableSpec
from plaint.figures.units import Unit

CYCLE = (("2026H1", "2026-07"), ("2026", "2027-03"), ("2027H1", "2027-08"), ("2027", "2028-03"), ("2026", "2028-04"))
FRAME = gate.Frame(name="bench", period=Period.parse("2026"), as_of="2027-03", bound=gate.BOUND)


def bare_counts(rows: Rows, tables: int) -> None:
    """Count so many tables of two dimensions with numpy alone."""
    for _ in range(tables):
        place = rows.codes["right"].astype(np.int64) * 16 + rows.codes["body"]
        np.bincount(place, minlength=256)


def spent_on_solving(work: Callable[[], object]) -> tuple[float, float, int]:
    """Return processor seconds of `work`, those of them within HiGHS and its matrices, and how often it was asked."""
    spent, asked = 0.0, 0

    def timed(*given: object, **named: object) -> object:
        nonlocal spent, asked
        begun = time.process_time()
        answer = solve(*given, **named)  # type: ignore[arg-type]
        spent, asked = spent + time.process_time() - begun, asked + 1
        return answer

    audit.solve = timed  # type: ignore[assignment]
    try:
        whole = processor_time(work, time.process_time)
    finally:
        audit.solve = solve
    return whole, spent, asked


def two_years(complaints: int) -> dict[Unit, Rows]:
    """Return two invented years; of the first one row in 100 was entered late, in June after it, and 1 in 200 left."""
    first, second = year.invent(complaints, year=2026), year.invent(complaints, year=2027)
    return {unit: _one_after_another(first[unit], second[unit]) for unit in first}


def _one_after_another(first: Rows, second: Rows) -> Rows:
    place = np.arange(len(first) + len(second))
    of_first = place < len(first)
    entered = np.concatenate([first.entered, second.entered + 2]).astype(np.int16)
    entered[of_first & (place % 100 == 0)] = 2
    left = np.where(of_first & (place % 200 == 1), 2, -1).astype(np.int16)
    return replace(
        first,
        codes={one: np.concatenate([first.codes[one], second.codes[one]]) for one in first.codes},
        periods=(*first.periods, *second.periods),
        period=np.concatenate([first.period, second.period + 2]).astype(np.int16),
        months=(*first.months, *second.months),
        entered=entered,
        left=left,
        numbers={one: np.concatenate([first.numbers[one], second.numbers[one]]) for one in first.numbers},
    )


def cycle(rows: dict[Unit, Rows], specs: Sequence[TableSpec]) -> list[Release]:
    """Return a half-year, its year, the next half and year, and the first year restated: each beside those before."""
    releases: list[Release] = []
    for period, as_of in CYCLE:
        frame = gate.Frame(name=f"r{as_of}", period=Period.parse(period), as_of=as_of, bound=gate.BOUND)
        restates = any(str(one.period) == period for one in releases)
        proposal = gate.examine(rows, specs, releases, frame, restates=restates)
        releases.append(replace(proposal.release, digest=as_of.encode()))
    return releases


def restating(complaints: int, specs: Sequence[TableSpec]) -> list[Figure]:
    """Measure the whole cycle, which ends in a restated year."""
    rows, releases = two_years(complaints), list[Release]()
    whole, spent, asked = spent_on_solving(lambda: releases.extend(cycle(rows, specs)))
    cells = [cell for table in releases[-1].tables for cell in table.cells.values()]
    return [
        Figure(
            what=f"five releases, the last a restated year: {len(specs)} tables, {complaints:,} a year",
            value=whole,
            unit="s CPU",
            bare=spent,
            limit=f"{asked:,} programmes solved by HiGHS in the same run",
        ),
        Figure(
            what=f"not shown in the restated year, of {len(cells):,} figures",
            value=sum(cell.shown is Shown.HIDDEN for cell in cells),
            unit="figures",
        ),
    ]


def main() -> None:
    """Measure and report."""
    options = arguments(__doc__).parse_args()
    specs = spec.standard(year.codebook())
    linked = sum(one.unit is Unit.COMPLAINTS for one in specs)
    figures = []
    # Fewer complaints are harder: more cells are small, and there is less beside them to hide behind.
    for complaints in (10_000,) if options.quick else (2_000, 10_000, 50_000):
        rows = year.invent(complaints)
        begun = time.monotonic()
        whole, spent, asked = spent_on_solving(lambda rows=rows: gate.examine(rows, specs, [], FRAME))
        clock = time.monotonic() - begun
        figures += [
            Figure(
                what=f"gate: {len(specs)} tables ({linked} linked), {complaints:,} complaints",
                value=whole,
                unit="s CPU",
                bare=spent,
                limit=f"{asked:,} programmes solved by HiGHS in the same run",
                aim="< 30 s",
                reached=whole < 30,
            ),
            Figure(what="the same by the clock", value=clock, unit="s"),
        ]
    figures += restating(10_000, specs[:4] if options.quick else specs)
    one = [next(each for each in specs if each.id == "c_body_right")]
    alone = processor_time(lambda: gate.examine(rows, one, [], FRAME), time.process_time)
    counted = processor_time(lambda: bare_counts(rows[Unit.COMPLAINTS], 1000), time.process_time) / 1000
    figures += [
        Figure(what="gate: one table of 12 x 15", value=alone, unit="s CPU", aim="< 2 s", reached=alone < 2),
        Figure(what="numpy.bincount of the same table, no audit", value=1000 * counted, unit="ms CPU"),
    ]
    report(figures, as_json=options.json)


if __name__ == "__main__":
    main()
