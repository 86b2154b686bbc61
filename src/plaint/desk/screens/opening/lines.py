# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests as the pages show them: each step with its day, in the member's words."""

from dataclasses import dataclass, field

from plaint.casework.opening import Opening, Stage, bodies
from plaint.desk.names import CharterNames
from plaint.language import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteLine:
    """One trustee's word."""

    role: str
    body: str
    yes: bool
    reason: str = field(repr=False)
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One request."""

    id: str
    """Record hash, in hexadecimal digits."""
    opening: Opening = field(repr=False)
    by: str
    to: str
    ground: str
    stage: str
    why: str
    """Why it rests on nothing; empty while it stands."""
    votes: tuple[VoteLine, ...]
    k: int
    """Bodies that have to say yes; 0 where there is no envelope."""
    steps: tuple[str, ...]
    strays: tuple[str, ...]
    may_vote: bool
    voted: str
    """`yes` or `no`, as far as the ledger shows it; empty where this member has not voted."""
    may_withdraw: bool
    may_see: bool


def lines_of(openings: tuple[Opening, ...], names: CharterNames, t: Catalogue, *, slot: int) -> tuple[Line, ...]:
    """Return the requests as the member in `slot` sees them, newest first."""
    return tuple(_line(opening, names, t, slot) for opening in reversed(openings))


def _line(opening: Opening, names: CharterNames, t: Catalogue, slot: int) -> Line:
    asked, stage = opening.asked, opening.stage
    ground = t.texts.get(f"opening.ground_{asked.ground}", asked.ground)
    purpose = t.texts.get(f"consent.{asked.purpose}", asked.purpose)
    mine = opening.votes.get(slot)
    return Line(
        id=opening.hash.hex(),
        opening=opening,
        by=_at(names, opening.seen.record.author),
        to=_at(names, asked.to),
        ground=f"{ground} ({purpose})" if purpose else ground,
        stage=t(f"opening.stage_{stage}"),
        why=t(f"opening.why_{opening.void}") if opening.void is not None and stage is not Stage.OPENED else "",
        votes=tuple(_vote(opening, each, names) for each in sorted(opening.votes)),
        k=_needed(opening),
        steps=_steps(opening, names, t),
        strays=tuple(
            t("opening.stray", who=_at(names, share.slot), why=t(f"opening.stray_{share.stray}"))
            for share in opening.shares
            if share.stray is not None
        ),
        may_vote=opening.may_vote(slot),
        voted="" if mine is None else "yes" if mine.yes else "no",
        may_withdraw=opening.live and opening.opened is None and opening.seen.record.author == slot,
        may_see=may_see(opening, slot),
    )


def may_see(opening: Opening, slot: int) -> bool:
    """Say whether the member in this slot can be shown the name now."""
    return opening.live and opening.asked.to == slot and opening.stage in (Stage.RELEASED, Stage.OPENED)


def _vote(opening: Opening, slot: int, names: CharterNames) -> VoteLine:
    vote, member = opening.votes[slot], names.at_slot(slot)
    body = names.body(member.body) if member is not None else ""
    return VoteLine(role=_at(names, slot), body=body, yes=vote.yes, reason=vote.reason, day=vote.day)


def _steps(opening: Opening, names: CharterNames, t: Catalogue) -> tuple[str, ...]:
    """Return what has been done and what is next, in order."""
    k = _needed(opening)
    steps = [t("opening.step_asked")]
    if opening.agreed is not None:
        who = "; ".join(_at(names, slot) for slot in opening.agreed.slots)
        steps.append(t("opening.step_agreed", k=k, who=who))
        if opening.told is not None:
            steps.append(t("opening.step_told"))
        else:
            steps.append(t("opening.step_not_told"))
        steps.append(t("opening.step_shares", have=len(opening.released.keys() - opening.bad), k=k))
    else:
        yes = {each.slot for each in opening.votes.values() if each.yes}
        agree = bodies(opening.now, opening.envelope, yes) if opening.envelope is not None else {}
        steps.append(t("opening.step_votes", have=len(agree), k=k))
    if opening.bad:
        steps.append(t("opening.step_bad", who="; ".join(_at(names, slot) for slot in sorted(opening.bad))))
    if opening.opened is not None:
        steps.append(t("opening.step_opened", who=_at(names, opening.asked.to)))
    return tuple(steps)


def _needed(opening: Opening) -> int:
    return opening.envelope.k if opening.envelope is not None else 0


def _at(names: CharterNames, slot: int) -> str:
    member = names.at_slot(slot)
    return names.role(member.id) if member is not None else str(slot)
