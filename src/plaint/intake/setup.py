# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making a new intake, and looking at one that does not run.

Rules of this module:

- Making is a step of its own, done once by a person. A server that finds its ledger missing must not begin another.
- Looking changes nothing.
"""

from collections.abc import Iterator

from plaint.charter.model import Charter
from plaint.clock import SystemClock
from plaint.intake.carried import handed_out, read_carried
from plaint.intake.files import CharterFiles, read_charter_files
from plaint.intake.pages.offer import offered
from plaint.intake.place import check_day, check_key
from plaint.intake.settings import IntakeSettings
from plaint.origin import packed
from plaint.store.database import create_database, origin_of
from plaint.store.lastsigned import LastSigned
from plaint.store.ledgerkey import LedgerKey, create_ledger_key, read_ledger_key
from plaint.store.lock import locked
from plaint.store.reading import SqliteReading
from plaint.store.reserve import MIB, Reserve


def init_place(settings: IntakeSettings, origin: str) -> LedgerKey:
    """Make key, database and last-signed file for the ledger `origin`; return the key.

    Raises PlaintError where one of them is there already. The key is made last: without it nothing runs, so what broke
    off half-way is seen, and can be removed, before anything was signed.
    """
    packed(origin)  # refuses what is no origin
    settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(settings.folder):
        create_database(settings.folder, origin)
        LastSigned(settings.last_signed).create(origin)
        return create_ledger_key(settings.key, origin)


def check_place(settings: IntakeSettings) -> Iterator[str]:
    """Yield one line for each thing that is as it should be; raise PlaintError at the first that is not."""
    files = read_charter_files(settings.charters)
    yield f"charter: version {files.charter.version} of {files.charter.origin}"
    yield "pages: " + _pages(settings, files.charter)
    yield "offline page: " + _offline(settings, files)
    check_key(read_ledger_key(settings.key), files.charter)
    check_day(files.charter, SystemClock())
    yield "key: the one that the charter names"
    with locked(settings.folder):
        reading = SqliteReading(settings.folder)
        try:
            size = reading.size()
            yield f"ledger: {size} leaves of {origin_of(settings.folder)}"
            signed = LastSigned(settings.last_signed).compare(files.charter.origin, size, reading.read_tile)
            reusable = reading.reusable()
        finally:
            reading.close()
    yield f"last signed: {signed.size} leaves" if signed.size else "last signed: nothing yet"
    room = Reserve(settings.folder, settings.reserve_mib * MIB)
    has_room = room.has_room(MIB, reusable=reusable)
    yield "disk: room beyond the reserve" if has_room else "disk: FULL, entries are being refused"


def _offline(settings: IntakeSettings, files: CharterFiles) -> str:
    found = read_carried(settings.offline, files)
    if found is None:
        return "none"
    if handed_out(found, files) is None:
        return f"NOT HANDED OUT, it is of version {found.version}: ask the group for a newer one"
    return f"SHA-256 {found.digest}"


def _pages(settings: IntakeSettings, charter: Charter) -> str:
    found = offered(charter.languages, demo=charter.demo, reviewed=settings.reviewed, drafts=settings.drafts)
    return ", ".join(f"{one.name} ({one.review})" for one in found) or "NONE, no language is reviewed: programs only"
