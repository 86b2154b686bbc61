# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole ceremony at the command line: four bodies, six members, from the first card to a member who leaves."""

import shutil
from pathlib import Path

import pytest

from plaint.charter.card import Card
from plaint.charter.fingerprint import words
from plaint.charter.keyfile import MemberKey
from plaint.charter.parse import parse
from plaint.charter.pin import Pin
from plaint.charter.signed import SignedCharter
from tests.support.ceremony import SIX, Ceremony, plan_of
from tests.support.groups import ORIGIN, small_group


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a ceremony that ended with version 1."""
    ceremony = Ceremony(tmp_path_factory.mktemp("founded"))
    ceremony.found()
    return ceremony.top


@pytest.fixture
def ceremony(founded: Path, tmp_path: Path) -> Ceremony:
    """Return a copy of that ceremony, to be gone on with."""
    shutil.copytree(founded, tmp_path / "world")
    return Ceremony(tmp_path / "world")


def newest(ceremony: Ceremony, number: int) -> SignedCharter:
    """Return a version from the coordinator's folder."""
    return SignedCharter.from_bytes((ceremony.folder / "charters" / f"{number}.charter").read_bytes())


def test_four_bodies_found_a_group(ceremony: Ceremony) -> None:
    """Charter and annex verify, and the words are the same everywhere."""
    root = newest(ceremony, 1).digest
    shown = ceremony.run("charter", "fingerprint", ceremony.folder / "charters" / "1.charter").stdout
    assert shown.splitlines() == [" ".join(words(root, "ru")), " ".join(words(root, "en"))]
    verified = ceremony.run("charter", "verify", ceremony.folder)
    assert "signed by interior, ngo, ombudsman, prosecutor" in verified.stdout
    assert shown in verified.stdout
    for language in ("ru", "en"):
        ceremony.run("charter", "verify", ceremony.folder, "--words", " ".join(words(root, language)))
    others = " ".join(words(bytes(32), "en"))
    wrong = ceremony.run("charter", "verify", ceremony.folder, "--words", others, fails=True)
    assert "not the fingerprint" in wrong.stderr
    slipped = ceremony.run("charter", "verify", ceremony.folder, "--words", "a b c", fails=True)
    assert "type them again" in slipped.stderr


def test_version_1_needs_every_body(tmp_path: Path) -> None:
    """With three of four signatures nothing is made, and the missing body is named."""
    ceremony = Ceremony(tmp_path)
    ceremony.begin(plan_of())
    for member in SIX:
        ceremony.hand_over(ceremony.keyed(member))
    ceremony.run("charter", "draft", ceremony.folder)
    for member in ("ombudsman-1", "prosecutor-1", "interior-1"):
        ceremony.sign(member, 1)
    refused = ceremony.run("charter", "assemble", ceremony.folder, fails=True)
    assert "ngo missing" in refused.stderr
    assert not (ceremony.folder / "charters" / "1.charter").exists()
    ceremony.sign("ngo-1", 1)
    assert "fingerprint" in ceremony.run("charter", "assemble", ceremony.folder).stdout


def test_a_member_joins_by_the_plan(ceremony: Ceremony) -> None:
    """A seventh member is drafted from the plan, signed by three bodies of four, and verified with the chain."""
    ceremony.hand_over(ceremony.keyed("ngo-2"))
    (ceremony.folder / "plan.toml").write_text(plan_of((*SIX, "ngo-2")), encoding="utf-8")
    drafted = ceremony.run("charter", "draft", ceremony.folder)
    assert "members.ngo-2: new" in drafted.stdout
    for member in ("ombudsman-1", "prosecutor-1", "ngo-1"):
        assert "members.ngo-2: new" in ceremony.sign(member, 2).stdout
    ceremony.run("charter", "assemble", ceremony.folder)
    assert newest(ceremony, 2).charter.member("ngo-2").slot == 6
    assert "version 2" in ceremony.run("charter", "verify", ceremony.folder).stdout
    opened = ceremony.run(
        "charter",
        "annex",
        ceremony.folder,
        "--key",
        ceremony.machine("ngo-2") / "2017-05-01.key",
        "--passphrase-file",
        ceremony.passphrase,
    )
    assert "seated with your own keys" in opened.stdout


def test_half_of_the_bodies_change_nothing(ceremony: Ceremony) -> None:
    """Two bodies of four sign, and no version comes of it."""
    (ceremony.folder / "plan.toml").write_text(plan_of().replace("reply = 14", "reply = 30"), encoding="utf-8")
    assert "reply_days: 14 → 30" in ceremony.run("charter", "draft", ceremony.folder).stdout
    for member in ("ombudsman-1", "prosecutor-1"):
        ceremony.sign(member, 2)
    refused = ceremony.run("charter", "assemble", ceremony.folder, fails=True)
    assert "2 of 4 bodies; 3 are needed" in refused.stderr
    assert not (ceremony.folder / "charters" / "2.charter").exists()
    ceremony.sign("interior-1", 2)
    ceremony.run("charter", "assemble", ceremony.folder)
    assert newest(ceremony, 2).charter.reply_days == 30


def test_a_member_is_retired_without_the_plan(ceremony: Ceremony) -> None:
    """`amend --retire` needs no plan, and the retired key opens the next credential no more."""
    drafted = ceremony.run("charter", "amend", ceremony.folder, "--retire", "prosecutor-2")
    assert "members.prosecutor-2.retired: no → yes" in drafted.stdout
    for member in ("ombudsman-1", "ngo-1", "interior-1"):
        ceremony.sign(member, 2)
    ceremony.run("charter", "assemble", ceremony.folder)
    assert newest(ceremony, 2).charter.member("prosecutor-2").retired
    key = ["--key", ceremony.machine("prosecutor-2") / "2017-05-01.key", "--passphrase-file", ceremony.passphrase]
    closed = ceremony.run("charter", "annex", ceremony.folder, *key, fails=True)
    assert "seats no member prosecutor-2" in closed.stderr


def test_a_member_gets_new_keys_and_the_old_ones_sign_that_version(ceremony: Ceremony) -> None:
    """A rotation is signed with the old key; the version after it with the new one only."""
    ceremony.hand_over(ceremony.keyed("ngo-1", "2018-05-01"))
    ceremony.run("charter", "draft", ceremony.folder, "--rotate", "ngo-1")
    refused = ceremony.sign("ngo-1", 2, made="2018-05-01", fails=True)
    assert "other keys than those of this key file" in refused.stderr
    assert "other keys" in ceremony.sign("ngo-1", 2, fails=True).stderr
    ceremony.sign("ngo-1", 2, new="2018-05-01")
    for member in ("ombudsman-1", "interior-1"):
        ceremony.sign(member, 2)
    ceremony.run("charter", "assemble", ceremony.folder)
    assert newest(ceremony, 2).charter.member("ngo-1").ed25519 == ceremony.keys["ngo-1"].keys.ed25519.public
    (ceremony.folder / "plan.toml").write_text(plan_of().replace("reply = 14", "reply = 30"), encoding="utf-8")
    ceremony.run("charter", "draft", ceremony.folder)
    ceremony.sign("ngo-1", 3, fails=True)
    ceremony.sign("ngo-1", 3, made="2018-05-01")


def test_amend_seats_rotates_and_changes_trustees(ceremony: Ceremony) -> None:
    """Everything that a small change can be, in one draft."""
    fresh, joining = ceremony.keyed("interior-1", "2018-05-01"), ceremony.keyed("ngo-2")
    drafted = ceremony.run(
        *("charter", "amend", ceremony.folder, "--rotate", fresh, "--no-trustee", "prosecutor-1", "--k", 3),
        *("--trustee", "prosecutor-2", "--seat", joining, "--slot", 6, "--role", "en=lawyer", "--role", "ru=юрист"),
    )
    for line in (
        "k: 2 → 3",
        "members.interior-1.ed25519: other key",
        "members.prosecutor-1.trustee: yes → no",
        "members.prosecutor-2.trustee: no → yes",
        "members.ngo-2: new",
        "  role: en: lawyer; ru: юрист",
    ):
        assert line in drafted.stdout.splitlines(), drafted.stdout


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--retire", "nobody"], "no member nobody"),
        (["--trustee", "ombudsman-2"], "second of this body"),
        (["--k", "5"], "number of trustees"),
    ],
)
def test_an_amendment_that_breaks_a_rule_makes_no_draft(ceremony: Ceremony, options: list[str], told: str) -> None:
    """The error says what is wrong, and drafts/ stays as it was."""
    assert told in ceremony.run("charter", "amend", ceremony.folder, *options, fails=True).stderr
    assert not (ceremony.folder / "drafts" / "2.draft").exists()


def test_a_new_member_needs_slot_and_role(ceremony: Ceremony) -> None:
    """Seating without a slot, or with a role in no language, is refused with the option that is missing."""
    card = ceremony.keyed("ngo-2")
    amend = ("charter", "amend", ceremony.folder, "--seat", card)
    assert "--slot" in ceremony.run(*amend, fails=True).stderr
    assert "--role ru=" in ceremony.run(*amend, "--slot", 6, "--role", "lawyer", fails=True).stderr
    assert "is the same as" in ceremony.run(*amend, "--slot", 2, "--role", "en=x", "--role", "ru=x", fails=True).stderr


def test_a_draft_is_never_written_over(ceremony: Ceremony) -> None:
    """A second draft of the same version is refused: signatures may be under way for the first."""
    ceremony.run("charter", "amend", ceremony.folder, "--retire", "prosecutor-2")
    before = (ceremony.folder / "drafts" / "2.draft").read_bytes()
    assert "there already" in ceremony.run("charter", "amend", ceremony.folder, "--k", 3, fails=True).stderr
    assert (ceremony.folder / "drafts" / "2.draft").read_bytes() == before


def test_a_signature_for_another_draft_is_named(ceremony: Ceremony) -> None:
    """Where the coordinator changed the draft after somebody signed, the assembly says whose signature is another's."""
    ceremony.run("charter", "amend", ceremony.folder, "--retire", "prosecutor-2")
    ceremony.sign("ombudsman-1", 2)
    shutil.rmtree(ceremony.folder / "drafts")
    ceremony.run("charter", "amend", ceremony.folder, "--k", 3)
    assert "ombudsman-1 signed another text" in ceremony.run("charter", "assemble", ceremony.folder, fails=True).stderr


def test_who_does_not_confirm_does_not_sign(ceremony: Ceremony) -> None:
    """Without --yes the signer is asked, after the draft and its words were shown."""
    ceremony.run("charter", "amend", ceremony.folder, "--retire", "prosecutor-2")
    signing = [
        *("charter", "sign", ceremony.folder / "drafts" / "2.draft"),
        *("--key", ceremony.machine("ngo-1") / "2017-05-01.key", "--passphrase-file", ceremony.passphrase),
        *("--after", ceremony.folder / "charters" / "1.charter", "--out", ceremony.machine("ngo-1")),
    ]
    shown = ceremony.run(*signing, typed="n\n", fails=True)
    assert "words of this draft" in shown.stdout
    assert not (ceremony.machine("ngo-1") / "2.ngo-1.signature").exists()
    ceremony.run(*signing, typed="y\n")
    assert (ceremony.machine("ngo-1") / "2.ngo-1.signature").exists()


def test_desks_confirm_the_newest_version(ceremony: Ceremony) -> None:
    """Notes of three bodies are joined to a freshness note; those of two are refused."""
    charter = ceremony.folder / "charters" / "1.charter"
    notes = []
    for member in ("ombudsman-1", "interior-1", "prosecutor-2"):
        key = ceremony.machine(member) / "2017-05-01.key"
        ceremony.run(
            *("charter", "freshness", "sign", charter, "--key", key, "--passphrase-file", ceremony.passphrase),
            *("--out", ceremony.machine(member)),
        )
        notes.append(ceremony.machine(member) / f"1.{member}.freshness")
    joining = ("charter", "freshness", "assemble", charter)
    refused = ceremony.run(*joining, *notes[:2], "--out", ceremony.top, fails=True)
    assert "2 of 4 bodies; 3 are needed" in refused.stderr
    ceremony.run(*joining, *notes, "--out", ceremony.top)
    verified = ceremony.run("charter", "verify", ceremony.folder, "--freshness", ceremony.top / "1.freshness")
    assert "it is fresh" in verified.stdout


def test_a_pin_goes_on_from_the_newest_version(ceremony: Ceremony) -> None:
    """The pin names root and newest version; another group's folder does not continue it."""
    pin = Pin.from_text(ceremony.run("charter", "pin", ceremony.folder).stdout)
    assert (pin.version, pin.digest) == (1, newest(ceremony, 1).digest)
    path = ceremony.top / "pin.json"
    ceremony.run("charter", "pin", ceremony.folder, "--out", path)
    assert "continues" in ceremony.run("charter", "verify", ceremony.folder, "--pin", path).stdout
    other = small_group().signed
    path.unlink()
    path.write_text(str(Pin(other.charter.origin, other.digest, 1, other.digest)), encoding="utf-8")
    refused = ceremony.run("charter", "verify", ceremony.folder, "--pin", path, fails=True)
    assert "not the one that this page was made for" in refused.stderr


def test_show_says_what_a_charter_holds_and_what_the_next_one_changes(ceremony: Ceremony) -> None:
    """Readers, trustees, rules and their reasons are shown, in the language that is asked for."""
    charter = ceremony.folder / "charters" / "1.charter"
    shown = ceremony.run("charter", "show", charter, "--language", "ru").stdout
    for part in ("slot 0  ombudsman-1: сотрудник  [trustee, signs]", "blocked: same – Жалоба на него.", "north-police"):
        assert part in shown
    ceremony.run("charter", "amend", ceremony.folder, "--retire", "ombudsman-2")
    for member in ("ombudsman-1", "ngo-1", "interior-1"):
        ceremony.sign(member, 2)
    ceremony.run("charter", "assemble", ceremony.folder)
    changed = ceremony.run("charter", "show", ceremony.folder / "charters" / "2.charter", "--after", charter).stdout
    assert changed.splitlines() == ["members.ombudsman-2.retired: no → yes"]
    whole = ceremony.run("charter", "show", charter, "--all").stdout
    for part in ("danger: en: Call.; ru: Звоните.", "  duty: en: duty; ru: долг", "ticks: desk: 10800; ledger: 3600"):
        assert part in whole


def test_a_folder_without_a_charter_says_so(tmp_path: Path) -> None:
    """Verifying and amending nothing, and a version that is missing, are told as such."""
    ceremony = Ceremony(tmp_path)
    ceremony.folder.mkdir()
    assert "no charter" in ceremony.run("charter", "verify", ceremony.folder, fails=True).stderr
    assert "no charter" in ceremony.run("charter", "amend", ceremony.folder, fails=True).stderr
    (ceremony.folder / "charters").mkdir()
    (ceremony.folder / "charters" / "2.charter").write_bytes(b"")
    assert "A version is missing" in ceremony.run("charter", "verify", ceremony.folder, fails=True).stderr


def test_commands_say_what_is_missing_or_misnamed(ceremony: Ceremony) -> None:
    """No signature yet, a version under another number, and a fingerprint of what is not version 1."""
    ceremony.run("charter", "amend", ceremony.folder, "--retire", "prosecutor-2")
    assert "no signature of version 2" in ceremony.run("charter", "assemble", ceremony.folder, fails=True).stderr
    for member in ("ombudsman-1", "ngo-1", "interior-1"):
        ceremony.sign(member, 2)
    ceremony.run("charter", "assemble", ceremony.folder)
    charters = ceremony.folder / "charters"
    second = ceremony.run("charter", "fingerprint", charters / "2.charter", fails=True)
    assert "that of version 1" in second.stderr
    (charters / "1.charter").write_bytes((charters / "2.charter").read_bytes())
    assert "another version" in ceremony.run("charter", "verify", ceremony.folder, fails=True).stderr


def test_a_changed_charter_file_is_refused(ceremony: Ceremony) -> None:
    """Whoever changes a file in the folder is found out by the next command."""
    charter = ceremony.folder / "charters" / "1.charter"
    charter.write_bytes(charter.read_bytes().replace(b'"reply_days": 14', b'"reply_days": 15'))
    assert "signature" in ceremony.run("charter", "verify", ceremony.folder, fails=True).stderr


def test_two_cards_of_one_day_are_not_chosen_between(ceremony: Ceremony) -> None:
    """Of two cards of a member that bear the same date neither is taken; of two dates the newer one is."""
    ceremony.hand_over(ceremony.keyed("ngo-2"))
    ceremony.hand_over(ceremony.keyed("ngo-2", "2018-05-01"))
    other = Card.of(MemberKey(ORIGIN, "ngo-2", "ngo", "2018-05-01", bytes(32)))
    (ceremony.folder / "cards" / "again.card").write_text(other.text, encoding="utf-8")
    (ceremony.folder / "plan.toml").write_text(plan_of((*SIX, "ngo-2")), encoding="utf-8")
    assert "two cards of ngo-2" in ceremony.run("charter", "draft", ceremony.folder, fails=True).stderr
    (ceremony.folder / "cards" / "again.card").unlink()
    ceremony.run("charter", "draft", ceremony.folder)
    draft = parse((ceremony.folder / "drafts" / "2.draft").read_text(encoding="utf-8"))
    assert draft.member("ngo-2").ed25519 == ceremony.keys["ngo-2"].keys.ed25519.public
