# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the documented minimum of a report is built from: `counts.toml`, and the group's own records beside it. Pure.

    [[count]]
    scope = "spring-2017"                 # of the public record, or a [[scope]] of this file
    unit = "detained"                     # counts people; of the public record, or a [[unit]] of this file
    own = "trait"                         # own records of these people stand in records.csv; left out if there are none

    [[count.public]]
    lineage = "novaya-april-2017"         # public counts of this origin …
    standard = "reported"                 # … reach this standard of proof, because
    why.ru = "…"
    why.en = "…"

Rules of this module:

- Whoever counts a public number says to which standard of proof it was established, and why. A number without one is an
  error: so nothing that the record gains later slips into a minimum by itself.
- A scope and a unit are named together, once. There is no way to name two scopes in one count.
- A minimum takes in no estimate (`method = "estimate"`), whoever made it. What rebuts a number needs no standard: it
  stands beside that number wherever that one stands.
- Every fault is told with its file and line, all at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from plaint.figures.documenting import Column
from plaint.figures.minimum import Standard
from plaint.figures.spec import Sensitivity
from plaint.register import toml
from plaint.register.counting import known, rebuttals
from plaint.register.dates import PartialDate
from plaint.register.findings import Finding
from plaint.register.folder import nearest
from plaint.register.model import Claim, Register, Scope, Unit, Words
from plaint.register.shape import ID_FORM, Reading, is_id
from plaint.register.telling import label
from plaint.register.vocabulary import LANGUAGES, Method, UnitKind
from plaint.report import bare
from plaint.report.errors import Fault, TextError
from plaint.report.strays import COUNTS

_WHAT: Final = "The counts of the documented minimum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """Public counts of one lineage, with the standard of proof that they reach."""

    lineage: str
    standard: Standard
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One scope and one unit, and what is counted of them."""

    scope: str
    unit: str
    own: Sensitivity | None = None
    """How much a small number of own records could tell; None where none are counted."""
    public: tuple[Assessed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What counts.toml holds."""

    scopes: tuple[Scope, ...] = ()
    units: tuple[Unit, ...] = ()
    counts: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """What is to be combined, and what its scopes and units are called."""

    scopes: Mapping[str, Scope]
    units: Mapping[str, Unit]
    asked: tuple[Asked, ...]
    as_of: PartialDate
    """Only what was surely said in public by the end of this month is counted."""
    place: str
    """Name of the file in the report's folder."""
    written: str = field(repr=False)
    """The file as it was read."""
    described: tuple[Words, ...] = ()
    """What scopes and units are called that this file describes and the public record does not have."""

    @property
    def own(self) -> dict[Column, Sensitivity]:
        """The scopes and units of which own records are counted."""
        return {(one.scope, one.unit): one.own for one in self.asked if one.own is not None}

    def named(self, column: Column, standard: Standard) -> Mapping[str, str]:
        """Return what a figure of own records is of, by language."""
        scope, unit = self.scopes[column[0]].name, self.units[column[1]].name
        return {one: f"{label(unit, one)}, {label(scope, one)}: {standard.label(one)}" for one in LANGUAGES}


def estimate(claim: Claim) -> bool:
    """Whether a claim is an estimate, which no minimum takes in."""
    return claim.count.method is Method.ESTIMATE


def claims(register: Register | None, asked: Asked, as_of: PartialDate) -> tuple[Claim, ...]:
    """Return what was stated of a scope and unit in public by the end of `as_of`, estimates too."""
    stated = register.claims(asked.unit, asked.scope) if register else ()
    return tuple(one for one in stated if known(one, as_of))


def rebutting(register: Register | None, stated: Sequence[Claim]) -> list[Claim]:
    """Return those of these claims that rebut another of them."""
    if register is None:
        return []
    said = {one.statement.id for one in stated}
    found = rebuttals(register, stated)
    return [one for answered, answers in found.items() if answered in said for one in answers]


def parse(octets: bytes, register: Register | None, as_of: PartialDate, place: str = COUNTS) -> Minimum:
    """Return what `counts.toml` asks for; raise TextError with every fault, by file and line."""
    document, finding = toml.read(octets, place)
    if document is None:
        raise TextError([_fault(finding)] if finding else [Fault(place, "This is no list of counts.")], _WHAT)
    reading = Reading(document, place)
    given = reading.record(_File, document.table)
    if not reading.findings:
        _look(reading, given, register, as_of)
    if reading.findings:
        raise TextError([_fault(one) for one in reading.findings], _WHAT)
    scopes, units = _together(given, register)
    return Minimum(
        scopes=scopes,
        units=units,
        asked=given.counts,
        as_of=as_of,
        place=place,
        written=document.text,
        described=(
            *(word for one in given.scopes for word in (one.name, one.about)),
            *(one.name for one in given.units),
        ),
    )


def _fault(finding: Finding) -> Fault:
    place = f"{finding.place}:{finding.line}" if finding.line else finding.place
    return Fault(place, f"{finding.problem} {finding.remedy}".rstrip())


def _together(given: _File, register: Register | None) -> tuple[dict[str, Scope], dict[str, Unit]]:
    scopes = {one.id: one for one in given.scopes} | (dict(register.scopes) if register else {})
    units = {one.id: one for one in given.units} | (dict(register.units) if register else {})
    return scopes, units


def _look(reading: Reading, given: _File, register: Register | None, as_of: PartialDate) -> None:
    for kind in ("scope", "unit"):
        theirs = getattr(register, f"{kind}s") if register else {}
        seen: set[str] = set()
        for at, one in enumerate(getattr(given, f"{kind}s")):
            if not is_id(one.id):
                reading.find((kind, at, "id"), "This is no id.", f"Use {ID_FORM}.")
            if one.id in theirs or one.id in seen:
                reading.find((kind, at, "id"), f"There is a {kind} {one.id} already.", "Take this one out.")
            seen.add(one.id)
    scopes, units = _together(given, register)
    seen_columns: set[Column] = set()
    for at, asked in enumerate(given.counts):
        path: toml.Path = ("count", at)
        if asked.scope not in scopes:
            _unknown(reading, (*path, "scope"), asked.scope, scopes)
        elif asked.unit not in units:
            _unknown(reading, (*path, "unit"), asked.unit, units)
        elif units[asked.unit].kind is not UnitKind.PERSON:
            reading.find(
                (*path, "unit"), f"{asked.unit} counts no people.", "A documented minimum counts people alone."
            )
        elif (asked.scope, asked.unit) in seen_columns:
            reading.find(path, "This scope and unit stand here twice.", "Put both counts together.")
        else:
            _look_at(reading, path, asked, register, as_of)
        seen_columns.add((asked.scope, asked.unit))


def _unknown(reading: Reading, path: toml.Path, name: str, there: Mapping[str, object]) -> None:
    near = nearest(name, there)
    kind = path[-1]
    remedy = f"Did you mean {near}?" if near else f"Name one of the public record, or describe it as a [[{kind}]] here."
    reading.find(path, f"There is no {kind} {name[:40]!r}.", remedy)


def _look_at(reading: Reading, path: toml.Path, asked: Asked, register: Register | None, as_of: PartialDate) -> None:
    """Note what is wrong with one count whose scope and unit are known."""
    if asked.own is Sensitivity.PUBLIC:
        reading.find((*path, "own"), "Records of people are not public.", 'Say "trait" or "ordinary".')
    stated = claims(register, asked, as_of)
    counted = {one.count.lineage for one in stated if one not in rebutting(register, stated) and not estimate(one)}
    seen: set[str] = set()
    for at, one in enumerate(asked.public):
        where = (*path, "public", at)
        if one.lineage in seen:
            reading.find((*where, "lineage"), "This lineage stands here twice.", "Decide on one standard.")
        elif one.lineage not in counted:
            reading.find((*where, "lineage"), *_no_number(one.lineage, counted, stated))
        seen.add(one.lineage)
        for wrong, remedy in _words(one.why):
            reading.find((*where, "why"), wrong, remedy)
    for lineage in sorted(counted - seen):
        problem = f"{lineage} states a number of this scope and unit, and no standard of proof is given for it."
        reading.find(path, problem, f'Add a [[count.public]] with lineage = "{lineage}", a standard, and why.')


def _no_number(lineage: str, counted: set[str], stated: Sequence[Claim]) -> tuple[str, str]:
    if any(one.count.lineage == lineage for one in stated):
        return f"All that {lineage} states here is an estimate or rebuts a number.", "Take it out: it is not counted."
    near = nearest(lineage, counted)
    return (
        f"{lineage[:40]!r} states no number of this scope and unit by the month of the report.",
        f"Did you mean {near}?" if near else f"Those that do: {', '.join(sorted(counted)) or 'none'}.",
    )


def _words(why: Words) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        text = why.of(language)
        if not text.strip():
            yield f"Why this standard is reached is not said in {language}.", "Write a sentence."
        for _, typed in bare.numbers(text):
            yield f"A number was typed here: {typed[:12]}.", "Say it without; numbers come from the record."
