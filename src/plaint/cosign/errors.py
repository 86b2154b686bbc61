# SPDX-License-Identifier: AGPL-3.0-or-later
"""Errors of the cosigner."""

from enum import StrEnum
from typing import Final

from plaint.errors import PlaintError


class CosignError(PlaintError):
    """The cosigner cannot go on as it stands."""


class LineError(PlaintError):
    """The server did not answer, or not with what was asked for; `status` is 0 where there was no answer."""

    def __init__(self, message: str, *, hint: str, status: int = 0) -> None:
        """Keep the HTTP `status`."""
        super().__init__(message, hint=hint)
        self.status = status


class Misdeed(StrEnum):
    """What a server can do that this cosigner puts no name under."""

    UNSIGNED = "unsigned"
    """A head without the ledger's own signatures."""
    ROLLBACK = "rollback"
    """A head that is older or smaller than one countersigned before."""
    FORK = "fork"
    """Two signed heads that cannot both be of one ledger."""
    REWRITTEN = "rewritten"
    """A head whose tree does not continue the one countersigned before."""
    CHARTER = "charter"
    """A charter that is not the group's, or not the next one."""


class RefusedError(PlaintError):
    """What the server shows is not countersigned; `held` and `shown` are the evidence, `proof` belongs to them."""

    def __init__(self, kind: Misdeed, *, held: bytes = b"", shown: bytes = b"", proof: bytes = b"") -> None:
        """Keep the evidence."""
        super().__init__(
            f"The server shows a ledger that is not countersigned ({kind}).",
            hint="Tell the group, by a way that does not lead through this server, and show it the evidence.",
        )
        self.kind: Final = kind
        self.held: Final = held
        self.shown: Final = shown
        self.proof: Final = proof
