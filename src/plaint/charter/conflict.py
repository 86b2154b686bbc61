# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may read a complaint: conflict rules as data, with one result everywhere (docs/protocol.md, section 9.1).

Rules of this module:

- It runs before anything is encrypted, on the person's side; readers can be widened later by members, never narrowed.
- `blocked` is beyond anyone's choice. `warn` is left out unless the person includes it. The person may leave out
  anyone.
- "I do not know" gives the most cautious set: a warning counts as blocked, and nobody can be included.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from plaint.charter.errors import CharterError
from plaint.charter.model import EFFECTS, Body, Charter, Effect, Member, Rule


@dataclass(frozen=True, slots=True)
class About:
    """Whom a complaint is about: ids of bodies and regions, or "I do not know"."""

    bodies: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that applies to a member, and the accused body or region because of which it does."""

    rule: str
    accused: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules and the person's choice make of one member."""

    member: Member
    effect: Effect
    reads: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Routing:
    """The readers of a complaint and the reasons; members stand in slot order."""

    standings: tuple[Standing, ...]
    envelope: bool
    """Whether an identity envelope is offered: at least k trustees read."""

    @property
    def readers(self) -> tuple[int, ...]:
        """Slots of the members who read."""
        return tuple(standing.member.slot for standing in self.standings if standing.reads)

    @property
    def trustees(self) -> tuple[int, ...]:
        """Slots of the trustees among the readers."""
        return tuple(one.member.slot for one in self.standings if one.reads and one.member.trustee)


def evaluate(
    charter: Charter, about: About, *, included: Collection[str] = (), left_out: Collection[str] = ()
) -> Routing:
    """Return who reads a complaint `about` these; `included` and `left_out` are member ids of the person's choice.

    Raise `CharterError` where nothing is named, or an id that the charter does not have.
    """
    _known(charter, about, (*included, *left_out))
    accused = _accused(charter, about)
    standings = []
    for member in charter.seated:
        findings = tuple(_findings(charter, member, accused, about))
        effect = _strongest(charter, findings, cautious=about.unknown)
        free = effect == "none" or (effect == "warn" and member.id in included)
        standings.append(Standing(member, effect, free and member.id not in left_out, findings))
    trustees = sum(one.reads and one.member.trustee for one in standings)
    return Routing(tuple(standings), trustees >= charter.k)


def _known(charter: Charter, about: About, chosen: Collection[str]) -> None:
    if not (about.bodies or about.regions or about.unknown):
        raise CharterError("about", "Nobody is named whom the complaint is about.")
    named = (
        ("body", about.bodies, {body.id for body in charter.bodies}),
        ("region", about.regions, {region.id for region in charter.regions}),
        ("member", chosen, {member.id for member in charter.members}),
    )
    for noun, ids, listed in named:
        for name in ids:
            if name not in listed:
                raise CharterError("unknown", f"The charter lists no {noun} with the id that was given.")


def _accused(charter: Charter, about: About) -> tuple[Body, ...]:
    """Return the accused bodies, in the charter's order."""
    return tuple(
        body
        for body in charter.bodies
        if body.id in about.bodies or (body.possible_accused and (about.unknown or body.region in about.regions))
    )


def _findings(charter: Charter, member: Member, accused: tuple[Body, ...], about: About) -> Iterator[Finding]:
    """Yield what applies to one member: accused bodies first, then named regions, in the charter's order."""
    body = charter.body(member.body)
    for other in accused:
        for rule in charter.rules:
            if _concerns(rule, body) and _holds(charter, rule.relation, member, other):
                yield Finding(rule.id, other.id)
    # A region counts by itself: it may be named while no body of it is listed as one that could be accused.
    for region in charter.regions:
        if region.id not in about.regions:
            continue
        for rule in charter.rules:
            tied = rule.relation == "tie" and region.id in member.ties
            inside = rule.relation == "region_named" and body.region == region.id
            if _concerns(rule, body) and (tied or inside):
                yield Finding(rule.id, region.id)


def _concerns(rule: Rule, body: Body) -> bool:
    return (rule.kinds is None or body.kind in rule.kinds) and (rule.levels is None or body.level in rule.levels)


def _holds(charter: Charter, relation: str, member: Member, accused: Body) -> bool:
    """Say whether `relation` holds between a member and an accused body; `region_named` concerns regions only."""
    body = charter.body(member.body)
    holds = {
        "same": body.id == accused.id,
        "below": accused.id in _ancestors(charter, body),
        "above": body.id in _ancestors(charter, accused),
        "same_region": body.id != accused.id and body.region is not None and body.region == accused.region,
        "leads_with": accused.id in body.leads_with or body.id in accused.leads_with,
        "tie": accused.id in member.ties or accused.region in member.ties,
        "region_named": False,
    }
    return holds[relation]


def _ancestors(charter: Charter, body: Body) -> Iterator[str]:
    # `check` has refused circles, so this ends.
    while body.parent is not None:
        body = charter.body(body.parent)
        yield body.id


def _strongest(charter: Charter, findings: tuple[Finding, ...], *, cautious: bool) -> Effect:
    effects: dict[str, Effect] = {rule.id: rule.effect for rule in charter.rules}
    strongest: Effect = max((effects[found.rule] for found in findings), key=EFFECTS.index, default="none")
    return "blocked" if cautious and strongest == "warn" else strongest
