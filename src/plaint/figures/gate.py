# SPDX-License-Identifier: AGPL-3.0-or-later
"""The gate: rows, what is to be shown, and the book of all releases in; a proposal out that can be approved.

Rules of this module:

- All tables of a unit are examined together with everything that was ever published of it. Units are examined apart:
  they share no table, and what one tells of another is named as a limit in docs/figures.md.
- A proposal is not a publication. It becomes one by `book.append`, with the approvals of two bodies.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from plaint.figures import earlier, explain, showing
from plaint.figures.audit import Audit, Insider
from plaint.figures.codebook import Dimension
from plaint.figures.cover import Cover, Face
from plaint.figures.earlier import Known
from plaint.figures.errors import GateError
from plaint.figures.explain import Explanation
from plaint.figures.ground import lay
from plaint.figures.numbers import NO_END, Key, Span, stale
from plaint.figures.period import Period, month
from plaint.figures.released import MINT, Release, ReleasedCell, ReleasedFigure, ReleasedTable
from plaint.figures.rows import Rows
from plaint.figures.shape import FEWEST, Shape, floors, merged, shape, standing
from plaint.figures.spec import Sensitivity, TableSpec
from plaint.figures.units import Unit

BOUND: Final = 4
"""Least width to which anybody may narrow a protected number; may be set higher, never lower."""
Progress = Callable[[str, int], None]
"""Told the unit that is examined and how many of its numbers are left."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A release that passed the audit and that nobody has approved yet."""

    release: Release
    explanations: tuple[Explanation, ...] = field(repr=False)
    """Why what is hidden; for those who approve, never published."""
    beside: tuple[bytes, ...] = field(repr=False)
    """Digests of all releases that it was examined with."""
    bound: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all tables of a release share."""

    name: str
    period: Period
    as_of: str
    bound: int


def examine(
    rows: Mapping[Unit, Rows],
    specs: Sequence[TableSpec],
    releases: Sequence[Release],
    frame: Frame,
    *,
    restates: bool = False,
    figures: Sequence[ReleasedFigure] = (),
    progress: Progress = lambda _unit, _left: None,
) -> Proposal:
    """Return the proposal of a release; raise GateError where it may not be, and say which figure forbids it.

    `releases` are all that stand in the book; `figures` are documented minimums (`minimum.py`).
    """
    if frame.bound < BOUND:
        raise GateError(f"A bound of {frame.bound} is too narrow.", hint=f"Set {BOUND} or more.")
    if not specs:
        raise GateError("No table is asked for.", hint="Name some.")
    month(frame.as_of)
    earlier.check(frame.name, frame.period, frame.as_of, releases, restates=restates)
    if missing := [spec for spec in specs if spec.unit not in rows]:
        raise GateError(
            f"Table {missing[0].id} counts {missing[0].unit}, and there are no rows of them.",
            hint=f"Add the file {missing[0].unit}.csv, or leave the table out.",
        )
    _check_public(specs, releases)
    linked = earlier.linked(frame.period, releases)
    tables: dict[str, ReleasedTable] = {}
    explanations: list[Explanation] = []
    for unit in dict.fromkeys(spec.unit for spec in specs):
        one = _Examined(rows[unit], [spec for spec in specs if spec.unit is unit], linked, frame)
        explanations += one.run(progress)
        tables |= {table.id: table for table in one.tables()}
    listed = tuple(tables[spec.id] for spec in specs)
    release = Release(
        id=frame.name,
        period=frame.period,
        as_of=frame.as_of,
        tables=listed,
        figures=(*showing.totals(listed), *figures),
        digest=b"",
        approved_by=(),
        mint=MINT,
    )
    return Proposal(release, tuple(explanations), tuple(one.digest for one in releases), frame.bound)


class _Examined:
    """One unit on its way through the gate."""

    def __init__(self, rows: Rows, specs: Sequence[TableSpec], linked: Sequence[Release], frame: Frame) -> None:
        self.rows, self.frame = rows, frame
        self.public = all(spec.sensitivity is Sensitivity.PUBLIC for spec in specs)
        stand = standing(rows, frame.period.halves, frame.as_of)
        shown = {
            name: merged(one, np.bincount(rows.codes[name][stand], minlength=len(one.codes)))
            for name, one in rows.dimensions.items()
        }
        self.shapes = [shape(spec, shown, frame.period, frame.as_of) for spec in specs]
        self.before = earlier.cells(rows.unit, linked)
        self.known = earlier.known(rows.unit, linked)
        self.history = earlier.history(rows.unit, linked)
        self.told = earlier.places(rows.unit, linked)
        self.linked = linked
        self.then = earlier.differences_then(rows.unit, linked)
        self.faces = self._faces()
        self.of_key = {face.key: face for face in self.faces}

    def run(self, progress: Progress) -> list[Explanation]:
        """Examine, cover where it is needed, and return what was done and why."""
        if self.public:
            return []
        keys: dict[Key, Known | None] = dict(self.known)
        places = {key: at for at, key in enumerate(keys)}
        for face in self.faces:
            if not face.kept or face.floor:
                face.number = _place(keys, places, face.key)
            if before := self.before.get((face.key.where, face.key.span.halves)):
                since = before[1].as_of or before[0].span.as_of
                face.change = _place(keys, places, Key(face.key.where, self._since(since)))
        thresholds_of = self._differences(keys, places)
        ground = lay(self.rows, list(keys))
        low = np.array([one.low if one else 0 for one in keys.values()], np.int64)
        high = np.array([one.high if one else NO_END for one in keys.values()], np.int64)
        thresholds = np.array([one.threshold if one else 0 for one in keys.values()], np.int64)
        for face in self.faces:
            for number in (face.number, face.change):
                if number >= 0:
                    thresholds[number] = max(thresholds[number], face.threshold)
        for number, threshold in thresholds_of.items():
            thresholds[number] = max(thresholds[number], threshold)
        audit = Audit(ground, low, high, thresholds, self.frame.bound)
        cover = Cover(self.faces, audit, self.told)
        cover.run(lambda left: progress(str(self.rows.unit), left))
        insiders = {one: f"{ground.names[one.dimension]}/{self._body(one, ground.names)}" for one in audit.insiders()}
        named = self.rows.dimensions
        told = [explain.covered(one, self.faces[one.face], named, insiders) for one in cover.covered]
        return [*explain.small(self.faces, named), *told]

    def tables(self) -> list[ReleasedTable]:
        """Return the tables as they may be shown."""
        return [self._table(one) for one in self.shapes]

    def _faces(self) -> list[Face]:
        tables: dict[Key, list[TableSpec]] = {}
        for one in self.shapes:
            for key in one.cells.values():
                tables.setdefault(key, []).append(one.spec)
        keys = list(tables)
        changes = [self._change(key) for key in keys]
        asked = [*keys, *(change for change in changes if change)]
        ground = lay(self.rows, list(dict.fromkeys(asked)))
        totals = dict(zip(ground.keys, ground.totals(ground.profiles, ground.counts).tolist(), strict=True))
        known = any(one.known_by for one in self.rows.dimensions.values())
        faces = []
        span = Span(self.frame.period.halves, self.frame.as_of)
        shown = {dimension.name: dimension for one in self.shapes for dimension in one.dimensions}
        large = {Key(((name, codes),), span) for name, one in shown.items() for codes in floors(one)}
        for key, change in zip(keys, changes, strict=True):
            threshold = max(spec.sensitivity.threshold for spec in tables[key])
            face = Face(key, totals[key], threshold, tuple(spec.id for spec in tables[key]))
            if change and (before := self.before.get((key.where, key.span.halves))):
                face.keep = stale(before[1].threshold)
                face.kept = totals[change] < face.keep
            face.floor = FEWEST if key in large else 0
            # "<5" would tell a body that knows one of these that there are three others at most.
            if known and face.count < threshold <= self.frame.bound + 1 and not face.kept:
                face.level = face.steps - 1
            faces.append(face)
        return faces

    def _change(self, key: Key) -> Key | None:
        before = self.before.get((key.where, key.span.halves))
        return Key(key.where, self._since(before[1].as_of or before[0].span.as_of)) if before else None

    def _since(self, since: str) -> Span:
        return Span(self.frame.period.halves, self.frame.as_of, since)

    def _differences(self, keys: dict[Key, Known | None], places: dict[Key, int]) -> dict[int, int]:
        """Add what lies between this release and earlier ones, and lay between those: nobody published it."""
        asked = [*((face.key, face.threshold) for face in self.faces), *self.history.items()]
        found = dict(self.then)
        # Of a kept figure nothing new is told, and yet what stands there now follows from the figures beside it.
        for face in self.faces:
            if face.kept:
                found[face.key] = max(found.get(face.key, 0), face.threshold)
        for key, threshold in earlier.differences(asked, self.frame.period, self.frame.as_of, self.linked).items():
            found[key] = max(found.get(key, 0), threshold)
        return {_place(keys, places, key): threshold for key, threshold in found.items()}

    def _body(self, insider: Insider, names: Sequence[str]) -> str:
        """Return the code of an insider's atom: an insider's dimension has an atom for each code."""
        return self.rows.dimensions[names[insider.dimension]].codes[insider.atom].code

    def _table(self, one: Shape) -> ReleasedTable:
        cells = {codes: self._cell(key) for codes, key in one.cells.items()}
        figures = showing.figures(one, cells, self.rows, self.frame.as_of)
        return ReleasedTable(
            id=one.spec.id,
            unit=one.spec.unit,
            title=one.spec.title,
            dimensions=one.dimensions,
            period=self.frame.period,
            as_of=self.frame.as_of,
            sensitivity=one.spec.sensitivity,
            cells=cells,
            figures=figures,
            notes=showing.notes(cells, one.dimensions, self._all()),
            mint=MINT,
        )

    def _cell(self, key: Key) -> ReleasedCell:
        face = self.of_key[key]
        before = self.before.get((key.where, key.span.halves)) if face.kept else None
        return showing.cell(face, before[1] if before else None, before[0].span.as_of if before else "")

    def _all(self) -> Mapping[str, Dimension]:
        return self.rows.dimensions


def _check_public(specs: Sequence[TableSpec], releases: Sequence[Release]) -> None:
    """Refuse a unit of which some tables are exact and others are not: the exact ones would give the others away."""
    asked = {(spec.unit, spec.sensitivity is Sensitivity.PUBLIC) for spec in specs}
    told = {(one.unit, one.sensitivity is Sensitivity.PUBLIC) for release in releases for one in release.tables}
    for unit in dict.fromkeys(spec.unit for spec in specs):
        if {(unit, True), (unit, False)} <= asked | told:
            raise GateError(
                f"Some tables of {unit} are public and others are not.",
                hint="Call all of them one or other, as in earlier releases.",
            )


def _place(keys: dict[Key, Known | None], places: dict[Key, int], key: Key) -> int:
    keys.setdefault(key, None)
    return places.setdefault(key, len(places))
