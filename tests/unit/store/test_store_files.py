# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies beside the database: chunks, the lock, the key, the reserve."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from plaint.errors import FormatError
from plaint.store.chunks import Chunks
from plaint.store.errors import StoreError
from plaint.store.ledgerkey import create_ledger_key, read_ledger_key
from plaint.store.lock import locked
from plaint.store.reserve import Reserve, free_bytes
from tests.support.groups import NOW
from tests.support.stores import ORIGIN

LENGTH = 1_048_576
CHUNK = os.urandom(LENGTH)
NAME = sha256(CHUNK).digest()


async def pieces(octets: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    """Yield `octets` piece by piece."""
    for at in range(0, len(octets), size):
        yield octets[at : at + size]


@pytest.fixture
def chunks(tmp_path: Path) -> Chunks:
    """Return an empty folder of chunks."""
    made = Chunks(tmp_path / "chunks", 3600)
    made.prepare()
    return made


@pytest.mark.anyio
async def test_a_chunk_is_read_back(chunks: Chunks) -> None:
    """Written once or twice, it is there under its hash, and gone after it was dropped."""
    assert (chunks.holds(NAME), chunks.read(NAME, 0, LENGTH)) == (False, None)
    async with chunks.put(NAME, pieces(CHUNK), NOW):
        pass
    async with chunks.put(NAME, pieces(CHUNK, 1000), NOW):
        pass
    assert chunks.holds(NAME)
    assert chunks.read(NAME, 0, LENGTH) == CHUNK
    chunks.drop(NAME)
    chunks.drop(NAME)
    assert chunks.read(NAME, 0, LENGTH) is None


@pytest.mark.anyio
@pytest.mark.parametrize("octets", [CHUNK[:-1], CHUNK + b"x", b"", CHUNK[:-1] + bytes([CHUNK[-1] ^ 1])])
async def test_another_content_leaves_nothing(chunks: Chunks, octets: bytes) -> None:
    """Cut off, too long, empty, one bit changed: refused, and no file is left."""
    with pytest.raises(FormatError):
        async with chunks.put(NAME, pieces(octets), NOW):
            raise AssertionError
    assert not [path for path in chunks.folder.rglob("*") if path.is_file()]


@pytest.mark.anyio
async def test_what_breaks_off_leaves_nothing(chunks: Chunks) -> None:
    """The other side goes away in the middle."""

    async def broken() -> AsyncIterator[bytes]:
        yield CHUNK[:1000]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        async with chunks.put(NAME, broken(), NOW):
            raise AssertionError
    assert not [path for path in chunks.folder.rglob("*") if path.is_file()]


@pytest.mark.anyio
async def test_a_chunk_is_durable_before_it_is_there(chunks: Chunks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is fsynced before it gets its name, the folder after."""
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def noted_replace(path: Path, target: Path) -> Path:
        steps.append("name")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    async with chunks.put(NAME, pieces(CHUNK), NOW):
        pass
    assert steps == ["file", "name", "folder"]


@pytest.mark.anyio
async def test_times_of_chunks_are_those_of_a_tick(chunks: Chunks) -> None:
    """Neither the file nor its folder tells the minute."""
    async with chunks.put(NAME, pieces(CHUNK), NOW + 1234):
        pass
    path = chunks.path(NAME)
    assert path.stat().st_mtime == path.parent.stat().st_mtime == NOW


def test_what_was_left_unfinished_is_swept(chunks: Chunks) -> None:
    """A chunk that a crash cut off is dropped at the next start."""
    (chunks.folder / "incoming" / "x").write_bytes(b"half")
    chunks.prepare()
    assert not [path for path in chunks.folder.rglob("*") if path.is_file()]


def test_a_ledger_is_one_process_only(tmp_path: Path) -> None:
    """A second one is refused while the first runs, and let in after it."""
    with locked(tmp_path), pytest.raises(StoreError, match="Another process"), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass
    with pytest.raises(StoreError, match="no ledger"), locked(tmp_path / "nowhere"):
        pass


def test_a_key_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    """Never written over, never readable by others, and read back as it was."""
    path = tmp_path / "ledger.key"
    key = create_ledger_key(path, ORIGIN)
    assert read_ledger_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [signer.name for signer in key.signers] == [ORIGIN, ORIGIN]
    assert key.ed25519.hex() not in repr(key)
    with pytest.raises(StoreError, match="already"):
        create_ledger_key(path, ORIGIN)
    assert read_ledger_key(path) == key


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """The message says how to mend it."""
    path = tmp_path / "ledger.key"
    create_ledger_key(path, ORIGIN)
    path.chmod(0o640)
    with pytest.raises(StoreError, match="Others may read") as caught:
        read_ledger_key(path)
    assert "chmod 600" in caught.value.hint


@pytest.mark.parametrize("text", ["", "{}", '{"plaint": "ledger-key/1"}', '{"plaint": "ledger-key/2"}', "\xff"])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, text: str) -> None:
    """And nothing of it is shown."""
    path = tmp_path / "ledger.key"
    path.write_text(text, encoding="latin-1")
    path.chmod(0o600)
    with pytest.raises(StoreError, match="no key"):
        read_ledger_key(path)


def test_a_missing_key_is_not_made(tmp_path: Path) -> None:
    """It has to come back from its backup."""
    with pytest.raises(StoreError, match="not at") as caught:
        read_ledger_key(tmp_path / "ledger.key")
    assert "backup" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("free", "length", "room"), [(100, 10, True), (100, 11, False), (0, 1, False)])
def test_the_reserve_is_kept(tmp_path: Path, free: int, length: int, *, room: bool) -> None:
    """Nothing is taken that would leave less than the reserve."""
    assert Reserve(tmp_path, 90, lambda _: free).has_room(length) is room
    assert free_bytes(tmp_path) > 0


@pytest.mark.parametrize(
    ("free", "reusable", "room"), [(100, 0, True), (90, 9, False), (90, 10, True), (55, 45, True), (54, 90, False)]
)
def test_room_in_the_database_counts(tmp_path: Path, free: int, reusable: int, *, room: bool) -> None:
    """What was erased there can be written again, as long as half of the reserve is on the disk."""
    assert Reserve(tmp_path, 90, lambda _: free).has_room(10, reusable=reusable) is room


@pytest.mark.parametrize(("free", "room"), [(90, True), (55, True), (54, False)])
def test_wishes_to_erase_may_take_half_of_the_reserve(tmp_path: Path, free: int, *, room: bool) -> None:
    """They make room; the other half is for leaves and heads."""
    assert Reserve(tmp_path, 90, lambda _: free).has_room_to_erase(10) is room


@pytest.mark.anyio
async def test_one_upload_of_a_chunk_at_a_time_is_in_its_place(chunks: Chunks) -> None:
    """The second comes to its place when the first has been decided about; another chunk waits for nobody."""
    other = os.urandom(1_048_576)
    entered: list[str] = []

    async def second() -> None:
        async with chunks.put(NAME, pieces(CHUNK), NOW):
            entered.append("second")

    async with chunks.put(NAME, pieces(CHUNK), NOW):
        waiting = asyncio.create_task(second())
        async with chunks.put(sha256(other).digest(), pieces(other), NOW):
            entered.append("other")
        chunks.drop(NAME)
        await asyncio.sleep(0.1)
        entered.append("first")
    await waiting
    assert entered == ["other", "first", "second"]
    assert chunks.read(NAME, 0, LENGTH) == CHUNK


@pytest.mark.anyio
async def test_chunks_are_listed_by_name(chunks: Chunks) -> None:
    """What has another name is not ours and not listed."""
    async with chunks.put(NAME, pieces(CHUNK), NOW):
        (chunks.path(NAME).parent / "notes.txt").write_bytes(b"of somebody else")
    assert list(chunks.names()) == [NAME]
