# SPDX-License-Identifier: AGPL-3.0-or-later
"""The place that an intake is: charter, ledger and counter, put together at start and taken apart at the end.

Rules of this module:

- Nothing is made here: a missing ledger, key or charter stops the start, and the message says what to do.
- The charter names the ledger's key. Another key than that does not get to sign.
- A newer charter takes effect at a start, and gets its leaf in the first pass after it.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256

from plaint.charter.freshness import DAY
from plaint.charter.model import Charter
from plaint.clock import Clock, begin_of, tick_of
from plaint.errors import PlaintError
from plaint.intake.counter import Counter
from plaint.intake.countersigning import Countersigning
from plaint.intake.faults import Faults
from plaint.intake.files import CharterFiles, read_charter_files
from plaint.intake.settings import IntakeSettings
from plaint.ledger.leaf import Leaf, LeafKind
from plaint.ledger.window import Ticks
from plaint.store.chunks import Chunks
from plaint.store.database import origin_of
from plaint.store.errors import StoreError
from plaint.store.lastsigned import LastSigned
from plaint.store.ledgerkey import LedgerKey, read_ledger_key
from plaint.store.lock import locked
from plaint.store.protocol import Blob, Head, Reading, Writing
from plaint.store.published import Published, publish
from plaint.store.reading import SqliteReading
from plaint.store.reserve import MIB, Reserve
from plaint.store.sequencer import Sequencer, Shape, Signing
from plaint.store.tidying import Ages, Tidying, drop_orphans
from plaint.store.writer import Writer
from plaint.store.writing import SqliteWriting


class PlaceError(PlaintError):
    """Charter, key and ledger do not belong together."""


@dataclass(slots=True, kw_only=True)
class Place:
    """Everything that answering a request may need."""

    settings: IntakeSettings
    clock: Clock
    files: CharterFiles
    reading: Reading
    writer: Writer
    chunks: Chunks
    counter: Counter
    countersigning: Countersigning
    faults: Faults
    published: Published | None = field(default=None)
    """What everybody is shown until the next tick; None until the first head is signed."""

    @property
    def charter(self) -> Charter:
        """The newest charter."""
        return self.files.charter


@asynccontextmanager
async def open_place(settings: IntakeSettings, clock: Clock, *, reserve: Reserve | None = None) -> AsyncIterator[Place]:
    """Open the ledger and write it for the length of the block; raise PlaintError where something does not fit."""
    with built_place(settings, clock, reserve=reserve) as place:
        place.writer.start()
        try:
            yield place
        finally:
            await place.writer.close()
            place.faults.tell()


@contextmanager
def built_place(settings: IntakeSettings, clock: Clock, *, reserve: Reserve | None = None) -> Iterator[Place]:
    """Put a place together for the length of the block; nothing is written to it yet."""
    files = read_charter_files(settings.charters)
    charter = files.charter
    key = read_ledger_key(settings.key)
    check_key(key, charter)
    check_day(charter, clock)
    with ExitStack() as stack:
        stack.enter_context(locked(settings.folder))
        if origin_of(settings.folder) != charter.origin:
            raise PlaceError("Ledger and charter are of two groups.", hint="Look at 'folder' and 'charters' again.")
        reading = SqliteReading(settings.folder)
        stack.callback(reading.close)
        writing = SqliteWriting(settings.folder)
        stack.callback(writing.close)
        chunks = Chunks(settings.folder / "chunks", charter.ledger_tick)
        chunks.prepare()
        faults = Faults(clock, charter.ledger_tick)
        ticks = Ticks(ledger=charter.ledger_tick, desk=charter.desk_tick)

        def show(head: Head) -> None:
            place.published = publish(head, reading, key=charter.ledger_key, ticks=ticks)
            faults.tell_if_due()

        ages = Ages(entry_days=charter.entry_days, erase_days=charter.erase_days)
        sequencer = Sequencer(
            reading,
            writing,
            shape=Shape(origin=charter.origin, ticks=ticks, slots=charter.slots, cells_per_desk=charter.cells_per_desk),
            signing=Signing(key.signers, LastSigned(settings.last_signed)),
            publish=show,
            tidy=Tidying(reading, writing, chunks, ages=ages, ticks=ticks).step,
        )
        # Not before the sequencer has found the ledger to be the one that was signed: to an older copy, from a backup,
        # all newer chunks would be nobody's.
        drop_orphans(chunks, reading)
        hold_charters(files, reading, writing, tick_of(clock.now(), charter.ledger_tick) - 1)
        writer = Writer(
            settings.folder, writing, sequencer, clock=clock, tick=charter.ledger_tick, report=faults.report
        )
        room = reserve or Reserve(settings.folder, settings.reserve_mib * MIB)
        place = Place(
            settings=settings,
            clock=clock,
            files=files,
            reading=reading,
            writer=writer,
            chunks=chunks,
            counter=Counter(charter, writer, reading, chunks, reserve=room, clock=clock),
            countersigning=Countersigning(files.cosigners, charter.quorum, clock=clock),
            faults=faults,
        )
        head = reading.head()
        if head is not None:
            show(head)
        yield place


def check_key(key: LedgerKey, charter: Charter) -> None:
    """Raise PlaceError unless `key` is the one that `charter` names."""
    ed25519, ml_dsa_44 = key.signers
    if key.origin != charter.origin or ed25519.verifier != charter.ledger_key:
        raise PlaceError(
            "The charter names another key for this ledger.", hint="Use the key that the charter was made with."
        )
    if sha256(ml_dsa_44.verifier.public).digest() != charter.ledger_pq:
        raise PlaceError(
            "The charter names another ML-DSA-44 key for this ledger.",
            hint="Use the key that the charter was made with.",
        )


def check_day(charter: Charter, clock: Clock) -> None:
    """Raise PlaceError where `charter` bears a day that nowhere on earth has begun.

    Desks take no board from before the day of a charter that lies before it in the ledger.
    """
    if begin_of(charter.issued) - DAY > clock.now():
        raise PlaceError(
            f"Version {charter.version} of the charter is dated {charter.issued}, which has not come.",
            hint="Set this machine's clock, or put the version there on that day.",
        )


def hold_charters(files: CharterFiles, reading: Reading, writing: Writing, tick: int) -> None:
    """Hold each version of the charter that the ledger does not have; raise StoreError where it has another one."""
    held = reading.charters()
    for version, note in sorted(files.charters.items()):
        if version not in held:
            leaf = Leaf(LeafKind.CHARTER, sha256(note).digest())
            writing.hold_charter(Blob(leaf, note), version=version, tick=tick)
        elif held[version] != note:
            raise StoreError(
                f"The ledger holds another {version}.charter than the file.", hint="Put the file back that was there."
            )
    if len(held) > len(files.charters):
        raise StoreError("The ledger holds a newer charter than the files.", hint="Put every version there.")
