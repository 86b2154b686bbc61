# SPDX-License-Identifier: AGPL-3.0-or-later
"""A desk's posting half for tests: a vault with cases, a spool, a poster and an intake, without a network.

post = Post(tmp_path)                            member ombudsman-1 (slot 0) of the small group, an unlocked vault
anna = post.complaint("anna")                    a complaint that this desk and two others have read
with post.vault.write() as rows: acts.reply(rows, post.author, "…", case=post.case(anna), …, when=post.when)
post.prepare(); post.run(3)                      three desk ticks
post.posted(), post.opened(anna)                 records in the entries that were taken; cells of Anna's thread
"""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from plaint.age.decrypt import open_slot
from plaint.age.errors import NoMatchError
from plaint.casework.case import Case
from plaint.casework.fold import fold_case
from plaint.casework.seen import Seen, slots
from plaint.charter.founding import Founded
from plaint.desk.post.acts import When
from plaint.desk.post.author import Author
from plaint.desk.post.poster import Poster, Terms
from plaint.desk.post.prepare import prepare
from plaint.desk.post.spool import Lane, Spool
from plaint.desk.vault import records
from plaint.desk.vault.connection import Vault
from plaint.entry import container
from plaint.entry.cell import CellPart
from plaint.entry.container import Container
from plaint.entry.record import Record
from plaint.receipt.derive import Thread
from plaint.unseal.cells import open_cells
from tests.support.groups import NOW, ORIGIN, small_group
from tests.support.posting import FakeIntake
from tests.support.stories import Story

MEMBER = "ombudsman-1"
READERS = (0, 1, 3)
DESK_TICK = 10_800


@dataclass
class Post:
    """Everything that posting needs, held still in one desk tick until it is moved."""

    folder: Path
    group: Founded = field(default_factory=small_group)
    member: str = MEMBER
    cells_per_desk: int = 2
    now: int = NOW

    def __post_init__(self) -> None:
        """Open vault and spool."""
        self.story = Story(group=self.group)
        self.vault = Vault(self.folder / "vault.db", bytes(32))
        self.spool = Spool(self.folder / "posting.db")
        self.intake = FakeIntake(cells_per_desk=self.cells_per_desk, tick=self.tick)
        self.poster = Poster(self.spool, self.intake, lambda: self.terms)

    @property
    def author(self) -> Author:
        """The member at this desk."""
        return Author(
            member=self.member, charter=self.group.signed, key=self.group.keys[self.member].keys.ed25519,
            device=b"desk-one",
        )  # fmt: skip

    @property
    def terms(self) -> Terms:
        """What the charter says."""
        charter = self.group.signed.charter
        return Terms(
            charter=self.group.signed.digest, slot=charter.member(self.member).slot, slots=charter.slots,
            desk_tick=charter.desk_tick, ledger_tick=charter.ledger_tick, cells_per_desk=self.cells_per_desk,
            work_bits=charter.work_bits,
        )  # fmt: skip

    @property
    def tick(self) -> int:
        """The present desk tick."""
        return self.now // DESK_TICK

    @property
    def when(self) -> When:
        """Now, as acts take it."""
        return When(tick=self.tick, day=self.now // 86_400)

    def complaint(self, name: str, readers: tuple[int, ...] = READERS, **said: str) -> Thread:
        """Have a complaint in the ledger and in this vault."""
        person = self.story.complainant(name)
        self.believe(self.story.complaint(person, readers=readers, **said))
        return person

    def believe(self, seen: Seen) -> None:
        """Put a verified record into the vault."""
        with self.vault.write() as rows:
            records.put(rows, seen)

    def case(self, person: Thread) -> Case:
        """Return the case as the ledger shows it."""
        with self.vault.read() as rows:
            return fold_case(person.case_id, records.of_case(rows, person.case_id))

    def prepare(self) -> None:
        """Make the stock anew."""
        prepare(self.vault, self.spool, author=self.author, terms=self.terms, now=self.now, random=secrets.randbelow)

    def run(self, ticks: int) -> None:
        """Post for some desk ticks."""
        for _ in range(ticks):
            self.intake.tick = self.tick
            for lane in (Lane.ENTRIES, Lane.CELLS):
                assert self.poster.post(lane, self.tick)
            self.now += DESK_TICK

    def posted(self, *names: str) -> list[list[Record]]:
        """Return, for each entry that was taken, the records that these members (all readers) can open in it."""
        return [self.open(self.intake.entries[digest], *names) for _, digest in self.intake.arrivals]

    def open(self, blob: bytes, *names: str) -> list[Record]:
        """Return the records that one of these members finds in an entry; none in cover."""
        charter = self.group.signed.charter
        for name in names or [member.id for member in charter.seated]:
            member = charter.member(name)
            try:
                octets = open_slot(blob, self.group.keys[name].keys.identity, slots=charter.slots, position=member.slot)
            except NoMatchError:
                continue
            found = container.decode(octets, charter.slots)
            assert isinstance(found, Container)
            decoded = [Record.decode(each) for each in found.records]
            assert all(isinstance(each, Record) and member.slot in slots(each.readers) for each in decoded)
            return [each for each in decoded if isinstance(each, Record)]
        return []

    def opened(self, person: Thread, key: bytes | None = None) -> tuple[CellPart, ...]:
        """Return the parts on the board that open with a thread's key."""
        return open_cells(self.intake.board(self.terms.slot), key or person.key, origin=ORIGIN)

    def close(self) -> None:
        """Close both files."""
        self.spool.close()
        self.vault.close()
