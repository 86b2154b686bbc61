# SPDX-License-Identifier: AGPL-3.0-or-later
"""`kill -9` in the middle of releasing, making and recording: nothing is half-written, and a second try works."""

import random
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from plaint.figures import book as books
from plaint.register.examining import examine
from plaint.register.findings import RegisterError
from tests.cli.test_cli_report import TWO, Office
from tests.support.felled import Feller
from tests.support.registers import example

MOST = 60
"""Steps on the disk of one command: each is tried, and no command has that many."""
RANDOM = 8
"""Kills at random moments, beside those before each step."""
SHARES = (0.1, 0.5, 0.99)
"""Of the longest file that a command writes: there it is killed within the write."""


@pytest.fixture
def feller(tmp_path: Path) -> Iterator[Feller]:
    """Return what runs commands and kills them."""
    with Feller(tmp_path) as one:
        yield one


def everywhere(
    feller: Feller,
    words: Sequence[object],
    begin: Callable[[], None],
    judge: Callable[[bool], None],
    *,
    longest: int,
) -> int:
    """Kill the command before each of its steps, within writes, then at random moments; return how many steps it has.

    `begin` puts everything as it was; `judge` looks at what is there, and is told whether the command was killed;
    `longest` is the length of the longest file that it writes.
    """
    steps = 0
    for step in range(1, MOST):
        begin()
        code, said = feller.run(words, step=step)
        assert code <= 0, said
        judge(code < 0)
        if code == 0:
            break
        steps = step
    assert steps < MOST - 1
    for share in SHARES:
        begin()
        code, said = feller.run(words, size=int(share * longest))
        assert code < 0, said
        judge(True)  # noqa: FBT003 - one fact
    begin()
    begun = time.monotonic()
    assert feller.run(words)[0] == 0
    whole = time.monotonic() - begun
    seeded = random.Random(20)
    for _ in range(RANDOM):
        begin()
        code, _ = feller.run(words, after=seeded.uniform(0, whole))
        judge(code < 0)
    return steps


@pytest.mark.slow
@pytest.mark.parametrize("what", ["figures", "words"])
def test_a_release_is_in_the_book_or_not(tmp_path: Path, feller: Feller, what: str) -> None:
    """Killed at any step, `release` leaves the old book or the new one; a second try finishes or says it is done."""
    office = Office(tmp_path)
    office.found()
    if what == "figures":
        office.preview()
        name, done = "annual-2026", "annual-2026 stands in the book already"
    else:
        office.release()
        office.make("draft-2")
        name, done = "annual-2026.text-2", "An approval is of another draft, or of another place in the book"
    for member in TWO:
        office.approve(member, draft="draft" if what == "figures" else "draft-2")
    words = ["report", "release", office.path, *office.approvals(*TWO, of=name)]
    before = office.book.read_bytes()
    seen = set()

    def begin() -> None:
        office.book.write_bytes(before)

    def judge(killed: bool) -> None:  # noqa: FBT001 - one fact
        longer = books.read(office.book).length - books.parse(before).length
        seen.add((killed, longer))
        assert longer in ((0, 1) if killed else (1,))
        code, said = feller.run(words)
        assert (code, done in said) == ((1, True) if longer else (0, False)), said
        assert books.read(office.book).length == books.parse(before).length + 1
        assert not office.book.with_name("release.book.new").exists()

    longest = len(before) + 100
    assert everywhere(feller, words, begin, judge, longest=longest) >= 3
    assert {(True, 0), (True, 1), (False, 1)} <= seen


@pytest.mark.slow
def test_a_report_is_whole_or_not_there(tmp_path: Path, feller: Feller) -> None:
    """Killed at any step, `make` leaves no folder of its name or the whole report; a second try makes it."""
    office = Office(tmp_path)
    office.found()
    office.release()
    office.release_words()
    out = tmp_path / "out"
    words = ["report", "make", office.path, "--into", out]
    assert feller.run(words)[0] == 0
    whole = contents(out)
    assert len(whole) == 10
    seen = set()

    def begin() -> None:
        shutil.rmtree(out, ignore_errors=True)

    def judge(killed: bool) -> None:  # noqa: FBT001 - one fact
        seen.add((killed, out.exists()))
        if not out.exists():
            assert killed
            assert feller.run(words)[0] == 0
        assert contents(out) == whole

    longest = max(map(len, whole.values()))
    assert everywhere(feller, words, begin, judge, longest=longest) >= 12
    assert {(True, False), (False, True)} <= seen


@pytest.mark.slow
def test_a_statement_is_in_the_record_or_not(tmp_path: Path, feller: Feller) -> None:
    """Killed at any step, `register add` leaves a record that is right, or that `check` mends; a second try works."""
    (tmp_path / "whole").mkdir()
    record = tmp_path / "record"
    kept = example(tmp_path / "whole")
    words = [
        *("register", "add", "statement", "e51-denial", "--in", record, "--kind", "denial", "--said", "2017-05-06"),
        *("--scope", "spring-2017", "--source", "tass-2017-05-05", "--actor", "head-of-chechnya-kadyrov"),
        *("--text-ru", "Отрицал.", "--text-en", "Denied it."),
    ]
    count = len(found(kept))
    seen = set()

    def begin() -> None:
        shutil.rmtree(record, ignore_errors=True)
        shutil.copytree(kept, record)

    def judge(killed: bool) -> None:  # noqa: FBT001 - one fact
        before, told = 0, "`plaint register check` finishes it"
        try:
            before = len(found(record))
        except RegisterError as error:
            told = str(error)
        assert "`plaint register check` finishes it" in told
        code, said = feller.run(["register", "check", "--in", record])
        assert code == 0, said
        more = len(found(record)) - count
        seen.add((killed, more))
        assert before in (0, count + more)
        assert more in ((0, 1) if killed else (1,))
        code, said = feller.run(words)
        assert (code, "is there already" in said) == ((1, True) if more else (0, False)), said
        assert len(found(record)) == count + 1
        assert not (record / ".staged").exists()

    assert everywhere(feller, words, begin, judge, longest=200) >= 8
    assert {(True, 0), (True, 1), (False, 1)} <= seen


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def found(record: Path) -> set[str]:
    """Return the ids of the statements in a record that has to be right."""
    loaded, findings = examine(record)
    assert loaded is not None
    assert [one for one in findings if not one.is_warning] == []
    return set(loaded.register.statements)
