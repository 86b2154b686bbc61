# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is typed to ask for an opening, or to vote on one; `DocumentError` names the field that will not do."""

from plaint.desk.ask import Ask
from plaint.desk.opening_acts import Wish
from plaint.entry.fields import DocumentError


def read_wish(ask: Ask) -> Wish:
    """Return what was typed to ask for a name."""
    defer = _number(ask, "defer")
    return Wish(
        to=_number(ask, "to"),
        ground=ask.typed("ground"),
        purpose=ask.typed("purpose"),
        reason=ask.typed("reason").strip(),
        days=_number(ask, "days"),
        defer=defer,
        defer_reason=ask.typed("defer_reason").strip(),
    )


def read_vote(ask: Ask) -> tuple[bool, str]:
    """Return whether it was yes, and why."""
    said = ask.typed("vote")
    if said not in ("yes", "no"):
        raise DocumentError("vote")
    return said == "yes", ask.typed("reason").strip()


def _number(ask: Ask, name: str) -> int:
    typed = ask.typed(name).strip()
    # `int` alone takes signs, blanks and digits of other scripts.
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 2):
        raise DocumentError(name)
    return int(typed)
