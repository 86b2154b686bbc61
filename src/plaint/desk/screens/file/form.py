# SPDX-License-Identifier: AGPL-3.0-or-later
"""To whom a file is sealed when it is given out, as a value."""

from plaint.age.identity import Recipient
from plaint.desk.ask import Ask


def read_recipient(ask: Ask, own: Recipient) -> Recipient:
    """Return the recipient that was typed, or the member's own; raise `KeyTextError` for what is none."""
    typed = ask.typed("recipient").strip()
    return Recipient.from_text(typed) if typed else own
