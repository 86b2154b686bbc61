# SPDX-License-Identifier: AGPL-3.0-or-later
"""One process on a ledger."""

from contextlib import AbstractContextManager
from pathlib import Path

from plaint.lock import exclusive
from plaint.store.errors import StoreError


def locked(folder: Path) -> AbstractContextManager[None]:
    """Hold the ledger in `folder` for this process; raise StoreError where another one does."""
    return exclusive(
        folder,
        missing=StoreError(
            f"There is no ledger in {folder}.",
            hint="If this is a new intake, run `plaint intake init`; if not, restore the folder: docs/operations.md.",
        ),
        taken=StoreError(
            f"Another process runs the ledger in {folder}.", hint="Stop that one first, or choose another folder."
        ),
    )
