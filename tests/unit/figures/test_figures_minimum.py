# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documented minimum and its bounds."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.figures.errors import RowsError
from plaint.figures.minimum import Bounds, Documented, Link, Standard, documented_minimum, released
from plaint.figures.released import FigureKind

SCOPE = "spring"
LINKS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(Link)), max_size=8).map(
    lambda links: [one for one in links if one[0] != one[1]]
)
RECORDS = st.lists(st.sampled_from(Standard), min_size=6, max_size=6).map(
    lambda standards: [Documented(SCOPE, one) for one in standards]
)


def test_what_may_be_one_counts_as_one_at_least() -> None:
    """Four records, two of them possibly one person: three at least, four at most."""
    records = [Documented(SCOPE, Standard.REPORTED)] * 4
    assert documented_minimum(records, [(0, 1, Link.POSSIBLE)], SCOPE, Standard.REPORTED) == Bounds(3, 4)
    assert documented_minimum(records, [(0, 1, Link.SAME)], SCOPE, Standard.REPORTED) == Bounds(3, 3)
    assert documented_minimum(records, [(0, 1, Link.DISTINCT)], SCOPE, Standard.REPORTED) == Bounds(4, 4)


def test_distinct_records_of_one_group_are_two_people_at_least() -> None:
    """A may be B and B may be C, but A is not C: two people at least."""
    records = [Documented(SCOPE, Standard.REPORTED)] * 3
    links = [(0, 1, Link.POSSIBLE), (1, 2, Link.PROBABLE), (0, 2, Link.DISTINCT)]
    assert documented_minimum(records, links, SCOPE, Standard.REPORTED) == Bounds(2, 3)


def test_scopes_never_mix() -> None:
    """A record of another scope counts there, and a link across scopes joins nothing."""
    records = [Documented(SCOPE, Standard.REPORTED), Documented("sweep", Standard.REPORTED)]
    assert documented_minimum(records, [(0, 1, Link.SAME)], SCOPE, Standard.REPORTED) == Bounds(1, 1)
    assert documented_minimum(records, [(0, 1, Link.SAME)], "sweep", Standard.REPORTED) == Bounds(1, 1)


def test_a_contradiction_is_named() -> None:
    """Same through a third record and distinct at once is refused."""
    records = [Documented(SCOPE, Standard.REPORTED)] * 3
    links = [(0, 1, Link.SAME), (1, 2, Link.SAME), (0, 2, Link.DISTINCT)]
    with pytest.raises(RowsError, match="same person and distinct"):
        documented_minimum(records, links, SCOPE, Standard.REPORTED)


@pytest.mark.parametrize("link", [(0, 9, Link.SAME), (1, 1, Link.SAME), (-1, 0, Link.SAME)])
def test_a_link_to_nothing_is_named(link: tuple[int, int, Link]) -> None:
    """A link of a record that is not there, or of one to itself, is refused."""
    with pytest.raises(RowsError, match="not there, or one twice"):
        documented_minimum([Documented(SCOPE, Standard.REPORTED)] * 2, [link], SCOPE, Standard.REPORTED)


@given(RECORDS, LINKS)
def test_a_stricter_standard_never_counts_more(records: list[Documented], links: list[tuple[int, int, Link]]) -> None:
    """Both bounds fall, or stay, from each standard to the next, and the lower is never above the upper."""
    try:
        found = [documented_minimum(records, links, SCOPE, standard) for standard in Standard]
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
        bounds = documented_minimum(records, links, SCOPE, Standard.REPORTED)
    except RowsError:
        return
    open_links = [one for one in links if one[2] in (Link.POSSIBLE, Link.PROBABLE)]
    kept = [one for one in links if one not in open_links]
    for size in range(len(open_links) + 1):
        for chosen in combinations(open_links, size):
            decided = [*kept, *((one, other, Link.SAME) for one, other, _ in chosen)]
            try:
                way = documented_minimum(records, decided, SCOPE, Standard.REPORTED)
            except RowsError:
                continue  # contradicts a distinct pair: nobody can decide so
            assert bounds.least <= way.most <= bounds.most


def test_bounds_are_rounded_outwards_and_small_ones_hidden() -> None:
    """Twelve to thirteen is told as ten to fifteen; three is told as fewer than ten."""
    label = {"ru": "весна", "en": "spring"}
    least, most = released(Bounds(12, 13), SCOPE, Standard.CORROBORATED, label, 10)
    assert (least.kind, least.value, most.kind, most.value) == (FigureKind.LEAST, 10, FigureKind.MOST, 15)
    least, most = released(Bounds(3, 12), SCOPE, Standard.CORROBORATED, label, 10)
    assert (least.value, least.below, most.value) == (None, 10, 15)
