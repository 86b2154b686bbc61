# SPDX-License-Identifier: AGPL-3.0-or-later
"""Several desks on one ledger, each syncing and posting, along desk ticks: a working group in one process.

group = Offices(tmp_path)                        desks of ombudsman-1 (slot 0), prosecutor-1 (1), ngo-1 (3)
anna = group.complaint("anna")                   filed, and in the ledger with the next tick
group.closed.add("ngo-1")                        a desk that nobody unlocks: it posts, and does nothing else
group.step(3)                                    three desk ticks
group.messages(anna)                             what Anna's page would find on all boards, joined and verified
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from plaint.age.decrypt import decrypt
from plaint.desk.post.posting import Posting
from plaint.desk.post.spool import Lane
from plaint.desk.sync.remote import Remote
from plaint.entry.cell import CellPart, MessageKind, join
from plaint.entry.message import Rekey
from plaint.entry.record import Record
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import read_packet
from plaint.line.address import Address
from plaint.receipt.derive import Thread
from plaint.unseal.cells import open_cells
from tests.support.covers import cheap_cover
from tests.support.groups import ORIGIN, small_group
from tests.support.ledgers import Ledger
from tests.support.network import network
from tests.support.stories import Story
from tests.support.syncing import Puller

DESKS: Final = ("ombudsman-1", "prosecutor-1", "ngo-1")
READERS: Final = (0, 1, 3)


@dataclass
class Office:
    """One desk: it pulls with `puller` and posts with `posting`."""

    puller: Puller
    posting: Posting

    def tend(self) -> None:
        """Sync, and do what a desk does by itself."""
        self.puller.sync()
        self.posting.tend(self.puller.opened, self.puller.source.mirror)

    def close(self) -> None:
        """Close all files."""
        self.posting.stop()
        self.puller.close()


@dataclass
class Offices:
    """A ledger, its intake, and desks."""

    folder: Path
    names: tuple[str, ...] = DESKS
    closed: set[str] = field(default_factory=set)
    lose: Callable[[int, bytes], bool] = lambda _slot, _cells: False
    """Says of acknowledged cells (slot, bytes) that this server drops them."""

    def __post_init__(self) -> None:
        """Open the desks."""
        self.story = Story(group=small_group())
        self.ledger = Ledger(self.story.group)
        self.held: list[bytes] = []
        self.cells: dict[tuple[int, int], bytes] = {}
        self.words: list[bytes] = []
        self.desks = {name: self._open(name) for name in self.names}

    def _open(self, name: str) -> Office:
        puller = Puller(self.folder, self.ledger, name)
        posting = Posting(
            puller.source.home.folder / "posting.db",
            puller.clock,
            connection=lambda: puller.source.connection,
            charter=lambda: self.ledger.versions[-1].signed,
            reach=self._reach,
            make_cover=cheap_cover,
        )
        return Office(puller, posting)

    @property
    def tick(self) -> int:
        """The present desk tick."""
        return self.ledger.now // self.ledger.group.signed.charter.desk_tick

    def complaint(self, name: str, readers: tuple[int, ...] = READERS) -> Thread:
        """File a complaint."""
        person = self.story.complainant(name)
        self.ledger.file(self.story.complaint(person, readers=readers).record)
        self.ledger.tick()
        return person

    def file(self, *records: Record) -> None:
        """File other records."""
        for record in records:
            self.ledger.file(record)
        self.ledger.tick()

    def step(self, ticks: int = 1) -> None:
        """Let every open desk do its work, every desk post, and the ledger go on by a desk tick."""
        length = self.ledger.group.signed.charter.desk_tick
        for _ in range(ticks):
            self.ledger.now = self.tick * length + length // 3
            for name, desk in self.desks.items():
                desk.puller.clock.seconds = self.ledger.now
                if name not in self.closed:
                    desk.tend()
                for lane in Lane:
                    desk.posting.grid.poster.post(lane, self.tick)
            self._cut(length)

    def _cut(self, length: int) -> None:
        kept = [(slot, cells) for (slot, tick), cells in self.cells.items() if tick == self.tick]
        self.ledger.board([(slot, cells) for slot, cells in kept if not self.lose(slot, cells)])
        for blob in self.held:
            self.ledger.append(LeafKind.ENTRY, blob)
        self.held = []
        self.ledger.tick(length)

    def messages(self, person: Thread) -> list[tuple[MessageKind, bytes]]:
        """Return the messages that this receipt opens on all boards, in the order of their last first cell.

        A rekey is followed; two senders' cells are kept apart by their message ids.
        """
        keys = [person.key]
        found: dict[bytes, set[CellPart]] = {}
        for board in self.ledger.boards:
            cells = [board.cells[at : at + 1024] for at in range(0, len(board.cells), 1024)]
            for key in keys:
                for part in open_cells(cells, key, origin=ORIGIN):
                    found.setdefault(part.message_id, set()).add(self._verified(part, person))
            for parts in found.values():
                joined = join(parts)
                if joined is not None and joined[0] == MessageKind.REKEY:
                    fresh = decrypt(Rekey.decode(joined[1]).sealed_key, [person.identity])
                    keys += [fresh] if fresh not in keys else []
        whole = [join(parts) for parts in found.values()]
        return [(MessageKind(joined[0]), joined[1]) for joined in whole if joined is not None]

    def _verified(self, part: CellPart, person: Thread) -> CellPart:
        seated = self.ledger.versions[-1].signed.charter.seated
        author = next(member for member in seated if member.slot == part.author)
        part.verify(author.ed25519, origin=ORIGIN, case_id=person.case_id)
        return part

    def _reach(self, address: Address) -> Remote:
        return Remote(httpx.Client(base_url=address.server, transport=network(self._answer)))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path, octets = request.url.path, request.content
        if path == "/e":
            blob = read_packet(octets).blob
            if blob not in self.held and hashlib.sha256(blob).digest() not in {
                leaf.blob_hash for leaf in self.ledger.leaves
            }:
                self.held.append(blob)
            return httpx.Response(200, content=b"held\n")
        if path == "/freshness":
            self.words.append(octets)
            return httpx.Response(200, content=b"held\n")
        slot, tick = (int(each) for each in path.split("/")[2:])
        if tick >= self.tick:
            self.cells.setdefault((slot, tick), octets)
        same = self.cells.get((slot, tick)) == octets
        return httpx.Response(201 if same else 409, content=b"held\n" if same else b"differs: other cells\n")

    def close(self) -> None:
        """Close all desks."""
        for desk in self.desks.values():
            with suppress(OSError):
                desk.close()
