# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real cosigner posts cover at a real intake: entries, chunks, tombstones, and no trace of which they were."""

import time
from collections.abc import Iterator
from pathlib import Path

from plaint.intake.settings import IntakeSettings
from plaint.ledger.leaf import Leaf, LeafKind, read_leaf
from plaint.ledger.packet import CHUNK_LENGTH, ENTRY_LENGTH
from plaint.ledger.tombstone import BY_AUTHOR, read_tombstone
from plaint.store.reading import SqliteReading
from plaint.unseal.entry import open_entry
from tests.process.test_cosigner import GROUP, prepare, start
from tests.support.intakes import prepared, running_intake
from tests.support.places import bytes_below

WITHIN = 120.0


def leaves(settings: IntakeSettings) -> list[Leaf]:
    """Return the leaves of the ledger."""
    reading = SqliteReading(settings.folder)
    try:
        found = (read_leaf(octets) for octets in reading.leaves(0, 100_000))
        return [leaf for leaf in found if isinstance(leaf, Leaf)]
    finally:
        reading.close()


def of_kind(found: list[Leaf], kind: LeafKind) -> Iterator[Leaf]:
    """Return the leaves of one kind."""
    return (leaf for leaf in found if leaf.kind == kind)


def test_cover_comes_in_every_form_and_leaves_no_trace(tmp_path: Path) -> None:
    """Entries, bursts of chunks and tombstones come; nobody opens one; the cosigner's disk and words tell of none."""
    settings = prepared(tmp_path, GROUP)
    with running_intake(tmp_path, settings) as intake:
        path = prepare(tmp_path, intake.port)
        with path.open("a", encoding="utf-8") as file:
            file.write("cover_per_day = 20000\nburst_every = 3\nerase_every = 1\n")
        cosigner = start(path)
        deadline = time.monotonic() + WITHIN
        wanted = {LeafKind.ENTRY: 4, LeafKind.CHUNK: 1}
        while True:
            found = leaves(settings)
            if all(len(list(of_kind(found, kind))) >= count for kind, count in wanted.items()):
                break
            assert time.monotonic() < deadline, cosigner.printed()
            time.sleep(0.5)
        assert cosigner.stop() == 0
        assert cosigner.printed() == ""
        time.sleep(2.5)
    reading = SqliteReading(settings.folder)
    entries = [reading.find(leaf.blob_hash) for leaf in of_kind(found, LeafKind.ENTRY)]
    for entry in entries:
        assert entry is not None
        assert entry.body is not None
        assert len(entry.body) == ENTRY_LENGTH
        for member in GROUP.signed.charter.seated:
            identity = GROUP.keys[member.id].keys.identity
            assert open_entry(entry.body, identity, slots=8, slot=member.slot) is None
    for leaf in of_kind(leaves(settings), LeafKind.TOMBSTONE):
        stone = reading.find(leaf.blob_hash)
        assert stone is not None
        assert stone.body is not None
        assert read_tombstone(stone.body).method == BY_AUTHOR
    reading.close()
    sizes = {path.stat().st_size for path in (settings.folder / "chunks").rglob("*") if path.is_file()}
    assert sizes == {CHUNK_LENGTH}
    kept = bytes_below(tmp_path / "cosigned")
    for leaf in found:
        if leaf.kind in (LeafKind.ENTRY, LeafKind.CHUNK):
            assert leaf.blob_hash not in kept
            assert leaf.blob_hash.hex().encode() not in kept
    assert len(kept) > 1000
