# SPDX-License-Identifier: AGPL-3.0-or-later
"""Adding to a record and correcting it, each as one change that leaves the record right or as it was."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from plaint.register import published, staging, toml
from plaint.register.archive.proposing import form_of
from plaint.register.dates import PartialDate
from plaint.register.examining import try_out
from plaint.register.findings import RegisterError
from plaint.register.folder import FOLDERS, LISTS, SNAPSHOTS, Loaded, load
from plaint.register.model import Correction, Snapshot, Source, Statement, Words
from plaint.register.shape import ID_FORM, Reading, is_id, to_table

_NO_TEXTS: Final = ("low", "high", "cumulative", "coercion_suspected", "in_reply_to", "sources", "part_of")
"""Fields that hold no text and may be empty before a correction fills them."""


@dataclass(frozen=True, slots=True)
class Change:
    """Where to look at what was changed: paths relative to the record's folder."""

    written: tuple[str, ...]


def add_source(folder: Path, source: Source, octets: bytes | None, taken: PartialDate) -> Change:
    """Add a source, or a kept copy to one that is there; `octets` is the saved file, None where there is none.

    Of a source that is there, what it says already is kept and only what is empty is filled; where it was published,
    only the copy is added. Raises `RegisterError` where it has another copy already: an archive is not replaced.
    """
    _require_id(source.id)
    place = f"sources/{source.id}.toml"
    new: dict[str, bytes] = {}
    with staging.writing(folder):
        loaded = _loaded(folder)
        known = loaded.register.sources.get(source.id)
        if known is not None:
            was_published = f"sources/{source.id}" in {line.record for line in loaded.register.published}
            source = known if was_published else _completed(known, source)
        if octets is not None:
            snapshot = Snapshot(sha256=hashlib.sha256(octets).hexdigest(), form=form_of(octets), taken=taken)
            if source.snapshot is not None and source.snapshot.sha256 != snapshot.sha256:
                raise RegisterError(
                    f"{source.id} has another copy already.", hint="Add this one as a source of its own."
                )
            source = source if source.snapshot else replace(source, snapshot=snapshot)
            if not (folder / _copy(snapshot)).exists():
                new[_copy(snapshot)] = octets
        new[place] = toml.write(to_table(source)).encode()
        return _commit(folder, new)


def add_statement(folder: Path, statement: Statement) -> Change:
    """Add a statement; raise `RegisterError` where there is one of this id or where something of it is not right."""
    _require_id(statement.id)
    place = f"statements/{statement.id}.toml"
    with staging.writing(folder):
        if (folder / place).exists():
            raise RegisterError(
                f"{place} is there already.", hint="Take another id, or change it with plaint register correct."
            )
        return _commit(folder, {place: toml.write(to_table(statement)).encode()})


def correct(folder: Path, record: str, field: str, becomes: str | None, why: tuple[Words, PartialDate, str]) -> Change:
    """Change one field of a record and keep what it said before, as a correction.

    `becomes` is the new value as a person types it, None to take the field out; `why` holds the reason, the day and who
    corrects. Raises `RegisterError` where there is no such place or the record would not be right afterwards.
    """
    room, _, name = record.partition("/")
    reason, on, by = why
    with staging.writing(folder):
        loaded = _loaded(folder)
        if room not in published.CORRECTED or name not in getattr(loaded.register, room):
            raise RegisterError(
                f"There is no record {record}.",
                hint=f"Write it as folder/id, the folder being {', '.join(published.CORRECTED)}.",
            )
        place, table = loaded.table(record)
        document = loaded.documents[place]
        was = _said(record, document, table, field)
        value = None if becomes is None else _typed(field, was, becomes)
        if was is None and value is None:
            raise RegisterError(f"{record} has no field {field}.", hint="Look at its file; write text.ru for a text.")
        try:
            text = toml.replaced(document, (*table, *_path(field)), value)
        except KeyError:
            raise RegisterError(
                f"{record} has no place for {field}.", hint="Add its table by hand, then correct it."
            ) from None
        after, _ = toml.read(text.encode(), place)
        correction = Correction(
            id=_free(loaded, f"{on}-{name}"),
            of=record,
            field=field,
            was=published.spelled(was),
            becomes=published.spelled(_said(record, after, table, field) if after else value),
            reason=reason,
            on=on,
            by=by,
        )
        new = {
            place: text.encode(),
            f"corrections/{correction.id}.toml": toml.write(to_table(correction)).encode(),
        }
        return _commit(folder, new)


def _said(record: str, document: toml.Document, path: toml.Path, field: str) -> object:
    """Return what a record says in a field, None where it says nothing: `false` and no word are the same there."""
    room, _, name = record.partition("/")
    table: Any = document.table
    for part in path:
        table = table[part]
    if room in LISTS:
        item: object = Reading(document, name).record(LISTS[room], table, path)
    else:
        item = Reading(document, name).record(FOLDERS[room], table, id=name)
    return published.canonical(to_table(item)).get(field)


def _loaded(folder: Path) -> Loaded:
    loaded, findings = load(folder)
    if loaded is None:
        raise RegisterError(
            "The record has errors; nothing was written.", hint="Mend each line below first.", findings=findings
        )
    return loaded


def _commit(folder: Path, new: Mapping[str, bytes]) -> Change:
    over = {place: (folder / place).read_bytes() for place in new if (folder / place).exists()}
    try_out(folder, new)
    staging.change(folder, new, over)
    return Change(tuple(new))


def _completed(known: Source, given: Source) -> Source:
    empty = [field for field in Source.__dataclass_fields__ if getattr(known, field) is None]
    return replace(known, **{field: getattr(given, field) for field in empty})


def _copy(snapshot: Snapshot) -> str:
    return f"{SNAPSHOTS}/{snapshot.sha256}.{snapshot.form}"


def _require_id(name: str) -> None:
    if not is_id(name):
        raise RegisterError("This is no id.", hint=f"Use {ID_FORM}.")


def _typed(field: str, was: object, typed: str) -> Any:  # the type is the field's
    """Return what a person typed as a value of the kind that the field has."""
    if isinstance(was, str):
        return typed
    if isinstance(was, bool | int | list) or field.rpartition(".")[2] in _NO_TEXTS:
        value = published.unspelled(typed)
        if was is None or type(value) is type(was):
            return value
        raise RegisterError(
            f"{field} holds {published.spelled(was)}.", hint='Write the same kind of value: 100, true or ["id"].'
        )
    return typed


def _path(field: str) -> toml.Path:
    return tuple(int(part) if part.isascii() and part.isdigit() else part for part in field.split("."))


def _free(loaded: Loaded, name: str) -> str:
    number = 1
    while f"{name}-{number}" in loaded.register.corrections:
        number += 1
    return f"{name}-{number}"
