# SPDX-License-Identifier: AGPL-3.0-or-later
"""A member's choices, as a value."""

from plaint.desk.ask import Ask
from plaint.desk.preferences import LOCK_MINUTES, Preferences
from plaint.errors import FormatError


def read_preferences(ask: Ask) -> Preferences:
    """Return the choices; raise `FormatError` for what the page does not offer."""
    minutes = ask.typed("lock_minutes")
    if minutes not in {str(each) for each in LOCK_MINUTES}:
        raise FormatError("The preferences cannot be used.", hint="Choose from what the page offers.")
    return Preferences(ask.typed("language"), int(minutes), keys=ask.typed("keys") == "on")
