# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose turn it is to do what one reading desk has to do for all: the same answer on every desk, without asking.

Rules of this module:

- The order is the readers' slots, turned by a hash of what is to be done: each desk is first about equally often.
- The next in order takes over when it has known of the matter for some ticks and it is still not done. Desks that were
  all closed over a weekend therefore do not all do it on Monday morning.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from plaint.keys.signature import label

TAKE_OVER: Final = 3
"""Desk ticks: one to post, one until the board shows it, one for a late start. Nine hours at three hours a tick, so
that two desks in a row may be closed and "received" still comes within a day."""


def order(item: bytes, readers: Sequence[int]) -> tuple[int, ...]:
    """Return the slots in the order in which their desks do what `item` names."""
    if not readers:
        return ()
    slots = sorted(readers)
    first = int.from_bytes(hashlib.sha256(label("turn") + item).digest()) % len(slots)
    return (*slots[first:], *slots[:first])


def is_turn(item: bytes, readers: Sequence[int], *, slot: int, waited: int) -> bool:
    """Say whether the desk of `slot` is to do it, having known of it for `waited` desk ticks."""
    line = order(item, readers)
    return slot in line and waited >= line.index(slot) * TAKE_OVER
