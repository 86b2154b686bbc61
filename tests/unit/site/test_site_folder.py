# SPDX-License-Identifier: AGPL-3.0-or-later
"""A site in its folder: whole or not there, never over somebody's files, and checked against its manifest."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from plaint.errors import FormatError, PlaintError
from plaint.keys.signature import SigningKey
from plaint.keys.vkey import NoteKeyType, NoteSigner
from plaint.site import folder, manifest
from plaint.site.folder import differences, listing_of, publish
from plaint.site.manifest import ManifestError
from tests.support.shared import ROOT

FILES = {"index.html": b"<p>old", "en/index.html": b"<p>english"}
NEWER = {"index.html": b"<p>new", "ru/index.html": b"<p>russian"}
SIGNER = NoteSigner("plaint.example/civic-1", NoteKeyType.ED25519, SigningKey.from_seed(bytes(32)))


def test_a_site_takes_the_place_of_the_old_one_whole(tmp_path: Path) -> None:
    """Nothing of the old site is left, nothing lies beside the new one."""
    publish(tmp_path / "site", FILES)
    publish(tmp_path / "site", NEWER)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()) == [
        "site/index.html",
        "site/manifest.txt",
        "site/ru/index.html",
    ]
    assert differences(tmp_path / "site") == []


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    """A folder that somebody made for the site is taken."""
    (tmp_path / "site").mkdir()
    publish(tmp_path / "site", FILES)
    assert differences(tmp_path / "site") == []


@pytest.mark.parametrize("name", ["thesis.odt", "en/notes.txt", ".hidden"])
def test_a_folder_with_other_files_is_left_as_it_is(tmp_path: Path, name: str) -> None:
    """Where a file lies that no site wrote, nothing is replaced and nothing is written."""
    publish(tmp_path / "site", FILES)
    (tmp_path / "site" / name).write_bytes(b"years of work")
    with pytest.raises(ManifestError, match="no part of a published site"):
        publish(tmp_path / "site", NEWER)
    assert (tmp_path / "site" / name).read_bytes() == b"years of work"
    assert (tmp_path / "site" / "index.html").read_bytes() == FILES["index.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_is_no_site_is_left_as_it_is(tmp_path: Path) -> None:
    """A folder without a manifest, a file and a link to a folder are refused."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "index.html").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "home")
    for name in ("home", "link", "home/index.html"):
        with pytest.raises(ManifestError):
            publish(tmp_path / name, FILES)
    assert (tmp_path / "home" / "index.html").read_bytes() == b"mine"


def test_a_folder_in_nothing_is_not_made(tmp_path: Path) -> None:
    """The folder around the site has to be there: a name typed wrong makes no tree."""
    with pytest.raises(ManifestError, match="Make it first"):
        publish(tmp_path / "a" / "b", FILES)
    assert list(tmp_path.iterdir()) == []


def test_a_killed_run_leaves_the_old_site_whole(tmp_path: Path) -> None:
    """A run that dies while it writes leaves the old site as it was, and the next one clears away what it left."""
    publish(tmp_path / "site", FILES)
    code = (
        "import os, sys; from pathlib import Path; from plaint.site import folder;"
        "folder._exchange = lambda *_: os.kill(os.getpid(), 9);"
        "folder.publish(Path(sys.argv[1]), {'index.html': b'new'})"
    )
    died = subprocess.run([sys.executable, "-c", code, str(tmp_path / "site")], cwd=ROOT, check=False)
    assert died.returncode == -9
    assert differences(tmp_path / "site") == []
    assert (tmp_path / "site" / "index.html").read_bytes() == FILES["index.html"]
    assert (tmp_path / ".site.new").is_dir()
    publish(tmp_path / "site", NEWER)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_without_the_one_rename_two_follow_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a system cannot exchange two folders, the site is replaced all the same, and a kill between is mended."""
    monkeypatch.setattr(folder, "_swap", lambda *_: False)
    publish(tmp_path / "site", FILES)
    publish(tmp_path / "site", NEWER)
    assert listing_of(tmp_path / "site")[1].keys() == NEWER.keys()
    (tmp_path / "site").rename(tmp_path / ".site.old")  # as a kill between the two renames leaves it
    publish(tmp_path / "site", FILES)
    assert listing_of(tmp_path / "site")[1].keys() == FILES.keys()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_second_run_is_refused(tmp_path: Path) -> None:
    """Two who publish into one place do not get into each other's way: the second is told to wait."""
    import fcntl  # noqa: PLC0415 - POSIX only

    held = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(ManifestError, match="Something else is publishing"):
        publish(tmp_path / "site", FILES)
    os.close(held)
    assert list(tmp_path.iterdir()) == []


def test_what_was_changed_is_named(tmp_path: Path) -> None:
    """A file with other bytes, one that is missing and one too many are each named."""
    publish(tmp_path / "site", FILES)
    (tmp_path / "site" / "index.html").write_bytes(b"<p>forged")
    (tmp_path / "site" / "en" / "index.html").unlink()
    (tmp_path / "site" / "extra.html").write_bytes(b"x")
    assert differences(tmp_path / "site") == [
        "en/index.html: missing",
        "extra.html: not in the manifest",
        "index.html: other bytes than were published",
    ]


@pytest.mark.parametrize("left", [b"", b"0123", manifest.write(FILES)])
def test_a_run_killed_at_its_manifest_hinders_no_other(tmp_path: Path, left: bytes) -> None:
    """Half a manifest, and nothing else, is cleared away by the next run."""
    (tmp_path / ".site.new").mkdir()
    (tmp_path / ".site.new" / manifest.NAME).write_bytes(left)
    publish(tmp_path / "site", FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_name_of_a_mirror_writes_no_line_of_its_own(tmp_path: Path) -> None:
    """A file whose name holds line ends, colours or bytes that are no text is named on one line, escaped."""
    publish(tmp_path / "site", FILES)
    (tmp_path / "site" / "a\x1b[2K\nall as the manifest says\udcff").write_bytes(b"x")
    (line,) = differences(tmp_path / "site")
    assert line == r"'a\x1b[2K\nall as the manifest says\udcff': not in the manifest"


def test_a_pipe_or_a_link_is_no_file_of_a_site(tmp_path: Path) -> None:
    """What stands where a file was published and is none is other than was published, and nobody waits for it."""
    publish(tmp_path / "site", FILES)
    (tmp_path / "site" / "index.html").rename(tmp_path / "elsewhere.html")
    (tmp_path / "site" / "index.html").symlink_to(tmp_path / "elsewhere.html")
    (tmp_path / "site" / "en" / "index.html").unlink()
    os.mkfifo(tmp_path / "site" / "en" / "index.html")
    assert differences(tmp_path / "site") == [
        "en/index.html: other bytes than were published",
        "index.html: other bytes than were published",
    ]


def test_the_manifest_is_what_sha256sum_reads(tmp_path: Path) -> None:
    """Anybody can check a copy with a program that every machine has."""
    publish(tmp_path / "site", FILES)
    said = subprocess.run(
        ["sha256sum", "--check", "--strict", "manifest.txt"], cwd=tmp_path / "site", capture_output=True, check=False
    )
    assert said.returncode == 0, said.stderr


def test_a_signature_holds_for_this_manifest_alone() -> None:
    """Who knows the key learns who signed which day's state; another list or another key is refused."""
    listing = manifest.write(FILES)
    note = manifest.sign(listing, date(2031, 12, 1), SIGNER)
    signed = manifest.verify(listing, note, [SIGNER.verifier])
    assert (signed.names, signed.as_of) == (("plaint.example/civic-1",), date(2031, 12, 1))
    with pytest.raises(ManifestError, match="another one than was signed"):
        manifest.verify(manifest.write(NEWER), note, [SIGNER.verifier])
    other = NoteSigner(SIGNER.name, SIGNER.kind, SigningKey.from_seed(bytes([1] * 32)))
    with pytest.raises(PlaintError):
        manifest.verify(listing, note, [other.verifier])


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n",
        b"0" * 64 + b"  ../index.html\n",
        b"0" * 64 + b"  /index.html\n",
        b"0" * 64 + b" index.html\n",
        b"0" * 64 + b"  b\n" + b"0" * 64 + b"  a\n",
        b"0" * 64 + b"  a\n" + b"0" * 64 + b"  a\n",
        b"0" * 64 + b"  a",
        b"0" * 64 + b"  a\r\n",
        b"0" * 64 + b"  manifest.txt\n",
        b"0" * 63 + b"  a\n",
        b"0" * 64 + "  й\n".encode(),
    ],
    ids=[
        "empty",
        "blank",
        "climbs",
        "absolute",
        "one blank",
        "order",
        "twice",
        "no end",
        "cr",
        "itself",
        "short",
        "letter",
    ],
)
def test_a_manifest_has_one_form(text: bytes) -> None:
    """A list that climbs out of the folder, is out of order or names a file twice is refused as a whole."""
    with pytest.raises(FormatError):
        manifest.parse(text)


def test_without_one_wait_for_all_each_file_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a system cannot bring a whole file system to the disk at once, each file and folder is brought there."""
    synced: list[Path] = []
    monkeypatch.setattr(folder, "_sync_all", lambda _: False)
    monkeypatch.setattr(folder, "_sync", synced.append)
    publish(tmp_path / "site", FILES)
    beside = tmp_path / ".site.new"
    assert {*(beside / name for name in FILES), beside, beside / "en", tmp_path} == set(synced)
