# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint member`: keys that are made, shown on paper, restored and replaced, and never written over."""

import os
import stat
from pathlib import Path

import pytest

from plaint.charter.card import Card
from plaint.charter.keyfile import STANDARD, Cost, MemberKey, lock, unlock
from plaint.cli import member as member_command
from tests.support.ceremony import LIGHT, PASSPHRASE, Ceremony
from tests.support.groups import ORIGIN

WHO = ("--origin", ORIGIN, "--member", "ngo-1", "--body", "ngo")
KEY = MemberKey(ORIGIN, "ngo-1", "ngo", "2017-05-01", bytes(range(32)))


@pytest.fixture
def world(tmp_path: Path) -> Ceremony:
    """Return an empty world with a passphrase file and one light key file."""
    ceremony = Ceremony(tmp_path)
    (ceremony.machine("ngo-1") / "old.key").write_bytes(lock(KEY, PASSPHRASE, cost=LIGHT))
    return ceremony


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let key files cost nothing, where a test is not about the cost."""

    def lightly(key: MemberKey, passphrase: str, *, cost: Cost = LIGHT) -> bytes:
        return lock(key, passphrase, cost=cost)

    monkeypatch.setattr(member_command, "lock", lightly)


def made(folder: Path) -> tuple[Path, Card]:
    """Return the one key file of this day and the card in a folder."""
    key = next(path for path in folder.glob("member-*.key"))
    card = next(path for path in folder.glob("*.card"))
    return key, Card.from_text(card.read_text(encoding="utf-8"))


def test_new_keys_are_made_under_the_standard_cost(world: Ceremony) -> None:
    """Key file and card are written; the key file opens with the passphrase, at the standard cost."""
    folder = world.machine("fresh")
    told = world.run("member", "new", *WHO, "--out", folder, "--passphrase-file", world.passphrase)
    path, card = made(folder)
    assert f'"memory_kib": {STANDARD.memory}' in path.read_text(encoding="utf-8")
    key = unlock(path.read_bytes(), PASSPHRASE)
    assert Card.of(key).public() == card.public()
    assert " ".join(card.words("ru")) in told.stdout
    assert PASSPHRASE not in told.output
    assert key.root.hex() not in told.output


@pytest.mark.skipif(os.name == "nt", reason="Windows has access lists and no file modes")
@pytest.mark.usefixtures("light")
def test_a_key_file_is_its_owners_alone(world: Ceremony) -> None:
    """Where there are file modes, the key file has 0600."""
    folder = world.machine("fresh")
    world.run("member", "new", *WHO, "--out", folder, "--passphrase-file", world.passphrase)
    path, _ = made(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.usefixtures("light")
def test_nothing_is_written_over(world: Ceremony) -> None:
    """A second `new` into the same folder is refused, and the first key file stays."""
    folder = world.machine("fresh")
    again = ("member", "new", *WHO, "--out", folder, "--passphrase-file", world.passphrase)
    world.run(*again)
    path, _ = made(folder)
    before = path.read_bytes()
    assert "there already" in world.run(*again, fails=True).stderr
    next(folder.glob("*.card")).unlink()
    assert "there already" in world.run(*again, fails=True).stderr
    assert path.read_bytes() == before


@pytest.mark.usefixtures("light")
def test_a_new_passphrase_is_typed_twice_and_not_shown(world: Ceremony) -> None:
    """Typed unseen, twice; two different ones make no key."""
    folder = world.machine("fresh")
    typed = f"{PASSPHRASE}\nanother passphrase\n{PASSPHRASE}\n{PASSPHRASE}\n"
    told = world.run("member", "new", *WHO, "--out", folder, typed=typed)
    assert "do not match" in told.stderr
    assert PASSPHRASE not in told.output
    assert unlock(made(folder)[0].read_bytes(), PASSPHRASE).member == "ngo-1"


def test_a_passphrase_comes_through_a_pipe(world: Ceremony) -> None:
    """`--passphrase-file -` reads the first line of standard input; CRLF does not belong to it."""
    key = world.machine("ngo-1") / "old.key"
    world.run("member", "recovery", key, "--passphrase-file", "-", typed=f"{PASSPHRASE}\r\nmore\n")
    empty = world.run("member", "recovery", key, "--passphrase-file", "-", typed="\n", fails=True)
    assert "first line" in empty.stderr


def test_a_wrong_passphrase_says_what_to_do(world: Ceremony) -> None:
    """Nothing is shown, and the recovery sheet is named."""
    refused = world.run("member", "recovery", world.machine("ngo-1") / "old.key", typed="wrong, alas\n", fails=True)
    assert "recovery sheet" in refused.stderr
    assert refused.stdout == ""


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.usefixtures("light")
def test_the_recovery_sheet_brings_the_key_back(world: Ceremony, language: str) -> None:
    """The 24 words of either language, numbers and all, restore the same keys on another machine."""
    key = world.machine("ngo-1") / "old.key"
    sheet = world.run("member", "recovery", key, "--language", language, "--passphrase-file", world.passphrase).stdout
    assert len(sheet.splitlines()) == 24
    words = world.top / "words"
    words.write_text(sheet, encoding="utf-8")
    folder = world.machine("another")
    world.run("member", "restore", *WHO, "--out", folder, "--words-file", words, "--passphrase-file", world.passphrase)
    assert unlock(made(folder)[0].read_bytes(), PASSPHRASE).root == KEY.root


def test_wrong_words_restore_nothing(world: Ceremony) -> None:
    """A sheet with a wrong word makes no key, and the word is not quoted."""
    typed = " ".join(["absurd"] * 23 + ["nonesuch"]) + "\n"
    refused = world.run(
        *("member", "restore", *WHO, "--out", world.top, "--passphrase-file", world.passphrase),
        typed=typed,
        fails=True,
    )
    assert "Word 24" in refused.stderr
    assert "nonesuch" not in refused.stderr.partition("plaint:")[2]


@pytest.mark.usefixtures("light")
def test_new_keys_of_a_member_stand_beside_the_old_ones(world: Ceremony) -> None:
    """`rotate` makes other keys for the same member and leaves the old file alone."""
    folder = world.machine("ngo-1")
    before = (folder / "old.key").read_bytes()
    world.run("member", "rotate", folder / "old.key", "--out", folder, "--passphrase-file", world.passphrase)
    path, card = made(folder)
    assert (folder / "old.key").read_bytes() == before
    assert unlock(path.read_bytes(), PASSPHRASE).root != KEY.root
    assert (card.member, card.body, card.origin) == ("ngo-1", "ngo", ORIGIN)


def test_a_card_is_written_again_and_checked(world: Ceremony) -> None:
    """The card of a key file is the same each time in what it says, and its words are shown to who checks it."""
    folder = world.machine("ngo-1")
    told = world.run("member", "card", folder / "old.key", "--out", folder, "--passphrase-file", world.passphrase)
    card = next(folder.glob("*.card"))
    checked = world.run("member", "check", card, "--language", "en").stdout
    assert "member ngo-1 of ngo" in checked
    assert checked.splitlines()[1] in told.stdout
    card.write_text(card.read_text(encoding="utf-8").replace('"ngo-1"', '"ngo-2"'), encoding="utf-8")
    assert "not signed with the keys" in world.run("member", "check", card, fails=True).stderr


@pytest.mark.usefixtures("light")
def test_a_passphrase_is_changed_into_a_new_file(world: Ceremony) -> None:
    """The old file stays until its owner destroys it; the new one opens with the new passphrase only."""
    second = world.top / "second"
    second.write_text("совсем другие слова здесь\n", encoding="utf-8")
    folder = world.machine("moved")
    world.run(
        *("member", "passphrase", world.machine("ngo-1") / "old.key", "--out", folder),
        *("--passphrase-file", world.passphrase, "--new-passphrase-file", second),
    )
    path = next(folder.glob("*.key"))
    assert unlock(path.read_bytes(), "совсем другие слова здесь") == KEY


def test_a_short_new_passphrase_makes_no_file(world: Ceremony) -> None:
    """Too short a passphrase is refused before anything is written."""
    short = world.top / "short"
    short.write_text("short\n", encoding="utf-8")
    folder = world.machine("fresh")
    refused = world.run("member", "new", *WHO, "--out", folder, "--passphrase-file", short, fails=True)
    assert "fewer than 12" in refused.stderr
    assert list(folder.iterdir()) == []
