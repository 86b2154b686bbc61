# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sitting with `plaint seal`: nothing that a person told is lost, and nothing of one person reaches another."""

import errno
import json
import os
import re
import subprocess
import time
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from plaint.charter import fingerprint
from plaint.cli import main
from plaint.entry import attachments, identity
from plaint.entry.complaint import MOST, RELATIONS, URGENCIES, Complaint
from plaint.entry.container import Container
from plaint.entry.envelope import Envelope
from plaint.entry.identity import SealedName
from plaint.entry.kinds import Tag
from plaint.entry.record import Record
from plaint.errors import FormatError
from plaint.filing.interview import FIRST_PURPOSES
from plaint.filing.parcel import LONGEST, NewParcel, ParcelError, read_parcel
from plaint.language import read
from plaint.ledger.leaf import LeafKind
from plaint.receipt import words as receipt_words
from plaint.receipt.derive import Thread
from plaint.unseal.entry import open_entry
from plaint.unseal.envelope import open_name, open_share
from tests.support.groups import group_folder, small_group
from tests.support.keyboard import Keyboard, keyboard
from tests.support.node import ROOT, node

GROUP: Final = small_group()
FINGERPRINT: Final = " ".join(fingerprint.words(GROUP.signed.digest, "en"))
PAGE: Final = read("en", "page")
TEXTS: Final = read("en", "terminal")
ABOUT: Final = ["3", ""]
READERS: Final = [""]
ACCOUNT: Final = ["They came at night.", "."]
DETAILS: Final = [""] * 5
ROLE: Final = ["1", "1", ""]
WISH: Final = ["2", ""]
HELPER: Final = ["Hotline", "1", "1"]
NO_NAME: Final = ["1"]
ONE: Final = [*ABOUT, *READERS, *ACCOUNT, *DETAILS, *ROLE, *WISH, *NO_NAME]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder as the group hands it out, fresh today."""
    place = group_folder(tmp_path / "group", GROUP)
    (place / "freshness").write_bytes(GROUP.freshness(int(time.time())))
    return place


def seal(folder: Path, out: Path, *options: str, typed: bytes | str = "") -> Result:
    """Call `plaint seal` in English, the fingerprint given."""
    arguments = ["seal", str(folder), "--out", str(out), "--language", "en", "--fingerprint", FINGERPRINT, *options]
    return CliRunner().invoke(main, arguments, input=typed)


def records(out: Path, member: str = "ngo-1") -> list[Record]:
    """Return the records of a parcel that this member can open."""
    charter, keys = GROUP.signed.charter, GROUP.keys[member].keys
    found = []
    for packet in read_parcel(out.read_bytes()):
        if packet.head.kind == LeafKind.ENTRY:
            held = open_entry(packet.blob, keys.identity, slots=charter.slots, slot=charter.member(member).slot)
            found += [Record.decode(octets) for octets in held.records] if isinstance(held, Container) else []
    return [record for record in found if isinstance(record, Record)]


def documents(out: Path) -> list[Complaint]:
    """Return the complaints of a parcel."""
    found = [Complaint.decode(record.sections()[Tag.DOCUMENT]) for record in records(out)]
    return [one for one in found if isinstance(one, Complaint)]


def lines(*parts: list[str]) -> str:
    """Return what is typed, line by line."""
    return "\n".join(line for part in parts for line in part) + "\n"


def copy_words(person: Keyboard) -> list[str]:
    """Copy the words from the screen and answer which two of them are asked for; return them."""
    person.wait_for(TEXTS("done.words", n=1).partition("1")[0])
    shown = person.wait_for("12. ") + "12. " + person.wait_for("\n")
    words = re.findall(r"\d+\. ([a-z]+)", shown)
    for _ in range(2):
        person.wait_for("Word number ")
        place = int(person.wait_for(","))
        person.type(words[place - 1].upper())
    person.wait_for(TEXTS("done.press"))
    person.type("")
    return words


@pytest.mark.parametrize("out", ["nowhere/parcel", "group"])
def test_a_place_that_cannot_be_written_is_named_before_any_question(tmp_path: Path, folder: Path, out: str) -> None:
    """Without such a folder, or with a folder for a file, nothing is asked."""
    result = seal(folder, tmp_path / out, typed=lines(ONE))
    assert result.exit_code != 0
    assert PAGE("about.heading") not in result.stderr
    assert "Traceback" not in result.stderr
    assert "parcel" in result.stderr or "is a directory" in result.stderr


def test_a_file_that_cannot_be_read_is_named_before_any_question(tmp_path: Path, folder: Path) -> None:
    """A slip in the name of a photo, or a photo that is too large, costs no conversation; no parcel is left behind."""
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(attachments.MAX_TOTAL + 1)
    for path in (tmp_path / "photo.jpg", large):
        result = seal(folder, tmp_path / "parcel", "--file", str(path), typed=lines(ONE))
        assert result.exit_code == 1
        assert PAGE("about.heading") not in result.stderr
        assert not (tmp_path / "parcel").exists()


def test_enter_alone_says_nothing_for_the_person(tmp_path: Path, folder: Path) -> None:
    """Enter takes "rather not say" for role and danger, only keep it, and no name; each question says what it takes."""
    told = lines(ABOUT, READERS, ACCOUNT, DETAILS, ["", "", ""], ["", ""], [""])
    result = seal(folder, tmp_path / "parcel", typed=told)
    (complaint,) = documents(tmp_path / "parcel")
    assert (complaint.relation, complaint.urgency, complaint.wish) == ("not_said", "not_said", "keep")
    assert complaint.consent == ()
    for taken in (RELATIONS.index("not_said"), URGENCIES.index("not_said"), 0):
        assert f"{TEXTS('ask.number')} ({TEXTS('ask.empty', n=taken + 1)})" in result.stderr


def test_nobody_agrees_by_enter_alone(tmp_path: Path, folder: Path) -> None:
    """How somebody agreed that another files for them is asked until it is answered; the rest may be passed by."""
    told = lines(ABOUT, READERS, ACCOUNT, DETAILS, ["", "", ""], ["", ""], ["", "", "", "2"], [""])
    result = seal(folder, tmp_path / "parcel", "--for-somebody", typed=told)
    (complaint,) = documents(tmp_path / "parcel")
    assert complaint.helper is not None
    assert (complaint.helper.relation, complaint.helper.consent) == ("other", "written")
    assert result.stderr.count(TEXTS("ask.wrong")) == 1


def test_a_wish_allows_at_the_terminal_what_it_allows_on_the_page() -> None:
    """The purposes proposed after "only keep it", "know about it" and "you may act" are the same in both halves."""
    asked = f'import {{ ALLOWED_BY }} from "{ROOT}/js/src/page/answers.js"; console.log(JSON.stringify(ALLOWED_BY))'
    run = subprocess.run([node(), "--input-type=module", "-e", asked], capture_output=True, text=True, check=True)
    assert {wish: list(allowed) for wish, allowed in FIRST_PURPOSES.items()} == json.loads(run.stdout)


def test_what_is_too_long_is_asked_for_again(tmp_path: Path, folder: Path) -> None:
    """A field or an account that does not fit is asked for again where it was typed, with both numbers."""
    long = {name: "x" * (most + 1) for name, most in MOST.items()}
    told = lines(
        ["3", long["note"], "in the yard"],
        READERS,
        ["", ".", long["account"], ".", *ACCOUNT],
        *([long[name], name] for name in ("when", "where", "who", "others", "needs")),
        ROLE, WISH, [long["organisation"], *HELPER], NO_NAME,
    )  # fmt: skip
    result = seal(folder, tmp_path / "parcel", "--for-somebody", typed=told)
    (complaint,) = documents(tmp_path / "parcel")
    assert complaint.account == "They came at night."
    assert complaint.about.note == "in the yard"
    assert [complaint.when, complaint.where, complaint.who] == ["when", "where", "who"]
    assert [complaint.others, complaint.needs] == ["others", "needs"]
    assert complaint.helper is not None
    assert (complaint.helper.organisation, complaint.helper.dictated) == ("Hotline", True)
    assert PAGE("account.empty") in result.stderr
    assert PAGE("account.long", n=10_001, most=10_000) in result.stderr
    assert result.stderr.count("fit.") >= len(MOST)


def test_bytes_that_are_no_text_end_nothing(tmp_path: Path, folder: Path) -> None:
    """A terminal in another encoding sends bytes that are no UTF-8: each becomes a mark, and the sitting goes on."""
    typed = lines(ONE).encode().replace(b"night", b"\xce\xcf\xde\xd8")
    seal(folder, tmp_path / "parcel", typed=typed)
    (complaint,) = documents(tmp_path / "parcel")
    assert re.fullmatch("They came at \ufffd+\\.", complaint.account)


@pytest.mark.parametrize(("about", "kept_out"), [("3", True), ("7", False)])
def test_who_is_kept_out_has_a_heading_only_where_somebody_is(
    tmp_path: Path, folder: Path, about: str, *, kept_out: bool
) -> None:
    """“Will not be able to read” stands above names, never above nothing."""
    result = seal(folder, tmp_path / "parcel", typed=lines([about, ""], ONE[len(ABOUT) :]))
    assert len(documents(tmp_path / "parcel")) == 1
    assert (PAGE("readers.cannot") in result.stderr) == kept_out


def test_who_lost_the_words_can_say_so(tmp_path: Path, folder: Path) -> None:
    """Requirement 45: also at a terminal a new complaint can tell that there was an earlier one."""
    for answer, earlier in (("1", True), ("", False)):
        out = tmp_path / f"parcel-{earlier}"
        seal(folder, out, typed=lines(ABOUT, READERS, ACCOUNT, DETAILS, ["1", "1", answer], WISH, NO_NAME))
        assert [one.earlier for one in documents(out)] == [earlier]


def test_a_name_is_asked_for_until_it_fits(tmp_path: Path, folder: Path) -> None:
    """Four fields that fit each but not together are asked for again; the envelope then holds what was typed last."""
    full = ["\U0001f600" * most for most in identity.MOST.values()]
    excess = SealedName(**dict(zip(identity.MOST, full, strict=True))).excess
    name = ["2", *full, "Invented Person", "by the hotline", "", "a scar"]
    told = lines(ABOUT, READERS, ACCOUNT, DETAILS, ROLE, WISH, name)
    result = seal(folder, tmp_path / "parcel", typed=told)
    assert PAGE("name.long", n=-(-excess // 2)) in result.stderr
    (record,) = records(tmp_path / "parcel")
    envelope = Envelope.decode(record.sections()[Tag.ENVELOPE])
    assert isinstance(envelope, Envelope)
    shares = [
        open_share(envelope, GROUP.keys[one].keys.identity, slot=GROUP.signed.charter.member(one).slot)
        for one in ("ombudsman-1", "ngo-1")
    ]
    found = open_name(envelope, shares)
    assert (found.name, found.contact, found.other) == ("Invented Person", "by the hotline", "a scar")


def test_whoever_begins_a_name_can_still_leave_it_out(tmp_path: Path, folder: Path) -> None:
    """Four empty fields seal no name."""
    seal(folder, tmp_path / "parcel", typed=lines(ABOUT, READERS, ACCOUNT, DETAILS, ROLE, WISH, ["2", "", "", "", ""]))
    (record,) = records(tmp_path / "parcel")
    assert Tag.ENVELOPE not in record.sections()


def test_a_way_to_reach_somebody_is_not_dropped_for_want_of_a_name(tmp_path: Path, folder: Path) -> None:
    """Whoever leaves the name empty and types the rest is asked again, as on the page."""
    name = ["2", "", "by the hotline", "", "", "Invented Person", "by the hotline", "", ""]
    result = seal(folder, tmp_path / "parcel", typed=lines(ABOUT, READERS, ACCOUNT, DETAILS, ROLE, WISH, name))
    assert PAGE("name.missing") in result.stderr
    (record,) = records(tmp_path / "parcel")
    assert Tag.ENVELOPE in record.sections()


def test_a_whole_sitting_at_a_real_terminal(tmp_path: Path, folder: Path) -> None:
    """Two people dictate; each words are asked back in any case, and the screen is emptied before the next begins."""
    out = tmp_path / "parcel"
    given = ["--language", "en", "--fingerprint", FINGERPRINT, "--for-somebody"]
    with keyboard("seal", str(folder), "--out", str(out), *given) as person:
        receipts = []
        for more in ("1", "2"):
            person.wait_for(PAGE("about.heading"))
            person.type(*ABOUT, *READERS, *ACCOUNT, *DETAILS, *ROLE, *WISH, *HELPER, *NO_NAME)
            receipts.append(copy_words(person))
            person.wait_for("\x1b[H\x1b[2J\x1b[3J")
            person.wait_for(TEXTS("done.another"))
            person.type(more)
    assert TEXTS("done.written", path=out).partition("{")[0][:22] in person.shown
    owners = {record.case_id for record in records(out)}
    threads = [Thread.from_entropy(receipt_words.read(" ".join(one)), GROUP.signed.charter.origin) for one in receipts]
    assert {thread.case_id for thread in threads} == owners
    assert len(owners) == 2


def test_the_files_of_one_person_stay_with_that_complaint(tmp_path: Path, folder: Path) -> None:
    """With --file nobody is asked whether another person wants to dictate: the next would get the first one's photo."""
    photo = tmp_path / "photo.bin"
    photo.write_bytes(b"\x01" * 100)
    out = tmp_path / "parcel"
    given = ["--language", "en", "--fingerprint", FINGERPRINT, "--for-somebody", "--file", str(photo)]
    with keyboard("seal", str(folder), "--out", str(out), *given) as person:
        person.wait_for(PAGE("about.heading"))
        person.type(*ABOUT, *READERS, *ACCOUNT, *DETAILS, *ROLE, *WISH, *HELPER, *NO_NAME)
        copy_words(person)
    assert TEXTS("done.another") not in person.shown
    (record,) = records(out)
    (line,) = attachments.decode(record.sections()[Tag.ATTACHMENTS])
    assert line.name == "photo.bin"


@pytest.mark.parametrize("option", [["--file", "x"], ["--for-somebody"]])
def test_options_that_answers_would_ignore_are_refused(tmp_path: Path, folder: Path, option: list[str]) -> None:
    """A file that is named beside --answers is not silently left out."""
    result = seal(folder, tmp_path / "parcel", "--answers", "-", *option, typed="[[complaint]]")
    assert result.exit_code == 2
    assert "leave out" in result.stderr
    assert not (tmp_path / "parcel").exists()


def test_a_fault_in_one_answer_seals_none(tmp_path: Path, folder: Path) -> None:
    """Where the second complaint of a file has no reader the first is not written either, and no words are shown."""
    everybody = ", ".join(f'"{member.id}"' for member in GROUP.signed.charter.seated)
    good = '[[complaint]]\nlanguage = "en"\naccount = "a"\nabout = { unknown = true }\n'
    result = seal(folder, tmp_path / "parcel", "--answers", "-", typed=f"{good}{good}left_out = [{everybody}]\n")
    assert result.exit_code == 1
    assert "Complaint 2 of the file: Nobody in the group is free" in result.stderr
    assert "None of the file was sealed" in result.stderr
    assert result.stdout == ""
    assert not (tmp_path / "parcel").exists()


def test_a_full_disk_leaves_what_was_sealed_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a later complaint cannot be written the parcel still holds the earlier ones, whole."""

    def full(handle: int) -> None:
        del handle
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "parcel"
    with NewParcel(path) as parcel:
        parcel.add([b"first"], armored=False)
        monkeypatch.setattr("plaint.filing.parcel.os.fsync", full)
        with pytest.raises(ParcelError, match="No space left"):
            parcel.add([b"second"], armored=False)
    assert path.read_bytes() == b"first"


def test_a_parcel_in_which_nothing_was_sealed_is_gone(tmp_path: Path) -> None:
    """Whoever breaks off before the first complaint is sealed leaves no empty file behind."""
    path = tmp_path / "parcel"

    def breaks_off() -> None:
        with NewParcel(path):
            assert path.exists()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breaks_off()
    assert not path.exists()


def test_a_parcel_that_is_too_long_is_refused_as_that() -> None:
    """A file beyond the limit is named as too long, and not cut off and called damaged."""
    with pytest.raises(FormatError, match="too long"):
        read_parcel(bytes(LONGEST + 1))
