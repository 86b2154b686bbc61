# SPDX-License-Identifier: AGPL-3.0-or-later
"""`POST /t`: an author asks for the own entry to be erased (docs/protocol.md, sections 8 and 11).

Rules of this module:

- The token is the only proof that is asked for: it comes out of the receipt, and nobody else can make it.
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

from plaint.clock import tick_of
from plaint.intake import refusal
from plaint.intake.filing import held_line
from plaint.intake.place import Place
from plaint.ledger.leaf import HASH_LENGTH, Leaf, LeafKind, read_leaf
from plaint.ledger.tombstone import BY_AUTHOR, HEAD_LENGTH, Tombstone, read_tombstone
from plaint.store.protocol import Blob
from plaint.web.bodies import read_exact

LENGTH: Final = HEAD_LENGTH + HASH_LENGTH
ERASABLE: Final = frozenset({LeafKind.ENTRY, LeafKind.CHUNK})


def erasing_routes(place: Place) -> Sequence[BaseRoute]:
    """Return the route of tombstones."""

    async def erase(request: Request) -> Response:
        tombstone = read_tombstone(await read_exact(request.scope, request.receive, LENGTH))
        target = await anyio.to_thread.run_sync(_target, place, tombstone)
        blob = bytes(tombstone)
        leaf = Leaf(LeafKind.TOMBSTONE, sha256(blob).digest())
        length = place.charter.ledger_tick
        await place.counter.write(
            lambda writing: writing.hold_tombstone(
                Blob(leaf, blob), target=target.blob_hash, tick=tick_of(place.clock.now(), length)
            )
        )
        return Response(held_line(leaf.blob_hash), media_type="text/plain; charset=utf-8")

    return [Route("/t", erase, methods=["POST"])]


def _target(place: Place, tombstone: Tombstone) -> Leaf:
    """Return the leaf that a tombstone aims at with its author's token; raise RefusedError for any other."""
    published = place.published
    if tombstone.method != BY_AUTHOR or published is None or tombstone.index >= published.checkpoint.size:
        raise refusal.form("This is no request of an author.")
    leaf = read_leaf(place.reading.leaves(tombstone.index, 1)[0])
    if not isinstance(leaf, Leaf) or leaf.kind not in ERASABLE or not tombstone.is_by_author_of(leaf):
        raise refusal.form("This is no request of an author.")
    return leaf
