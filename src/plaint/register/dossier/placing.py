# SPDX-License-Identifier: AGPL-3.0-or-later
"""Turning the rows of a dossier into records, with a report of what no column said.

Rules of this module:

- One row, one statement, with one number or none. Rows of one event share their occasion.
- A unit `X_other_incident` is the unit `X` about another scope: numbers of another incident never meet the others.
- Each number has a lineage of its own unless the table itself shows otherwise (`series`).
- Nothing is translated: Russian texts stay empty, and `plaint register check` counts them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from plaint.register.dossier.mentions import Mentions, read_mentions
from plaint.register.dossier.naming import (
    citations,
    guess_kind,
    guess_medium,
    owner_of,
    published_on,
    read_actor,
    slug,
)
from plaint.register.dossier.rows import Row
from plaint.register.dossier.series import Bond, bonds
from plaint.register.model import Actor, CountClaim, Lineage, Scope, Source, Statement, Unit, Words
from plaint.register.vocabulary import LineageKind, Medium, StatementKind, UnitKind, Wording

OTHER_INCIDENT = "_other_incident"
_STEP = "A step of an inquiry: record it there, with the role in which it puts the people."
_BY_HAND = {
    StatementKind.PROMISE: "A promise: record a commitment with signs by which anybody can see whether it was kept.",
    StatementKind.INQUIRY_OPENED: _STEP,
    StatementKind.INQUIRY_REFUSED: _STEP,
    StatementKind.FORWARDED: _STEP,
}
"""What a table of claims cannot hold and a person has to write."""


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the report: what of a row a person has to look at."""

    line: int
    """0 for the table as a whole."""
    record: str
    """Id of the statement; "" for the table as a whole."""
    text: str

    def __str__(self) -> str:
        return f"line {self.line} ({self.record}): {self.text}" if self.line else self.text


@dataclass(slots=True)
class Placed:
    """What the rows became, by id."""

    units: dict[str, Unit] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    lineages: dict[str, Lineage] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


def place(rows: Sequence[Row], scope: str) -> Placed:
    """Return the records for `rows`; what is not said to be about another incident is about `scope`."""
    placed = Placed()
    placed.scopes[scope] = _scope(scope)
    bound = bonds(rows)
    for row in rows:
        _place_row(row, scope, bound.get(row.id), placed)
    if any(row["in_article"] == "yes" for row in rows):
        text = "in_article has no place in a record and is kept in the imported table: add the article to the sources."
        placed.notes.append(Note(0, "", text))
    guessed = "Kinds of actors, media of sources and kinds of units are guesses: look at each."
    placed.notes.append(Note(0, "", guessed))
    return placed


def _place_row(row: Row, scope: str, bond: Bond | None, placed: Placed) -> None:
    mentions = read_mentions(row["statement"], row.date)
    unit = row["count_kind"].removesuffix(OTHER_INCIDENT)
    about = f"other-{row.event}" if unit != row["count_kind"] else scope
    if about not in placed.scopes:
        placed.scopes[about] = _scope(about)
    actor, told_by, capacity = _place_actor(row, placed)
    placed.statements[row.id] = Statement(
        id=row.id,
        occasion=row.event,
        actor=actor,
        kind=row.kind,
        said=row.date,
        scope=about,
        text=_english(row["statement"]),
        sources=_place_sources(row, placed),
        confidence=row.confidence,
        reported=mentions.reported,
        capacity=_english(capacity) if capacity else None,
        told_by=told_by,
        in_reply_to=(bond.rebuts,) if bond and bond.rebuts else (),
        coercion_suspected=_is_suspected(row),
        counts=(_place_count(row, unit, about, mentions, bond, placed),) if unit else (),
    )
    placed.notes += [Note(row.line, row.id, text) for text in _remarks(row, unit, about, mentions, bond)]


def _place_actor(row: Row, placed: Placed) -> tuple[str, str | None, str | None]:
    named = read_actor(row["actor"])
    ids = []
    for name in (named.name, named.told_by):
        if name:
            ids.append(slug(name))
            placed.actors.setdefault(ids[-1], Actor(id=ids[-1], name=_english(name), kind=guess_kind(name)))
    return ids[0], ids[1] if named.told_by else None, named.capacity


def _place_sources(row: Row, placed: Placed) -> tuple[str, ...]:
    cited = citations(row["source"])
    owner = owner_of(row["url"], cited) if row["url"] else None
    if row["url"] and owner is None:
        owner = 0
        if len(cited) > 1:
            text = f"The address could stand for any of {len(cited)} sources; it was given to the first."
            placed.notes.append(Note(row.line, row.id, text))
    found = []
    for number, citation in enumerate(cited):
        url = row["url"] if number == owner else None
        name = _source_id(citation, url, placed)
        medium = guess_medium(citation)
        source = Source(
            id=name,
            citation=citation,
            medium=medium,
            url=url or (placed.sources[name].url if name in placed.sources else None),
            published=published_on(citation),
            reposted_from=citation if medium is Medium.REPOST else None,
        )
        placed.sources[name] = source
        found.append(name)
    return tuple(dict.fromkeys(found))


def _source_id(citation: str, url: str | None, placed: Placed) -> str:
    """Return the id of a source: two addresses are two sources, even where they are cited alike."""
    name = slug(citation)
    number = 1
    while url and name in placed.sources and placed.sources[name].url not in (None, url):
        number += 1
        name = f"{slug(citation)[:70]}-{number}"
    return name


def _place_count(row: Row, unit: str, about: str, mentions: Mentions, bond: Bond | None, placed: Placed) -> CountClaim:
    name = unit.replace("_", "-")
    placed.units.setdefault(name, Unit(id=name, name=_english(unit.replace("_", " ")), kind=_unit_kind(unit)))
    lineage = bond.lineage if bond and bond.lineage else row.id
    kind = bond.kind if bond and bond.lineage else LineageKind.ONE_ORIGIN
    label = f"{read_actor(row['actor']).name}, {row.date}" if lineage == row.id else lineage.replace("-", " ")
    placed.lineages.setdefault(lineage, Lineage(id=lineage, name=_english(label), kind=kind))
    return CountClaim(
        unit=name,
        scope=about,
        low=row.low,
        high=row.high,
        wording=_wording(row.low, row.high),
        lineage=lineage,
        period=mentions.period,
        cumulative=kind is LineageKind.SERIES,
    )


def _wording(low: int | None, high: int | None) -> Wording:
    if high is None:
        return Wording.AT_LEAST
    if low is None:
        return Wording.AT_MOST
    if low == high:
        return Wording.EXACTLY if low else Wording.NONE
    return Wording.BETWEEN


def _unit_kind(unit: str) -> UnitKind:
    for word, kind in (
        ("complaints", UnitKind.COMPLAINT),
        ("answered", UnitKind.ANSWER),
        ("petitions", UnitKind.PETITION),
        ("cases", UnitKind.CASE),
        ("places", UnitKind.PLACE),
        ("measures", UnitKind.MEASURE),
        ("states", UnitKind.STATE),
    ):
        if word in unit.split("_"):
            return kind
    return UnitKind.PERSON


def _remarks(row: Row, unit: str, about: str, mentions: Mentions, bond: Bond | None) -> Iterator[str]:
    """Give what of a row a person has to look at."""
    if mentions.reported:
        yield f"The text says that it became known on {mentions.reported}: placed in reported."
    if mentions.period:
        yield f"The text says over what was counted: {mentions.period}, placed in period."
    if mentions.others:
        days = ", ".join(mentions.others)
        yield f"The text names {days} beside the day in the column ({row.date}): not placed, look what it is."
    if mentions.vague:
        yield f"The text says of the day: {mentions.vague}. Kept as {row.date}."
    if unit != row["count_kind"]:
        yield f"Another incident: {row['count_kind']} became the unit {unit} about the scope {about}; name it."
    if bond:
        yield bond.why
    if "cases" in unit.split("_"):
        yield "Whether the cases have these people as victims or as suspects is no column: record an inquiry."
    if row.kind in _BY_HAND:
        yield _BY_HAND[row.kind]
    if _is_suspected(row):
        yield "The text says that pressure is suspected: coercion_suspected is set, and it withdraws nothing."


def _is_suspected(row: Row) -> bool:
    return row.kind is StatementKind.RETRACTION and "coercion suspected" in row["statement"]


def _scope(name: str) -> Scope:
    return Scope(id=name, name=_english(name.replace("-", " ")), about=_english("Not described yet."))


def _english(text: str) -> Words:
    return Words(ru="", en=text)
