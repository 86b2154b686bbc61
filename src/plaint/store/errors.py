# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be wrong with a store."""

from plaint.errors import PlaintError


class StoreError(PlaintError):
    """The ledger's folder cannot be used as it is; the hint says what the operator does."""


class FullError(StoreError):
    """The disk, or the database, has no room left; nothing of the last write is kept."""

    def __init__(self) -> None:
        """Say it in one sentence."""
        super().__init__("There is no room left on the ledger's disk.", hint="Make room; nothing was lost.")


class ForkError(StoreError):
    """Signing would contradict what was signed before: the ledger was restored from an older copy, or changed."""
