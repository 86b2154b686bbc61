# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing at a terminal, opened again with the members' own keys."""

import shutil
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from plaint.charter import fingerprint
from plaint.charter.errors import CharterError
from plaint.charter.fields import ID
from plaint.charter.founding import Founded
from plaint.cli import main
from plaint.entry import attachments
from plaint.entry.complaint import About, Complaint
from plaint.entry.container import Container
from plaint.entry.envelope import Envelope
from plaint.entry.kinds import Tag
from plaint.entry.record import Record, SealedBy
from plaint.entry.unknown import Unknown
from plaint.filing.answers import AnswersError, read_answers
from plaint.filing.group import GroupFilesError, read_group
from plaint.filing.parcel import read_parcel
from plaint.ledger.leaf import LeafKind
from plaint.receipt import words as receipt_words
from plaint.receipt.derive import Thread
from plaint.unseal.chunks import open_file
from plaint.unseal.entry import open_entry
from plaint.unseal.envelope import open_name, open_share
from tests.support.groups import amended, group_folder, small_group

DAY = 86_400
ANSWERS = """
[[complaint]]
language = "en"
account = "They kept my papers."
about = { bodies = ["interior"] }
wish = "tell"
consent = ["contact"]

[[complaint]]
language = "ru"
account = "Не пустили к доверителю."
relation = "lawyer"
about = { regions = ["north"] }
name = { name = "Invented Person", contact = "through the hotline" }
helper = { organisation = "Hotline", relation = "hotline", consent = "spoken", dictated = true }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder as a group hands it out, fresh today."""
    group = small_group()
    place = group_folder(tmp_path / "group", group)
    (place / "freshness").write_bytes(group.freshness(int(time.time())))
    return place


def printed(group: Founded) -> str:
    """Return the fingerprint as it stands in the group's printed notice."""
    return " ".join(fingerprint.words(group.signed.digest, "en"))


def run(folder: Path, out: Path, *options: str, typed: str = "") -> Result:
    """Call `plaint seal` in English."""
    arguments = ["seal", str(folder), "--out", str(out), "--language", "en", *options]
    return CliRunner().invoke(main, arguments, input=typed)


def opened(out: Path, group: Founded, member: str) -> list[Record]:
    """Return the records in the entries of a parcel that this member can open, their signatures verified."""
    charter = group.signed.charter
    identity = group.keys[member].keys.identity
    found = []
    for packet in read_parcel(out.read_bytes()):
        if packet.head.kind != LeafKind.ENTRY:
            continue
        held = open_entry(packet.blob, identity, slots=charter.slots, slot=charter.member(member).slot)
        for octets in held.records if isinstance(held, Container) else ():
            record = Record.decode(octets)
            assert isinstance(record, Record)
            record.verify(charter.origin)
            found.append(record)
    return found


def document(record: Record) -> Complaint:
    """Return the complaint in a record."""
    complaint = Complaint.decode(record.sections()[Tag.DOCUMENT])
    assert isinstance(complaint, Complaint)
    return complaint


def words_of(result: Result) -> list[str]:
    """Return the receipts that a command printed, 12 words each."""
    numbered = [
        line.split(". ")[1] for line in result.stdout.splitlines() if line[:2].strip().isdigit() and ". " in line
    ]
    return [" ".join(numbered[at : at + 12]) for at in range(0, len(numbered), 12)]


def test_answers_are_sealed_to_those_who_are_free(tmp_path: Path, folder: Path) -> None:
    """A complaint about a body of the group opens for the others and not for its member; the words own its case."""
    group, out = small_group(), tmp_path / "parcel.txt"
    answers = tmp_path / "answers.toml"
    answers.write_text(ANSWERS, encoding="utf-8")
    result = run(folder, out, "--fingerprint", printed(group), "--answers", str(answers))
    assert result.exit_code == 0, result.output
    assert out.read_text("ascii").startswith("-----BEGIN PLAINT PACKET-----")
    accounts = [document(record).account for record in opened(out, group, "ngo-1")]
    assert accounts == ["They kept my papers.", "Не пустили к доверителю."]
    assert "They kept my papers." not in [document(record).account for record in opened(out, group, "interior-1")]
    first, second = words_of(result)
    records = opened(out, group, "ngo-1")
    for typed, record in zip((first, second), records, strict=True):
        thread = Thread.from_entropy(receipt_words.read(typed), group.signed.charter.origin)
        assert record.case_id == thread.case_id
        assert record.sealed_by == SealedBy.TERMINAL


def test_a_sealed_name_opens_with_two_trustees(tmp_path: Path, folder: Path) -> None:
    """The envelope of a dictated complaint opens with the shares of two trustees; helper and consent are recorded."""
    group, out = small_group(), tmp_path / "parcel.txt"
    answers = tmp_path / "answers.toml"
    answers.write_text(ANSWERS, encoding="utf-8")
    assert run(folder, out, "--fingerprint", printed(group), "--answers", str(answers)).exit_code == 0
    record = opened(out, group, "ngo-1")[1]
    helper = document(record).helper
    assert helper is not None
    assert (helper.relation, helper.consent, helper.dictated) == ("hotline", "spoken", True)
    envelope = Envelope.decode(record.sections()[Tag.ENVELOPE])
    assert isinstance(envelope, Envelope)
    shares = [
        open_share(envelope, group.keys[name].keys.identity, slot=slot)
        for name, slot in (("ombudsman-1", 0), ("ngo-1", 3))
    ]
    assert open_name(envelope, shares).name == "Invented Person"


def test_an_interview_asks_and_seals(tmp_path: Path, folder: Path) -> None:
    """The questions of the page, answered by numbers and lines, make the same complaint; two words are asked back."""
    group, out, photo = small_group(), tmp_path / "parcel", tmp_path / "photo.bin"
    photo.write_bytes(b"\x01" * 1_500_000)
    typed = "\n".join([
        printed(group),
        "3", "",            # the interior ministry, no note
        "1",                # the first free reader left out
        "They came at night.", "And again.", ".",
        "in May", "", "", "", "",
        "2", "1", "",       # they saw it, nobody is in danger, no earlier complaint
        "2", "",            # tell, with the consents proposed
        "1",                # no name
    ])  # fmt: skip
    result = run(folder, out, "--file", str(photo), typed=typed + "\n")
    # The words are random, so the two asked back cannot be typed ahead: the input ends there.
    assert "from the paper" in result.stderr
    readers = opened(out, group, "ngo-1")
    complaint = document(readers[0])
    assert complaint.account == "They came at night.\nAnd again."
    assert complaint.about.bodies == ("interior",)
    assert complaint.left_out == ("ombudsman-1",)
    assert (complaint.wish, complaint.consent, complaint.urgency) == ("tell", ("contact",), "none")
    assert opened(out, group, "ombudsman-1") == opened(out, group, "interior-1") == []
    (line,) = attachments.decode(readers[0].sections()[Tag.ATTACHMENTS])
    chunks = [packet.blob for packet in read_parcel(out.read_bytes()) if packet.head.kind == LeafKind.CHUNK]
    assert open_file(chunks, line) == photo.read_bytes()


def test_who_is_left_without_a_reader_is_told_what_is_possible(tmp_path: Path, folder: Path) -> None:
    """Leaving out everybody seals nothing, writes no file, and names the other doors."""
    out = tmp_path / "parcel.txt"
    result = run(folder, out, typed=f"{printed(small_group())}\n3\n\n1 2 3 4 5\n")
    assert result.exit_code == 0, result.output
    assert "By post." in result.stderr
    assert not out.exists()


def test_a_wrong_fingerprint_stops_before_any_question(tmp_path: Path, folder: Path) -> None:
    """Words that are not the group's end the command before anything is asked."""
    result = run(folder, tmp_path / "parcel.txt", "--fingerprint", printed(small_group(5)))
    assert result.exit_code == 1
    assert "fingerprint" in result.stderr
    assert "Whom is it about" not in result.stderr


def test_nothing_is_overwritten(tmp_path: Path, folder: Path) -> None:
    """A file that is there already is refused before anything is asked, and keeps its bytes."""
    out = tmp_path / "parcel.txt"
    out.write_text("mine", encoding="ascii")
    result = run(folder, out)
    assert result.exit_code == 1
    assert out.read_text("ascii") == "mine"


def test_a_group_folder_must_be_whole(tmp_path: Path, folder: Path) -> None:
    """A folder without freshness note, or with a version missing, is refused with the name of what is missing."""
    shutil.copytree(folder, tmp_path / "cut")
    (tmp_path / "cut" / "freshness").unlink()
    with pytest.raises(GroupFilesError, match="freshness"):
        read_group(tmp_path / "cut", now=int(time.time()))
    with pytest.raises(GroupFilesError, match=r"1\.charter"):
        read_group(tmp_path, now=int(time.time()))


def test_an_outdated_charter_is_refused(tmp_path: Path) -> None:
    """The freshness note of version 2 makes a folder that holds version 1 alone useless."""
    first, now = small_group(), int(time.time())
    second = amended(first, lambda tree: {**tree, "reply_days": 7})
    place = group_folder(tmp_path / "group", first)
    (place / "freshness").write_bytes(second.freshness(now))
    with pytest.raises(CharterError):
        read_group(place, now=now)
    group_folder(place, first, second)
    assert read_group(place, now=now).signed.charter.version == 2


def test_old_files_are_said_to_be_old(folder: Path) -> None:
    """A note that ran out 20 days ago is reported; one that ran out over a year ago is refused."""
    days = small_group().signed.charter.freshness_days
    assert read_group(folder, now=int(time.time()) + (days + 20) * DAY - 60).stale_days == 20
    with pytest.raises(CharterError, match="more than a year"):
        read_group(folder, now=int(time.time()) + (days + 400) * DAY)


@pytest.mark.parametrize(
    "toml",
    [
        "",
        "x = 1",
        "[[complaint]]",
        '[[complaint]]\nlanguage="en"\naccount=""\nabout={unknown=true}',
        '[[complaint]]\nlanguage="en"\naccount="a"\nabout={}\nleftout=["ngo-1"]',
        '[[complaint]]\nlanguage="en"\naccount="a"\nabout={bodys=[]}',
        '[[complaint]]\nlanguage="en"\naccount="a"\nabout={unknown=true}\nwish="shout"',
        '[[complaint]]\nlanguage="en"\naccount="a"\nabout={unknown=true}\nwhen=2017-05-01',
        '[[complaint]]\nlanguage="en"\naccount="a"\nabout={unknown=true}\nname={nmae="x"}',
        '[[complaint]]\nlanguage="en"\naccount="a"\nabout={unknown=true}\nfiles=["nowhere/there.jpg"]',
    ],
)
def test_a_mistake_in_the_answers_is_named_and_never_quoted(toml: str) -> None:
    """Misspelt, missing and wrong fields are errors, so that `leftout` is never taken for nobody."""
    with pytest.raises(AnswersError) as caught:
        read_answers(toml.encode())
    assert "shout" not in str(caught.value)
    assert caught.value.hint


def test_unknown_is_read_from_records() -> None:
    """The test's own reading tells a complaint from an unknown form."""
    assert isinstance(Complaint.decode(b'{"form": 9}'), Unknown)


@given(st.from_regex(ID, fullmatch=True))
def test_whatever_a_charter_names_a_complaint_can_name(name: str) -> None:
    """Every id that a charter may hold stands in a complaint's document, among bodies, regions and members."""
    about = About(bodies=(name,), regions=(name,))
    complaint = Complaint(language="en", about=about, account="a", left_out=(name,), included=(name,))
    assert Complaint.decode(complaint.encode()) == complaint
