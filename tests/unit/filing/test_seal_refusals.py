# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `plaint seal` says to bad input, and to who breaks off: each time one line, with what to do."""

import time
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from plaint.charter import fingerprint
from plaint.cli import main
from plaint.entry.attachments import MAX_TOTAL
from plaint.entry.complaint import Complaint
from plaint.entry.container import Container
from plaint.entry.kinds import Tag
from plaint.entry.record import Record
from plaint.filing.parcel import read_parcel
from plaint.language import read
from plaint.unseal.entry import open_entry
from tests.support.groups import group_folder, small_group
from tests.support.keyboard import keyboard

GROUP: Final = small_group()
FINGERPRINT: Final = " ".join(fingerprint.words(GROUP.signed.digest, "en"))
PAGE: Final = read("en", "page")
TEXTS: Final = read("en", "terminal")
TOLD: Final = ["3", "", "", "They came at night.", ".", *[""] * 5, "", "", "", "", "", ""]
"""A whole interview: about, note, readers, account, five details, role, danger, earlier, wish, consents, name."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder as the group hands it out, fresh today."""
    place = group_folder(tmp_path / "group", GROUP)
    (place / "freshness").write_bytes(GROUP.freshness(int(time.time())))
    return place


def seal(folder: Path, *options: str, typed: str = "") -> Result:
    """Call `plaint seal` in English, the fingerprint given, for a parcel beside `folder`."""
    out = ["--out", str(folder.parent / "parcel"), "--language", "en", "--fingerprint", FINGERPRINT]
    return CliRunner().invoke(main, ["seal", str(folder), *out, *options], input=typed)


def test_whoever_breaks_off_learns_what_is_left(folder: Path) -> None:
    """Before anything was sealed nothing is left; after the words were shown the parcel holds that complaint."""
    early = seal(folder, typed="\n".join(TOLD[:5]) + "\n")
    assert early.exit_code == 1
    assert "Stopped: nothing was sealed and nothing is left of it." in early.stderr
    assert not (folder.parent / "parcel").exists()
    late = seal(folder, typed="\n".join(TOLD) + "\n")
    assert late.exit_code == 1
    assert f"Stopped: {folder.parent / 'parcel'} holds the complaints whose words were shown" in late.stderr
    assert len(read_parcel((folder.parent / "parcel").read_bytes())) == 1


def test_what_was_told_does_not_stay_on_the_screen(folder: Path, tmp_path: Path) -> None:
    """Whoever breaks off in the middle leaves an empty screen, with what scrolled off it, and one line."""
    given = ["--language", "en", "--fingerprint", FINGERPRINT]
    with keyboard("seal", str(folder), "--out", str(tmp_path / "parcel"), *given, ends=1) as person:
        person.wait_for(PAGE("about.heading"))
        person.type(*TOLD[:5])
        person.wait_for(PAGE("account.when"))
        person.break_off()
        person.wait_for("\x1b[H\x1b[2J\x1b[3J")
        person.wait_for("Stopped: nothing was sealed")


def test_what_a_terminal_cuts_is_asked_for_again(folder: Path, tmp_path: Path) -> None:
    """A pasted paragraph that a terminal passes on only in part is refused aloud, and never sealed without its end."""
    out = tmp_path / "parcel"
    given = ["--language", "en", "--fingerprint", FINGERPRINT]
    with keyboard("seal", str(folder), "--out", str(out), *given, ends=1) as person:
        person.wait_for(PAGE("about.heading"))
        person.type(*TOLD[:3])
        person.wait_for(TEXTS("ask.text"))
        person.type("ж" * 3000)
        person.wait_for(TEXTS("ask.cut"))
        person.type("ж" * 1500, "ж" * 1500, *TOLD[4:])
        person.wait_for("Word number ")
        person.break_off()
    (packet,) = read_parcel(out.read_bytes())
    held = open_entry(packet.blob, GROUP.keys["ngo-1"].keys.identity, slots=GROUP.signed.charter.slots, slot=3)
    assert isinstance(held, Container)
    record = Record.decode(held.records[0])
    assert isinstance(record, Record)
    complaint = Complaint.decode(record.sections()[Tag.DOCUMENT])
    assert isinstance(complaint, Complaint)
    assert complaint.account == "ж" * 1500 + "\n" + "ж" * 1500


def test_somebody_must_be_named_or_not_known(folder: Path) -> None:
    """Whom it is about has no answer by Enter alone, and the question does not offer one."""
    result = seal(folder, typed="\n".join(["", "0", "12", "x", "²", *TOLD]) + "\n")
    question = result.stderr.partition(PAGE("about.heading"))[2].partition(PAGE("about.note"))[0]
    assert question.count(TEXTS("ask.wrong")) == 5
    assert TEXTS("ask.empty_none") not in question
    assert question.count(PAGE("about.uniformed")) == 1


@pytest.mark.parametrize(("size", "said"), [(0, "It holds nothing."), (MAX_TOTAL + 1, "It holds more than 25 MiB.")])
def test_a_file_that_cannot_be_sealed_is_named(folder: Path, size: int, said: str) -> None:
    """Of several files the one that is empty or too large is named, with what to do about it."""
    good, bad = folder.parent / "good.jpg", folder.parent / "bad.jpg"
    good.write_bytes(b"x")
    with bad.open("wb") as file:
        file.truncate(size)
    result = seal(folder, "--file", str(good), "--file", str(bad))
    assert result.exit_code == 1
    assert f"The file {bad} cannot be sealed. {said}" in result.stderr
    assert PAGE("about.heading") not in result.stderr
