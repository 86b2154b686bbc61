# SPDX-License-Identifier: AGPL-3.0-or-later
"""One edition of the site: the register as it is published, and what the publisher says about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from plaint.errors import PlaintError
from plaint.register.combined import Combined
from plaint.register.dates import PartialDate, Precision
from plaint.register.model import Register
from plaint.site.hostile import leads_to_web, need_plain, texts
from plaint.site.numbers import figures


class EditionError(PlaintError):
    """The record cannot be published as it was asked for; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedBy:
    """Whose signature stands under the manifest, and the key that checks it (c2sp.org/signed-note)."""

    name: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What is published: everything that decides the bytes of the site."""

    register: Register
    figures: tuple[Combined, ...]
    as_of: date
    base_url: str | None = None
    """Where the site will stand, with a slash at its end; only feeds, canonical links and the 404 page use it."""
    signed_by: SignedBy | None = None


def edition(
    register: Register, *, as_of: date | None = None, base_url: str | None = None, signed_by: SignedBy | None = None
) -> Edition:
    """Return the edition of a register; raise `EditionError` or `HostileTextError` where it must not go out.

    Without `as_of`, its day is the last one that the record itself names: no clock is asked.
    """
    for place, text in texts(register, ""):
        need_plain(text, place)
    day = as_of or newest(register)
    if day < newest(register, day):
        raise EditionError(
            f"The record names {newest(register)}, a day after {day}.", hint="Leave out --as-of, or name a later day."
        )
    return Edition(
        register=register,
        figures=figures(register),
        as_of=day,
        base_url=_need_address(base_url) if base_url else None,
        signed_by=signed_by,
    )


def newest(register: Register, otherwise: date | None = None) -> date:
    """Return the last day that the record names: of saying, of becoming known, of a status, a step, a correction.

    Dates known by month or year alone do not count, since they name no day; `otherwise` stands where none is named.
    """
    named = [day.earliest for day in _dates(register) if day.precision is Precision.DAY]
    if not named and otherwise is not None:
        return otherwise
    if not named:
        raise EditionError("The record names no day at all.", hint="Say its day with --as-of YYYY-MM-DD.")
    return max(named)


def _dates(register: Register) -> Iterator[PartialDate]:
    for statement in register.statements.values():
        yield from _known(statement.said, statement.reported)
    for commitment in register.commitments.values():
        yield from (status.on for status in commitment.statuses)
    for inquiry in register.inquiries.values():
        yield from (step.date for step in inquiry.steps)
    for correction in register.corrections.values():
        yield correction.on
    for source in register.sources.values():
        yield from _known(source.published, source.snapshot.taken if source.snapshot else None)


def _known(*dates: PartialDate | None) -> Iterable[PartialDate]:
    return (day for day in dates if day is not None)


def _need_address(base_url: str) -> str:
    parts = urlsplit(base_url) if leads_to_web(base_url) else None
    if parts is None or parts.query or parts.fragment:
        raise EditionError(
            "The base address is no address of the web.", hint="Write it whole: http://NAME.onion/record/"
        )
    return base_url if base_url.endswith("/") else f"{base_url}/"
