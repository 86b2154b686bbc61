# SPDX-License-Identifier: AGPL-3.0-or-later
"""`POST /t`: an author, or the group, asks for an entry or a chunk to be erased (docs/protocol.md, sections 8 and 11).

Rules of this module:

- An author's token is the only proof that is asked for: it comes out of the receipt, and nobody else can make it. The
  group needs members of k bodies.
- A leaf has one tombstone for each right: whoever asks again, in whatever other form of the same wish, is told of the
  one that stands. Signatures can be arranged, left out and made anew without end, and none of that costs any work; so
  what is appended here is bounded by what was filed. Another is taken where the one that stands does not hold by the
  present charter.
- Every wrong request gets the same refusal: whether there is no such entry, or the token is another's, is not told.
- The request becomes a leaf, so nothing is erased unseen; the blob goes `erase_days` later.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from plaint.charter.errors import CharterError
from plaint.charter.model import Charter
from plaint.charter.signed import bodies_of, signers
from plaint.clock import tick_of
from plaint.errors import FormatError
from plaint.intake import refusal
from plaint.intake.filing import held_line
from plaint.intake.place import Place
from plaint.keys import note as notes
from plaint.ledger.leaf import Leaf, LeafKind, read_leaf
from plaint.ledger.tombstone import BY_AUTHOR, Tombstone, group_text, read_tombstone
from plaint.store.protocol import Blob, Writing
from plaint.web.bodies import read_up_to

LONGEST: Final = 4096
"""Bytes: a group's note with sixteen signatures has about 2,200."""
ERASABLE: Final = frozenset({LeafKind.ENTRY, LeafKind.CHUNK})
"""Only what somebody has sealed: no board, no charter, no tombstone."""


def erasing_routes(place: Place) -> Sequence[BaseRoute]:
    """Return the route of tombstones."""

    async def erase(request: Request) -> Response:
        octets = await read_up_to(request.scope, request.receive, LONGEST)
        tombstone = read_tombstone(octets)
        target = await anyio.to_thread.run_sync(_target, place, tombstone.index)
        if target is None or not is_entitled(tombstone, target, place.charter):
            raise refusal.form("This is no request of an author or of enough bodies.")
        standing = await anyio.to_thread.run_sync(_standing, place, tombstone.method, target)
        if standing is None:
            standing = await place.counter.erase(lambda writing: _hold(place, writing, tombstone, target), len(octets))
        return Response(held_line(sha256(standing).digest()), media_type="text/plain; charset=utf-8")

    return [Route("/t", erase, methods=["POST"])]


def _standing(place: Place, method: int, target: Leaf) -> bytes | None:
    """Return the tombstone of this right that stands over `target` by the present charter, or None."""
    for octets in place.reading.tombstones_of(target.blob_hash):
        found = read_tombstone(octets)
        if found.method == method and is_entitled(found, target, place.charter):
            return octets
    return None


def _hold(place: Place, writing: Writing, tombstone: Tombstone, target: Leaf) -> bytes:
    """Hold a tombstone, unless one has come meanwhile; return the one that stands."""
    standing = _standing(place, tombstone.method, target)
    if standing is not None:
        return standing
    octets = bytes(tombstone)
    blob = Blob(Leaf(LeafKind.TOMBSTONE, sha256(octets).digest()), octets)
    tick = tick_of(place.clock.now(), place.charter.ledger_tick)
    writing.hold_tombstone(blob, target=target.blob_hash, tick=tick)
    return octets


def is_entitled(tombstone: Tombstone, target: Leaf, charter: Charter) -> bool:
    """Tell whether `tombstone` stands on the token of the author of `target`, or on members of at least k bodies."""
    if tombstone.method == BY_AUTHOR:
        return tombstone.is_by_author_of(target)
    try:
        note = notes.parse(tombstone.ground)
        signed = signers(note, charter, charter.seated)
    except (CharterError, FormatError):
        return False
    text = group_text(charter.origin, tombstone.index)
    return note.text == text and len(bodies_of(charter, signed)) >= charter.k


def _target(place: Place, index: int) -> Leaf | None:
    """Return the leaf at `index` under the signed head, where it is one that can be erased."""
    published = place.published
    if published is None or index >= published.checkpoint.size:
        return None
    leaf = read_leaf(place.reading.leaves(index, 1)[0])
    return leaf if isinstance(leaf, Leaf) and leaf.kind in ERASABLE else None
