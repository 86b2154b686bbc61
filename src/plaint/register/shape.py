# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a table of a file to a record and back: the dataclasses of `model` are the schema, there is no second one.

Rules of this module:

- A key is a field's name; lists of tables have the singular (`counts` is written `[[count]]`).
- An unknown key is an error that names the known ones: a mistyped `in_reply_too` must not pass for "no reply".
- All that is wrong with a table is found at once. Where anything was, the record that comes back is filled with
  stand-ins and must be dropped; `Reading.findings` says so.
"""

import dataclasses
import re
import types
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from plaint.errors import FormatError
from plaint.register.dates import PartialDate, Period
from plaint.register.findings import Finding
from plaint.register.toml import Document, Path

Record = TypeVar("Record")

LONGEST_TEXT: Final = 2_000
"""Characters of any text: a statement in own words is a few sentences."""
MOST_NUMBER: Final = 1_000_000_000
ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ID: Final = 80
_DEVICES: Final = (
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10)),
)
"""Names that Windows gives to devices: no file there can be called so, whatever its ending."""
ID_FORM: Final = "small Latin letters, digits and single hyphens, 80 at most"

SINGULAR: Final = {
    "counts": "count",
    "signs": "sign",
    "statuses": "status",
    "steps": "step",
    "units": "unit",
    "scopes": "scope",
    "lineages": "lineage",
}
REFERENCES: Final = {
    ("Statement", "actor"): "actors",
    ("Statement", "told_by"): "actors",
    ("Statement", "scope"): "scopes",
    ("Statement", "sources"): "sources",
    ("Statement", "in_reply_to"): "statements",
    ("CountClaim", "unit"): "units",
    ("CountClaim", "scope"): "scopes",
    ("CountClaim", "lineage"): "lineages",
    ("Lineage", "part_of"): "lineages",
    ("Commitment", "statement"): "statements",
    ("Commitment", "to"): "actors",
    ("Sign", "sources"): "sources",
    ("Inquiry", "body"): "actors",
    ("Inquiry", "scope"): "scopes",
    ("Step", "statement"): "statements",
    ("Step", "sources"): "sources",
    ("Quality", "sources"): "sources",
}
"""Which fields hold ids, and of what."""
_LEADS: Final = {name: folder for (_, name), folder in REFERENCES.items()}


@dataclasses.dataclass(frozen=True, slots=True)
class Reference:
    """An id that stood in a file, and where: whether it leads anywhere is known once everything is read."""

    folder: str
    id: str
    place: str
    line: int


class Reading:
    """One file that is being read: what was found wrong and what it refers to."""

    def __init__(self, document: Document, place: str) -> None:
        """Keep the document and the path under which errors name it."""
        self.document = document
        self.place = place
        self.findings: list[Finding] = []
        self.references: list[Reference] = []

    def find(self, path: Path, problem: str, remedy: str) -> None:
        """Note what is wrong at `path`."""
        self.findings.append(Finding(self.place, self.document.line(path), problem, remedy))

    def record(self, kind: type[Record], table: Mapping[str, Any], path: Path = (), **given: object) -> Record:
        """Return the record of `kind` in `table`, which stands at `path`; `given` are fields that no key spells."""
        hints = get_type_hints(kind)
        known = {
            SINGULAR.get(field.name, field.name): field
            for field in dataclasses.fields(kind)  # type: ignore[arg-type]
            if field.name not in given
        }
        for key in table:
            if key not in known:
                self.find((*path, key), f"There is no key {_shown(key)} here.", f"The keys are: {', '.join(known)}.")
        values: dict[str, object] = dict(given)
        for key, field in known.items():
            if key in table:
                values[field.name] = self._value(hints[field.name], table[key], (*path, key))
                self._refer(kind.__name__, field.name, values[field.name], (*path, key))
            elif field.default is dataclasses.MISSING:
                leads = hints[field.name] is str and field.name in _LEADS
                wanted = f"the id of one of {_LEADS[field.name]}" if leads else _wanted(hints[field.name])
                self.find(path, f"The key {key} is missing.", f"Add it: {wanted}.")
                values[field.name] = _stand_in(hints[field.name])
        return kind(**values)

    def _refer(self, kind: str, field: str, value: object, path: Path) -> None:
        folder = REFERENCES.get((kind, field))
        ids = value if isinstance(value, tuple) else (value,)
        if folder:
            line = self.document.line(path)
            self.references += [Reference(folder, str(one), self.place, line) for one in ids if one]

    def _value(self, wanted: Any, value: object, path: Path) -> object:
        inner = _without_none(wanted)
        if get_origin(inner) is tuple:
            return self._list(get_args(inner)[0], value, path)
        if dataclasses.is_dataclass(inner) and inner not in _SPELLED:
            if isinstance(value, dict):
                return self.record(inner, value, path)  # type: ignore[arg-type]
            return self._wrong(wanted, path)
        if inner is str and path and path[-1] in ("ru", "en"):
            return self._text(value, path, empty=True)
        return self._one(inner, value, path)

    def _list(self, wanted: Any, value: object, path: Path) -> tuple[object, ...]:
        if not isinstance(value, list):
            self._wrong(tuple[wanted, ...], path)
            return ()
        items = tuple(self._value(wanted, item, (*path, place)) for place, item in enumerate(value))
        if wanted is str and len(set(items)) < len(items):
            self.find(path, "The same id stands here twice.", "Take one of them out.")
        return items

    def _one(self, wanted: Any, value: object, path: Path) -> object:
        if wanted is str:
            return self._text(value, path, empty=path[-1] in ("was", "becomes"))
        if wanted in (int, bool):
            if type(value) is not wanted or (wanted is int and not 0 <= int(str(value)) <= MOST_NUMBER):
                return self._wrong(wanted, path)
            return value
        if not isinstance(value, str):
            return self._wrong(wanted, path)
        try:
            return _SPELLED[wanted](value) if wanted in _SPELLED else wanted(value)
        except FormatError as error:
            self.find(path, error.message, error.hint)
        except ValueError:
            self.find(path, f"There is no {path[-1]} {_shown(value)}.", f"Write {_wanted(wanted)}.")
        return _stand_in(wanted)

    def _text(self, value: object, path: Path, *, empty: bool) -> object:
        if not isinstance(value, str):
            return self._wrong(str, path)
        if not empty and not value.strip():
            self.find(path, f"The text {path[-1]} is empty.", "Write it, or take the key out.")
        # A correction holds a text with its quotation marks and escapes.
        longest = LONGEST_TEXT * 2 + 2 if path[-1] in ("was", "becomes") else LONGEST_TEXT
        if len(value) > longest:
            self.find(path, f"The text has {len(value)} characters.", f"Shorten it to {longest} at most.")
        hidden = next((letter for letter in value if is_hidden(letter)), None)
        if hidden is not None:
            self.find(path, f"The text holds the invisible character U+{ord(hidden):04X}.", "Take it out.")
        return value

    def _wrong(self, wanted: Any, path: Path) -> object:
        self.find(path, f"The key {path[-1]} has the wrong form.", f"It is {_wanted(wanted)}.")
        return _stand_in(wanted)


def to_table(record: object) -> dict[str, Any]:
    """Return a record as the table that is written for it: no id, nothing that is as it would be without its key."""
    table: dict[str, Any] = {}
    for field in dataclasses.fields(record):  # type: ignore[arg-type]
        value = getattr(record, field.name)
        if value != field.default and (field.name != "id" or not _stands_alone(record)):
            table[SINGULAR.get(field.name, field.name)] = _plain(value)
    return table


def flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Give the path, written with dots, and the value of everything in a table that is no table itself."""
    for key, value in table.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            yield from flat(value, f"{name}.")
        elif isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
            for place, item in enumerate(value):
                yield from flat(item, f"{name}.{place}.")
        else:
            yield name, value


def is_id(text: str) -> bool:
    """Whether `text` can name a record (and so a file, on every system)."""
    return len(text) <= LONGEST_ID and ID.fullmatch(text) is not None and text not in _DEVICES


_SPELLED: Final[dict[Any, Callable[[str], object]]] = {PartialDate: PartialDate.parse, Period: Period.parse}
_IN_FILES: Final = ("Unit", "Scope", "Lineage")
"""Records of which many stand in one file: there the id is a key."""


def _stands_alone(record: object) -> bool:
    return type(record).__name__ not in _IN_FILES


def _plain(value: object) -> Any:
    if isinstance(value, PartialDate | Period):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return to_table(value) if dataclasses.is_dataclass(value) else value


def _without_none(wanted: Any) -> Any:
    if get_origin(wanted) in (Union, types.UnionType):
        return next(part for part in get_args(wanted) if part is not type(None))
    return wanted


def _wanted(wanted: Any) -> str:
    inner = _without_none(wanted)
    if get_origin(inner) is tuple:
        return "a list of ids" if get_args(inner)[0] is str else "a list of tables"
    if inner is PartialDate:
        return "a date as far as it is known, as a text: 2017, 2017-04 or 2017-04-24"
    if inner is Period:
        return "a period, as a text: 2017-01/2017-04-01, ../2017-04-17 or one date"
    if dataclasses.is_dataclass(inner):
        return f"a table with the keys {', '.join(field.name for field in dataclasses.fields(inner))}"
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return f"one of {', '.join(inner)}"
    words = {str: "a text", int: f"a whole number from 0 to {MOST_NUMBER}", bool: "true or false"}
    return words[inner]


def _stand_in(wanted: Any) -> Any:
    """Return some value of the right type for a record that will be dropped."""
    inner = _without_none(wanted)
    if get_origin(inner) is tuple:
        return ()
    if inner is PartialDate:
        return PartialDate(2000)
    if inner is Period:
        return Period(PartialDate(2000), None)
    if dataclasses.is_dataclass(inner):
        hints = get_type_hints(inner)
        missing = (field for field in dataclasses.fields(inner) if field.default is dataclasses.MISSING)
        return inner(**{field.name: _stand_in(hints[field.name]) for field in missing})  # type: ignore[operator]
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return next(iter(inner))
    return inner()


def is_hidden(letter: str) -> bool:
    """Whether a character cannot be seen and may turn what is read around: controls, and marks of direction."""
    return letter != "\n" and unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs")


def _shown(text: str) -> str:
    """Return a short quotation that no terminal takes for more than text."""
    return repr(text if len(text) <= 40 else f"{text[:37]}...")
