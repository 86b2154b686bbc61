# SPDX-License-Identifier: AGPL-3.0-or-later
"""The edge towards the register's folder: a record without errors in, and the note of what went out.

`published.log` is written before the site: a run that is killed between the two leaves a record that is held to more
than was shown, and never one that may change what was.
"""

from pathlib import Path

from plaint.register import published, staging
from plaint.register.dates import PartialDate
from plaint.register.examining import examine
from plaint.register.findings import RegisterError
from plaint.register.model import Register


def sound(folder: Path) -> Register:
    """Return the record in `folder`, its kept copies compared as well; raise `RegisterError` with each error in it."""
    loaded, findings = examine(folder)
    errors = [found for found in findings if not found.is_warning]
    if loaded is None or errors:
        raise RegisterError(
            f"The record in {folder} has errors ({len(errors)}); nothing was published.",
            hint="Mend each line below.",
            findings=errors,
        )
    return loaded.register


def is_noted(register: Register) -> bool:
    """Whether published.log has this state of every record."""
    newest = {line.record: line.digest for line in register.published}
    tables = published.tables(register)
    return all(newest.get(record) == published.digest(table) for record, table in tables.items())


def note_published(folder: Path, register: Register, on: PartialDate) -> int:
    """Note in published.log that this state of every record is public; return how many lines that took."""
    path = folder / published.NAME
    with staging.writing(folder):
        if sound(folder) != register:
            raise RegisterError("The record changed a moment ago; nothing was published.", hint="Try again.")
        added = published.continued(register.published, published.tables(register), on)
        if added:
            before = path.read_bytes() if path.exists() else b""
            after = before + published.write(added).encode()
            staging.change(folder, {published.NAME: after}, {published.NAME: before} if path.exists() else None)
    return len(added)
