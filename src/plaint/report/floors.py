# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documented minimum as blocks of a report and as lines of a table that programs read.

Rules of this module:

- One table is one scope and one unit: rows are standards of proof, columns its bounds and what they were built from.
- Beneath each stands everything that it was built from, with who said it, when, where it can be read, and why it
  reaches its standard; then how the bounds came about; and what was left out.
- Where nothing is to be combined, a sentence says so in the place of a table.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from plaint.figures.minimum import BASE, Standard
from plaint.figures.released import Release, ReleasedFigure
from plaint.language import Catalogue
from plaint.register import telling
from plaint.register.combined import Combined, Rule
from plaint.register.model import Claim, Register
from plaint.report import public, shown
from plaint.report.assessed import Minimum
from plaint.report.document import Block, Entries, Entry, Grid, Heading, Paragraph, Run, plain
from plaint.report.document import Line as Told
from plaint.report.minimum import Bound, End, Floor, Line, lines
from plaint.report.plan import LANGUAGES

_NONE: Final = "\N{EN DASH}"
_DARK: Final = "…"
COLUMNS: Final = (
    *("scope", *(f"scope_{one}" for one in LANGUAGES), "unit", *(f"unit_{one}" for one in LANGUAGES), "standard"),
    *("least", "most", "most_open", "own_least", "own_most", "public_least", "public_most"),
    *("lineages", "statements", "sources"),
)
WHOLE: Final = frozenset({"least", "most", "own_least", "own_most", "public_least", "public_most"})
"""Columns of whole numbers."""


def blocks(
    minimum: Minimum | None, register: Register | None, release: Release, words: Catalogue, record: Catalogue
) -> Iterator[Block]:
    """Yield a section for each scope, with a table for each unit of it."""
    if minimum is None or not minimum.asked:
        yield _said(words("minimum.empty"))
        return
    found = lines(minimum, register, release)
    teller = _Teller(minimum, register, release, words, record)
    for scope in dict.fromkeys(one.asked.scope for one in found):
        named = minimum.scopes[scope]
        yield Heading(2, telling.label(named.name, words.language))
        yield Paragraph((Run(text=telling.label(named.about, words.language)),), leads=True)
        for line in found:
            if line.asked.scope == scope:
                yield from teller.line(line)


def rows(minimum: Minimum, register: Register | None, release: Release) -> Iterator[Sequence[object]]:
    """Yield a line of `COLUMNS` for each scope, unit and standard that anything reaches."""
    for line in lines(minimum, register, release):
        scope, unit = minimum.scopes[line.asked.scope], minimum.units[line.asked.unit]
        front = (scope.id, *map(scope.name.of, LANGUAGES), unit.id, *map(unit.name.of, LANGUAGES))
        for floor in line.floors:
            own = (None, None) if floor.own is None else (floor.own[0].value, floor.own[1].value)
            public = (floor.public.low, floor.public.high) if floor.public else (None, None)
            built = floor.public.claims if floor.public else ()
            yield (
                *front,
                floor.standard,
                *(None if isinstance(one, End) else one for one in (floor.least, floor.most)),
                "true" if floor.most is End.OPEN else "false",
                *own,
                *public,
                " ".join(dict.fromkeys(one.count.lineage for one in built)),
                " ".join(dict.fromkeys(one.statement.id for one in built)),
                " ".join(dict.fromkeys(source for one in built for source in one.statement.sources)),
            )


def _said(text: str) -> Paragraph:
    return Paragraph((Run(text=text),))


class _Teller:
    """Tells the lines of one report in one language."""

    def __init__(
        self, minimum: Minimum, register: Register | None, release: Release, words: Catalogue, record: Catalogue
    ) -> None:
        self.minimum, self.register, self.release = minimum, register, release
        self.words, self.record, self.language = words, record, words.language

    def line(self, line: Line) -> Iterator[Block]:
        """Yield the table of a scope and unit and what it stands on, or the sentence that there is nothing."""
        unit = telling.label(self.minimum.units[line.asked.unit].name, self.language)
        unit = unit[:1].upper() + unit[1:]
        if not line.floors:
            yield _said(self.words("minimum.nothing", unit=unit, month=self._month()))
            if line.estimates:
                yield Entries(tuple(self._left_out(line)))
            return
        yield self._grid(line, unit)
        yield Entries((*self._built(line), self._derived(line), *self._left_out(line)))

    def _grid(self, line: Line, unit: str) -> Grid:
        scope = telling.label(self.minimum.scopes[line.asked.scope].name, self.language)
        both = line.asked.own is not None and any(floor.public for floor in line.floors)
        names = ("least", "most", *(("own", "public") if both else ()))
        by_standard = {floor.standard: floor for floor in line.floors}
        cells = [
            (standard.label(self.language), self._cells(by_standard.get(standard), both=both)) for standard in Standard
        ]
        return Grid(
            id=f"minimum.{line.asked.scope}.{line.asked.unit}",
            title=self.words("minimum.title", unit=unit, scope=scope),
            unit=unit[:1].lower() + unit[1:],
            corner=self.words("minimum.standard"),
            across="",
            columns=tuple(self.words(f"minimum.{one}") for one in names),
            rows=tuple((name[:1].upper() + name[1:], row) for name, row in cells),
            total=False,
            margin=False,
            notes=tuple(self._notes(line, [cell for _, row in cells for cell in row])),
        )

    def _cells(self, floor: Floor | None, *, both: bool) -> tuple[str, ...]:
        if floor is None:
            return (_NONE,) * (4 if both else 2)
        built = (self._own(floor.own), self._public(floor.public)) if both else ()
        return (self._bound(floor.least), self._bound(floor.most), *built)

    def _bound(self, bound: Bound) -> str:
        if isinstance(bound, End):
            return self.words("minimum.open") if bound is End.OPEN else _DARK
        return shown.number(bound, self.language)

    def _own(self, own: tuple[ReleasedFigure, ReleasedFigure] | None) -> str:
        if own is None:
            return _NONE
        told = [_DARK if one.value is None else shown.number(one.value, self.language) for one in own]
        return _DARK if told == [_DARK, _DARK] else "\N{EN DASH}".join(told)

    def _public(self, public: Combined | None) -> str:
        if public is None:
            return _NONE
        return telling.bounds(self.record, public.low, public.high, stated=public.contested)

    def _notes(self, line: Line, cells: Sequence[str]) -> Iterator[str]:
        yield self.words("minimum.floor")
        if self.words("minimum.open") in cells:
            yield self.words("minimum.nobody")
        if _NONE in cells:
            yield self.words("minimum.reaches")
        if line.asked.own is not None:
            yield self.words("minimum.rounded", base=BASE, k=line.asked.own.threshold)
        hidden = [one.hidden for floor in line.floors for one in floor.own or () if one.hidden]
        yield from dict.fromkeys(one.text[self.language] for one in hidden)
        if any(floor.public and floor.public.contested for floor in line.floors):
            yield self.record("figure.contested")
        yield self.words("table.asof", month=self._month())

    def _built(self, line: Line) -> Iterator[Entry]:
        if line.asked.own is not None:
            told = (self.words("minimum.from", release=self.release.id), plain(self.words("minimum.records")))
            yield Entry(name=plain(self.words("minimum.owned")), mark="", lines=(told,))
        left = (*line.estimates, *line.rebuttals)
        for one in line.asked.public:
            counted = [claim for claim in line.claims if claim.count.lineage == one.lineage and claim not in left]
            why = self.words("minimum.why"), public.told(one.why, self.language)
            yield Entry(
                name=self._lineage(one.lineage),
                mark=one.standard.label(self.language),
                lines=(*map(self._claimed, counted), why),
            )
        yield from self._entries(line.rebuttals, "rebuts")

    def _left_out(self, line: Line) -> Iterator[Entry]:
        yield from self._entries(line.estimates, "estimate")

    def _entries(self, claims: Sequence[Claim], why: str) -> Iterator[Entry]:
        for lineage in dict.fromkeys(claim.count.lineage for claim in claims):
            own = [self._claimed(claim) for claim in claims if claim.count.lineage == lineage]
            told = self.words("minimum.why"), plain(self.words(f"minimum.{why}_text"))
            yield Entry(name=self._lineage(lineage), mark=self.words(f"minimum.{why}_mark"), lines=(*own, told))

    def _claimed(self, claim: Claim) -> tuple[str, Told]:
        """Return who said a number when, and the number with where it can be read."""
        register = self._register()
        actor = telling.label(register.actors[claim.statement.actor].name, self.language)
        when = telling.day(self.record, claim.statement.said)
        stated = telling.stated(claim, self.record)
        if claim.count.period:
            stated = f"{stated} ({telling.period(self.record, claim.count.period)})"
        sources = [public.cited(register.sources[one], self.language) for one in claim.statement.sources]
        apart = [Run(text="; ") if at else Run(text=f"{stated}. ") for at in range(len(sources))]
        return self.words("minimum.who", date=when, actor=actor), tuple(chain(*zip(apart, sources, strict=True)))

    def _derived(self, line: Line) -> Entry:
        """Return how the bounds came about, standards of which the same is to be said together."""
        told: dict[str, list[str]] = {}
        for floor in line.floors:
            told.setdefault(self._how(floor), []).append(floor.standard.label(self.language))
        return Entry(
            name=plain(self.words("minimum.how")),
            mark="",
            lines=tuple((", ".join(named), plain(how)) for how, named in told.items()),
        )

    def _how(self, floor: Floor) -> str:
        parts = []
        if floor.public:
            steps = [one for one in floor.public.steps if one.rule is not Rule.LATER]
            joined = [one for one in steps if one.rule is not Rule.CLAIM] or steps
            parts += [telling.sentence(self._register(), one, self.record) for one in joined]
        if floor.own:
            own = self._own(floor.own)
            parts.append(self.words("minimum.untold") if own == _DARK else self.words("minimum.told", own=own))
        if floor.own and floor.public:
            parts.append(self.words("minimum.joined"))
        if floor.limited:
            parts.append(self.words("minimum.limited"))
        return " ".join(parts)

    def _lineage(self, lineage: str) -> Told:
        return public.told(self._register().lineages[lineage].name, self.language)

    def _register(self) -> Register:
        if self.register is None:  # a claim is a register's: there is none without it
            raise LookupError(self.release.id)
        return self.register

    def _month(self) -> str:
        return shown.month(str(self.minimum.as_of), self.words)
