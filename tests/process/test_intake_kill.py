# SPDX-License-Identifier: AGPL-3.0-or-later
"""Property 21: nothing acknowledged is lost, whenever and however the process ends."""

import random
import shutil
import threading
from pathlib import Path

import pytest

from tests.support import process
from tests.support.filers import SOUND, Filers
from tests.support.intakes import PLAINT, prepared, running_intake, start_intake
from tests.support.places import packet, settings_file

ROUNDS = 4


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_to_kill_9(tmp_path: Path) -> None:
    """64 people file at once, the process is killed at random moments: every acknowledged entry is there."""
    seeded = random.Random(21)
    settings = prepared(tmp_path)
    filers = Filers()
    for _ in range(ROUNDS):
        intake = start_intake(tmp_path, settings)
        people = filers.begin(intake.port)
        filers.watch(intake, seeded.uniform(0.3, 1.5))
        intake.program.kill()
        for person in people:
            person.join()
    with running_intake(tmp_path, settings) as intake:
        filers.heads.append(intake.settled())
    assert len(filers.acknowledged) > 100
    verdict = filers.verdict(settings)
    print(f"{len(filers.acknowledged)} acknowledged; {verdict}")
    assert {what: verdict[what] for what in SOUND} == SOUND
    assert verdict["heads"] > 1


@pytest.mark.slow
def test_told_to_end_it_ends_cleanly(tmp_path: Path) -> None:
    """SIGTERM in the middle of filings: exit code 0, and what was acknowledged is there."""
    settings = prepared(tmp_path)
    intake = start_intake(tmp_path, settings)
    filers = Filers()
    stopper = threading.Timer(0.7, intake.program.stop)
    stopper.start()
    for person in [*filers.begin(intake.port, 8), stopper]:
        person.join()
    assert intake.program.process.returncode == 0, intake.program.printed()
    assert intake.program.printed() == ""
    assert not (settings.folder / "ledger.db-wal").exists()
    assert filers.acknowledged
    verdict = filers.verdict(settings)
    assert (verdict["missing"], verdict["changed"], verdict["misnamed"]) == (0, 0, 0)


@pytest.mark.parametrize("missing", ["ledger.key", "last-signed"])
def test_without_its_key_or_its_last_signature_it_does_not_start(tmp_path: Path, missing: str) -> None:
    """It names what is missing and makes no new one: with a new key, or a forgotten signature, it would fork itself."""
    settings = prepared(tmp_path)
    with running_intake(tmp_path, settings) as intake:
        intake.file(bytes(packet()))
    (tmp_path / missing).unlink()
    code, said = _run(settings_file(settings, tmp_path), tmp_path)
    assert (code, said[:8]) == (1, "plaint: ")
    assert not (tmp_path / missing).exists()


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
        intake.settled()
    shutil.rmtree(settings.folder)
    shutil.copytree(tmp_path / "backup", settings.folder)
    code, said = _run(settings_file(settings, tmp_path), tmp_path)
    assert (code, said[:24]) == (1, "plaint: This ledger has ")


def _run(settings: Path, folder: Path) -> tuple[int, str]:
    """Run an intake that must not start; return its exit code and the begin of what it says."""
    program = process.start([str(PLAINT), "intake", "run", "--settings", str(settings)], folder / "refused.log")
    code = program.process.wait(20)
    return code, program.printed()[:42]
