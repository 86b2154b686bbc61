# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed chunks of attachments, each a file under the name of its content.

Rules of this module:

- A chunk is written beside its place and renamed into it when it is whole and its hash is right; file and folder are
  fsynced before anyone is told. What breaks off leaves nothing that counts, and can be sent again.
- Nothing is held in memory but the piece that just came.
- Times of files are those of a ledger tick.
"""

import os
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import anyio.to_thread

from plaint.clock import blur_mtime
from plaint.errors import FormatError
from plaint.ledger.packet import CHUNK_LENGTH
from plaint.store.database import sync_folder

INCOMING: Final = "incoming"


@dataclass(frozen=True, slots=True)
class Chunks:
    """The chunk files below one folder; `tick` is the ledger tick in seconds."""

    folder: Path
    tick: int

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

    def holds(self, blob_hash: bytes) -> bool:
        """Tell whether the chunk is there."""
        return self.path(blob_hash).is_file()

    def read(self, blob_hash: bytes) -> bytes | None:
        """Return the chunk, or None where it is not there."""
        try:
            return self.path(blob_hash).read_bytes()
        except FileNotFoundError:
            return None

    def drop(self, blob_hash: bytes) -> None:
        """Erase the chunk's file, if it is there."""
        path = self.path(blob_hash)
        path.unlink(missing_ok=True)
        sync_folder(path.parent)

    async def put(self, blob_hash: bytes, pieces: AsyncIterator[bytes], now: int) -> None:
        """Write the chunk that comes in `pieces`; return when it is durable.

        Raises FormatError where its length or its hash is another one; OSError where the disk does not take it.
        """
        incoming = self.folder / INCOMING / secrets.token_hex(16)
        try:
            await self._receive(incoming, blob_hash, pieces)
            await anyio.to_thread.run_sync(self._settle, incoming, blob_hash, now)
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
