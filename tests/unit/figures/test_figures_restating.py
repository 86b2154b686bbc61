# SPDX-License-Identifier: AGPL-3.0-or-later
"""The years of a working group: a half, the year, the next half, the next year, and corrections of the last one."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from plaint.demo import year
from plaint.figures import columns, cover, gate, spec
from plaint.figures.audit import Audit
from plaint.figures.cover import Cover
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


BODY = few.dimension("body", "police", "guard", known_by=True)
YEARS: dict[few.Profile, int] = {
    ("police", "2020H1"): 12,
    ("guard", "2020H1"): 6,
    ("police", "2021H1"): 9,
    ("guard", "2021H1"): 0,
}


def two_years_behind_the_first() -> Release:
    """Return a release of two years beside that of the first: told to the five, the second year would be known."""
    rows, spec = few.rows([BODY], YEARS), [few.spec()]
    first = few.propose(rows, spec).release
    return few.propose(rows, spec, [first], period="2020-2021", as_of="2021-12").release


def test_what_earlier_releases_allow_finds_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no price names what to hide, a world that the earlier releases allow does, and is proven again."""
    monkeypatch.setattr(Audit, "binding", lambda *_: [])
    monkeypatch.setattr(Cover, "_related", lambda *_: [])
    assert two_years_behind_the_first().tables[0].total.shown is Shown.HIDDEN


def test_no_room_is_taken_for_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """The counterpart: without the search for that world the same release is refused, and never let through."""
    monkeypatch.setattr(Audit, "binding", lambda *_: [])
    monkeypatch.setattr(Cover, "_related", lambda *_: [])
    monkeypatch.setattr(cover, "beside", lambda *_: None)
    with pytest.raises(GateError, match="No way was found"):
        two_years_behind_the_first()


def test_what_was_left_between_is_examined_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second half that a year left is examined with the year's restatement as of both months, the old one too."""
    rows = few.rows([RIGHT], {("a", "2020H1"): 9, ("b", "2020H1"): 12, ("a", "2020H2"): 2, ("b", "2020H2"): 14})
    audits: list[Audit] = []
    run = Cover.run

    def noted(one: Cover, tell: Callable[[int], None]) -> None:
        audits.append(one.audit)
        run(one, tell)

    monkeypatch.setattr(Cover, "run", noted)
    releases: list[Release] = []
    for period, as_of in (("2020H1", "2020-12"), ("2020", "2021-06"), ("2020", "2021-12")):
        given = few.propose(rows, [few.spec("right")], releases, period=period, as_of=as_of, restates=len(releases) > 1)
        releases.append(given.release)
    where = (("right", frozenset({"a"})),)
    asked = {Key(where, Span(("2020H2",), as_of)) for as_of in ("2021-06", "2021-12")}
    assert asked <= {audits[-1].ground.keys[number] for number in audits[-1].needs}


def test_what_is_not_near_is_sought_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the profiles that are near give no possible world, those that occur at any time do: no refusal for that."""
    told: dict[few.Profile, int] = {("a", "x", "2020H1"): 3, ("b", "y", "2020H1"): 9}
    monkeypatch.setattr(columns, "ALL", 0)
    monkeypatch.setattr(columns, "around", lambda ground, *_: ground.profiles[:0])
    keys = [Key((("right", frozenset({"a"})),), Span(("2020H1",), "2020-12"))]
    audit = Audit(lay(few.rows([RIGHT, REGION], told), keys), np.array([0]), np.array([NO_END]), np.array([5]), 4)
    assert audit.search([0]) == [0]
    assert audit.search_everywhere(0)
