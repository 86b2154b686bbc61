# SPDX-License-Identifier: AGPL-3.0-or-later
"""Importing a table into a record's folder: everything or nothing, and the same table twice changes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from plaint import files
from plaint.register import staging, toml
from plaint.register.dossier.placing import Note, Placed, place
from plaint.register.dossier.rows import COLUMNS, MOST_BYTES, Row, read_rows
from plaint.register.examining import try_out
from plaint.register.findings import RegisterError
from plaint.register.folder import HEAD, IMPORTS, VERSION
from plaint.register.remarks import counted
from plaint.register.shape import to_table

TITLE: Final = {"ru": "Публичный реестр", "en": "Public record"}
LICENCE: Final = "CC-BY-4.0"
_NOTHING: Final = "nothing was written"


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did."""

    new: tuple[str, ...]
    """Ids of the statements that were made."""
    unchanged: int
    """Rows that are as they were imported before."""
    differences: tuple[str, ...]
    """A line for each cell that differs from what was imported before, and for each row that is gone."""
    notes: tuple[Note, ...]


def import_table(table: Path, folder: Path, scope: str, *, settled: bool = False) -> Report:
    """Import the CSV file `table` into the record in `folder`, which is made where it is not there yet.

    Raises `RegisterError`, and writes nothing, where the table has a mistake or where rows differ from what was
    imported before and `settled` does not say that a person has dealt with that.
    """
    octets = files.read(table, MOST_BYTES)
    rows, findings = read_rows(octets, table.name)
    if findings:
        count = counted(len(findings), "mistake", "mistakes")
        raise RegisterError(f"{table.name} has {count}; {_NOTHING}.", hint="Mend each line below.", findings=findings)
    if _is_new(folder):
        report, changed = _plan(folder, table.name, octets, rows, scope, settled=settled)
        try_out(folder, changed)
        folder.mkdir(parents=True, exist_ok=True)
    with staging.writing(folder):
        # Planned again under the lock: somebody else may have written since.
        report, changed = _plan(folder, table.name, octets, rows, scope, settled=settled)
        if changed:
            try_out(folder, changed)
            over = {name: (folder / name).read_bytes() for name in changed if (folder / name).is_file()}
            staging.change(folder, changed, over)
    return report


def _is_new(folder: Path) -> bool:
    if (folder / HEAD).is_file():
        return False
    if folder.exists() and any(path.name not in (staging.STAGED, "lock") for path in folder.iterdir()):
        raise RegisterError(f"{folder} holds something that is no record; {_NOTHING}.", hint="Name another folder.")
    return True


def _plan(
    folder: Path, name: str, octets: bytes, rows: Sequence[Row], scope: str, *, settled: bool
) -> tuple[Report, dict[str, bytes]]:
    """Return the report and the files that change, by path."""
    kept = folder / IMPORTS / name
    before = read_rows(files.read(kept, MOST_BYTES), name)[0] if kept.is_file() else ()
    differences = tuple(_differences(before, rows))
    if differences and not settled:
        raise RegisterError(
            f"{name} differs from what was imported before; {_NOTHING}.\n" + "\n".join(differences),
            hint="\nChange these records by hand or with `plaint register correct`, then import with --settled.",
        )
    known = {row.id for row in before}
    new = [row for row in rows if row.id not in known]
    # Placed among all rows, so that a new value of a series joins it; but only what is new is written.
    placed = place(rows, scope)
    ids = {row.id for row in new}
    changed = _files(folder, placed, ids) if new else {}
    if not kept.is_file() or kept.read_bytes() != octets:
        changed[f"{IMPORTS}/{name}"] = octets
    notes = tuple(note for note in placed.notes if new and note.record in ("", *ids))
    return Report(tuple(row.id for row in new), len(rows) - len(new), differences, notes), changed


def _differences(before: Iterable[Row], rows: Iterable[Row]) -> Iterable[str]:
    now = {row.id: row for row in rows}
    for row in before:
        other = now.get(row.id)
        if other is None:
            yield f"{row.id}: the row is no longer in the table"
        elif other.cells != row.cells:
            for column in COLUMNS:
                if other[column] != row[column]:
                    yield f"line {other.line} ({row.id}): {column} was {row[column]!r}, is {other[column]!r}"


def _files(folder: Path, placed: Placed, ids: set[str]) -> dict[str, bytes]:
    """Return the files of the new statements and of what they name that is not there yet."""
    statements = {name: placed.statements[name] for name in placed.statements if name in ids}
    for name in statements:
        if (folder / "statements" / f"{name}.toml").exists():
            raise RegisterError(
                f"statements/{name}.toml is there and was not imported; {_NOTHING}.",
                hint="Rename it, or give the row another event.",
            )
    counts = [count for said in statements.values() for count in said.counts]
    actors = {name for said in statements.values() for name in (said.actor, said.told_by) if name}
    sources = {name for said in statements.values() for name in said.sources}
    changed: dict[str, bytes] = {}
    for room, items in (
        ("actors", {name: placed.actors[name] for name in actors}),
        ("sources", {name: placed.sources[name] for name in sources}),
        ("statements", statements),
    ):
        for name, item in sorted(items.items()):
            path = f"{room}/{name}.toml"
            if not (folder / path).exists():
                changed[path] = toml.write(to_table(item)).encode()
    wanted = {
        "units": {count.unit for count in counts},
        "scopes": {said.scope for said in statements.values()} | {count.scope for count in counts},
        "lineages": {count.lineage for count in counts},
    }
    for room, names in wanted.items():
        changed.update(_list(folder, room, {name: getattr(placed, room)[name] for name in sorted(names)}))
    if not (folder / HEAD).exists():
        head: dict[str, Any] = {"version": VERSION, "licence": LICENCE, "title": TITLE}
        changed[HEAD] = toml.write(head).encode()
    return changed


def _list(folder: Path, room: str, items: Mapping[str, object]) -> dict[str, bytes]:
    """Return a list file with what it lacks put behind what it has, or nothing where it lacks nothing."""
    path = folder / f"{room}.toml"
    text = files.read_text(path, toml.MOST_BYTES) if path.is_file() else ""
    document, _ = toml.read(text.encode(), path.name)
    present = {item.get("id") for item in document.table.get(room[:-1], [])} if document else set()
    lacking = [to_table(item) for name, item in items.items() if name not in present]
    if not lacking and path.is_file():
        return {}
    added = toml.write({room[:-1]: lacking}) if lacking else ""
    return {path.name: (f"{text.rstrip()}\n\n{added}" if text.strip() else added).encode()}
