# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who reads a complaint: the routing case by hand, the shared vectors, and what must hold for every choice."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.charter.conflict import About, Routing, evaluate
from plaint.charter.errors import CharterError
from plaint.charter.parse import parse
from plaint.entry import strictjson
from tests.support.conflict_vectors import conflict_vectors, groups, tree

VECTORS: Any = strictjson.loads((Path(__file__).parents[2] / "vectors" / "conflict.json").read_text(encoding="utf-8"))
CHARTERS = {name: parse(text) for name, text in VECTORS["charters"].items()}
ROUTING = CHARTERS["routing"]
DISTRICT_POLICE = About(("police-district",))


def effects(routing: Routing) -> dict[str, str]:
    """Return each member's effect by id."""
    return {one.member.id: one.effect for one in routing.standings}


def why(routing: Routing, member: str) -> set[str]:
    """Return the rules that apply to a member."""
    return {found.rule for one in routing.standings if one.member.id == member for found in one.findings}


def readers(routing: Routing) -> set[str]:
    """Return the ids of the members who read."""
    return {one.member.id for one in routing.standings if one.reads}


def test_a_district_police_office_in_chechnya_is_routed_as_the_law_has_it() -> None:
    """The regional ministry is blocked, its superior and the region's bodies are warned of, central ones read."""
    routing = evaluate(ROUTING, DISTRICT_POLICE)
    assert effects(routing) == {
        "mvd-1": "warn",
        "mvd-chechnya-1": "blocked",
        "sk-1": "none",
        "sk-yessentuki-1": "none",
        "sk-chechnya-1": "warn",
        "gp-1": "none",
        "prosecutor-chechnya-1": "warn",
        "ombudsman-1": "none",
        "ombudsman-chechnya-1": "warn",
        "ngo-1": "none",
        # This member has declared a tie to a body of another kind in the region, not to the police.
        "ngo-2": "none",
        "court-chechnya-1": "warn",
    }
    assert why(routing, "mvd-1") == {"above_accused"}
    assert "next_above" in why(routing, "mvd-chechnya-1")
    for regional in ("sk-chechnya-1", "prosecutor-chechnya-1", "ombudsman-chechnya-1", "court-chechnya-1"):
        assert why(routing, regional) == {"same_region"}
    assert readers(routing) == {"sk-1", "sk-yessentuki-1", "gp-1", "ombudsman-1", "ngo-1", "ngo-2"}
    assert routing.envelope


def test_a_warned_member_reads_only_if_the_person_includes_it() -> None:
    """`warn` is left out by default and joins by the person's own choice."""
    assert "mvd-1" not in readers(evaluate(ROUTING, DISTRICT_POLICE))
    assert "mvd-1" in readers(evaluate(ROUTING, DISTRICT_POLICE, included=["mvd-1"]))


def test_a_blocked_member_never_reads() -> None:
    """No choice of the person makes a blocked member a reader."""
    assert "mvd-chechnya-1" not in readers(evaluate(ROUTING, DISTRICT_POLICE, included=["mvd-chechnya-1"]))


def test_left_out_weighs_more_than_included() -> None:
    """Who is both included and left out does not read."""
    routing = evaluate(ROUTING, DISTRICT_POLICE, included=["mvd-1"], left_out=["mvd-1", "ngo-1"])
    assert not {"mvd-1", "ngo-1"} & readers(routing)


def test_i_do_not_know_gives_the_most_cautious_readers() -> None:
    """With "I do not know" a warning blocks, whatever the person includes."""
    everybody = [member.id for member in ROUTING.members]
    routing = evaluate(ROUTING, About(unknown=True), included=everybody)
    assert readers(routing) == {"ombudsman-1", "ngo-1", "sk-yessentuki-1"}
    assert "warn" not in effects(routing).values()


def test_a_region_without_listed_bodies_is_still_a_region() -> None:
    """A tie to a region counts where the region is named, though no body of it is listed."""
    routing = evaluate(ROUTING, About(regions=("dagestan",)))
    assert effects(routing)["sk-1"] == "blocked"
    assert effects(evaluate(ROUTING, About(regions=("ingushetia",))))["sk-1"] == "none"


def test_shared_leadership_counts_from_either_side() -> None:
    """It does not matter which of two bodies lists the other."""
    crossed = CHARTERS["crossed"]
    assert "shared_leadership" in why(evaluate(crossed, About(("south-press",))), "ombudsman-1")
    assert "shared_leadership" in why(evaluate(crossed, About(("ngo",))), "prosecutor-1")


def test_too_few_trustees_mean_no_envelope() -> None:
    """The envelope is offered only if k trustees are among the readers."""
    routing = evaluate(ROUTING, DISTRICT_POLICE, left_out=["sk-1", "gp-1", "ngo-1"])
    assert routing.trustees == (7,)
    assert not routing.envelope


def test_there_may_be_no_reader_at_all() -> None:
    """Where nobody is left, the result says so and nothing fails."""
    everybody = [member.id for member in ROUTING.members]
    routing = evaluate(ROUTING, DISTRICT_POLICE, left_out=everybody)
    assert routing.readers == ()
    assert not routing.envelope


def test_a_retired_member_is_no_part_of_the_result() -> None:
    """A retired member is neither shown nor a reader, also when included."""
    routing = evaluate(ROUTING, About(("ngo",)), included=["gp-2"])
    assert "gp-2" not in effects(routing)
    assert 12 not in routing.readers


@pytest.mark.parametrize(
    ("about", "included", "code"),
    [
        (About(), (), "about"),
        (About(("nobody",)), (), "unknown"),
        (About((), ("nowhere",)), (), "unknown"),
        (About(unknown=True), ("nobody",), "unknown"),
    ],
)
def test_what_the_charter_does_not_have_is_refused(about: About, included: tuple[str, ...], code: str) -> None:
    """Nothing named, or an id that the charter does not list, is an error with its code."""
    with pytest.raises(CharterError) as refused:
        evaluate(ROUTING, about, included=included)
    assert refused.value.code == code


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_shared_vectors_of_the_conflict_rules(case: Any) -> None:
    """Python gives the result that the shared vectors hold both halves to."""
    about = About(tuple(case["about"]["bodies"]), tuple(case["about"]["regions"]), case["about"]["unknown"])
    charter = CHARTERS[case["charter"]]
    if "error" in case:
        with pytest.raises(CharterError) as refused:
            evaluate(charter, about, included=case["included"], left_out=case["left_out"])
        assert refused.value.code == case["error"]
    else:
        routing = evaluate(charter, about, included=case["included"], left_out=case["left_out"])
        assert tree(routing) == case["result"]


def test_the_shared_vectors_are_what_the_generator_makes() -> None:
    """tools/vectors/charter.py writes the same vectors in every run."""
    assert conflict_vectors() == VECTORS


IDS = st.sampled_from(sorted(body.id for body in ROUTING.bodies))
REGIONS = st.sampled_from(sorted(region.id for region in ROUTING.regions))
MEMBERS = st.lists(st.sampled_from(sorted(member.id for member in ROUTING.members)), unique=True)
ABOUT = st.builds(
    About, st.lists(IDS, max_size=4).map(tuple), st.lists(REGIONS, max_size=2).map(tuple), st.booleans()
).filter(lambda about: bool(about.bodies or about.regions or about.unknown))


@given(about=ABOUT, included=MEMBERS, left_out=MEMBERS)
def test_what_holds_for_every_choice(about: About, included: list[str], left_out: list[str]) -> None:
    """Nobody of an accused body reads, nobody left out reads, nobody warned of reads unless included."""
    routing = evaluate(ROUTING, about, included=included, left_out=left_out)
    for one in routing.standings:
        assert not (one.reads and one.member.body in about.bodies)
        assert not (one.reads and one.effect == "blocked")
        assert not (one.reads and one.member.id in left_out)
        assert not (one.reads and one.effect == "warn" and one.member.id not in included)
        assert one.reads or one.effect != "none" or one.member.id in left_out
    assert routing.envelope == (len(routing.trustees) >= ROUTING.k)


@given(about=ABOUT, included=MEMBERS)
def test_not_knowing_never_adds_a_reader(about: About, included: list[str]) -> None:
    """Who reads when the person does not know would also read if the person named the same bodies only."""
    cautious = evaluate(ROUTING, About(about.bodies, about.regions, unknown=True), included=included)
    if about.bodies or about.regions:
        assert set(cautious.readers) <= set(evaluate(ROUTING, About(about.bodies, about.regions)).readers)


def test_the_texts_are_those_of_the_groups() -> None:
    """The charters in the vectors are the signed ones of the test groups."""
    assert {name: group.signed.charter for name, group in groups().items()} == CHARTERS
