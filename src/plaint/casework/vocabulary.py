# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words that casework is done with: states of a case, grounds for closing it, and what each of them demands.

Rules of this module:

- Silence never closes a case: there is no ground for it, and none may be added.
- A complainant's retraction is a state of its own. It stops action, not memory, until members have judged whether it
  was pressed for: a televised apology and signatures on blank paper are on record.
- A word written by a newer program is kept as it is and shown as "update needed".
"""

from enum import StrEnum
from typing import Final

LATEST_DAY: Final = 2_932_896
"""31 December 9999, the last day that a calendar here can show: a later one kept the page of its case from opening."""


class Status(StrEnum):
    """Where a case stands. What the group does about it is for petitions and answers to say, not for this word."""

    NEW = "new"
    """No member has taken it up."""
    WORK = "work"
    """Members are working on it."""
    COMPLAINANT = "complainant"
    """Waiting for the complainant's answer."""
    AUTHORITY = "authority"
    """Waiting for an authority's answer."""
    HOLD = "hold"
    """The complainant asked to keep it and do nothing yet."""
    RETRACTED = "retracted"
    """The complainant asked to stop; nothing suggests pressure."""
    PRESSED = "pressed"
    """The complainant asked to stop; pressure is suspected. The record stays, action stops."""
    CLOSED = "closed"
    """Ended, on one of the grounds below."""


class Ground(StrEnum):
    """Why a case is closed."""

    ANSWERED = "answered"
    """What was asked for was answered or done."""
    ASKED = "asked"
    """The complainant wants it closed and has said so freely."""
    OUTSIDE = "outside"
    """It is not for this group; the complainant was told who else may act."""
    SAME = "same"
    """It is the same matter as another case, where it goes on."""
    JUNK = "junk"
    """It is no complaint."""


AUDIENCES = frozenset({"readers", "body"})
"""Whom a note is for: all who read the case, or its readers of the author's body."""
OPEN = frozenset(Status) - {Status.CLOSED}
"""States in which somebody still has to do something, if only to wait."""


class Urgency(StrEnum):
    """How soon harm is feared, in the complainant's own choice."""

    NOW = "now"
    SOON = "soon"
    NONE = "none"
    NOT_SAID = "not_said"


URGENCY_ORDER = (Urgency.NOW, Urgency.SOON, Urgency.NOT_SAID, Urgency.NONE)
"""Most pressing first; a person who said nothing about it comes before one who said there is none."""
