# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing at a terminal in a language whose texts are a draft."""

import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plaint import language
from plaint.charter import fingerprint
from plaint.charter.founding import Founded
from plaint.cli import main
from plaint.language import Catalogue
from tests.support.groups import found_with, group_folder, named_too, small_group, small_plan

DEMO = found_with(small_plan() | {"demo": True})
DRAFTS = [code for code in language.languages("terminal") if language.read(code, "terminal").is_draft]


def seal(folder: Path, group: Founded, *options: str, typed: str = "") -> Result:
    """Call `plaint seal` with the group's files laid out in `folder`."""
    place = group_folder(folder / "group", group)
    (place / "freshness").write_bytes(group.freshness(int(time.time())))
    arguments = ["seal", str(place), "--out", str(folder / "parcel.txt"), *options]
    return CliRunner().invoke(main, arguments, input=typed)


def test_a_draft_is_refused_by_a_group_for_real_complaints(tmp_path: Path) -> None:
    """Before any question the command ends, says why, and writes nothing."""
    assert DRAFTS == ["ce"]
    result = seal(tmp_path, small_group(), "--language", "ce")
    assert result.exit_code == 1
    assert "serve in demonstrations only" in result.stderr
    assert "--language" in result.stderr
    assert language.read("ce", "terminal")("group.fingerprint") not in result.stderr
    assert not (tmp_path / "parcel.txt").exists()


@pytest.mark.parametrize("code", language.languages("terminal"))
def test_a_demonstration_is_asked_in_any_language(tmp_path: Path, code: str) -> None:
    """Every catalogue carries an interview to its end; a draft says first, in two languages, what it is."""
    words = " ".join(fingerprint.words(DEMO.signed.digest, "ru"))
    about, account, more, wish, name = "3\n\n\n", "Текст.\n.\n", "\n" * 5 + "1\n1\n\n", "2\n\n", "1\n"
    typed = f"{words}\n{about}{account}{more}{wish}{name}"
    result = seal(tmp_path, DEMO, "--language", code, typed=typed)
    page, texts = language.read(code, "page"), language.read(code, "terminal")
    assert texts("done.words", n=1) in result.stderr
    lines = [one("common.machine", name="Русский") for one in (page, language.read("ru", "page"))]
    told = result.stderr.splitlines()
    assert told[:2] == lines if page.is_draft else not set(lines) & set(told)
    assert (tmp_path / "parcel.txt").read_text("ascii").startswith("-----BEGIN PLAINT PACKET-----")


def test_names_of_a_charter_without_the_language_are_its_first(tmp_path: Path) -> None:
    """Asked in Chechen, a charter in Russian and English says its names in Russian, whatever comes first in each."""
    assert DEMO.signed.charter.languages[0] == "ru"
    group = found_with(named_too(small_plan() | {"demo": True}, "regions", ce="Къилбаседа"))
    words = " ".join(fingerprint.words(group.signed.digest, "ru"))
    shown = seal(tmp_path, group, "--language", "ce", typed=f"{words}\n").stderr
    charter = group.signed.charter
    for name in (*(body.name for body in charter.bodies), *(region.name for region in charter.regions)):
        assert f"{name['ru']}\n" in shown
        assert f"{name['en']}\n" not in shown
    assert "Къилбаседа" not in shown


def test_either_catalogue_makes_the_language_a_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only the texts of the terminal, or only those of the page, are a draft the language is one."""
    read = language.read
    for drafted in ("page", "terminal"):

        def half(code: str, name: str, drafted: str = drafted) -> Catalogue:
            return read("ce" if name == drafted else code, name)

        with monkeypatch.context() as patch:
            patch.setattr(language, "read", half)
            result = seal(tmp_path / drafted, small_group(), "--language", "en")
        assert "serve in demonstrations only" in result.stderr, drafted
