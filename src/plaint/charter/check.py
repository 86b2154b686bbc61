# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of section 9 that bind one field of a charter to another; each refusal names the field and has a code."""

from collections.abc import Iterable, Mapping
from typing import Final

from plaint.charter.errors import CharterFormError
from plaint.charter.model import Body, Charter

MOST_TRUSTEES: Final = 8
"""An identity envelope holds at most eight shares (docs/protocol.md, section 6)."""


def check(charter: Charter) -> None:
    """Raise `CharterFormError` for the first rule that the charter breaks by itself."""
    _own_ids(charter)
    _own_keys(charter)
    places = {region.id for region in charter.regions}
    bodies = {body.id: body for body in charter.bodies}
    _bodies(charter, bodies, places)
    _members(charter, bodies, places)
    _trustees(charter)
    _rules(charter)
    if charter.desk_tick < charter.ledger_tick:
        raise CharterFormError("ticks.desk", "must not be shorter than ticks.ledger")
    if charter.ledger_key.name != charter.origin:
        raise CharterFormError("ledger_key", "must stand under the name of the origin")
    if charter.quorum > len(charter.cosigners):
        raise CharterFormError("cosigners.quorum", "must not be more than there are cosigners")


def _own_ids(charter: Charter) -> None:
    # A member's ties name bodies and regions alike, so the two share one space of ids.
    places = [(f"regions[{n}].id", region.id) for n, region in enumerate(charter.regions)]
    places += [(f"bodies[{n}].id", body.id) for n, body in enumerate(charter.bodies)]
    _once(places)
    _once((f"members[{n}].id", member.id) for n, member in enumerate(charter.members))
    _once((f"rules[{n}].id", rule.id) for n, rule in enumerate(charter.rules))
    _once((f"cosigners.keys[{n}].name", one.name) for n, one in enumerate(charter.cosigners))


def _own_keys(charter: Charter) -> None:
    members = list(enumerate(charter.members))
    _once((f"members[{n}].slot", member.slot) for n, member in members)
    # Retired members are no exception: who inherits a key inherits what was sealed to it.
    _once((f"members[{n}].recipient", member.recipient) for n, member in members)
    _once((f"members[{n}].ed25519", member.ed25519) for n, member in members)
    _once((f"members[{n}].pq", member.pq) for n, member in members)
    _once((f"members[{n}].posting", member.posting) for n, member in members)
    # Two names with one key would let one cosigner make up a quorum.
    cosigners = list(enumerate(charter.cosigners))
    _once((f"cosigners.keys[{n}].ed25519", one.ed25519) for n, one in cosigners)
    _once((f"cosigners.keys[{n}].pq", one.pq) for n, one in cosigners if one.pq is not None)


def _once(values: Iterable[tuple[str, object]]) -> None:
    seen: dict[object, str] = {}
    for path, value in values:
        if value in seen:
            raise CharterFormError(path, f"is the same as {seen[value]}", code="double")
        seen[value] = path


def _bodies(charter: Charter, bodies: Mapping[str, Body], places: set[str]) -> None:
    for number, body in enumerate(charter.bodies):
        path = f"bodies[{number}]"
        if body.region is not None and body.region not in places:
            raise CharterFormError(f"{path}.region", "is no region of this charter", code="unknown")
        if body.parent is not None and body.parent not in bodies:
            raise CharterFormError(f"{path}.parent", "is no body of this charter", code="unknown")
        for n, other in enumerate(body.leads_with):
            if other not in bodies or other == body.id:
                raise CharterFormError(f"{path}.leads_with[{n}]", "is no other body of this charter", code="unknown")
    for number, body in enumerate(charter.bodies):
        above = body
        for _ in bodies:
            if above.parent is None:
                break
            above = bodies[above.parent]
        else:
            raise CharterFormError(f"bodies[{number}].parent", "leads round in a circle", code="unknown")


def _members(charter: Charter, bodies: Mapping[str, Body], places: set[str]) -> None:
    for number, member in enumerate(charter.members):
        path = f"members[{number}]"
        if member.slot >= charter.slots:
            raise CharterFormError(f"{path}.slot", f"must be below {charter.slots}")
        if member.body not in bodies:
            raise CharterFormError(f"{path}.body", "is no body of this charter", code="unknown")
        if not member.retired and not bodies[member.body].in_group:
            raise CharterFormError(f"{path}.body", "is not in the group", code="seat")
        for n, tie in enumerate(member.ties):
            if tie not in bodies and tie not in places:
                raise CharterFormError(f"{path}.ties[{n}]", "is no body or region of this charter", code="unknown")


def _trustees(charter: Charter) -> None:
    # Two trustees of one body would let that body open with one more hand what k bodies must open together.
    trustees = [(n, member) for n, member in enumerate(charter.members) if member.trustee and not member.retired]
    seen: set[str] = set()
    for number, member in trustees:
        if member.body in seen:
            raise CharterFormError(f"members[{number}].trustee", "is the second of this body", code="trustees")
        seen.add(member.body)
    if len(trustees) > MOST_TRUSTEES:
        raise CharterFormError(
            f"members[{trustees[-1][0]}].trustee", f"is one of more than {MOST_TRUSTEES}", code="trustees"
        )
    if charter.k > len(trustees):
        raise CharterFormError("k", f"must be from 2 to {len(trustees)}, the number of trustees", code="trustees")


def _rules(charter: Charter) -> None:
    # The floor under every choice of rules: the accused body itself never reads.
    for rule in charter.rules:
        if (rule.relation, rule.effect, rule.kinds, rule.levels) == ("same", "blocked", None, None):
            return
    raise CharterFormError("rules", "do not block the accused body itself", code="rules")
