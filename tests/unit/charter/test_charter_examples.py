# SPDX-License-Identifier: AGPL-3.0-or-later
"""The example plans, and the template of `plaint charter new` filled in: whole charters, routed as they say."""

import re
from importlib import resources
from pathlib import Path

import pytest

from plaint.charter.conflict import About, evaluate
from plaint.charter.model import Charter
from plaint.charter.plan import UNWRITTEN, read_plan
from tests.support.groups import found_with

EXAMPLES = Path(__file__).parents[3] / "examples"
TEXTS = {path.parent.name: path.read_text(encoding="utf-8") for path in EXAMPLES.glob("*/plan.toml")}
TEXTS["template"] = (
    (resources.files("plaint.charter") / "plan.toml").read_text(encoding="utf-8").replace(f'"{UNWRITTEN}"', '"Text"')
)


def founded(name: str) -> Charter:
    """Return the charter of an example, founded with test keys."""
    return found_with(read_plan(TEXTS[name]), seed=name).signed.charter


def readers(charter: Charter, about: About) -> set[str]:
    """Return the ids of those who would read."""
    return {one.member.id for one in evaluate(charter, about).standings if one.reads}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_an_example_can_be_founded(name: str) -> None:
    """Each plan makes a charter that every check accepts, with nothing unknown in it."""
    charter = founded(name)
    assert charter.version == 1
    assert charter.unknown == ()
    assert len(charter.group) >= 2
    assert len(charter.rules) == 8


def test_there_are_two_examples() -> None:
    """The article's group and one without a country."""
    assert set(TEXTS) == {"moscow-2017", "neutral", "template"}


def test_the_articles_group_routes_a_complaint_about_a_district_police_office() -> None:
    """The ministry is left out unless the person includes it; prosecutors, ombudsman and organisation read."""
    charter = founded("moscow-2017")
    assert readers(charter, About(("chechnya-district-police",))) == {
        "ombudsman-1",
        "ombudsman-2",
        "gp-1",
        "ngo-1",
        "ngo-2",
    }
    included = evaluate(charter, About(("chechnya-district-police",)), included=["mvd-1"])
    assert included.readers == (0, 1, 2, 3, 4, 5)


@pytest.mark.parametrize("about", [About(regions=("chechnya",)), About(unknown=True)])
def test_the_articles_group_is_most_cautious_where_least_is_known(about: About) -> None:
    """A whole region, or "I do not know": ministry and prosecutors have offices there, the other two do not."""
    charter = founded("moscow-2017")
    assert readers(charter, about) == {"ombudsman-1", "ombudsman-2", "ngo-1", "ngo-2"}
    assert evaluate(charter, about).envelope


def test_a_complaint_about_the_ministry_itself_blocks_it() -> None:
    """The accused sits in the group and gets nothing, whatever is included."""
    routing = evaluate(founded("moscow-2017"), About(("mvd",)), included=["mvd-1"])
    assert 2 not in routing.readers


def test_every_rule_of_law_in_the_articles_plan_bears_a_mark() -> None:
    """Each comment that cites a law says whether it was seen, is remembered, or must be verified."""
    cited = [
        line for line in TEXTS["moscow-2017"].splitlines() if line.startswith("#") and re.search(r"FZ|FKZ|Code", line)
    ]
    unmarked = [line for line in cited if not re.search(r"\[(V|M\+|M\?)\]", line) and not line.endswith(":")]
    assert cited
    assert unmarked == []


def test_the_neutral_group_keeps_a_member_with_ties_out() -> None:
    """A declared tie to the prison keeps that member from complaints about it, and its body in."""
    charter = founded("neutral")
    assert readers(charter, About(("south-prison",))) == {"ombudsman-1", "prosecutor-1", "legal-aid-1"}
