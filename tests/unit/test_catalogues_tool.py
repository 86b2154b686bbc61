# SPDX-License-Identifier: AGPL-3.0-or-later
"""tools/catalogues.py: what is unfinished, and noting that a translation has been looked at."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from plaint import language
from tools import catalogues


def test_it_says_nothing_where_all_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    """With every translation up to date it prints nothing and ends well."""
    with pytest.raises(SystemExit) as ended:
        catalogues.main([])
    assert capsys.readouterr().out == ""
    assert ended.value.code == 0


def test_it_names_what_is_left(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each unfinished text stands on a line with its language and catalogue, and the exit code is 1."""

    def older(code: str, name: str) -> Mapping[str, str]:
        kept = language.sources(code, name)
        return {**kept, "ask.wrong": "00000000"} if (code, name) == ("ru", "terminal") else kept

    monkeypatch.setattr(catalogues, "sources", older)
    with pytest.raises(SystemExit) as ended:
        catalogues.main([])
    assert capsys.readouterr().out == "ru/terminal: ask.wrong: fuzzy, the English text has changed\n"
    assert ended.value.code == 1


@pytest.mark.parametrize("code", ["ru", "ce"])
def test_a_note_is_what_lies_in_the_repository(tmp_path: Path, code: str) -> None:
    """Noting a translation that is up to date writes the very files that are committed, for its catalogues only."""
    (tmp_path / code).mkdir()
    with pytest.raises(SystemExit) as ended:
        catalogues.main(["--checked", code], folder=tmp_path)
    assert ended.value.code == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / code).iterdir()}
    assert written == {path.name: path.read_bytes() for path in (catalogues.FOLDER / code).glob("*.source")}
    assert len(written) == sum(code in language.languages(name) for name in catalogues.NAMES)


@pytest.mark.parametrize("code", ["en", "xx"])
def test_what_is_no_translation_cannot_be_noted(tmp_path: Path, code: str) -> None:
    """English is what the others are made from, and a language that is not there has nothing to note."""
    with pytest.raises(SystemExit, match="no translation"):
        catalogues.main(["--checked", code], folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_translation_with_other_places_is_not_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the places in braces differ the note is refused: the page could not fill the text."""

    def broken(code: str, name: str) -> language.Catalogue:
        found = language.read(code, name)
        return found if code == language.SOURCE else replace(found, texts={"ask.wrong": "{n}"})

    monkeypatch.setattr(catalogues, "read", broken)
    with pytest.raises(SystemExit, match=r"ask\.wrong has other places"):
        catalogues.note("ru", "terminal", tmp_path)
    assert list(tmp_path.iterdir()) == []
