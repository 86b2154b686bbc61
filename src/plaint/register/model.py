# SPDX-License-Identifier: AGPL-3.0-or-later
"""The records of the public record, as values.

Rules of this module:

- A record refers to another by its id, the stem of its file. `Register` holds them all; a reference that leads nowhere
  cannot get into one through `folder.read`.
- Nothing here is a private person's: an actor is a body, an office holder, or somebody who spoke in public under their
  own name.
- Everything is immutable and compares by value.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from plaint.register.dates import PartialDate, Period
from plaint.register.vocabulary import (
    ActorKind,
    CaseRole,
    CommitmentStatus,
    Confidence,
    Criterion,
    Finding,
    LineageKind,
    Medium,
    Method,
    SignState,
    SnapshotForm,
    StatementKind,
    StepKind,
    UnitKind,
    Wording,
)

LONGEST_QUOTE: Final = 300
"""Characters. What is longer is somebody's text and no longer a quotation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One text in the languages of the record; "" where it has not been written yet, of which `check` warns."""

    ru: str
    en: str

    def of(self, language: str) -> str:
        """Return the text in `language` ("ru" or "en"), perhaps empty."""
        return {"ru": self.ru, "en": self.en}[language]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who speaks in public: a body, the holder of an office, a person under their own name."""

    id: str
    name: Words
    kind: ActorKind
    capacity: Words | None = None
    """The office, where the name alone does not tell it."""
    since: PartialDate | None = None
    until: PartialDate | None = None
    """When the office was taken and left, where it changed hands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A kept copy of a source, at `snapshots/SHA256.FORM`."""

    sha256: str
    """Of the file's bytes, 64 lower-case hexadecimal digits."""
    form: SnapshotForm
    taken: PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where it can be read that something was said."""

    id: str
    citation: str
    """As a reader would look it up, in the language of the source: publisher, title or subject, day."""
    medium: Medium
    url: str | None = None
    title: str | None = None
    author: str | None = None
    published: PartialDate | None = None
    language: str | None = None
    """BCP 47."""
    reposted_from: str | None = None
    """What this is a copy, translation or account of; set where the original was not seen."""
    snapshot: Snapshot | None = None
    """None: not yet archived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What is counted. A number of one unit never stands in a column with another's."""

    id: str
    name: Words
    kind: UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is spoken about: one set of events. Numbers of two scopes never meet."""

    id: str
    name: Words
    about: Words
    """What belongs to it and what does not, in a sentence or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Where claims come from, so that one count told ten times stays one count."""

    id: str
    name: Words
    kind: LineageKind
    part_of: tuple[str, ...] = ()
    """Ids of lineages of which every one counted here is known to be counted too."""
    note: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountClaim:
    """A number that somebody stated.

    Bounds and wording agree: `at_least` has no high, `at_most` no low, `exactly` has two equal ones, `none` is 0 and 0,
    `between` and `about` have both. `check` says where they do not.
    """

    unit: str
    scope: str
    low: int | None = None
    high: int | None = None
    wording: Wording
    lineage: str
    method: Method = Method.UNKNOWN
    period: Period | None = None
    """The time that was counted over; None where nobody said."""
    cumulative: bool = False
    """Whether it is everything so far and not what is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A short quotation, word for word, in the language in which the source has it."""

    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Somebody said something in public, once."""

    id: str
    occasion: str
    """One event of saying: statements of one press conference have one occasion."""
    actor: str
    kind: StatementKind
    said: PartialDate
    scope: str
    text: Words
    """What was said, in own words."""
    sources: tuple[str, ...]
    """Ids, at least one."""
    confidence: Confidence
    reported: PartialDate | None = None
    """When it became known, where that is another day."""
    capacity: Words | None = None
    """In what capacity, where it was not the actor's usual one."""
    told_by: str | None = None
    """Id of the actor through whom it became known."""
    quote: Quote | None = None
    in_reply_to: tuple[str, ...] = ()
    """Ids of the statements that it answers, denies, rebuts or withdraws."""
    coercion_suspected: bool = False
    """Whether there is reason to think that it was said under pressure; then it withdraws nothing."""
    counts: tuple[CountClaim, ...] = ()
    note: Words | None = None
    """What the keepers of the record add: what differs between sources, what was not found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Something by which anybody could see whether a promise was kept."""

    text: Words
    state: SignState
    sources: tuple[str, ...] = ()
    note: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What was held of a promise from a day on, and why."""

    status: CommitmentStatus
    on: PartialDate
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """A promise, made in a statement."""

    id: str
    statement: str
    to: str
    """Id of the actor to whom it was made."""
    what: Words
    signs: tuple[Sign, ...]
    statuses: tuple[Status, ...]
    """In the order of their days; the last one holds."""
    due: PartialDate | None = None
    """None: no day was named."""

    @property
    def status(self) -> CommitmentStatus:
        """What holds now."""
        return self.statuses[-1].status


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened in an inquiry."""

    kind: StepKind
    date: PartialDate
    cycle: int
    """1 for the first run; one more each time that a refusal is quashed and it starts again."""
    role: CaseRole
    text: Words
    statement: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Whether an inquiry meets one criterion, and by what source."""

    criterion: Criterion
    finding: Finding
    why: Words
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """A check, a case or a proceeding, with everything that is known to have happened in it."""

    id: str
    body: str
    """Id of the actor that conducts it."""
    opened: PartialDate
    scope: str
    about: Words
    steps: tuple[Step, ...]
    quality: tuple[Quality, ...] = ()
    note: Words | None = None

    @property
    def cycles(self) -> int:
        """How often it ran, as far as is known."""
        return max((step.cycle for step in self.steps), default=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a published record said before, what it says now, and why."""

    id: str
    of: str
    """Folder and id of the record: `statements/e20-promise`."""
    field: str
    """Path in the record: `said`, `text.ru`, `count.0.low`; `record` where the whole record was withdrawn."""
    was: str
    becomes: str
    """Both as the file writes the value; "" where there was none, or is none any more."""
    reason: Words
    on: PartialDate
    by: str

    @property
    def place(self) -> tuple[tuple[date, int], str, int]:
        """Key for laying corrections out, oldest first: by day, those of one day as their ids are numbered."""
        stem, _, number = self.id.rpartition("-")
        counted = number.isascii() and number.isdigit()
        return self.on.place, stem if counted else self.id, int(number) if counted else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A line of `published.log`: this state of a record was public from this day on."""

    record: str
    """Folder and id, as in `Correction.of`."""
    digest: str
    on: PartialDate


@dataclass(frozen=True, slots=True)
class Claim:
    """A number together with the statement that makes it."""

    statement: Statement
    count: CountClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The whole record. Every mapping is by id: units, scopes and lineages in the order of their file, others by id."""

    title: Words
    licence: str
    """SPDX identifier under which the data may be used."""
    units: Mapping[str, Unit]
    scopes: Mapping[str, Scope]
    lineages: Mapping[str, Lineage]
    actors: Mapping[str, Actor]
    sources: Mapping[str, Source]
    statements: Mapping[str, Statement]
    commitments: Mapping[str, Commitment]
    inquiries: Mapping[str, Inquiry]
    corrections: Mapping[str, Correction]
    published: tuple[Published, ...] = ()

    def timeline(self) -> tuple[Statement, ...]:
        """Return all statements laid out by the day of saying, then by id (see `PartialDate.place`)."""
        return _laid_out(self.statements.values())

    def claims(self, unit: str, scope: str) -> tuple[Claim, ...]:
        """Return the claims of one unit about one scope, in the order of the timeline."""
        column = (unit, scope)
        stating = (
            said for said in self.statements.values() if column in ((one.unit, one.scope) for one in said.counts)
        )
        return tuple(
            Claim(said, count)
            for said in _laid_out(stating)
            for count in said.counts
            if (count.unit, count.scope) == column
        )

    def all_claims(self) -> Iterator[Claim]:
        """Give every number that anybody stated, in the order of the timeline."""
        for statement in self.timeline():
            for count in statement.counts:
                yield Claim(statement, count)

    def columns(self) -> tuple[tuple[str, str], ...]:
        """Return each pair of a unit and a scope for which there is a claim, sorted: numbers meet within one only."""
        return tuple(sorted({(one.unit, one.scope) for said in self.statements.values() for one in said.counts}))

    def corrections_of(self, record: str) -> tuple[Correction, ...]:
        """Return the corrections of a record (`statements/e20-promise`), oldest first."""
        found = (correction for correction in self.corrections.values() if correction.of == record)
        return tuple(sorted(found, key=lambda correction: correction.place))

    def replies_to(self, statement: str) -> tuple[Statement, ...]:
        """Return the statements that answer this one, in the order of the timeline."""
        return _laid_out(said for said in self.statements.values() if statement in said.in_reply_to)


def _laid_out(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(sorted(statements, key=lambda said: (said.said.place, said.id)))
