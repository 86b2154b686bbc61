# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small public records, built in memory or in a folder."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from plaint.register.dates import PartialDate
from plaint.register.model import (
    Actor,
    CountClaim,
    Lineage,
    Register,
    Scope,
    Source,
    Statement,
    Unit,
    Words,
)
from plaint.register.vocabulary import (
    ActorKind,
    Confidence,
    LineageKind,
    Medium,
    StatementKind,
    UnitKind,
    Wording,
)
from tests.support.shared import ROOT

EXAMPLE = ROOT / "examples" / "register"
DOSSIER = EXAMPLE / "imports" / "dossier.csv"


def words(text: str) -> Words:
    """Return one text in both languages."""
    return Words(ru=text, en=text)


def wording(low: int | None, high: int | None) -> Wording:
    """Return the wording that goes with bounds."""
    if high is None:
        return Wording.AT_LEAST
    if low is None:
        return Wording.AT_MOST
    if low == high:
        return Wording.EXACTLY if low else Wording.NONE
    return Wording.BETWEEN


def count(
    lineage: str,
    low: int | None,
    high: int | None,
    *,
    unit: str = "people",
    scope: str = "spring",
    cumulative: bool = False,
) -> CountClaim:
    """Return a number with the wording that goes with its bounds."""
    return CountClaim(
        unit=unit,
        scope=scope,
        low=low,
        high=high,
        wording=wording(low, high),
        lineage=lineage,
        cumulative=cumulative,
    )


def said(
    name: str,
    day: str,
    *counts: CountClaim,
    kind: StatementKind = StatementKind.ALLEGATION,
    answers: tuple[str, ...] = (),
) -> Statement:
    """Return a statement of the paper."""
    return Statement(
        id=name,
        occasion=name,
        actor="paper",
        kind=kind,
        said=PartialDate.parse(day),
        scope="spring",
        text=words(name),
        sources=("page",),
        confidence=Confidence.HIGH,
        in_reply_to=answers,
        counts=counts,
    )


def register(
    *statements: Statement,
    lineages: Mapping[str, LineageKind | Lineage] | None = None,
    units: tuple[str, ...] = ("people", "places"),
    scopes: tuple[str, ...] = ("spring", "winter"),
) -> Register:
    """Return a register of these statements; a lineage that is not given is of one origin."""
    named = {one.lineage: LineageKind.ONE_ORIGIN for said_ in statements for one in said_.counts}
    kinds: dict[str, LineageKind | Lineage] = {**named, **(lineages or {})}
    return Register(
        title=words("record"),
        licence="CC-BY-4.0",
        units={name: Unit(id=name, name=words(name), kind=UnitKind.PERSON) for name in units},
        scopes={name: Scope(id=name, name=words(name), about=words(name)) for name in scopes},
        lineages={
            name: kind if isinstance(kind, Lineage) else Lineage(id=name, name=words(name), kind=kind)
            for name, kind in kinds.items()
        },
        actors={"paper": Actor(id="paper", name=words("paper"), kind=ActorKind.NEWSPAPER)},
        sources={"page": Source(id="page", citation="The page", medium=Medium.PRESS)},
        statements={one.id: one for one in statements},
        commitments={},
        inquiries={},
        corrections={},
    )


def example(folder: Path) -> Path:
    """Return a copy of the example record in `folder` that may be changed."""
    copy = folder / "record"
    shutil.copytree(EXAMPLE, copy)
    return copy
