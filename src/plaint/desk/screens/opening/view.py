# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests to open an envelope: those that wait for this member's vote, those of one case, and the name itself.

Rules of this module:

- What stands on these pages comes from the verified ledger; what waits in the outbox is said to be waiting.
- A name is the answer to a form and to nothing else: no address leads to it, loading the page again asks first, and
  nothing of it is written.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from plaint.casework.case import Case
from plaint.casework.disclosure import BASES, OpeningRequest, OpeningVote
from plaint.casework.opening import Opening
from plaint.casework.openings import envelope_of, purposes_of
from plaint.charter.model import Charter
from plaint.desk import opening_acts, opening_duties
from plaint.desk.ask import Ask, go
from plaint.desk.casefile import NoCaseError, read_case
from plaint.desk.desk import Desk
from plaint.desk.engine import NotConnectedError
from plaint.desk.mirror import tree
from plaint.desk.opening_acts import NoOpeningError
from plaint.desk.opening_duties import Keeper
from plaint.desk.opening_ledger import Place, cases_with_openings, read_openings
from plaint.desk.screens.opening import form
from plaint.desk.screens.opening.lines import lines_of
from plaint.desk.session import Opened
from plaint.entry.fields import DocumentError
from plaint.entry.identity import SealedName
from plaint.errors import PlaintError

Act = Callable[["Table"], SealedName | None]


@dataclass(frozen=True, slots=True)
class Table:
    """One case with its openings on the desk, and what acts need."""

    rows: sqlite3.Connection
    keeper: Keeper
    case: Case
    openings: tuple[Opening, ...] = field(repr=False)

    def opening(self, name: str) -> Opening:
        """Return the opening that an address names."""
        for opening in self.openings:
            if opening.hash.hex() == name:
                return opening
        raise NoOpeningError("There is no such request.", hint="Look at the requests of this case.")


@contextmanager
def _place(desk: Desk, opened: Opened) -> Iterator[tuple[sqlite3.Connection, Keeper, Place]]:
    posting, mirror, book = desk.need_posting(), desk.engine.mirror, desk.engine.book
    if mirror is None or book is None:
        raise NotConnectedError("This desk has not synced yet.", hint="Wait for the first sync, then try again.")
    with mirror.read() as kept, opened.vault.write() as rows:
        head, when = tree.head(kept), posting.when()
        if head is None:
            raise NotConnectedError("This desk has not synced yet.", hint="Wait for the first sync, then try again.")
        author = posting.author(opened, rows)
        keeper = Keeper(author=author, identity=opened.keys.identity, when=when, now=desk.clock.now())
        yield rows, keeper, Place(rows=kept, head=head, book=book, day=when.day)


def everything(ask: Ask) -> Response:
    """Show the requests of all cases: those that wait for this member first."""
    desk = ask.desk
    opened = desk.session.use()
    if opened is None:
        return go(f"{desk.base}/unlock")
    mine: list[Mapping[str, Any]] = []
    others: list[Mapping[str, Any]] = []
    with _place(desk, opened) as (rows, keeper, place):
        for case_id in cases_with_openings(rows):
            case, openings = read_openings(rows, case_id, place)
            for line in lines_of(openings, desk.names, desk.texts, slot=keeper.author.slot):
                waits = opening_duties.waits_for(line.opening, keeper.author.slot)
                (mine if waits else others).append({"case": case.reference, "case_id": case_id.hex(), "line": line})
    return desk.page("opening/openings.html", "openings", {"mine": mine, "others": others})


def show(ask: Ask) -> Response:
    """Show the requests of one case, step by step, and the form to ask."""
    return _show(ask, {}, "", None, status=200)


def ask_for_it(ask: Ask) -> Response:
    """Ask that the envelope be opened."""

    def act(table: Table) -> None:
        opening_acts.ask(table.rows, table.keeper, table.case, form.read_wish(ask))

    return _do(ask, act, "ask")


def vote(ask: Ask) -> Response:
    """Vote on a request."""

    def act(table: Table) -> None:
        yes, reason = form.read_vote(ask)
        opening = table.opening(ask.parts["request"])
        opening_acts.vote(table.rows, table.keeper, table.case, opening, yes=yes, reason=reason)

    return _do(ask, act, ask.parts["request"])


def withdraw(ask: Ask) -> Response:
    """Take a request back."""

    def act(table: Table) -> None:
        opening = table.opening(ask.parts["request"])
        opening_acts.withdraw(table.rows, table.keeper, table.case, opening, ask.typed("reason").strip())

    return _do(ask, act, ask.parts["request"])


def see(ask: Ask) -> Response:
    """Show the name, after the word that it was seen is in the outbox."""

    def act(table: Table) -> SealedName:
        return opening_acts.see(table.rows, table.keeper, table.case, table.opening(ask.parts["request"]))

    return _do(ask, act, ask.parts["request"])


def _do(ask: Ask, act: Act, what: str) -> Response:
    """Do the act and lead back, or show the name that it gave; on a refusal say why beside what was typed."""
    desk = ask.desk
    opened = desk.session.use()
    if opened is None:
        return go(f"{desk.base}/unlock")
    case_id = read_case(ask, opened).case_id
    name, refused = None, None
    with _place(desk, opened) as (rows, keeper, place):
        case, openings = read_openings(rows, case_id, place)
        try:
            name = act(Table(rows, keeper, case, openings))
        except PlaintError as error:
            # Caught here, within the transaction: that shares were bad is told to the others all the same.
            refused = error
    desk.engine.ask_to_tend()
    if refused is not None:
        return _show(ask, ask.form or {}, what, refused, status=422)
    back = f"{desk.base}/case/{ask.parts['case']}/opening"
    if name is not None:
        values = {"name": name, "reference": case.reference, "back": back, "place": ""}
        return desk.page("opening/name.html", "openings", values)
    return go(back)


def _show(ask: Ask, typed: Mapping[str, str], what: str, error: PlaintError | None, *, status: int) -> Response:
    desk = ask.desk
    opened = desk.session.use()
    if opened is None:
        return go(f"{desk.base}/unlock")
    case_id = read_case(ask, opened).case_id
    with _place(desk, opened) as (rows, keeper, place):
        case, openings = read_openings(rows, case_id, place)
        if not case.events:
            raise NoCaseError("There is no such case on this desk.", hint="Look at the list of cases.")
        waiting = [*opening_duties.queued(rows, keeper.author, case_id)]
        charter = keeper.author.charter.charter
        slot = keeper.author.slot
    lines = lines_of(openings, desk.names, desk.texts, slot=slot)
    values = {
        "reference": case.reference,
        "at": f"{desk.base}/case/{case_id.hex()}",
        "lines": lines,
        "votes_waiting": {said.request.hex() for said in waiting if isinstance(said, OpeningVote)},
        "asked_waiting": any(isinstance(said, OpeningRequest) for said in waiting),
        "ask": _choices(case, charter, desk, slot),
        "typed": typed,
        "what": what,
        "error": error,
        "field": error.field if isinstance(error, DocumentError) else "",
        "place": "openings",
    }
    return desk.page("opening/opening.html", "openings", values, status=status)


def _choices(case: Case, charter: Charter, desk: Desk, slot: int) -> Mapping[str, Any] | None:
    """Return what the form to ask offers, or None where this member has nothing to ask for."""
    envelope = envelope_of(case)
    if envelope is None or not opening_acts.may_ask(case, charter, slot):
        return None
    readers = [member for member in charter.seated if case.readers >> member.slot & 1]
    every = frozenset[str]().union(*(basis.purposes for basis in BASES.values()))
    return {
        "k": envelope.k,
        "n": len(envelope.seats),
        "readers": [(member.slot, desk.names.role(member.id), member.slot == slot) for member in readers],
        "grounds": opening_acts.grounds_of(case),
        "purposes": sorted(every & purposes_of(case)),
    }
