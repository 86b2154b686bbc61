# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a charter is refused, in words and as a code that the browser half shares (docs/protocol.md, section 9.2).

Rules of this module:

- Each refusal has one code; the code has one hint. Messages may name ids, slots, versions and fields, which are public.
- A refused charter is not used in part: no reader, no text and no rule of it reaches anybody.
"""

from typing import Final

from plaint.errors import FormatError, PlaintError

_TELL: Final = "Stop here and tell the group by a way that does not lead through this server."

HINTS: Final = {
    "form": "Get it again from the group; if it is the same there, its maker must mend the field.",
    "update": "Update this program first.",
    "double": "Give each member and body an id, and each member a slot and keys, of its own.",
    "unknown": "Name only bodies, regions and members that the charter lists.",
    "seat": "Seat members only for bodies with in_group = true, or retire the member.",
    "trustees": "Name at most one trustee a body and choose k from 2 up to the number of trustees.",
    "rules": "Keep one rule with relation same, kinds null, levels null and effect blocked.",
    "signature": f"It was changed after it was signed, or is of somebody else. {_TELL}",
    "bodies": "Collect the signatures that are missing before you use it.",
    "origin": f"This is the charter of another group. {_TELL}",
    "version": "Get every version in order, none left out.",
    "previous": f"It does not continue the charter that you have. {_TELL}",
    "root": f"Its fingerprint is not the one that was published. {_TELL}",
    "rolled_back": f"An older charter than the one you have is being served. {_TELL}",
    "pinned": f"It is not the charter that this page was made for. {_TELL}",
    "slots": "The number of slots is for the group's whole life: keep it.",
    "ticks": "The ticks are for the group's whole life: keep them.",
    "dropped": "Keep every member, body and region listed; retire a member instead.",
    "moved": "A member keeps slot and body for life: retire the member and seat a new one in a free slot.",
    "returned": "A retired member does not come back: seat a new member in a free slot.",
    "keys": "Every member has keys of the own; those of a retired member stay as they were.",
    "freshness": "Get the group's freshness note for this very version of the charter.",
    "stale": f"The group did not confirm this charter in time, or the server holds the newer note back. {_TELL}",
    "clock": "Set this machine's clock to the right day; if it is right, tell the group.",
    "page": f"Do not write on it and do not hand it on. {_TELL}",
    "annex": "Get the annex of this very version of the charter from the group.",
    "credential": "Ask a member of another body to seal the group credential again.",
    "about": "Name a body or a region, or choose “I do not know”.",
}
"""What to do next, for each code of refusal."""


class CharterError(PlaintError):
    """A charter, an annex, a note or a choice of readers is refused; the code says why, the hint what to do."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the `code` (a key of `HINTS`) and the `message` (one sentence that names what is wrong)."""
        super().__init__(message, hint=HINTS[code])
        self.code = code


class CharterFormError(CharterError, FormatError):
    """Text from outside does not have the form of section 9; `field` is the path of the key that is wrong."""

    def __init__(self, field: str, wrong: str, *, code: str = "form") -> None:
        """Name the `field` (such as `members[2].slot`; empty for the whole) and what is `wrong` with it."""
        super().__init__(code, f"{field or 'charter'}: {wrong}.")
        self.field = field


class PlanError(CharterFormError):
    """A plan, or what lies beside it, makes no charter; whoever drafts it can mend it."""

    def __init__(self, field: str, wrong: str, *, code: str = "form") -> None:
        """Name the `field` and what is `wrong` with it, as for a charter."""
        super().__init__(field, wrong, code=code)
        if code == "form":
            self.hint = "Put it right in the coordinator's folder, and draft again."
