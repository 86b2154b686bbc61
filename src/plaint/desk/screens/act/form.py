# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is typed to do something in a case, as statements; `DocumentError` names the field that will not do."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Final, TypeVar

from plaint.casework.statements import Assignment, Note, Objection, StatusChange, Widening, write_statement
from plaint.casework.vocabulary import AUDIENCES, Ground, Status
from plaint.desk.ask import Ask
from plaint.entry.fields import DocumentError

_DAY: Final = 86_400
_Said = TypeVar("_Said", Note, Assignment, Objection, StatusChange, Widening)
_CHOSEN: Final = "member."
"""What the names of the boxes for members begin with."""
_ENTRY: Final = "entry."


def read_note(ask: Ask) -> Note:
    """Return the note. Whom it is for has to be chosen: a slip would show to all what was meant for one body."""
    audience = ask.typed("audience")
    if audience not in AUDIENCES:
        raise DocumentError("audience")
    return _fits(Note(audience=audience, text=ask.typed("text").strip()))


def read_assignment(ask: Ask) -> Assignment:
    """Return the assignment; an empty list of members frees the case."""
    members, task = ask.ticked(_CHOSEN), ask.typed("task").strip()
    return _fits(Assignment(members=members, task=task, due=_day(ask.typed("due").strip())))


def read_status(ask: Ask) -> StatusChange:
    """Return the status; only what the page offers, and a ground where the case is closed."""
    status, ground = ask.typed("status"), ask.typed("ground")
    if status not in set(Status) - {Status.NEW}:
        raise DocumentError("status")
    closes = status == Status.CLOSED
    if closes and ground not in set(Ground):
        raise DocumentError("ground")
    return _fits(StatusChange(status=status, ground=ground if closes else "", reason=ask.typed("reason").strip()))


def read_widening(ask: Ask) -> Widening:
    """Return the widening; who may be added is checked where it is decided."""
    return _fits(Widening(added=ask.ticked(_CHOSEN), reason=ask.typed("reason").strip()))


def read_reason(ask: Ask) -> str:
    """Return why this member steps out; the box that says so must be ticked."""
    _need_sure(ask)
    return ask.typed("reason").strip()


def read_objections(ask: Ask, offered: Collection[int]) -> tuple[Objection, ...]:
    """Return an objection for each ticked entry, of those `offered`; it must be confirmed, and say why."""
    indices = {str(index): index for index in offered}
    ticked, reason = ask.ticked(_ENTRY), ask.typed("reason").strip()
    if not ticked or not set(ticked) <= indices.keys():
        raise DocumentError("entries")
    said = tuple(_fits(Objection(index=indices[each], reason=reason)) for each in ticked)
    _need_sure(ask)
    return tuple(sorted(said, key=lambda one: one.index))


def _need_sure(ask: Ask) -> None:
    if ask.typed("sure") != "on":
        raise DocumentError("sure")


def _fits(said: _Said) -> _Said:
    """Return the statement if it can be written; a page says which field is wrong before anything else is done."""
    write_statement(said)
    return said


def _day(typed: str) -> int | None:
    """Return the day of a date field (YYYY-MM-DD), or None where it was left empty."""
    if not typed:
        return None
    try:
        moment = datetime.strptime(typed, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise DocumentError("due") from None
    if moment.year < datetime.fromtimestamp(0, UTC).year:
        raise DocumentError("due")
    return int(moment.timestamp()) // _DAY
