# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that are handed about: never written over, whole or not there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from plaint.files import FileError, read, read_text, write_new


def test_a_file_is_written_once(tmp_path: Path) -> None:
    """What is there stays as it is."""
    path = tmp_path / "a"
    write_new(path, b"first")
    with pytest.raises(FileError):
        write_new(path, b"second")
    assert path.read_bytes() == b"first"


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege on Windows")
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """A link that somebody laid in the way is refused, and nothing is made where it points to."""
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileError):
        write_new(tmp_path / "link", b"x")
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Nothing is made on the way to a file."""
    with pytest.raises(FileError) as refused:
        write_new(tmp_path / "none" / "a", b"x")
    assert "none" in refused.value.message
    assert not (tmp_path / "none").exists()


def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a key file would look like one."""

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError) as refused:
        write_new(tmp_path / "a", b"x")
    assert "No space" in refused.value.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="a signal of POSIX")
@pytest.mark.parametrize("step", ["fsync", "link"])
def test_a_program_that_is_killed_leaves_no_half_file(tmp_path: Path, step: str) -> None:
    """Killed before the file is whole on the disk, or before it has its name: the same call works the next time."""
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            (
                "import os, signal, sys; from pathlib import Path; from plaint.files import write_new\n"
                f"os.{step} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)\n"
                "write_new(Path(sys.argv[1]), b'x' * 100_000)"
            ),
            tmp_path / "a",
        ],
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "a").exists()
    write_new(tmp_path / "a", b"whole")
    assert (tmp_path / "a").read_bytes() == b"whole"


def test_a_stick_without_links_takes_files_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """FAT knows no links: what is written is whole, and what is there still stays as it is."""

    def none(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    write_new(tmp_path / "a", b"first")
    with pytest.raises(FileError):
        write_new(tmp_path / "a", b"second")
    assert (tmp_path / "a").read_bytes() == b"first"
    assert len(list(tmp_path.iterdir())) == 1


def test_who_comes_second_takes_nothing_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that somebody else makes while ours is being written stays."""
    genuine = os.fsync

    def quicker(descriptor: int) -> None:
        (tmp_path / "a").write_bytes(b"theirs")
        genuine(descriptor)

    monkeypatch.setattr(os, "fsync", quicker)
    with pytest.raises(FileError):
        write_new(tmp_path / "a", b"ours")
    assert (tmp_path / "a").read_bytes() == b"theirs"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_is_read_up_to_its_bound(tmp_path: Path) -> None:
    """One byte more than can be is refused."""
    (tmp_path / "a").write_bytes(b"12345")
    assert read(tmp_path / "a", 5) == b"12345"
    with pytest.raises(FileError):
        read(tmp_path / "a", 4)


def test_what_is_no_text_or_not_there_is_told(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, a folder, and nothing at all."""
    (tmp_path / "a").write_bytes(b"\xff")
    with pytest.raises(FileError):
        read_text(tmp_path / "a", 5)
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(FileError):
            read(path, 5)
