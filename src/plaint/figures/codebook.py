# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dimensions by which rows are told apart, and the closed lists of codes that each may take."""

import re
import tomllib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from plaint.figures.errors import RowsError
from plaint.figures.units import Unit

LANGUAGES: Final = ("ru", "en")
TOTAL: Final = "*"
"""Stands for all codes of a dimension in the place of one: the margin of a table."""


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a dimension."""

    code: str
    label: Mapping[str, str]
    """What readers see, by language (`ru`, `en`)."""
    parent: str = ""
    """The coarser code that takes this one's rows where they are too few; empty if there is none."""
    members: tuple[str, ...] = ()
    """In a released table: the codes that were merged into this one; empty if it stands for itself."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A property of rows with a closed list of codes."""

    name: str
    label: Mapping[str, str]
    codes: tuple[Code, ...]
    """In the order in which they are shown; parents stand among them."""
    known_by: bool = False
    """Whether each code is a body that knows all rows under its own code: an insider of them."""
    trait: bool = False
    """Whether it tells of a persecuted trait: every table with it has the higher threshold."""

    def code(self, code: str) -> Code:
        """Return the code called `code`; raise RowsError where the list has none."""
        for one in self.codes:
            if one.code == code:
                return one
        raise RowsError(f"{self.name} has no code {code[:40]!r}.", hint="Add it to the codebook, or mend the row.")


@dataclass(frozen=True, slots=True)
class Codebook:
    """All dimensions, and which of them the rows of each unit have."""

    dimensions: Mapping[str, Dimension]
    columns: Mapping[Unit, tuple[str, ...]]
    numbers: Mapping[Unit, tuple[str, ...]]


_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


def parse(toml: str, name: str = "codebook.toml") -> Codebook:
    """Return the codebook that `toml` spells; raise RowsError, with the place, where it is none."""
    try:
        tables = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise RowsError(f"{name}: this is no TOML: {error}.", hint="Mend the line.") from None
    _keys(tables, {"units", "dimensions"}, name)
    named = _table(tables["dimensions"], f"{name}: dimensions")
    dimensions = {key: _dimension(key, value, f"{name}: dimensions.{key}") for key, value in named.items()}
    columns, numbers = {}, {}
    for key, value in _table(tables["units"], f"{name}: units").items():
        place = f"{name}: units.{key}"
        if key not in list(Unit):
            raise RowsError(f"{place}: there is no such unit.", hint=f"Units are {', '.join(Unit)}.")
        _keys(_table(value, place), {"dimensions", "numbers"}, place)
        columns[Unit(key)], numbers[Unit(key)] = texts(value["dimensions"], place), texts(value["numbers"], place)
        for column in columns[Unit(key)]:
            if column not in dimensions:
                raise RowsError(f"{place}: no dimension is called {column[:40]!r}.", hint="Add it, or mend the name.")
    return Codebook(dimensions, columns, numbers)


def texts(value: object, place: str) -> tuple[str, ...]:
    """Return a list of different names; raise RowsError where `value` is none."""
    if not isinstance(value, list) or not all(isinstance(one, str) and _NAME.fullmatch(one) for one in value):
        raise RowsError(f"{place}: a list of names is expected.", hint="Names are small Latin letters, digits and _.")
    if len(set(value)) != len(value):
        raise RowsError(f"{place}: a name stands twice.", hint="Remove one of the two.")
    return tuple(value)


def label(value: object, place: str) -> dict[str, str]:
    """Return a text in each language; raise RowsError where one is missing or empty."""
    if not isinstance(value, dict) or set(value) != set(LANGUAGES):
        raise RowsError(f"{place}: a text in ru and one in en are expected.", hint="Write both.")
    if not all(isinstance(text, str) and text.strip() and text.isprintable() for text in value.values()):
        raise RowsError(f"{place}: a text is empty, or no text.", hint="Write it on one line.")
    return {language: value[language] for language in LANGUAGES}


def _dimension(name: str, value: object, place: str) -> Dimension:
    table = _table(value, place)
    texts([name], place)
    _keys(table, {"label", "codes"}, place, {"known_by", "trait"})
    flags = [table.get(flag, False) for flag in ("known_by", "trait")]
    if not all(isinstance(flag, bool) for flag in flags) or not isinstance(table["codes"], list) or not table["codes"]:
        raise RowsError(f"{place}: codes, known_by or trait is wrong.", hint="A list of codes; true or false.")
    codes = []
    for number, entry in enumerate(table["codes"], start=1):
        where = f"{place}, code {number}"
        one = _table(entry, where)
        _keys(one, {"code", *LANGUAGES}, where, {"parent"})
        texts([one["code"], *([one["parent"]] if one.get("parent") else [])], where)
        codes.append(Code(one["code"], label({key: one[key] for key in LANGUAGES}, where), one.get("parent", "")))
    known = {code.code for code in codes}
    if len(known) != len(codes):
        raise RowsError(f"{place}: a code stands twice.", hint="Remove one of the two.")
    if stray := [code.code for code in codes if code.parent and code.parent not in known]:
        raise RowsError(f"{place}: the parent of {stray[0]} is no code.", hint="Add the parent as a code.")
    return Dimension(name, label(table["label"], place), tuple(codes), *flags)


def _table(value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RowsError(f"{place}: a table is expected here.", hint="See examples in docs/figures.md.")
    return value


def _keys(table: dict[str, Any], wanted: AbstractSet[str], place: str, allowed: AbstractSet[str] = frozenset()) -> None:
    wrong = sorted((set(table) - wanted - allowed) | (wanted - set(table)))
    if wrong:
        what = "is unknown" if wrong[0] in table else "is missing"
        raise RowsError(f"{place}: {wrong[0][:40]} {what}.", hint="See the rules in docs/figures.md.")
