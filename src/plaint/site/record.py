# SPDX-License-Identifier: AGPL-3.0-or-later
"""The edge towards the register's folder: a record without errors in, and the note of what went out.

`published.log` is written before the site: a run that is killed between the two leaves a record that is held to more
than was shown, and never one that may change what was.
"""

from dataclasses import replace
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


def noted(register: Register, on: PartialDate) -> Register:
    """Return the register with the log as it will be once this state of every record is public."""
    added = published.continued(register.published, published.tables(register), on)
    return replace(register, published=(*register.published, *added))


def note_published(folder: Path, register: Register, after: Register) -> None:
    """Write into published.log what `after` (see `noted`) has and `register`, which lies in `folder`, has not."""
    path = folder / published.NAME
    with staging.writing(folder):
        if sound(folder) != register:
            raise RegisterError("The record changed a moment ago; nothing was published.", hint="Try again.")
        added = after.published[len(register.published) :]
        if added:
            before = path.read_bytes() if path.exists() else b""
            log = before + published.write(added).encode()
            staging.change(folder, {published.NAME: log}, {published.NAME: before} if path.exists() else None)
