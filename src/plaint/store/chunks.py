# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed chunks of attachments, each a file under the name of its content.

Rules of this module:

- A chunk is written beside its place and renamed into it when it is whole and its hash is right; file and folder are
  fsynced before anyone is told. What breaks off leaves nothing that counts, and can be sent again.
- Of two uploads of one chunk only one at a time is in its place and not yet held: what the one that fails takes away is
  never what the other one was told is kept.
- Nothing is held in memory but the piece that just came.
- Times of files are those of a ledger tick.
"""

import asyncio
import os
import re
import secrets
from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final
from weakref import WeakValueDictionary

import anyio.to_thread

from plaint.clock import blur_mtime
from plaint.errors import FormatError
from plaint.ledger.packet import CHUNK_LENGTH
from plaint.store.database import sync_folder

INCOMING: Final = "incoming"
_NAME: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Chunks:
    """The chunk files below one folder; `tick` is the ledger tick in seconds."""

    folder: Path
    tick: int
    _turns: MutableMapping[bytes, asyncio.Lock] = field(default_factory=WeakValueDictionary, repr=False, compare=False)

    def prepare(self) -> None:
        """Make the folders, and drop what was left unfinished when the process last ended."""
        for name in (INCOMING, *(f"{number:02x}" for number in range(256))):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for path in (self.folder / INCOMING).iterdir():
            path.unlink()
        sync_folder(self.folder)

    def path(self, blob_hash: bytes) -> Path:
        """Return the place of the chunk with this hash."""
        return self.folder / blob_hash[:1].hex() / blob_hash.hex()

    def names(self) -> Iterator[bytes]:
        """Yield the hash of every chunk that is there; files of other names are not ours."""
        for number in range(256):
            for path in (self.folder / f"{number:02x}").iterdir():
                if _NAME.fullmatch(path.name):
                    yield bytes.fromhex(path.name)

    def holds(self, blob_hash: bytes) -> bool:
        """Tell whether the chunk is there."""
        return self.path(blob_hash).is_file()

    def read(self, blob_hash: bytes, begin: int, length: int) -> bytes | None:
        """Return `length` bytes of the chunk from `begin` on, fewer at its end; None where it is not there."""
        try:
            with self.path(blob_hash).open("rb") as file:
                file.seek(begin)
                return file.read(length)
        except FileNotFoundError:
            return None

    def drop(self, blob_hash: bytes) -> None:
        """Erase the chunk's file, if it is there."""
        path = self.path(blob_hash)
        path.unlink(missing_ok=True)
        sync_folder(path.parent)

    @asynccontextmanager
    async def put(self, blob_hash: bytes, pieces: AsyncIterator[bytes], now: int) -> AsyncIterator[None]:
        """Write the chunk that comes in `pieces`; enter the block when it is durable.

        No other upload of this chunk is in its block at the same time: what is done there decides whether it stays.

        Raises FormatError where its length or its hash is another one; OSError where the disk does not take it.
        """
        incoming = self.folder / INCOMING / secrets.token_hex(16)
        try:
            await self._receive(incoming, blob_hash, pieces)
            async with self._turns.setdefault(blob_hash, asyncio.Lock()):
                await anyio.to_thread.run_sync(self._settle, incoming, blob_hash, now)
                yield
        finally:
            incoming.unlink(missing_ok=True)

    async def _receive(self, incoming: Path, blob_hash: bytes, pieces: AsyncIterator[bytes]) -> None:
        digest = sha256()
        length = 0
        with incoming.open("xb") as file:
            async for piece in pieces:
                length += len(piece)
                digest.update(piece)
                await anyio.to_thread.run_sync(file.write, piece)
        if length != CHUNK_LENGTH or digest.digest() != blob_hash:
            raise FormatError("The chunk is not the one that its address names.", hint="Send it again.")

    def _settle(self, incoming: Path, blob_hash: bytes, now: int) -> None:
        blur_mtime(incoming, now, self.tick)
        descriptor = os.open(incoming, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        path = self.path(blob_hash)
        incoming.replace(path)
        sync_folder(path.parent)
        # The folder tells by its own time when a chunk last came.
        blur_mtime(path.parent, now, self.tick)
