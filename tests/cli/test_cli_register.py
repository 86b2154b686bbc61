# SPDX-License-Identifier: AGPL-3.0-or-later
"""`plaint register`: imported, checked, shown, added to and corrected from the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plaint.cli import main
from plaint.cli.register import adding
from plaint.register import staging
from plaint.register.examining import read
from tests.support.registers import DOSSIER, EXAMPLE, example

PAGE = """<html lang="en"><head><title>A denial</title><meta name="author" content="A. Writer">
<meta property="article:published_time" content="2017-05-06"></head><body>He denied it.</body></html>"""
REASONS = ("--reason-ru", "опечатка", "--reason-en", "a slip", "--by", "the group", "--on", "2017-06-01")


def run(*words: object, typed: str | None = None) -> Result:
    """Call `plaint register`."""
    return CliRunner().invoke(main, ["register", *map(str, words)], input=typed)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Return a copy of the example record."""
    return example(tmp_path)


def test_a_dossier_is_imported_and_checked(tmp_path: Path) -> None:
    """The whole table is placed with its report, a second import places nothing, and check finds the record right."""
    folder = tmp_path / "record"
    told = run("import", DOSSIER, "--into", folder, "--scope", "spring-2017")
    assert told.exit_code == 0, told.output
    assert "69 statements were placed" in told.stderr
    assert "line 24 (e18-denial): The text says that it became known on 2017-04-25" in told.stdout
    again = run("import", DOSSIER, "--into", folder, "--scope", "spring-2017")
    assert (again.stdout, "0 statements were placed" in again.stderr) == ("", True)
    single = tmp_path / "one.csv"
    single.write_text("".join(DOSSIER.read_text("utf-8").splitlines(keepends=True)[:2]), "utf-8")
    one = run("import", single, "--into", tmp_path / "single", "--scope", "spring-2017")
    assert one.stderr.startswith("1 statement was placed in")
    checked = run("check", "--in", folder)
    assert checked.exit_code == 0, checked.output
    assert "The record in" in checked.stderr
    assert run("check", "--in", folder, "--strict").exit_code == 1


def test_a_broken_table_is_one_clear_answer(tmp_path: Path) -> None:
    """Mistakes come line by line with what to do, the exit code says that nothing was done, and nothing was."""
    table = tmp_path / "d.csv"
    table.write_bytes(DOSSIER.read_bytes().replace(b",yes,high,E20,", b",maybe,high,E20,"))
    told = run("import", table, "--into", tmp_path / "record")
    assert told.exit_code == 1
    assert "d.csv:26: in_article is neither yes nor no. Write one of them." in told.stderr
    assert not (tmp_path / "record").exists()
    assert run("import", table, "--into", tmp_path / "record", "--scope", "No Id").exit_code == 2


def test_check_names_every_mistake(record: Path) -> None:
    """Errors come by file and line on standard output, counted at the end."""
    path = record / "statements" / "e20-promise.toml"
    path.write_text(path.read_text("utf-8").replace('kind = "promise"', 'knd = "promise"'), "utf-8")
    told = run("check", "--in", record)
    assert told.exit_code == 1
    assert "statements/e20-promise.toml:3: There is no key 'knd' here." in told.stdout
    assert "2 errors, 0 warnings" in told.stderr


def test_check_finishes_what_was_interrupted(record: Path) -> None:
    """A change that was ready when the power went is put in place, and said."""
    (record / staging.STAGED / "tree" / "imports").mkdir(parents=True)
    (record / staging.STAGED / "tree" / "imports" / "late.csv").touch()
    (record / staging.STAGED / "READY").touch()
    assert "interrupted" in run("show", "--in", record).stderr
    told = run("check", "--in", record)
    assert (told.exit_code, "has been finished" in told.stderr) == (0, True)
    assert (record / "imports" / "late.csv").is_file()


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (("e20-promise",), ["said: 5 May 2017", "not yet archived"]),
        (("e20-promise", "--language", "ru"), ["сказано: 5 мая 2017", "обещание"]),
        (("president-support",), ["due: no day was named", "cannot be verified"]),
        (("inquiries/investigators-2017-04-18",), ["17 May 2017 [29]", "30 May 2017 [42]"]),
        (("echr-2023-676",), ["BAILII"]),
        (("--unit", "killed", "--scope", "january-2017", "--language", "ru"), ["от 27 до 56"]),
        (("--unit", "found-alive", "--scope", "lists"), ["from 0 to 2", "Contested"]),
        (("--unit", "detained", "--scope", "spring-2017", "--as-of", "2017-05-05"), ["at least 100", "left out"]),
        ((), ["2017-04-01  e02-detained", "2019        e45-forwarded"]),
    ],
)
def test_show_prints_what_is_asked_for(words: tuple[str, ...], lines: list[str]) -> None:
    """A record, a figure with its derivation, or the timeline, in Russian or English."""
    told = run("show", *words, "--in", EXAMPLE)
    assert told.exit_code == 0, told.output
    for line in lines:
        assert line in told.stdout


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("e20-promis",), "Did you mean e20-promise?"),
        (("--unit", "killed", "--scope", "moon"), "killed/january-2017"),
        (("--unit", "killed"), "A figure needs --unit and --scope"),
        (("e20-promise", "--unit", "a", "--scope", "b"), "no record beside them"),
        (("--unit", "killed", "--scope", "spring-2017", "--as-of", "May"), "as the record writes one"),
    ],
)
def test_show_says_what_to_ask_for(words: tuple[str, ...], answer: str) -> None:
    """What is not there is answered with what is."""
    told = run("show", *words, "--in", EXAMPLE)
    assert told.exit_code != 0
    assert answer in told.stderr


def test_a_source_is_added_with_its_copy(record: Path, tmp_path: Path) -> None:
    """What the file says of itself is told and taken only with --yes; what was given overrides it."""
    page = tmp_path / "saved.html"
    page.write_text(PAGE, "utf-8")
    words = ("add", "source", page, "--in", record, "--id", "denial", "--title", "Another title")
    told = run(*words)
    assert told.exit_code == 1
    assert "author A. Writer, day 2017-05-06" in told.stderr
    assert "denial" not in read(record).sources
    told = run(*words, "--yes", "--url", "https://example.org/a")
    assert told.exit_code == 0, told.output
    source = read(record).sources["denial"]
    assert (source.title, source.author, str(source.published)) == ("Another title", "A. Writer", "2017-05-06")
    assert (source.citation, source.url) == ("A. Writer, Another title, 2017-05-06", "https://example.org/a")
    assert len(list((record / "snapshots").iterdir())) == 1


def test_a_person_decides_what_a_source_is(record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a terminal each proposal is shown: Enter takes it, words replace it, a dash takes it out."""
    page = tmp_path / "saved.html"
    page.write_text(PAGE, "utf-8")
    monkeypatch.setattr(adding, "is_at_terminal", lambda: True)
    told = run("add", "source", page, "--in", record, "--id", "denial", typed="\n-\n2017-05\n")
    assert told.exit_code == 0, told.output
    assert "Title (- for none) [A denial]" in told.stderr
    source = read(record).sources["denial"]
    assert (source.title, source.author, str(source.published)) == ("A denial", None, "2017-05")


@pytest.mark.parametrize("octets", [b"\x89PNG\r\n\x1a\n\0", b""])
def test_a_file_that_is_no_source_is_refused(record: Path, tmp_path: Path, octets: bytes) -> None:
    """A picture or an empty file is not archived, and nothing is written."""
    page = tmp_path / "saved.html"
    page.write_bytes(octets)
    told = run("add", "source", page, "--in", record, "--title", "T", "--yes")
    assert (told.exit_code, "neither a page" in told.stderr) == (1, True)
    assert not (record / "snapshots").exists()
    assert "Give --title or --citation" in run("add", "source", "--in", record).stderr


def test_a_statement_is_added_and_corrected(record: Path) -> None:
    """A statement is added only if it is right; corrected, it keeps what it said and shows both."""
    words = (
        *("add", "statement", "e51-denial", "--in", record, "--kind", "denial", "--said", "2017-05-06"),
        *("--scope", "spring-2017", "--source", "tass-2017-05-05", "--reply-to", "e02-detained"),
        *("--text-ru", "Отрицал.", "--text-en", "Denied it."),
    )
    wrong = run(*words, "--actor", "nobody-known")
    assert (wrong.exit_code, "actors has no nobody-known" in wrong.stderr) == (1, True)
    told = run(*words, "--actor", "head-of-chechnya-kadyrov")
    assert told.exit_code == 0, told.output
    assert "is there already" in run(*words, "--actor", "head-of-chechnya-kadyrov").stderr
    told = run("correct", "statements/e51-denial", "said", "--becomes", "2017-05-07", *REASONS, "--in", record)
    assert told.exit_code == 0, told.output
    shown = run("show", "e51-denial", "--in", record).stdout
    assert "said: 7 May 2017" in shown
    assert '1 June 2017: said was "2017-05-06", is "2017-05-07". a slip' in shown
    assert run("check", "--in", record).exit_code == 0
    assert "--remove" in run("correct", "statements/e51-denial", "said", *REASONS, "--in", record).stderr


def test_the_commands_of_the_page_work(tmp_path: Path) -> None:
    """Every command that docs/register.md shows in a line of its own is one that there is, with those options."""
    page = (EXAMPLE.parents[1] / "docs" / "register.md").read_text("utf-8").replace("\\\n", " ")
    shown = [line.split() for line in page.splitlines() if line.startswith("plaint register")]
    assert len(shown) > 6
    for words in shown:
        command = words[2:4] if words[2] == "add" else words[2:3]
        told = CliRunner().invoke(main, ["register", *command, "--help"])
        assert told.exit_code == 0
        for option in (word for word in words if word.startswith("--")):
            assert option in told.stdout
    assert list(tmp_path.iterdir()) == []
