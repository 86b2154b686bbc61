# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documented minimum of a report: bounds that hold, scopes and units that never meet, released figures alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.figures import documenting
from plaint.figures.documenting import Own
from plaint.figures.minimum import Documented, Standard
from plaint.figures.released import Release, ReleasedFigure
from plaint.figures.spec import Sensitivity
from plaint.register.dates import PartialDate
from plaint.register.examining import read
from plaint.register.model import CountClaim, Lineage, Register, Words
from plaint.register.vocabulary import LineageKind, Method, StatementKind, Wording
from plaint.report import assessed, minimum
from plaint.report.assessed import Asked, Assessed, Minimum
from plaint.report.errors import ReportError
from plaint.report.minimum import Bound, End, Line
from tests.support import public_record, reports
from tests.support.registers import EXAMPLE

MONTH = PartialDate.parse("2027-03")
RECORD = read(EXAMPLE)
COUNTS = Path("examples/minimum/counts.toml").read_bytes()
WHY = Words(ru="так", en="so")
VALLEY = ("valley", "detained")
OTHERS = (("valley", "killed"), ("january", "detained"))


def release(*figures: ReleasedFigure) -> Release:
    """Return a release with these documented minimums."""
    return replace(reports.proposal().release, figures=figures)


def told(line: Line) -> dict[str, tuple[Bound, Bound]]:
    """Return the bounds by standard."""
    return {str(one.standard): (one.least, one.most) for one in line.floors}


def own(
    counts: Mapping[Standard, int], column: tuple[str, str] = VALLEY, sensitivity: Sensitivity = Sensitivity.TRAIT
) -> tuple[ReleasedFigure, ...]:
    """Return the figures of so many own records that reach each standard and no stricter one."""
    records = tuple(Documented(*column, standard) for standard, count in counts.items() for _ in range(count))
    named = {"ru": "x", "en": "x"}
    return tuple(documenting.figures(Own(records, ()), {column: sensitivity}, lambda _column, _standard: named))


def stated(*claims: tuple[str, int | None, int | None]) -> Register:
    """Return a record with one claim of each lineage about the people detained in the valley."""
    counts = {
        lineage: CountClaim(
            unit="detained", scope="valley", low=low, high=high, wording=Wording.BETWEEN, lineage=lineage
        )
        for lineage, low, high in claims
    }
    said = [
        public_record.statement(
            f"e1-{at}", "paper", StatementKind.ALLEGATION, "2031-03-02", public_record.words("x", "x"), count
        )
        for at, count in enumerate(counts.values())
    ]
    lineages = {one: Lineage(id=one, name=WHY, kind=LineageKind.ONE_ORIGIN) for one in counts}
    return replace(public_record.record(), statements=public_record.by_id(said), lineages=lineages)


def asked(standards: Mapping[str, Standard], sensitivity: Sensitivity | None = None) -> Minimum:
    """Return a plan of one line, the people detained in the valley."""
    public = tuple(Assessed(lineage=name, standard=one, why=WHY) for name, one in standards.items())
    line = Asked(scope="valley", unit="detained", own=sensitivity, public=public)
    record = public_record.record()
    return Minimum(
        scopes=record.scopes,
        units=record.units,
        asked=(line,),
        as_of=PartialDate.parse("2032-03"),
        place="counts.toml",
        written="",
    )


def line(plan: Minimum, register: Register | None, *figures: ReleasedFigure) -> Line:
    """Return the one line of a plan."""
    return minimum.lines(plan, register, release(*figures))[0]


def test_the_story_of_the_article_stands_by_itself() -> None:
    """At least 100 detained and at least three killed in the spring; January and the winter stand apart."""
    found = minimum.lines(assessed.parse(COUNTS, RECORD, MONTH), RECORD, release())
    assert {(one.asked.scope, one.asked.unit): told(one)["reported"] for one in found} == {
        ("spring-2017", "detained"): (100, End.OPEN),
        ("spring-2017", "killed"): (3, End.OPEN),
        ("january-2017", "killed"): (27, 56),
        ("winter-2018-2019", "detained"): (40, 40),
        ("winter-2018-2019", "killed"): (2, End.OPEN),
    }
    assert told(found[0]) == {
        "reported": (100, End.OPEN),
        "single_source": (41, 42),
        "corroborated": (1, 1),
        "reasonable_grounds": (1, 1),
        "established_by_court": (1, 1),
    }


def test_an_estimate_is_left_out_and_named() -> None:
    """Two hundred detained is an estimate: it does not raise the floor, and the line says that it was left out."""
    found = minimum.lines(assessed.parse(COUNTS, RECORD, MONTH), RECORD, release())[0]
    assert [one.count.low for one in found.estimates] == [200]
    assert all(
        one.count.method is not Method.ESTIMATE for floor in found.floors if floor.public for one in floor.public.claims
    )


@pytest.mark.parametrize(
    ("counts", "claims", "bounds"),
    [
        ({Standard.REPORTED: 23}, [("a", 30, 40)], (30, 65)),
        ({Standard.REPORTED: 23}, [("a", 7, 9)], (20, 34)),
        ({Standard.REPORTED: 23}, [("a", 30, None)], (30, End.OPEN)),
        ({Standard.REPORTED: 23}, [("a", None, 9)], (20, 34)),
        ({Standard.REPORTED: 3}, [("a", 7, 9)], (7, End.HIDDEN)),
        ({Standard.REPORTED: 3}, [("a", 7, None)], (7, End.OPEN)),
        ({Standard.REPORTED: 3}, [], (End.HIDDEN, End.HIDDEN)),
        ({Standard.REPORTED: 23}, [], (20, 25)),
        ({Standard.REPORTED: 23}, [("a", 30, 40), ("b", 50, 60)], (50, 125)),
    ],
)
def test_own_records_and_public_counts_may_be_of_the_same_people(
    counts: Mapping[Standard, int], claims: Sequence[tuple[str, int | None, int | None]], bounds: tuple[Bound, Bound]
) -> None:
    """At least the larger, at most the sum; what is not shown or not stated bounds nothing."""
    plan = asked({name: Standard.REPORTED for name, _, _ in claims}, Sensitivity.TRAIT)
    assert told(line(plan, stated(*claims), *own(counts)))["reported"] == bounds


def test_a_stricter_standard_limits_a_laxer_one_and_the_reverse() -> None:
    """Five that a court found are five of whom it was reported, and no more reach a court than were reported."""
    register = stated(("all", None, 9), ("court", 5, None))
    found = line(asked({"all": Standard.REPORTED, "court": Standard.ESTABLISHED_BY_COURT}), register)
    assert told(found)["reported"] == (5, End.OPEN)
    own_too = own({Standard.REPORTED: 12, Standard.CORROBORATED: 15})
    found = line(asked({"court": Standard.CORROBORATED}, Sensitivity.TRAIT), stated(("court", 14, 16)), *own_too)
    assert told(found)["corroborated"] == (15, 36)
    assert told(found)["reported"] == (25, 46)
    assert told(found)["reasonable_grounds"] == (End.HIDDEN, End.HIDDEN)


def test_a_number_and_its_rebuttal_stand_beside_each_other() -> None:
    """Who rebuts a count needs no standard: the range spans both wherever the count stands."""
    record = public_record.record()
    plan = asked({"paper": Standard.CORROBORATED, "network": Standard.REPORTED})
    found = line(plan, record)
    assert [one.statement.id for one in found.rebuttals] == ["e2-1"]
    assert told(found)["corroborated"] == (0, End.OPEN)
    assert told(found)["reported"] == (200, End.OPEN)


def test_where_nothing_was_looked_at_there_is_no_figure() -> None:
    """A scope without own records and without a public count has a line and no floor."""
    plan = assessed.parse(b'[[count]]\nscope = "january-2017"\nunit = "detained"\n', RECORD, MONTH)
    assert line(plan, RECORD).floors == ()


def test_a_report_shows_what_was_released_and_wants_no_more() -> None:
    """Own figures that counts.toml is silent about, and own figures that no release has, are both refused."""
    with pytest.raises(ReportError, match=r"has a documented minimum of valley/detained, and counts.toml does not ask"):
        line(asked({}), None, *own({}))
    with pytest.raises(ReportError, match=r"has no documented minimum of valley/detained, and counts.toml wants"):
        line(asked({}, Sensitivity.TRAIT), None)


@pytest.mark.parametrize("count", [5, 9])
def test_a_report_does_not_claim_a_threshold_that_its_release_was_not_made_by(count: int) -> None:
    """Bounds that were told from 5 on are not printed above the sentence that those below 10 are not shown."""
    figures = own({Standard.REPORTED: count}, sensitivity=Sensitivity.ORDINARY)
    with pytest.raises(
        ReportError, match=r"tells bounds of valley/detained below 10, and counts.toml says own = \"trait"
    ):
        line(asked({}, Sensitivity.TRAIT), None, *figures)
    assert told(line(asked({}, Sensitivity.ORDINARY), None, *figures))["reported"] == (5, 10)
    line(asked({}, Sensitivity.TRAIT), None, *own({Standard.REPORTED: 10}))


BOUNDS = st.tuples(st.integers(0, 60), st.none() | st.integers(0, 40)).map(
    lambda one: (one[0], None if one[1] is None else one[0] + one[1])
)
LISTS = st.lists(st.tuples(BOUNDS, st.sampled_from(Standard)), max_size=4)
RECORDS = st.dictionaries(st.sampled_from(Standard), st.integers(0, 30))


def built(
    lists: Sequence[tuple[tuple[int, int | None], Standard]], records: Mapping[Standard, int] | None
) -> tuple[Minimum, Register, tuple[ReleasedFigure, ...]]:
    """Return a plan, a record and own figures of the people detained in the valley."""
    named = [(f"l{at}", *bounds) for at, (bounds, _) in enumerate(lists)]
    standards = {f"l{at}": standard for at, (_, standard) in enumerate(lists)}
    figures = () if records is None else own(records)
    return asked(standards, None if records is None else Sensitivity.TRAIT), stated(*named), figures


def least(bound: Bound) -> int:
    """Return what a lower bound says."""
    return bound if isinstance(bound, int) else 0


def most(bound: Bound) -> int:
    """Return what an upper bound says."""
    return bound if isinstance(bound, int) else 1 << 40


@given(LISTS, st.none() | RECORDS)
def test_bounds_hold_and_a_stricter_standard_never_counts_more(
    lists: Sequence[tuple[tuple[int, int | None], Standard]], records: Mapping[Standard, int] | None
) -> None:
    """At least the largest of all that reaches a standard, at most their sum; both fall from standard to standard."""
    plan, register, figures = built(lists, records)
    found = line(plan, register, *figures).floors
    for one in found:
        reach = [bounds for bounds, standard in lists if standard.reaches(one.standard)]
        true = sum(count for standard, count in (records or {}).items() if standard.reaches(one.standard))
        shown = true if true >= Sensitivity.TRAIT.threshold else 0
        assert least(one.least) <= most(one.most)
        assert least(one.least) >= max([shown // 5 * 5, *(low for low, _ in reach)])
        highs = [high for _, high in reach]
        if None not in highs and (shown or records is None):
            # Own records take part by their released bound and not by their count.
            whole = sum(high for high in highs if high is not None) + (shown // 5 + 1) * 5 * (shown > 0)
            assert most(one.most) <= max(whole, least(one.least))
    assert all(
        least(strict.least) <= least(lax.least) and (strict.most is End.HIDDEN or most(strict.most) <= most(lax.most))
        for lax, strict in pairwise(found)
    )


@given(LISTS, st.none() | RECORDS, st.sampled_from(OTHERS), st.integers(0, 500))
def test_nothing_of_another_scope_or_unit_moves_a_bound(
    lists: Sequence[tuple[tuple[int, int | None], Standard]],
    records: Mapping[Standard, int] | None,
    column: tuple[str, str],
    count: int,
) -> None:
    """A claim about January, or of people killed, and own records of them, leave the people detained as they were."""
    plan, register, figures = built(lists, records)
    before = told(line(plan, register, *figures))
    scope, unit = column
    more = CountClaim(unit=unit, scope=scope, low=count, high=count, wording=Wording.EXACTLY, lineage="more")
    said = public_record.statement(
        "e9-9", "paper", StatementKind.REPORT, "2031-03-03", public_record.words("y", "y"), more
    )
    lineage = Lineage(id="more", name=WHY, kind=LineageKind.ONE_ORIGIN)
    wider = replace(
        register,
        statements={**register.statements, "e9-9": said},
        lineages={**register.lineages, "more": lineage},
    )
    other = Asked(
        scope=scope,
        unit=unit,
        own=Sensitivity.TRAIT,
        public=(Assessed(lineage="more", standard=Standard.REPORTED, why=WHY),),
    )
    both = replace(plan, asked=(*plan.asked, other))
    found = minimum.lines(both, wider, release(*figures, *own({Standard.REPORTED: count}, column)))
    assert told(found[0]) == before
    assert [(one.asked.scope, one.asked.unit) for one in found] == [VALLEY, column]


def test_nothing_but_released_figures_gets_in() -> None:
    """Any two counts of own records that are released alike give the same line: a count has no other way in."""
    register = stated(("a", 12, 17))
    plan = asked({"a": Standard.SINGLE_SOURCE}, Sensitivity.TRAIT)
    alike: dict[tuple[int | None, ...], set[str]] = {}
    for reported, grounds in product(range(18), range(18)):
        figures = own({Standard.REPORTED: reported, Standard.REASONABLE_GROUNDS: grounds})
        found = line(plan, register, *figures)
        alike.setdefault(tuple(one.value for one in figures), set()).add(repr(found))
    assert {len(lines) for lines in alike.values()} == {1}
    assert len(alike) > 5
