# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint offline`: made by one, made again and signed by others, checked by whoever holds the words."""

import hashlib
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plaint.charter import fingerprint
from plaint.charter.keyfile import lock
from plaint.cli import main
from plaint.offline import page as page_module
from plaint.offline import recipe as recipe_module
from plaint.offline.page import render
from tests.support.ceremony import LIGHT, PASSPHRASE
from tests.support.groups import amended, found_with, group_folder, small_group, small_plan
from tests.support.offline import recipe_of

DAY = 86_400
GROUP = found_with(small_plan() | {"demo": True})
WORDS = " ".join(fingerprint.words(GROUP.signed.digest, "en"))
SIGNERS = ("ombudsman-1", "prosecutor-1", "ngo-1")


def run(*words: object, typed: str = "") -> Result:
    """Call `plaint offline`."""
    return CliRunner().invoke(main, ["offline", *map(str, words)], input=typed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder as the group hands it out, fresh today, with the keys of its members beside it."""
    place = group_folder(tmp_path / "group", GROUP)
    (place / "freshness").write_bytes(GROUP.freshness(int(time.time())))
    (tmp_path / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
    for name, key in GROUP.keys.items():
        (tmp_path / f"{name}.key").write_bytes(lock(key, PASSPHRASE, cost=LIGHT))
    return place


@pytest.fixture
def page(tmp_path: Path, folder: Path) -> Path:
    """Return a page of the group, made by the command."""
    path = tmp_path / "form.html"
    told = run("make", folder, "--out", path, "--door", "http://abcdefgh.onion/")
    assert told.exit_code == 0, told.output
    assert hashlib.sha256(path.read_bytes()).hexdigest() in told.stdout
    assert WORDS in told.stdout
    return path


def sign(page: Path, folder: Path, member: str, *, answer: str = "y\n") -> Result:
    """Sign a page as a member does."""
    place = page.parent
    key = ("--key", place / f"{member}.key", "--passphrase-file", place / "passphrase")
    return run("sign", page, folder, *key, typed=answer)


@pytest.fixture
def note(page: Path, folder: Path) -> Path:
    """Return the note of three bodies about the page."""
    for member in SIGNERS:
        told = sign(page, folder, member)
        assert told.exit_code == 0, told.output
    told = run("assemble", page, *(page.parent / f"form.html.{member}.note" for member in SIGNERS))
    assert told.exit_code == 0, told.output
    return page.parent / "form.html.note"


def test_a_page_is_signed_by_three_bodies_and_verified(page: Path, note: Path) -> None:
    """Whoever has page, note and the words learns that it is genuine, who signed it, and that it was made again."""
    told = run("verify", page, "--fingerprint", WORDS, "--note", note)
    assert told.exit_code == 0, told.output
    assert "signed by ngo, ombudsman, prosecutor" in told.stdout
    assert "the same bytes" in told.stdout
    assert hashlib.sha256(page.read_bytes()).hexdigest() in told.stdout


def test_a_page_is_verified_without_a_note_by_making_it_again(page: Path) -> None:
    """The program alone confirms a page whose group has the words from paper."""
    told = run("verify", page, "--fingerprint", WORDS)
    assert told.exit_code == 0, told.output
    assert "signed by" not in told.stdout


@pytest.mark.parametrize("with_note", [True, False])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"default-src 'none'", b"default-src https:"),
        (b"connect-src &#39;none&#39;", b"connect-src https:"),
        (b"<script>", b"<script>fetch('https://evil.example');"),
        (b"</body>", b"<img src=x></body>"),
        (b"</html>", b"</html> "),
    ],
)
def test_a_changed_page_is_refused(page: Path, note: Path, old: bytes, new: bytes, *, with_note: bool) -> None:
    """A weaker policy, another script, another door, one blank more: refused, with the note and without."""
    octets = page.read_bytes()
    if old not in octets:
        old = old.replace(b"'", b"&#39;")
    assert old in octets
    page.write_bytes(octets.replace(old, new))
    told = run("verify", page, "--fingerprint", WORDS, *(("--note", note) if with_note else ()))
    assert told.exit_code == 1
    assert "SHA-256" not in told.stdout
    assert "Do not write on it" in told.stderr or "damaged" in told.stderr


def test_other_doors_are_shown_and_stop_a_signed_page(page: Path, note: Path) -> None:
    """Doors and reviewed languages stand in no charter: only the note speaks for them, so they are always shown."""
    page.write_bytes(page.read_bytes().replace(b"http://abcdefgh.onion", b"http://strange.onion"))
    assert run("verify", page, "--fingerprint", WORDS, "--note", note).exit_code == 1
    told = run("verify", page, "--fingerprint", WORDS)
    assert told.exit_code == 0
    assert "http://strange.onion" in told.stdout
    assert "no note was given" in told.stdout


def test_the_page_of_another_group_is_refused(page: Path, tmp_path: Path) -> None:
    """A genuine page of somebody else's group does not pass for this one's: the words differ."""
    other = tmp_path / "other.html"
    other.write_bytes(render(recipe_of(found_with(small_plan() | {"demo": True}, "another seed"))))
    told = run("verify", other, "--fingerprint", WORDS)
    assert told.exit_code == 1
    assert "fingerprint" in told.stderr
    assert run("verify", page, "--fingerprint", WORDS).exit_code == 0


def test_nobody_signs_what_the_own_program_would_not_make(page: Path, folder: Path) -> None:
    """A page with a changed script is not offered for signing, whatever group lies in it."""
    page.write_bytes(page.read_bytes().replace(b"<script>", b"<script>/**/"))
    told = sign(page, folder, "ngo-1")
    assert told.exit_code == 1
    assert "Do not sign it" in told.stderr
    assert not list(page.parent.glob("*.note"))


def test_nobody_signs_a_page_of_other_files(page: Path, folder: Path) -> None:
    """A page with another charter than the signer's own copy, an older one say, is refused."""
    group_folder(folder, GROUP, second := amended(GROUP, lambda tree: {**tree, "reply_days": 7}))
    (folder / "freshness").write_bytes(second.freshness(int(time.time())))
    told = sign(page, folder, "ngo-1")
    assert told.exit_code == 1
    assert "other files" in told.stderr


def test_who_does_not_confirm_or_may_not_sign_signs_nothing(page: Path, folder: Path) -> None:
    """Without a yes, and with the key of a member who signs no charters, nothing is written."""
    assert sign(page, folder, "ngo-1", answer="n\n").exit_code == 1
    assert sign(page, folder, "ombudsman-2").exit_code == 1
    assert not list(page.parent.glob("*.note"))


def test_two_bodies_of_four_are_too_few(page: Path, folder: Path) -> None:
    """Half of the bodies make no note: as with a charter, it takes more."""
    for member in SIGNERS[:2]:
        assert sign(page, folder, member).exit_code == 0
    told = run("assemble", page, *page.parent.glob("form.html.*.note"))
    assert told.exit_code == 1
    assert "2 of 4" in told.stderr
    assert not (page.parent / "form.html.note").exists()


def test_an_outdated_folder_makes_no_page(folder: Path, tmp_path: Path) -> None:
    """A page is made of files that are fresh on the day; nothing is overwritten; a door must be one."""
    (folder / "freshness").write_bytes(GROUP.freshness(int(time.time()) - 20 * DAY))
    told = run("make", folder, "--out", tmp_path / "x.html")
    assert told.exit_code == 1
    assert "ran out" in told.stderr
    (folder / "freshness").write_bytes(GROUP.freshness(int(time.time())))
    assert run("make", folder, "--out", tmp_path / "x.html", "--door", "nowhere").exit_code == 1
    assert not (tmp_path / "x.html").exists()
    (tmp_path / "x.html").write_text("mine", encoding="ascii")
    assert run("make", folder, "--out", tmp_path / "x.html").exit_code == 1
    assert (tmp_path / "x.html").read_text(encoding="ascii") == "mine"


def test_an_old_page_is_said_to_be_old_and_one_past_a_year_is_refused(tmp_path: Path) -> None:
    """The age of a page is counted from the end of the group's word; after a year it is over."""
    now = int(time.time())
    for days, code in ((40, 0), (400, 1)):
        at = now - days * DAY + 600
        path = tmp_path / f"{days}.html"
        path.write_bytes(render(recipe_of(GROUP, now=at)))
        told = run("verify", path, "--fingerprint", WORDS)
        assert told.exit_code == code
        assert ("30 days ago" in told.stdout) if code == 0 else ("more than a year" in told.stderr)


def test_a_page_of_another_program_needs_the_note(page: Path, note: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of an earlier version cannot be made again: then the group's note decides, and without it nothing does."""
    from plaint.offline import reading  # noqa: PLC0415 - the version is that module's name

    monkeypatch.setattr(reading, "__version__", "9.9.9")
    monkeypatch.setattr(page_module, "__version__", "9.9.9")
    told = run("verify", page, "--fingerprint", WORDS, "--note", note)
    assert told.exit_code == 0, told.output
    assert "not made again" in told.stdout
    alone = run("verify", page, "--fingerprint", WORDS)
    assert alone.exit_code == 1
    assert "note" in alone.stderr
    assert recipe_module.FORM == "offline/1"


def test_a_group_that_nobody_read_for_gets_no_page(tmp_path: Path) -> None:
    """Outside the demo the command names the option by which a group answers for a language."""
    place = group_folder(tmp_path / "real", small_group())
    (place / "freshness").write_bytes(small_group().freshness(int(time.time())))
    told = run("make", place, "--out", tmp_path / "real.html")
    assert told.exit_code == 1
    assert "--reviewed" in told.stderr
    assert run("make", place, "--out", tmp_path / "real.html", "--reviewed", "ru").exit_code == 0
