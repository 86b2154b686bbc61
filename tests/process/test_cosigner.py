# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real cosigner against a real intake: it countersigns, survives a kill between state and signature, and ends."""

import http.client
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from plaint.charter.fingerprint import words
from plaint.cosign.key import write_key
from plaint.cosign.state import create_state, read_state
from plaint.keys import note as notes
from plaint.ledger.checkpoint import Checkpoint, read_checkpoint
from plaint.ledger.countersigned import countersigners
from plaint.ledger.proof import consistency_proof, verify_consistency
from plaint.store.reading import SqliteReading
from tests.support import process
from tests.support.cosigners import PAPER, countersigned_group, keys_of
from tests.support.intakes import PLAINT, RunningIntake, prepared, running_intake
from tests.support.places import packet

GROUP = countersigned_group(seconds=True)
COSIGNERS = keys_of(GROUP)


def prepare(folder: Path, port: int) -> Path:
    """Make a cosigner that looks at this port; return its settings file."""
    create_state(folder / "cosigned")
    write_key(folder / "cosigner.key", PAPER)
    return aim(folder, port)


def aim(folder: Path, port: int) -> Path:
    """Write the settings of the cosigner in `folder`."""
    path = folder / "cosign.toml"
    fingerprint = " ".join(words(GROUP.signed.digest, "en"))
    path.write_text(f'server = "http://127.0.0.1:{port}"\nfingerprint = "{fingerprint}"\n', encoding="utf-8")
    return path


def start(settings: Path) -> process.Program:
    """Run the cosigner."""
    log = settings.with_name(f"cosign-{len(list(settings.parent.glob('cosign-*.log')))}.log")
    return process.start([str(PLAINT), "cosign", "run", "--settings", str(settings)], log)


def cosigned(intake: RunningIntake) -> Checkpoint | None:
    """Return the newest head that the cosigner has countersigned, as intake shows it."""
    status, body, _ = intake.ask("GET", "/cosigned")
    if status != 200:
        return None
    note = notes.parse(body)
    assert set(countersigners(note, COSIGNERS)) == {PAPER.name}
    return read_checkpoint(note.text)


def until_cosigned(intake: RunningIntake, cosigner: process.Program, size: int) -> Checkpoint:
    """Wait for a countersigned head of at least `size` leaves."""

    def probe() -> Checkpoint | None:
        found = cosigned(intake)
        return found if found is not None and found.size >= size else None

    return cosigner.wait_for(f"a countersigned head of {size} leaves", probe, seconds=60)


def test_heads_are_countersigned_while_entries_come(tmp_path: Path) -> None:
    """Each countersigned head continues the one before; told to end, it ends with 0 and has said nothing."""
    with running_intake(tmp_path, prepared(tmp_path, GROUP)) as intake:
        cosigner = start(prepare(tmp_path, intake.port))
        heads = [until_cosigned(intake, cosigner, 1)]
        for count in (3, 1, 7):
            for _ in range(count):
                assert intake.file(bytes(packet())).startswith(b"held ")
            heads.append(until_cosigned(intake, cosigner, heads[-1].size + count))
        assert cosigner.stop() == 0
        assert cosigner.printed() == ""
    reading = SqliteReading(intake.settings.folder)
    for old, new in pairwise(heads):
        path = consistency_proof(old.size, new.size, reading.read_tile)
        verify_consistency(old.size, new.size, path, old.root, new.root)
    reading.close()
    state = read_state(tmp_path / "cosigned").checkpoint
    assert state is not None
    assert state.size >= heads[-1].size


@dataclass
class Between:
    """A server that passes requests on to an intake and holds cosignatures back."""

    intake: RunningIntake
    caught: threading.Event = field(default_factory=threading.Event)
    cosignature: bytes = b""


@contextmanager
def holding_back(intake: RunningIntake) -> Iterator[tuple[int, Between]]:
    """Serve on a port of its own until the block ends."""
    between = Between(intake)

    class Passing(BaseHTTPRequestHandler):
        """Passes GET on; takes PUT and never answers."""

        def do_GET(self) -> None:
            status, body, _ = intake.ask("GET", self.path)
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_PUT(self) -> None:
            between.cosignature = self.rfile.read(int(self.headers["content-length"]))
            between.caught.set()
            threading.Event().wait(30)

        log_message: Callable[..., None] = lambda *_: None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], between
    finally:
        server.shutdown()
        server.server_close()


def test_killed_between_state_and_signature_it_goes_on(tmp_path: Path) -> None:
    """Killed with -9 when the cosignature is on its way: the disk knows it already, and the next run continues it."""
    with running_intake(tmp_path, prepared(tmp_path, GROUP)) as intake:
        with holding_back(intake) as (port, between):
            cosigner = start(prepare(tmp_path, port))
            assert between.caught.wait(60), cosigner.printed()
            cosigner.kill()
        state = read_state(tmp_path / "cosigned")
        assert state.cosignature is not None
        assert bytes(state.cosignature) == between.cosignature, "it left before it was written down"
        assert state.checkpoint is not None
        assert cosigned(intake) is None

        cosigner = start(aim(tmp_path, intake.port))
        later = until_cosigned(intake, cosigner, state.checkpoint.size)
        assert later.tick >= state.checkpoint.tick
        assert cosigner.stop() == 0


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on(tmp_path: Path) -> None:
    """Killed with -9 eight times while heads come each second: state is whole each time, and no head is taken back."""
    with running_intake(tmp_path, prepared(tmp_path, GROUP)) as intake:
        settings = prepare(tmp_path, intake.port)
        last = 0
        for number in range(8):
            cosigner = start(settings)
            threading.Event().wait(0.8 + 0.23 * number)
            cosigner.kill()
            checkpoint = read_state(tmp_path / "cosigned").checkpoint
            tick = 0 if checkpoint is None else checkpoint.tick
            assert tick >= last
            last = tick
            intake.file(bytes(packet()))
        cosigner = start(settings)
        wanted = last + 3
        cosigner.wait_for(
            "a later head", lambda: ((found := cosigned(intake)) and found.tick >= wanted) or None, seconds=60
        )
        assert cosigner.stop() == 0
    assert not (tmp_path / "cosigned" / "evidence").exists()


def test_a_ledger_that_was_put_back_is_refused_with_evidence(tmp_path: Path) -> None:
    """An intake restored from a backup that signs on: the cosigner says so, signs nothing, and keeps both heads."""
    settings = prepared(tmp_path, GROUP)
    with running_intake(tmp_path, settings) as intake:
        assert intake.file(bytes(packet())).startswith(b"held ")
    shutil.copytree(settings.folder, tmp_path / "backup")
    old_signed = settings.last_signed.read_bytes()
    with running_intake(tmp_path, settings) as intake:
        for _ in range(60):
            intake.file(bytes(packet()))
        cosigner = start(prepare(tmp_path, intake.port))
        honest = until_cosigned(intake, cosigner, 62)
        cosigner.stop()
    shutil.rmtree(settings.folder)
    shutil.copytree(tmp_path / "backup", settings.folder)
    settings.last_signed.write_bytes(old_signed)  # what docs/operations.md forbids
    with running_intake(tmp_path, settings) as intake:
        cosigner = start(tmp_path / "cosign.toml")
        folder = tmp_path / "cosigned" / "evidence"
        (found,) = cosigner.wait_for(
            "evidence", lambda: sorted(folder.iterdir())[:1] if folder.is_dir() else None, seconds=60
        )
        cosigner.wait_for("a word", lambda: "not countersigned" in cosigner.printed() or None, seconds=30)
        assert cosigned(intake) is None
        assert cosigner.stop() == 0
    assert found.name.startswith("rollback-")
    held, _, shown = found.read_bytes().removeprefix(b"held\n").partition(b"\nshown\n")
    sizes = [read_checkpoint(notes.parse(each).text).size for each in (held, shown)]
    assert sizes[0] >= honest.size > sizes[1]
    for each in (held, shown):
        notes.verify(notes.parse(each), [GROUP.signed.charter.ledger_key])


def test_an_intake_that_is_away_is_said_once(tmp_path: Path) -> None:
    """Where nothing answers, one line says what to look at, without the address; it still ends with 0."""
    port = process.free_port()
    cosigner = start(prepare(tmp_path, port))
    cosigner.wait_for("a word", lambda: "did not answer" in cosigner.printed() or None, seconds=30)
    assert str(port) not in cosigner.printed()
    assert cosigner.stop() == 0
    assert cosigner.printed().count("\n") == 1
    with pytest.raises(OSError, match="refused"):
        http.client.HTTPConnection("127.0.0.1", port, timeout=2).request("GET", "/")
