# SPDX-License-Identifier: AGPL-3.0-or-later
"""A ledger in memory that serves a group: honest by default, and able to do everything that a server must not do.

ledger = Ledger(small_group())
ledger.file(story.seen[0].record)       seal a record to its readers and append it
ledger.cover()                          append cover
ledger.tick()                           sign a head of what is there
server = FakeServer(); ledger.serve(server)
"""

import base64
import copy
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import httpx

from plaint.casework.seen import slots
from plaint.charter.founding import Founded
from plaint.charter.recipients import recipients
from plaint.entry.record import Record
from plaint.keys import note as notes
from plaint.keys.signature import Algorithm, SigningKey
from plaint.keys.vkey import NoteKeyType, NoteSigner
from plaint.ledger.board import NO_PREVIOUS, BoardBlob
from plaint.ledger.checkpoint import Checkpoint, sign_checkpoint
from plaint.ledger.leaf import Leaf, LeafKind
from plaint.ledger.merkle import TILE_WIDTH, Frontier, leaf_hash
from plaint.ledger.packet import erase_commit_of
from plaint.ledger.tile import read_tile_path, write_bundle
from plaint.ledger.tombstone import BY_AUTHOR, BY_GROUP, Tombstone, group_text
from plaint.seal.slots import seal_cover, seal_entry
from tests.support.desks import FakeServer
from tests.support.groups import NOW
from tests.support.stories import octets

CHUNK_MARK: Final = 0xFFFFFFFE
ERASED_MARK: Final = 0xFFFFFFFF


def token_of(index: int) -> bytes:
    """Return the erase token of the leaf at `index` of a test ledger."""
    return octets(f"token {index}", 32)


@dataclass
class Ledger:
    """Leaves, blobs, and the head that is shown."""

    group: Founded
    now: int = NOW
    leaves: list[Leaf] = field(default_factory=list)
    blobs: list[bytes | None] = field(default_factory=list)
    boards: list[BoardBlob] = field(default_factory=list)
    versions: list[Founded] = field(default_factory=list)
    note: bytes = b""

    def __post_init__(self) -> None:
        """Begin with the charter as the first leaf, and a signed head."""
        self.versions = [self.group]
        self.append(LeafKind.CHARTER, bytes(self.group.signed))
        self.tick()

    def append(self, kind: LeafKind, blob: bytes) -> int:
        """Append a leaf for any blob; return its index."""
        index = len(self.leaves)
        commit = erase_commit_of(token_of(index)) if kind in (LeafKind.ENTRY, LeafKind.CHUNK) else bytes(32)
        self.leaves.append(Leaf(kind, hashlib.sha256(blob).digest(), commit))
        self.blobs.append(blob)
        return index

    def file(self, *records: Record) -> int:
        """Seal records that have the same readers, and append the entry."""
        charter = self.versions[-1].signed.charter
        return self.append(LeafKind.ENTRY, seal_entry(records, recipients(charter, slots(records[0].readers))))

    def cover(self) -> int:
        """Append cover."""
        return self.append(LeafKind.ENTRY, seal_cover(self.group.signed.charter.slots))

    def board(self, cells: Sequence[tuple[int, bytes]] = ()) -> int:
        """Append the board of the present desk tick, with the given (slot, cell) and random ones elsewhere."""
        charter = self.group.signed.charter
        filled = [octets(f"cell {len(self.boards)} {slot}", 1024) for slot in range(charter.slots)]
        for slot, cell in cells:
            filled[slot] = cell
        board = BoardBlob(
            number=len(self.boards) + 1,
            desk_tick=self.now // charter.desk_tick,
            previous=self.boards[-1].hash if self.boards else NO_PREVIOUS,
            cells=b"".join(filled),
        )
        self.boards.append(board)
        return self.append(LeafKind.BOARD, bytes(board))

    def chunk(self, blob: bytes) -> int:
        """Append a chunk."""
        return self.append(LeafKind.CHUNK, blob)

    def tombstone(self, target: int, token: bytes | None = None) -> int:
        """Append the author's tombstone of a leaf."""
        stone = Tombstone(BY_AUTHOR, target, token or token_of(target))
        return self.append(LeafKind.TOMBSTONE, bytes(stone))

    def tombstone_by_group(self, target: int, *members: str) -> int:
        """Append the tombstone of a leaf that these members have signed."""
        charter = self.versions[-1].signed.charter
        signers = [
            NoteSigner(f"{charter.origin}/{name}", NoteKeyType.ED25519, self.group.keys[name].keys.ed25519)
            for name in members
        ]
        note = notes.sign(group_text(charter.origin, target), signers)
        return self.append(LeafKind.TOMBSTONE, bytes(Tombstone(BY_GROUP, target, bytes(note))))

    def amend(self, group: Founded) -> int:
        """Append the next version of the charter."""
        self.versions.append(group)
        return self.append(LeafKind.CHARTER, bytes(group.signed))

    def tick(self, seconds: int = 0) -> bytes:
        """Move the clock on, and sign a head of everything that is there."""
        self.now += seconds
        self.note = self.sign(len(self.leaves))
        return self.note

    def sign(self, size: int, *, tick: int | None = None, board: int | None = None, root: bytes | None = None) -> bytes:
        """Return a signed head of the first `size` leaves, or of whatever is claimed."""
        charter = self.group.signed.charter
        edge = Frontier()
        edge.extend(leaf_hash(bytes(leaf)) for leaf in self.leaves[:size])
        checkpoint = Checkpoint(
            origin=charter.origin,
            size=size,
            root=root or edge.root(),
            tick=self.now // charter.ledger_tick if tick is None else tick,
            board=len(self.boards) if board is None else board,
        )
        return bytes(sign_checkpoint(checkpoint, self.signers(), ledger_tick=charter.ledger_tick))

    def signers(self) -> tuple[NoteSigner, NoteSigner]:
        """Return the ledger's two signers."""
        name, keys = self.group.signed.charter.ledger_key.name, self.group.ledger
        return (
            NoteSigner(name, NoteKeyType.ED25519, SigningKey.from_seed(keys.ed25519)),
            NoteSigner(
                name, NoteKeyType.ML_DSA_44_COSIGNATURE, SigningKey.from_seed(keys.ml_dsa_44, Algorithm.ML_DSA_44)
            ),
        )

    def fork(self) -> "Ledger":
        """Return a second ledger with the same past and the same keys."""
        other = copy.copy(self)
        other.leaves, other.blobs, other.boards = [*self.leaves], [*self.blobs], [*self.boards]
        other.versions = [*self.versions]
        return other

    def serve(self, server: FakeServer) -> None:
        """Answer for this ledger on `server`, from now on."""
        server.serve_group(*self.versions)
        server.answers["/checkpoint"] = lambda _: httpx.Response(200, content=self.note)
        server.fallback = self.answer

    def answer(self, request: httpx.Request) -> httpx.Response | None:
        """Answer what is asked for by number or hash; None where it is not ours."""
        path = request.url.path
        if path.startswith("/tile/"):
            tile = read_tile_path(path.removeprefix("/tile/"))
            if tile.level is not None:
                return httpx.Response(200, content=self._hashes(tile.level, tile.index, tile.width))
            first = tile.index * TILE_WIDTH
            return httpx.Response(
                200, content=write_bundle([bytes(leaf) for leaf in self.leaves[first : first + tile.width]])
            )
        if path.startswith(("/blobs/", "/c/")):
            return self._answer_member(request)
        return None

    def _hashes(self, level: int, index: int, width: int) -> bytes:
        gained = Frontier().extend(leaf_hash(bytes(leaf)) for leaf in self.leaves)
        return b"".join(gained[level][index * TILE_WIDTH : index * TILE_WIDTH + width])

    def _answer_member(self, request: httpx.Request) -> httpx.Response:
        bearer = "Bearer " + base64.urlsafe_b64encode(self.versions[-1].credential).rstrip(b"=").decode()
        if request.headers.get("authorization") != bearer:
            return httpx.Response(401, content=b"credential: no\n")
        parts = request.url.path.split("/")
        if parts[1] == "c":
            return self._answer_chunk(bytes.fromhex(parts[2]))
        first, count = int(parts[2]), int(parts[3])
        run = [self._in_run(index) for index in range(first, first + count)]
        return httpx.Response(200, content=b"".join(run))

    def _answer_chunk(self, digest: bytes) -> httpx.Response:
        for leaf, blob in zip(self.leaves, self.blobs, strict=True):
            if leaf.blob_hash == digest and leaf.kind == LeafKind.CHUNK:
                return (
                    httpx.Response(410, content=b"gone: erased\n")
                    if blob is None
                    else httpx.Response(200, content=blob)
                )
        return httpx.Response(404, content=b"unknown: no\n")

    def _in_run(self, index: int) -> bytes:
        blob = self.blobs[index]
        if blob is None:
            return ERASED_MARK.to_bytes(4, "big")
        if self.leaves[index].kind == LeafKind.CHUNK:
            return CHUNK_MARK.to_bytes(4, "big")
        return len(blob).to_bytes(4, "big") + blob
