# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one root of Plaint's errors.

Rules of this module:

- Every error that may reach a person is a `PlaintError`; its message says what is wrong, its hint says what to do next.
- A message never quotes plaintext, words of a receipt, key material or a network address: errors end up in logs.
- Each package subclasses `PlaintError` beside the code that raises it; edges (pages, commands) map the root once.
"""


class PlaintError(Exception):
    """Something could not be done; the message says what, the hint says what to do next."""

    exit_code = 1
    """Exit code of a command that ends with this error."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep `message` (one sentence, no secret in it) and `hint` (what to do next, one sentence)."""
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class FormatError(PlaintError):
    """Bytes from outside do not have the form that docs/protocol.md gives them; nothing of them was used."""
