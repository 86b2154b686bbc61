# SPDX-License-Identifier: AGPL-3.0-or-later
"""One process on a folder: two would sign two histories.

Rules of this module:

- The lock is the kernel's and goes with the process, however that ends.
- It does not reach over network file systems: what is signed from does not belong on one.
- POSIX only: whoever imports it runs on a server.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from plaint.errors import PlaintError

NAME: Final = "lock"


@contextmanager
def exclusive(folder: Path, *, missing: PlaintError, taken: PlaintError) -> Iterator[None]:
    """Hold `folder` for this process; raise `taken` where another one does, `missing` where it was never made."""
    try:
        file = (folder / NAME).open("ab")
    except FileNotFoundError:
        raise missing from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise taken from None
        yield
