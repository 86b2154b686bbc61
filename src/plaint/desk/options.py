# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this member can do in a case: the choices that a page offers, and what its forms begin with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from plaint.casework.case import Case
from plaint.casework.vocabulary import Ground, Status
from plaint.charter.model import Charter, Member
from plaint.desk.deciding import Candidate, candidates, may_write, own_body, seated_readers
from plaint.desk.erasures import Erasure
from plaint.desk.names import CharterNames
from plaint.language import Catalogue

_EPOCH: Final = date(1970, 1, 1)
MOST_ENTRIES: Final = 40
"""Entries that one objection can name, the first ones first: a form holds no more fields than `ask` takes."""
Typed = Mapping[str, str]
"""Fields of a form by name, as they were typed or as they begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One member who reads the case."""

    member: str
    role: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateLine:
    """One member for whom the case could be opened."""

    member: str
    role: str
    body: str
    allowed: bool
    why: str
    """Why not, or what to weigh; empty where nothing speaks against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureLine:
    """One entry of the case that is to be erased."""

    erasure: Erasure
    by: str
    """Role of its author; empty for the complainant."""
    signed: tuple[str, ...]
    """Role and body of each who signed it for the group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The choices."""

    reply: bool
    readers: tuple[Seat, ...]
    own_body: tuple[Seat, ...]
    statuses: tuple[str, ...]
    grounds: tuple[str, ...]
    candidates: tuple[CandidateLine, ...]
    erasures: tuple[ErasureLine, ...]
    """What this member can object to."""


def options_of(
    case: Case, charter: Charter | None, names: CharterNames, t: Catalogue, *, me: str, erasures: Iterable[Erasure]
) -> Options | None:
    """Return what the member `me` can do in this case under this charter; None where that is nothing."""
    if charter is None or not may_write(case, charter, me):
        return None
    return Options(
        reply=case.thread is not None,
        readers=_seats(seated_readers(case, charter), names),
        own_body=_seats(own_body(case, charter, me), names),
        statuses=tuple(status.value for status in Status if status is not Status.NEW),
        grounds=tuple(ground.value for ground in Ground),
        candidates=tuple(_line(each, charter, names, t) for each in candidates(case, charter)),
        erasures=erasure_lines((each for each in erasures if not each.kept), names)[:MOST_ENTRIES],
    )


def erasure_lines(erasures: Iterable[Erasure], names: CharterNames) -> tuple[ErasureLine, ...]:
    """Return what is to be erased with the roles of its authors."""
    return tuple(
        ErasureLine(
            erasure=each,
            by=names.role(each.member) if each.member else "",
            signed=tuple(f"{names.role(one)}, {names.member_body(one)}" for one in each.signed),
        )
        for each in erasures
    )


def begun(case: Case, drafts: Mapping[str, Typed]) -> Mapping[str, Typed]:
    """Return what each form on the page of a case begins with: drafts by kind, and how the case stands."""
    assigned = case.assignment
    due = "" if assigned.due is None else (_EPOCH + timedelta(days=assigned.due)).isoformat()
    return {
        "reply": drafts["reply"],
        "note": {**drafts["note"], "audience": "readers"},
        "assign": {f"member.{member}": "on" for member in assigned.members} | {"task": assigned.task, "due": due},
        "status": {"status": case.status.status, "ground": case.status.ground},
        "widen": {},
        "step_out": {},
        "object": {},
    }


def _line(one: Candidate, charter: Charter, names: CharterNames, t: Catalogue) -> CandidateLine:
    whys = {rule.id: rule.why.get(names.language) or next(iter(rule.why.values()), rule.id) for rule in charter.rules}
    why = "; ".join(whys[rule] for rule in one.rules if rule in whys)
    if one.left_out:
        why = t("act.was_left_out")
    elif one.effect == "blocked":
        why = t("act.blocked", why=why)
    elif why:
        why = t("act.warn", why=why)
    return CandidateLine(
        member=one.member.id,
        role=names.role(one.member.id),
        body=names.body(one.member.body),
        allowed=one.allowed,
        why=why,
    )


def _seats(members: Iterable[Member], names: CharterNames) -> tuple[Seat, ...]:
    return tuple(Seat(member=each.id, role=names.role(each.id), body=names.body(each.body)) for each in members)
