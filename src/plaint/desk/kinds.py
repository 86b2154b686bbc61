# SPDX-License-Identifier: AGPL-3.0-or-later
"""What kind of record something is, in the words by which the catalogue calls it (`kind.*`)."""

from collections.abc import Mapping
from typing import Final

from plaint.casework.content import Content, Unreadable
from plaint.casework.disclosure import Disclosure
from plaint.casework.statements import (
    Assignment,
    Head,
    Note,
    Objection,
    Recusal,
    Rekey,
    Reply,
    StatusChange,
    Widening,
)
from plaint.entry.complaint import Complaint
from plaint.entry.followup import FollowUp

_KINDS: Final[Mapping[type, str]] = {
    Complaint: "complaint", FollowUp: "follow_up", Reply: "reply", Note: "note", Assignment: "assignment",
    StatusChange: "status", Widening: "widening", Recusal: "recusal", Rekey: "rekey",
    Objection: "objection", Head: "head", Unreadable: "unreadable",
}  # fmt: skip


def kind_of(said: Content) -> str:
    """Return the name of what was said; `unknown` for what only a newer program can read."""
    return "opening" if isinstance(said, Disclosure) else _KINDS.get(type(said), "unknown")
