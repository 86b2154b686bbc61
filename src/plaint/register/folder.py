# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a record's folder: every file of it, strictly, and everything that is wrong with it at once.

    register.toml                            title, licence and version of the form
    units.toml scopes.toml lineages.toml     what is counted, about what, and where counts come from
    actors/ID.toml sources/ID.toml statements/ID.toml commitments/ID.toml inquiries/ID.toml corrections/ID.toml
    snapshots/SHA256.FORM                    kept copies of sources
    published.log                            what was ever published
    imports/NAME.csv                         tables that were imported, as they were

A file that none of this explains is an error: a record saved under a wrong name must not silently be missing. Names
that begin with a dot are not looked at, nor are README.md and the lock.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from plaint import files
from plaint.register import published, staging, toml
from plaint.register.findings import Finding, RegisterError, in_order
from plaint.register.model import (
    Actor,
    Commitment,
    Correction,
    Inquiry,
    Lineage,
    Published,
    Register,
    Scope,
    Source,
    Statement,
    Unit,
    Words,
)
from plaint.register.shape import ID_FORM, Reading, Reference, is_id

VERSION: Final = 1
HEAD: Final = "register.toml"
FOLDERS: Final[Mapping[str, type]] = {
    "actors": Actor,
    "sources": Source,
    "statements": Statement,
    "commitments": Commitment,
    "inquiries": Inquiry,
    "corrections": Correction,
}
LISTS: Final[Mapping[str, type]] = {"units": Unit, "scopes": Scope, "lineages": Lineage}
SNAPSHOTS: Final = "snapshots"
IMPORTS: Final = "imports"
LOCK: Final = "lock"
"""What `plaint.lock` calls its file; not imported from there, because reading a record needs no POSIX."""
MOST_RECORDS: Final = 20_000
"""In one folder."""
_MISSING: Final = "There is no such file.", "Put it back; it may be empty."
_NO_FILE: Final = "This is no file but a link, a folder or a pipe.", "Put the file itself here."
_UNREAD: Final = ("README.md", LOCK, SNAPSHOTS, IMPORTS, published.NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What register.toml holds."""

    version: int
    title: Words
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """What units.toml, scopes.toml and lineages.toml hold."""

    units: tuple[Unit, ...] = ()
    scopes: tuple[Scope, ...] = ()
    lineages: tuple[Lineage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A record as it lies in its folder."""

    register: Register
    documents: Mapping[str, toml.Document]
    """By path relative to the folder."""

    def place(self, record: str, path: toml.Path = ()) -> tuple[str, int]:
        """Return file and line of a place in a record; a record of a list file is named like `units/detained`.

        Line 0 for a record that is not there.
        """
        folder, _, name = record.partition("/")
        if name not in getattr(self.register, folder):
            return (f"{folder}.toml" if folder in LISTS else f"{record}.toml"), 0
        file, table = self.table(record)
        return file, self.documents[file].line((*table, *path))

    def table(self, record: str) -> tuple[str, toml.Path]:
        """Return the file of a record that is there, and the path of its table in it."""
        folder, _, name = record.partition("/")
        if folder in LISTS:
            return f"{folder}.toml", (folder[:-1], list(getattr(self.register, folder)).index(name))
        return f"{record}.toml", ()


@dataclass(slots=True)
class _Gathered:
    """What has been read so far."""

    findings: list[Finding] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    documents: dict[str, toml.Document] = field(default_factory=dict)
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    named: dict[str, set[str]] = field(default_factory=dict)
    """Ids by folder, those of broken files as well: what refers to them is not wrong."""


def load(folder: Path) -> tuple[Loaded | None, tuple[Finding, ...]]:
    """Return what lies in `folder`, or None, and everything that is wrong with it.

    Raises `RegisterError` where there is no record at all, or where a change to it was interrupted.
    """
    if not (folder / HEAD).is_file():
        raise RegisterError(f"There is no record in {folder}.", hint="Name its folder: the one with register.toml.")
    staging.refuse_unfinished(folder)
    gathered = _Gathered()
    head = _read_head(folder, gathered)
    for name in LISTS:
        _read_list(folder, name, gathered)
    for name, kind in FOLDERS.items():
        _read_folder(folder, name, kind, gathered)
    log = _read_log(folder, gathered)
    _look_around(folder, gathered)
    _follow_references(gathered)
    staging.refuse_unfinished(folder)
    if head is None or gathered.findings:
        return None, in_order(gathered.findings)
    register = Register(title=head.title, licence=head.licence, published=log, **gathered.records)
    return Loaded(register=register, documents=gathered.documents), ()


def _read_head(folder: Path, gathered: _Gathered) -> _Head | None:
    reading = _open(folder, HEAD, gathered)
    if reading is None:
        return None
    head = reading.record(_Head, reading.document.table)
    if head.version != VERSION and not reading.findings:
        reading.find(("version",), f"This program reads version {VERSION} of the form.", "Use a newer program.")
    _close(reading, gathered)
    return head


def _read_list(folder: Path, name: str, gathered: _Gathered) -> None:
    gathered.records[name], gathered.named[name] = {}, set()
    reading = _open(folder, f"{name}.toml", gathered)
    if reading is None:
        return
    others = {other: () for other in LISTS if other != name}
    items = getattr(reading.record(_List, reading.document.table, **others), name)
    for place, item in enumerate(items):
        path = (name[:-1], place, "id")
        if not is_id(item.id):
            reading.find(path, "This is no id.", f"Use {ID_FORM}.")
        elif item.id in gathered.records[name]:
            reading.find(path, f"The id {item.id} stands here twice.", "Give each its own.")
        gathered.records[name][item.id] = item
    gathered.named[name] = set(gathered.records[name])
    _close(reading, gathered)


def _read_folder(folder: Path, name: str, kind: type, gathered: _Gathered) -> None:
    gathered.records[name], gathered.named[name] = {}, set()
    if not (folder / name).is_dir():
        return
    entries = [entry for entry in _names(folder / name) if not entry.startswith(".")]
    if len(entries) > MOST_RECORDS:
        gathered.findings.append(
            Finding(name, 0, f"There are more than {MOST_RECORDS} files here.", "Split the record.")
        )
        return
    for entry in entries:
        stem, dot, end = entry.rpartition(".")
        place = f"{name}/{files.shown(entry)}"
        if not dot or end != "toml" or not is_id(stem):
            gathered.findings.append(Finding(place, 0, "This is no record.", f"Name it ID.toml; an ID is {ID_FORM}."))
            continue
        gathered.named[name].add(stem)
        reading = _open(folder, place, gathered)
        if reading is not None:
            gathered.records[name][stem] = reading.record(kind, reading.document.table, id=stem)
            _close(reading, gathered)


def _read_log(folder: Path, gathered: _Gathered) -> tuple[Published, ...]:
    path = folder / published.NAME
    if not path.is_file():
        return ()
    lines, findings = published.read(files.read(path, published.MOST_BYTES))
    gathered.findings += findings
    return lines


def _open(folder: Path, place: str, gathered: _Gathered) -> Reading | None:
    path = folder / place
    if path.is_symlink() or not path.is_file():
        there = os.path.lexists(path)
        problem, remedy = _NO_FILE if there else _MISSING
        gathered.findings.append(Finding(place, 0, problem, remedy))
        return None
    try:
        octets = files.read(path, toml.MOST_BYTES)
    except files.FileError as error:
        gathered.findings.append(Finding(place, 0, "The file could not be read, or is too long.", error.hint))
        return None
    document, finding = toml.read(octets, place)
    if document is None:
        gathered.findings += [finding] if finding else []
        return None
    gathered.documents[place] = document
    return Reading(document, place)


def _close(reading: Reading, gathered: _Gathered) -> None:
    gathered.findings += reading.findings
    gathered.references += reading.references


def _look_around(folder: Path, gathered: _Gathered) -> None:
    known = {*_UNREAD, HEAD, *FOLDERS, *(f"{name}.toml" for name in LISTS)}
    for entry in _names(folder):
        if entry not in known and not entry.startswith("."):
            remedy = f"Take it out. The record has {', '.join(sorted(known))}."
            gathered.findings.append(Finding(files.shown(entry), 0, "This is no part of a record.", remedy))


def _follow_references(gathered: _Gathered) -> None:
    for reference in gathered.references:
        if reference.id not in gathered.named[reference.folder]:
            near = nearest(reference.id, gathered.named[reference.folder])
            remedy = f"Did you mean {near}?" if near else f"Add it to {reference.folder}, or name another."
            problem = f"{reference.folder} has no {reference.id}."
            gathered.findings.append(Finding(reference.place, reference.line, problem, remedy))


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def nearest(wrong: str, known: Iterable[str]) -> str | None:
    """Return the id among `known` that `wrong` is most likely a mistyped form of, or None."""
    import difflib  # noqa: PLC0415 - only where something is wrong

    found = difflib.get_close_matches(wrong[:100], list(known), n=1, cutoff=0.7)
    return found[0] if found else None
