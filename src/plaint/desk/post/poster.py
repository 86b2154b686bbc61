# SPDX-License-Identifier: AGPL-3.0-or-later
"""The poster: in each desk tick one entry and the fixed number of cells, from the spool, without any key.

Rules of this module:

- The same steps for real and cover: begun on disk, sent, finished on disk. A crash between two of them leads to the
  same bytes being sent again, of which the server keeps one.
- Entries bear no tick. One that was not known to arrive is sent again, unchanged, as the share of the next tick.
- Cells bear a tick. After it is over the server is asked with the same bytes: either it has them, or it never will;
  then they go out for a later tick.
- When the stock is used up, or was made under another charter, cover is sealed and dummies are drawn on the spot. That
  needs no secret. What was made under an old charter is not sent: a member who left might still read it.
- Work is done here, over the finished bytes: it needs no key, and preparing a week's stock stays quick.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from hashlib import sha256
from typing import Final, Protocol

from plaint.desk.post.spool import Lane, Sending, Spool, Stock
from plaint.entry.cell import CELL_LENGTH
from plaint.ledger.leaf import LeafKind
from plaint.ledger.packet import Packet, PacketHead, erase_commit_of, read_packet, work_seed
from plaint.seal.cells import dummy
from plaint.seal.packet import random_token, solve
from plaint.seal.slots import seal_cover

COMMIT_LENGTH: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the charter in force says about posting; all of it is public."""

    charter: bytes
    """Hash of the charter."""
    slot: int
    """This desk's own."""
    slots: int
    desk_tick: int
    """Seconds."""
    ledger_tick: int
    """Seconds."""
    cells_per_desk: int
    work_bits: int


class Answer(Enum):
    """What the server said to a request."""

    TAKEN = "taken"
    DIFFERS = "differs"
    """It holds something else for this tick, or the tick is over and it held nothing of ours."""
    WORK = "work"
    SIZE = "size"
    LATER = "later"
    """Not now, or not reached at all: ask again with the same bytes."""


class Server(Protocol):
    """The requests of posting."""

    def post_entry(self, packet: bytes) -> Answer:
        """Bring an entry."""

    def put_cells(self, slot: int, tick: int, cells: bytes) -> Answer:
        """Bring the cells of a slot for a desk tick."""

    def put_word(self, note: bytes) -> Answer:
        """Bring a freshness note."""


def pack(commit: bytes, blob: bytes, *, work_bits: int) -> bytes:
    """Return the packet of a prepared entry, with its work done."""
    nonce = solve(work_seed(sha256(blob).digest(), commit), work_bits)
    return bytes(Packet(PacketHead(LeafKind.ENTRY, nonce, commit), blob))


def cover(slots: int) -> bytes:
    """Return a prepared entry of nothing to nobody: erase commitment and blob."""
    return erase_commit_of(random_token()) + seal_cover(slots)


@dataclass(slots=True)
class Poster:
    """Posts one lane's share of one tick at a time; says True when that tick's share is done."""

    spool: Spool
    server: Server
    terms: Callable[[], Terms]
    make_cover: Callable[[int], bytes] = cover
    make_dummy: Callable[[], bytes] = dummy

    def post(self, lane: Lane, tick: int) -> bool:
        """Do the next step of a lane for desk tick `tick`; return whether its share of that tick is done."""
        if lane is Lane.WORD:
            return self.post_word()
        return self.post_entry(tick) if lane is Lane.ENTRIES else self.post_cells(tick)

    def is_done(self, lane: Lane, tick: int) -> bool:
        """Say whether the share of this tick is done; a tick far ahead was noted by a clock that was wrong."""
        return tick <= self.spool.done(lane) <= tick + 1

    def post_entry(self, tick: int) -> bool:
        """Send the one entry of this tick; return whether it is done."""
        if self.is_done(Lane.ENTRIES, tick):
            return True
        terms = self.terms()
        under_way = self.spool.sending(Lane.ENTRIES)
        if under_way is not None and under_way.charter != terms.charter:
            self.spool.drop(Lane.ENTRIES)
            under_way = None
        if under_way is None:
            under_way = self._begin_entry(tick, terms)
        answer = self.server.post_entry(under_way.octets)
        if answer is Answer.TAKEN:
            self.spool.finish(Lane.ENTRIES, tick)
            return True
        if answer is Answer.WORK:
            packet = read_packet(under_way.octets)
            more = pack(packet.head.erase_commit, packet.blob, work_bits=terms.work_bits)
            self.spool.move(Lane.ENTRIES, tick=tick, octets=more)
        return False

    def post_cells(self, tick: int) -> bool:
        """Send the cells of this tick, after those of an earlier one are known to be there; return whether done."""
        if self.is_done(Lane.CELLS, tick):
            return True
        terms = self.terms()
        under_way = self.spool.sending(Lane.CELLS)
        if under_way is not None and under_way.tick < tick and not self._ask_again(under_way, tick, terms):
            return False
        if under_way is not None and under_way.tick > tick + 1:
            # This machine's clock was ahead when they were begun; the server takes no tick that lies ahead.
            self.spool.move(Lane.CELLS, tick=tick, octets=under_way.octets)
        under_way = self.spool.sending(Lane.CELLS)
        if under_way is not None and under_way.charter != terms.charter:
            self.spool.drop(Lane.CELLS)
            under_way = None
        if under_way is None:
            under_way = self._begin_cells(tick, terms)
        answer = self.server.put_cells(terms.slot, under_way.tick, under_way.octets)
        if answer is Answer.TAKEN:
            self.spool.finish(Lane.CELLS, tick)
            return True
        if answer is Answer.DIFFERS:
            # Somebody else posted for this slot, or this machine's clock is behind. Ours go out for a later tick.
            self.spool.skip(Lane.CELLS, tick)
            return True
        return False

    def post_word(self) -> bool:
        """Send the freshness note if there is one; once a tick is often enough, whatever came of it."""
        note = self.spool.word()
        if note is not None and self.server.put_word(note) is Answer.TAKEN:
            self.spool.drop_word(note)
        return True

    def _ask_again(self, under_way: Sending, tick: int, terms: Terms) -> bool:
        """Find out what became of the cells of an earlier tick; return whether that is known now."""
        answer = self.server.put_cells(terms.slot, under_way.tick, under_way.octets)
        if answer is Answer.TAKEN:
            self.spool.finish(Lane.CELLS, under_way.tick)
        elif answer is Answer.DIFFERS:
            self.spool.move(Lane.CELLS, tick=tick, octets=under_way.octets)
        elif answer is Answer.SIZE and len(under_way.octets) != terms.cells_per_desk * CELL_LENGTH:
            self.spool.drop(Lane.CELLS)
        else:
            return False
        return True

    def _begin_entry(self, tick: int, terms: Terms) -> Sending:
        while True:
            stock = self._stock(Lane.ENTRIES, 1, terms)
            prepared = stock.pieces[0] if stock is not None else self.make_cover(terms.slots)
            octets = pack(prepared[:COMMIT_LENGTH], prepared[COMMIT_LENGTH:], work_bits=terms.work_bits)
            sending = _sending(tick, terms, octets, stock)
            if self.spool.begin(Lane.ENTRIES, sending):
                return sending

    def _begin_cells(self, tick: int, terms: Terms) -> Sending:
        while True:
            stock = self._stock(Lane.CELLS, terms.cells_per_desk, terms)
            cells = stock.pieces if stock is not None else ()
            drawn = [self.make_dummy() for _ in range(terms.cells_per_desk - len(cells))]
            sending = _sending(tick, terms, b"".join([*cells, *drawn]), stock)
            if self.spool.begin(Lane.CELLS, sending):
                return sending

    def _stock(self, lane: Lane, count: int, terms: Terms) -> Stock | None:
        stock = self.spool.stock(lane, count)
        return stock if stock is not None and stock.charter == terms.charter else None


def _sending(tick: int, terms: Terms, octets: bytes, stock: Stock | None) -> Sending:
    made = Sending(tick=tick, charter=terms.charter, octets=octets)
    if stock is None:
        return made
    return replace(made, generation=stock.generation, first=stock.first, count=len(stock.pieces))
