# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the complainant is told about an opening, in the language of the thread: by role, never by a person's name.

The first half stands in the request, so that trustees vote on it; the second says who said yes, which nobody knew yet.
"""

from dataclasses import dataclass
from functools import cache

from plaint.casework.case import Case
from plaint.casework.opening import Opening
from plaint.charter.model import Charter, Member
from plaint.desk import texts
from plaint.desk.names import CharterNames
from plaint.language import SOURCE, Catalogue, languages, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request says, as far as the complainant is told it."""

    by: Member
    to: Member
    ground: str
    purpose: str
    reason: str


def language_for(case: Case, charter: Charter) -> str:
    """Return the language of the thread if this program speaks it, or else one of the group's."""
    known = languages("desk")
    return next((each for each in (case.language, *charter.languages) if each in known), SOURCE)


def telling_text(asked: Asked, charter: Charter, *, language: str) -> str:
    """Return what a request will tell the complainant: who asks, who will see the name, on which ground, and why."""
    t, names = _catalogue(language), CharterNames(charter, language)
    said = t(f"opening.ground_{asked.ground}")
    lines = [
        t("opening.telling"),
        t("opening.telling_by", role=names.role(asked.by.id), body=names.body(asked.by.body)),
        t("opening.telling_to", role=names.role(asked.to.id), body=names.body(asked.to.body)),
        t("opening.telling_ground", ground=f"{said} ({t(f'consent.{asked.purpose}')})" if asked.purpose else said),
        t("opening.telling_reason", reason=asked.reason),
    ]
    return "\n".join(lines)


def notice_text(opening: Opening, charter: Charter) -> str:
    """Return the whole notice: what was voted upon, then who said yes, and what the person can do."""
    t, names = _catalogue(opening.asked.language), CharterNames(charter, opening.asked.language)
    voted = opening.agreed.slots if opening.agreed is not None else ()
    members = [member for slot in voted if (member := names.at_slot(slot)) is not None]
    yes = "; ".join(names.body(member.body) for member in members)
    seen = "opening.notice_after" if opening.released else "opening.notice_before"
    day = texts.long_date(t, opening.agreed.day) if opening.agreed is not None else ""
    lines = [opening.asked.telling, t("opening.notice_yes", bodies=yes, day=day), t(seen), t("opening.notice_do")]
    return "\n".join(lines)


@cache
def _catalogue(language: str) -> Catalogue:
    # A request may name any language. A text in another one says more than nothing; an error here would keep each
    # reader's desk from everything else that it does by itself.
    return read(language if language in languages("desk") else SOURCE, "desk")
