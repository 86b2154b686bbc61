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
from plaint.charter.annex import Annex, cosigner_keys
from plaint.charter.credential import open_credential
from plaint.charter.keyfile import unlock
from plaint.charter.signed import SignedCharter
from plaint.cli import main
from plaint.demo.keys import PASSPHRASE
from plaint.demo.place import COSIGNERS
from plaint.entry.cell import CELL_LENGTH, CellPart, MessageKind, join
from plaint.entry.complaint import Complaint
from plaint.entry.container import ENTRY_LENGTH, Container
from plaint.entry.kinds import Tag
from plaint.entry.message import Received, Reply
from plaint.entry.record import Record
from plaint.intake.pages.paths import Paths
from plaint.keys import note as notes
from plaint.ledger.board import read_board
from plaint.ledger.countersigned import countersigners
from plaint.ledger.window import read_window
from plaint.receipt import words
from plaint.receipt.derive import Thread
from plaint.unseal.cells import open_cells
from plaint.unseal.entry import open_entry
from tests.support.shared import ROOT

COMPLAINTS = 8
RECORD = ROOT / "examples" / "register"
NO_BYTES = 0xFFFFFFFE
TICKS_WITHIN = 30.0
ANSWERED_WITHIN = 240.0
"""Seconds: two ticks of fifteen when all desks are open, with room for a machine that does much else."""
ANSWER = "Мы прочли. Где это было?"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """Run a demonstration; return its folder and the addresses of its ready line. It must end cleanly on SIGTERM."""
    folder = tmp_path_factory.mktemp("demo") / "new"
    errors = folder.with_name("errors")
    with errors.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "plaint", "demo", "--dir", str(folder), "--register", str(RECORD)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("ready "), errors.read_text("utf-8")
    yield folder, dict(re.findall(r"(intake|record|desk\[[a-z0-9-]+\])=(\S+)", line))
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0, errors.read_text("utf-8")
    process.stdout.close()


def entries(folder: Path, intake: str) -> list[bytes]:
    """Return the sealed entries of the ledger once all invented complaints stand in it, among others."""
    signed = SignedCharter.from_bytes((folder / "group" / "1.charter").read_bytes())
    key = unlock((folder / "desks" / "civic-1" / "member.key").read_bytes(), PASSPHRASE)
    assert key.origin == signed.charter.origin
    credential = _group_credential(folder, key.keys.identity)
    end = time.monotonic() + TICKS_WITHIN
    found: list[bytes] = []
    while (came := len(opened(folder, found, "civic-1"))) < COMPLAINTS:
        assert time.monotonic() < end, f"{came} of {COMPLAINTS} complaints in the ledger"
        time.sleep(0.5)
        size = int(httpx.get(f"{intake}/checkpoint").text.splitlines()[1])
        found = [blob for blob in _blobs(intake, size, credential) if len(blob) == ENTRY_LENGTH]
    return found


def _group_credential(folder: Path, identity: Identity) -> str:
    annex = Annex.from_text((folder / "group" / "1.annex").read_text("utf-8"))
    charter = SignedCharter.from_bytes((folder / "group" / "1.charter").read_bytes()).charter
    return urlsafe_b64encode(open_credential(annex, charter, identity)).decode().rstrip("=")


def _blobs(intake: str, size: int, credential: str) -> Iterator[bytes]:
    for first in range(0, size, 64):
        count = min(64, size - first)
        answer = httpx.get(f"{intake}/blobs/{first}/{count}", headers={"Authorization": f"Bearer {credential}"})
        assert answer.status_code == 200, answer.text
        octets = answer.content
        while octets:
            length = int.from_bytes(octets[:4], "big")
            # A chunk, or what was erased, has a mark in the place of its length and no bytes.
            end = 4 if length >= NO_BYTES else 4 + length
            yield octets[4:end]
            octets = octets[end:]


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


class Member:
    """A member at an open desk of the demonstration, by plain requests."""

    def __init__(self, address: str) -> None:
        """Come in by the address, which works once, and unlock."""
        self.client = httpx.Client(base_url=address.partition("/enter/")[0], timeout=60, follow_redirects=True)
        self.base = re.findall(r"url=(/[^/]+)/", self.client.get(address).text)[0]
        assert self.send("/unlock", passphrase=PASSPHRASE).url.path == f"{self.base}/cases"

    def send(self, path: str, **form: str) -> httpx.Response:
        """Send a form as the desk's own page would."""
        return self.client.post(f"{self.base}{path}", data=form, headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture(scope="module")
def members(demo: tuple[Path, dict[str, str]]) -> Iterator[dict[str, Member]]:
    """Give all six members at open desks."""
    _, addresses = demo
    found = {name[5:-1]: Member(address) for name, address in addresses.items() if name.startswith("desk[")}
    yield found
    for member in found.values():
        member.client.close()


class Person:
    """Somebody who comes back with the words of an invented complaint, without a browser."""

    def __init__(self, folder: Path, intake: str, number: int = 0) -> None:
        """Take the words from the demonstration's own file."""
        charter = SignedCharter.from_bytes((folder / "group" / "1.charter").read_bytes()).charter
        line = (folder / "receipts.txt").read_text("utf-8").splitlines()[number]
        self.thread = Thread.from_entropy(words.read(line.split(". ")[1]), charter.origin)
        self.intake, self.charter = intake, charter

    def messages(self) -> dict[MessageKind, bytes]:
        """Return the newest message of each kind on the board, signed by a seated member."""
        window = httpx.get(f"{self.intake}/board/7")
        blobs = read_window(window.content).blobs
        octets = b"".join(read_board(blob).cells for blob in blobs)
        cells = [octets[at : at + CELL_LENGTH] for at in range(0, len(octets), CELL_LENGTH)]
        parts: dict[bytes, set[CellPart]] = {}
        for part in open_cells(cells, self.thread.key, origin=self.charter.origin):
            author = next(member for member in self.charter.seated if member.slot == part.author)
            part.verify(author.ed25519, origin=self.charter.origin, case_id=self.thread.case_id)
            parts.setdefault(part.message_id, set()).add(part)
        joined = [whole for each in parts.values() if (whole := join(each)) is not None]
        return {MessageKind(kind): content for kind, content in joined}

    def wait_for(self, kind: MessageKind) -> bytes:
        """Wait until a message of this kind is on the board."""
        end = time.monotonic() + ANSWERED_WITHIN
        while kind not in (found := self.messages()):
            assert time.monotonic() < end, f"no {kind.name} on the board"
            time.sleep(1)
        return found[kind]


def test_everything_that_the_ready_line_names_answers(
    demo: tuple[Path, dict[str, str]], members: dict[str, Member]
) -> None:
    """Intake, the public record and all six desks answer at the addresses of the ready line, and the desks open."""
    _, addresses = demo
    assert len(addresses) == 8
    assert len(members) == 6
    assert httpx.get(addresses["intake"], follow_redirects=False).status_code < 400
    assert "Persecution in Chechnya" in httpx.get(addresses["record"] + "en/").text


def test_a_complaint_is_received_and_answered(demo: tuple[Path, dict[str, str]], members: dict[str, Member]) -> None:
    """With open desks "received" comes by itself; a reply from a desk's form is read with the words."""
    folder, addresses = demo
    person = Person(folder, addresses["intake"])
    received = Received.decode(person.wait_for(MessageKind.RECEIVED))
    assert received.index < received.size
    civic = members["civic-1"]
    case = f"/case/{person.thread.case_id.hex()}"
    assert civic.send(f"{case}/reply", text=ANSWER).url.path.endswith("/reply")
    assert ANSWER in civic.send(f"{case}/reply/send").text
    reply = Reply.decode(person.wait_for(MessageKind.REPLY))
    assert reply.text == ANSWER
    assert reply.role


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


def test_both_cosigners_have_countersigned(demo: tuple[Path, dict[str, str]]) -> None:
    """The charter asks for two of two; the head of the quorum is shown, and no cosigner had to say anything."""
    folder, addresses = demo
    charter = SignedCharter.from_bytes((folder / "group" / "1.charter").read_bytes()).charter
    annex = Annex.from_text((folder / "group" / "1.annex").read_text("utf-8"))
    assert charter.quorum == 2
    end = time.monotonic() + ANSWERED_WITHIN
    while (answer := httpx.get(f"{addresses['intake']}/cosigned")).status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.5)
    assert set(countersigners(notes.parse(answer.content), cosigner_keys(charter, annex))) == set(COSIGNERS)
    for log in folder.glob("cosigner-*.log"):
        assert log.read_text("utf-8") == ""
    assert len(list(folder.glob("cosigner-*.log"))) == 2


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    """A folder that holds anything is not touched."""
    (tmp_path / "mine").write_text("keep", encoding="ascii")
    result = CliRunner().invoke(main, ["demo", "--dir", str(tmp_path)])
    assert result.exit_code == 1
    assert "not empty" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
