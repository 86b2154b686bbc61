# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which page of which list is asked for, as a value."""

import re
from dataclasses import dataclass
from typing import Final

from plaint.desk.ask import Ask
from plaint.desk.vault.cases import VIEWS

_PLACE: Final = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})")
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list, what was searched for in it, and from where on."""

    show: str
    find: str
    """Name under which the typed words are kept; empty: no search."""
    after: Place | None
    before: Place | None


def read_wanted(ask: Ask) -> Wanted:
    """Read the choices; what is malformed counts as not chosen."""
    show = ask.choices.get("show", "open")
    return Wanted(
        show=show if show in VIEWS else "open",
        find=ask.choices.get("find", ""),
        after=_place(ask.choices.get("after", "")),
        before=_place(ask.choices.get("before", "")),
    )


def write_place(place: Place) -> str:
    """Return a place as it stands in an address."""
    return f"{place[0]}.{place[1]}"


def _place(text: str) -> Place | None:
    match = _PLACE.fullmatch(text)
    return (int(match[1]), int(match[2])) if match else None
