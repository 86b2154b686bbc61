# SPDX-License-Identifier: AGPL-3.0-or-later
"""One process on a ledger: two would sign two histories."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from plaint.store.errors import StoreError

NAME: Final = "lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the ledger in `folder` for this process; raise StoreError where another one does.

    The lock is the kernel's and goes with the process, however that ends. It does not reach over network file systems:
    a ledger does not belong on one.
    """
    try:
        file = (folder / NAME).open("ab")
    except FileNotFoundError:
        raise StoreError(
            f"There is no ledger in {folder}.",
            hint="If this is a new intake, run `plaint intake init`; if not, restore the folder: docs/operations.md.",
        ) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                f"Another process runs the ledger in {folder}.", hint="Stop that one first, or choose another folder."
            ) from None
        yield
