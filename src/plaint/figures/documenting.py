# SPDX-License-Identifier: AGPL-3.0-or-later
"""The group's own records of people, for a documented minimum: `records.csv` and `links.csv`, strict.

Rules of this module:

- A record is a name of its own that leads nowhere, a scope, a unit and a standard of proof. No person's name, no number
  of a case, no text. A link says what is held of two records.
- Which scopes and units are counted, and how small a number may be told of each, is decided before (`own`), never read
  off the records: that a line stands in the report must not say that there is a record.
- All standards of proof of a pair are told or hidden, so that nobody learns which of them nobody reaches.
- A fault is told by file and line, and never repeats what stands there: it may be a name that slipped in.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from plaint.figures.errors import RowsError
from plaint.figures.minimum import Documented, Link, Standard, released, resolve
from plaint.figures.reading import plain_lines, tell
from plaint.figures.released import ReleasedFigure
from plaint.figures.spec import Sensitivity

RECORDS: Final = "records.csv"
LINKS: Final = "links.csv"
RECORDS_HEAD: Final = "record,scope,unit,standard"
LINKS_HEAD: Final = "one,other,link"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
Column = tuple[str, str]
"""A scope and a unit: what one number counts."""
Label = Callable[[Column, Standard], Mapping[str, str]]
"""Says what a figure is of, by language."""


@dataclass(frozen=True, slots=True)
class Own:
    """The group's own records of people, and which of them may be one person."""

    records: tuple[Documented, ...]
    links: tuple[tuple[int, int, Link], ...]
    """Two records by their place, and what is held of them."""


def parse(records: bytes, links: bytes, own: Mapping[Column, Sensitivity]) -> Own:
    """Return what the two files hold; raise RowsError with up to 20 faults of the first that has any.

    `own` are the scopes and units of which own records are counted.
    """
    faults: list[str] = []
    places: dict[str, int] = {}
    found: list[Documented] = []
    for at, (name, scope, unit, standard) in _cells(records, RECORDS, RECORDS_HEAD):
        problem = _problem(name, scope, unit, standard, own) or ("stands here twice." if name in places else "")
        if problem:
            faults.append(f"{RECORDS}:{at}: {problem}")
            continue
        places[name] = len(found)
        found.append(Documented(scope, unit, Standard(standard)))
    tell(faults)
    said: dict[frozenset[str], Link] = {}
    for at, (one, other, link) in _cells(links, LINKS, LINKS_HEAD):
        pair = frozenset((one, other))
        if one not in places or other not in places or one == other:
            faults.append(f"{LINKS}:{at}: it names a record that {RECORDS} does not have, or one twice.")
        elif link not in list(Link):
            faults.append(f"{LINKS}:{at}: the link is missing or unknown; write {', '.join(Link)}.")
        elif pair in said:
            faults.append(f"{LINKS}:{at}: these two are linked on an earlier line.")
        else:
            said[pair] = Link(link)
    tell(faults)
    linked = []
    for pair, kind in said.items():
        first, second = sorted(places[one] for one in pair)
        linked.append((first, second, kind))
    return Own(tuple(found), tuple(linked))


def figures(own: Own, asked: Mapping[Column, Sensitivity], label: Label) -> Iterator[ReleasedFigure]:
    """Yield both bounds of every scope, unit and standard that is asked for, as they may be told."""
    resolved = resolve(own.records, own.links)
    for (scope, unit), sensitivity in asked.items():
        for standard in Standard:
            bounds = resolved.bounds(scope=scope, unit=unit, standard=standard)
            named = label((scope, unit), standard)
            yield from released(bounds, named, sensitivity.threshold, scope=scope, unit=unit, standard=standard)


def _cells(octets: bytes, name: str, wanted: str) -> Iterator[tuple[int, list[str]]]:
    header, listed = plain_lines(octets, name)
    if header != wanted:
        raise RowsError(f"{name}:1: the header is not the one of this file.", hint=f"It has to be {wanted}.")
    width = len(wanted.split(","))
    rows = [(at, line.split(",")) for at, line in enumerate(listed, start=2)]
    tell([f"{name}:{at}: {width} cells are expected." for at, row in rows if len(row) != width])
    yield from rows


def _problem(name: str, scope: str, unit: str, standard: str, own: Mapping[Column, Sensitivity]) -> str:
    """Return what is wrong with a record, or nothing."""
    if not _NAME.fullmatch(name):
        return "the record has no name, or none of small Latin letters, digits and hyphens."
    if not standard:
        return f"the standard of proof is missing; write one of {', '.join(Standard)}."
    if standard not in list(Standard):
        return f"there is no such standard of proof; write one of {', '.join(Standard)}."
    if (scope, unit) not in own:
        known = ", ".join("/".join(one) for one in own) or "none"
        return f"own records of this scope and unit are not asked for; those that are: {known}."
    return ""
