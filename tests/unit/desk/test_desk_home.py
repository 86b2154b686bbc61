# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's folder, its files, and what it keeps in clear."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from plaint.desk.connection import Connection, read_connection, write_connection
from plaint.desk.home import Home, HomeError, default_folder, write_whole
from plaint.desk.preferences import Preferences, read_preferences, write_preferences
from plaint.errors import FormatError
from plaint.line.address import Address

CONNECTION = Connection(
    address=Address("http://abc.onion", "socks5://127.0.0.1:9050"),
    origin="plaint.example/north",
    root=b"r" * 32,
    member="ngo-1",
    slot=3,
    reading=b"g" * 32,
    posting=b"p" * 32,
)


@pytest.mark.parametrize(
    ("system", "environment", "folder"),
    [
        ("win32", {"LOCALAPPDATA": "D:/Профиль/AppData/Local"}, "D:/Профиль/AppData/Local/Plaint/desk"),
        ("darwin", {}, "{home}/Library/Application Support/Plaint/desk"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/plaint/desk"),
        ("linux", {}, "{home}/.local/share/plaint/desk"),
    ],
)
def test_each_system_has_its_folder(system: str, environment: dict[str, str], folder: str) -> None:
    """The folder is the one in which the system keeps an account's application files."""
    assert default_folder(system, environment) == Path(folder.format(home=Path.home()))


def test_two_desks_do_not_share_a_folder(tmp_path: Path) -> None:
    """While one desk holds the folder another is refused; when the first ends, it is free."""
    home = Home(tmp_path / "Стол")
    home.make()
    held = home.hold()
    with pytest.raises(HomeError, match="running"):
        home.hold()
    held.close()
    home.hold().close()


def test_a_killed_desk_does_not_hold_its_folder(tmp_path: Path) -> None:
    """The lock goes away with the process, however it ended."""
    home = Home(tmp_path)
    code = "import sys, os; from pathlib import Path; from plaint.desk.home import Home\n"
    code += "held = Home(Path(sys.argv[1])).hold(); os._exit(9)"
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == 9
    home.hold().close()


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps the profile folder to its owner")
def test_files_are_the_owners_alone(tmp_path: Path) -> None:
    """Folder and files can be read by no other account."""
    home = Home(tmp_path / "desk")
    home.make()
    write_whole(home.key_file, b"x")
    assert home.folder.stat().st_mode & 0o077 == 0
    assert home.key_file.stat().st_mode & 0o077 == 0


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fails, the old file is still there and nothing else."""
    path = tmp_path / "a"
    write_whole(path, b"old")

    def fail(_: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr("plaint.desk.home.os.fsync", fail)
    with pytest.raises(OSError, match="no space"):
        write_whole(path, b"new")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"a": b"old"}


def test_a_connection_comes_back(tmp_path: Path) -> None:
    """What was written of a connection is read again; where there is none, there is none."""
    path = tmp_path / "connection.json"
    assert read_connection(path) is None
    write_connection(path, CONNECTION)
    assert read_connection(path) == CONNECTION
    assert "gggg" not in repr(CONNECTION)


@pytest.mark.parametrize(
    "change", [{"slot": 16}, {"slot": "3"}, {"root": "00"}, {"reading": "x" * 64}, {"server": None}, {"member": 1}]
)
def test_a_malformed_connection_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    """One wrong value makes the file unusable, and the message says what to do."""
    path = tmp_path / "connection.json"
    write_connection(path, CONNECTION)
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), encoding="utf-8")
    with pytest.raises(FormatError, match="connect this desk again"):
        read_connection(path)


def test_preferences_come_back(tmp_path: Path) -> None:
    """Preferences are read as they were written, and are the defaults where nothing was."""
    path = tmp_path / "preferences.json"
    assert read_preferences(path) == Preferences()
    write_preferences(path, Preferences("ru", 60, keys=False))
    assert read_preferences(path) == Preferences("ru", 60, keys=False)


@pytest.mark.parametrize(
    "text", ["{}", '{"language": "de", "lock_minutes": 15, "keys": true}', "[]", '{"language": 1}']
)
def test_other_preferences_are_refused(tmp_path: Path, text: str) -> None:
    """A language or time that the settings page does not offer is refused."""
    path = tmp_path / "preferences.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormatError):
        read_preferences(path)
