# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a process does that opens entries for a desk (workers.py).

Rules of this module:

- It has the seed, one pipe, and the mirror to read from; no vault, no network, and it writes nothing.
- It ends with its pipe, and without a word: whatever went wrong, the desk does this work again and says so itself.
- It imports little: its start is what small batches pay for.
"""

import signal
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from plaint.age.identity import Identity
from plaint.desk.mirror import blobs
from plaint.desk.sync.slot import Slot, open_one

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


def work(pipe: "Connection[object, object]", own: Slot, mirror: Path) -> None:
    """Open the entries at the indices that come through `pipe` and send back what each holds, until it is closed.

    The first that it sends is None: it has started.
    """
    # A desk that is stopped from its terminal ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    path = f"{mirror.absolute().as_uri()}?mode=ro"
    with suppress(Exception), closing(sqlite3.connect(path, uri=True, isolation_level=None)) as rows:
        identity = Identity.from_seed(own.seed)
        pipe.send(None)
        while True:
            indices: tuple[int, ...] = pipe.recv()  # type: ignore[assignment]  # from the desk itself
            pipe.send([open_one(identity, own, blobs.get(rows, index)) for index in indices])
