# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the lists of cases hold all that came: one that is not filled yet must not look like good news."""

from enum import StrEnum

from plaint.desk.desk import Desk
from plaint.desk.full import FullDiskError
from plaint.desk.mirror import blobs


class Filling(StrEnum):
    """How the lists stand to what the server has."""

    UNCONNECTED = "unconnected"
    """This desk is not connected to a group."""
    BUSY = "busy"
    """What came is being pulled for the first time, or opened; the lists fill by themselves."""
    FAILED = "failed"
    """Not all was ever pulled, and the last try failed."""
    STUCK = "stuck"
    """All was pulled, and there is no room to open it."""
    DONE = "done"
    """They hold what the last sync brought."""


def filling(desk: Desk) -> Filling:
    """Return how the lists of an open desk stand."""
    engine = desk.engine
    if engine.mirror is None:
        return Filling.UNCONNECTED
    with engine.mirror.read() as rows:
        pulled = blobs.was_whole(rows)
    if not pulled or engine.book is None:
        return Filling.FAILED if engine.state.error is not None else Filling.BUSY
    if not engine.is_behind:
        return Filling.DONE
    # A sync that failed for want of a network keeps nothing from being opened; a full disk does until there is room.
    return Filling.STUCK if isinstance(engine.state.error, FullDiskError) else Filling.BUSY
