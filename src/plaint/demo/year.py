# SPDX-License-Identifier: AGPL-3.0-or-later
"""A plainly invented year: neutral rows of every unit, drawn from a seed, for demonstrations, benches and tests.

Every figure is a function of the seed and the number of complaints alone: bytes of SHAKE-256, and no generator that a
version of some library could change. No region or body of the codebook exists.
"""

import hashlib
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Final

import numpy as np

from plaint import files
from plaint.figures import reading
from plaint.figures.codebook import Codebook, parse
from plaint.figures.documenting import LINKS_HEAD, RECORDS_HEAD, Column
from plaint.figures.ground import Ints
from plaint.figures.minimum import Link, Standard
from plaint.figures.rows import Rows
from plaint.figures.units import Unit
from plaint.register.model import Register

_SHARES: Final = {
    Unit.PERSONS: 1.3,
    Unit.PETITIONS: 0.5,
    Unit.ANSWERS: 0.5,
    Unit.BENEFICIARIES: 0.35,
    Unit.INQUIRIES: 0.12,
    Unit.COMMITMENTS: 0.002,
    Unit.RECOMMENDATIONS: 0.004,
    Unit.OPENINGS: 0.01,
    Unit.CONFLICTS: 0.03,
}
"""How many rows a unit has for each complaint."""
_TOWARDS: Final = {
    "body": "right",
    "right": "region",
    "applicant": "right",
    "decision": "level",
    "content": "timeliness",
}
"""Which other column makes some codes of a dimension likelier, so that cells are as uneven as in life."""
_MIXED: Final = frozenset({"right", "body", "region"})
"""Dimensions whose codes are not in the order of how frequent they are."""
_JUNE: Final = 6
_STEEP: Final = {"motive": 9.0, "form": 12.0, "level": 3.0}
"""How much rarer each code is than the one before; 2 for others in all."""
_LINKED: Final = 40
"""Of so many neighbouring records, one pair is linked in each of the ways there are."""


def codebook() -> Codebook:
    """Return the codebook of the invented year."""
    return parse(resources.files("plaint.demo").joinpath("year.toml").read_text("utf-8"), "year.toml")


def invent(complaints: int, *, year: int = 2026, seed: str = "plaint") -> dict[Unit, Rows]:
    """Return the rows of all units of one invented year with so many complaints."""
    book = codebook()
    return {
        unit: _unit(book, unit, max(1, round(complaints * _SHARES.get(unit, 1.0))), year, seed) for unit in book.columns
    }


def promises(record: Register) -> Rows:
    """Return the promises of the record as rows: the table of a chapter counts those that are listed below it."""
    lines = ["period,entered,left,state"]
    for one in record.commitments.values():
        said = record.statements[one.statement].said.earliest
        lines.append(f"{said.year}H{1 if said.month <= _JUNE else 2},{said:%Y-%m},,{one.statuses[-1].status}")
    return reading.parse("".join(f"{line}\n" for line in lines).encode(), Unit.COMMITMENTS, codebook())


def documented(records: Mapping[Column, int], *, seed: str = "plaint") -> tuple[bytes, bytes]:
    """Return `records.csv` and `links.csv` with so many invented records of people of each scope and unit."""
    named, linked = [RECORDS_HEAD], [LINKS_HEAD]
    for (scope, unit), count in records.items():
        place = f"{seed}/documented/{scope}/{unit}"
        names = [f"{hashlib.sha256(f'{place}/{at}'.encode()).hexdigest()[:12]}" for at in range(count)]
        reached = _choose(_draw(f"{place}/standard", count), _weights(len(Standard), 2.0))
        named += [f"{name},{scope},{unit},{list(Standard)[at]}" for name, at in zip(names, reached, strict=True)]
        drawn = _draw(f"{place}/link", max(0, count - 1)) % _LINKED
        for one, other, link in zip(names, names[1:], drawn, strict=False):
            if link < len(Link):
                linked.append(f"{one},{other},{list(Link)[link]}")
    return _joined(named), _joined(linked)


def write(folder: Path, rows: dict[Unit, Rows]) -> None:
    """Write one CSV file a unit into `folder`, which has to be there; raise FileError where one is there already."""
    for unit, one in rows.items():
        files.write_new(folder / f"{unit}.csv", reading.write(one))


def _unit(book: Codebook, unit: Unit, count: int, year: int, seed: str) -> Rows:
    name = f"{seed}/{year}/{unit}"
    dimensions = {one: book.dimensions[one] for one in book.columns[unit]}
    codes: dict[str, Ints] = {}
    for column in sorted(dimensions, key=lambda one: (_TOWARDS.get(one, "") in dimensions, one == "applicant")):
        groups = {code.parent for code in dimensions[column].codes if code.parent}
        leaves = np.array([at for at, code in enumerate(dimensions[column].codes) if code.code not in groups])
        order = (
            _draw(f"{column}/order", len(leaves)).argsort(kind="stable") if column in _MIXED else np.arange(len(leaves))
        )
        weights = _weights(len(leaves), _STEEP.get(column))[order]
        towards = codes.get(_TOWARDS.get(column, ""))
        drawn = _choose(_draw(f"{name}/{column}", count), weights)
        if towards is not None:
            # A third follows the other column: each of its codes has one code here that it leads to.
            led = (towards * 7 + 3) % len(leaves)
            drawn = np.where(_draw(f"{name}/{column}/led", count) < 1 << 30, led, drawn)
        codes[column] = leaves[drawn]
    halves = (f"{year}H1", f"{year}H2")
    period = (_draw(f"{name}/period", count) & 1).astype(np.int16)
    months = (f"{year}-06", f"{year}-12")
    numbers = {one: (_draw(f"{name}/{one}", count) % 60 + 3).astype(np.int32) for one in book.numbers[unit]}
    columns = {one: codes[one].astype(np.int16) for one in dimensions}
    return Rows(unit, dimensions, columns, halves, period, months, period, np.full(count, -1, np.int16), numbers)


def _joined(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _draw(name: str, count: int) -> Ints:
    """Return so many numbers from 0 to 2^32 - 1, always the same for a name."""
    return np.frombuffer(hashlib.shake_256(name.encode()).digest(4 * count), "<u4").astype(np.int64)


def _weights(count: int, steep: float | None) -> Ints:
    """Return whole weights that fall: by the same factor each, or gently to a twentieth of the first."""
    shares = [1000.0 / (steep**at if steep else 1 + 19 * at / max(1, count - 1)) for at in range(count)]
    return np.array([max(1, round(share)) for share in shares], np.int64)


def _choose(drawn: Ints, weights: Ints) -> Ints:
    ends = np.cumsum(weights)
    found: Ints = np.searchsorted(ends, drawn * ends[-1] >> 32, side="right").astype(np.int64)
    return found


__all__: Sequence[str] = ["codebook", "documented", "invent", "promises", "write"]
