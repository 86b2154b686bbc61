# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documented minimum and its bounds."""

from collections.abc import Sequence
from itertools import combinations, combinations_with_replacement, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.figures.errors import RowsError
from plaint.figures.minimum import Bounds, Documented, Link, Standard, documented_minimum, released
from plaint.figures.released import FigureKind

SCOPE, UNIT = "spring", "detained"
LINKS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(Link)), max_size=8).map(
    lambda links: [one for one in links if one[0] != one[1]]
)
RECORDS = st.lists(st.sampled_from(Standard), min_size=6, max_size=6).map(
    lambda standards: [Documented(SCOPE, UNIT, one) for one in standards]
)

EVERYWHERE = st.lists(
    st.builds(
        Documented,
        st.sampled_from(["spring", "sweep"]),
        st.sampled_from(["detained", "killed"]),
        st.sampled_from(Standard),
    ),
    min_size=6,
    max_size=6,
)


def minimum(
    records: Sequence[Documented], links: Sequence[tuple[int, int, Link]], scope: str, standard: Standard
) -> Bounds:
    """Return the bounds of the people detained."""
    return documented_minimum(records, links, scope=scope, unit=UNIT, standard=standard)


def test_what_may_be_one_counts_as_one_at_least() -> None:
    """Four records, two of them possibly one person: three at least, four at most."""
    records = [Documented(SCOPE, UNIT, Standard.REPORTED)] * 4
    assert minimum(records, [(0, 1, Link.POSSIBLE)], SCOPE, Standard.REPORTED) == Bounds(3, 4)
    assert minimum(records, [(0, 1, Link.SAME)], SCOPE, Standard.REPORTED) == Bounds(3, 3)
    assert minimum(records, [(0, 1, Link.DISTINCT)], SCOPE, Standard.REPORTED) == Bounds(4, 4)


def test_distinct_records_of_one_group_are_two_people_at_least() -> None:
    """A may be B and B may be C, but A is not C: two people at least."""
    records = [Documented(SCOPE, UNIT, Standard.REPORTED)] * 3
    links = [(0, 1, Link.POSSIBLE), (1, 2, Link.PROBABLE), (0, 2, Link.DISTINCT)]
    assert minimum(records, links, SCOPE, Standard.REPORTED) == Bounds(2, 3)


def test_scopes_never_mix() -> None:
    """A record of another scope counts there, and a link across scopes joins nothing."""
    records = [Documented(SCOPE, UNIT, Standard.REPORTED), Documented("sweep", UNIT, Standard.REPORTED)]
    assert minimum(records, [(0, 1, Link.SAME)], SCOPE, Standard.REPORTED) == Bounds(1, 1)
    assert minimum(records, [(0, 1, Link.SAME)], "sweep", Standard.REPORTED) == Bounds(1, 1)


def test_units_never_mix() -> None:
    """Somebody detained and later killed counts once in each, and neither count knows the other."""
    records = [Documented(SCOPE, one, Standard.REPORTED) for one in ("detained", "detained", "killed")]
    found = [
        documented_minimum(records, [(0, 2, Link.SAME)], scope=SCOPE, unit=one, standard=Standard.REPORTED)
        for one in ("detained", "killed", "helped")
    ]
    assert found == [Bounds(2, 2), Bounds(1, 1), Bounds(0, 0)]


def test_two_who_are_one_elsewhere_are_one_here() -> None:
    """A and C of the spring are both B of another scope: one person, and not two at least."""
    records = [Documented(one, UNIT, Standard.REPORTED) for one in (SCOPE, "sweep", SCOPE)]
    assert minimum(records, [(0, 1, Link.SAME), (1, 2, Link.SAME)], SCOPE, Standard.REPORTED) == Bounds(1, 1)
    assert minimum(records, [(0, 1, Link.POSSIBLE), (1, 2, Link.SAME)], SCOPE, Standard.REPORTED) == Bounds(1, 2)


@given(EVERYWHERE, st.sampled_from(Standard))
def test_records_of_elsewhere_that_nobody_links_change_nothing(records: list[Documented], standard: Standard) -> None:
    """A count of one scope and unit is the same with all records and with its own alone."""
    own = [one for one in records if (one.scope, one.unit) == (SCOPE, UNIT)]
    assert minimum(records, [], SCOPE, standard) == minimum(own, [], SCOPE, standard)


def test_a_contradiction_is_named() -> None:
    """Same through a third record and distinct at once is refused."""
    records = [Documented(SCOPE, UNIT, Standard.REPORTED)] * 3
    links = [(0, 1, Link.SAME), (1, 2, Link.SAME), (0, 2, Link.DISTINCT)]
    with pytest.raises(RowsError, match="same person and distinct"):
        minimum(records, links, SCOPE, Standard.REPORTED)


@pytest.mark.parametrize("link", [(0, 9, Link.SAME), (1, 1, Link.SAME), (-1, 0, Link.SAME)])
def test_a_link_to_nothing_is_named(link: tuple[int, int, Link]) -> None:
    """A link of a record that is not there, or of one to itself, is refused."""
    with pytest.raises(RowsError, match="not there, or one twice"):
        minimum([Documented(SCOPE, UNIT, Standard.REPORTED)] * 2, [link], SCOPE, Standard.REPORTED)


@given(RECORDS, LINKS)
def test_a_stricter_standard_never_counts_more(records: list[Documented], links: list[tuple[int, int, Link]]) -> None:
    """Both bounds fall, or stay, from each standard to the next, and the lower is never above the upper."""
    try:
        found = [minimum(records, links, SCOPE, standard) for standard in Standard]
    except RowsError:
        return
    assert all(one.least <= one.most for one in found)
    assert all(strict.least <= lax.least and strict.most <= lax.most for lax, strict in pairwise(found))


@given(RECORDS, LINKS)
def test_every_way_to_decide_the_links_lies_between_the_bounds(
    records: list[Documented], links: list[tuple[int, int, Link]]
) -> None:
    """Whatever possible links are decided to be the same person, the number of people lies between the bounds."""
    try:
        bounds = minimum(records, links, SCOPE, Standard.REPORTED)
    except RowsError:
        return
    open_links = [one for one in links if one[2] in (Link.POSSIBLE, Link.PROBABLE)]
    kept = [one for one in links if one not in open_links]
    for size in range(len(open_links) + 1):
        for chosen in combinations(open_links, size):
            decided = [*kept, *((one, other, Link.SAME) for one, other, _ in chosen)]
            try:
                way = minimum(records, decided, SCOPE, Standard.REPORTED)
            except RowsError:
                continue  # contradicts a distinct pair: nobody can decide so
            assert bounds.least <= way.most <= bounds.most


LABEL = {"ru": "весна", "en": "spring"}


def told(bounds: Bounds, threshold: int = 10) -> tuple[int | None, int | None]:
    """Return the two numbers that are told of these bounds."""
    pair = released(bounds, LABEL, threshold, scope=SCOPE, unit=UNIT, standard=Standard.CORROBORATED)
    assert [one.kind for one in pair] == [FigureKind.LEAST, FigureKind.MOST]
    assert [one.id for one in pair] == [f"minimum/spring/detained/corroborated/{end}" for end in ("least", "most")]
    return pair[0].value, pair[1].value


def test_bounds_are_rounded_outwards() -> None:
    """Twelve to thirteen is told as ten to fifteen."""
    assert told(Bounds(12, 13)) == (10, 15)


def test_a_small_bound_says_nothing_of_its_size() -> None:
    """Nine, three and nobody at all look alike: no number, no "fewer than", and one sentence about why."""
    few = [
        released(Bounds(count, 12), LABEL, 10, scope=SCOPE, unit=UNIT, standard=Standard.REPORTED)[0]
        for count in (0, 3, 9)
    ]
    assert {(one.value, one.below, one.base) for one in few} == {(None, 0, 0)}
    assert len({one.hidden.text["en"] for one in few if one.hidden}) == 1
    assert told(Bounds(3, 12)) == (None, 15)


def test_what_is_told_of_two_standards_pins_neither_nor_the_difference() -> None:
    """Whatever pairs of nested counts are told alike leave each of them, and what lies between, a width of four."""
    for threshold in (5, 10):
        alike: dict[tuple[int | None, ...], list[tuple[int, int]]] = {}
        for strict, lax in combinations_with_replacement(range(60), 2):
            shown: tuple[int | None, ...] = (
                *told(Bounds(strict, strict), threshold),
                *told(Bounds(lax, lax), threshold),
            )
            alike.setdefault(shown, []).append((strict, lax))
        for same, ways in alike.items():
            if any(lax > 54 for _, lax in ways):
                continue  # cut off by where this test ends
            for found in ([one for one, _ in ways], [one for _, one in ways], [lax - one for one, lax in ways]):
                assert max(found) - min(found) >= 4, (threshold, same)
