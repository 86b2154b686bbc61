# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings are read strictly, and say what to mend."""

from pathlib import Path

import pytest

from plaint.intake.settings import IntakeSettings
from plaint.settings import SettingsError, read_settings


def written(folder: Path, text: str) -> Path:
    """Write a settings file and return its path."""
    path = folder / "intake.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    """Values take their places, and relative paths are taken from the file's folder."""
    path = written(tmp_path, 'hosts = ["a.onion"]\nfolder = "x"\nreserve_mib = 65\ncircuits = true\nkey = "/keys/k"\n')
    settings = read_settings(path, IntakeSettings)
    assert settings.hosts == ("a.onion",)
    assert settings.folder == tmp_path / "x"
    assert settings.key == Path("/keys/k")
    assert settings.charters == tmp_path / "charters"
    assert (settings.reserve_mib, settings.circuits, settings.listen) == (65, True, "unix:intake.sock")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('hosts = ["a"]\nresreve_mib = 5\n', "resreve_mib"),
        ("reserve_mib = 5\n", "hosts"),
        ('hosts = "a"\n', "hosts"),
        ("hosts = [1]\n", "hosts"),
        ("hosts = []\n", "hosts"),
        ('hosts = ["https://a/"]\n', "host"),
        ('hosts = ["a"]\nreserve_mib = "5"\n', "reserve_mib"),
        ('hosts = ["a"]\nreserve_mib = true\n', "reserve_mib"),
        ('hosts = ["a"]\nreserve_mib = 63\n', "reserve_mib"),
        ('hosts = ["a"]\ncircuits = 1\n', "circuits"),
        ('hosts = ["a"]\nfolder = ""\n', "folder"),
        ('hosts = ["a"]\nlisten = "somewhere"\n', "listen"),
        ('hosts = ["a"]\nlisten = "unix:"\n', "listen"),
        ("hosts = [\n", "TOML"),
    ],
)
def test_what_cannot_be_meant_is_named(tmp_path: Path, text: str, named: str) -> None:
    """An unknown key, a missing one, a value of another type: each is refused by its name, with what to do."""
    with pytest.raises(SettingsError, match=named) as caught:
        read_settings(written(tmp_path, text), IntakeSettings)
    assert caught.value.hint


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    """No file does not mean all defaults."""
    with pytest.raises(SettingsError, match="no settings file"):
        read_settings(tmp_path / "none.toml", IntakeSettings)
