# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers written down beforehand: one or more complaints as TOML, for who files for several people in one sitting.

Rules of this module:

- Unknown keys are errors: a misspelt `left_out` must never be taken for "nobody".
- An error names the number of the complaint and the field, never what stands in it.
- The form is that of section 3.5 of docs/protocol.md, with `name` and `files` beside it.
"""

import mimetypes
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Final

from plaint.entry import identity, strictjson
from plaint.entry.complaint import DETAILS, Complaint
from plaint.entry.identity import SealedName
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError, PlaintError
from plaint.filing.sealing import Order
from plaint.seal.chunks import OutgoingFile

_DEFAULTS: Final[Mapping[str, object]] = {
    "relation": "not_said", "left_out": [], "included": [], "urgency": "not_said", "wish": "keep", "consent": [],
    "earlier": False, "helper": None, **dict.fromkeys(DETAILS, ""),
}  # fmt: skip
_ABOUT: Final[Mapping[str, object]] = {"bodies": [], "regions": [], "unknown": False, "uniformed": False, "note": ""}
_BESIDE: Final = ("name", "files")


class AnswersError(PlaintError):
    """A file of answers has a mistake; nothing was sealed."""


@dataclass(frozen=True, slots=True)
class _One:
    """One complaint of the file, and how to speak of it in an error."""

    number: int
    table: Mapping[str, object] = field(repr=False)

    def error(self, name: str) -> AnswersError:
        return AnswersError(
            f"Complaint {self.number} of the file: {name} is missing, unknown, too long or not one of its choices.",
            hint="See docs/protocol.md, section 3.5, and correct the file; none of its complaints was sealed.",
        )


def read_answers(octets: bytes, *, read_file: Callable[[Path], bytes] = Path.read_bytes) -> tuple[Order, ...]:
    """Return the orders of a TOML file with tables `[[complaint]]`; raise `AnswersError` at the first mistake."""
    try:
        tables = tomllib.loads(octets.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise AnswersError("The file of answers is not TOML in UTF-8.", hint="Correct it and start again.") from None
    complaints = tables.pop("complaint", None)
    if tables or not isinstance(complaints, list) or not all(isinstance(one, dict) for one in complaints):
        raise AnswersError("The file holds something besides [[complaint]] tables.", hint="Correct it and start again.")
    if not complaints:
        raise AnswersError("The file holds no complaint.", hint="Write one under [[complaint]].")
    return tuple(_order(_One(number, table), read_file) for number, table in enumerate(complaints, start=1))


def _order(one: _One, read_file: Callable[[Path], bytes]) -> Order:
    return Order(complaint=_complaint(one), name=_name(one), files=_files(one, read_file))


def _complaint(one: _One) -> Complaint:
    about = _filled(one, one.table.get("about"), _ABOUT, "about")
    given = {key: value for key, value in one.table.items() if key not in (*_BESIDE, "about")}
    known = {*_DEFAULTS, "language", "account"}
    for key in given:
        if key not in known:
            raise one.error(key)
    document = {"form": 1, **_DEFAULTS, **given, "about": about}
    plain = {name: _json(one, name, value) for name, value in document.items()}
    try:
        complaint = Complaint.decode(strictjson.encode(plain))
    except FormatError as error:
        # The message of a wrong document names its field and never quotes it.
        raise AnswersError(f"Complaint {one.number} of the file: {error.message}", hint="Correct the file.") from None
    if isinstance(complaint, Unknown) or complaint.more or complaint.about.more:
        raise one.error("form")
    return complaint


def _name(one: _One) -> SealedName | None:
    if "name" not in one.table:
        return None
    empty = {"name": "", "contact": "", "safe_contact": "", "other": ""}
    fields = _filled(one, one.table["name"], empty, "name")
    if not all(isinstance(value, str) for value in fields.values()):
        raise one.error("name")
    name = SealedName(**{key: str(value) for key, value in fields.items()})
    try:
        name.encode()
    except FormatError:
        raise _wrong_name(one, name) from None
    return name


def _wrong_name(one: _One, name: SealedName) -> AnswersError:
    texts = {"name": name.name, "contact": name.contact, "safe_contact": name.safe_contact, "other": name.other}
    wrong = [field for field, text in texts.items() if len(text) > identity.MOST[field]]
    if wrong or not name.name or name.excess <= 0:
        return one.error(f"name.{wrong[0] if wrong else 'name'}")
    # Fields that fit each may not fit together: the envelope has one size for all.
    return AnswersError(
        f"Complaint {one.number} of the file: the fields of name are {name.excess} bytes too long together.",
        hint="Most letters take two bytes. Shorten one of the four; none of the file's complaints was sealed.",
    )


def _files(one: _One, read_file: Callable[[Path], bytes]) -> tuple[OutgoingFile, ...]:
    paths = one.table.get("files", [])
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise one.error("files")
    found = []
    for at, path in enumerate(paths, start=1):
        try:
            found.append(outgoing(Path(path), read_file))
        except PlaintError as error:
            message = f"Complaint {one.number} of the file, its file {at}: {error.message}"
            raise AnswersError(message, hint=error.hint) from None
    return tuple(found)


def outgoing(path: Path, read_file: Callable[[Path], bytes] = Path.read_bytes) -> OutgoingFile:
    """Return a file as it lies on this machine, metadata and all; raise `AnswersError` where it cannot be read."""
    try:
        content = read_file(path)
    except OSError as error:
        reason = error.strerror or "no reason was given"
        raise AnswersError(f"It cannot be read ({reason}).", hint="Check its path.") from None
    kind = mimetypes.guess_type(path.name)[0] or ""
    return OutgoingFile(content=content, name=PurePath(path).name, media_type=kind, original=True)


def _filled(one: _One, table: object, defaults: Mapping[str, object], name: str) -> dict[str, object]:
    if not isinstance(table, dict) or set(table) - set(defaults):
        raise one.error(name)
    return {**defaults, **table}


def _json(one: _One, name: str, value: object) -> strictjson.JsonValue:
    """Return a value of TOML as one of strict JSON; dates and fractions have no place in a complaint."""
    if isinstance(value, dict):
        return {str(key): _json(one, name, inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_json(one, name, inner) for inner in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    raise AnswersError(
        f"Complaint {one.number} of the file: {name} is a date or a fraction.", hint="Write it in quotes."
    )
