# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration, run as a person runs it, and looked at from outside."""

import re
import signal
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from plaint import language
from plaint.age.identity import Identity
from plaint.charter.annex import Annex
from plaint.charter.credential import open_credential
from plaint.charter.keyfile import unlock
from plaint.charter.signed import SignedCharter
from plaint.cli import main
from plaint.demo.place import PASSPHRASE
from plaint.entry.complaint import Complaint
from plaint.entry.container import ENTRY_LENGTH, Container
from plaint.entry.kinds import Tag
from plaint.entry.record import Record
from plaint.intake.pages.paths import Paths
from plaint.unseal.entry import open_entry

COMPLAINTS = 8
TICKS_WITHIN = 30.0


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """Run a demonstration; return its folder and the addresses of its ready line. It must end cleanly on SIGTERM."""
    folder = tmp_path_factory.mktemp("demo") / "new"
    errors = folder.with_name("errors")
    with errors.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "plaint", "demo", "--dir", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("ready "), errors.read_text("utf-8")
    yield folder, dict(re.findall(r"(intake|desk\[[a-z0-9-]+\])=(\S+)", line))
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0, errors.read_text("utf-8")
    process.stdout.close()


def entries(folder: Path, intake: str) -> list[bytes]:
    """Return the sealed entries of the ledger once all invented complaints stand in it."""
    signed = SignedCharter.from_bytes((folder / "group" / "1.charter").read_bytes())
    key = unlock((folder / "desks" / "civic-1" / "member.key").read_bytes(), PASSPHRASE)
    assert key.origin == signed.charter.origin
    credential = _group_credential(folder, key.keys.identity)
    end = time.monotonic() + TICKS_WITHIN
    found: list[bytes] = []
    while len(found) < COMPLAINTS:
        assert time.monotonic() < end, f"{len(found)} of {COMPLAINTS} entries in the ledger"
        time.sleep(0.5)
        size = int(httpx.get(f"{intake}/checkpoint").text.splitlines()[1])
        found = [blob for blob in _blobs(intake, size, credential) if len(blob) == ENTRY_LENGTH]
    return found


def _group_credential(folder: Path, identity: Identity) -> str:
    annex = Annex.from_text((folder / "group" / "1.annex").read_text("utf-8"))
    charter = SignedCharter.from_bytes((folder / "group" / "1.charter").read_bytes()).charter
    return urlsafe_b64encode(open_credential(annex, charter, identity)).decode().rstrip("=")


def _blobs(intake: str, size: int, credential: str) -> Iterator[bytes]:
    answer = httpx.get(f"{intake}/blobs/0/{min(size, 64)}", headers={"Authorization": f"Bearer {credential}"})
    assert answer.status_code == 200, answer.text
    octets = answer.content
    while octets:
        length = int.from_bytes(octets[:4], "big")
        yield octets[4 : 4 + length]
        octets = octets[4 + length :]


def opened(folder: Path, blobs: list[bytes], member: str) -> list[Complaint]:
    """Return the complaints that one member can open."""
    charter = SignedCharter.from_bytes((folder / "group" / "1.charter").read_bytes()).charter
    keys = unlock((folder / "desks" / member / "member.key").read_bytes(), PASSPHRASE).keys
    found = []
    for blob in blobs:
        held = open_entry(blob, keys.identity, slots=charter.slots, slot=charter.member(member).slot)
        for octets in held.records if isinstance(held, Container) else ():
            record = Record.decode(octets)
            assert isinstance(record, Record)
            if Tag.THREAD in record.sections():
                complaint = Complaint.decode(record.sections()[Tag.DOCUMENT])
                assert isinstance(complaint, Complaint)
                found.append(complaint)
    return found


def test_everything_that_the_ready_line_names_answers(demo: tuple[Path, dict[str, str]]) -> None:
    """Intake and all six desks answer at the addresses of the ready line."""
    _, addresses = demo
    assert len(addresses) == 7
    for name, address in addresses.items():
        answer = httpx.get(address, follow_redirects=False)
        assert answer.status_code < 400, (name, answer.status_code)


def test_drafts_of_languages_are_shown_and_say_so(demo: tuple[Path, dict[str, str]]) -> None:
    """The demonstration links the Chechen draft from its first page; a draft names the page that holds instead."""
    _, addresses = demo
    assert Paths("ce").start in httpx.get(addresses["intake"]).text
    draft = httpx.get(addresses["intake"] + Paths("ce").start)
    assert draft.status_code == 200
    assert language.read("ce", "page")("common.machine", name="Русский") in draft.text


def test_the_accused_ministry_does_not_read_the_complaint_about_it(demo: tuple[Path, dict[str, str]]) -> None:
    """A lawyer of the NGO opens every invented complaint; the ministry's inspector none about the ministry or below."""
    folder, addresses = demo
    blobs = entries(folder, addresses["intake"])
    assert len(opened(folder, blobs, "civic-1")) == COMPLAINTS
    inspector = opened(folder, blobs, "interior-1")
    assert 0 < len(inspector) < COMPLAINTS
    accused = {body for complaint in inspector for body in complaint.about.bodies}
    assert accused.isdisjoint({"interior_ministry", "regional_police", "district_police"})
    assert not any(complaint.about.unknown for complaint in inspector)


def test_no_word_of_the_complaints_lies_at_the_intake(demo: tuple[Path, dict[str, str]]) -> None:
    """Neither a word of an account nor a sealed name stands in any file of the intake, in UTF-8 or UTF-16."""
    folder, addresses = demo
    entries(folder, addresses["intake"])
    files = [path for path in (folder / "intake").rglob("*") if path.is_file()]
    assert any(path.stat().st_size > ENTRY_LENGTH for path in files)
    held = b"".join(path.read_bytes() for path in files)
    for text in ("Сослуживец", "courtyard", "Выдуманн", "Invented"):
        for encoding in ("utf-8", "utf-16-le"):
            assert text.encode(encoding) not in held


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    """A folder that holds anything is not touched."""
    (tmp_path / "mine").write_text("keep", encoding="ascii")
    result = CliRunner().invoke(main, ["demo", "--dir", str(tmp_path)])
    assert result.exit_code == 1
    assert "not empty" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
