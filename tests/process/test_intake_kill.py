# SPDX-License-Identifier: AGPL-3.0-or-later
"""Property 21: nothing acknowledged is lost, whenever and however the process ends."""

import http.client
import os
import random
import shutil
import threading
import time
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from plaint.keys import note as notes
from plaint.ledger.checkpoint import Checkpoint, open_checkpoint
from plaint.ledger.leaf import LeafKind
from plaint.ledger.proof import consistency_proof, verify_consistency
from plaint.store.reading import SqliteReading
from tests.support import process
from tests.support.intakes import PLAINT, RunningIntake, prepared, quick_group, running_intake, start_intake
from tests.support.places import packet, settings_file

FILERS = 64
ROUNDS = 4
PACKET = bytes(packet())
KEY = quick_group().signed.charter.ledger_key


class Filers:
    """People who file one entry after another until the line breaks, and remember what was acknowledged."""

    def __init__(self) -> None:
        """Begin with nothing acknowledged."""
        self.acknowledged: dict[str, bytes] = {}
        self.heads: list[bytes] = []

    def run_until_killed(self, intake: RunningIntake, after: float) -> None:
        """Let all file at once, kill the intake `after` some seconds, and wait until everybody has noticed."""
        threads = [threading.Thread(target=self._file, args=(intake.port,)) for _ in range(FILERS)]
        for thread in threads:
            thread.start()
        begun = time.monotonic()
        while time.monotonic() - begun < after:
            self.heads.append(intake.ask("GET", "/checkpoint")[1])
            time.sleep(0.05)
        intake.program.kill()
        for thread in threads:
            thread.join()

    def _file(self, port: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            while True:
                sent = PACKET[:-32] + os.urandom(32)
                line.request("POST", "/e", sent)
                answer = line.getresponse()
                said = answer.read().decode()
                if answer.status == 200:
                    self.acknowledged[said.split()[1]] = sent[48:]
        except (OSError, http.client.HTTPException):
            return
        finally:
            line.close()


def opened_heads(texts: list[bytes]) -> list[Checkpoint]:
    """Return the distinct heads in the order of their ticks."""
    heads = {text: open_checkpoint(notes.parse(text), [KEY], KEY.name) for text in texts}
    return sorted(heads.values(), key=lambda head: head.tick)


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_to_kill_9(tmp_path: Path) -> None:
    """64 people file at once, the process is killed at random moments: every acknowledged entry is there."""
    seeded = random.Random(21)
    settings = prepared(tmp_path)
    filers = Filers()
    for _ in range(ROUNDS):
        filers.run_until_killed(start_intake(tmp_path, settings), seeded.uniform(0.3, 1.5))
    with running_intake(tmp_path, settings) as intake:
        time.sleep(2.2)
        filers.heads.append(intake.ask("GET", "/checkpoint")[1])
    assert len(filers.acknowledged) > 100

    reading = SqliteReading(settings.folder)
    for name, blob in filers.acknowledged.items():
        found = reading.find(bytes.fromhex(name))
        assert found is not None, "an acknowledged entry is missing"
        assert found.body == blob
    hashes = [leaf[8:40].hex() for leaf in reading.leaves(0, 1_000_000) if leaf[4] == LeafKind.ENTRY]
    assert set(filers.acknowledged) <= set(hashes)
    assert len(hashes) == len(set(hashes))

    heads = opened_heads(filers.heads)
    for old, new in pairwise(heads):
        path = consistency_proof(old.size, new.size, reading.read_tile)
        verify_consistency(old.size, new.size, path, old.root, new.root)
    reading.close()
    print(f"{len(filers.acknowledged)} acknowledged, {len(hashes)} in the ledger, {len(heads)} heads")


@pytest.mark.slow
def test_told_to_end_it_ends_cleanly(tmp_path: Path) -> None:
    """SIGTERM in the middle of filings: exit code 0, and what was acknowledged is there."""
    settings = prepared(tmp_path)
    intake = start_intake(tmp_path, settings)
    filers = Filers()
    stopper = threading.Timer(0.7, intake.program.stop)
    stopper.start()
    threads = [threading.Thread(target=filers._file, args=(intake.port,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in [*threads, stopper]:
        thread.join()
    assert intake.program.process.returncode == 0, intake.program.printed()
    assert intake.program.printed() == ""
    reading = SqliteReading(settings.folder)
    assert filers.acknowledged
    for name, blob in filers.acknowledged.items():
        found = reading.find(bytes.fromhex(name))
        assert found is not None
        assert found.body == blob
        assert sha256(blob).hexdigest() == name
    reading.close()
    assert not (settings.folder / "ledger.db-wal").exists()


def test_a_second_process_does_not_start(tmp_path: Path) -> None:
    """It says what to do and leaves the first one alone."""
    with running_intake(tmp_path) as first:
        elsewhere = tmp_path / "second"
        elsewhere.mkdir()
        path = settings_file(first.settings, elsewhere)
        second = _run(path, elsewhere)
        assert second == (1, "plaint: Another process runs the ledger in")
        assert first.file(bytes(packet())).startswith(b"held ")


def test_a_ledger_from_a_backup_does_not_start(tmp_path: Path) -> None:
    """An older copy under a newer last signature is refused, with where to read on."""
    settings = prepared(tmp_path)
    with running_intake(tmp_path, settings) as intake:
        intake.file(bytes(packet()))
    shutil.copytree(settings.folder, tmp_path / "backup")
    with running_intake(tmp_path, settings) as intake:
        intake.file(bytes(packet()))
        time.sleep(2.2)
    shutil.rmtree(settings.folder)
    shutil.copytree(tmp_path / "backup", settings.folder)
    code, said = _run(settings_file(settings, tmp_path), tmp_path)
    assert (code, said[:24]) == (1, "plaint: This ledger has ")


def _run(settings: Path, folder: Path) -> tuple[int, str]:
    """Run an intake that must not start; return its exit code and the begin of what it says."""
    program = process.start([str(PLAINT), "intake", "run", "--settings", str(settings)], folder / "refused.log")
    code = program.process.wait(20)
    return code, program.printed()[:42]
