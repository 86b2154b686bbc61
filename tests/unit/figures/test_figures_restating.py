# SPDX-License-Identifier: AGPL-3.0-or-later
"""The years of a working group: a half, the year, the next half, the next year, and corrections of the last one."""

from dataclasses import replace

import numpy as np
import pytest

from plaint.demo import year
from plaint.figures import columns, gate, spec
from plaint.figures.audit import Audit
from plaint.figures.errors import GateError
from plaint.figures.ground import lay
from plaint.figures.numbers import NO_END, Key, Span
from plaint.figures.period import Period
from plaint.figures.released import Release, ReleasedCell, Shown
from plaint.figures.rows import Rows
from plaint.figures.units import Unit
from tests.support import few_rows as few

RIGHT = few.dimension("right", "a", "b", "c")
REGION = few.dimension("region", "x", "y", "z")


def late(rows: Rows, every: int) -> Rows:
    """Return the rows as if one in so many had been entered in June after their year."""
    entered = np.where(np.arange(len(rows)) % every == 0, len(rows.months), rows.entered).astype(np.int16)
    return replace(rows, months=(*rows.months, "2027-06"), entered=entered)


def released(rows: Rows, tables: list[str], *steps: tuple[str, str]) -> list[Release]:
    """Return the releases of these tables, one a period and month, each examined with those before it."""
    specs = [one for one in spec.standard(year.codebook()) if one.id in tables]
    releases: list[Release] = []
    for period, as_of in steps:
        frame = gate.Frame(name=f"r-{as_of}", period=Period.parse(period), as_of=as_of, bound=gate.BOUND)
        restates = any(str(one.period) == period for one in releases)
        proposal = gate.examine({rows.unit: rows}, specs, releases, frame, restates=restates)
        releases.append(replace(proposal.release, digest=as_of.encode()))
    return releases


def test_a_year_is_released_again_with_what_came_later() -> None:
    """A half, its year, and the year again with one row in thirty entered late: figures are kept, none is refused."""
    rows = late(year.invent(100)[Unit.COMPLAINTS], 30)
    steps = [("2026H1", "2026-07"), ("2026", "2027-03"), ("2026", "2027-09")]
    *_, restated = released(rows, ["a_channel_form", "d_region_channel", "f_decision"], *steps)
    cells = [cell for table in restated.tables for cell in table.cells.values()]
    assert any(cell.as_of == "2027-03" and cell.shown is not Shown.HIDDEN for cell in cells)


def test_what_came_later_is_sought_in_cells_where_nothing_came() -> None:
    """Nothing came later in a cell: the profiles that may change hold some that would lie there, come later."""
    told: dict[few.Profile, int] = {("a", "x", "2020H1"): 9, ("b", "y", "2020H1"): 9}
    rows = few.rows([RIGHT, REGION], told, entered={("b", "y", "2020H1"): 1})
    where = (("region", frozenset({"x"})), ("right", frozenset({"b"})))
    before, change = Key(where, Span(("2020H1",), "2020-12")), Key(where, Span(("2020H1",), "2021-12", "2020-12"))
    ground = lay(rows, [before, change])
    found = columns.around(ground, 1, ground.profiles, 5)
    assert np.any(ground.counted_by(found) == 1)


def told_apart() -> Release:
    """Return a release in which one cell, by an older practice, says 0 or 1."""
    release = few.propose(few.rows([RIGHT, REGION], COUNTS), [few.spec("right", "region")]).release
    table = release.tables[0]
    cells = {**table.cells, ("a", "x"): ReleasedCell(Shown.BELOW, None, 0, 2)}
    return replace(release, tables=(replace(table, cells=cells),))


COUNTS: dict[few.Profile, int] = {
    (right, region, "2020H1"): 1 if (right, region) == ("a", "x") else 9 for right in "abc" for region in "xyz"
}


def test_a_refusal_names_what_forces_it() -> None:
    """Where an earlier figure says too much, no hiding helps: the refusal names release, table and cell."""
    with pytest.raises(GateError, match=r"region x, right a.* from r-2020-2020-12, table right_region") as refused:
        few.propose(
            few.rows([RIGHT, REGION], COUNTS),
            [few.spec("right", "region")],
            [told_apart()],
            as_of="2021-12",
            restates=True,
        )
    assert refused.value.hint.startswith("Leave out")


def test_what_is_not_near_is_sought_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the profiles that are near give no possible world, those that occur at any time do: no refusal for that."""
    told: dict[few.Profile, int] = {("a", "x", "2020H1"): 3, ("b", "y", "2020H1"): 9}
    monkeypatch.setattr(columns, "ALL", 0)
    monkeypatch.setattr(columns, "around", lambda ground, *_: ground.profiles[:0])
    keys = [Key((("right", frozenset({"a"})),), Span(("2020H1",), "2020-12"))]
    audit = Audit(lay(few.rows([RIGHT, REGION], told), keys), np.array([0]), np.array([NO_END]), np.array([5]), 4)
    assert audit.search([0]) == [0]
    assert audit.search_everywhere(0)
