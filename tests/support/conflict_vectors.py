# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shared vectors of the conflict rules: two groups, and who reads a complaint about whom.

The first group is the one of the routing case (a complaint names a district police office in Chechnya): federal and
regional bodies side by side, though no group would seat them all.
"""

import random
from collections.abc import Collection
from functools import cache
from typing import Final

from plaint.charter.conflict import About, Routing, evaluate
from plaint.charter.errors import CharterError
from plaint.charter.founding import Founded
from plaint.charter.model import Charter
from plaint.charter.plan import Tree
from tests.support.groups import ACCUSED, RULES, body, found_with, names, seat, small_plan

_IN_GROUP: Final = (
    ("mvd", "police", "federal", None, None),
    ("mvd-chechnya", "police", "region", "chechnya", "mvd"),
    ("sk", "investigative", "federal", None, None),
    ("sk-yessentuki", "investigative", "district", None, "sk"),
    ("sk-chechnya", "investigative", "region", "chechnya", "sk"),
    ("gp", "prosecutor", "federal", None, None),
    ("prosecutor-chechnya", "prosecutor", "region", "chechnya", "gp"),
    ("ombudsman", "ombudsman", "federal", None, None),
    ("ombudsman-chechnya", "ombudsman", "region", "chechnya", None),
    ("ngo", "ngo", "none", None, None),
    ("court-chechnya", "court", "region", "chechnya", None),
)
_TRUSTEES: Final = ("mvd", "sk", "gp", "prosecutor-chechnya", "ombudsman", "ngo")


def routing_plan() -> Tree:
    """Return the tree of the routing group: a member of each body, a second one of the NGO, and a retired one."""
    bodies = [
        body(
            name,
            kind=kind,
            level=level,
            region=region,
            parent=parent,
            in_group=True,
            possible_accused=region is not None and kind != "court",
            duty=names(f"what {name} must do"),
        )
        for name, kind, level, region, parent in _IN_GROUP
    ]
    accused = [
        body("police-district", level="local", region="chechnya", parent="mvd-chechnya", possible_accused=True),
        body("police-patrol", level="local", region="chechnya", parent="police-district"),
        body("rosgvardia", kind="security", level="federal", leads_with=["rosgvardia-chechnya"]),
        body("rosgvardia-chechnya", kind="security", region="chechnya", possible_accused=True),
        body("mvd-dagestan", region="dagestan", parent="mvd", possible_accused=True),
    ]
    seats = [
        seat(f"{row[0]}-1", row[0], slot, trustee=row[0] in _TRUSTEES, ties=["dagestan"] if row[0] == "sk" else [])
        for slot, row in enumerate(_IN_GROUP)
    ]
    seats += [
        seat("ngo-2", "ngo", 11, ties=["rosgvardia-chechnya"]),
        seat("gp-2", "gp", 12, retired=True, signs=False),
    ]
    regions = [{"id": name, "name": names(name)} for name in ("chechnya", "dagestan", "ingushetia")]
    return {**small_plan(), "slots": 16, "regions": regions, "bodies": [*bodies, *accused], "members": [*seats]}


def crossed_plan() -> Tree:
    """Return the tree of a group with ties, shared leadership, an accused body inside, and rules of every form."""
    plan = small_plan(7, 4, k=3)
    bodies = [
        body("ombudsman", kind="ombudsman", level="federal", in_group=True, duty=names("duty")),
        body("prosecutor", kind="prosecutor", level="federal", in_group=True, duty=names("duty"), leads_with=["ngo"]),
        body("interior", level="federal", in_group=True, possible_accused=True, duty=names("duty")),
        body("ngo", kind="ngo", level="none", in_group=True, region="south", duty=names("duty")),
        *ACCUSED,
        body("south-press", kind="media", region="south", possible_accused=True, leads_with=["ombudsman"]),
    ]
    seats = [
        seat("ombudsman-1", "ombudsman", 5, trustee=True, ties=["north", "north-police"]),
        seat("prosecutor-1", "prosecutor", 0, trustee=True),
        seat("interior-1", "interior", 3, trustee=True),
        seat("ngo-1", "ngo", 1, trustee=True),
        seat("ngo-2", "ngo", 2, ties=["interior"]),
        seat("ngo-3", "ngo", 4, retired=True),
    ]
    noted: Tree = {**RULES[3], "id": "watch_forwarding", "effect": "none", "kinds": ["police"], "levels": ["federal"]}
    police: Tree = {**RULES[0], "id": "no_police", "kinds": ["police", "security"], "relation": "above"}
    return {**plan, "bodies": [*bodies], "members": [*seats], "rules": [noted, police, *RULES]}


@cache
def groups() -> dict[str, Founded]:
    """Return the two groups by name."""
    return {"routing": found_with(routing_plan()), "crossed": found_with(crossed_plan())}


_NAMED: Final = (
    ("routing: a district police office is named", "routing", About(("police-district",)), (), ()),
    ("routing: its federal superior is included", "routing", About(("police-district",)), ("mvd-1",), ()),
    ("routing: who is blocked cannot be included", "routing", About(("police-district",)), ("mvd-chechnya-1",), ()),
    ("routing: the region is named", "routing", About((), ("chechnya",)), (), ()),
    ("routing: a region without listed bodies is named", "routing", About((), ("ingushetia",)), (), ()),
    ("routing: a region to which a member has a tie", "routing", About((), ("dagestan",)), (), ()),
    ("routing: I do not know", "routing", About(unknown=True), (), ()),
    ("routing: I do not know, and nobody can be included", "routing", About(unknown=True), ("mvd-1", "gp-1"), ()),
    ("routing: I do not know, but a body is named too", "routing", About(("rosgvardia",), (), unknown=True), (), ()),
    ("routing: leading with the accused", "routing", About(("rosgvardia",)), (), ()),
    ("routing: a member has a tie to the accused body", "routing", About(("rosgvardia-chechnya",)), (), ()),
    ("routing: below the accused", "routing", About(("mvd",)), (), ()),
    ("routing: a body below the one that is named", "routing", About(("police-patrol",)), (), ()),
    ("routing: several bodies", "routing", About(("ngo", "police-district", "gp")), (), ()),
    ("routing: the person leaves out a member", "routing", About(("police-district",)), (), ("ngo-1", "ngo-2")),
    ("routing: left out weighs more than included", "routing", About(("police-district",)), ("mvd-1",), ("mvd-1",)),
    ("routing: too few trustees are left", "routing", About(("police-district",)), (), ("sk-1", "gp-1", "ngo-1")),
    (
        "routing: no reader at all",
        "routing",
        About(("police-district",)),
        (),
        ("sk-1", "sk-yessentuki-1", "gp-1", "ombudsman-1", "ngo-1", "ngo-2"),
    ),
    ("routing: a retired member reads nothing", "routing", About(("ngo",)), ("gp-2",), ()),
    ("crossed: the accused sits in the group", "crossed", About(("interior",)), (), ()),
    ("crossed: shared leadership, listed on the other side", "crossed", About(("south-press",)), (), ()),
    ("crossed: ties to a body and to its region", "crossed", About(("north-police",)), (), ()),
    ("crossed: a region, a body of which sits in the group", "crossed", About((), ("south",)), (), ()),
    ("crossed: a reader of that region is included", "crossed", About((), ("south",)), ("ngo-1",), ()),
    ("crossed: both regions", "crossed", About((), ("north", "south")), (), ()),
    ("crossed: I do not know", "crossed", About(unknown=True), (), ()),
    ("crossed: the same id twice is one", "crossed", About(("interior", "interior")), (), ()),
    ("error: nothing is named", "routing", About(), (), ()),
    ("error: no such body", "routing", About(("nobody",)), (), ()),
    ("error: no such region", "routing", About((), ("police-district",)), (), ()),
    ("error: no such member is included", "routing", About(unknown=True), ("nobody",), ()),
    ("error: no such member is left out", "routing", About(unknown=True), (), ("nobody",)),
)


def conflict_vectors() -> Tree:
    """Return the tree of tests/vectors/conflict.json."""
    cases = [_case(name, group, about, included, left_out) for name, group, about, included, left_out in _NAMED]
    chance = random.Random(1)
    for number in range(40):
        group = "routing" if number % 2 else "crossed"
        charter = groups()[group].signed.charter
        cases.append(_case(f"{group}: by chance {number}", group, *_by_chance(charter, chance)))
    texts: Tree = {name: group.signed.note.text.decode() for name, group in groups().items()}
    return {"about": "docs/protocol.md, section 9.1", "charters": texts, "cases": [*cases]}


def _case(name: str, group: str, about: About, included: Collection[str], left_out: Collection[str]) -> Tree:
    case: Tree = {
        "name": name,
        "charter": group,
        "about": {"bodies": [*about.bodies], "regions": [*about.regions], "unknown": about.unknown},
        "included": [*included],
        "left_out": [*left_out],
    }
    try:
        routing = evaluate(groups()[group].signed.charter, about, included=included, left_out=left_out)
    except CharterError as error:
        return {**case, "error": error.code}
    return {**case, "result": tree(routing)}


def tree(routing: Routing) -> Tree:
    """Return a result in the form of section 9.1."""
    members: list[Tree] = [
        {
            "id": one.member.id,
            "effect": one.effect,
            "reads": one.reads,
            "findings": [{"rule": found.rule, "accused": found.accused} for found in one.findings],
        }
        for one in routing.standings
    ]
    return {
        "members": members,
        "readers": [*routing.readers],
        "trustees": [*routing.trustees],
        "envelope": routing.envelope,
    }


def _by_chance(charter: Charter, chance: random.Random) -> tuple[About, list[str], list[str]]:
    def some(ids: list[str], most: int) -> list[str]:
        return chance.sample(ids, chance.randint(0, most))

    bodies = some([one.id for one in charter.bodies], 3)
    regions = some([one.id for one in charter.regions], 1)
    members = [one.id for one in charter.members]
    unknown = chance.random() < 0.2 or not (bodies or regions)
    return About(tuple(bodies), tuple(regions), unknown), some(members, 4), some(members, 3)
