# SPDX-License-Identifier: AGPL-3.0-or-later
"""The folder beside the repository is found, or its absence is a skip that says what to do."""

from pathlib import Path

import pytest

from tests.support import shared


def test_the_variable_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """PLAINT_SHARED wins over the folder beside the repository."""
    monkeypatch.setenv("PLAINT_SHARED", str(tmp_path))
    (tmp_path / "a.json").write_text("{}")
    assert shared.find("a.json") == tmp_path / "a.json"
    assert shared.names("", "*.json") == ["a.json"]


def test_without_the_variable_it_lies_beside_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default is `../shared`, seen from the root of the repository."""
    monkeypatch.delenv("PLAINT_SHARED", raising=False)
    assert shared.folder() == shared.ROOT.parent / "shared"
    assert (shared.ROOT / "pyproject.toml").exists()


def test_absence_is_a_skip_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A missing file skips the test that asked for it; a missing folder leaves one name to ask for."""
    monkeypatch.setenv("PLAINT_SHARED", str(tmp_path / "nowhere"))
    assert shared.names("data/merkle", "**/*.json") == ["data/merkle"]
    with pytest.raises(pytest.skip.Exception, match="PLAINT_SHARED"):
        shared.find("data/merkle")
