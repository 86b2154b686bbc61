# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ids and first guesses for what a dossier names in words: actors and sources.

A guess is a proposal. The report says that it was made, and a person who completes the record puts it right.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from plaint.register.dates import PartialDate
from plaint.register.shape import LONGEST_ID
from plaint.register.vocabulary import ActorKind, Medium

_ACTORS: Final = (
    (r"commissioner|ombuds", ActorKind.OMBUDSMAN),
    (r"gazeta|times|newspaper", ActorKind.NEWSPAPER),
    (r"radio|television|svoboda", ActorKind.BROADCASTER),
    (r"network|memorial|watch\b|committee against", ActorKind.NGO),
    (r"investigative", ActorKind.INVESTIGATIVE),
    (r"prosecutor", ActorKind.PROSECUTOR),
    (r"\bun\b|osce|council of europe|european court|united nations", ActorKind.INTERNATIONAL),
    (r"court", ActorKind.COURT),
    (r"interior ministry|police", ActorKind.POLICE),
    (r"assembly", ActorKind.ASSEMBLY),
    (r"applicant", ActorKind.PERSON),
)
_COPY: Final = re.compile(r"\brepost|\btranslated|\bsecondary|\bvia\b|\bciting\b|\bon 20\d\d|\([A-Z][a-z]+\)$")
_PARENTHESIS: Final = re.compile(r"^(?P<name>.+?) \((?P<inner>[^()]+)\)$")
_CITED_DAY: Final = re.compile(r"\b(\d{4}-\d{2}(?:-\d{2})?)\b")


@dataclass(frozen=True, slots=True)
class NamedActor:
    """An actor as a row names one."""

    name: str
    told_by: str | None
    """From "(as told by …)"."""
    capacity: str | None
    """From any other parenthesis."""


def read_actor(cell: str) -> NamedActor:
    """Return the actor that a cell names: `X`, `X (as told by Y)` or `X (in a capacity)`."""
    found = _PARENTHESIS.fullmatch(cell)
    if found is None:
        return NamedActor(cell, None, None)
    told = found["inner"].removeprefix("as told by ")
    if told != found["inner"]:
        return NamedActor(
            found["name"], told[:1].upper() + told[1:] if told.islower() else _without_article(told), None
        )
    return NamedActor(found["name"], None, found["inner"])


def guess_kind(name: str) -> ActorKind:
    """Return what kind of actor a name is most likely of."""
    lower = name.lower()
    return next((kind for pattern, kind in _ACTORS if re.search(pattern, lower)), ActorKind.OFFICIAL)


def citations(cell: str) -> tuple[str, ...]:
    """Return the sources that a cell names, separated by semicolons."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def owner_of(url: str, cited: tuple[str, ...]) -> int | None:
    """Return which of the sources an address belongs to, by its host's name; None where that cannot be told."""
    host = re.sub(r"[^a-z0-9]", "", (urlsplit(url).hostname or "").removeprefix("www."))
    fitting = [place for place, citation in enumerate(cited) if any(word in host for word in _publishers(citation))]
    return fitting[0] if len(fitting) == 1 else None


def published_on(citation: str) -> PartialDate | None:
    """Return the one day that a citation names, or None."""
    days = _CITED_DAY.findall(citation)
    return PartialDate.parse(days[0]) if len(days) == 1 else None


def guess_medium(citation: str) -> Medium:
    """Return whether a citation says that it is of a copy or an account; the press else."""
    return Medium.REPOST if _COPY.search(citation) else Medium.PRESS


def slug(text: str) -> str:
    """Return an id made of a text's words, at most `LONGEST_ID` long; "x" where it has no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    return words[:LONGEST_ID].strip("-") or "x"


def _publishers(citation: str) -> list[str]:
    """Return what the host of a source may be called: the words before its day, and those after "via" or "on"."""
    names = re.split(r"\bvia\b|\bon\b|,|\(", _CITED_DAY.sub("", citation))
    plain = [re.sub(r"[^a-z0-9]", "", name.lower()) for name in names]
    return [name for name in plain if len(name) > 2]


def _without_article(name: str) -> str:
    return name.removeprefix("the ")
