# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log of what was ever published: one line for each record and state, `RECORD DIGEST DAY`.

Rules of this module:

- A line is never taken out. What was public may have been copied, and whoever has the copy may ask what became of it.
- The digest is over what a record says, in one canonical form: layout and comments of its file are nobody's business.
- Units, scopes, lineages and corrections are in it as well: who gives a scope another name, or says of two lists that
  one is part of the other, changes what every number means, and who changes a reason changes the record's own history.
- What only grows was not changed: a later [[status]] of a promise, a later [[step]] of an inquiry, at their ends.
- A record that changed since must have corrections that lead back, step by step, from what it says now to what it said
  then. That is checked by going back: a correction of another field, or one that leaves a change out, does not help.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

from plaint.errors import FormatError
from plaint.register.dates import PartialDate
from plaint.register.findings import Finding
from plaint.register.model import Correction, Published, Register
from plaint.register.shape import flat, to_table

NAME: Final = "published.log"
CORRECTED: Final = ("actors", "sources", "statements", "commitments", "inquiries", "units", "scopes", "lineages")
"""Where the records lie that a correction may change."""
CORRECTIONS: Final = "corrections"
ROOMS: Final = (*CORRECTED, CORRECTIONS)
"""Where the records lie that are published one by one. A correction may be withdrawn, never changed."""
GROWING: Final = {"commitments": "status", "inquiries": "step"}
"""Lists that something may be added to, at the end, without a correction."""
MOST_BYTES: Final = 16 * 2**20
COPIES: Final = "snapshots"
WITHDRAWN: Final = "record"
"""The field of a correction that says that the whole record is no longer there."""
_LINE: Final = re.compile(r"([a-z]+/[a-z0-9-]{1,80}) ([0-9a-f]{64}) ([0-9]{4}-[0-9]{2}-[0-9]{2})")


def read(octets: bytes) -> tuple[tuple[Published, ...], list[Finding]]:
    """Return the lines of the log and what is wrong with it."""
    found = []
    findings = []
    lines = octets.decode("ascii", "replace").removesuffix("\n").split("\n") if octets else []
    for number, text in enumerate(lines, start=1):
        line = _line(text)
        if line is None:
            remedy = "Put back the log as it was: no line of it is ever changed."
            findings.append(Finding(NAME, number, "This is no line of the log.", remedy))
        else:
            found.append(line)
    return tuple(found), findings


def _line(text: str) -> Published | None:
    match = _LINE.fullmatch(text)
    with suppress(FormatError):
        return Published(record=match[1], digest=match[2], on=PartialDate.parse(match[3])) if match else None
    return None


def write(lines: Iterable[Published]) -> str:
    """Return the text of a log."""
    return "".join(f"{line.record} {line.digest} {line.on}\n" for line in lines)


def tables(register: Register) -> dict[str, dict[str, Any]]:
    """Return what each record that is published says, by folder and id.

    The kept copy of a source stands apart, as `snapshots/ID`: archiving what was published changes nothing that was
    said, and a copy that was published is never exchanged.
    """
    found = {f"{room}/{name}": to_table(item) for room in ROOMS for name, item in getattr(register, room).items()}
    for name in register.sources:
        copy = found[f"sources/{name}"].pop("snapshot", None)
        if copy is not None:
            found[f"{COPIES}/{name}"] = copy
    return found


def digest(table: Mapping[str, Any]) -> str:
    """Return the SHA-256, in hexadecimal, of what a record's table says."""
    return _digest_of(canonical(table))


def canonical(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as one flat table: path, written with dots, to value."""
    return dict(flat(table))


def continued(log: Iterable[Published], tables: Mapping[str, Mapping[str, Any]], on: PartialDate) -> list[Published]:
    """Return the lines to add when all of `tables` (by record) are published on a day: those of new or changed ones."""
    newest = {line.record: line.digest for line in log}
    found = ((record, digest(table)) for record, table in sorted(tables.items()))
    return [Published(record=record, digest=now, on=on) for record, now in found if newest.get(record) != now]


def unexplained(
    log: Iterable[Published], tables: Mapping[str, Mapping[str, Any]], corrections: Iterable[Correction]
) -> Iterator[tuple[Published, str]]:
    """Give each published state that corrections do not lead back to, and why: "gone" or "changed"."""
    of: dict[str, list[Correction]] = {}
    for correction in corrections:
        of.setdefault(correction.of, []).append(correction)
    for line in log:
        table = tables.get(line.record)
        own = of.get(line.record, [])
        if table is None:
            if not any(correction.field == WITHDRAWN for correction in own):
                yield line, "gone"
        elif line.digest not in _past(table, own, GROWING.get(line.record.partition("/")[0])):
            yield line, "changed"


def _past(table: Mapping[str, Any], corrections: Iterable[Correction], growing: str | None) -> Iterator[str]:
    """Give the digests of what the record says and, undoing one correction after the other, of what it said.

    Each also without the last ones of the list `growing`.
    """
    state: dict[str, Any] = canonical(table)
    yield from _shorter(state, growing)
    for correction in sorted(corrections, key=lambda one: one.place, reverse=True):
        if spelled(state.get(correction.field)) != correction.becomes:
            return
        if correction.was:
            state[correction.field] = unspelled(correction.was)
        else:
            state.pop(correction.field, None)
        yield from _shorter(state, growing)


def _shorter(state: Mapping[str, Any], growing: str | None) -> Iterator[str]:
    """Give the digest of a state, then of it without the last one of a list, the last two, and so on."""
    yield _digest_of(state)
    places = {int(field.split(".")[1]) for field in state if growing and field.startswith(f"{growing}.")}
    for length in sorted(places, reverse=True):
        kept = {
            field: value
            for field, value in state.items()
            if not field.startswith(f"{growing}.") or int(field.split(".")[1]) < length
        }
        yield _digest_of(kept)


def spelled(value: object) -> str:
    """Return a value as a correction writes it: JSON, or "" for none."""
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def unspelled(text: str) -> Any:
    """Return the value that a correction writes as `text`; raise `FormatError` where it is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise FormatError(
            "A correction has a value that cannot be read.", hint='Write a text in quotes: "2017".'
        ) from None
    return value


def _digest_of(state: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(state, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
