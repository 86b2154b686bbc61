# SPDX-License-Identifier: AGPL-3.0-or-later
"""The group's own records of people: read strictly, and told as released figures alone."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.demo import year
from plaint.figures import documenting
from plaint.figures.documenting import Column, Own
from plaint.figures.errors import RowsError
from plaint.figures.minimum import Documented, Link, Standard
from plaint.figures.spec import Sensitivity

SPRING: Column = ("spring", "detained")
OWN = {SPRING: Sensitivity.TRAIT, ("spring", "killed"): Sensitivity.ORDINARY}
HEAD = b"record,scope,unit,standard\n"
LINKS = b"one,other,link\n"
TWO = HEAD + b"a1,spring,detained,reported\nb2,spring,detained,corroborated\n"


def label(column: Column, standard: Standard) -> Mapping[str, str]:
    """Return what a figure is of."""
    return {"ru": f"{column} {standard}", "en": f"{column} {standard}"}


def fault(records: bytes, links: bytes = LINKS) -> str:
    """Return what is wrong with two files."""
    with pytest.raises(RowsError) as told:
        documenting.parse(records, links, OWN)
    return told.value.message


def test_records_and_links_are_read() -> None:
    """Two records and what is held of them come out as they were written."""
    found = documenting.parse(TWO, LINKS + b"b2,a1,probable\n", OWN)
    assert found == Own(
        (Documented(*SPRING, Standard.REPORTED), Documented(*SPRING, Standard.CORROBORATED)), ((0, 1, Link.PROBABLE),)
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"c3,spring,detained,\n", "records.csv:4: the standard of proof is missing; write one of reported, single_so"),
        (b"c3,spring,detained,proven\n", "records.csv:4: there is no such standard of proof; write one of reported,"),
        (b"c3,winter,detained,reported\n", "records.csv:4: own records of this scope and unit are not asked for; tho"),
        (b"c3,spring,helped,reported\n", "records.csv:4: own records of this scope and unit are not asked for; those"),
        (b"a1,spring,killed,reported\n", "records.csv:4: stands here twice."),
        (b"A B,spring,killed,reported\n", "records.csv:4: the record has no name, or none of small Latin letters"),
        (b"c3,spring,detained\n", "records.csv:4: 4 cells are expected."),
        (b"c3,spring,detained,reported", "records.csv: the last line has no end."),
        ("c3,spring,detained,сообщено\n".encode(), "records.csv:4: a byte is no ASCII."),
    ],
)
def test_a_wrong_record_is_named_by_its_line(line: bytes, told: str) -> None:
    """A missing standard, an unknown scope, a record twice: file and line, and what to write."""
    assert fault(TWO + line).startswith(told)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"a1,zz,same\n", "links.csv:2: it names a record that records.csv does not have, or one twice."),
        (b"a1,a1,same\n", "links.csv:2: it names a record that records.csv does not have, or one twice."),
        (b"a1,b2,alike\n", "links.csv:2: the link is missing or unknown; write possible, probable, same, distinct."),
        (b"a1,b2,same\nb2,a1,distinct\n", "links.csv:3: these two are linked on an earlier line."),
    ],
)
def test_a_wrong_link_is_named_by_its_line(line: bytes, told: str) -> None:
    """A link to nothing, one of an unknown kind, two links of one pair."""
    assert fault(TWO, LINKS + line) == told


def test_a_wrong_header_says_which_one_is_wanted() -> None:
    """Each file has one header and no other."""
    with pytest.raises(RowsError, match="the header is not the one") as told:
        documenting.parse(b"record,scope,standard\n", LINKS, OWN)
    assert told.value.hint == "It has to be record,scope,unit,standard."
    assert fault(TWO, b"a,b,c\n").startswith("links.csv:1:")


def test_what_slipped_into_a_file_is_not_repeated() -> None:
    """A name in the place of a scope is named by its line and not said again."""
    assert "ivanov" not in fault(TWO + b"c3,ivanov,detained,reported\n")


def test_every_standard_of_a_pair_is_told_or_hidden() -> None:
    """Nobody learns from what is missing which standard nobody reaches: with no record or many, all are there."""
    for records in ((), (Documented(*SPRING, Standard.REPORTED),) * 30):
        found = list(documenting.figures(Own(records, ()), OWN, label))
        assert [one.id for one in found] == [
            f"minimum/{scope}/{unit}/{standard}/{end}"
            for scope, unit in OWN
            for standard in Standard
            for end in ("least", "most")
        ]
        assert [one.value for one in found[:2]] == ([30, 35] if records else [None, None])
        assert {one.value for one in found[2:]} == {None}


def test_invented_records_are_read_and_depend_on_their_seed_alone() -> None:
    """The demonstration's own records are right, the same in each run, and tell of more than one standard."""
    counts = {SPRING: 60, ("spring", "killed"): 14}
    files = year.documented(counts)
    assert files == year.documented(counts)
    assert files != year.documented(counts, seed="other")
    own = documenting.parse(*files, OWN)
    assert len(own.records) == 74
    assert {link for _, _, link in own.links} == set(Link)
    found = {one.id: one.value for one in documenting.figures(own, OWN, label)}
    assert found["minimum/spring/detained/reported/least"] == 55
    assert found["minimum/spring/detained/reported/most"] == 60
    assert found["minimum/spring/killed/established_by_court/least"] is None


@given(st.lists(st.sampled_from(Standard), max_size=40), st.sampled_from([Sensitivity.TRAIT, Sensitivity.ORDINARY]))
def test_a_told_bound_holds_and_is_never_small(standards: list[Standard], sensitivity: Sensitivity) -> None:
    """What is told lies outside of the true count, is a multiple of five, and reaches the threshold."""
    records = tuple(Documented(*SPRING, one) for one in standards)
    found = {one.id: one.value for one in documenting.figures(Own(records, ()), {SPRING: sensitivity}, label)}
    for standard in Standard:
        true = sum(one.reaches(standard) for one in standards)
        least, most = (found[f"minimum/spring/detained/{standard}/{end}"] for end in ("least", "most"))
        assert (least is None) == (most is None) == (true < sensitivity.threshold)
        if least is not None and most is not None:
            assert sensitivity.threshold <= least <= true < most
            assert (least % 5, most % 5, most - least) == (0, 0, 5)
