# SPDX-License-Identifier: AGPL-3.0-or-later
"""The release gate: an annual report of an invented year, and one table, beside bare counting and solving.

python bench/figures.py [--quick] [--json]
"""

import time
from collections.abc import Callable

import numpy as np
from measured import Figure, arguments, processor_time, report

from plaint.demo import year
from plaint.figures import audit, gate, spec
from plaint.figures.period import Period
from plaint.figures.rows import Rows
from plaint.figures.solver import solve
from plaint.figures.units import Unit

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
