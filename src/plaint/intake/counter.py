# SPDX-License-Identifier: AGPL-3.0-or-later
"""The counter, over which packets are handed in: checked cheaply, held durably, then acknowledged.

Rules of this module:

- What is wrong with a packet is found before anything reaches the disk: form, work, header, then room.
- The same packet again gets the same answer by the same way. An acknowledgement always means: it is on the disk.
- Nothing here can read what is in a packet. The header's form is looked at, no key is near.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable, MutableMapping
from hashlib import sha256
from typing import Final, TypeVar
from weakref import WeakValueDictionary

import anyio.to_thread

from plaint.age.header import check_shape, header_length
from plaint.charter.model import Charter
from plaint.clock import Clock
from plaint.errors import FormatError
from plaint.intake import refusal
from plaint.intake.gate import Gate
from plaint.intake.refusal import LATER, RefusedError
from plaint.ledger.leaf import Leaf, LeafKind
from plaint.ledger.packet import (
    ENTRY_LENGTH,
    HEAD_LENGTH,
    PacketHead,
    has_work,
    packet_length,
    read_head,
    read_packet,
    work_seed,
)
from plaint.store.chunks import Chunks
from plaint.store.errors import FullError, StoreError
from plaint.store.protocol import Blob, Kept, Reading, Writing
from plaint.store.reserve import Reserve
from plaint.store.writer import Writer

PLACES: Final = 64
"""Packets worked on at once: as many as one commit takes."""
SLOTS: Final = (8, 16)

Result = TypeVar("Result")


class Counter:
    """Takes packets for one ledger."""

    def __init__(
        self, charter: Charter, writer: Writer, reading: Reading, chunks: Chunks, *, reserve: Reserve, clock: Clock
    ) -> None:
        """Take packets on the terms of `charter`."""
        self._charter = charter
        self._reading = reading
        self._writer = writer
        self._chunks = chunks
        self._reserve = reserve
        self._clock = clock
        self._gate = Gate(PLACES)
        self._desks: MutableMapping[int, asyncio.Lock] = WeakValueDictionary()

    @property
    def full(self) -> bool:
        """Whether the disk's reserve is reached."""
        return not self._has_room(ENTRY_LENGTH)

    async def take_entry(self, octets: bytes, key: Hashable) -> bytes:
        """Hold the entry in the packet `octets`, which came by the way `key`; return the hash of its blob.

        Raises RefusedError or FormatError; then nothing was accepted.
        """
        async with self._gate.turn(key):
            packet = read_packet(octets)
            if packet.head.kind is not LeafKind.ENTRY:
                raise refusal.form()
            blob_hash = sha256(packet.blob).digest()
            self._check_work(packet.head, blob_hash)
            check_slots(packet.blob, self._charter.slots)
            if not self._has_room(len(octets)):
                raise refusal.full()
            await self._hold(Blob(packet.head.leaf(blob_hash), packet.blob))
        return blob_hash

    async def take_chunk(self, blob_hash: bytes, pieces: AsyncIterator[bytes], key: Hashable) -> bool:
        """Hold the chunk that comes in `pieces` of a packet; return whether it is new.

        The work is over the hash that the address names, so all that is cheap is checked before the disk is touched.
        """
        first = b""
        while len(first) < HEAD_LENGTH + header_length(1):
            # What is cut off here is too short for its form and is refused below.
            piece = await anext(pieces, b"")
            if not piece:
                break
            first += piece
        head, begin = read_head(first[:HEAD_LENGTH]), first[HEAD_LENGTH:]
        if head.kind is not LeafKind.CHUNK:
            raise refusal.form()
        self._check_work(head, blob_hash)
        check_shape(begin, 1)
        self._check_room(packet_length(LeafKind.CHUNK))
        whole = self._within_reserve(_joined(begin, pieces))
        try:
            async with self._chunks.put(blob_hash, whole, self._clock.now()), self._gate.turn(key):
                return await self._hold_chunk(head.leaf(blob_hash)) is Kept.NEW
        except OSError:
            raise refusal.full() if self.full else refusal.later() from None

    async def _hold_chunk(self, leaf: Leaf) -> Kept:
        """Hold the chunk of `leaf`, whose file is in its place; where that fails, the file goes with the refusal."""
        try:
            return await self._hold(Blob(leaf, None))
        except RefusedError as error:
            # Out of order, nobody knows what the database holds: then the next start looks (store/tidying.py).
            if error.status != LATER:
                await anyio.to_thread.run_sync(self._drop_unless_held, leaf.blob_hash)
            raise

    def _drop_unless_held(self, blob_hash: bytes) -> None:
        found = self._reading.find(blob_hash)
        if found is None or found.erased:
            self._chunks.drop(blob_hash)

    async def _within_reserve(self, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Yield `pieces` as long as there is room: many chunks may be under way, each let in when there was enough."""
        async for piece in pieces:
            self._check_room(len(piece))
            yield piece

    async def erase(self, task: Callable[[Writing], Result], length: int) -> Result:
        """Write a wish to erase, of `length` bytes; raise RefusedError where nothing was accepted."""
        if not self._reserve.has_room_to_erase(length):
            raise refusal.full()
        return await self._write(task)

    async def write(self, task: Callable[[Writing], Result], desk: int) -> Result:
        """Write what the desk in slot `desk` hands in; raise RefusedError where nothing was accepted.

        One thing of a desk at a time: each is a commit of its own, and whoever hands in hundreds waits behind itself.
        """
        async with self._desks.setdefault(desk, asyncio.Lock()):
            return await self._write(task)

    async def _write(self, task: Callable[[Writing], Result]) -> Result:
        try:
            return await self._writer.write(task)
        except FullError:
            raise refusal.full() from None
        except StoreError:
            raise refusal.later() from None

    async def _hold(self, blob: Blob) -> Kept:
        try:
            kept = await self._writer.hold(blob)
        except FullError:
            raise refusal.full() from None
        except StoreError:
            raise refusal.later() from None
        if kept is Kept.DIFFERS:
            raise refusal.differs()
        if kept is Kept.GONE:
            raise refusal.gone()
        return kept

    def _check_work(self, head: PacketHead, blob_hash: bytes) -> None:
        if not has_work(work_seed(blob_hash, head.erase_commit), head.nonce, self._charter.work_bits):
            raise refusal.work()

    def _has_room(self, length: int) -> bool:
        """Tell whether a row of `length` bytes may be taken."""
        return self._reserve.has_room(length, reusable=self._writer.reusable)

    def _check_room(self, length: int) -> None:
        """Raise RefusedError unless a file of `length` bytes may be taken."""
        if not self._reserve.has_room(length):
            raise refusal.full()


def check_slots(blob: bytes, slots: int) -> None:
    """Raise RefusedError unless `blob` begins as an entry of this many slots does."""
    try:
        check_shape(blob, slots)
    except FormatError:
        if any(_has_shape(blob, other) for other in SLOTS if other != slots):
            raise refusal.slots() from None
        raise refusal.form("This is no sealed entry.") from None


def _has_shape(blob: bytes, slots: int) -> bool:
    try:
        check_shape(blob, slots)
    except FormatError:
        return False
    return True


async def _joined(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece
