# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of the demonstration: its programs, and the folder that they begin from."""

import time
from pathlib import Path
from threading import Event

import pytest

from plaint import __version__
from plaint.demo.children import Children
from plaint.demo.place import DemoError, found_group, lay_out, make_cosigners
from plaint.demo.run import run_demo
from plaint.intake.settings import IntakeSettings
from plaint.settings import read_settings
from tests.support.groups import NOW


def test_a_program_that_has_ended_is_not_waited_for(tmp_path: Path) -> None:
    """What it said comes line by line; then its end is told at once, and not after the time for an answer."""
    with Children(tmp_path) as children:
        child = children.start("version", "--version")
        assert __version__ in child.line(within=30)
        began = time.monotonic()
        with pytest.raises(DemoError, match="version has ended") as caught:
            child.line(within=30)
        assert time.monotonic() - began < 20
        assert "log" in caught.value.hint


def test_the_end_of_one_program_is_the_end_of_all(tmp_path: Path) -> None:
    """Where one program ends by itself the demonstration says which, and its errors lie in its log."""
    with Children(tmp_path) as children:
        child = children.start("wrong", "intake", "run", "--settings", str(tmp_path / "nothing.toml"))
        with pytest.raises(DemoError, match="wrong has ended"):
            child.line(within=30)
        child.end()
        with pytest.raises(DemoError, match="wrong has ended"):
            children.need_all()
    assert "There is no settings file" in (tmp_path / "wrong.log").read_text("utf-8")


def test_a_silent_program_is_given_up(tmp_path: Path) -> None:
    """A program that runs and says nothing is not waited for without end; leaving the block ends it."""
    with Children(tmp_path) as children:
        child = children.start("silent", "demo", "--dir", str(tmp_path / "demo"))
        with pytest.raises(DemoError, match="does not answer"):
            child.line(within=0.01)
        assert not child.has_ended
    assert child.has_ended


@pytest.mark.parametrize("name", ["plain", 'a "quoted" name', "with\\backslash", "имя # с решёткой"])
def test_the_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    """The settings of the demonstration's intake are read back with the folders that were made."""
    place = lay_out(tmp_path / name, found_group(NOW, make_cosigners()), port=8000, now=NOW)
    settings = read_settings(place.settings, IntakeSettings)
    assert settings.folder == place.intake / "ledger"
    assert settings.folder.is_dir()
    assert settings.key.is_file()
    assert (settings.charters / "1.charter").is_file()
    assert settings.drafts


def test_it_can_be_told_to_end_before_it_is_ready(tmp_path: Path) -> None:
    """Told to end while it begins, it starts no desk, announces nothing, and ends what it started."""
    stop = Event()
    stop.set()
    told: list[object] = []
    run_demo(tmp_path / "demo", 0, tell=told.append, stop=stop)
    assert told == []
    assert list((tmp_path / "demo").glob("desk-*.log")) == []
