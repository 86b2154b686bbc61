# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be wrong with a ledger."""

from plaint.errors import PlaintError


class ProofError(PlaintError):
    """A proof does not lead to the root that it was given for: the ledger shown is not the ledger signed."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep `message`; without a `hint`, say what everybody should do with such evidence."""
        super().__init__(message, hint=hint or "Keep both heads: together they may convict who runs this ledger.")
