# SPDX-License-Identifier: AGPL-3.0-or-later
"""Desks that open an envelope together, along desk ticks: a working group of four bodies, k = 2.

group = OpeningDesks(tmp_path)          desks of slots 0, 1, 2, 3; Anna's complaint leaves out interior-1 (slot 2)
group.ask("ombudsman-1")                a request, in the outbox
group.step(2)
group.vote("prosecutor-1")              on the newest request
group.opening("ngo-1").stage            as that desk has it
group.see("ombudsman-1")                the name, or an error
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from plaint.casework.case import Case
from plaint.casework.opening import Opening
from plaint.desk import opening_acts
from plaint.desk.mirror import tree
from plaint.desk.opening_acts import Wish
from plaint.desk.opening_duties import Keeper
from plaint.desk.opening_ledger import Place, read_openings
from plaint.desk.sync.constitution import read_book
from plaint.entry.cell import MessageKind
from plaint.entry.envelope import Envelope
from plaint.entry.identity import SealedName
from plaint.entry.message import Reply
from plaint.errors import PlaintError
from tests.support.asking import envelope
from tests.support.offices import Offices

DESKS: Final = ("ombudsman-1", "prosecutor-1", "interior-1", "ngo-1")
READERS: Final = (0, 1, 3)
_Got = TypeVar("_Got")


@dataclass
class OpeningDesks:
    """The desks, and Anna's case with its envelope."""

    folder: Path
    sealed: Envelope = field(default_factory=lambda: envelope(trustees=READERS))

    def __post_init__(self) -> None:
        """File the complaint and let everybody see it."""
        self.offices = Offices(self.folder, DESKS)
        self.anna = self.offices.story.complainant("anna")
        story = self.offices.story
        filed = story.complaint(self.anna, readers=READERS, sealed=self.sealed, consent=("contact",))
        self.offices.file(filed.record)
        self.step(2)

    @property
    def case_id(self) -> bytes:
        """The case's id."""
        return self.anna.case_id

    def step(self, ticks: int = 1) -> None:
        """Let desk ticks go by."""
        self.offices.step(ticks)

    def days(self, days: int) -> None:
        """Let days go by in which nobody does anything."""
        self.offices.ledger.now += 86_400 * days
        self.step(2)

    @contextmanager
    def at(self, member: str) -> Iterator[tuple[sqlite3.Connection, Keeper, Place]]:
        """Give what acts need at a member's desk."""
        office = self.offices.desks[member]
        opened, posting = office.puller.opened, office.posting
        with office.puller.source.mirror.read() as kept, opened.vault.write() as rows:
            head, book, when = tree.head(kept), read_book(kept), posting.when()
            assert head is not None
            assert book is not None
            author = posting.author(opened, rows)
            keeper = Keeper(author=author, identity=opened.keys.identity, when=when, now=office.puller.clock.seconds)
            yield rows, keeper, Place(rows=kept, head=head, book=book, day=when.day)

    def do(self, member: str, act: Callable[[sqlite3.Connection, Keeper, Case, tuple[Opening, ...]], _Got]) -> _Got:
        """Do something at a desk with the case and its openings as that desk has them."""
        with self.at(member) as (rows, keeper, place):
            case, openings = read_openings(rows, self.case_id, place)
            return act(rows, keeper, case, openings)

    def ask(self, member: str, **changes: Any) -> None:
        """Ask for the name."""
        to = self.offices.ledger.group.signed.charter.member(member).slot
        wish = Wish(**{
            "to": to, "ground": "correction", "purpose": "", "reason": "Имя записано с ошибкой.", "days": 20,
            "defer": 0, "defer_reason": "", **changes,
        })  # fmt: skip
        self.do(member, lambda rows, keeper, case, _: opening_acts.ask(rows, keeper, case, wish))

    def vote(self, member: str, *, yes: bool = True) -> None:
        """Vote on the newest request."""
        self.do(
            member,
            lambda rows, keeper, case, openings: opening_acts.vote(
                rows, keeper, case, openings[-1], yes=yes, reason="so"
            ),
        )

    def see(self, member: str) -> SealedName:
        """See the name; what a refusal says to the others is kept, as the page keeps it."""

        def act(
            rows: sqlite3.Connection, keeper: Keeper, case: Case, openings: tuple[Opening, ...]
        ) -> SealedName | PlaintError:
            try:
                return opening_acts.see(rows, keeper, case, openings[-1])
            except PlaintError as error:
                return error

        found = self.do(member, act)
        if isinstance(found, PlaintError):
            raise found
        return found

    def openings(self, member: str) -> tuple[Opening, ...]:
        """Return the openings as a desk has them."""
        return self.do(member, lambda _rows, _keeper, _case, openings: openings)

    def opening(self, member: str) -> Opening:
        """Return the newest opening as a desk has it."""
        return self.openings(member)[-1]

    def notices(self) -> list[Reply]:
        """Return the notices that Anna's page finds on the boards."""
        found = self.offices.messages(self.anna)
        return [Reply.decode(octets) for kind, octets in found if kind is MessageKind.NOTICE]

    def close(self) -> None:
        """Close all desks."""
        self.offices.close()
